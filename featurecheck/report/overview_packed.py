"""The rows of a large batch as columns, compressed, for the page to unpack.

Every figure is rounded here as `words.number` shows it, so that the page only groups its digits: it works nothing out.
What its small formatter could not write alike goes as text.
"""

from __future__ import annotations

import base64
import json
import math
import zlib
from typing import TYPE_CHECKING, Any

from featurecheck import words
from featurecheck.model import Verdict
from featurecheck.report import wording
from featurecheck.report.overview_filters import marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from featurecheck.report.charts import Scale
    from featurecheck.report.overview_lines import Line

_VERDICTS = list(Verdict)
_TIMES = {"million": 1_000_000, "billion": 1_000_000_000}
_PLAIN_FROM = 0.001  # a smaller figure is written with an exponent by browsers
_LEVEL = 7  # higher ones take four times as long for one percent

Shown = float | int | str | None


def packed(lines: Sequence[Line], places: Sequence[tuple[int, ...]], scale: Scale, currency: str) -> str:
    """Return the columns of all requests, in the order given, as base64 of a zlib stream of JSON.

    Args:
        lines: all requests.
        places: where each falls in each of the filters.
        scale: what the range bars are drawn on.
        currency: of all money.
    """
    columns = _columns(lines)
    columns["currency"] = wording.visible(currency)
    columns["scale"] = [scale.low, scale.high]
    columns["facets"] = [list(column) for column in zip(*places, strict=True)]
    text = json.dumps(columns, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), _LEVEL)).decode()


def _columns(lines: Sequence[Line]) -> dict[str, Any]:
    """Return one entry a column; `words` are told apart once and then numbered."""
    return {
        "rank": [each.rank for each in lines],
        "id": [each.id for each in lines],
        "heading": [each.heading for each in lines],
        "verdict": "".join(str(_VERDICTS.index(each.verdict)) for each in lines),
        "marks": "".join(str(marks(each)) for each in lines),
        "value": [shown_money(each.value) for each in lines],
        "low": [shown_money(each.p5) for each in lines],
        "high": [shown_money(each.p95) for each in lines],
        "loss": _numbered([words.chance(each.loss) for each in lines], _chances()),
        "worth": [shown_money(each.worth) for each in lines],
        "next": _numbered([each.next for each in lines]),
        "competitor": _numbered([each.competitor for each in lines]),
        "relationships": _numbered([", ".join(each.relationships) for each in lines]),
        "evidence": _numbered([_evidence(each) for each in lines]),
        "effort": [shown_number(each.effort) for each in lines],
        "per_effort": [shown_money(each.per_effort) for each in lines],
        "votes": [each.votes for each in lines],
        "shrunken": [shown_money(each.shrunken) for each in lines],
    }


def shown_money(value: float | None) -> Shown:
    """Return the figure as `words.money` rounds it, None where it is not known, text where digits do not say it."""
    if value is not None and 0 < value < 0.5:  # noqa: PLR2004 - as words.money says it
        return words.money(value, "").strip()
    return shown_number(value)


def shown_number(value: float | None) -> Shown:
    """Return the figure as `words.number` rounds it: `1287`, `1290000` for `1.29 million`, `12.5`."""
    if value is None:
        return None
    text = words.number(value)
    if not math.isfinite(value):
        return text
    digits, _, name = text.replace(",", "").partition(" ")
    found = float(digits)
    if name:
        return round(found * _TIMES[name])
    if 0 < abs(found) < _PLAIN_FROM:
        return text
    return int(found) if found.is_integer() else found


def _evidence(one: Line) -> str:
    if one.weakest is None or one.best is None:
        return "nothing answered"
    best, weakest = wording.EVIDENCE[one.best], wording.EVIDENCE[one.weakest]
    return best if best == weakest else f"{best} at best, {weakest} at worst"


def _chances() -> list[str]:
    """Return all texts of a chance, the smallest first, so that their numbers sort."""
    return list(dict.fromkeys(words.chance(part / 1000) for part in range(1001)))


def _numbered(texts: Sequence[str], order: Iterable[str] | None = None) -> dict[str, list[Any]]:
    found = sorted(set(texts)) if order is None else list(order)
    place = {text: index for index, text in enumerate(found)}
    return {"words": found, "at": [place[text] for text in texts]}
