"""The files of a plan: what profiles tell is read, and two pages are written for each account to ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from featurecheck.accounts import Customers
from featurecheck.asking import Plan
from featurecheck.cli.common import refuse_to_overwrite
from featurecheck.cli.speech import quiet, say
from featurecheck.customers.matching import matched_requesters
from featurecheck.customers.names import file_stem, fold
from featurecheck.customers.votes import Directory
from featurecheck.errors import FeatureCheckError
from featurecheck.model import AnswerState, RequestResult
from featurecheck.questionnaires.reading import by_name
from featurecheck.record import Results
from featurecheck.report.brief import Told, Units, agenda, agenda_text, brief
from featurecheck.report.brief_leaks import Secrets
from featurecheck.report.brief_words import brief_words
from featurecheck.report.secrets import names_of
from featurecheck.requests.definition import RequestFile
from featurecheck.requests.reading import read_request_file
from featurecheck.storage import make_folder, write_whole
from featurecheck.tomlfile import read_toml

OURS = "for-us"
"""Folder of the briefs that must not be sent."""

TO_SEND = "to-send"
"""Folder of the agendas that may be sent."""

_PROFILE = "customer"


def read_profiles(folder: Path, who: Customers) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Return folded account name -> question -> answer, and folded account name -> date of the youngest answer.

    Files of another questionnaire, and profiles of accounts that are not in the list, are said and left out.

    Raises:
        FeatureCheckError: no folder, no profile in it, one that cannot be read, or two of one account.
    """
    files = list(_profile_files(folder))
    matched = matched_requesters([one.request for one in files], who)
    answers: dict[str, dict[str, str]] = {}
    last: dict[str, str] = {}
    for file in files:
        name = fold(file.request)
        if file.request not in matched.found:
            _say_unknown(file, matched.proposed.get(" ".join(file.request.split()), ()))
            continue
        if name in answers:
            raise FeatureCheckError(
                f"{file.file}: a second profile of '{file.request}'. Keep one file an account."
            )
        said = {key: one for key, one in file.answers.items() if one.state is AnswerState.ANSWERED}
        answers[name] = {key: one.value for key, one in said.items() if one.value}
        if days := [one.at for one in said.values() if one.at]:
            last[name] = max(days)
    return answers, last


def _profile_files(folder: Path) -> Iterator[RequestFile]:
    paths = sorted(folder.glob("*.toml")) if folder.is_dir() else []
    found = [path for path in paths if read_toml(path).data.get("questionnaire") == _PROFILE]
    for path in () if quiet() else sorted(set(paths) - set(found)):
        say(f"{path}: not a profile of a customer; left out.")
    if not found:
        raise FeatureCheckError(
            f"{folder}: there is no profile in it, that is no file with questionnaire = '{_PROFILE}'. Make one with "
            f"featurecheck ask {folder / 'NAME.toml'} --questionnaire {_PROFILE}."
        )
    asked = by_name(_PROFILE)
    yield from (read_request_file(path, asked) for path in found)


def _say_unknown(file: RequestFile, alike: Sequence[str]) -> None:
    perhaps = (
        f" Perhaps it is {' or '.join(map(repr, alike))}: write the name as the list has it." if alike else ""
    )
    say(f"{file.file}: no account '{file.request}' in the list; its profile is left out.{perhaps}")


def contents(
    found: Plan, results: Results, who: Customers, answers: Mapping[str, Mapping[str, str]], units: Units
) -> dict[str, str]:
    """Return path below the folder -> text, for each account to ask a brief for us and an agenda to send.

    Raises:
        FeatureCheckError: an agenda would hold what is not for its account.
    """
    shipped, made = brief_words(), {}
    wishes, secrets = _gathered(results, who)
    for talk in found.talks:
        name = talk.respondent.standing.account.name
        asked = wishes.get(fold(name), ())
        own, titles = secrets.about(asked), tuple(dict.fromkeys(one.request for one in asked))
        sent, file = agenda(talk, titles, shipped, own), file_stem(name)
        made[f"{TO_SEND}/{file}.txt"] = agenda_text(sent, own)
        told = Told(answers.get(fold(name), {}))
        made[f"{OURS}/{file}.md"] = brief(talk, told, sent, shipped, units)
    return made


def _gathered(results: Results, who: Customers) -> tuple[dict[str, list[RequestResult]], Secrets]:
    """Return folded account -> what it asks for, also by those who speak for it, and what nobody outside may read."""
    wishes: dict[str, list[RequestResult]] = {}
    accounts = [one.account for one in who.standings]
    directory = Directory(one.name for one in accounts)
    notes = {one.contact for one in accounts if one.contact}
    for request in results.requests:
        notes.update(_notes(request))
        for at in {directory[name] for name in request.requesters}:
            if at >= 0:
                wishes.setdefault(fold(accounts[at].name), []).append(request)
    return wishes, Secrets(names=names_of(results, who), notes=notes, currency=results.currency)


def _notes(request: RequestResult) -> Iterator[str]:
    """Yield the texts of ours about a request; one that only repeats its title is none."""
    yield from (
        text for text in (request.description, request.consequences) if text and text != request.request
    )
    for parameter in request.parameters.values():
        yield from (text for text in (parameter.ask, *parameter.source) if text)


def write(folder: Path, made: Mapping[str, str], *, force: bool) -> list[Path]:
    """Write the files and return their paths; all are made before the first is written.

    Raises:
        FeatureCheckError: one is there already and `force` is not said, or the folder cannot be written to.
    """
    paths = {folder / name: text for name, text in made.items()}
    refuse_to_overwrite(list(paths), force=force, instead="Choose another --briefs", example="briefs")
    for each in sorted({path.parent for path in paths}):
        make_folder(each)
    return [write_whole(path, text.encode("utf-8", "backslashreplace")) for path, text in paths.items()]
