"""Requests: one TOML file each, or a sheet, or a table in memory, all become the same columns of text."""

from featurecheck.requests.columns import read_requests, requests_from_files
from featurecheck.requests.definition import Answer, RequestFile
from featurecheck.requests.reading import read_request_file
from featurecheck.requests.writing import new_request_file, set_answer, set_fields

__all__ = [
    "Answer",
    "RequestFile",
    "new_request_file",
    "read_request_file",
    "read_requests",
    "requests_from_files",
    "set_answer",
    "set_fields",
]
