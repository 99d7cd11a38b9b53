"""What several commands need: the policy in force, requests from anywhere, the last line, files that stay."""

from __future__ import annotations

import dataclasses
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from featurecheck.errors import FeatureCheckError
from featurecheck.model import InputFile, Problem, Requests, Severity
from featurecheck.tomlfile import shown

if TYPE_CHECKING:
    from featurecheck.policy import Policy
    from featurecheck.record import Results

Command = TypeVar("Command", bound=Callable[..., Any])
PATH = click.Path(path_type=Path, allow_dash=True)
_MOST_PROBLEMS = 20


def policy_option(command: Command) -> Command:
    """Add `--policy FILE`."""
    return click.option(
        "--policy",
        "policy_file",
        type=click.Path(path_type=Path),
        help="Policy file; else ./featurecheck.toml, then the user's.",
    )(command)


def questionnaire_option(command: Command) -> Command:
    """Add `--questionnaire NAME|FILE`."""
    return click.option(
        "--questionnaire",
        default="competitor",
        show_default=True,
        help="Name of a bundled questionnaire, or a TOML file.",
    )(command)


def date_option(command: Command) -> Command:
    """Add `--date YYYY-MM-DD`: printed in the report; nothing is read from a clock."""
    return click.option(
        "--date",
        "evaluated_on",
        type=click.DateTime(["%Y-%m-%d"]),
        callback=lambda _ctx, _param, value: value.date().isoformat() if value else None,
        help="Date to print in the report; without it the same inputs give the same bytes on any day.",
    )(command)


def policy_in_force(path: Path | None) -> tuple[Policy, InputFile | None]:
    """Return the policy and, if it came from a file, what was read: flag, project file, user file, defaults."""
    from featurecheck.policy import FILE_NAME, default_policy, load_policy  # noqa: PLC0415 - not for --help
    from featurecheck.storage import sha256  # noqa: PLC0415 - the same

    for candidate in (path, Path(FILE_NAME), Path(click.get_app_dir("featurecheck")) / FILE_NAME):
        if candidate is not None and (candidate == path or candidate.is_file()):
            policy = load_policy(candidate)
            return policy, InputFile(candidate.name, sha256(candidate), "policy", 0)
    return default_policy(), None


def requests_at(
    paths: Sequence[Path], questionnaire: str, mapping: Mapping[str, str] | None = None
) -> Requests:
    """Read one or several paths; `-` is standard input, read as a table."""
    from featurecheck.requests import read_requests  # noqa: PLC0415 - not for --help

    if [str(path) for path in paths] == ["-"]:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "stdin.csv"
            copy.write_bytes(sys.stdin.buffer.read())
            return read_requests(copy, mapping=mapping, questionnaire=questionnaire)
    parts = [read_requests(path, mapping=mapping, questionnaire=questionnaire) for path in paths]
    return parts[0] if len(parts) == 1 else joined(parts)


def joined(parts: Sequence[Requests]) -> Requests:
    """Return several readings as one; a column that one lacks is empty there."""
    names = list(dict.fromkeys(name for part in parts for name in part.columns))
    columns = {
        name: [text for part in parts for text in part.columns.get(name, [""] * len(part))] for name in names
    }
    decimals = {part.decimal for part in parts if part.decimal}
    return Requests(
        columns=columns,
        places=[place for part in parts for place in part.places],
        letters=parts[0].letters if len({tuple(part.letters.items()) for part in parts}) == 1 else {},
        mapping={name: header for part in reversed(parts) for name, header in part.mapping.items()},
        inputs=tuple(one for part in parts for one in part.inputs),
        problems=tuple(problem for part in parts for problem in part.problems),
        decimal=decimals.pop() if len(decimals) == 1 else None,
    )


def evaluated(
    paths: Sequence[Path],
    policy_file: Path | None,
    questionnaire: str,
    *,
    mapping: Mapping[str, str] | None = None,
    evaluated_on: str | None = None,
    heard: Callable[[Requests], None] | None = None,
) -> Results:
    """Read, evaluate, and put the policy file among the inputs; `heard` sees the requests before anything is computed."""
    from featurecheck.evaluation import evaluate  # noqa: PLC0415 - loads numpy
    from featurecheck.questionnaires import by_name  # noqa: PLC0415 - not for --help

    policy, source = policy_in_force(policy_file)
    requests = requests_at(paths, questionnaire, mapping)
    if heard is not None:
        heard(requests)
    found = evaluate(requests, policy, questionnaire=by_name(questionnaire), evaluated_on=evaluated_on)
    return dataclasses.replace(found, inputs=(*found.inputs, source)) if source else found


def say(text: str, *, err: bool = True) -> None:
    """Print words to people; control characters of user text never reach the terminal."""
    click.echo("\n".join(shown(line, 4000) for line in text.split("\n")), err=err)


def quiet() -> bool:
    """Tell whether -q was given."""
    return bool((click.get_current_context().obj or {}).get("quiet"))


def verbose() -> bool:
    """Tell whether -v was given."""
    return bool((click.get_current_context().obj or {}).get("verbose"))


def problem_line(problem: Problem) -> str:
    """Return the problem as one line: where, what was found, what was expected, what to do."""
    sheet = f", sheet '{problem.sheet}'" if problem.sheet else ""
    cell = f", cell {problem.cell}" if problem.cell else f", row {problem.row}" if problem.row else ""
    return f"{problem.file}{sheet}{cell}: {problem.expected} {problem.mend}".rstrip()


def say_problems(problems: Sequence[Problem]) -> None:
    """Print the first problems, and how many more there are."""
    listed = [problem for problem in problems if problem.severity is not Severity.NOTE]
    for problem in listed[:_MOST_PROBLEMS]:
        say(problem_line(problem))
    if len(listed) > _MOST_PROBLEMS:
        say(f"... and {len(listed) - _MOST_PROBLEMS:,} more, all in problems.csv.")


def unusable(problems: Sequence[Problem]) -> int:
    """Return how many rows or files could not be evaluated."""
    return len({(one.file, one.sheet, one.row) for one in problems if one.severity is Severity.ERROR})


def refuse_to_overwrite(paths: Sequence[Path], *, force: bool) -> None:
    """Keep existing files unless the user says otherwise."""
    there = [path for path in paths if path.exists()]
    if there and not force:
        names = ", ".join(path.name for path in there[:5])
        raise FeatureCheckError(
            f"{there[0].parent}: {names} would be overwritten. Add --force, or choose another --output."
        )
