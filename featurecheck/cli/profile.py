"""Questionnaires from which nothing is calculated, such as the partner test: their answers and what follows, in words."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from featurecheck.cli.progress import reading
from featurecheck.cli.speech import quiet, say, say_json
from featurecheck.errors import ExitCode, FeatureCheckError
from featurecheck.model import AnswerState
from featurecheck.questionnaires.profiles import asks_no_figure, names_profile
from featurecheck.questionnaires.reading import by_name
from featurecheck.tomlfile import read_toml

if TYPE_CHECKING:
    from featurecheck.questionnaires.definition import Question, Questionnaire
    from featurecheck.report.profile_text import Profile, Told
    from featurecheck.requests.definition import Answer
    from featurecheck.sheets.filetable import FileTable

SCHEMA = "featurecheck.profiles/1"
_WIDEST = 120
_ACCOUNT = ("request", "account")
_EXAMPLE = "EXAMPLE"  # the id of the row that the workbook to fill in shows how to
_STATES = {AnswerState.UNKNOWN: "not known", AnswerState.OPEN: "not answered yet"}


def asked_in(path: Path, questionnaire: str) -> Questionnaire:
    """Return what a file answers: the questionnaire it names if that asks for no figure, else the one given.

    Raises:
        FeatureCheckError: the one given is unknown or cannot be used.
    """
    given = by_name(questionnaire)
    named = "" if asks_no_figure(given) else _named_in(path)
    return by_name(named) if names_profile(named) else given


def _named_in(path: Path) -> str:
    """Return the questionnaire that a request file names; nothing where it cannot be read: others say why."""
    if not _is_file(path):
        return ""
    try:
        return str(read_toml(path).data.get("questionnaire", ""))
    except FeatureCheckError:
        return ""


def _is_file(path: Path) -> bool:
    return path.suffix.casefold() == ".toml" and path.is_file()


def running_summary(path: Path, questionnaire: str) -> str | None:
    """Return where a file's answers stand as one line, in the place of a verdict; None where there is a verdict."""
    found = _in_file(path, questionnaire)
    if found is None:
        return None
    from featurecheck.report.profile_text import summary  # noqa: PLC0415 - not for --help

    return summary(found)


def say_findings(path: Path, questionnaire: str) -> None:
    """Print at the end of an interview what speaks against a partner and whom to ask; nothing where there is a verdict."""
    found = None if quiet() else _in_file(path, questionnaire)
    if found is None:
        return
    from featurecheck.report.profile_text import findings  # noqa: PLC0415 - not for --help

    for text in findings(found):
        say(text)


def _in_file(path: Path, questionnaire: str) -> Profile | None:
    asked = asked_in(path, questionnaire) if _is_file(path) else None
    return _read(path, asked) if asked and asks_no_figure(asked) else None


def _read(path: Path, asked: Questionnaire) -> Profile:
    from featurecheck.requests.reading import read_request_file  # noqa: PLC0415 - not for --help

    request = read_request_file(path, asked)
    told = tuple(_told(question, request.answer(question.name)) for question in asked.questions)
    return _profile(asked, request.request, told)


def show_profiles(paths: Sequence[Path], questionnaire: str, form: str) -> ExitCode | None:
    """Print what `paths` say where that has no verdict; None, and nothing printed, where it has one.

    Raises:
        FeatureCheckError: some have a verdict and some have none, or one cannot be read.
    """
    if not _all_profiles(paths, questionnaire):
        return None
    found: list[Profile] = []
    for path in _opened(paths):
        asked = asked_in(path, questionnaire)
        found += [_read(path, asked)] if _is_file(path) else _in_sheet(path, asked)
    _print(found, form)
    return ExitCode.DONE


def _opened(paths: Sequence[Path]) -> list[Path]:
    """Return the paths, a folder's request files in its place."""
    return [one for path in paths for one in (sorted(path.glob("*.toml")) if path.is_dir() else [path])]


def _all_profiles(paths: Sequence[Path], questionnaire: str) -> bool:
    kinds = {asks_no_figure(asked_in(path, questionnaire)): path for path in paths}
    if len(kinds) > 1:
        message = f"{kinds[True]} has no verdict and {kinds[False]} has one. Show them one after the other."
        raise FeatureCheckError(message)
    return True in kinds


@dataclass(frozen=True, slots=True)
class Filled:
    """A table of answers: `columns` says where each question stands that has a column, `account` where the name does.

    `rows` are the positions of those that are meant to be read.
    """

    table: FileTable
    account: int
    columns: Mapping[str, int]
    rows: tuple[int, ...]


def filled(path: Path, asked: Questionnaire) -> Filled:
    """Return what others filled in; the account stands in the column 'request', as the workbook has it, or 'account'.

    Raises:
        FeatureCheckError: it cannot be read as a table, or has no column for the account or for any question.
    """
    from featurecheck.cli.inputs import on_disk  # noqa: PLC0415 - not for --help
    from featurecheck.sheets.tables import read  # noqa: PLC0415 - the same

    with reading([path]), on_disk(path) as place:
        table = read(place)
    places = {_folded(title): at for at, title in reversed(list(enumerate(table.header)))}
    named = next((places[name] for name in _ACCOUNT if name in places), None)
    where = {
        one.name: places.get(_folded(one.name), places.get(_folded(one.label))) for one in asked.questions
    }
    if named is None or set(where.values()) == {None}:
        raise _not_filled_in(table.file, asked)
    number = places.get("id", named)
    rows = (
        at for at, row in enumerate(table.rows) if "".join(row).strip() and row[number].strip() != _EXAMPLE
    )
    return Filled(table, named, {name: at for name, at in where.items() if at is not None}, tuple(rows))


def _in_sheet(path: Path, asked: Questionnaire) -> list[Profile]:
    """Return a profile a row."""
    found = filled(path, asked)
    cells = [found.table.rows[at] for at in found.rows]
    return [
        _row(asked, row[found.account], {name: row[at] for name, at in found.columns.items()})
        for row in cells
    ]


def _folded(title: str) -> str:
    return " ".join(title.split()).casefold()


def _not_filled_in(file: str, asked: Questionnaire) -> FeatureCheckError:
    make = f"featurecheck sheet new --questionnaire {asked.name}"
    return FeatureCheckError(
        f"{file}: it has no column 'request' with the account's name, or none of the questionnaire '{asked.name}'. "
        f"Make a workbook that has them: {make}"
    )


def _row(asked: Questionnaire, account: str, cells: Mapping[str, str]) -> Profile:
    told = tuple(
        _told(question, _answer(question, cells.get(question.name, ""))) for question in asked.questions
    )
    return _profile(asked, account, told)


def _answer(question: Question, cell: str) -> Answer:
    """Read a cell as an interview reads what is typed: dk is an answer, a dash leaves it open."""
    from featurecheck.interview.understanding import Words, understand  # noqa: PLC0415 - not for --help
    from featurecheck.requests.definition import Answer  # noqa: PLC0415 - the same

    read = understand(question, cell, Words())
    return Answer(read.state, read.text or None)


def _told(question: Question, answer: Answer) -> Told:
    from featurecheck.report.profile_text import Told  # noqa: PLC0415 - not for --help

    evidence = (answer.evidence.value,) if answer.evidence else ()
    beside = (*evidence, *answer.source, *(text for text in (answer.by, answer.at) if text))
    state, ask = _STATES.get(answer.state, ""), answer.ask or question.ask
    return Told(question.name, question.label, None if state else answer.value, state, ask, beside)


def _profile(asked: Questionnaire, account: str, told: tuple[Told, ...]) -> Profile:
    """Return the answers, with the partner test where they are its answers."""
    from featurecheck.customers.partnership import (  # noqa: PLC0415 - not for --help
        QUESTIONNAIRE,
        QUESTIONS,
        partner_test,
    )
    from featurecheck.report.profile_text import Profile  # noqa: PLC0415 - the same

    tested = asked.name == QUESTIONNAIRE and set(QUESTIONS) == {one.name for one in told}
    test = partner_test({one.name: one.answer for one in told}) if tested else None
    return Profile(account, asked.title, told, test)


def _print(found: Sequence[Profile], form: str) -> None:
    from featurecheck.report.profile_text import as_markdown, as_text  # noqa: PLC0415 - not for --help

    if form == "json":
        data = {"schema": SCHEMA, "profiles": [_plain(one) for one in found]}
        say_json(json.dumps(data, ensure_ascii=False, indent=1))
    elif form == "md":
        click.echo("\n".join(as_markdown(one) for one in found), nl=False)
    else:
        width = min(shutil.get_terminal_size().columns, _WIDEST)
        click.echo("\n\n".join(as_text(one, width=width) for one in found), nl=False)


def _plain(found: Profile) -> dict[str, Any]:
    from featurecheck.report.profile_text import summary  # noqa: PLC0415 - not for --help

    answers = [
        {
            "name": told.name,
            "label": told.label,
            "answer": told.answer,
            "state": told.state or "answered",
            "ask": told.ask or None,
            "beside": list(told.beside),
        }
        for told in found.told
    ]
    about = {"account": found.account, "title": found.title, "answers": answers}
    return {**about, "partner_test": _test(found), "summary": summary(found)}


def _test(found: Profile) -> dict[str, Any] | None:
    test = found.test
    if test is None:
        return None
    names = ("speak_for", "speak_against", "unclear", "unknown", "waiting")
    return {"outcome": test.outcome.value, **{name: list(getattr(test, name)) for name in names}}
