"""The command line: reads options, calls, prints. The one place where an error becomes an exit code."""

from __future__ import annotations

import gc
import io
import os
import shutil
import sys
from collections.abc import Sequence

import click

from featurecheck import __version__
from featurecheck.cli.lazy import Lazy, LazyGroup, SpokenError
from featurecheck.cli.options import voice_options
from featurecheck.cli.speech import harmless
from featurecheck.errors import ExitCode

COMMANDS = {
    "demo": Lazy("featurecheck.cli.demo:demo", "Write an example workspace, and its report."),
    "ask": Lazy("featurecheck.cli.ask:ask", "Interview you about one request; creates or continues a file."),
    "show": Lazy("featurecheck.cli.show:show", "Verdict, answers and what would settle it, in the terminal."),
    "check": Lazy(
        "featurecheck.cli.check:check", "Gate for scripts: exit code 10 for NO-GO, 11 for FIND OUT FIRST."
    ),
    "batch": Lazy(
        "featurecheck.cli.batch:batch", "Evaluate a sheet, a folder of request files, or - (stdin)."
    ),
    "report": Lazy(
        "featurecheck.cli.report:report", "One HTML file from request files, a sheet or evaluation.json."
    ),
    "sheet": Lazy(
        "featurecheck.cli.sheet:sheet", "Read any spreadsheet; make and check the workbook to fill in."
    ),
    "usage": Lazy(
        "featurecheck.cli.usage:usage", "Who uses which feature, what could go, what that answers."
    ),
    "customers": Lazy(
        "featurecheck.cli.customers:customers",
        "What each account is worth, whom to make a partner or let go.",
    ),
    "reply": Lazy("featurecheck.cli.reply:reply", "Draft what each requester is told; nothing is sent."),
    "plan": Lazy("featurecheck.cli.plan:plan", "What to find out next across all requests, and whom to ask."),
    "questions": Lazy(
        "featurecheck.cli.questions:questions", "List, show, write, check and export questionnaires."
    ),
    "policy": Lazy("featurecheck.cli.policy:policy", "The thresholds and money assumptions in force."),
    "completion": Lazy(
        "featurecheck.cli.completion:completion", "Print the completion script for your shell."
    ),
    "help": Lazy(
        "featurecheck.cli.help_pages:help_page", "Explain exit-codes, files, formats, method, or a command."
    ),
}

_EPILOG = """\b
First time here? Try: featurecheck demo
More to read: featurecheck help files (or formats, method, exit-codes)"""
_NARROW = 50  # columns; click never wraps at fewer
_NARROWEST = 30
_COMPLETING = "_FEATURECHECK_COMPLETE"


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    epilog=_EPILOG,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "FEATURECHECK"},
)
@click.version_option(__version__, prog_name="featurecheck", help="Print the version.")
@voice_options
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Do you really need that feature?

    Eight questions about a competitor's feature, answered with ranges, become GO, NO-GO or FIND OUT FIRST.
    """
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main() -> None:
    """Run the command line and end the process with one of `errors.ExitCode`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # letters that the terminal does not know become \\xNN
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run())


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; without arguments those of the process."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # its threads take longer to start than they save
    gc.set_threshold(50_000, 20, 50)  # imports make many objects and no garbage
    try:
        code = cli.main(
            arguments, "featurecheck", _COMPLETING, standalone_mode=False, terminal_width=_width()
        )
    except click.ClickException as error:
        _show(error)
        return error.code if isinstance(error, SpokenError) else ExitCode.UNUSABLE_INPUT
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted. What was saved stays saved.", err=True)
        return ExitCode.INTERRUPTED
    except SystemExit as ended:  # click's own: after completing a word, or when nobody reads any more
        return _code(ended.code) if _COMPLETING in os.environ else ExitCode.DONE
    return _code(code)


def _width() -> int | None:
    """Return how wide help may be where that is less than click thinks possible, None elsewhere."""
    columns = shutil.get_terminal_size().columns - 2
    return max(columns, _NARROWEST) if columns < _NARROW else None


def _code(code: object) -> int:
    return code if isinstance(code, int) else ExitCode.DONE


def _show(error: click.ClickException) -> None:
    """Print what is wrong; what somebody typed may hold what a terminal would obey."""
    context = getattr(error, "ctx", None)
    if context is not None:
        click.echo(f"{context.get_usage()}\nTry '{context.command_path} --help' for help.\n", err=True)
    wanted = error.color if isinstance(error, SpokenError) else getattr(context, "color", None)
    prefix = click.style("Error: ", fg="red", bold=True)
    click.echo(
        prefix + harmless(error.format_message()),
        err=True,
        color=False if os.environ.get("NO_COLOR") else wanted,
    )
