"""A command group that imports a command only when it is run: help and completion stay light."""

from __future__ import annotations

import importlib
import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from featurecheck.cli.help_examples import epilog
from featurecheck.errors import FeatureCheckError, did_you_mean

_LONGEST_NAME = 200


class SpokenError(click.ClickException):
    """A `FeatureCheckError` on its way out, while click still knows whether colours are wanted."""

    def __init__(self, error: FeatureCheckError, color: bool | None) -> None:  # noqa: FBT001 - click's own three states
        super().__init__(error.message)
        self.code = error.exit_code
        self.color = color


class HelpfulGroup(click.Group):
    """A group in the order it was written that answers a mistyped command with the one that was probably meant."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which a newcomer needs them."""
        del ctx
        return list(self.commands)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; where there are none, the help is what is wanted."""
        if not args and not self.invoke_without_command and not ctx.resilient_parsing:
            click.echo(ctx.get_help(), color=ctx.color)
            ctx.exit()
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one was probably meant."""
        names = self.list_commands(ctx)
        if args and args[0] not in names and not args[0].startswith("-"):
            near = _meant(ctx, args[0]) or did_you_mean(args[0], names)
            raise click.UsageError(
                f"No such command '{args[0]}'.{near} '{ctx.command_path} --help' lists them all.", ctx
            )
        return super().resolve_command(ctx, args)


def _meant(ctx: click.Context, word: str) -> str:
    """Return which command reads what was typed, if it is a file or folder without any command before it."""
    if ctx.parent is not None or len(word) > _LONGEST_NAME or not Path(word).exists():
        return ""
    what = "folder" if Path(word).is_dir() else "file"
    return f" It is a {what}. Say: {ctx.command_path} {_reader(Path(word))} {shlex.quote(word)}."


def _reader(path: Path) -> str:
    """Return the command that shows what is in a file; what kind of TOML file it is stands in it."""
    ending = path.suffix.casefold()
    if ending != ".toml" or not path.is_file():
        return "report" if ending == ".json" else "batch"
    try:
        text = f"\n{path.read_text(encoding='utf-8', errors='replace')}"
    except OSError:
        return "show"
    if "\n[[questions]]" in text:
        return "questions show"
    return "show" if "\nrequest" in text or "\n[answers" in text else "policy --policy"


@dataclass(frozen=True, slots=True)
class Lazy:
    """Where a command lives, `module:attribute`, and its one line in the group's help."""

    target: str
    help: str

    def load(self) -> click.Command:
        """Import the command; its examples stand at the end of its help."""
        module, _, attribute = self.target.partition(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)  # noqa: S101 - a mistake in the table below the group
        command.epilog = command.epilog or epilog(self.target)
        return command


def _no_access(error: OSError) -> FeatureCheckError:
    """Return in words what the system does not allow with a file: a folder that is closed, a name that is too long."""
    message = f"{_file(error)}: the system refuses this ({error.strerror}). Check the name, and that you may read and write there."
    return FeatureCheckError(message)


def _file(error: OSError) -> str:
    name = os.fsdecode(error.filename) if isinstance(error.filename, bytes) else str(error.filename)
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}\u2026"


class LazyGroup(HelpfulGroup):
    """Lists its commands from a table; imports the one that is asked for."""

    def __init__(self, *args: Any, lazy: Mapping[str, Lazy] | None = None, **options: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(*args, **options)
        self._lazy = dict(lazy or {})

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except FeatureCheckError as error:
            raise SpokenError(error, ctx.color) from error
        except OSError as error:
            if error.filename is None:  # no file: a closed pipe is click's to end with
                raise
            raise SpokenError(_no_access(error), ctx.color) from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the table's order."""
        del ctx
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command, None if there is no such."""
        del ctx
        return self._lazy[cmd_name].load() if cmd_name in self._lazy else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any of them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in self._lazy.items()])

    def shell_complete(
        self, ctx: click.Context, incomplete: str
    ) -> list[click.shell_completion.CompletionItem]:
        """Return the commands that begin with what was typed, and the group's own options."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415 - only while a shell completes

        names = [
            CompletionItem(name, help=entry.help)
            for name, entry in self._lazy.items()
            if name.startswith(incomplete)
        ]
        return names + click.Command.shell_complete(self, ctx, incomplete)
