"""A policy file to start from: every setting with its default, what it means, and why."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator

from featurecheck.parameters import BY_NAME
from featurecheck.policy.settings import SURVEY, TOP, WAYS, WIDENING, Setting

_EXAMPLES = {
    "value_per_user": '"200 to 600"',
    "competitor_users": '"20k to 40k"',
    "own_users": "5000",
    "own_product": '"Our product"',
    "risk_limit": '"40%"',
    "estimate_noise": '"50%"',
    "decimal_mark": '","',
}

_RATES_EXAMPLE = """\
What one unit of another currency is worth in the policy's, to convert what customers pay and cost. Amounts in a
currency without a rate are refused.
[rates]
USD = 0.92"""

_WAYS_EXAMPLE = """\
Ways of finding out that you know. The best of them stands in for the cost and weeks above, and its result is taken to
be imperfect. kind "ask" asks people whether it holds for them; "data" pulls figures and "study" buys them, with the
error that 90 % of such readings stay within.
[[ways]]
name = "Call ten users"
answers = ["not_miss", "like"]
kind = "ask"
people = 10
cost = 0
cost_per_person = 40
weeks = 1

[[ways]]
name = "Export from the billing system"
answers = ["value_per_user"]
kind = "data"
error = "5%"
cost = 300
weeks = 0.5"""


def as_toml() -> str:
    """Return the defaults as `featurecheck.toml`; what is not set stands there as a comment with an example."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Policy of featurecheck: thresholds and money assumptions, printed in every report."
    yield "# Change what you know better, and say where it comes from under [sources]."
    yield ""
    for setting in TOP:
        yield from _setting(setting)
    yield from (f"# {line}" if line else "#" for line in _RATES_EXAMPLE.splitlines())
    yield ""
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
    yield from (f"# {line}" if line else "#" for line in _WAYS_EXAMPLE.splitlines())
    yield ""
    yield "# What a survey costs, to plan how many people to ask."
    yield "[survey]"
    for setting in SURVEY:
        yield from _setting(setting)
    yield "# What to assume instead of the questionnaire's prior when nobody knows."
    yield "[priors]"
    yield '# users = { value = "500 to 50k", source = "our market study 2026" }'
    yield ""
    yield "# Where your own values come from."
    yield "[sources]"
    yield '# discount_rate = "Finance, budget 2026"'
    yield '# "ways.Call ten users" = "as in March 2026"'


def _setting(setting: Setting) -> Iterator[str]:
    yield from (f"# {line}" for line in textwrap.wrap(f"{setting.label}. {setting.source}.", 108))
    if setting.default is None:
        yield f"# {setting.key} = {_EXAMPLES[setting.key]}"
    else:
        yield f"{setting.key} = {json.dumps(setting.default)}"
    yield ""
