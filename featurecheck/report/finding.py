"""What is worth finding out beyond the next question: the shortest list, the ways described, how many to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from featurecheck import words
from featurecheck.report.shapes import Finding, PeopleRow, Survey, WayRow
from featurecheck.report.wording import line, listed, weeks
from featurecheck.words import counted

if TYPE_CHECKING:
    from featurecheck.model import FindOutStep, RequestResult, SurveyPlan, WayResult

NOTHING = Finding("", (), "", (), (), ())
_SHORTEST_LIST = 2  # one step is the next question again
_MOST_SURVEYS = 3  # with every number; the others in a sentence each
_KINDS = {"data": "pull data", "study": "buy a study"}
_BOUND = "The policy describes no way of finding this out, so its worth is an upper bound: it supposes that the answer leaves no doubt."
_IMPERFECT = "What a way finds out is imperfect, so it is worth less than knowing. The figure after cost bears the delay too."


def finding(result: RequestResult, currency: str) -> Finding:
    """Return what stands beside the next question, each part empty where nothing was computed."""
    asked = result.parameters.get(result.next_question or "")
    ways = asked.ways if asked else ()
    bound = _IMPERFECT if ways else _BOUND
    return Finding(
        next_label=line(asked.label) if asked else "",
        ways=tuple(_way(way, currency) for way in sorted(ways, key=_best_first)),
        bound=bound if asked else "",
        steps=_steps(result, currency),
        people=_people(result, currency),
        surveys=tuple(_survey(plan, result, currency) for plan in _paying(result)[:_MOST_SURVEYS]),
    )


def _label(result: RequestResult, name: str) -> str:
    parameter = result.parameters.get(name)
    return line(parameter.label if parameter else name)


def _best_first(way: WayResult) -> tuple[float, str]:
    return -way.net_worth, way.name


def _way(way: WayResult, currency: str) -> WayRow:
    return WayRow(
        name=line(way.name) or "a way without a name",
        how=_how(way),
        cost=words.money(way.cost_money, currency),
        weeks=weeks(way.weeks),
        worth=words.money(way.evsi, currency),
        net=words.money(way.net_worth, currency),
    )


def _how(way: WayResult) -> str:
    if way.people is not None:
        return f"ask {counted(way.people, 'person', 'people')}"
    return _KINDS.get(way.kind, line(way.kind))


def _steps(result: RequestResult, currency: str) -> tuple[str, ...]:
    """Return the shortest list as sentences, none when the first answer alone settles enough."""
    listing = result.find_out_list
    if len(listing) < _SHORTEST_LIST:
        return ()
    return tuple(_step(step, result, currency, first=step is listing[0]) for step in listing)


def _step(step: FindOutStep, result: RequestResult, currency: str, *, first: bool) -> str:
    worth, share = words.money(step.group_worth, currency), words.chance(step.share_of_evpi)
    said = f"worth up to {worth}, {share} of knowing everything" if first else f"together {worth}, {share}"
    return f"{_label(result, step.parameter)}: {said}"


def _paying(result: RequestResult) -> list[SurveyPlan]:
    """Return the surveys that pay, what pays best first."""
    plans = [plan for plan in result.surveys if plan.best in plan.people]
    return sorted(plans, key=lambda plan: (-_net(plan), plan.parameter))


def _net(plan: SurveyPlan) -> float:
    return plan.net_worth[plan.people.index(plan.best)] if plan.best is not None else 0.0


def _people(result: RequestResult, currency: str) -> tuple[str, ...]:
    paying = _paying(result)
    found = [_pays(plan, _label(result, plan.parameter), currency) for plan in paying]
    rest = [_label(result, plan.parameter) for plan in result.surveys if plan not in paying]
    if rest:
        found.append(f"No number of people pays for itself for: {listed(rest)}.")
    return tuple(found)


def _pays(plan: SurveyPlan, label: str, currency: str) -> str:
    return f"{label}: asking {counted(plan.best or 0, 'person', 'people')} pays best; {words.money(_net(plan), currency)} are left after cost and delay."


def _survey(plan: SurveyPlan, result: RequestResult, currency: str) -> Survey:
    figures = zip(plan.people, plan.evsi, plan.cost_money, plan.net_worth, strict=True)
    rows = tuple(
        PeopleRow(
            people=counted(people, "person", "people"),
            worth=words.money(worth, currency),
            cost=words.money(cost, currency),
            net=words.money(net, currency),
            best=people == plan.best,
        )
        for people, worth, cost, net in figures
    )
    return Survey(_label(result, plan.parameter), rows)
