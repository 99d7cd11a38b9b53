"""Requests that look alike: proposed with a reason, merged only as a person said."""
