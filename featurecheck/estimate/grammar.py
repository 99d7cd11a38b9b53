"""From text to its form: how many numbers, what stands before, between and behind them. No kind is known here."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from featurecheck.estimate import vocabulary as words
from featurecheck.estimate.refusal import NotationError, shown

LONGEST = 200

_SEEN: dict[int, str | None] = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},  # full-width forms of ASCII
    **dict.fromkeys([0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " "),
    **dict.fromkeys(
        [0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF], None
    ),
    **dict.fromkeys([*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63], "-"),
    **dict.fromkeys([0x2018, 0x2019, 0x201B, 0x2032, 0x02BC, 0xB4, 0x60], "'"),
    0x2026: "...",
    0x2192: "->",
    0x2264: "<=",
    0x2265: ">=",
    0x2248: "~",
    0x223C: "~",
    0xB1: "+-",
    0xFFE1: "\N{POUND SIGN}",
    0xFFE5: "\N{YEN SIGN}",
}

_TOKEN = re.compile(
    r"""
    (?P<number>
      (?: [0-9]{1,3} (?P<gap>[' ]) [0-9]{3} (?: (?P=gap) [0-9]{3} )* (?![0-9]) (?: [.,][0-9]+ )?
        | [0-9]+ (?: [.,][0-9]+ )*
        | [.,][0-9]+ )
      (?: e[+-]?[0-9]+ )? )
    | (?P<word> us\$ | p\.\ ?a\b\.? | [^\W\d_]+ (?: (?<=[^\W\d_]{2}) - [^\W\d_]{2,} )* (?: \.(?!\.) )?
      | \+/?- | -> | => | \.{2,} | [<>]=? | [^\s] )
    """,
    re.VERBOSE,
)

_COMMON = re.compile(
    r"([0-9]{1,15}(?:\.[0-9]{1,2})?)([kKmM]?)(%?)(?:(?: to |-| - )([0-9]{1,15}(?:\.[0-9]{1,2})?)([kKmM]?)(%?))?"
)

_ERROR = re.compile(r"#(n/a|ref!|div/0!|value!|name\?|null!|num!|spill!|calc!|getting_data)")
_DATE = re.compile(
    rf"""
      (?P<iso> [0-9]{{4}} (?P<same>[-/.]) (?P<one>[0-9]{{1,2}}) (?P=same) (?P<two>[0-9]{{1,2}}) (?: [t\ ].* )? )
    | (?P<day> (?P<three>[0-9]{{1,2}}) (?P<mark>[-/.]) (?P<four>[0-9]{{1,2}}) (?P=mark) (?:[0-9]{{4}}|[0-9]{{2}}) (?: \ [0-9]+:.* )? )
    | [0-9]{{1,2}} [-./ ]{{1,2}} (?:{words.MONTHS})[a-z]* (?: [-./ ]{{1,2}} [0-9]{{2,4}} )?
    | (?:{words.MONTHS})[a-z]* [-./ ]{{1,2}} [0-9]{{1,4}}
    """,
    re.VERBOSE,
)


class Quantity(NamedTuple):
    """One number with the words beside it, multiplier apart."""

    sign: int
    raw: str
    suffix: str
    words: tuple[str, ...]


class Cell(NamedTuple):
    """The form of one cell: point, about, range, plusminus, up to, at least, or sample."""

    form: str
    quantities: tuple[Quantity, ...]
    tight_minus: bool = False  # as in `5 -3`: a dash or a minus sign


class Token(NamedTuple):
    """A number or a word, and whether blanks stand around it."""

    number: bool
    text: str
    before: bool
    after: bool


def folded(text: str) -> str:
    """Return the text in lower case with plain dashes, blanks, quotes and figures, without invisible marks."""
    if not text.isascii():
        text = text.translate(_SEEN)
    return text.strip().casefold()


def word_form(plain: str) -> str:
    """Return folded text as a phrase to look up: single blanks, no full stop behind."""
    phrase = " ".join(plain.split())
    return phrase.rstrip(".!") or phrase


def excel_date(plain: str) -> NotationError | None:
    """Return the refusal of a text that looks like a date, else None."""
    found = _DATE.fullmatch(plain)
    if not found:
        return None
    pair = (found["one"], found["two"]) if found["iso"] else (found["three"], found["four"])
    return turned_into_date(*sorted(int(part) for part in pair if part))


def excel_error(plain: str) -> NotationError | None:
    """Return the refusal of what a spreadsheet program shows where a formula failed, else None."""
    if not _ERROR.fullmatch(plain):
        return None
    return NotationError(
        "it is the error of a formula", "Correct the formula, write the answer, or leave the cell empty."
    )


def turned_into_date(*ends: int) -> NotationError:
    """Return the refusal of a date, guessing which range Excel made it of."""
    low, high = ends if len(ends) == 2 else (5, 10)  # noqa: PLR2004 - a range has two ends
    return NotationError(
        "Excel turned the range into a date",
        f"Write '{low} to {high}' with the word 'to', or format the cell as text first.",
    )


@lru_cache(65536)
def cell_of(text: str) -> Cell:
    """Return the form of a text of at most 200 characters.

    Raises:
        NotationError: it holds no number, too many, or signs between them that say nothing.
    """
    common = _COMMON.fullmatch(text)
    if common:
        return _common_cell(*common.groups())
    plain = folded(text)
    if plain.endswith(".") and not plain.endswith(".."):
        plain = plain[:-1]
    why = excel_date(plain) or excel_error(plain)
    if why:
        raise why
    return _cell(_tokens(plain))


def common_ends(text: str) -> tuple[float, float] | None:
    """Return both ends of the commonest form, `2k to 10k`, without the detour over words; None for all others."""
    found = _COMMON.fullmatch(text)
    if not found or not found[4] or found[3] or found[6] or found[2].lower() != found[5].lower():
        return None
    power = words.POWERS[found[2].lower()] if found[2] else 0
    return float(f"{found[1]}e{power}"), float(f"{found[4]}e{power}")


def _common_cell(low: str, low_k: str, low_pc: str, high: str | None, high_k: str, high_pc: str) -> Cell:
    first = Quantity(1, low, low_k.lower(), (low_pc,) if low_pc else ())
    if high is None:
        return Cell("point", (first,))
    return Cell("range", (first, Quantity(1, high, high_k.lower(), (high_pc,) if high_pc else ())))


def _tokens(plain: str) -> list[Token]:
    found: list[Token] = []
    for match in _TOKEN.finditer(plain):
        start, end = match.span()
        before, after = plain[start - 1 : start].isspace(), plain[end : end + 1].isspace()
        if match["number"]:
            found.append(Token(True, match["number"], before, after))  # noqa: FBT003 - a record's field
        else:
            found.extend(_word_tokens(match["word"], before=before, after=after))
    return found


def _word_tokens(text: str, *, before: bool, after: bool) -> list[Token]:
    word = text.replace(" ", "").rstrip(".") if text[0].isalpha() else text
    parts = words.GLUED.get(word, (word,))
    return [Token(False, part, before, after) for part in parts]  # noqa: FBT003 - a record's field


def _cell(tokens: list[Token]) -> Cell:
    places = [i for i, token in enumerate(tokens) if token.number]
    if any(token.text == ":" for token in tokens):
        raise NotationError(
            "':' makes a time of it in Excel", "Write the range with the word 'to', such as 5 to 10."
        )
    if not places:
        raise NotationError
    if len(places) == 1:
        return _single(tokens, places[0])
    if len(places) == 2:  # noqa: PLR2004 - the two ends of a range
        return _pair(tokens, *places)
    raise NotationError(f"it holds {len(places)} numbers")


def _single(tokens: list[Token], at: int) -> Cell:
    role, sign, lead = _lead([token.text for token in tokens[:at]])
    behind, tail = _tail([token.text for token in tokens[at + 1 :]])
    if role not in {"", words.ABOUT} and behind:
        raise NotationError("it says twice which end is meant")
    form = behind or role
    if form in {"", words.SKIP}:
        form = "point"
    return Cell(form, (_quantity(sign, tokens[at].text, lead, tail),))


def _pair(tokens: list[Token], first: int, second: int) -> Cell:
    role, sign, lead = _lead([token.text for token in tokens[:first]])
    between = tokens[first + 1 : second]
    texts = tuple(token.text for token in between)
    tail = [token.text for token in tokens[second + 1 :]]
    if role in {words.UP_TO, words.AT_LEAST}:
        raise NotationError(f"'{role}' goes with one number")
    if texts in words.OUT_OF:
        return _sample(sign, lead, tokens[first].text, tokens[second].text, tail)
    form, at = _separator(texts)
    other_role, other_sign, other_lead = _lead(list(texts[at + 1 :]))
    if other_role not in {"", words.ABOUT}:
        raise NotationError(f"{shown(' '.join(texts))} does not join two ends")
    ends = (
        _quantity(sign, tokens[first].text, lead, list(texts[:at])),
        _quantity(other_sign, tokens[second].text, other_lead, tail),
    )
    dash = between[at]
    return Cell(form, ends, dash.text == "-" and dash.before and not dash.after)


def _sample(sign: int, lead: list[str], hits: str, tries: str, tail: list[str]) -> Cell:
    return Cell("sample", (_quantity(sign, hits, lead, []), _quantity(1, tries, [], tail)))


def _separator(texts: tuple[str, ...]) -> tuple[str, int]:
    """Return the form and the place of what joins two numbers."""
    for at, text in enumerate(texts):
        if text in words.PLUS_MINUS:
            return "plusminus", at
    for group in words.SEPARATORS:
        for at, text in enumerate(texts):
            if text in group:
                return "range", at
    if not texts:
        raise NotationError("two numbers stand side by side", "Join them with 'to', such as 5 to 10.")
    raise NotationError(
        f"{shown(' '.join(texts))} does not join two ends", "Join them with 'to', such as 5 to 10."
    )


def _lead(texts: list[str]) -> tuple[str, int, list[str]]:
    """Return what the words before a number do, its sign, and the words that are left (a currency)."""
    role, sign, left = "", 0, list[str]()
    at = 0
    while at < len(texts):
        phrase = _phrase(texts, at)
        if phrase:
            role = _joined(role, words.LEADS[phrase])
            at += len(phrase)
            continue
        if texts[at] in {"-", "+"}:
            if sign:
                raise NotationError("it has two signs")
            sign = -1 if texts[at] == "-" else 1
        else:
            left.append(texts[at])
        at += 1
    return role, sign or 1, left


def _phrase(texts: list[str], at: int) -> tuple[str, ...]:
    for length in (3, 2, 1):
        phrase = tuple(texts[at : at + length])
        if len(phrase) == length and phrase in words.LEADS:
            return phrase
    return ()


def _joined(role: str, added: str) -> str:
    """`up to about 5` is `up to 5`; two that name an end contradict each other."""
    weak = {"", words.SKIP, words.ABOUT}
    if role in weak:
        return added if added != words.SKIP or not role else role
    if added in weak:
        return role
    raise NotationError("it says twice which end is meant")


def _tail(texts: list[str]) -> tuple[str, list[str]]:
    """Return the end that `+` or `or more` names, and the words without it."""
    for phrase, role in words.TAILS.items():
        for at in range(len(texts) - len(phrase) + 1):
            if tuple(texts[at : at + len(phrase)]) == phrase:
                return role, texts[:at] + texts[at + len(phrase) :]
    return "", texts


def _quantity(sign: int, raw: str, lead: list[str], tail: list[str]) -> Quantity:
    """A multiplier stands right behind its number."""
    suffix = tail[0] if tail and tail[0] in words.POWERS else ""
    return Quantity(sign, raw, suffix, tuple(lead) + tuple(tail[1 if suffix else 0 :]))
