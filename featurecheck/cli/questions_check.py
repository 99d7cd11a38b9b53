"""`featurecheck questions check`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from featurecheck.cli import options
from featurecheck.cli.speech import quiet, say
from featurecheck.errors import ExitCode
from featurecheck.parameters import PARAMETERS
from featurecheck.questionnaires import Questionnaire, bundled_names, load
from featurecheck.questionnaires import check as check_file
from featurecheck.questionnaires.profiles import asks_no_figure
from featurecheck.questionnaires.translating import untranslated
from featurecheck.resources import bundled
from featurecheck.words import counted

_MOST_NAMED = 6


@click.command("check", short_help="Say everything that is wrong with some.")
@click.argument("files", nargs=-1, required=True, type=options.FILE)
@options.voice_options
def check_them(*, files: tuple[Path, ...]) -> int:
    """Say everything that is wrong with questionnaire FILES: exit code 2 if anything is.

    What is worth knowing and no mistake is said too: inputs that nobody is asked for, texts without translation.
    """
    wrong = [sentence for file in files for sentence in _mistakes(file)]
    for sentence in wrong:
        say(sentence)
    say(f"{counted(len(wrong), 'problem')}." if wrong else f"{len(files)} fine.", err=False)
    return ExitCode.UNUSABLE_INPUT if wrong else ExitCode.DONE


def _mistakes(file: Path) -> list[str]:
    wrong = check_file(file)
    for note in () if wrong or quiet() else _notes(file, load(file)):
        say(f"{file}: {note}")
    return wrong


def _notes(file: Path, found: Questionnaire) -> Iterator[str]:
    if found.name in bundled_names() and file.resolve().parent != bundled("questionnaires").resolve():
        yield f"'{found.name}' is the name of a bundled questionnaire, which request files would mean. Choose another name."
    elif found.name != file.stem:
        yield f"its name is '{found.name}': request files look for {found.name}.toml beside them. Give both one name."
    left_out = [parameter.name for parameter in PARAMETERS if parameter.name not in found.names()]
    if left_out and not asks_no_figure(found):
        yield f"not asked, so taken as in the bundled questionnaire: {', '.join(left_out)}."
    for one in found.translations:
        if missing := untranslated(found, one.language):
            more = ", ..." if len(missing) > _MOST_NAMED else ""
            named = ", ".join(missing[:_MOST_NAMED])
            yield f"not in {one.language}, so in {found.language}: {counted(len(missing), 'text')} ({named}{more})."
