"""The policy file `featurecheck.toml`, read strictly: every problem at once, each with its line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from featurecheck.errors import EstimateError, FeatureCheckError, did_you_mean
from featurecheck.estimate import parse_estimate
from featurecheck.model import Constants, Estimate, Evidence, PolicyEntry, Shape
from featurecheck.parameters import BY_NAME, PARAMETERS, STAKES
from featurecheck.policy.checking import ESTIMATES, UNITS, checked, kind_of, shown_setting
from featurecheck.policy.rates import read_rates
from featurecheck.policy.settings import (
    SURVEY,
    TOP,
    WAYS,
    WIDENING,
    FindingOut,
    Policy,
    Prior,
    Setting,
    Survey,
)
from featurecheck.policy.ways import named, read_ways
from featurecheck.tomlfile import Key, TomlFile, read_toml

FILE_NAME = "featurecheck.toml"
_BEARABLE = 20
_STAKES = frozenset(stake.name for stake in STAKES)


def default_policy() -> Policy:
    """Return the policy that holds when nobody wrote one."""
    return _policy({}, None, "default")


def load_policy(path: Path) -> Policy:
    """Read `featurecheck.toml`.

    Raises:
        FeatureCheckError: every problem of the file at once, each with its line.
    """
    file = read_toml(path)
    return _policy(file.data, file, path.name)


def policy_from(settings: Mapping[str, Any]) -> Policy:
    """Return the defaults with some settings replaced, keys as in the policy file (for notebooks and tests).

    Raises:
        FeatureCheckError: every problem of the settings at once.
    """
    try:
        data = dict(settings)
    except (TypeError, ValueError) as error:
        kind = type(settings).__name__
        raise FeatureCheckError(
            f"A policy cannot be made of a {kind}. Give a Policy, or settings such as {{'discount_rate': 0.1}}."
        ) from error
    return _policy(data, None, "argument" if data else "default")


class _Reader:
    """Reads one policy, collecting what is wrong with it and what is in force."""

    def __init__(self, data: dict[str, Any], file: TomlFile | None, origin: str) -> None:
        self.data = data
        self.origin = origin
        self.wrong: list[str] = []
        self.entries: list[PolicyEntry] = []
        self.currency = str(data.get("currency", "EUR"))
        self.unit = data["unit"] if data.get("unit") in UNITS else "users"
        self._file = file
        self._sources = _flat(self.table("sources"))

    def complain(self, key: Key, sentence: str, called: str | None = None) -> None:
        """Remember a problem with its place; `called` is what to call the key where it stands in a list."""
        place = f"{self._file.name}:{self._file.line(*key)}" if self._file else "policy"
        self.wrong.append(f"{place}: '{called or '.'.join(map(str, key))}' {sentence}")

    def take(self, setting: Setting, table: Mapping[str, Any], prefix: Key = ()) -> Any:  # noqa: ANN401 - each setting its own type
        """Return the setting's value, the default where it is missing or wrong."""
        value, key = self._default(setting), (*prefix, setting.key)
        given = setting.key in table
        if given:
            try:
                value = checked(setting, table[setting.key], self.currency, self.unit)
            except FeatureCheckError as error:
                self.complain(key, error.message)
        self.note(setting, ".".join(map(str, key)), value, given=given)
        return value

    def _default(self, setting: Setting) -> Any:  # noqa: ANN401 - each setting its own type
        if setting.default is None or setting.form not in ESTIMATES:
            return setting.default
        return checked(setting, setting.default, self.currency, self.unit)

    def note(self, setting: Setting, key: str, value: Any, *, given: bool) -> None:  # noqa: ANN401
        """Remember what is in force, for people."""
        own = self.own_source(key)
        default = not given or value == self._default(setting)
        source = own if own and given else setting.source if default else f"set in {self.origin}"
        text = shown_setting(setting.form, value, self.currency)
        self.entries.append(
            PolicyEntry(key, setting.label, text, source, self.origin if given else "default")
        )

    def table(self, name: str) -> dict[str, Any]:
        """Return a table of the file, empty where it is missing or not a table."""
        found = self.data.get(name, {})
        if isinstance(found, dict):
            return found
        self.complain((name,), f"is {kind_of(found)}, not a table. Write [{name}] on a line of its own.")
        return {}

    def unknown(self, table: Mapping[str, Any], known: list[str], prefix: Key = ()) -> None:
        """Complain about keys that mean nothing."""
        for key in table:
            if key not in known:
                self.complain((*prefix, key), f"is not a setting.{did_you_mean(key, known)}")

    def own_source(self, key: str) -> str | None:
        """Return what [sources] says about a setting."""
        source = self._sources.get(key)
        return source if isinstance(source, str) else None

    def check_sources(self) -> None:
        """Complain about sources of nothing, and about those that are not texts."""
        known = [entry.key for entry in self.entries] + [f"priors.{one.name}" for one in PARAMETERS]
        known += [f"ways.{name}" for name in named(self.data.get("ways"))]
        for key, source in self._sources.items():
            if key not in known:
                self.complain(("sources", key), f"is not a setting.{did_you_mean(key, known)}")
            elif not isinstance(source, str):
                self.complain(("sources", key), f"is {kind_of(source)}. Write a text in quotes.")


def _flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return `widening.guess = "our log"` under one key, whether TOML read it as a table in a table or not."""
    flat: dict[str, Any] = {}
    for key, value in table.items():
        flat |= _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": value}
    return flat


def _policy(data: dict[str, Any], file: TomlFile | None, origin: str) -> Policy:
    reader = _Reader(data, file, origin)
    tables = ["rates", "widening", "finding_out", "ways", "survey", "priors", "sources"]
    reader.unknown(data, [setting.key for setting in TOP] + tables)
    top = {setting.key: reader.take(setting, data) for setting in TOP}
    rates = read_rates(reader)
    widening = _read_widening(reader)
    finding_out = _read_finding_out(reader)
    ways = read_ways(reader)
    survey = _read_survey(reader)
    priors = _read_priors(reader, top["decimal_mark"])
    reader.check_sources()
    if reader.wrong:
        raise FeatureCheckError("\n".join(reader.wrong))
    return Policy(
        currency=top["currency"],
        unit=top["unit"],
        constants=Constants(
            top["discount_rate"],
            top["horizon_years"],
            top["lock_in_rate"],
            top["win_rate"],
            top["upkeep_rate"],
            top["opportunity_cost"],
        ),
        overrun_share=top["overrun"],
        person_week_cost=top["person_week_cost"],
        value_per_user=top["value_per_user"],
        competitor_users=top["competitor_users"],
        own_users=top["own_users"],
        risk_limit_share=top["risk_limit"],
        estimate_noise=top["estimate_noise"],
        decimal_mark=top["decimal_mark"],
        language=top["language"],
        widening=widening,
        finding_out=finding_out,
        priors=priors,
        ways=ways,
        survey=survey,
        own_product=top["own_product"],
        stated_intention=top["stated_intention"],
        same_account_share=top["same_account"],
        would_leave=top["would_leave"],
        would_grow=top["would_grow"],
        cost_to_serve_share=top["cost_to_serve_share"],
        internal_hour_cost=top["internal_hour_cost"],
        rates=rates,
        entries=tuple(reader.entries),
    )


def _read_widening(reader: _Reader) -> dict[Evidence, float]:
    table = reader.table("widening")
    reader.unknown(table, [setting.key for setting in WIDENING], ("widening",))
    factors = {Evidence(setting.key): reader.take(setting, table, ("widening",)) for setting in WIDENING}
    return {**factors, Evidence.ASSUMED: 1.0}


def _read_finding_out(reader: _Reader) -> dict[str, FindingOut]:
    table = reader.table("finding_out")
    reader.unknown(table, ["cost", "weeks", *WAYS], ("finding_out",))
    ways, common = {}, _common(reader, table)
    for name, (cost, weeks) in WAYS.items():
        own = table.get(name, {})
        if not isinstance(own, dict):
            reader.complain(("finding_out", name), f"is {kind_of(own)}, not a table with cost and weeks.")
            own = {}
        reader.unknown(own, ["cost", "weeks"], ("finding_out", name))
        ways[name] = _one_way(reader, name, {**common, **own}, cost, weeks)
    return ways


def _common(reader: _Reader, table: Mapping[str, Any]) -> dict[str, Any]:
    """Return cost and weeks that hold for every answer; complain once, not for each of them."""
    common = {}
    for key, form in (("cost", "money"), ("weeks", "weeks")):
        if key in table:
            try:
                common[key] = checked(
                    Setting(key, "", form, None, ""), table[key], reader.currency, reader.unit
                )
            except FeatureCheckError as error:
                reader.complain(("finding_out", key), error.message)
    return common


def _one_way(reader: _Reader, name: str, given: Mapping[str, Any], cost: float, weeks: float) -> FindingOut:
    about = BY_NAME[name].label_text(reader.unit)
    prefix = ("finding_out", name)
    price = reader.take(Setting("cost", f"To find out: {about}", "money", cost, "assumed"), given, prefix)
    delay = reader.take(Setting("weeks", f"To find out: {about}", "weeks", weeks, "assumed"), given, prefix)
    return FindingOut(price, delay)


def _read_survey(reader: _Reader) -> Survey:
    table = reader.table("survey")
    reader.unknown(table, [setting.key for setting in SURVEY], ("survey",))
    return Survey(*(reader.take(setting, table, ("survey",)) for setting in SURVEY))


def _read_priors(reader: _Reader, decimal: str | None) -> dict[str, Prior]:
    table = _without_stakes(reader, reader.table("priors"))
    reader.unknown(table, [parameter.name for parameter in PARAMETERS], ("priors",))
    priors = {}
    for name, given in table.items():
        prior = given if isinstance(given, dict) else {"value": given}
        reader.unknown(prior, ["value", "source"], ("priors", name))
        value = str(prior.get("value", ""))
        source = str(prior.get("source") or reader.own_source(f"priors.{name}") or f"set in {reader.origin}")
        if name in BY_NAME and _parses(reader, name, value, decimal):
            priors[name] = Prior(value, source)
            label = f"Assumed when nobody knows: {BY_NAME[name].label_text(reader.unit)}"
            reader.entries.append(PolicyEntry(f"priors.{name}", label, value, source, reader.origin))
    return priors


def _without_stakes(reader: _Reader, table: Mapping[str, Any]) -> dict[str, Any]:
    """Return the priors of answers; complain about those of what stands behind a request, which have none."""
    settings = [setting.key for setting in TOP]
    for name in (stake.name for stake in STAKES if stake.name in table):
        own = f'has a setting of its own. Write {name} = "1% to 15%" above the first table.'
        summed = (
            "is a sum over the accounts that ask, not a prior. Leave it out and give the list of customers."
        )
        reader.complain(("priors", name), own if name in settings else summed)
    return {name: given for name, given in table.items() if name not in _STAKES}


def _parses(reader: _Reader, name: str, value: str, decimal: str | None) -> bool:
    try:
        estimate = parse_estimate(value, BY_NAME[name].kind, decimal)
    except EstimateError as error:
        reader.complain(("priors", name), f"cannot be read: {error.message}")
        return False
    if not isinstance(estimate, Estimate):
        reader.complain(("priors", name), "says nothing. Write a range such as 5 to 300.")
        return False
    if estimate.shape is Shape.EXACT:
        reader.complain(("priors", name), "is a single point. Write a range: nobody knows it exactly.")
        return False
    if estimate.mean > _BEARABLE * estimate.p50:
        message = (
            f"is so wide that its average is more than {_BEARABLE} times its middle. Write a narrower range."
        )
        reader.complain(("priors", name), message)
        return False
    return True
