"""Surveys: one row a respondent, counted per request and question."""
