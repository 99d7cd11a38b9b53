"""The report in other languages: English pages are made as ever, and their texts looked up in a language's file."""
