"""`featurecheck reply`: drafts, one file an account, of what each requester is told; nothing is sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from featurecheck.cli import common, options, weighing
from featurecheck.cli.beside import Beside, data_options
from featurecheck.cli.speech import quiet, say, say_paths, say_problems, verbose
from featurecheck.errors import ExitCode, FeatureCheckError, did_you_mean
from featurecheck.tomlfile import shown
from featurecheck.words import counted

if TYPE_CHECKING:
    from featurecheck.accounts import Customers
    from featurecheck.record import Results
    from featurecheck.report.reply import Addressee, Addressees, Draft
    from featurecheck.report.reply_words import ReplyWords

_MOST = 10
_FOLDER = Path("replies")
_AS_CUSTOMERS = (
    "Nobody says who is a partner or a team of your own (--customers): all are spoken to as customers."
)
_AS_WEIGHED = "Who is a partner or a team of your own is as it was when the requests were evaluated."


@click.command()
@click.argument("requests", nargs=-1, required=True, type=options.PATH)
@click.option(
    "--for",
    "only",
    multiple=True,
    metavar="ACCOUNT",
    help="Only the reply to this requester. Repeatable.",
)
@click.option(
    "--format",
    "form",
    type=options.Word(["text", "html"]),
    default="text",
    show_default=True,
    help="text: to paste into a mail; html: a page without script.",
)
@click.option(
    "--output",
    type=options.FILE,
    default=_FOLDER,
    show_default=True,
    metavar="FOLDER",
    help="Folder for the drafts, one file an account.",
)
@options.force_option
@click.option(
    "--words",
    "words_path",
    type=options.FILE,
    metavar="FILE",
    help="Your own language and tone: a copy of reports/templates/replies.toml, edited.",
)
@data_options
@options.policy_option
@options.questionnaire_option
@options.voice_options
def reply(  # noqa: PLR0913 - one argument an option
    *,
    requests: tuple[Path, ...],
    only: tuple[str, ...],
    form: str,
    output: Path,
    force: bool,
    words_path: Path | None,
    policy_file: Path | None,
    questionnaire: str,
    beside: Beside,
) -> int:
    """Draft an answer to everybody who asked for something in REQUESTS: no, not now, or a direction; never sent.

    REQUESTS are what batch takes, or an evaluation.json. A reply holds the account's own wishes, what was decided, and
    what would reopen it; nothing of other accounts, competitors, money, figures or notes. Titles that would say such
    a thing are left as a blank.

    Exit code 0: written; 4: also rows that cannot be read; 2: nothing was written.
    """
    from featurecheck.report.reply import drafts  # noqa: PLC0415 - not for --help
    from featurecheck.report.reply_words import read_words  # noqa: PLC0415 - the same

    beside.refuse_nonsense(requests)
    words = read_words(words_path)
    results = common.results_of(requests, policy_file, questionnaire, beside=beside, also_for="customers")
    say_problems(results.problems, "featurecheck report lists them all")
    customers = _customers(beside, policy_file, results)
    problems = (*results.problems, *(customers.problems if customers else ()))
    chosen = _chosen(results, customers, only)
    _refuse_words(words, words_path, results, customers)
    made = list(_made(drafts(results, customers, chosen), words, output, form))
    _say_withheld(made)
    read = [path for path in (*requests, *beside.files, words_path) if path]
    common.refuse_to_overwrite([one.path for one in made], force=force, inputs=read)
    _write(made, output)
    return ExitCode.ROWS_UNUSABLE if common.unusable(problems) else ExitCode.DONE


def _customers(beside: Beside, policy_file: Path | None, results: Results) -> Customers | None:
    found = beside.customers(common.policy_in_force(policy_file)[0])
    if found is None:
        from featurecheck.record import weighed  # noqa: PLC0415 - not for --help

        _say(_AS_WEIGHED if weighed(results) else _AS_CUSTOMERS)
        return None
    weighing.say_customers(found)
    said = set(results.problems)
    rest = [problem for problem in found.problems if problem not in said]
    say_problems(rest, "featurecheck customers --format json lists them all")
    return found


def _refuse_words(
    words: ReplyWords, path: Path | None, results: Results, customers: Customers | None
) -> None:
    """Refuse somebody's own words that would tell a secret in every reply."""
    from featurecheck.report.reply_render import refuse_words  # noqa: PLC0415 - not for --help
    from featurecheck.report.secrets import names_of  # noqa: PLC0415 - the same

    if path is not None:
        refuse_words(words, names_of(results, customers), str(path))


def _say(sentence: str) -> None:
    if not quiet():
        say(sentence)


def _chosen(results: Results, customers: Customers | None, only: Sequence[str]) -> tuple[Addressee, ...]:
    """Return who gets a reply, and say who is not known and which requests nobody gets one for."""
    from featurecheck.customers.names import fold  # noqa: PLC0415 - not for --help
    from featurecheck.report.reply import addressees  # noqa: PLC0415 - the same

    found = addressees(results, customers)
    if not found.found:
        raise FeatureCheckError(
            "No request names who asked for it, so there is nobody to reply to. Fill in the column 'requesters'."
        )
    known = {fold(one.name): one for one in found.found}
    for name in only:
        if fold(name) not in known:
            near = did_you_mean(name, [one.name for one in found.found])
            raise FeatureCheckError(
                f"--for: '{shown(name)}' has asked for nothing here.{near} Write a name as the requests do."
            )
    wanted = {fold(name) for name in only}
    if not wanted:
        _say_left_out(found)
    _say_unknown(found, wanted or set(known))
    return tuple(one for key, one in known.items() if not wanted or key in wanted)


def _say_left_out(found: Addressees) -> None:
    if found.nobody:
        are = "names" if found.nobody == 1 else "name"
        _say(f"{counted(found.nobody, 'request')} {are} nobody: there is no reply to draft for that.")


def _say_unknown(found: Addressees, wanted: set[str]) -> None:
    """Say which requesters are in no list, and which accounts they may be."""
    from featurecheck.customers.names import fold  # noqa: PLC0415 - not for --help

    unknown = [(name, alike) for name, alike in found.unknown.items() if fold(name) in wanted]
    most = len(unknown) if verbose() else _MOST
    for name, alike in unknown[:most]:
        perhaps = " or ".join(f"'{shown(one)}'" for one in alike)
        proposal = f" Perhaps {perhaps}? Then write it so in the requests." if alike else ""
        _say(f"'{shown(name)}' is not among the customers: spoken to as a customer.{proposal}")
    if len(unknown) > most:
        _say(f"... and {len(unknown) - most:,} more are not among the customers; -v names them.")


@dataclass(frozen=True, slots=True)
class _Made:
    """One file to write, and what is told about it."""

    path: Path
    content: bytes
    answers: Counter[str]
    withheld: tuple[str, ...]


def _made(drafted: Iterable[Draft], words: ReplyWords, folder: Path, form: str) -> Iterator[_Made]:
    """Yield what is to be written, each file checked for what no reply may say."""
    from featurecheck.report.reply_render import RENDERERS, refuse_leak, without_words  # noqa: PLC0415 - not for --help

    ending, rendered = RENDERERS[form]
    for one in drafted:
        path = folder / f"{one.file_stem}{ending}"
        content = rendered(one.reply, words).encode()
        refuse_leak(one, content, rendered(without_words(one.reply), words).encode(), path.name)
        withheld = tuple(f"Reply to '{shown(one.name)}': {what}" for what in one.withheld)
        yield _Made(path, content, Counter(wish.answer.value for wish in one.reply.wishes), withheld)


def _say_withheld(made: Sequence[_Made]) -> None:
    """Say which names and titles are not in the drafts, and why."""
    withheld = [sentence for one in made for sentence in one.withheld]
    most = len(withheld) if verbose() else _MOST
    for sentence in withheld[:most]:
        _say(f"{sentence}: left as a blank to fill in.")
    if len(withheld) > most:
        _say(f"... and {len(withheld) - most:,} more blanks; -v names them.")


def _write(made: Sequence[_Made], folder: Path) -> None:
    from featurecheck.storage import make_folder, write_whole  # noqa: PLC0415 - not for --help

    make_folder(folder)
    say_paths([write_whole(one.path, one.content) for one in made])
    _say("These are drafts: nothing was sent. Fill in the blanks in square brackets before you send one.")
    counts = sum((one.answers for one in made), Counter())
    noun = "reply" if len(made) == 1 else "replies"
    answers = f"no {counts['no']:,}, not now {counts['not_now']:,}, yes {counts['yes']:,}"
    say(f"{len(made):,} {noun}: {answers}", err=False)
