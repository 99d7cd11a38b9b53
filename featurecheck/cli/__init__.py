"""The command line: reads options, calls, prints. The one place where an error becomes an exit code."""

from __future__ import annotations

import os
import sys

import click

from featurecheck import __version__
from featurecheck.cli.lazy import Lazy, LazyGroup
from featurecheck.errors import ExitCode, FeatureCheckError
from featurecheck.tomlfile import shown

COMMANDS = {
    "demo": Lazy(
        "featurecheck.cli.demo:demo", "Write an example workspace, evaluate it, print the report's path."
    ),
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
    "sheet": Lazy("featurecheck.cli.sheet:sheet", "The workbook for others to fill in."),
    "questions": Lazy("featurecheck.cli.questions:questions", "List, show and check questionnaires."),
    "policy": Lazy("featurecheck.cli.policy:policy", "The thresholds and money assumptions in force."),
    "completion": Lazy(
        "featurecheck.cli.completion:completion", "Print the completion script for your shell."
    ),
}

_EPILOG = "First time here? Try: featurecheck demo"


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    epilog=_EPILOG,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "FEATURECHECK"},
)
@click.version_option(__version__, prog_name="featurecheck")
@click.option("-q", "--quiet", is_flag=True, help="Only results and errors.")
@click.option("-v", "--verbose", is_flag=True, help="Also every decision taken while reading.")
@click.option("--no-color", is_flag=True, help="No colours, as NO_COLOR does.")
@click.pass_context
def cli(ctx: click.Context, *, quiet: bool, verbose: bool, no_color: bool) -> None:
    """Do you really need that feature?

    Eight questions about a competitor's feature, answered with ranges, become GO, NO-GO or FIND OUT FIRST.
    """
    ctx.obj = {"quiet": quiet, "verbose": verbose}
    if no_color or os.environ.get("NO_COLOR"):
        ctx.color = False
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main() -> None:
    """Run the command line and end the process with one of `errors.ExitCode`."""
    sys.exit(_run())


def _run() -> int:
    try:
        code = cli.main(prog_name="featurecheck", standalone_mode=False)
    except FeatureCheckError as error:
        _say(error.message)
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return ExitCode.UNUSABLE_INPUT
    except (click.Abort, KeyboardInterrupt):
        _say("Interrupted. What was saved stays saved.")
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 - nobody listens; keep the interpreter quiet at exit
        return ExitCode.DONE
    return code if isinstance(code, int) else ExitCode.DONE


def _say(message: str) -> None:
    prefix = click.style("Error: ", fg="red", bold=True)
    lines = [shown(line, 2000) for line in message.split("\n")]
    click.echo(prefix + "\n".join(lines), err=True)
