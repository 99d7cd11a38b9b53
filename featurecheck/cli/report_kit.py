"""What `featurecheck report` writes beside or instead of the internal page: the customer edition, a mail, a PDF."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from featurecheck.cli import options
from featurecheck.cli.language import (
    check_language,
    chosen,
    language_file,
    language_option,
    say_missing,
)
from featurecheck.cli.progress import progress
from featurecheck.cli.speech import quiet, say, say_paths
from featurecheck.errors import FeatureCheckError
from featurecheck.words import counted

if TYPE_CHECKING:
    from featurecheck.accounts import Customers
    from featurecheck.record import Results
    from featurecheck.report.edition import Edition
    from featurecheck.report.languages.reading import Language
    from featurecheck.report.since import Since

Command = TypeVar("Command", bound=Callable[..., Any])
CUSTOMER = "customer"
_PAGES = {".html", ".htm"}


@dataclass(frozen=True, slots=True)
class Kit:
    """What was asked for: `reader` is the account a customer edition is for, `since` an earlier evaluation.json."""

    edition: str = "internal"
    reader: str | None = None
    mail: bool = False
    pdf: bool = False
    since: Path | None = None
    language: str | None = None

    @property
    def read(self) -> tuple[Path, ...]:
        """Return the files that are read beside the requests, which nothing may be written over."""
        return (*([self.since] if self.since else []), *language_file(self.language))

    @property
    def shared(self) -> bool:
        """Tell whether it is the customer edition."""
        return self.edition == CUSTOMER

    def refuse_nonsense(self, target: Path) -> None:
        """Stop before anything is read where the flags cannot be meant so.

        Raises:
            FeatureCheckError: a reader or a history that the edition does not have, files beside standard output, or
                a language that is not there.
        """
        check_language(self.language)
        if self.reader is not None and not self.shared:
            raise FeatureCheckError(
                "--for names who reads the customer edition. Say --edition customer too, or leave it away."
            )
        if self.shared and self.since:
            raise FeatureCheckError(
                "--since: the customer edition tells where the wishes stand and no history. Leave --since away."
            )
        for flag, said in (("--mail", self.mail), ("--pdf", self.pdf)):
            if said and str(target) == "-":
                raise FeatureCheckError(
                    f"{flag} writes a file beside the report; --output - writes none. Name a file."
                )

    def files(self, target: Path) -> list[Path]:
        """Return all that will be written, the page first."""
        mails = [_beside(target, ".mail.html"), _beside(target, ".mail.txt")] if self.mail else []
        return [target, *mails, *([_beside(target, ".pdf")] if self.pdf else [])]


def _beside(target: Path, ending: str) -> Path:
    stem = target.stem if target.suffix.casefold() in _PAGES else target.name
    return target.with_name(stem + ending)


_OPTIONS = (
    click.option(
        "--edition",
        type=options.Word(["internal", CUSTOMER]),
        default="internal",
        show_default=True,
        help="customer: what a customer may read, without money, names and notes.",
    ),
    click.option(
        "--for", "reader", metavar="ACCOUNT", help="Customer edition of what this requester asked for."
    ),
    click.option(
        "--mail", is_flag=True, help="Also a summary for the body of a mail: .mail.html and .mail.txt."
    ),
    click.option("--pdf", is_flag=True, help="Also a PDF, printed by the Chromium that is there."),
    click.option(
        "--since",
        type=options.FILE,
        metavar="FILE",
        help="An earlier evaluation.json: what changed, and which answer did it.",
    ),
    language_option,
)


def kit_options(command: Command) -> Command:
    """Add `--edition`, `--for`, `--mail`, `--pdf`, `--since` and `--language`, given to the command as one `kit`."""

    @functools.wraps(command)
    def with_kit(*args: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever the command takes
        names = ("edition", "reader", "mail", "pdf", "since", "language")
        given = {name: named.pop(name) for name in names}
        return command(*args, kit=Kit(**given), **named)

    wrapped: Any = with_kit
    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return cast("Command", wrapped)


def contents(
    kit: Kit, results: Results, target: Path, changed: Since | None = None, customers: Customers | None = None
) -> dict[Path, bytes]:
    """Return path -> bytes of the page and the mail; nothing is written.

    Raises:
        FeatureCheckError: the customer edition would tell what is not for customers.
    """
    return (
        _shared(kit, results, target, customers) if kit.shared else _internal(kit, results, target, changed)
    )


def _internal(kit: Kit, results: Results, target: Path, changed: Since | None) -> dict[Path, bytes]:
    language = chosen(kit.language, results)
    if language is not None:
        return _internal_in(language, kit, results, target, changed)
    from featurecheck.report.render import render  # noqa: PLC0415 - loads jinja2
    from featurecheck.report.since_view import since_view  # noqa: PLC0415 - not for --help

    view = since_view(changed, results.currency) if changed else None
    made = [render(results, since=view)]
    if kit.mail:
        from featurecheck.report.mail import as_html, as_plain, mail  # noqa: PLC0415 - only where it is wanted

        message = mail(results, target.name, view)
        made += [as_html(message), as_plain(message)]
    return _encoded(kit, target, made)


def _internal_in(
    language: Language, kit: Kit, results: Results, target: Path, changed: Since | None
) -> dict[Path, bytes]:
    from featurecheck.report.languages.rendering import mails_in, render_in  # noqa: PLC0415 - loads jinja2

    told = render_in(language, results, since=changed)
    made, missing = [told.text], list(told.missing)
    if kit.mail:
        mails = mails_in(language, results, target.name, changed)
        made += mails.texts
        missing += [text for text in mails.missing if text not in told.missing]
    say_missing(language, missing)
    return _encoded(kit, target, made)


def _shared(kit: Kit, results: Results, target: Path, customers: Customers | None) -> dict[Path, bytes]:
    from featurecheck.report.edition import shared  # noqa: PLC0415 - only where it is wanted
    from featurecheck.report.edition_render import as_page, refuse_leak, skeleton_of  # noqa: PLC0415 - the same
    from featurecheck.report.mail import as_html, as_plain  # noqa: PLC0415 - the same
    from featurecheck.report.mail_edition import mail_of  # noqa: PLC0415 - the same

    language = chosen(kit.language, results)

    def pages(edition: Edition) -> list[str]:
        if language is not None:
            return _shared_in(language, kit, edition, target)
        message = mail_of(edition, target.name)
        return [as_page(edition), *([as_html(message), as_plain(message)] if kit.mail else [])]

    found = shared(results, kit.reader, customers)
    made = _encoded(kit, target, pages(found.edition))
    bare = _encoded(kit, target, pages(skeleton_of(found)))
    for path, content in made.items():
        refuse_leak(found, content, bare[path], path.name)
    if found.others and not quiet():
        say(f"{counted(found.others, 'request')} that they did not ask for: not in it.")
    return made


def _shared_in(language: Language, kit: Kit, edition: Edition, target: Path) -> list[str]:
    from featurecheck.report.languages.rendering import edition_in  # noqa: PLC0415 - only where it is wanted

    told = edition_in(language, edition, target.name)
    say_missing(language, told.missing)
    return list(told.texts if kit.mail else told.texts[:1])


def _encoded(kit: Kit, target: Path, pages: list[str]) -> dict[Path, bytes]:
    return {path: page.encode() for path, page in zip(kit.files(target), pages, strict=False)}


def write(kit: Kit, made: dict[Path, bytes], target: Path) -> None:
    """Write the files, say which, the page last; then print the PDF.

    Raises:
        FeatureCheckError: a file cannot be written, or there is no browser for the PDF.
    """
    from featurecheck.storage import write_whole  # noqa: PLC0415 - not for --help

    written = [write_whole(path, content) for path, content in made.items()]
    say_paths([path for path in written if path != target])
    if kit.pdf:
        say_paths([_printed(made[target].decode(), _beside(target, ".pdf"), target)])
    say(str(target), err=False)


def _printed(page: str, path: Path, target: Path) -> Path:
    from featurecheck.report.pdf import to_pdf  # noqa: PLC0415 - only where it is wanted
    from featurecheck.storage import write_whole  # noqa: PLC0415 - not for --help

    try:
        with progress("Printing"):
            return write_whole(path, to_pdf(page))
    except FeatureCheckError:
        say(str(target), err=False)  # the page is there all the same
        raise
