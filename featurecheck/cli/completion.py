"""`featurecheck completion`: the script a shell needs."""

from __future__ import annotations

import click


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(*, shell: str) -> None:
    """Print the completion script for SHELL.

    bash: eval "$(featurecheck completion bash)" in ~/.bashrc; zsh likewise in ~/.zshrc;
    fish: featurecheck completion fish > ~/.config/fish/completions/featurecheck.fish
    """
    from click.shell_completion import get_completion_class  # noqa: PLC0415 - not for --help

    from featurecheck.cli import cli  # noqa: PLC0415 - the group imports this module

    found = get_completion_class(shell)
    assert found is not None  # noqa: S101 - the three are click's own
    made = found(cli, {}, "featurecheck", "_FEATURECHECK_COMPLETE")
    click.echo(made.source_template % made.source_vars())
