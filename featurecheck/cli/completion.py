"""`featurecheck completion`: the script a shell needs."""

from __future__ import annotations

import click

from featurecheck.cli.options import Word, voice_options
from featurecheck.errors import FeatureCheckError

_VARIABLE = "_FEATURECHECK_COMPLETE"
_SHELLS = ["bash", "zsh", "fish", "powershell"]


@click.command()
@click.argument("shell", metavar="|".join(_SHELLS), type=Word(_SHELLS))
@voice_options
def completion(*, shell: str) -> None:
    """Print the completion script for a shell: bash, zsh, fish or powershell.

    \b
    bash: eval "$(featurecheck completion bash)"    in ~/.bashrc
    zsh:  eval "$(featurecheck completion zsh)"     in ~/.zshrc, after compinit
    fish: featurecheck completion fish | source     in config.fish
    powershell, in $PROFILE:
          featurecheck completion powershell | Out-String | Invoke-Expression
    """  # noqa: D301 - the character itself tells click to keep these lines apart
    from click.shell_completion import get_completion_class  # noqa: PLC0415 - not for --help

    from featurecheck.cli import cli  # noqa: PLC0415 - the group imports this module

    found = get_completion_class(shell)
    if found is None:  # PowerShell came with click 8.5
        raise FeatureCheckError(
            f"{shell}: the click that is installed is too old for it. Say: pip install -U click"
        )
    made = found(cli, {}, "featurecheck", _VARIABLE)
    click.echo(made.source_template % made.source_vars())
