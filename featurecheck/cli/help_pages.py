"""`featurecheck help`: a topic's page, or a command's own help."""

from __future__ import annotations

from collections.abc import Sequence

import click

from featurecheck.cli.help_topics import TOPICS
from featurecheck.cli.options import voice_options
from featurecheck.cli.speech import say
from featurecheck.errors import FeatureCheckError, did_you_mean


class _Word(click.ParamType):  # type: ignore[type-arg]  # not generic before click 8.2
    """A topic or a command, for the shell to complete."""

    name = "word"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[click.shell_completion.CompletionItem]:
        """Return the topics and commands that begin with what was typed."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415 - only while a shell completes

        del param
        return [CompletionItem(word) for word in _known(ctx) if word.startswith(incomplete)]


@click.command("help")
@click.argument("words", metavar="TOPIC|COMMAND", nargs=-1, type=_Word())
@voice_options
@click.pass_context
def help_page(ctx: click.Context, *, words: tuple[str, ...]) -> None:
    """Explain a TOPIC (exit-codes, files, formats, method), or a COMMAND as its --help does."""
    if not words:
        click.echo(f"{ctx.find_root().get_help()}\n\n{_list_of_topics()}")
    elif len(words) == 1 and words[0] in TOPICS:
        say(TOPICS[words[0]][1]().rstrip("\n"), err=False)
    else:
        click.echo(_command_help(ctx, words))


def _list_of_topics() -> str:
    lines = [f"  {name:12}{line}" for name, (line, _) in TOPICS.items()]
    return "\n".join(["Topics of featurecheck help:", *lines])


def _known(ctx: click.Context) -> list[str]:
    root = ctx.find_root()
    commands = root.command.list_commands(root) if isinstance(root.command, click.Group) else []
    return [*TOPICS, *commands]


def _command_help(ctx: click.Context, words: Sequence[str]) -> str:
    """Go down from the root, word by word, and return the last command's help."""
    here = ctx.find_root()
    for word in words:
        known = here.command.list_commands(here) if isinstance(here.command, click.Group) else []
        found = (
            here.command.get_command(here, word)
            if word in known and isinstance(here.command, click.Group)
            else None
        )
        if found is None:
            raise FeatureCheckError(_unknown(word, here, known if here.parent else _known(ctx)))
        here = click.Context(found, info_name=word, parent=here)
    return here.get_help()


def _unknown(word: str, here: click.Context, known: list[str]) -> str:
    near = did_you_mean(word, known)
    if not known:
        return f"{here.command_path} has no commands of its own. Say: {here.command_path} --help"
    return f"There is no help on '{word}'.{near} Known: {', '.join(known)}."
