"""Regenerate the usage data of the example workspace: questionnaires/demo/usage.csv, the same bytes every time.

Everything in it is made up: the workshops that agreed to be counted, and the few of them that also use Acme.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "questionnaires" / "demo" / "usage.csv"
FIRST, LAST = dt.date(2026, 7, 1), dt.date(2026, 9, 30)
OURS, ACME = "Thyme", "Acme"
ROBOT, ROBOT_DAY, ROBOT_EVENTS = "robot1", dt.date(2026, 8, 18), 1020
SATURDAY, SUNDAY = 5, 6
OPENS, CLOSES = 6 * 60, 16 * 60  # minutes of the day in UTC

OUR_USERS = {
    "Adventure Fleet": 20,
    "Contoso Garage": 9,
    "Fabrikam Bodyworks": 12,
    "Litware Trucks": 15,
    "Northwind Motors": 18,
    "Proseware Autos": 10,
    "Tailspin Tyres": 8,
    "Wingtip Coaches": 7,
    "Woodgrove Repairs": 6,
}
ACME_USERS = {
    "Fabrikam Bodyworks": 4,
    "Lucerne Cars": 11,
    "Margie Motors": 8,
    "Northwind Motors": 5,
    "Relecloud Garage": 12,
}


@dataclass(frozen=True)
class Feature:
    """`share` of the users use it on `days` days a week; from `since` to `until`, `change` times as often at the end."""

    name: str
    share: float
    days: float
    change: float = 1.0
    since: dt.date = FIRST
    until: dt.date = LAST


OUR_FEATURES = (
    Feature("job-card", 0.9, 0.75),
    Feature("calendar", 0.82, 0.55),
    Feature("invoices", 0.74, 0.4),
    Feature("customers", 0.6, 0.3),
    Feature("search", 0.5, 0.25),
    Feature("vehicle-history", 0.35, 0.2),
    Feature("attachments", 0.25, 0.3, change=2.2),
    Feature("parts-list", 0.3, 0.2),
    Feature("price-list", 0.2, 0.12),
    Feature("reports", 0.15, 0.15),
    Feature("invoice-export", 0.12, 0.15),
    Feature("time-clock", 0.1, 0.7),
    Feature("tyre-list", 0.09, 0.1),
    Feature("birthday-mail", 0.16, 0.9, change=0.02),
    Feature("holiday-planner", 0.06, 0.2),
    Feature("two-step-login", 0.08, 0.4, since=dt.date(2026, 9, 7)),
    Feature("colour-themes", 0.04, 0.06),
    Feature("import-wizard", 0.05, 0.5, until=dt.date(2026, 8, 14)),
    Feature("fax-cover-sheet", 0.02, 0.3, until=dt.date(2026, 7, 20)),
    Feature("loaner-keys", 0.007, 0.3),
)
ACME_FEATURES = (
    Feature("text-reminder", 0.75, 0.85),
    Feature("online-booking", 0.5, 0.8),
    Feature("repair-times", 0.45, 0.7),
    Feature("card-terminal", 0.4, 0.6),
    Feature("e-signature", 0.3, 0.5, change=1.5),
    Feature("dark-colours", 0.3, 0.3),
    Feature("bank-matching", 0.2, 0.5),
    Feature("payment-reminders", 0.2, 0.3),
    Feature("weather-beside-the-calendar", 0.2, 0.3, change=0.5),
    Feature("wall-screen", 0.1, 0.3),
    Feature("spare-parts-shop", 0.08, 0.3),
    Feature("mechanic-ranks", 0.06, 0.2),
    Feature("invoice-archive", 0.05, 0.1),
)


def events() -> list[tuple[str, ...]]:
    """Return the rows in the order of their times."""
    ours, theirs = _people(OUR_USERS, 1), _people(ACME_USERS, 501)
    rows = [*_robot(), *_used(OURS, OUR_FEATURES, ours), *_used(ACME, ACME_FEATURES, theirs)]
    return sorted(rows, key=lambda row: (row[-1], row))


def _people(accounts: dict[str, int], number: int) -> list[tuple[str, str]]:
    names = [account for account, users in accounts.items() for _ in range(users)]
    return [(account, f"u{at:04}") for at, account in enumerate(names, start=number)]


def _used(
    product: str, features: tuple[Feature, ...], people: list[tuple[str, str]]
) -> Iterator[tuple[str, ...]]:
    for feature in features:
        for account, user in people:
            chance = random.Random(f"{product} {feature.name} {user}")  # noqa: S311 - the same every time, no secret
            if chance.random() < feature.share:
                eager = 0.4 + 1.2 * chance.random()
                for time in _times(feature, eager, chance):
                    yield product, account, user, feature.name, time


def _times(feature: Feature, eager: float, chance: random.Random) -> Iterator[str]:
    for number in range((LAST - FIRST).days + 1):
        day = FIRST + dt.timedelta(days=number)
        drift = feature.change ** (number / (LAST - FIRST).days)
        rate = {SATURDAY: 0.03, SUNDAY: 0.0}.get(day.weekday(), 0.2)
        drawn, minute = chance.random(), OPENS + int(chance.random() * (CLOSES - OPENS))
        if feature.since <= day <= feature.until and drawn < rate * feature.days * eager * drift:
            yield f"{day} {minute // 60:02}:{minute % 60:02}"


def _robot() -> Iterator[tuple[str, ...]]:
    """A program that somebody let loose on one night and the day after it."""
    for minute in range(ROBOT_EVENTS):
        yield OURS, "", ROBOT, "invoice-export", f"{ROBOT_DAY} {minute // 60:02}:{minute % 60:02}"


def content() -> str:
    """Return the file's text."""
    lines = [",".join(row) for row in events()]
    return "\n".join(["product,account,user,feature,timestamp", *lines]) + "\n"


def main() -> None:
    FILE.write_text(content(), encoding="utf-8", newline="\n")
    print(f"{FILE.name}: {len(events()):,} events, {FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
