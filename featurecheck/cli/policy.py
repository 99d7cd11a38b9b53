"""`featurecheck policy`: what is in force, and where each value comes from."""

from __future__ import annotations

import json
from pathlib import Path

import click

from featurecheck.cli import common
from featurecheck.model import PolicyEntry


@click.command()
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "toml"]), default="text", show_default=True
)
@common.policy_option
def policy(*, form: str, policy_file: Path | None) -> None:
    """Print the policy in force: every setting, its value, its source, and whether it is a default.

    Settings are changed in featurecheck.toml; --format toml prints one to start from.
    """
    rules, source = common.policy_in_force(policy_file)
    if form == "json":
        click.echo(json.dumps([_plain(entry) for entry in rules.entries], ensure_ascii=False, indent=1))
    elif form == "toml":
        from featurecheck.policy import as_toml  # noqa: PLC0415 - not for --help

        click.echo(as_toml(), nl=False)
    else:
        common.say(f"Policy: {source.name if source else 'defaults (no featurecheck.toml here)'}", err=False)
        for entry in rules.entries:
            common.say(_line(entry), err=False)


def _plain(entry: PolicyEntry) -> dict[str, str]:
    return {name: getattr(entry, name) for name in ("key", "label", "value", "source", "origin")}


def _line(entry: PolicyEntry) -> str:
    return f"{entry.key:34} {entry.value:18} {entry.label} [{entry.source}]"
