"""What several commands need: the policy in force, requests from anywhere, an evaluation, files that stay."""

from __future__ import annotations

import dataclasses
import functools
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from featurecheck.cli import weighing
from featurecheck.cli.beside import Beside
from featurecheck.cli.capacity import Within
from featurecheck.cli.inputs import Joined, requests_at
from featurecheck.cli.progress import progress, reading
from featurecheck.cli.speech import quiet, say
from featurecheck.errors import FeatureCheckError, did_you_mean
from featurecheck.intake import InputFile, Problem, Requests, Severity
from featurecheck.sheets.filetable import FOUND_OUT, ReadAs
from featurecheck.storage import real_place

if TYPE_CHECKING:
    from featurecheck.accounts import Customers
    from featurecheck.policy import Policy
    from featurecheck.questionnaires import Questionnaire
    from featurecheck.record import Results

NOTHING_BESIDE = Beside()


def policy_in_force(path: Path | None) -> tuple[Policy, InputFile | None]:
    """Return the policy and, if it came from a file, what was read: flag, project file, user file, defaults."""
    from featurecheck.policy import default_policy, load_policy  # noqa: PLC0415 - not for --help
    from featurecheck.storage import sha256  # noqa: PLC0415 - the same

    found = policy_path(path)
    if found is None:
        return default_policy(), None
    policy = load_policy(found)
    return policy, InputFile(found.name, sha256(found), "policy", 0)


def policy_path(path: Path | None) -> Path | None:
    """Return the policy file in force, None for the defaults."""
    from featurecheck.policy import FILE_NAME  # noqa: PLC0415 - not for --help

    if path is not None:
        return path
    candidates = (Path(FILE_NAME), Path(click.get_app_dir("featurecheck")) / FILE_NAME)
    return next((candidate for candidate in candidates if candidate.is_file()), None)


def evaluated(  # noqa: PLR0913 - one a flag
    paths: Sequence[Path],
    policy_file: Path | None,
    questionnaire: str,
    *,
    read_as: ReadAs = FOUND_OUT,
    evaluated_on: str | None = None,
    heard: Callable[[Requests, Mapping[str, str]], Requests] | None = None,
    within: Within | None = None,
    beside: Beside = NOTHING_BESIDE,
) -> Results:
    """Read, evaluate, plan `within` a capacity, and put the policy file among the inputs; `heard` gets the requests first and returns those to go on with."""
    from featurecheck.questionnaires import by_name  # noqa: PLC0415 - not for --help

    asked = by_name(questionnaire)
    _refuse_profile(asked, questionnaire)
    policy, source = policy_in_force(policy_file)
    beside.refuse_nonsense(paths)
    requests = requests_read(paths, questionnaire, read_as)
    located = requests.located if isinstance(requests, Joined) else None
    if heard is not None:
        requests = heard(requests, asked.labels())
        _say_policy(paths, policy_file)
    _refuse_nothing(requests)
    requests, who = _weighed(requests, policy, beside, told=heard is not None)
    observed = beside.observed(policy, evaluated_on)
    if heard is not None and observed:
        from featurecheck.cli.data_speech import say_data  # noqa: PLC0415 - only with data

        say_data(observed, requests, policy)
    from featurecheck.evaluation import evaluate  # noqa: PLC0415 - loads numpy

    run = functools.partial(
        evaluate, requests, questionnaire=asked, evaluated_on=evaluated_on, observed=observed, customers=who
    )
    watched = _watched(run, len(requests))
    found = within.evaluated(watched, policy) if within else watched(policy)
    found = dataclasses.replace(found, problems=located(found.problems)) if located else found
    found = weighing.with_problems(found, who) if who else found
    return dataclasses.replace(found, inputs=(*found.inputs, source)) if source else found


def _weighed(
    requests: Requests, policy: Policy, beside: Beside, *, told: bool
) -> tuple[Requests, Customers | None]:
    """Return the requests and the list of customers beside them, and say what does not fit together; `told` also what was read."""
    who = beside.customers(policy)
    if who is None:
        return weighing.without_effect(requests, policy), None
    if told:
        weighing.say_customers(who)
    return weighing.idle_said(weighing.unlisted_said(requests, who), who, policy), who


def _refuse_profile(asked: Questionnaire, named: str) -> None:
    """Judge nothing by assumptions alone: where no figure is asked for, there is no verdict."""
    from featurecheck.questionnaires.profiles import asks_no_figure  # noqa: PLC0415 - not for --help

    if asks_no_figure(asked):
        message = f"The questionnaire '{asked.name}' asks for no figure, so there is no verdict. Read the answers with"
        raise FeatureCheckError(f"{message}: featurecheck show FILE --questionnaire {named}")


def requests_read(paths: Sequence[Path], questionnaire: str, read_as: ReadAs = FOUND_OUT) -> Requests:
    """Read as `inputs.requests_at`, with a sign of life."""
    with reading(paths):
        return requests_at(paths, questionnaire, read_as)


def _watched(run: Callable[..., Results], count: int) -> Callable[..., Results]:
    """Return the evaluation with a sign of life; what is said between two of them stays readable."""

    def evaluation(*given: object, **named: object) -> Results:
        with progress(f"Evaluating {count:,} request{'' if count == 1 else 's'}"):
            return run(*given, **named)

    return evaluation


def _say_policy(paths: Sequence[Path], policy_file: Path | None) -> None:
    """Say whose assumptions hold, and that a policy beside the requests does not hold by itself."""
    from featurecheck.policy import FILE_NAME  # noqa: PLC0415 - not for --help

    if quiet():
        return
    found = policy_path(policy_file)
    say(f"Policy: {found or 'the defaults; see featurecheck policy'}")
    folders = {path if path.is_dir() else path.parent for path in paths if str(path) != "-"}
    for beside in sorted(folder / FILE_NAME for folder in folders):
        if beside.is_file() and (found is None or not beside.samefile(found)):
            say(f"  {beside} is not in force: for that, say --policy {beside}")


def _refuse_nothing(requests: Requests) -> None:
    """Stop where there is neither a request nor anything that was meant to be one."""
    if len(requests) or unusable(requests.problems):
        return
    names = ", ".join(source.name for source in requests.inputs) or "the folder"
    message = f"{names}: there is no request in it. Fill in at least one row, with the wish in the column 'request'."
    raise FeatureCheckError(message)


def results_of(
    paths: Sequence[Path],
    policy_file: Path | None,
    questionnaire: str,
    evaluated_on: str | None = None,
    beside: Beside = NOTHING_BESIDE,
    *,
    also_for: str | None = None,
) -> Results:
    """Read one evaluation.json as it is, or evaluate whatever else is named.

    `also_for` names an option that the command needs for more than the evaluation.
    """
    from featurecheck.record import read_json  # noqa: PLC0415 - not for --help

    stored = [path for path in paths if path.suffix.casefold() == ".json"]
    if not stored:
        return evaluated(paths, policy_file, questionnaire, evaluated_on=evaluated_on, beside=beside)
    if len(paths) > 1:
        raise FeatureCheckError(
            f"{stored[0]}: an evaluation stands by itself. Give this one file and nothing else."
        )
    for name, flag in (
        ("policy_file", "--policy"),
        ("questionnaire", "--questionnaire"),
        ("evaluated_on", "--date"),
        ("usage", "--usage"),
        ("survey", "--survey"),
        ("customers", "--customers"),
    ):
        if name == also_for:
            continue
        if click.get_current_context().get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            message = f"{stored[0]}: {flag} changes nothing in what is evaluated already. Give the requests, or leave it away."
            raise FeatureCheckError(message)
    return read_json(stored[0])


def only(results: Results, ids: Sequence[str]) -> Results:
    """Return the results of some requests, each by its id and once; all where none is named.

    Raises:
        FeatureCheckError: no request has that id.
    """
    if not ids:
        return results
    wanted = dict.fromkeys(ids)
    found = [request for request in results.requests if request.id in wanted]
    known = [request.id for request in results.requests]
    for one in wanted:
        if one not in known:
            raise FeatureCheckError(f"--only {one}: no request has this id.{did_you_mean(one, known)}")
    return dataclasses.replace(results, requests=found, portfolio=None, curse=None)


def unusable(problems: Sequence[Problem]) -> int:
    """Return how many rows or files could not be evaluated."""
    return len({(one.file, one.sheet, one.row) for one in problems if one.severity is Severity.ERROR})


def stem(paths: Sequence[Path]) -> str:
    """Return the first input's name without its ending, to call the output after."""
    first = paths[0]
    if str(first) == "-":
        return "stdin"
    whole = real_place(first)
    return (whole.name if whole.is_dir() else whole.stem) or "requests"


def refuse_to_overwrite(
    paths: Sequence[Path],
    *,
    force: bool,
    inputs: Iterable[Path] = (),
    instead: str = "Choose another --output",
    example: str = "report.html",
) -> None:
    """Keep existing files unless the user says otherwise, and never write over what is read or where it cannot be.

    `instead` says how another place is named, `example` what a file could be called in it.
    """
    read = {real_place(path) for path in inputs}
    for path in paths:
        if path.is_dir():
            raise FeatureCheckError(
                f"{path}: this is a folder. Name the file to write, for example {path / example}."
            )
        if real_place(path) in read:
            raise FeatureCheckError(f"{path}: this file is being read. {instead}.")
        _refuse_unwritable(path, instead)
    there = [path for path in paths if path.exists()]
    if there and not force:
        names = ", ".join(path.name for path in there[:5])
        raise FeatureCheckError(
            f"{there[0].parent}: {names} would be overwritten. Add --force, or {instead[0].lower()}{instead[1:]}."
        )


def _refuse_unwritable(path: Path, instead: str) -> None:
    """Say before the work begins that its result could not be kept."""
    folder = path.absolute().parent
    while not folder.exists() and folder != folder.parent and not folder.is_symlink():
        folder = folder.parent
    if not folder.is_dir():
        raise FeatureCheckError(f"{path}: cannot be written, {folder.name} is not a folder. {instead}.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise FeatureCheckError(f"{path}: the folder {folder} cannot be written to. {instead}.")
