"""A sheet of requests: names, votes, dates, comments and folded rows become the declared columns."""
