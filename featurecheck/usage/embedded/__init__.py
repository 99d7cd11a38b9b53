"""The embedded engine: DuckDB counts what lies in large text and Parquet files, or in a DuckDB file."""
