"""A policy file to start from: every setting with its default, what it means, and why."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator

from featurecheck.parameters import BY_NAME
from featurecheck.policy.settings import TOP, WAYS, WIDENING, Setting

_EXAMPLES = {
    "value_per_user": '"200 to 600"',
    "competitor_users": '"20k to 40k"',
    "own_users": "5000",
    "risk_limit": '"40%"',
    "decimal_mark": '","',
}


def as_toml() -> str:
    """Return the defaults as `featurecheck.toml`; what is not set stands there as a comment with an example."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Policy of featurecheck: thresholds and money assumptions, printed in every report."
    yield "# Change what you know better, and say where it comes from under [sources]."
    yield ""
    for setting in TOP:
        yield from _setting(setting)
    yield "# How many times too narrow ranges of each kind of evidence are taken to be."
    yield "[widening]"
    for setting in WIDENING:
        yield from _setting(setting)
    yield "# What it costs and how long it takes to find out each answer (all assumed)."
    for name, (cost, weeks) in WAYS.items():
        yield f"[finding_out.{name}] # {BY_NAME[name].label_text('users')}"
        yield f"cost = {cost:g}"
        yield f"weeks = {weeks:g}"
        yield ""
    yield "# What to assume instead of the questionnaire's prior when nobody knows."
    yield "[priors]"
    yield '# users = { value = "500 to 50k", source = "our market study 2026" }'
    yield ""
    yield "# Where your own values come from."
    yield "[sources]"
    yield '# discount_rate = "Finance, budget 2026"'


def _setting(setting: Setting) -> Iterator[str]:
    yield from (f"# {line}" for line in textwrap.wrap(f"{setting.label}. {setting.source}.", 108))
    if setting.default is None:
        yield f"# {setting.key} = {_EXAMPLES[setting.key]}"
    else:
        yield f"{setting.key} = {json.dumps(setting.default)}"
    yield ""
