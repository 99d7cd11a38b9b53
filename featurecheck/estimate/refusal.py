"""Why a text is not an estimate, in one sentence with the mend."""

from __future__ import annotations

from featurecheck.errors import EstimateError, did_you_mean
from featurecheck.model import Kind

_VISIBLE = 60

_WANTED: dict[Kind, tuple[str, str]] = {
    Kind.COUNT: ("a number of {unit}", "a number or a range such as 2k to 10k"),
    Kind.MONEY: ("an amount of money", "an amount or a range such as 60k to 220k"),
    Kind.SIGNED_MONEY: ("a gain or a loss in money", "an amount or a range such as -20k to 50k"),
    Kind.SHARE: ("a share", "a share such as 5 to 10 %, or a count such as 3 of 10"),
    Kind.DURATION: ("a duration", "a duration such as 2 to 6 months"),
    Kind.EFFORT: ("an effort", "an effort such as 4 to 10 person-weeks"),
}

_KINDS = {kind.value: kind for kind in Kind}


class NotationError(Exception):
    """A text cannot be read; `reason` continues the sentence `'...' is not a number of users: `."""

    def __init__(self, reason: str = "", mend: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.mend = mend


def shown(text: str) -> str:
    """Return the text in quotes: at most 60 characters, whatever cannot be seen written as an escape."""
    head = text[: _VISIBLE + 1]
    visible = "".join(sign if sign.isprintable() else _escaped(sign) for sign in head)
    return f"'{visible}'" if len(visible) <= _VISIBLE else f"'{visible[: _VISIBLE - 3]}...'"


def _escaped(sign: str) -> str:
    return sign.encode("unicode_escape", "surrogatepass").decode("ascii")


def refusal(text: str, kind: Kind, unit: str | None, why: NotationError) -> EstimateError:
    """Return the error for this text: what was found, what was expected of this kind, what to write instead."""
    what, example = _WANTED[kind]
    reason = f": {why.reason}" if why.reason else ""
    mend = why.mend or f"Write {example}, or leave the cell empty if nobody knows."
    return EstimateError(f"{shown(text)} is not {what.format(unit=unit or 'users')}{reason}. {mend}")


def kind_of(kind: Kind | str) -> Kind:
    """Return the kind itself or the kind of that name, whatever its case, with `_` or `-` for a blank.

    Raises:
        EstimateError: no kind has this name.
    """
    if isinstance(kind, Kind):
        return kind
    name = str(kind).strip().casefold().replace("_", " ").replace("-", " ")
    if name in _KINDS:
        return _KINDS[name]
    known = ", ".join(_KINDS)
    raise EstimateError(
        f"{shown(str(kind))} is not a kind of answer. Known kinds: {known}.{did_you_mean(name, list(_KINDS))}"
    )
