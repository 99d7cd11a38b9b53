"""Accounts from any sheet, one row each, with what each relationship is; what cannot be read is unknown and said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from featurecheck.accounts import Account, Brand, Customers
from featurecheck.customers import words
from featurecheck.customers.amounts import KINDS, currencies_of, estimates, notation_of
from featurecheck.customers.doubts import consistent, linked, say_alike, without_twins
from featurecheck.customers.names import spelled
from featurecheck.customers.relationship import standing_of
from featurecheck.customers.sheet import Sheet, found
from featurecheck.intake import InputFile, Severity
from featurecheck.policy import Policy
from featurecheck.sheets.cells import shortened
from featurecheck.sheets.filetable import FOUND_OUT, ReadAs
from featurecheck.sheets.text.records import without_collector
from featurecheck.words import counted

_YES_NO = ("new_market", "new_geo", "shares_risk", "shares_profit")
_UNREAD = "The cell counts as unknown."

_Said = TypeVar("_Said", bool, Brand)


def read_customers(path: Path, *, read_as: ReadAs = FOUND_OUT, policy: Policy) -> Customers:
    """Return the accounts of a spreadsheet or of the sheet of a workbook that holds them, in its order.

    A cell that cannot be read is unknown, a row without a name is left out, of two rows of one account the first counts;
    each is one problem that says what to do. Amounts are in the policy's currency: others are converted
    by its rates, or refused without one.

    Raises:
        FeatureCheckError: the file is no readable table, no column names the accounts, or no row holds one.
    """
    sheet = found(Path(path), read_as)
    with without_collector():
        return _customers(sheet, policy)


def _customers(sheet: Sheet, policy: Policy) -> Customers:
    rows = _accounts(sheet, policy)
    at_row = {account.name: at for at, account in reversed(rows)}
    accounts = linked(sheet, without_twins(sheet, rows), at_row)
    say_alike(sheet, accounts, at_row)
    _say_kinds(sheet, accounts)
    table, notes = sheet.table, tuple(dict.fromkeys(sheet.notes))
    nameless = len(table.rows) - len(rows)
    source = InputFile(
        table.file, table.sha256, "customers", len(accounts), nameless, notes, len(rows) - len(accounts)
    )
    problems = sorted(sheet.problems, key=lambda one: one.row or 0)
    return Customers(tuple(map(standing_of, accounts)), policy.currency, source, notes, tuple(problems))


def _accounts(sheet: Sheet, policy: Policy) -> list[tuple[int, Account]]:
    """Return the accounts with the position of their row, those without a name left out."""
    notation = notation_of(sheet, policy)
    currencies = currencies_of(sheet, notation)
    amounts = {name: estimates(sheet, name, notation, currencies) for name in KINDS}
    kinds = _said(sheet, "kind", words.internal, "external or internal")
    brands = _said(sheet, "brand_value", words.brand, "none, some or high")
    flags = {name: _said(sheet, name, words.yes_no, "yes or no") for name in _YES_NO}
    competitors = [words.competitor(text) for text in sheet.texts("uses_competitor")]
    contacts, resellers = ([_spelled(text) for text in sheet.texts(name)] for name in ("contact", "through"))
    accounts = []
    for at, name in _named(sheet):
        account = Account(
            name=name,
            place=sheet.place(at),
            internal=kinds[at],
            revenue=amounts["revenue"][at],
            potential_revenue=amounts["potential_revenue"][at],
            cost_to_serve=amounts["cost_to_serve"][at],
            brand=brands[at],
            new_market=flags["new_market"][at],
            new_geo=flags["new_geo"][at],
            shares_risk=flags["shares_risk"][at],
            shares_profit=flags["shares_profit"][at],
            cofunding=amounts["cofunding"][at],
            profit_share=amounts["profit_share"][at],
            hours_saved=amounts["hours_saved"][at],
            users=amounts["users"][at],
            uses_competitor=competitors[at],
            contact=contacts[at],
            through=resellers[at],
        )
        accounts.append((at, consistent(sheet, at, account)))
    return accounts


def _spelled(text: str) -> str | None:
    return None if words.is_unknown(text) else spelled(text)


def _named(sheet: Sheet) -> list[tuple[int, str]]:
    """Return the rows that name an account; the others are complained about."""
    named = []
    for at, text in enumerate(sheet.texts("account")):
        if words.is_nameless(text):
            _say_nameless(sheet, at, text)
        else:
            named.append((at, spelled(text)))
    return named


def _say_nameless(sheet: Sheet, at: int, text: str) -> None:
    found_text = f"'{shortened(text)}'" if text else "an empty cell"
    mend = "Write the name, or delete the row. The row was left out."
    sheet.complain(at, "account", found_text, "the name of an account", mend, Severity.ERROR)


def _said(
    sheet: Sheet, name: str, meaning: Callable[[str], _Said | None], expected: str
) -> list[_Said | None]:
    """Return what the cells of a column say, None for what is unknown or no word for it, which is complained about."""
    texts = sheet.texts(name)
    meanings = {text: meaning(text) if text else None for text in dict.fromkeys(texts)}
    unread = {text for text, said in meanings.items() if said is None and not words.is_unknown(text)}
    mend = f"Write {expected}, or leave the cell empty if nobody knows. {_UNREAD}"
    for at, text in enumerate(texts):
        if text in unread:
            sheet.complain(at, name, f"'{shortened(text)}'", expected, mend)
    return [meanings[text] for text in texts]


def _say_kinds(sheet: Sheet, accounts: Sequence[Account]) -> None:
    silent = sum(account.internal is None for account in accounts)
    if "kind" not in sheet.columns:
        sheet.notes.append("no column says which accounts are internal: all count as external")
    elif silent:
        sheet.notes.append(f"kind is unknown for {counted(silent, 'account')}: counted as external")
