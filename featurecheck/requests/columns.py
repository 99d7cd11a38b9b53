"""Brings requests from wherever they are into the same columns of text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from featurecheck.errors import EstimateError, FeatureCheckError, did_you_mean
from featurecheck.estimate import parse_estimate
from featurecheck.intake import InputFile, Place, Problem, Requests, Severity
from featurecheck.model import AnswerState, Estimate, Kind
from featurecheck.questionnaires.definition import Questionnaire
from featurecheck.questionnaires.profiles import names_profile
from featurecheck.questionnaires.reading import by_name
from featurecheck.requests.definition import ANSWER_NAMES, ESTIMATE_FIELDS, RequestFile
from featurecheck.requests.people import PEOPLE, people_cell, said_in_words
from featurecheck.requests.reading import UnusableRequestError, read_request_file
from featurecheck.sheets.filetable import ReadAs
from featurecheck.storage import sha256
from featurecheck.tomlfile import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PLAIN = (
    "request",
    "id",
    "competitor",
    "description",
    "requested_on",
    "status",
    "usage_feature",
    *ESTIMATE_FIELDS,
)
_LISTS = ("requesters", "depends_on", "excludes")
_EFFORT = "effort"
_WORDS = "consequences"  # answered in words, which cannot be pooled
_POLICY = "featurecheck.toml"  # may lie beside the request files; it is none
_UNKNOWN = "dk"  # what a person would write into the cell of a sheet


def read_requests(
    source: str | Path | Requests | Any,  # noqa: ANN401 - a DataFrame, and pandas is not imported to say so
    *,
    mapping: Mapping[str, str] | None = None,
    questionnaire: str | Path | Questionnaire | None = None,
    read_as: ReadAs | None = None,
) -> Requests:
    """Read requests from a sheet, a request file, a folder of request files, or a DataFrame.

    Args:
        source: a path, a pandas DataFrame, or requests already read, which are returned as they are.
        mapping: which header of a sheet means which column, where the names do not say it.
        read_as: that and everything else a person may say about a sheet; then `mapping` is left away.
        questionnaire: whose question labels a sheet's headers may hold; the eight questions when not given.

    Raises:
        FeatureCheckError: nothing there, or nothing usable in it. Single bad files of a folder become problems.
    """
    if isinstance(source, Requests):
        return source
    asked = (
        questionnaire if isinstance(questionnaire, Questionnaire) else by_name(questionnaire or "competitor")
    )
    if _is_frame(source):
        from featurecheck.sheets.requests.requests_sheet import requests_from_frame  # noqa: PLC0415 - loads pandas

        frame: Any = source
        return requests_from_frame(frame, mapping=mapping, labels=asked.labels())
    if not isinstance(source, (str, Path)):
        kind = type(source).__name__
        raise FeatureCheckError(
            f"Requests cannot be read from a {kind}. Give a path, a folder or a pandas DataFrame."
        )
    return _from_path(Path(source), read_as or ReadAs(mapping), asked)


def _is_frame(source: object) -> bool:
    kind = type(source)
    return kind.__name__ == "DataFrame" and kind.__module__.split(".")[0] == "pandas"


def _from_path(path: Path, read_as: ReadAs, questionnaire: Questionnaire) -> Requests:
    refuse_missing(path)
    if not path.is_dir() and path.suffix.casefold() != ".toml":
        from featurecheck.sheets.requests.requests_sheet import requests_from_table  # noqa: PLC0415 - loads spreadsheet readers
        from featurecheck.sheets.tables import read  # noqa: PLC0415 - the same

        table, labels = read(path, **read_as.where()), questionnaire.labels()
        return requests_from_table(table, read_as.mapping, labels, date_order=read_as.date_order)
    _refuse_reading(path, read_as)
    return _from_folder(path, questionnaire) if path.is_dir() else requests_from_files([path], questionnaire)


def _refuse_reading(path: Path, read_as: ReadAs) -> None:
    """Request files are read in one way only: what is said about a sheet would be said in vain."""
    said = {"mapping": read_as.mapping, **read_as.where(), "date_order": read_as.date_order}
    given = next((name for name, value in said.items() if value), None)
    if given == "mapping":
        raise FeatureCheckError(
            f"{shown(str(path), 200)}: request files have no headers to map. Leave --map away."
        )
    if given:
        flag = f"--{given.replace('_', '-')}"
        raise FeatureCheckError(
            f"{shown(str(path), 200)}: request files are no sheets, so {flag} says nothing about them. Leave {flag} away."
        )


def refuse_missing(path: Path) -> None:
    """Say that nothing is at a path, and which name beside it was probably meant.

    Raises:
        FeatureCheckError: nothing is there.
    """
    if path.exists():
        return
    beside = (
        sorted({entry.name for entry in path.parent.iterdir()} - {path.name}) if path.parent.is_dir() else []
    )
    near = did_you_mean(path.name, beside)
    message = (
        f"{shown(str(path), 200)}: there is no such file or folder.{near} Check the name and the folder."
    )
    raise FeatureCheckError(message)


def _from_folder(folder: Path, questionnaire: Questionnaire) -> Requests:
    entries = [entry for entry in folder.iterdir() if entry.is_file() and not entry.name.startswith(".")]
    paths = sorted((entry for entry in entries if _may_be_request(entry)), key=lambda path: path.name)
    if not paths:
        message = f"{shown(str(folder), 200)}: there is no request file (*.toml) in this folder. Make one with: featurecheck ask"
        raise FeatureCheckError(message)
    others = sorted(entry.name for entry in entries if not _may_be_request(entry))
    notes = tuple(_ignored(name) for name in others)
    return _collected(paths, questionnaire, notes)


def _may_be_request(path: Path) -> bool:
    return path.suffix.casefold() == ".toml" and path.name != _POLICY


def _ignored(name: str) -> Problem:
    found = f"'{shown(name)}' is not a request file and was not read"
    return Problem(
        name, None, None, None, None, found, "files that end in .toml", "Nothing to do.", Severity.NOTE
    )


def requests_from_files(paths: Sequence[Path], questionnaire: Questionnaire | None = None) -> Requests:
    """Read request files into columns, one request a file, in the order given.

    Raises:
        FeatureCheckError: a single file that is unusable; among several, a bad one becomes a problem instead.
    """
    if len(paths) == 1:
        request = read_request_file(paths[0], questionnaire)
        _refuse_profile(paths[0], request)
        return _columns([(paths[0], request)], ())
    return _collected(paths, questionnaire, ())


def _collected(
    paths: Sequence[Path], questionnaire: Questionnaire | None, notes: tuple[Problem, ...]
) -> Requests:
    good: list[tuple[Path, RequestFile]] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            request = read_request_file(path, questionnaire)
            if names_profile(request.questionnaire):
                notes = (*notes, _profile(path, request))
            else:
                good.append((path, request))
        except UnusableRequestError as error:
            problems += error.problems
        except FeatureCheckError as error:
            problems.append(_unreadable(path, error.message))
    problems += _same_ids([request for _, request in good])
    return _columns(good, (*problems, *notes))


def _refuse_profile(path: Path, request: RequestFile) -> None:
    if names_profile(request.questionnaire):
        note = _profile(path, request)
        raise FeatureCheckError(
            f"{path.name}: it holds {note.found}. Read it with: featurecheck show {path.name}"
        )


def _profile(path: Path, request: RequestFile) -> Problem:
    """Return the note on a file whose answers have no verdict: it would be judged by assumptions alone."""
    found = f"answers to the questionnaire '{request.questionnaire}', which have no verdict"
    expected, mend = "a request", f"It was left out. To read it: featurecheck show {path.name}"
    return Problem(path.name, None, None, None, None, found, expected, mend, Severity.NOTE)


def _unreadable(path: Path, message: str) -> Problem:
    first = message.split("\n", 1)[0].removesuffix(" Nothing is written to it. What can be made out:")
    said = first.removeprefix(shown(str(path), 200)).lstrip(":0123456789 ").rstrip(".")
    return Problem(
        path.name,
        None,
        None,
        None,
        None,
        said,
        "a readable request file",
        "Mend it or remove it from the folder.",
    )


def _same_ids(requests: Sequence[RequestFile]) -> list[Problem]:
    first: dict[str, str] = {}
    problems = []
    for request in requests:
        if request.id in first:
            found = f"the id '{shown(request.id)}' is also used by {shown(first[request.id])}"
            problem = Problem(
                request.file,
                None,
                None,
                None,
                "id",
                found,
                "an id of its own",
                "Change one of them.",
                Severity.WARNING,
            )
            problems.append(problem)
        first.setdefault(request.id, request.file)
    return problems


def _columns(files: Sequence[tuple[Path, RequestFile]], problems: tuple[Problem, ...]) -> Requests:
    requests = [_with_effort(request) for _, request in files]
    columns: dict[str, list[str]] = {
        name: [getattr(request, name) for request in requests] for name in _PLAIN
    }
    columns |= {name: ["; ".join(getattr(request, name)) for request in requests] for name in _LISTS}
    columns["votes"] = ["" if request.votes is None else str(request.votes) for request in requests]
    for name in (*ANSWER_NAMES, _EFFORT):
        columns |= _answer_columns(name, requests)
    columns[_EFFORT] = [request.effort for request in requests]
    if any(request.people for request in requests):  # most files know no people: nothing changes for them
        columns[PEOPLE] = [people_cell(request) for request in requests]
    return Requests(
        columns=columns,
        places=[Place(request.file) for request in requests],
        inputs=tuple(InputFile(path.name, sha256(path), "request file", 1) for path, _ in files),
        problems=problems,
    )


def _with_effort(request: RequestFile) -> RequestFile:
    """Move a build cost that was answered as effort (30 person-weeks) to where the evaluation prices it."""
    cost = request.answer("build_cost")
    apart = any(
        "build_cost" in answers for answers in request.people.values()
    )  # pooled with theirs, as money
    if cost.value is None or apart or not _is_effort(cost.value):
        return request
    answers = {name: answer for name, answer in request.answers.items() if name != "build_cost"}
    return replace(request, effort=cost.value, answers={**answers, _EFFORT: cost})


def _is_effort(text: str) -> bool:
    if not any(word in text.casefold() for word in ("person", "week", "day", "month", "year")):
        return False
    try:
        return isinstance(parse_estimate(text, Kind.EFFORT), Estimate)
    except EstimateError:
        return False


def _answer_columns(name: str, requests: Sequence[RequestFile]) -> dict[str, list[str]]:
    said = said_in_words if name == _WORDS else RequestFile.answer
    answers = [said(request, name) for request in requests]
    return {
        name: [_UNKNOWN if answer.state is AnswerState.UNKNOWN else answer.value or "" for answer in answers],
        f"{name} evidence": [answer.evidence.value if answer.evidence else "" for answer in answers],
        f"{name} source": ["; ".join(answer.source) for answer in answers],
        f"{name} ask": [answer.ask or "" for answer in answers],
        f"{name} state": [answer.state.value for answer in answers],
    }
