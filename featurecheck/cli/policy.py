"""`featurecheck policy`: what is in force, and where each value comes from."""

from __future__ import annotations

import json
from pathlib import Path

import click

from featurecheck.cli import common, options
from featurecheck.cli.speech import say, say_json
from featurecheck.model import PolicyEntry


@click.command()
@click.option(
    "--format",
    "form",
    type=options.Word(["text", "json", "toml"]),
    default="text",
    show_default=True,
    help="text or json: what is in force; toml: a policy file to start from.",
)
@options.policy_option
@options.voice_options
def policy(*, form: str, policy_file: Path | None) -> None:
    """Print the policy in force: every setting, its value, its source, and whether it is a default.

    Settings are changed in featurecheck.toml; --format toml prints one to start from.
    """
    rules, _ = common.policy_in_force(policy_file)
    if form == "json":
        say_json(json.dumps([_plain(entry) for entry in rules.entries], ensure_ascii=False, indent=1))
    elif form == "toml":
        from featurecheck.policy import as_toml  # noqa: PLC0415 - not for --help

        click.echo(as_toml(), nl=False)
    else:
        found = common.policy_path(policy_file)
        say(f"Policy: {found or 'defaults (no featurecheck.toml here)'}", err=False)
        for entry in rules.entries:
            say(_line(entry), err=False)


def _plain(entry: PolicyEntry) -> dict[str, str]:
    return {name: getattr(entry, name) for name in ("key", "label", "value", "source", "origin")}


def _line(entry: PolicyEntry) -> str:
    return f"{entry.key:34} {entry.value:18} {entry.label} [{entry.source}]"
