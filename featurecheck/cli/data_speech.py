"""What is said about the data beside the requests: what was read, and which requests it speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from featurecheck.cli.speech import quiet, say, say_input, verbose
from featurecheck.cli.usage_answers import answers_of
from featurecheck.intake import Requests
from featurecheck.observed import Observed, Survey
from featurecheck.policy import Policy
from featurecheck.sheets.cells import shortened
from featurecheck.words import counted

_MOST = 5


def say_data(observed: Observed, requests: Requests, policy: Policy) -> None:
    """Say on standard error what each source is, what was decided while reading it, and which requests it speaks of."""
    if quiet():
        return
    for usage in observed.usages:
        say_input(usage.input, "row", usage.notes)
    if observed.usages:
        _say_some("in the usage data", list(_matches(observed, requests, policy)))
    for survey in observed.surveys:
        say_input(survey.input, "row", survey.notes)
        _say_some(f"in {survey.name}", list(_asked(survey)))


def _say_some(where: str, lines: Sequence[str]) -> None:
    say(f"  {counted(len(lines), 'request')} found {where}{':' if lines else '.'}")
    for line in lines if verbose() else lines[:_MOST]:
        say(f"    {line}")
    if len(lines) > _MOST and not verbose():
        say(f"    and {len(lines) - _MOST:,} more; -v lists them all")


def _matches(observed: Observed, requests: Requests, policy: Policy) -> Iterator[str]:
    for one in answers_of(observed.usages, policy.own_product, requests).answerable:
        what = f"'{shortened(one.feature)}'" + (f" of {shortened(one.product)}" if one.product else "")
        role = "" if one.questions else ", its base rate"
        yield f"{shortened(one.id or one.request)}: {what}{role} ({one.how})"


def _asked(survey: Survey) -> Iterator[str]:
    for name, tallies in survey.tallies.items():
        most = max((tally.n for tally in tallies.values()), default=0)
        yield f"{shortened(name) or 'the only request'}: {counted(most, 'respondent')} to {', '.join(tallies)}"
