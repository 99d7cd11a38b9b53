"""Made usage events: 20,000 accounts, 400,000 users, 200 features by Zipf's law, 180 days; the same rows every time.

`usage_data.py FOLDER [ROWS]` writes `usage.csv` and `usage.parquet` there. Rows are a function of their number alone,
so that more rows begin with the same ones.
"""

from __future__ import annotations

import sys
from pathlib import Path

EVENTS = """
select printf('account-%05d', user_number % 20000) as account_id, printf('user-%06d', user_number) as user_id,
    printf('feature-%03d', feature_number) as feature,
    timestamp '2026-01-05' + to_microseconds(cast(floor(moment * 180 * 86400) as bigint) * 1000000) as "timestamp"
from (
    select cast(floor(400000 * who * sqrt(who)) as integer) as user_number,
        least(cast(floor(pow(201, which)) as integer), 200) as feature_number, moment
    from (select {user} as who, {feature} as which, {time} as moment from range({rows}) as numbers(number))
)
"""


def _random(seed):
    return f"((hash(number * 4 + {seed}) >> 11) / pow(2, 53))"


def made(folder, rows, name="usage"):
    """Write so many events into a folder and return the files by their kind."""
    import duckdb

    sql = EVENTS.format(user=_random(1), feature=_random(2), time=_random(3), rows=rows)
    options = {"csv": "format csv, header", "parquet": "format parquet, compression zstd"}
    files = {kind: Path(folder) / f"{name}.{kind}" for kind in options}
    with duckdb.connect(config={"preserve_insertion_order": False}) as con:
        for kind, file in files.items():
            con.execute(f"copy ({sql}) to '{file}' ({options[kind]})")
    return files


if __name__ == "__main__":
    made(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10_000_000)
