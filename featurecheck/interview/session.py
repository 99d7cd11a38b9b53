"""Starts, continues and ends an interview."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from featurecheck.errors import ExitCode, FeatureCheckError
from featurecheck.interview.dialog import Dialog, Quit, Setting
from featurecheck.interview.given import apply_given
from featurecheck.interview.offered import take_all, waiting
from featurecheck.interview.state import progress, still_open
from featurecheck.interview.store import Store
from featurecheck.interview.understanding import Words
from featurecheck.questionnaires.profiles import asks_no_figure
from featurecheck.requests.writing import new_request_file
from featurecheck.tomlfile import shown

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from featurecheck.interview.advice import Adviser, Doubt, Weigher
    from featurecheck.interview.console import Console
    from featurecheck.questionnaires.definition import Questionnaire

Evaluate = Callable[[Path], str | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an interview ended: what is in the file, what is left open, and what the command line ends with."""

    path: Path
    exit_code: ExitCode
    answered: tuple[str, ...] = ()
    left_open: tuple[str, ...] = ()
    verdict: str | None = None


def run(  # noqa: PLR0913 - everything but the path by keyword
    path: Path,
    *,
    questionnaire: Questionnaire,
    answers: Mapping[str, str] | None = None,
    interactive: bool,
    io: Console,
    evaluate: Evaluate | None = None,
    today: dt.date | None = None,
    by: str | None = None,
    unit: str = "users",
    currency: str = "EUR",
    adviser: Adviser | None = None,
    weigher: Weigher | None = None,
    accept: bool = False,
    flags: str = "",
    quiet: bool = False,
    doubts: Callable[[Path], Sequence[Doubt]] | None = None,
    person: str | None = None,
    origin: Mapping[str, str] | None = None,
) -> Outcome:
    """Ask what is still open and write every answer into the request file at once.

    Args:
        path: the request file; it is created if it does not exist.
        questionnaire: what to ask.
        answers: given on the command line, by question name; also `request`, `competitor`, `requesters`, and
            `users evidence`, `users source`, `users ask`.
        interactive: whether there is somebody to ask.
        io: how to ask him.
        evaluate: returns the running verdict as one line, or None, for the file at a path.
        today: written beside each answer.
        by: who answers, written beside each answer.
        unit: what is counted, from the policy.
        currency: of all money, from the policy.
        adviser: knows what usage data and surveys answer, None without any.
        weigher: knows who is on the list of customers, None without one.
        accept: take every figure of the adviser for a question that nobody has answered.
        flags: what the command that continues needs besides the path, as typed into a shell, with a blank before it.
        quiet: say nothing where nobody is asked.
        doubts: returns which answers of the file at a path cannot be true together.
        person: whose answers these are, kept apart from everybody else's; None for those of the request itself.
        origin: the file that a given answer came from, by its name; what is not in it was typed.

    Raises:
        FeatureCheckError: the file or a given answer is unusable (nothing is written then), or nobody is there to
            ask and answers are missing (exit code 3, the given ones are in the file).
    """
    words = Words(unit, currency)
    store = Store(path, questionnaire, weigher, person)
    setting = Setting(store, io, words, evaluate, today, by, adviser, accept, flags, doubts)
    missing = apply_given(setting.store, answers or {}, setting.words, today, by, origin or {})
    if interactive:
        return _guided(setting)
    if not quiet:
        _say_who_asked(setting)
    if accept and path.exists():
        _accept(setting, quiet=quiet)
        missing = apply_given(setting.store, {}, setting.words, today, by)
    if missing:
        count = "1 answer is" if len(missing) == 1 else f"{len(missing)} answers are"
        raise FeatureCheckError(
            f"{path}: {count} missing and nobody can be asked.\n"
            + "\n".join([*missing, *_answered_by_data(setting)]),
            ExitCode.ANSWERS_MISSING,
        )
    return _outcome(setting, ExitCode.DONE, evaluate(path) if evaluate else None)


def _accept(setting: Setting, *, quiet: bool = False) -> None:
    """Write what the data answers, and say each figure with its source."""
    if setting.adviser is None:
        return
    signature = {"at": setting.today, "by": setting.by}
    taken = list(take_all(setting.store, setting.adviser, setting.words, signature))
    lines = [f"    {name}: {figure}" for name, figure in taken]
    if not quiet:
        head = "Taken from the data:" if taken else "The data answers no question that is open."
        setting.io.say("\n".join([head, *lines]))


def _answered_by_data(setting: Setting) -> list[str]:
    """Return which of the missing answers the data has; nothing is taken without somebody's yes."""
    if setting.adviser is None or not setting.store.path.exists():
        return []
    found = list(waiting(setting.store, setting.adviser, setting.words))
    lines = [
        f"{one.question.name}: {one.figure()} ({shown(one.proposal.says, 400)}): --answer '{one.question.name}={one.proposal.text}'"
        for one in found
    ]
    return (
        ["The data answers these; --accept-measured takes them with their sources:", *lines] if found else []
    )


def _guided(setting: Setting) -> Outcome:
    dialog = Dialog(setting)
    code = ExitCode.DONE
    try:
        _begin(setting, dialog)
        dialog.walk()
        dialog.review()
    except Quit:
        pass
    except (KeyboardInterrupt, EOFError):
        code = ExitCode.INTERRUPTED
        setting.io.say("")
    return _farewell(setting, code, dialog.verdict)


def _begin(setting: Setting, dialog: Dialog) -> None:
    store, io = setting.store, setting.io
    if store.path.exists():
        request = store.read()
        io.say(f"{shown(request.request)}: {progress(store.questionnaire, request, setting.words)}.")
    else:
        io.say(store.questionnaire.title)
        told = asks_no_figure(store.questionnaire)
        what = "Which account is it about? " if told else "What is asked for, in a few words? "
        if store.create(new_request_file(store.questionnaire, dialog.line(what, needed=True))):
            io.say(f"Saved in {store.path}. Every answer goes there at once.")
            if not told:
                _begin_request(store, dialog)
        else:
            io.say(
                f"Meanwhile somebody else began {shown(store.read().request)} in {store.path}; you go on with it."
            )
    if store.person is not None:
        io.say(f"As {store.person}: these answers are kept apart from those of others and pooled with them.")
    _say_who_asked(setting)
    dialog.ask_feature()
    _say_data(setting)
    ranges = (
        ""
        if asks_no_figure(store.questionnaire)
        else "Ranges are welcome: 800 to 2k; one end at a time: ends. "
    )
    io.say(f"{ranges}Not knowing is an answer: dk. Help: ?  Back: <  Others: :list :edit 3 :quit")


def _begin_request(store: Store, dialog: Dialog) -> None:
    if competitor := dialog.line("Which competitor has it? (Enter: none in particular) "):
        store.save_fields(competitor=competitor)
    if names := dialog.line("Who asks for it? Names with ; between them (Enter: nobody in particular) "):
        store.save_fields(requesters=[name.strip() for name in names.split(";") if name.strip()])


def _say_who_asked(setting: Setting) -> None:
    store = setting.store
    if store.weigher is None or not store.path.exists():
        return
    for remark in store.weigher.remarks(store.read().requesters):
        setting.io.say(remark)


def _say_data(setting: Setting) -> None:
    """Say what the data cannot tell of this request; then take what it can, if that is wished."""
    if setting.adviser is None:
        return
    for remark in setting.adviser.remarks(setting.store.path):
        setting.io.say(remark)
    if setting.accept:
        _accept(setting)


def _farewell(setting: Setting, code: ExitCode, verdict: str | None) -> Outcome:
    path = setting.store.path
    if not path.exists():
        setting.io.say("Nothing has been written.")
        return Outcome(path, code)
    outcome = _outcome(setting, code, verdict)
    if outcome.left_open:
        setting.io.say(f"Everything is saved. Left open: {', '.join(outcome.left_open)}.")
        setting.io.say(f"Continue with: featurecheck ask {shlex.quote(str(path))}{setting.flags}")
    else:
        setting.io.say("Everything is answered and saved.")
    return outcome


def _outcome(setting: Setting, code: ExitCode, verdict: str | None) -> Outcome:
    store = setting.store
    request = store.read()
    left = [question.name for question in still_open(store.questionnaire, request, setting.words)]
    answered = [name for name in store.questionnaire.names() if name not in left and name in request.answers]
    return Outcome(store.path, code, tuple(answered), tuple(left), verdict)
