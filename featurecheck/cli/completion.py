"""`featurecheck completion`: the script a shell needs."""

from __future__ import annotations

import click

from featurecheck.cli.options import Word, voice_options


@click.command()
@click.argument("shell", metavar="bash|zsh|fish", type=Word(["bash", "zsh", "fish"]))
@voice_options
def completion(*, shell: str) -> None:
    """Print the completion script for SHELL.

    \b
    bash: eval "$(featurecheck completion bash)"    in ~/.bashrc
    zsh:  eval "$(featurecheck completion zsh)"     in ~/.zshrc
    fish: featurecheck completion fish | source     in config.fish
    """  # noqa: D301 - the character itself tells click to keep these lines apart
    from click.shell_completion import get_completion_class  # noqa: PLC0415 - not for --help

    from featurecheck.cli import cli  # noqa: PLC0415 - the group imports this module

    found = get_completion_class(shell)
    assert found is not None  # noqa: S101 - the three are click's own
    made = found(cli, {}, "featurecheck", "_FEATURECHECK_COMPLETE")
    click.echo(made.source_template % made.source_vars())
