"""`featurecheck questions new`: a questionnaire of one's own to start from."""

from __future__ import annotations

import re
from pathlib import Path

import click

from featurecheck.cli import common, options
from featurecheck.cli.speech import quiet, quoted, say, say_paths
from featurecheck.errors import FeatureCheckError, did_you_mean
from featurecheck.questionnaires import bundled_names
from featurecheck.resources import bundled
from featurecheck.tomlfile import read_text

_NAME = re.compile(r'^name = "[^"]*"', re.MULTILINE)
_FITTING = re.compile(r"[\w][\w.-]{0,79}")


@click.command("new", short_help="Write one of your own to start from.")
@click.argument("file", type=options.FILE)
@click.option(
    "--from",
    "source",
    metavar="NAME",
    help="A copy of this bundled questionnaire; else a short commented one.",
)
@options.force_option
@options.voice_options
def new(*, file: Path, source: str | None, force: bool) -> None:
    """Write FILE, a questionnaire of your own to start from: what every line is for stands beside it."""
    from featurecheck.storage import write_whole  # noqa: PLC0415 - not for --help

    _refuse_names(file)
    common.refuse_to_overwrite([file], force=force, instead="Name another FILE", example="own.toml")
    text = read_text(bundled("questionnaires") / _template(source))
    write_whole(file, _NAME.sub(f'name = "{file.stem}"', text, count=1))
    say_paths([file])
    if not quiet():
        say("Change it, then see whether everything is right:")
        say(f"  featurecheck questions check {quoted(file)}")
        say(f"  featurecheck ask request.toml --questionnaire {quoted(file)}")


def _template(source: str | None) -> str:
    if source is None:
        return "start/questionnaire.toml"
    known = bundled_names()
    if source not in known:
        raise FeatureCheckError(
            f"--from: there is no bundled questionnaire '{source}'.{did_you_mean(source, known)} Known: {', '.join(known)}."
        )
    return f"{source}.toml"


def _refuse_names(file: Path) -> None:
    """Keep the file where request files will find it: under its own name."""
    if file.suffix != ".toml":
        raise FeatureCheckError(
            f"{file}: a questionnaire is kept in a .toml file. Write for example own.toml."
        )
    if not _FITTING.fullmatch(file.stem):
        raise FeatureCheckError(
            f"{file}: the questionnaire is called as its file. Name it with letters, digits, - and _, for example own.toml."
        )
    if file.stem in bundled_names():
        raise FeatureCheckError(
            f"{file}: '{file.stem}' is the name of a bundled questionnaire. Name it otherwise, for example own-{file.stem}.toml."
        )
