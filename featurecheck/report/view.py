"""Evaluation -> page: every number becomes text with its unit here, and nowhere later."""

from __future__ import annotations

from dataclasses import replace

from featurecheck.model import Evaluation, RequestResult, Verdict
from featurecheck.report.method import method, problems
from featurecheck.report.overview import Totals, overview, walk
from featurecheck.report.section import Frame, section
from featurecheck.report.shapes import Page, Section
from featurecheck.report.wording import counted, line

FULL_SECTIONS = 100
EMPTY = (
    "There is no request to evaluate. Add one with 'featurecheck ask', or give a sheet with at least one row."
)


def page(evaluation: Evaluation) -> Page:
    """Return the whole report as text and coordinates: one request, a batch, or a sentence when there is none."""
    totals, ranked = walk(evaluation.requests)
    if len(ranked) == 1:
        return _single(evaluation, ranked[0])
    return _batch(evaluation, totals, ranked) if ranked else _empty(evaluation)


def sections(evaluation: Evaluation, ranked: list[RequestResult]) -> tuple[Section, ...]:
    """Return a section for each request given: whole ones up to 100 of them, compact ones above."""
    frame = _frame(evaluation)
    compact = len(ranked) > FULL_SECTIONS
    return tuple(
        section(result, frame, f"r{place}", compact=compact) for place, result in enumerate(ranked, start=1)
    )


def _frame(evaluation: Evaluation) -> Frame:
    priors = {entry.parameter: line(entry.source) or "no source given" for entry in evaluation.priors}
    return Frame(evaluation.currency, priors, evaluation.risk_limit)


def _single(evaluation: Evaluation, result: RequestResult) -> Page:
    whole = sections(evaluation, [result])
    title = f"{result.verdict.value}: {whole[0].heading}"
    return _page(evaluation, title, whole[0].heading, (*whole[0].meta, *_edition(evaluation)), whole)


def _batch(evaluation: Evaluation, totals: Totals, shown: list[RequestResult]) -> Page:
    whole = sections(evaluation, shown)
    heading = counted(totals.verdicts.total(), "feature request")
    title = f"{_tally(totals)}: {heading}"
    table = overview(totals, shown, [each.anchor for each in whole], evaluation.currency)
    base = _page(evaluation, title, f"{heading}, ranked", _edition(evaluation), whole)
    return replace(base, overview=table)


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
    return Page(title, heading, meta, "", None, problems(evaluation), whole, method(evaluation), footer)


def _edition(evaluation: Evaluation) -> tuple[str, ...]:
    date = line(evaluation.evaluated_on or "")
    return (*((f"evaluated on {date}",) if date else ()), "internal edition")


def _tally(totals: Totals) -> str:
    return ", ".join(f"{verdict.value} {totals.verdicts[verdict]:,}" for verdict in Verdict)
