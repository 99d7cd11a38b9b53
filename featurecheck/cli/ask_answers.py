"""`featurecheck ask`: answers that come in a file, whose they are, and which of them contradict each other."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from featurecheck.cli import common
from featurecheck.cli.beside import Beside
from featurecheck.errors import FeatureCheckError

if TYPE_CHECKING:
    from featurecheck.interview.advice import Doubt
    from featurecheck.questionnaires import Questionnaire

_STDIN = "-"


def with_file(typed: Mapping[str, str], file: Path | None) -> tuple[dict[str, str], dict[str, str]]:
    """Return the answers typed as flags together with those of a file, and for each of the latter where it stood.

    Raises:
        FeatureCheckError: the file cannot be read, or gives an answer that a flag gives too.
    """
    if file is None:
        return dict(typed), {}
    from featurecheck.interview.answer_files import read_answers  # noqa: PLC0415 - only with a file

    name = "standard input" if str(file) == _STDIN else str(file)
    given = read_answers(_text(file), "" if str(file) == _STDIN else file.suffix, name)
    twice = [one for one in given if one in typed]
    if twice:
        raise FeatureCheckError(
            f"{name}: {', '.join(twice)} is given here and with --answer. Give each answer once."
        )
    return {**given, **typed}, dict.fromkeys(given, name)


def _text(file: Path) -> str:
    from featurecheck.tomlfile import read_text  # noqa: PLC0415 - not for --help

    if str(file) != _STDIN:
        return read_text(file)
    if sys.stdin is None or sys.stdin.isatty():
        raise FeatureCheckError(
            "--answers -: nothing is piped in. Write for example: featurecheck ask --answers - < answers.toml"
        )
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FeatureCheckError("standard input: not UTF-8 text. Save it as UTF-8 and try again.") from error


def of_person(name: str | None, questionnaire: Questionnaire) -> str | None:
    """Return the name as it stands in the request file, None where the answers are nobody's in particular.

    Raises:
        FeatureCheckError: no name for a file, or a questionnaire whose answers cannot be pooled.
    """
    from featurecheck.questionnaires.profiles import asks_no_figure  # noqa: PLC0415 - not for --help
    from featurecheck.requests.definition import person_name  # noqa: PLC0415 - the same

    if name is None:
        return None
    if asks_no_figure(questionnaire):
        raise FeatureCheckError(
            f"--as: the questionnaire '{questionnaire.name}' asks for no figure, so there is nothing to pool. "
            "Keep a file for each person."
        )
    try:
        return person_name(name)
    except FeatureCheckError as error:
        raise FeatureCheckError(f"--as: {error.message}") from error


def doubts_now(
    path: Path, policy_file: Path | None, questionnaire: str, beside: Beside = common.NOTHING_BESIDE
) -> Sequence[Doubt]:
    """Return which answers of a request file cannot, or can hardly, be true together.

    Raises:
        FeatureCheckError: the file cannot be evaluated.
    """
    from featurecheck.cli.ask_data import evaluated_now  # noqa: PLC0415 - not for --help
    from featurecheck.cli.profile import running_summary  # noqa: PLC0415 - the same
    from featurecheck.contradictions import involved  # noqa: PLC0415 - loads numpy
    from featurecheck.interview.advice import Doubt  # noqa: PLC0415 - not for --help

    if running_summary(path, questionnaire) is not None:
        return ()
    requests = evaluated_now(path, policy_file, questionnaire, beside).requests
    return tuple(
        Doubt(involved(one.code), one.text) for request in requests for one in request.contradictions
    )
