"""A company of accounts whose truth is known: drawn by a fixed rule, told beside each row, written as a sheet."""

from dataclasses import dataclass, replace
from decimal import Decimal

HEADER = (
    "account,kind,revenue,potential_revenue,cost_to_serve,brand_value,new_market,new_geo,shares_risk,shares_profit,"
    "cofunding,profit_share,hours_saved,users,uses_competitor,contact,through"
)
_STEP, _MODULUS = 48271, 2147483647  # a well-known multiplicative generator: the same figures everywhere
_RESELLERS = ("Vertex Resale", "Harbour Trading")
_FORMS = ("GmbH", "Ltd", "AG", "Inc", "SA")


@dataclass(frozen=True)
class Truth:
    """One account with what it truly is; money in cents per year, None where the sheet does not say."""

    name: str
    relationship: str
    revenue: int | None
    cost: int | None
    potential: int | None
    brand: str = ""
    market: str = ""
    geo: str = ""
    risk: str = ""
    profit: str = ""
    cofunding: str = ""
    hours: int | None = None
    through: str = ""

    @property
    def gain(self):
        """Revenue less cost in cents, None where one is unknown."""
        return None if self.revenue is None or self.cost is None else self.revenue - self.cost

    def line(self, name=None):
        """The row of a sheet, under another spelling of the name if there is one."""
        kind = "internal" if self.relationship == "internal" else "external"
        money = [_written(cents) for cents in (self.revenue, self.potential, self.cost)]
        hours = "" if self.hours is None else str(self.hours)
        flags = [self.brand, self.market, self.geo, self.risk, self.profit, self.cofunding]
        return ",".join([name or self.name, kind, *money, *flags, "", hours, "", "", "", self.through])


class _Draws:
    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = self.state * _STEP % _MODULUS
        return self.state % limit


def _written(cents):
    return "" if cents is None else f"{Decimal(cents) / 100:.2f}"


def company(count=2000, seed=20250713):
    """So many accounts; every kind of relationship occurs, and every reason for it; some buy through others."""
    draws = _Draws(seed)
    names = [f"Account {at:04d} {_FORMS[at % len(_FORMS)]}" for at in range(count)]
    drawn = [_ROLES[at % len(_ROLES)](name, draws) for at, name in enumerate(names)]
    return [
        replace(truth, through=names[at - at % 10]) if at % 10 in _BUYERS else truth
        for at, truth in enumerate(drawn)
    ]


def asking(truths, count, seed=99):
    """So many requests: the cell with its requesters, and the truths that it names, each once."""
    draws = _Draws(seed)
    requests = []
    for _ in range(count):
        near = 10 * draws.below(len(truths) // 10)  # some of them sit beside each other, where resellers are
        picked = [near + draws.below(10) for _ in range(draws.below(5))]
        picked += [draws.below(len(truths)) for _ in range(draws.below(8))]
        names = [_SPELLINGS[draws.below(len(_SPELLINGS))].format(truths[at].name) for at in picked]
        names += ["Nobody we know"] * draws.below(2)
        requests.append((";".join(names), [truths[at] for at in dict.fromkeys(picked)]))
    return requests


def _internal(name, draws):
    return Truth(name, "internal", None, None, None, hours=draws.below(5000))


def _partner(name, draws):
    revenue, cost = draws.below(10_000_000), draws.below(10_000_000)  # also one that loses money
    return Truth(name, "partner", revenue, cost, None, risk="yes", profit="yes", cofunding="10%")


def _candidate(name, draws):
    cost = draws.below(5_000_000)
    revenue = cost + 1 + draws.below(5_000_000)
    shown = [
        {"brand": "high"},
        {"market": "yes"},
        {"geo": "yes"},
        {"risk": "yes"},
        {"profit": "yes"},
        {"cofunding": "5%"},
    ]
    return Truth(
        name,
        "partner candidate",
        revenue,
        cost,
        revenue + 1 + draws.below(9_000_000),
        **shown[draws.below(6)],
    )


def _unprofitable(name, draws):
    revenue = draws.below(1_000_000)
    loss = 1 + draws.below(3_000_000)
    return Truth(
        name, "unprofitable", revenue, revenue + loss, revenue + draws.below(loss + 1), "some", "no", "no"
    )


def _rescued(name, draws):
    revenue = draws.below(1_000_000)
    loss = 1 + draws.below(3_000_000)
    if draws.below(2):
        return Truth(
            name, "customer", revenue, revenue + loss, revenue + loss + 1 + draws.below(100_000), market="no"
        )
    return Truth(name, "customer", revenue, revenue + loss, revenue, market="yes")


def _plain(name, draws):
    cost = draws.below(2_000_000)
    revenue = cost + draws.below(2_000_000)
    return Truth(
        name, "customer", revenue, cost, revenue + draws.below(500_000), "none", "no", "no", "no", "no", "0%"
    )


def _unknown(name, draws):
    """Loses perhaps money, and nobody knows what it could pay; or nobody knows what it costs."""
    revenue = draws.below(1_000_000)
    if draws.below(2):
        return Truth(name, "customer", revenue, None, revenue * 2, "high")
    return Truth(name, "customer", revenue, revenue + 1 + draws.below(1_000_000), None)


_BUYERS = (1, 4)  # of ten accounts those who buy through the first
_SPELLINGS = ("{}", " {} ", "{} (Kim)", "Lee for {}", "{}: Mo")
_ROLES = (_plain, _candidate, _plain, _unprofitable, _plain, _unknown, _rescued, _partner, _plain, _internal)


def sheet_of(truths):
    """The company as lines of a sheet; every hundredth account stands there again as its reseller lists it."""
    lines = [HEADER]
    for at, truth in enumerate(truths):
        lines.append(truth.line())
        if at % 100 == 1:
            lines.append(truth.line(f"{truth.name.upper()} "))
        if at % 100 == 51:
            lines.append(truth.line(f"{truth.name} (via {_RESELLERS[at % 2]})"))
    return lines
