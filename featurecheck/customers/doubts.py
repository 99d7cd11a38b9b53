"""What does not go together in a sheet of accounts: one account twice, a team that pays, a potential below what is paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace

from featurecheck.accounts import Account
from featurecheck.customers.money import plain_money
from featurecheck.customers.names import fold, loose
from featurecheck.customers.sheet import Sheet
from featurecheck.customers.through import CIRCLE, NOT_LISTED, links
from featurecheck.customers.votes import SEPARATOR, Directory
from featurecheck.intake import Severity
from featurecheck.sheets.cells import shortened

_DIRECT = "Until then the account counts as one that buys from you."
_UNLINKED = {
    NOT_LISTED: (
        "the name of an account in this list, as its own row writes it",
        f"Write that name, add a row for it, or empty the cell. {_DIRECT}",
    ),
    CIRCLE: (
        "through others an account that buys from you; here nobody does",
        f"Empty the cell where the round begins. {_DIRECT}",
    ),
}


def consistent(sheet: Sheet, at: int, account: Account) -> Account:
    """Return the account without the revenue of a team of our own; complain of that and of other contradictions."""
    if SEPARATOR in account.name:
        expected = f"one account a row; '{SEPARATOR}' separates names where requests name who asks"
        mend = "Write the name without it, here and there. Until then no request finds this account."
        sheet.complain(at, "account", f"'{shortened(account.name)}'", expected, mend)
    if account.internal and account.revenue is not None and account.revenue.mean > 0:
        _say_team_pays(sheet, at, account.revenue.text)
        return replace(account, revenue=None)
    _say_small_potential(sheet, at, account)
    return account


def _say_team_pays(sheet: Sheet, at: int, revenue: str) -> None:
    found = f"'{shortened(revenue)}'"
    expected = "no revenue: kind says that this is a team of our own"
    mend = (
        "Empty the cell, or write external as its kind. The team stays internal, its revenue is not counted."
    )
    sheet.complain(at, "revenue", found, expected, mend)


def _say_small_potential(sheet: Sheet, at: int, account: Account) -> None:
    potential, revenue = account.potential_revenue, account.revenue
    if potential is None or revenue is None or potential.mean >= revenue.mean:
        return
    expected = f"all that they could pay in a year, so at least the {plain_money(revenue)} that they pay now"
    mend = "If it is what could come on top, add the revenue. Their growth counts as 0."
    sheet.complain(at, "potential_revenue", f"'{shortened(potential.text)}'", expected, mend)


def without_twins(sheet: Sheet, accounts: Sequence[tuple[int, Account]]) -> list[Account]:
    """Return the first row of every account; each further one is complained about with the row that counts."""
    first: dict[str, Account] = {}
    for at, account in accounts:
        counting = first.setdefault(fold(account.name), account)
        if counting is not account:
            _say_twin(sheet, at, account, counting)
    return list(first.values())


def _say_twin(sheet: Sheet, at: int, account: Account, counting: Account) -> None:
    row = counting.place.row
    if _cells(account) == _cells(counting):
        mend = f"Delete this row: it says the same. Row {row} counts."
        severity = Severity.NOTE
    else:
        mend = f"Put both rows into one. Row {row} counts, this one does not."
        severity = Severity.WARNING
    found, expected = (
        f"'{shortened(account.name)}'",
        f"one row an account; this one stands in row {row} already",
    )
    sheet.complain(at, "account", found, expected, mend, severity)


def _cells(account: Account) -> list[object]:
    """Return what a row says, without its place and the spelling of its name."""
    said = [field.name for field in fields(account) if field.name not in {"name", "place"}]
    return [getattr(account, name) for name in said]


def linked(sheet: Sheet, accounts: Sequence[Account], rows: Mapping[str, int]) -> list[Account]:
    """Return the accounts with the name, as listed, of the account through which they buy.

    Complain of those who are said to buy through an account that is not listed, or through themselves in the end.
    """
    parents, wrong = links(accounts, Directory(account.name for account in accounts).position)
    for at, what in wrong.items():
        found = f"'{shortened(accounts[at].through or '')}'"
        expected, mend = _UNLINKED[what]
        sheet.complain(rows[accounts[at].name], "through", found, expected, mend)
    return [
        account
        if account.through is None
        else replace(account, through=accounts[parents[at]].name if at in parents else None)
        for at, account in enumerate(accounts)
    ]


def say_alike(sheet: Sheet, accounts: Sequence[Account], rows: Mapping[str, int]) -> None:
    """Complain of accounts that are perhaps one: another legal form, other punctuation, or through a reseller."""
    first: dict[str, Account] = {}
    for account in accounts:
        other = first.setdefault(loose(account.name), account)
        if other is not account:
            found = f"'{shortened(account.name)}'"
            expected = (
                f"one row an account; '{shortened(other.name)}' in row {other.place.row} may be the same"
            )
            mend = "If it is, put both rows into one. Until then both count."
            sheet.complain(rows[account.name], "account", found, expected, mend)
