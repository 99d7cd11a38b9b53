"""Examples at the end of each command's help, by where the command lives; they work in the folder that demo writes."""

from __future__ import annotations

EXAMPLES: dict[str, tuple[str, ...]] = {
    "featurecheck.cli.demo:demo": ("demo", "demo my-example --force"),
    "featurecheck.cli.ask:ask": (
        "ask offline-mode.toml",
        "ask offline-mode.toml --answer 'users=800 to 2k' --no-input",
        "ask acme.toml --questionnaire partner",
    ),
    "featurecheck.cli.show:show": (
        "show requests/bulk-export.toml",
        "show requests.xlsx --format md",
    ),
    "featurecheck.cli.check:check": ("check requests.xlsx --fail-on no-go",),
    "featurecheck.cli.batch:batch": (
        "batch requests.xlsx --usage usage.csv --survey survey.csv",
        "batch requests.xlsx --customers customers.csv --output weighed",
        "batch requests.xlsx --capacity '60 person-weeks' --dry-run",
    ),
    "featurecheck.cli.report:report": (
        "report requests/bulk-export.toml",
        "report report/evaluation.json --language de --output de.html",
    ),
    "featurecheck.cli.sheet_read:read": (
        "sheet read requests.xlsx",
        "sheet read usage.csv --raw --format csv",
    ),
    "featurecheck.cli.sheet_new:new": (
        "sheet new to-fill-in.xlsx",
        "sheet new filled.xlsx --from requests.xlsx",
    ),
    "featurecheck.cli.sheet_check:check": ("sheet check requests.xlsx",),
    "featurecheck.cli.usage:usage": (
        "usage usage.csv",
        "usage usage.csv --requests requests.xlsx --format json",
    ),
    "featurecheck.cli.customers:customers": ("customers customers.csv --requests requests.xlsx",),
    "featurecheck.cli.reply:reply": ("reply requests.xlsx --customers customers.csv",),
    "featurecheck.cli.plan:plan": ("plan requests.xlsx --customers customers.csv --briefs briefs",),
    "featurecheck.cli.questions_show:list_them": ("questions list",),
    "featurecheck.cli.questions_show:show_one": (
        "questions show",
        "questions show partner --language de",
    ),
    "featurecheck.cli.questions_new:new": (
        "questions new own.toml",
        "questions new own-partner.toml --from partner",
    ),
    "featurecheck.cli.questions_check:check_them": ("questions check own.toml",),
    "featurecheck.cli.questions_export:export": (
        "questions export --xlsform form.xlsx",
        "questions export own.toml --xlsform own-form.xlsx",
    ),
    "featurecheck.cli.policy:policy": ("policy", "policy --format toml"),
    "featurecheck.cli.completion:completion": ("completion bash",),
    "featurecheck.cli.help_pages:help_page": ("help method", "help sheet new"),
}


def epilog(target: str) -> str | None:
    """Return the examples of the command that lives there, in lines that click leaves alone; None where there are none."""
    lines = [f"  featurecheck {line}" for line in EXAMPLES.get(target, ())]
    return "\n".join(["\b", "Example:" if len(lines) == 1 else "Examples:", *lines]) if lines else None
