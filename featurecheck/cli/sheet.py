"""`featurecheck sheet`: the workbook for others to fill in, and what was understood of any spreadsheet."""

from __future__ import annotations

import click

from featurecheck.cli.lazy import Lazy, LazyGroup

COMMANDS = {
    "read": Lazy(
        "featurecheck.cli.sheet_read:read", "Say what was understood of any spreadsheet, or print its cells."
    ),
    "new": Lazy("featurecheck.cli.sheet_new:new", "Write a workbook to fill in, empty or from an export."),
    "check": Lazy(
        "featurecheck.cli.sheet_check:check", "Say what is wrong in a filled one, every cell at once."
    ),
}


@click.group(cls=LazyGroup, lazy=COMMANDS)
def sheet() -> None:
    """The workbook for others to fill in, and what was understood of any spreadsheet."""
