"""One request's result -> the section that shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from featurecheck import words
from featurecheck.model import Verdict
from featurecheck.report import pictures, plan, wording
from featurecheck.report.answers import question_groups
from featurecheck.report.asked import WITHOUT, asked, without_weighting
from featurecheck.report.finding import NOTHING, finding
from featurecheck.report.shapes import Badge, BreakEven, Named, NextQuestion, Remark, Section, WorthRow
from featurecheck.report.wording import NOBODY, line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from featurecheck.model import ParameterResult, Portfolio, RequestResult

NO_REMARKS = "No contradiction was found among these answers, and nothing else needs a remark."


@dataclass(frozen=True, slots=True)
class Frame:
    """What all sections share: the currency, the sources of the priors, the limit on the chance of loss, the plan."""

    currency: str
    priors: Mapping[str, str]
    risk_limit: float | None
    portfolio: Portfolio | None = None


def section(result: RequestResult, frame: Frame, anchor: str, *, compact: bool = False) -> Section:
    """Return everything shown about one request; `compact` keeps figures, reasons, flips and what was answered."""
    return Section(
        anchor=anchor,
        heading=line(result.request) or "A request without a name",
        meta=meta(result),
        badge=badge(result),
        sentence=line(result.sentence),
        figures=figures(result, frame),
        facts=facts(result, frame),
        description=wording.lines(result.description),
        next=next_question(result, frame.currency),
        finding=NOTHING if compact else finding(result, frame.currency),
        worth_rows=() if compact else worth_rows(result, frame.currency),
        worthless="" if compact else worthless(result),
        questions=question_groups(result, frame.priors, answered_only=compact),
        flips=tuple(line(text) for text in result.flips),
        flips_to=flips_to(result),
        break_evens=() if compact else break_evens(result),
        dots=None if compact else pictures.dot_plot(result, frame.currency),
        tornado=None if compact else pictures.tornado(result, frame.currency),
        remarks=remarks(result),
        no_remarks=NO_REMARKS,
        reasons=tuple(line(text) for text in result.reasons),
        compact=compact,
        asked=asked(result, frame.currency, compact=compact),
    )


def badge(result: RequestResult) -> Badge:
    """Return the verdict's word and the name of its shape and colour."""
    return Badge(result.verdict.value, wording.SLUGS[result.verdict])


def meta(result: RequestResult) -> tuple[str, ...]:
    """Return what stands above the request's name: its id, when it was asked for, its status."""
    day = line(result.requested_on)
    parts = (line(result.id), f"asked for on {day}" if day else "", line(result.status))
    return tuple(part for part in parts if part)


def figures(result: RequestResult, frame: Frame) -> tuple[Named, Named, Named]:
    """Return the three figures of the banner, each with its range in words."""
    currency = frame.currency
    return (
        Named(
            "Expected net present value",
            words.money(result.expected_value, currency),
            wording.between(result.p5, result.p95, currency) + _shrunken_in_words(result, currency),
        ),
        Named(
            "Chance of loss", words.chance(result.chance_of_loss), _loss_in_words(result, frame.risk_limit)
        ),
        Named(
            "Worth of finding out", wording.up_to(result.evpi, currency), _worth_in_words(result, currency)
        ),
    )


def _shrunken_in_words(result: RequestResult, currency: str) -> str:
    if result.shrunken_value is None:
        return ""
    return (
        f"; {words.money(result.shrunken_value, currency)} when shrunken towards the average of all requests"
    )


def _loss_in_words(result: RequestResult, limit: float | None) -> str:
    losing = sum(value < 0 for value in result.outcomes)
    text = f"{losing} of {len(result.outcomes)} equally likely outcomes lose money" if result.outcomes else ""
    limited = f"the policy's limit is {words.percent(limit)}" if limit is not None else ""
    return "; ".join(part for part in (text, limited) if part)


def _worth_in_words(result: RequestResult, currency: str) -> str:
    ceiling = "if every doubt were settled"
    if result.next_question is None or result.next_question_worth is None:
        return f"{ceiling}; no single question is worth its cost"
    return f"{ceiling}; the next question alone {wording.up_to(result.next_question_worth, currency)}"


def facts(result: RequestResult, frame: Frame) -> tuple[Named, ...]:
    """Return who asked and has it, votes, effort, value for effort and the plan; only what is known."""
    found = [
        (WITHOUT, without_weighting(result, frame.currency)),
        ("Competitor who has it", line(result.competitor)),
        ("Asked for by", wording.listed([line(name) for name in result.requesters])),
        ("Votes", f"{result.votes:,}" if result.votes is not None else ""),
        (
            "Effort",
            words.quantity(result.effort_person_weeks, "person-weeks") if result.effort_person_weeks else "",
        ),
        ("Value for effort", _per_effort(result, frame.currency)),
        ("Plan", plan.mark(result, frame.portfolio)),
        ("Read from", line(result.place)),
    ]
    return tuple(Named(name, value) for name, value in found if value)


def _per_effort(result: RequestResult, currency: str) -> str:
    if result.value_per_effort is None:
        return ""
    return f"{words.money(result.value_per_effort, currency)} per person-week"


def next_question(result: RequestResult, currency: str) -> NextQuestion:
    """Return what to find out next, or the sentence that nothing is worth it."""
    parameter = result.parameters.get(result.next_question) if result.next_question else None
    if parameter is None:
        ceiling = wording.up_to(result.evpi, currency)
        sentence = f"Nothing is worth finding out before deciding: settling every doubt is worth {ceiling}, and no single answer is worth what it costs to find out."
        return NextQuestion("", "", sentence, ())
    ask = _asked(parameter, result)
    sentence = (
        ""
        if ask
        else "Nobody is named yet who could tell. Name a person or a document before the next meeting."
    )
    return NextQuestion(
        line(parameter.label),
        wording.question_of(parameter),
        sentence,
        _next_facts(parameter, result, currency),
    )


def _asked(parameter: ParameterResult, result: RequestResult) -> str:
    if parameter.ask and parameter.ask.strip():
        return line(parameter.ask)
    return line(result.ask or "") if parameter.name == result.next_question else ""


def _next_facts(parameter: ParameterResult, result: RequestResult, currency: str) -> tuple[Named, ...]:
    worth = result.next_question_worth if result.next_question_worth is not None else parameter.evppi
    return (
        Named("The answer is worth", wording.up_to(worth, currency) if worth is not None else "not known"),
        Named("Finding out costs", _cost(parameter, currency)),
        Named("It takes", _weeks(parameter)),
        Named("Worth after its cost", _net(parameter, currency)),
        Named("Ask", _asked(parameter, result) or NOBODY),
    )


def _cost(parameter: ParameterResult, currency: str) -> str:
    return (
        words.money(parameter.find_out_cost, currency) if parameter.find_out_cost is not None else "not known"
    )


def _weeks(parameter: ParameterResult) -> str:
    return wording.weeks(parameter.find_out_weeks) if parameter.find_out_weeks is not None else "not known"


def _net(parameter: ParameterResult, currency: str) -> str:
    return words.money(parameter.net_worth, currency) if parameter.net_worth is not None else "not known"


def worth_rows(result: RequestResult, currency: str) -> tuple[WorthRow, ...]:
    """Return what finding out each answer that is worth something is worth, costs and takes, dearest first."""
    return tuple(
        WorthRow(
            label=bar.label,
            span=bar.span,
            marked=bar.marked,
            worth=bar.value,
            cost=_cost(parameter, currency),
            weeks=_weeks(parameter),
            net=_net(parameter, currency),
            ask=_asked(parameter, result) or NOBODY,
        )
        for parameter, bar in pictures.worth_bars(result, currency)
    )


def worthless(result: RequestResult) -> str:
    """Return the sentence that names the answers not worth anything before deciding; empty without any."""
    names = [line(parameter.label) for parameter, value in pictures.worth(result) if value < pictures.NOTHING]
    return f"Not worth finding out before deciding: {pictures.few(names)}." if names else ""


def break_evens(result: RequestResult) -> tuple[BreakEven, ...]:
    """Return where single answers change the sign of the expected value, the likeliest first."""
    rows = [parameter for parameter in result.parameters.values() if parameter.break_even is not None]
    return tuple(
        _break_even(row) for row in sorted(rows, key=lambda row: (-(row.flip_probability or 0.0), row.name))
    )


def flips_to(result: RequestResult) -> str:
    """Return the verdict that an answer beyond its break-even leads to: the sign of the expected value decides."""
    return (Verdict.NO_GO if result.expected_value > 0 else Verdict.GO).value


def _break_even(parameter: ParameterResult) -> BreakEven:
    value = line(words.quantity(parameter.break_even or 0.0, parameter.unit))
    probability = parameter.flip_probability
    return BreakEven(
        label=line(parameter.label),
        now=line(words.quantity(parameter.p50, parameter.unit)),
        flips=f"{parameter.break_even_direction or 'beyond'} {value}",
        chance=f"{words.chance(probability)} likely" if probability is not None else "not known",
    )


def remarks(result: RequestResult) -> tuple[Remark, ...]:
    """Return contradictions first, then tensions, then the flags by how much they matter."""
    against = [
        Remark(
            "Contradiction" if each.contradiction else "Tension",
            line(each.text),
            "warning" if each.contradiction else "note",
        )
        for each in sorted(result.contradictions, key=lambda each: not each.contradiction)
    ]
    order = list(wording.SEVERITIES)
    flags = sorted(result.flags, key=lambda flag: order.index(flag.severity))
    return (
        *against,
        *(Remark(wording.SEVERITIES[flag.severity], line(flag.text), flag.severity.value) for flag in flags),
    )
