"""CPU time of the usage roll-up from csv and Parquet, as ratios in one run: `bench_usage.py [EVENTS] [all]`.

ours      open_files, extent, rollup: trimmed texts, any form of time, exact figures
bare      one plain DuckDB statement that computes the same figures, with count(distinct ...)
pandas    the same figures by plain group-bys of pandas
doubts    what ours needs on top for heavy users and repeated events, to ours
growth    ours from a tenth of the events to all of them, and with `all` to three times as many
Every reading is a process of its own, the three in turn. All three must print the same figures. With `all` the largest
is also read under hard limits of 2 GB and 1 GB by a memory control group (version 1, where one may be made), and with
256 MB, where it has to end with a sentence.
"""

# ruff: noqa: S608 - statements of our own over files of our own

from __future__ import annotations

import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import usage_data

EVENTS = 10_000_000
LAST_MONDAY, EARLY_UNTIL, LATE_FROM = (
    "2026-06-22",
    "2026-03-30",
    "2026-04-06",
)  # 25 full weeks: the middle one is in neither half
GROUPS = Path("/sys/fs/cgroup/memory")


def digest(features, products, days):
    """Return a digest of plain rows, so that figures are compared and not only their number."""
    rows = [sorted(tuple(map(str, row)) for row in part) for part in (features, products, days)]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:12]


def ours(file, watch):
    from featurecheck.usage.embedded.engine import open_files
    from featurecheck.usage.rollup import calendar_of, period_of

    with open_files([file]) as engine:
        calendar = calendar_of(period_of(engine.extent(None)))
        found = engine.rollup(calendar)
        watch("roll-up")
        engine.doubts(calendar, None)
        watch("doubts")
    return digest(
        [
            (row.feature, row.events, row.users, row.accounts, row.first_us, row.last_us, row.judged, row.weekly,
             row.early, row.late)
            for row in found.features
        ],
        [(row.users, row.accounts, row.events) for row in found.products],
        [(row.feature, row.days, row.user_months) for row in found.days],
    )  # fmt: skip


BARE = f"""
with events as (
    select account_id as account, user_id as who, feature, "timestamp" as time
    from source where feature <> '' and "timestamp" is not null
), weeks as (
    select feature, who, min(date_trunc('week', time)) as first,
        count(distinct date_trunc('week', time)) filter (date_trunc('week', time) <= date '{LAST_MONDAY}') as used,
        count(distinct date_trunc('week', time)) filter (date_trunc('week', time) < date '{EARLY_UNTIL}') as early,
        count(distinct date_trunc('week', time)) filter (
            date_trunc('week', time) between date '{LATE_FROM}' and date '{LAST_MONDAY}') as late
    from events where who <> '' group by feature, who
), users as (
    select feature, count(*) filter (first <= date '{LAST_MONDAY}' - interval 21 day) as judged,
        count(*) filter (first <= date '{LAST_MONDAY}' - interval 21 day
            and used * 4 >= 3 * (date_diff('week', first, date '{LAST_MONDAY}') + 1)) as weekly,
        sum(early) as early, sum(late) as late
    from weeks group by feature
), months as (
    select feature, who, date_trunc('month', time) as month, count(distinct date_trunc('day', time)) as days
    from events where who <> '' group by all
), days as (
    select feature, list((days, n)) as days
    from (select feature, days, count(*) as n from months group by all) group by feature
), features as (
    select feature, count(*) as events, count(distinct who) as users, count(distinct account) as accounts,
        epoch_us(min(time)) as first, epoch_us(max(time)) as last
    from events group by feature
), product as (
    select count(distinct who) as all_users, count(distinct account) as all_accounts, count(*) as all_events from events
)
select feature, events, users, accounts, first, last, judged, weekly, early, late, days, all_users, all_accounts, all_events
from features join users using (feature) join days using (feature) cross join product
"""


def bare(file, watch):
    import duckdb

    source = f"read_csv('{file}')" if file.suffix == ".csv" else f"read_parquet('{file}')"
    with duckdb.connect() as con:
        con.execute("set enable_progress_bar = false")
        con.execute(f"create view source as select * from {source}")
        con.execute(
            'select count(*), count(feature), min("timestamp"), max("timestamp") from source'
        ).fetchall()
        rows = con.execute(BARE).fetchall()
    watch("roll-up")
    days = [
        (row[0], day["0"] if isinstance(day, dict) else day[0], count(day)) for row in rows for day in row[10]
    ]
    return digest([row[:10] for row in rows], {row[11:] for row in rows}, days)


def count(day):
    return list(day.values())[1] if isinstance(day, dict) else day[1]


def pandas(file, watch):
    import pandas as pd

    if file.suffix == ".csv":
        frame = pd.read_csv(file, dtype=str, keep_default_na=False)
        frame["time"] = pd.to_datetime(frame.pop("timestamp"), format="%Y-%m-%d %H:%M:%S")
    else:
        frame = pd.read_parquet(file).rename(columns={"timestamp": "time"})
    frame = frame[frame["feature"] != ""]
    day = frame["time"].to_numpy().astype("datetime64[D]").astype("int64")
    frame = frame.assign(
        day=day, week=(day + 3) // 7, month=frame["time"].to_numpy().astype("datetime64[M]").astype("int64")
    )
    last, early, late = (
        (pd.Timestamp(day) - pd.Timestamp(0)).days // 7 + 1 for day in (LAST_MONDAY, EARLY_UNTIL, LATE_FROM)
    )
    by = frame.groupby("feature")
    figures = by.agg(events=("day", "size"), users=("user_id", "nunique"), accounts=("account_id", "nunique"),
                     first=("time", "min"), last=("time", "max"))  # fmt: skip
    pairs = frame[["feature", "user_id", "week"]].drop_duplicates()
    pairs = pairs.assign(
        full=pairs["week"] <= last,
        early=pairs["week"] < early,
        late=pairs["week"].between(late, last),
    )
    users = pairs.groupby(["feature", "user_id"]).agg(first=("week", "min"), used=("full", "sum"))
    users["judged"] = users["first"] <= last - 3
    users["weekly"] = users["judged"] & (users["used"] * 4 >= 3 * (last - users["first"] + 1))
    sums = users.groupby("feature")[["judged", "weekly"]].sum()
    halves = pairs.groupby("feature")[["early", "late"]].sum()
    active = frame[["feature", "user_id", "month", "day"]].drop_duplicates()
    days = active.groupby(["feature", "user_id", "month"]).size().reset_index(name="days")
    days = days.groupby(["feature", "days"]).size().reset_index(name="n")
    for name in ("first", "last"):
        figures[name] = figures[name].astype("datetime64[us]").astype("int64")
    features = figures.join(sums).join(halves).reset_index().itertuples(index=False)
    product = [(frame["user_id"].nunique(), frame["account_id"].nunique(), len(frame))]
    watch("roll-up")
    return digest(features, product, days.itertuples(index=False))


def child(reader, file):
    """Read in this process; print the seconds of each part, without the imports, and the figures' digest."""
    import duckdb  # noqa: F401 - imported before the clock starts
    import pandas as pd  # noqa: F401 - the same

    from featurecheck.errors import FeatureCheckError

    spent, clock = {}, [time.process_time(), time.perf_counter()]

    def watch(part):
        now = [time.process_time(), time.perf_counter()]
        spent[part] = [after - before for before, after in zip(clock, now, strict=True)]
        clock[:] = now

    try:
        figures = {"ours": ours, "bare": bare, "pandas": pandas}[reader](Path(file), watch)
    except FeatureCheckError as error:
        figures = str(error)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(json.dumps({**spent, "figures": figures, "peak": peak}))


def measured(reader, file, group=None):
    """Return what a process of its own has measured, in a control group if one is given; None if it was killed."""
    command = [sys.executable, __file__, "--child", reader, str(file)]
    if group is not None:
        command = ["sh", "-c", 'echo $$ > "$0" && exec "$@"', str(group / "cgroup.procs"), *command]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout) if done.returncode == 0 else None


def compared(kind, file):
    """Print ours, bare and pandas on a file and return ours."""
    readings = {reader: measured(reader, file) for reader in ("ours", "bare", "pandas")}
    mine = readings["ours"]
    for reader, found in readings.items():
        if found is None:
            print(f"{kind:8} {reader:7} was killed")
            continue
        cpu, wall = found["roll-up"]
        same = "same figures" if found["figures"] == mine["figures"] else "OTHER FIGURES"
        print(
            f"{kind:8} {reader:7} {wall:6.1f} s wall {cpu:6.1f} s CPU {found['peak']:6,} MB, {same}; ours takes "
            f"{mine['roll-up'][0] / cpu:.2f} of its CPU, {mine['roll-up'][1] / wall:.2f} of its time"
        )
    print(f"{kind:8} doubts  {mine['doubts'][0] / mine['roll-up'][0]:.2f} of ours on top, in CPU")
    return mine


def limited(file, expected):
    """Print what becomes of a file under hard limits of memory."""
    for limit in (2048, 1024, 256):
        group = GROUPS / f"featurecheck-bench-{os.getpid()}-{limit}"
        try:
            group.mkdir()
        except OSError:
            print("limits: no control group can be made here")
            return
        try:
            (group / "memory.limit_in_bytes").write_text(str(limit << 20), encoding="ascii")
            found = measured("ours", file, group)
        finally:
            group.rmdir()
        if found is None:
            print(f"{file.name}: killed at {limit:,} MB")
        elif found["figures"] == expected:
            print(
                f"{file.name}: same figures at {limit:,} MB, {found['roll-up'][1]:.0f} s, peak {found['peak']:,} MB"
            )
        else:
            print(f"{file.name}: at {limit:,} MB: {found['figures']}")


def main(events, *, everything):
    with tempfile.TemporaryDirectory(prefix="bench-usage-") as name:
        folder = Path(name)
        mine, files = {}, usage_data.made(folder, events)
        for kind, file in files.items():
            mine[kind] = compared(kind, file)
        sizes = [events // 10, events, *([3 * events] if everything else [])]
        for size in sizes:
            made = files if size == events else usage_data.made(folder, size, name=f"usage-{size}")
            for kind, file in made.items():
                found = mine[kind] if size == events else measured("ours", file)
                cpu = found["roll-up"][0]
                print(
                    f"{kind:8} ours {size:>11,} events {cpu:6.1f} s CPU, {cpu / size * 1e6:.2f} s a million"
                )
                if size == 3 * events:
                    limited(file, found["figures"])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(*sys.argv[2:])
    else:
        numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
        main(numbers[0] if numbers else EVENTS, everything="all" in sys.argv)
