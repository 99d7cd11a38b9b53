"""`featurecheck questions export`: a questionnaire as a form for other programs."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from featurecheck.cli import common, options
from featurecheck.cli.speech import quiet, say, say_paths
from featurecheck.errors import FeatureCheckError
from featurecheck.questionnaires import by_name, fill

if TYPE_CHECKING:
    from xlsxwriter import Workbook

    from featurecheck.questionnaires.xlsform import XlsForm

_WIDEST = 60  # characters of a column


@click.command("export", short_help="Write one as a form for phones and browsers.")
@click.argument("name", default="competitor")
@click.option(
    "--xlsform", "file", metavar="FILE", required=True, type=options.FILE, help="Workbook to write (.xlsx)."
)
@options.force_option
@options.policy_option
@options.voice_options
def export(*, name: str, file: Path, force: bool, policy_file: Path | None) -> None:
    """Write the questionnaire NAME (or a TOML file) as an XLSForm, in all of its languages.

    Programs such as ODK, KoboToolbox and Enketo read it. What they collect, exported as a table, is what batch takes.
    """
    from featurecheck.questionnaires.xlsform import xlsform  # noqa: PLC0415 - not for --help
    from featurecheck.storage import write_whole  # noqa: PLC0415 - the same

    if file.suffix.casefold() != ".xlsx":
        raise FeatureCheckError(f"{file}: an XLSForm is an .xlsx file. Write for example form.xlsx.")
    source = [Path(name)] if name.endswith(".toml") else []
    common.refuse_to_overwrite(
        [file], force=force, inputs=source, instead="Name another FILE", example="form.xlsx"
    )
    found, (policy, _) = by_name(name), common.policy_in_force(policy_file)
    form = xlsform(found, lambda text: fill(text, policy.unit, policy.currency), _language_name)
    write_whole(file, _workbook(form, found.title))
    say_paths([file])
    if found.further and not quiet():
        names = ", ".join(question.name for question in found.further)
        say(f"Left out, because only a list of customers gives it a weight: {names}.")


def _language_name(tag: str) -> str:
    """Return what a language is called in English; its tag where nobody knows."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - only forms need it

    try:
        return Locale.parse(tag, sep="-").get_language_name("en") or tag
    except (UnknownLocaleError, ValueError):
        return tag


def _workbook(form: XlsForm, title: str) -> bytes:
    from featurecheck.sheets.out.writing import new_workbook  # noqa: PLC0415 - loads xlsxwriter

    data = io.BytesIO()
    book = new_workbook(data, title=title)
    for name, rows in (("survey", form.survey), ("choices", form.choices), ("settings", form.settings)):
        _sheet(book, name, rows)
    book.close()
    return data.getvalue()


def _sheet(book: Workbook, name: str, rows: Sequence[Mapping[str, str]]) -> None:
    from featurecheck.sheets.out.writing import write_text  # noqa: PLC0415 - loads xlsxwriter

    sheet, head = book.add_worksheet(name), book.add_format({"bold": True})
    look = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(rows[0]):
        cells = [row[title] for row in rows]
        sheet.set_column(column, column, min(_WIDEST, max(map(len, (title, *cells))) + 2))
        write_text(sheet, (0, column), title, head)
        for line, text in enumerate(cells, start=1):
            write_text(sheet, (line, column), text, look)
