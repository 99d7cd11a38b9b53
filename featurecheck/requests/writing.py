"""Writes request files: a new one with every question in it, and one answer at a time into an existing one.

Only the lines of the answer itself change, so that two people's changes can be merged and comments stay.
"""

from __future__ import annotations

import copy
import datetime as dt
import re
import tomllib
from typing import TYPE_CHECKING, Any

from featurecheck.errors import FeatureCheckError
from featurecheck.model import AnswerState, Evidence
from featurecheck.requests.definition import FORMAT, person_name
from featurecheck.tomlfile import TomlFile, parse_toml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from featurecheck.questionnaires.definition import Questionnaire

_BARE = re.compile(r"[A-Za-z0-9_-]+")  # a key that needs no quotes


def new_request_file(
    questionnaire: Questionnaire, request: str, competitor: str = "", requesters: Sequence[str] = ()
) -> str:
    """Return the text of a new request file: all questions stand in it, open, below their wording."""
    head = {
        "format": FORMAT,
        "request": _whole(request),
        "competitor": _whole(competitor),
        "requesters": [_whole(name) for name in requesters],
        "questionnaire": questionnaire.name,
        "questionnaire_version": questionnaire.version,
    }
    parts = ["".join(f"{key} = {_toml(value)}\n" for key, value in head.items())]
    for question in questionnaire.questions:
        number = f"{question.number}. " if question.number else ""
        label = "".join(letter if letter.isprintable() else " " for letter in question.label)
        parts.append(f'# {number}{label}\n[answers.{question.name}]\nstate = "open"\n')
    return "\n".join(parts)


def set_answer(  # noqa: PLR0913 - the fields of an answer, all by keyword
    text: str,
    name: str,
    *,
    person: str | None = None,
    value: str | None = None,
    state: AnswerState | None = None,
    evidence: Evidence | None = None,
    source: Sequence[str] = (),
    by: str | None = None,
    at: dt.date | str | None = None,
    ask: str | None = None,
) -> str:
    """Return the file's text with this answer in the place of the old one; everything else stays as it is.

    Without a value the state is open unless another one is given. With a person's name it is that person's answer,
    beside those of others.

    Raises:
        FeatureCheckError: the name cannot be a person's; the text is not TOML, or laid out so that the answer cannot be changed safely.
    """
    stated = None if value is not None else (state or AnswerState.OPEN)
    fields: dict[str, Any] = {
        "value": _whole(value),
        "state": None if stated is None else stated.value,
        "evidence": None if evidence is None else evidence.value,
        "source": [_whole(entry) for entry in source],
        "by": _whole(by),
        "at": dt.date.fromisoformat(at) if isinstance(at, str) else at,
        "ask": _whole(ask),
    }
    wanted = {key: entry for key, entry in fields.items() if entry not in (None, [])}
    file = parse_toml(text, "the request file")
    table = ("answers", name) if person is None else ("people", person_name(person), name)
    expected = copy.deepcopy(file.data)
    _put(expected, table, wanted)
    return _checked(_with_answer(file, table, wanted), expected, _header(table))


def _put(data: Any, table: tuple[str, ...], wanted: dict[str, Any]) -> None:  # noqa: ANN401 - a dict, or tomlkit's like of it
    """Set a table inside others, which are made where they are missing."""
    for key in table[:-1]:
        data = data.setdefault(key, {})
        if not isinstance(
            data, dict
        ):  # reading has refused such a file; nothing is written over it here either
            raise FeatureCheckError(f"'{key}' of the request file is not a table. Mend it in the file.")
    data[table[-1]] = wanted


def _header(table: tuple[str, ...]) -> str:
    return f"[{'.'.join(key if _BARE.fullmatch(key) else _toml(key) for key in table)}]"


def set_fields(text: str, fields: Mapping[str, str | Sequence[str]]) -> str:
    """Return the file's text with these top-level fields, such as competitor and requesters, set.

    Raises:
        FeatureCheckError: the text is not TOML, or laid out so that it cannot be changed safely.
    """
    wanted = {
        key: _whole(value) if isinstance(value, str) else list(map(_whole, value))
        for key, value in fields.items()
    }
    file = parse_toml(text, "the request file")
    starts = {key[0]: line - 1 for key, line in file.lines.items() if len(key) == 1 and key[0] in file.data}
    lines = text.split("\n")
    keys = {str(key): line for key, line in starts.items() if not isinstance(file.data[str(key)], dict)}
    changed = _edited(lines, 0, keys, {**{key: None for key in keys if key not in wanted}, **wanted})
    return _checked("\n".join(changed), file.data | wanted, "the first lines")


def _with_answer(file: TomlFile, table: tuple[str, ...], wanted: dict[str, Any]) -> str:
    lines = file.text.split("\n")
    header = file.lines.get(table)
    if header is not None and lines[header - 1].lstrip().startswith("["):
        keys = {str(key[-1]): line - 1 for key, line in file.lines.items() if key[:-1] == table}
        return "\n".join(_edited(lines, header, keys, wanted))
    if _is_there(file.data, table):
        return _with_inline_answer(file.text, table, wanted)
    return file.text.rstrip() + "\n\n" + "\n".join([_header(table), *_entries(wanted)]) + "\n"


def _is_there(data: Any, table: tuple[str, ...]) -> bool:  # noqa: ANN401 - whatever stands in the file
    for key in table:
        if not isinstance(data, dict) or key not in data:
            return False
        data = data[key]
    return True


def _with_inline_answer(text: str, table: tuple[str, ...], wanted: dict[str, Any]) -> str:
    import tomlkit  # noqa: PLC0415 - only for files that a person laid out in his own way

    document = tomlkit.parse(text)
    entry = tomlkit.inline_table()
    entry.update(wanted)
    within: Any = document
    for key in table[:-1]:
        within = within[key]
    within[table[-1]] = entry
    return tomlkit.dumps(document)


def _edited(lines: list[str], begin: int, keys: dict[str, int], wanted: dict[str, Any]) -> list[str]:
    """Replace the entries of one table that begins at line index `begin`; None in `wanted` leaves one alone."""
    ending = "\r" if lines[0].endswith("\r") else ""
    spans = {line: (key, _end(lines, line)) for key, line in keys.items()}
    stop = max((end for _, end in spans.values()), default=begin)
    result = lines[:begin]
    position = begin
    while position < stop:
        key, end = spans.get(position, ("", position + 1))
        old = lines[position:end]
        result += _replaced(key, old, wanted, ending) if key else old
        position = end
    fresh = {key: value for key, value in wanted.items() if key not in keys}
    return result + [line + ending for line in _entries(fresh)] + lines[stop:]


def _replaced(key: str, old: list[str], wanted: dict[str, Any], ending: str) -> list[str]:
    comment = _comment("\n".join(old))
    if key not in wanted:
        return [comment + ending] if comment else []
    if wanted[key] is None:
        return old
    return [f"{key} = {_toml(wanted[key])}" + (f"  {comment}" if comment else "") + ending]


def _end(lines: list[str], begin: int) -> int:
    """Find the line index after the entry that begins here: the shortest piece that is TOML by itself."""
    for end in range(begin + 1, len(lines) + 1):
        try:
            tomllib.loads("\n".join(lines[begin:end]) + "\n")
        except tomllib.TOMLDecodeError:
            continue
        return end
    return begin + 1


def _comment(entry: str) -> str:
    """Return the comment behind an entry, with its #."""
    if "#" not in entry:
        return ""
    import tomlkit  # noqa: PLC0415 - only where a person wrote a comment

    (item,) = tomlkit.parse(entry.replace("\r", "") + "\n").values()
    return str(item.trivia.comment).rstrip()


def _entries(wanted: Mapping[str, Any]) -> list[str]:
    return [f"{key} = {_toml(value)}" for key, value in wanted.items()]


def _toml(value: object) -> str:
    if isinstance(value, str):
        return f'"{"".join(_quoted(letter) for letter in value)}"'
    if isinstance(value, list):
        return f"[{', '.join(_toml(entry) for entry in value)}]"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _whole(text: str | None) -> str | None:
    """Replace halves of characters, as broken terminal input has them: they cannot be written in UTF-8."""
    return None if text is None else text.encode("utf-8", "replace").decode()


def _quoted(letter: str) -> str:
    if letter in '"\\':
        return "\\" + letter
    return letter if letter.isprintable() else f"\\U{ord(letter):08x}"


def _checked(text: str, expected: dict[str, Any], place: str) -> str:
    """Make sure that nothing but what was meant has changed; a file of a person is never damaged."""
    try:
        if tomllib.loads(text) == expected:
            return text
    except tomllib.TOMLDecodeError:
        pass
    message = f"{place} of the request file is laid out so that it cannot be changed safely. Write each answer as a table of its own, as in [answers.users]."
    raise FeatureCheckError(message)
