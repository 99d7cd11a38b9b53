"""An evaluation as plain data: `evaluation.json` and the results table, and back."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from featurecheck.accounts import Relationship
from featurecheck.asdata import json_of, plain
from featurecheck.errors import FeatureCheckError
from featurecheck.intake import InputFile, Problem, Severity
from featurecheck.model import (
    SCHEMA,
    AnswerState,
    AskedBy,
    Asker,
    Contradiction,
    Curse,
    Evaluation,
    Evidence,
    FindOutStep,
    Flag,
    ParameterResult,
    PolicyEntry,
    Portfolio,
    PriorEntry,
    RequestResult,
    SurveyPlan,
    Use,
    Verdict,
    WayResult,
    Witness,
)
from featurecheck.parameters import PARAMETERS
from featurecheck.recipe import Case, Recipe, RecipeAnswer, RecipeFunction, RecipeTerm, RecipeWay
from featurecheck.words import counted, range_as_typed

if TYPE_CHECKING:
    import pandas as pd

_Made = TypeVar("_Made")

RESULT_COLUMNS = (
    "id",
    "request",
    "verdict",
    "expected_value",
    "chance_of_loss",
    "p5",
    "p50",
    "p95",
    "evpi",
    "next_question",
    "next_question_worth",
    "ask",
    "break_even",
    "reasons",
    "flags",
    "value_per_effort",
    "rank",
)
ASKED_COLUMNS = (
    "relationship_mix",
    "requesters_profit",
    "requesters_potential",
    "largest_requester_share",
    "verdict_unweighted",
    "value_unweighted",
)
"""Who asked: only in the results of an evaluation that was given a list of customers."""
INPUT_COLUMNS = ("competitor", "requesters", "votes", "status", *(parameter.name for parameter in PARAMETERS))
TABLE_COLUMNS = (*RESULT_COLUMNS, *INPUT_COLUMNS)
_AFTER = RESULT_COLUMNS.index("flags") + 1
_WEIGHED_COLUMNS = (*TABLE_COLUMNS[:_AFTER], *ASKED_COLUMNS, *TABLE_COLUMNS[_AFTER:])
_LIST_OF_CUSTOMERS = "customers"  # what such an input is called
_PLURALS = {
    Relationship.PARTNER: "partners",
    Relationship.PARTNER_CANDIDATE: "partner candidates",
    Relationship.CUSTOMER: "customers",
}


@dataclasses.dataclass(frozen=True)
class Results(Evaluation):
    """An evaluation with its two plain forms."""

    @property
    def table(self) -> pd.DataFrame:
        """Return a frame with one row a request, in the order they were given, columns as `table_columns` says."""
        import pandas as pd  # noqa: PLC0415 - a notebook has it loaded, the command line may not need it

        return pd.DataFrame(table_rows(self), columns=list(table_columns(self)))

    def to_dict(self) -> dict[str, Any]:
        """Return what `evaluation.json` holds: plain dicts, lists, texts, numbers and None."""
        return to_dict(self)


def weighed(evaluation: Evaluation) -> bool:
    """Tell whether a list of customers was given, so that requests are weighed by who asked."""
    return any(file.kind == _LIST_OF_CUSTOMERS for file in evaluation.inputs)


def table_columns(evaluation: Evaluation) -> tuple[str, ...]:
    """Return the columns of the results: `TABLE_COLUMNS`; with a list of customers `ASKED_COLUMNS` behind the flags."""
    return _WEIGHED_COLUMNS if weighed(evaluation) else TABLE_COLUMNS


def table_rows(evaluation: Evaluation) -> list[dict[str, Any]]:
    """Return one dict a request, its keys the `table_columns`; unknown is None."""
    if not weighed(evaluation):
        return [_table_row(request) for request in evaluation.requests]
    columns = table_columns(evaluation)  # the answers about what requesters stake stand with the answers only
    rows = ({**_table_row(request), **_asked_cells(request.asked_by)} for request in evaluation.requests)
    return [{name: row[name] for name in columns} for row in rows]


def _asked_cells(asked: AskedBy | None) -> dict[str, Any]:
    if asked is None:
        return dict.fromkeys(ASKED_COLUMNS)
    profits = [one.profit_money for one in asked.askers if one.profit_money is not None]
    potentials = [one.growth_money for one in asked.askers if one.growth_money is not None]
    return {
        "relationship_mix": relationship_mix(asked),
        "requesters_profit": asked.profit_money if profits else None,
        "requesters_potential": asked.growth_money if potentials else None,
        "largest_requester_share": asked.largest_share,
        "verdict_unweighted": asked.unweighted_verdict.value,
        "value_unweighted": asked.unweighted_value,
    }


def relationship_mix(asked: AskedBy) -> str:
    """Return how many accounts of each relationship asked: `1 partner, 3 customers, 1 unprofitable, 2 unknown`."""
    counts = Counter(one.relationship for one in asked.askers)
    order = (*_PLURALS, Relationship.UNPROFITABLE, Relationship.INTERNAL)
    mix = [counted(counts[one], one, _PLURALS.get(one, one.value)) for one in order if counts[one]]
    return ", ".join([*mix, *([f"{len(asked.unknown):,} unknown"] if asked.unknown else [])])


def _table_row(request: RequestResult) -> dict[str, Any]:
    plain = ("id", "request", "expected_value", "chance_of_loss", "p5", "p50", "p95", "evpi", "next_question")
    more = (
        "next_question_worth",
        "ask",
        "break_even",
        "value_per_effort",
        "rank",
        "competitor",
        "votes",
        "status",
    )
    return {
        **{name: getattr(request, name) for name in plain + more},
        "verdict": request.verdict.value,
        "reasons": " | ".join(request.reasons),
        "flags": " | ".join(
            [*(one.text for one in request.contradictions), *(flag.text for flag in request.flags)]
        ),
        "requesters": "; ".join(request.requesters),
        **{name: _as_used(parameter) for name, parameter in request.parameters.items()},
    }


def _as_used(parameter: ParameterResult) -> str | None:
    """Return the answer as it was typed; where data answers or updates it, the range in force."""
    first = next(iter(parameter.witnesses), None)
    if first is None or first.kind == "answer" or parameter.state is not AnswerState.ANSWERED:
        return parameter.text or None
    return range_as_typed(parameter.p5, parameter.p95, share=parameter.unit == "share")


def to_dict(evaluation: Evaluation) -> dict[str, Any]:
    """Return the evaluation as plain data, keys in the order of the dataclasses, `schema` first."""
    return {name: plain(getattr(evaluation, name)) for name in _fields_in_order(evaluation)}


def _fields_in_order(evaluation: Evaluation) -> list[str]:
    return ["schema", *(one.name for one in dataclasses.fields(evaluation) if one.name != "schema")]


def to_json(evaluation: Evaluation) -> bytes:
    """Return `evaluation.json`: UTF-8, indented by one blank so that a change shows in a comparison of lines."""
    named = {name: getattr(evaluation, name) for name in _fields_in_order(evaluation)}
    return json_of(named, "requests")


def read_json(path: Path) -> Results:
    """Read an `evaluation.json`.

    Raises:
        FeatureCheckError: no such file, or not what `to_json` writes.
    """
    try:
        return from_json(path.read_bytes(), path.name)
    except OSError as error:
        raise FeatureCheckError(
            f"{path}: cannot be read ({error.strerror}). Check the name and the folder."
        ) from error


def from_json(data: bytes, name: str) -> Results:
    """Read what `to_json` wrote.

    Raises:
        FeatureCheckError: not JSON, of another schema, or with something missing or of the wrong type.
    """
    try:
        plain = json.loads(data, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise FeatureCheckError(
            f"{name}: this is not JSON ({error}). Give an evaluation.json that featurecheck wrote."
        ) from error
    schema = plain.get("schema") if isinstance(plain, dict) else None
    if schema != SCHEMA:
        message = f"{name}: its schema is {schema!r}, expected '{SCHEMA}'. Evaluate the requests again with this version."
        raise FeatureCheckError(message)
    try:
        return _results(plain)
    except KeyError as error:
        raise FeatureCheckError(f"{name}: {error} is missing; {_CHANGED}") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise FeatureCheckError(f"{name}: it is not as it was written ({error}); {_CHANGED}") from error


_CHANGED = "the file was changed or cut. Evaluate the requests again."
_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "str": str,
    "int": int,
    "float": (int, float),
    "bool": bool,
    "None": type(None),
}


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no number")


def _made(kind: type[_Made], plain: Mapping[str, Any], **read: Any) -> _Made:  # noqa: ANN401 - any field of the model
    """Return the dataclass, its plain fields checked against what they are declared as."""
    made = kind(**{**plain, **read})
    for one in dataclasses.fields(kind):  # type: ignore[arg-type]
        types = [_TYPES.get(word) for word in str(one.type).split(" | ")]
        value = getattr(made, one.name)
        wrong = isinstance(value, bool) and bool not in types
        if all(types) and (wrong or not any(isinstance(value, known) for known in types if known)):
            raise TypeError(f"'{one.name}' is {value!r:.60}, expected {one.type}")
    return made


def _results(plain: Mapping[str, Any]) -> Results:
    return _made(
        Results,
        plain,
        policy=tuple(_made(PolicyEntry, one) for one in plain["policy"]),
        priors=tuple(_made(PriorEntry, one) for one in plain["priors"]),
        inputs=tuple(_made(InputFile, one, notes=tuple(one["notes"])) for one in plain["inputs"]),
        requests=tuple(_request(one) for one in plain["requests"]),
        problems=tuple(_made(Problem, one, severity=Severity(one["severity"])) for one in plain["problems"]),
        portfolio=_portfolio(plain["portfolio"]) if plain["portfolio"] else None,
        curse=_made(Curse, plain["curse"]) if plain["curse"] else None,
        recipe=_recipe(plain["recipe"]) if plain.get("recipe") is not None else None,
    )


def _portfolio(plain: Mapping[str, Any]) -> Portfolio:
    return _made(Portfolio, plain, chosen=tuple(plain["chosen"]), notes=tuple(plain["notes"]))


def _request(plain: Mapping[str, Any]) -> RequestResult:
    lists = {name: tuple(plain[name]) for name in ("requesters", "reasons", "flips", "outcomes")}
    return _made(
        RequestResult,
        plain,
        **lists,
        verdict=Verdict(plain["verdict"]),
        flags=tuple(_made(Flag, one, severity=Severity(one["severity"])) for one in plain["flags"]),
        contradictions=tuple(_made(Contradiction, one) for one in plain["contradictions"]),
        parameters={name: _parameter(one) for name, one in plain["parameters"].items()},
        find_out_list=tuple(_made(FindOutStep, one) for one in plain["find_out_list"]),
        surveys=tuple(_survey(one) for one in plain["surveys"]),
        asked_by=_asked_by(plain["asked_by"]) if plain.get("asked_by") is not None else None,
        case=_case(plain["case"]) if plain.get("case") is not None else None,
    )


def _case(plain: Mapping[str, Any]) -> Case:
    numbers = {name: tuple(map(_number, plain[name])) for name in ("locations", "scales", "coefficients")}
    unweighted = _case(plain["unweighted"]) if plain["unweighted"] is not None else None
    return _made(
        Case, plain, **numbers, exponential=tuple(map(_text, plain["exponential"])), unweighted=unweighted
    )


def _recipe(plain: Mapping[str, Any]) -> Recipe:
    return _made(
        Recipe,
        plain,
        answers=tuple(_made(RecipeAnswer, one) for one in plain["answers"]),
        functions=tuple(
            _made(RecipeFunction, one, series=tuple(tuple(map(_number, part)) for part in one["series"]))
            for one in plain["functions"]
        ),
        terms=tuple(
            _made(RecipeTerm, one, functions=tuple(map(int, one["functions"]))) for one in plain["terms"]
        ),
        ways=tuple(_made(RecipeWay, one, answers=tuple(map(_text, one["answers"]))) for one in plain["ways"]),
    )


def _asked_by(plain: Mapping[str, Any]) -> AskedBy:
    return _made(
        AskedBy,
        plain,
        askers=tuple(_asker(one) for one in plain["askers"]),
        unknown=tuple(_unlisted(*one) for one in plain["unknown"]),
        notes=tuple(map(_text, plain["notes"])),
        unweighted_verdict=Verdict(plain["unweighted_verdict"]),
    )


def _asker(plain: Mapping[str, Any]) -> Asker:
    relationship = Relationship(plain["relationship"]).value
    return _made(Asker, plain, relationship=relationship, speakers=tuple(map(_text, plain["speakers"])))


def _unlisted(name: object, alike: Sequence[object]) -> tuple[str, tuple[str, ...]]:
    return _text(name), tuple(map(_text, alike))


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r:.60} is no number")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.60} is no text")
    return value


def _survey(plain: Mapping[str, Any]) -> SurveyPlan:
    lists = {name: tuple(plain[name]) for name in ("people", "evsi", "cost_money", "net_worth")}
    return _made(SurveyPlan, plain, **lists)


def _parameter(plain: Mapping[str, Any]) -> ParameterResult:
    lists = {name: tuple(plain[name]) for name in ("source", "notes")}
    return _made(
        ParameterResult,
        plain,
        **lists,
        state=AnswerState(plain["state"]),
        evidence=Evidence(plain["evidence"]),
        ways=tuple(_made(WayResult, one) for one in plain["ways"]),
        witnesses=tuple(_witness(one) for one in plain.get("witnesses", ())),
    )


def _witness(plain: Mapping[str, Any]) -> Witness:
    return _made(Witness, plain, evidence=Evidence(plain["evidence"]), use=Use(plain["use"]))
