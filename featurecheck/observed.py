"""What was counted or asked, before anybody draws a conclusion: usage per feature, survey rows per request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from featurecheck.intake import InputFile, Problem


@dataclass(frozen=True, slots=True)
class Period:
    """Days in UTC, both inclusive."""

    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        """Return how many days it has, at least 1."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class FeatureUse:
    """How one feature of one product was used in a period; what the source does not tell is None.

    `users` and `accounts` are distinct. `days` is the histogram (active days, user-months) over all months in which a
    user used the feature; `median_days` and `p90_days` are taken from it. `judged_users` were first seen using it at
    least four full weeks before the period's end, `weekly_users` of them used it in at least three of four weeks
    since. `early_weekly_users` and `late_weekly_users` are the averages over the full weeks of the first and the
    second half of the period. `first` and `last` use are in UTC.
    """

    product: str
    feature: str
    users: int | None = None
    accounts: int | None = None
    events: int | None = None
    days: tuple[tuple[int, int], ...] = ()
    median_days: float | None = None
    p90_days: int | None = None
    judged_users: int | None = None
    weekly_users: int | None = None
    early_weekly_users: float | None = None
    late_weekly_users: float | None = None
    first: dt.datetime | None = None
    last: dt.datetime | None = None

    @property
    def weekly_share(self) -> float | None:
        """Return the share of the judged users who use it at least weekly, 0 to 1."""
        if not self.judged_users or self.weekly_users is None:
            return None
        return self.weekly_users / self.judged_users

    @property
    def trend(self) -> float | None:
        """Return by which share weekly users grew (or shrank, below 0) from the first half to the second."""
        if not self.early_weekly_users or self.late_weekly_users is None:
            return None
        return self.late_weekly_users / self.early_weekly_users - 1.0


@dataclass(frozen=True, slots=True)
class ProductUse:
    """How a product was used: distinct active users and accounts over all its features, and each feature.

    `name` is "" where the source names no product. `features` are ordered by users, then name.
    """

    name: str
    users: int | None
    accounts: int | None
    events: int | None
    features: tuple[FeatureUse, ...]

    def share(self, feature: FeatureUse) -> float | None:
        """Return the feature's share of all active users, 0 to 1."""
        return feature.users / self.users if self.users and feature.users is not None else None


@dataclass(frozen=True)
class Usage:
    """What a usage source tells.

    `name` is what to call the source in front of anybody: no folder, no user name, no password. `kind` is "events" or
    "roll-up", `engine` what computed it. `features` without use (known to the source, used by nobody) stand in their
    product with 0 users. `notes` are the decisions taken while reading.
    """

    name: str
    kind: str
    engine: str
    period: Period | None
    products: tuple[ProductUse, ...]
    input: InputFile
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """k of n respondents who say yes to one question about one request.

    `effective` is the number of independent witnesses that n respondents are worth (at most n; less where several
    belong to one account), `accounts` how many accounts they come from, None where the survey does not tell. `asked`
    says in words who was counted; `notes` what was left out or read in an unusual way.
    """

    question: str  # uses, how_often, likes, bought_because, would_miss, would_switch
    yes: int
    n: int
    effective: float
    accounts: int | None
    asked: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Survey:
    """Survey rows counted: request as written in the survey ("" where it names none) -> question -> tally."""

    name: str
    tallies: Mapping[str, Mapping[str, Tally]]
    respondents: int
    input: InputFile
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Observed:
    """Everything that was counted or asked, for all requests together."""

    usages: tuple[Usage, ...] = ()
    surveys: tuple[Survey, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.usages or self.surveys)

    @property
    def inputs(self) -> tuple[InputFile, ...]:
        """Return what was read."""
        return (*(one.input for one in self.usages), *(one.input for one in self.surveys))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return what was wrong or doubtful in it."""
        usage = [problem for one in self.usages for problem in one.problems]
        return (*usage, *(problem for one in self.surveys for problem in one.problems))


NOTHING_OBSERVED = Observed()
