"""Evaluation -> page: every number becomes text with its unit here, and nowhere later."""

from __future__ import annotations

from dataclasses import replace

from featurecheck.model import Evaluation, RequestResult, Verdict
from featurecheck.report.answers import apart
from featurecheck.report.method import method, problems
from featurecheck.report.overview import Totals, overview, walk
from featurecheck.report.overview_lines import Line
from featurecheck.report.plan import chosen, curse, plan, wanted
from featurecheck.report.section import Frame, section
from featurecheck.report.shapes import Page, Plan, Section
from featurecheck.report.whatif import whatif
from featurecheck.report.wording import line
from featurecheck.words import counted

FULL_SECTIONS = 100
EMPTY = (
    "There is no request to evaluate. Add one with 'featurecheck ask', or give a sheet with at least one row."
)


def page(evaluation: Evaluation) -> Page:
    """Return the whole report as text and coordinates: one request, a batch, or a sentence when there is none."""
    totals, lines, ranked = walk(evaluation.requests, wanted(evaluation))
    if len(lines) == 1:
        return _single(evaluation, totals, ranked[0])
    return _batch(evaluation, totals, lines, ranked) if lines else _empty(evaluation)


def sections(evaluation: Evaluation, ranked: list[RequestResult]) -> tuple[Section, ...]:
    """Return a section for each request given: whole ones up to 100 of them, compact ones above."""
    frame = _frame(evaluation)
    compact = len(ranked) > FULL_SECTIONS
    return tuple(
        section(result, frame, f"r{place}", compact=compact) for place, result in enumerate(ranked, start=1)
    )


def planned(evaluation: Evaluation) -> Plan | None:
    """Return the plan without a page to link to, None without a capacity."""
    ids = wanted(evaluation)
    found = {result.id: chosen(result) for result in evaluation.requests if result.id in ids} if ids else {}
    return plan(evaluation.portfolio, found, {}, evaluation.currency)


def expectation(evaluation: Evaluation) -> tuple[str, ...]:
    """Return what to expect of the top of a ranking; nothing for a single request."""
    return curse(evaluation.curse, evaluation.currency) if len(evaluation.requests) > 1 else ()


def _frame(evaluation: Evaluation) -> Frame:
    priors = {entry.parameter: line(entry.source) or "no source given" for entry in evaluation.priors}
    return Frame(evaluation.currency, priors, evaluation.risk_limit, evaluation.portfolio)


def _single(evaluation: Evaluation, totals: Totals, result: RequestResult) -> Page:
    whole = (replace(sections(evaluation, [result])[0], whatif=whatif(evaluation, result)),)
    title = f"{result.verdict.value}: {whole[0].heading}"
    base = _page(evaluation, title, whole[0].heading, (*whole[0].meta, *_edition(evaluation)), whole)
    return replace(
        base,
        plan=plan(evaluation.portfolio, totals.chosen, {}, evaluation.currency),
        method=method(evaluation, apart(result, _frame(evaluation).priors)),
    )


def _batch(evaluation: Evaluation, totals: Totals, lines: list[Line], shown: list[RequestResult]) -> Page:
    whole = sections(evaluation, shown)
    heading = counted(totals.verdicts.total(), "feature request")
    title = f"{_tally(totals)}: {heading}"
    places = [each.anchor for each in whole]
    table = overview(totals, lines, places, evaluation.currency)
    anchors = {result.id: anchor for result, anchor in zip(reversed(shown), reversed(places), strict=True)}
    base = _page(evaluation, title, f"{heading}, ranked", _edition(evaluation), whole)
    return replace(
        base,
        overview=table,
        plan=plan(evaluation.portfolio, totals.chosen, anchors, evaluation.currency),
        curse=expectation(evaluation),
    )


def _empty(evaluation: Evaluation) -> Page:
    heading = "No request to evaluate"
    return replace(_page(evaluation, heading, heading, _edition(evaluation), ()), empty=EMPTY)


def _page(
    evaluation: Evaluation, title: str, heading: str, meta: tuple[str, ...], whole: tuple[Section, ...]
) -> Page:
    footer = (
        f"Made by featurecheck {line(evaluation.version)}.",
        "This page is complete: it loads nothing and sends nothing.",
    )
    return Page(
        title=title,
        heading=heading,
        meta=meta,
        empty="",
        overview=None,
        plan=None,
        curse=(),
        problems=problems(evaluation),
        sections=whole,
        method=method(evaluation),
        footer=footer,
    )


def _edition(evaluation: Evaluation) -> tuple[str, ...]:
    date = line(evaluation.evaluated_on or "")
    return (*((f"evaluated on {date}",) if date else ()), "internal edition")


def _tally(totals: Totals) -> str:
    return ", ".join(f"{verdict.value} {totals.verdicts[verdict]:,}" for verdict in Verdict)
