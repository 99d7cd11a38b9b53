"""Puts out what a command made, in the form asked for: to standard output or into a file, the last line where it belongs."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from featurecheck.cli.speech import harmless, quiet, say, say_json, say_paths

_DATA = frozenset({"json", "csv"})


def write(content: str | bytes, form: str, output: Path | None) -> None:
    """Write the content into a whole file, or print it; `bytes` are csv, which must not change on the way."""
    if output:
        from featurecheck.storage import make_folder, write_whole  # noqa: PLC0415 - not for --help

        make_folder(output.parent)
        say_paths([write_whole(output, content)])
    elif isinstance(content, bytes):
        _print_bytes(content)
    elif form == "json":
        say_json(content.removesuffix("\n"))
    else:
        click.echo(harmless(content), nl=False)


def _print_bytes(data: bytes) -> None:
    """Write to a pipe exactly; on a terminal without what it might obey."""
    if sys.stdout.isatty():
        say(data.decode("utf-8-sig").replace("\r\n", "\n").removesuffix("\n"), err=False)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)


def say_last(line: str, form: str, *, to_file: bool) -> None:
    """Print the one line that scripts may rely on; text and Markdown end with it, beside data it is a word."""
    if to_file or (form in _DATA and not quiet()):
        say(line, err=not to_file)
