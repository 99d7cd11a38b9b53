"""`featurecheck questions`: the questionnaires."""

from __future__ import annotations

import click

from featurecheck.cli.lazy import Lazy, LazyGroup

COMMANDS = {
    "list": Lazy("featurecheck.cli.questions_show:list_them", "Print the bundled questionnaires."),
    "show": Lazy("featurecheck.cli.questions_show:show_one", "Print the questions of one."),
    "new": Lazy("featurecheck.cli.questions_new:new", "Write one of your own to start from."),
    "check": Lazy("featurecheck.cli.questions_check:check_them", "Say everything that is wrong with some."),
    "export": Lazy(
        "featurecheck.cli.questions_export:export", "Write one as a form for phones and browsers."
    ),
}


@click.group(cls=LazyGroup, lazy=COMMANDS)
def questions() -> None:
    """List, show, write, check and export questionnaires."""
