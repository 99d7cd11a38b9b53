"""The page as one HTML file: templates, style and script from the package, nothing from anywhere else."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from featurecheck.report.compact import css
from featurecheck.report.script import dense
from featurecheck.report.view import page
from featurecheck.report.wording import visible
from featurecheck.resources import bundled

if TYPE_CHECKING:
    from collections.abc import Callable

    from featurecheck.model import Evaluation
    from featurecheck.report.shapes import Page
    from featurecheck.report.since_view import SinceView


def render(evaluation: Evaluation, *, since: SinceView | None = None) -> str:
    """Return the report as one HTML text, `since` at its top: the same evaluation gives the same text."""
    return written(page(evaluation), since)


def written(shown: Page, since: SinceView | None = None, scripts: Callable[[str], str] | None = None) -> str:
    """Return the page as HTML, its scripts as they are shipped, or as `scripts` gives them by their names."""
    parts = ("report", "batch") if shown.overview else ("report",)
    style = "\n".join(_style(f"{part}.css") for part in (*parts, *_looks(shown)))
    script = "\n".join(map(scripts or script_of, (*parts, *_lists(shown))))
    template = _environment().get_template("report.html")
    text = template.render(page=shown, since=since, style=style, script=script, policy=_policy(style, script))
    return text.lstrip().replace("&#39;", "'") + "\n"  # attributes stand in double quotes, if in any


def _looks(shown: Page) -> tuple[str, ...]:
    """Return the styles of what not every page holds: who asked, ways of finding out, several sources of one answer."""
    asked = any(section.asked for section in shown.sections)
    ways = any(section.finding.ways or section.finding.surveys for section in shown.sections)
    rows = (row for section in shown.sections for group in section.questions for row in group.rows)
    sources = any(row.sources for row in rows)
    whatif = ("whatif",) if _supposes(shown) else ()
    return (
        *(("asked",) if asked else ()),
        *(("ways",) if ways else ()),
        *(("sources",) if sources else ()),
        *whatif,
    )


def _supposes(shown: Page) -> bool:
    """Tell whether the page recomputes what-ifs."""
    return any(section.whatif for section in shown.sections)


def _lists(shown: Page) -> tuple[str, ...]:
    """Return the scripts of what-ifs, or those that show a batch: rows that stand in the page, a window on packed ones."""
    if shown.overview is None:
        return ("whatif", "whatif_panel") if _supposes(shown) else ()
    return ("batch_rows", "batch_window") if shown.overview.packed else ("batch_rows",)


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(str(bundled("reports/templates")))
    return Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _shown(value: object) -> object:
    """Make hidden characters visible in whatever is printed; finished markup passes as it is."""
    return visible(value) if type(value) is str else value


@cache
def _static(name: str) -> str:
    return bundled(f"reports/static/{name}").read_text(encoding="utf-8").strip()


@cache
def _style(name: str) -> str:
    return css(_static(name))


@cache
def script_of(name: str) -> str:
    """Return a script that comes with featurecheck; those of the what-if in fewer bytes, and what opens folds for print."""
    script = _static(f"{name}.js")
    return dense(script) if name.startswith(("whatif", "report")) else script


def _policy(style: str, script: str) -> str:
    """Return the content security policy: this page's one style and one script, and nothing else at all."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
