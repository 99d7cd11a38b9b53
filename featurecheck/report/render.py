"""The page as one HTML file: templates, style and script from the package, nothing from anywhere else."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from featurecheck.report.view import page
from featurecheck.report.wording import visible
from featurecheck.resources import bundled

if TYPE_CHECKING:
    from featurecheck.model import Evaluation


def render(evaluation: Evaluation) -> str:
    """Return the report as one HTML text: the same evaluation gives the same text."""
    shown = page(evaluation)
    parts = ("report", "batch") if shown.overview else ("report",)
    style = "\n".join(_static(f"{part}.css") for part in parts)
    script = "\n".join(_static(f"{part}.js") for part in parts)
    template = _environment().get_template("report.html")
    return (
        template.render(page=shown, style=style, script=script, policy=_policy(style, script)).lstrip() + "\n"
    )


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


def _policy(style: str, script: str) -> str:
    """Return the content security policy: this page's one style and one script, and nothing else at all."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
