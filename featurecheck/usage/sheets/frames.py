"""The roll-up of small sheets, in pandas: every text becomes a number once, then groups are counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from featurecheck.observed import Period
from featurecheck.usage.rollup import (
    BLANKS,
    SEEN_WEEKS,
    WEEKLY_DENOMINATOR,
    WEEKLY_NUMERATOR,
    Calendar,
    DaysRow,
    Doubts,
    Extent,
    FeatureRow,
    HeavyUser,
    ProductRow,
    Rollup,
)
from featurecheck.usage.sheets.events import TEXTS, Events

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

_DAY_US = 86_400_000_000
_EPOCH_DAY = dt.date(1970, 1, 1)
_FEATURE = ["product", "feature"]
_EVENT = [*TEXTS, "us"]
_ABSURD_A_DAY, _ABSURD, _TIMES_P99, _NAMED = 1_000, 1_000, 50, 20


class Frames:
    """An engine over the events of sheets that fit in memory.

    The frame has a row an event: codes of the texts (-1: unknown), `us` and what follows from it; `timed` tells
    whether the time is known, `us` is meaningless where it is not.
    """

    name = "pandas"

    def __init__(self, events: Events) -> None:
        self.events = events
        self.columns, self.notes, self.problems = events.columns, events.notes, events.problems
        self._names: dict[str, Sequence[str]] = {}
        self._frame = self._coded(events)

    def _coded(self, events: Events) -> pd.DataFrame:
        import pandas as pd  # noqa: PLC0415 - only once there are events to count

        codes = {name: self._codes(name, events.texts[name]) for name in TEXTS}
        times = pd.array(list(events.times), dtype="Int64")
        frame = pd.DataFrame({**codes, "timed": ~times.isna(), "us": times.fillna(0).astype("int64")})
        frame["day"] = frame["us"] // _DAY_US
        frame["week"] = (frame["day"] + 3) // 7
        frame["month"] = _months(frame["day"])
        return frame

    def _codes(self, name: str, texts: Sequence[str]) -> npt.NDArray[np.intp]:
        import pandas as pd  # noqa: PLC0415 - see above

        unknown = "" if name == "product" else None  # a product nobody names is one too
        trimmed = pd.Series([text.strip(BLANKS) or unknown for text in texts], dtype=object)
        codes, names = pd.factorize(trimmed)
        self._names[name] = list(names)
        return codes

    def close(self) -> None:
        """Let go of the events."""
        self._frame = self._frame.iloc[:0]

    def extent(self, period: Period | None) -> Extent:
        """Return what a first look tells, of the whole source or of one period; rows without a time stand in all."""
        frame = self._frame
        if period is not None:
            first, last = ((day - _EPOCH_DAY).days for day in (period.first, period.last))
            frame = frame[~frame["timed"] | frame["day"].between(first, last)]
        times = frame.loc[frame["timed"] & (frame["feature"] >= 0), "us"]
        return Extent(
            rows=len(frame),
            usable=len(times),
            without_feature=int((frame["feature"] < 0).sum()),
            without_time=int((~frame["timed"]).sum()),
            without_user=int((frame["user"] < 0).sum()),
            first_us=int(times.min()) if len(times) else None,
            last_us=int(times.max()) if len(times) else None,
            example_time=self.events.example_time,
        )

    def _usable(self, calendar: Calendar) -> pd.DataFrame:
        frame = self._frame
        inside = frame["day"].between(calendar.first_day, calendar.last_day)
        return frame[frame["timed"] & (frame["feature"] >= 0) & inside]

    def rollup(self, calendar: Calendar) -> Rollup:
        """Return the roll-up of the usable events of the calendar's days."""
        usable = self._usable(calendar)
        return Rollup(self._products(usable), self._features(usable, calendar), self._days(usable))

    def _products(self, usable: pd.DataFrame) -> list[ProductRow]:
        events = usable.groupby("product").size()
        users, accounts = (_distinct(usable, ["product"], of) for of in ("user", "account"))
        return [
            ProductRow(
                self._names["product"][at], int(users.get(at, 0)), int(accounts.get(at, 0)), int(count)
            )
            for at, count in events.reset_index(name="events").itertuples(index=False)
        ]

    def _features(self, usable: pd.DataFrame, calendar: Calendar) -> list[FeatureRow]:
        times = usable.groupby(_FEATURE)["us"].agg(["size", "min", "max"])
        counts = _weeks(usable, calendar)
        counts |= {
            "users": _distinct(usable, _FEATURE, "user"),
            "accounts": _distinct(usable, _FEATURE, "account"),
        }
        return [
            FeatureRow(
                *self._called(at), int(size), **_at(counts, at), first_us=int(first), last_us=int(last)
            )
            for at, size, first, last in times.itertuples()
        ]

    def _called(self, at: tuple[int, int]) -> tuple[str, str]:
        return self._names["product"][at[0]], self._names["feature"][at[1]]

    def _days(self, usable: pd.DataFrame) -> list[DaysRow]:
        days = usable.loc[usable["user"] >= 0, [*_FEATURE, "user", "month", "day"]].drop_duplicates()
        active = days.groupby([*_FEATURE, "user", "month"]).size().rename("days").reset_index()
        counts = active.groupby([*_FEATURE, "days"]).size().reset_index(name="user_months")
        return [
            DaysRow(*self._called((product, feature)), int(days), int(count))
            for product, feature, days, count in counts.itertuples(index=False)
        ]

    def doubts(self, calendar: Calendar, today: dt.date | None) -> Doubts:
        """Return what looks wrong in the usable events of the calendar's days; all of them are looked at."""
        usable = self._usable(calendar)
        ahead = None if today is None else int((usable["day"] > (today - _EPOCH_DAY).days).sum())
        repeated = int(usable.duplicated(_EVENT).sum())
        return Doubts(self._heavy(usable), repeated, len(usable), 1, ahead)

    def _heavy(self, usable: pd.DataFrame) -> tuple[HeavyUser, ...]:
        users = usable[usable["user"] >= 0].groupby(["product", "user"])["day"].agg(["size", "nunique"])
        p99 = int(users["size"].sort_values().iloc[-(-99 * len(users) // 100) - 1]) if len(users) else 0
        often = users["size"] > _ABSURD_A_DAY * users["nunique"]
        heavy = users[often | ((users["size"] >= _ABSURD) & (users["size"] > _TIMES_P99 * p99))]
        found = [
            HeavyUser(self._names["product"][product], self._names["user"][user], int(events), int(days))
            for (product, user), events, days in heavy.itertuples()
        ]
        return tuple(sorted(found, key=lambda one: (-one.events, one.user, one.product))[:_NAMED])


def _at(counts: Mapping[str, pd.Series], at: tuple[int, int]) -> dict[str, Any]:
    return {name: int(found.get(at, 0)) for name, found in counts.items()}


def _months(days: pd.Series) -> npt.NDArray[np.int64]:
    """Return calendar months since 1970-01."""
    return days.to_numpy().astype("datetime64[D]").astype("datetime64[M]").astype("int64")


def _distinct(frame: pd.DataFrame, by: list[str], of: str) -> pd.Series:
    return frame[frame[of] >= 0].groupby(by[0] if len(by) == 1 else by)[of].nunique()


def _weeks(usable: pd.DataFrame, calendar: Calendar) -> dict[str, pd.Series]:
    """Return per feature what comes from the distinct weeks of each user."""
    known = usable.loc[usable["user"] >= 0, [*_FEATURE, "user", "week"]].drop_duplicates()
    pairs = known[known["week"].between(calendar.first_week, calendar.last_week)]
    early, late = pairs["week"] < calendar.early_until, pairs["week"] >= calendar.late_from
    judged, weekly = _judged(known, pairs, calendar)
    found = {"judged": judged, "weekly": weekly, "early": pairs[early], "late": pairs[late]}
    return {name: users.groupby(_FEATURE).size() for name, users in found.items()}


def _judged(
    known: pd.DataFrame, pairs: pd.DataFrame, calendar: Calendar
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the users of each feature that can be judged, and those of them who use it weekly."""
    who = [*_FEATURE, "user"]
    users = known.groupby(who)["week"].min().rename("first").to_frame()
    users["used"] = pairs.groupby(who).size().reindex(users.index, fill_value=0)
    judged = users[users["first"] <= calendar.last_week - SEEN_WEEKS + 1]
    possible = calendar.last_week - judged["first"].clip(lower=calendar.first_week) + 1
    weekly = judged["used"] * WEEKLY_DENOMINATOR >= possible * WEEKLY_NUMERATOR
    return judged, judged[weekly]
