"""How small pages are made: the templates, and one style sheet held by the page's own policy; no script, no request."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import TYPE_CHECKING

from featurecheck.report.wording import visible
from featurecheck.resources import bundled

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def environment() -> Environment:
    """Return the templates: everything printed is escaped, and what is hidden in it made visible."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - text needs none

    return Environment(
        loader=FileSystemLoader(str(bundled("reports/templates"))),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: visible(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def style_of(name: str) -> str:
    """Return a style sheet that comes with featurecheck."""
    return bundled(f"reports/static/{name}.css").read_text(encoding="utf-8").strip()


def content_policy(style: str) -> str:
    """Return the policy of a page with this one style sheet, without script, that loads nothing."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
