"""Finds every mistake in a questionnaire's file, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from featurecheck.errors import EstimateError, did_you_mean
from featurecheck.estimate import parse_estimate
from featurecheck.model import Estimate, Kind
from featurecheck.parameters import BY_NAME, PARAMETERS
from featurecheck.questionnaires.checking_conditions import circles, meaning
from featurecheck.questionnaires.checking_translations import placeholder_mistakes, translation_mistakes
from featurecheck.questionnaires.definition import ABOUT_ASKERS, comparison
from featurecheck.tomlfile import Key, TomlFile, shown

FORMAT = 1
TYPES = ("estimate", "text")
NEEDS = ("customers",)
ASKABLE = (*(parameter.name for parameter in PARAMETERS), *ABOUT_ASKERS)
BASES = ("competitor_users", "own_users")
COMPUTING = {
    *(
        "calculation",
        "calculate",
        "compute",
        "formula",
        "expression",
        "function",
        "default",
        "weight",
        "score",
    ),
    *("points", "repeat_count", "choice_filter", "trigger", "required_if", "parameters"),
}
"""Keys and types by which other forms compute; here they are refused with the reason."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")

_HEADER: dict[str, tuple[type, bool]] = {
    "format": (int, True),
    "name": (str, True),
    "title": (str, True),
    "version": (str, True),
    "language": (str, True),
    "questions": (list, True),
    "translations": (dict, False),
}
_QUESTION: dict[str, tuple[type, bool]] = {
    "name": (str, True),
    "type": (str, True),
    "label": (str, True),
    "number": (int, False),
    "kind": (str, False),
    "hint": (str, False),
    "guidance": (str, False),
    "unit": (str, False),
    "ask": (str, False),
    "required": (bool, False),
    "relevant": (str, False),
    "constraint": (str, False),
    "constraint_message": (str, False),
    "choices": (list, False),
    "prior": (dict, False),
    "needs": (str, False),
}
_CHOICE: dict[str, tuple[type, bool]] = {"value": (str, True), "label": (str, True), "share": (str, True)}
_PRIOR: dict[str, tuple[type, bool]] = {
    "value": (str, True),
    "source": (str, True),
    "share_of": (str, False),
    "share": (str, False),
}
_WORDS = {
    int: "a whole number",
    str: "a text in quotes",
    list: "a list",
    bool: "true or false",
    dict: "a table",
}


def problems(file: TomlFile) -> list[str]:
    """Return the mistakes, one sentence with `file:line` each, in the order of their lines."""
    return _Checker(file).problems()


class _Checker:
    """Goes through a questionnaire's data and collects every mistake."""

    def __init__(self, file: TomlFile) -> None:
        self.file = file
        self.found: list[tuple[int, str]] = []
        self.names: list[str] = []
        self.named: dict[str, dict[str, Any]] = {}

    def problems(self) -> list[str]:
        """Return the mistakes in the order of their lines."""
        data = self.file.data
        if data.get("format") == FORMAT or type(data.get("format")) is not int:
            self._check_file(data)
        else:
            newer = f"format {data['format']} is not known here; this featurecheck reads format {FORMAT}. Install a newer one."
            self._say(("format",), newer)
        return [f"{self.file.name}:{line}: {text}" for line, text in sorted(self.found)]

    def _say(self, key: Key, text: str) -> None:
        self.found.append((self.file.line(*key), text))

    def _check_file(self, data: dict[str, Any]) -> None:
        self._keys((), data, _HEADER, "the questionnaire")
        entries = data.get("questions", [])
        if isinstance(entries, list):
            questions = [(position, entry) for position, entry in enumerate(entries)]
            if "questions" in data and not questions:
                self._say(("questions",), "there is no question in it. Write at least one [[questions]].")
            self.names = [str(entry.get("name")) for _, entry in questions if isinstance(entry, dict)]
            self.named = {str(one.get("name")): one for _, one in questions if isinstance(one, dict)}
            for position, entry in questions:
                self._check_question(("questions", position), entry)
            tables = [entry for _, entry in questions if isinstance(entry, dict)]
            if "translations" in data and isinstance(data["translations"], dict):
                self._say_all(translation_mistakes(data["translations"], data.get("language"), tables))
            self._say_all(circles(entries))

    def _say_all(self, mistakes: Iterable[tuple[Key, str]]) -> None:
        for key, text in mistakes:
            self._say(key, text)

    def _keys(self, key: Key, entry: dict[str, Any], spec: dict[str, tuple[type, bool]], what: str) -> bool:
        before = len(self.found)
        for name, value in entry.items():
            if name not in spec and name.casefold() in COMPUTING:
                self._say((*key, name), _computes(f"'{shown(name)}' of {what}"))
            elif name not in spec:
                near = did_you_mean(name, list(spec))
                self._say(
                    (*key, name),
                    f"{what} has an unknown key '{shown(name)}'.{near} Known: {', '.join(spec)}.",
                )
            elif type(value) is not spec[name][0]:
                self._say((*key, name), f"'{name}' of {what} must be {_WORDS[spec[name][0]]}.")
            elif value == "" and spec[name][1]:
                self._say((*key, name), f"'{name}' of {what} is empty. Write something.")
        for name, (_, required) in spec.items():
            if required and name not in entry:
                self._say(key or ("format",), f"{what} lacks '{name}'. Add it.")
        return len(self.found) == before

    def _check_question(self, key: Key, entry: object) -> None:
        if not isinstance(entry, dict):
            self._say(key, "a question must be a table. Begin it with [[questions]].")
            return
        what = f"question '{shown(str(entry.get('name', '?')))}'"
        if not self._keys(key, entry, _QUESTION, what):
            return
        self._check_name(key, entry, what)
        checks = (self._check_type, self._check_needs, self._check_conditions, self._check_choices)
        for check_part in (*checks, self._check_prior):
            check_part(key, entry, what)
        for part in ("label", "hint", "guidance", "unit"):
            self._say_all(
                ((*key, part), said) for said in placeholder_mistakes(entry.get(part, ""), what, forms=False)
            )

    def _check_name(self, key: Key, entry: dict[str, Any], what: str) -> None:
        earlier = self.names[: int(key[1])]
        if entry["name"] in earlier:
            self._say(
                (*key, "name"), f"{what} stands here for the second time. Give each question its own name."
            )
        if not re.fullmatch(r"[a-z][a-z0-9_]*", entry["name"]):
            self._say(
                (*key, "name"),
                f"{what}: a name has small letters, digits and underscores, and begins with a letter.",
            )

    def _check_type(self, key: Key, entry: dict[str, Any], what: str) -> None:
        if entry["type"].casefold() in COMPUTING:
            self._say((*key, "type"), _computes(f"the type '{shown(entry['type'])}' of {what}"))
        elif entry["type"] not in TYPES:
            near = did_you_mean(entry["type"], list(TYPES))
            self._say(
                (*key, "type"),
                f"{what} has the type '{shown(entry['type'])}'.{near} Known: {', '.join(TYPES)}.",
            )
        elif entry["type"] == "text":
            for name in ("kind", "choices", "prior", "unit", "constraint"):
                if name in entry:
                    self._say(
                        (*key, name),
                        f"{what} is a text, and a text has no '{name}'. Remove it, or make it an estimate.",
                    )
        else:
            self._check_estimate(key, entry, what)

    def _check_estimate(self, key: Key, entry: dict[str, Any], what: str) -> None:
        parameter = BY_NAME[entry["name"]] if entry["name"] in ASKABLE else None
        if parameter is None:
            near = did_you_mean(entry["name"], list(ASKABLE))
            self._say(
                (*key, "name"),
                f"{what} is an estimate, but no input of the calculation is called so.{near} Known: {', '.join(ASKABLE)}.",
            )
        for name in ("kind", "unit", "prior"):
            if name not in entry and (name != "prior" or entry["name"] not in ABOUT_ASKERS):
                self._say(key, f"{what} is an estimate and lacks '{name}'. Add it.")
        kinds = [kind.value for kind in Kind]
        kind = entry.get("kind", kinds[0])
        if kind not in kinds:
            self._say(
                (*key, "kind"),
                f"{what} has the kind '{shown(kind)}'.{did_you_mean(kind, kinds)} Known: {', '.join(kinds)}.",
            )
        elif parameter is not None and "kind" in entry and kind != parameter.kind:
            self._say(
                (*key, "kind"),
                f"{what} has the kind '{kind}', but the calculation needs '{parameter.kind}'. Write that.",
            )

    def _check_needs(self, key: Key, entry: dict[str, Any], what: str) -> None:
        """The two questions about those who asked need a list of customers; the policy says what is assumed for them."""
        about_askers = entry["name"] in ABOUT_ASKERS
        if about_askers and entry.get("needs") not in NEEDS:
            self._say(key, f'{what} is about those who asked. Write needs = "customers".')
        elif "needs" in entry and not about_askers:
            self._say(
                (*key, "needs"),
                f"{what} needs nothing. 'needs' is only for {' and '.join(ABOUT_ASKERS)}; remove it.",
            )
        if about_askers and "prior" in entry:
            self._say(
                (*key, "prior"),
                f"{what} has a prior, and what is assumed for it stands in the policy as {entry['name']}. Remove it here.",
            )

    def _check_conditions(self, key: Key, entry: dict[str, Any], what: str) -> None:
        for part in ("relevant", "constraint"):
            if part not in entry:
                continue
            read = comparison(entry[part])
            if read is None:
                self._say(
                    (*key, part),
                    f"'{part}' of {what} is not a simple comparison. Write it as ${{users}} > 0 or ${{how_often}} = 'daily'.",
                )
            elif part == "constraint" and read.name != entry["name"]:
                self._say(
                    (*key, part),
                    f"'constraint' of {what} is about '{read.name}'. It can only be about the question itself.",
                )
            elif read.name not in self.names:
                self._say(
                    (*key, part),
                    f"'{part}' of {what} names '{read.name}', and no question is called so.{did_you_mean(read.name, self.names)}",
                )
            elif part == "relevant" and read.name == entry["name"]:
                self._say(
                    (*key, part), f"'relevant' of {what} is about the question itself. Name another question."
                )
            elif wrong := meaning(read, self.named.get(read.name, {}), f"'{part}' of {what}"):
                self._say((*key, part), wrong)

    def _check_choices(self, key: Key, entry: dict[str, Any], what: str) -> None:
        taken: set[str] = set()
        for position, choice in enumerate(entry.get("choices", [])):
            place = (*key, "choices", position)
            if not isinstance(choice, dict):
                self._say(place, f"a choice of {what} must be a table with value, label and share.")
            elif self._keys(place, choice, _CHOICE, f"a choice of {what}"):
                self._check_estimate_text(
                    place,
                    choice["share"],
                    Kind.SHARE,
                    f"the share of choice '{shown(choice['value'])}' of {what}",
                )
                words = {choice["value"].casefold(), choice["label"].casefold()}
                if words & taken:
                    self._say(
                        place,
                        f"{what} has the choice '{shown(choice['value'])}' twice. Give each its own words.",
                    )
                taken |= words
        if entry.get("choices") and entry.get("kind", Kind.SHARE) != Kind.SHARE:
            self._say(
                (*key, "choices"), f"{what} has choices but is not a share. Only a share may have choices."
            )

    def _check_prior(self, key: Key, entry: dict[str, Any], what: str) -> None:
        place = (*key, "prior")
        if "prior" not in entry or not self._keys(place, entry["prior"], _PRIOR, f"the prior of {what}"):
            return
        prior = entry["prior"]
        if entry.get("kind") in list(Kind):
            self._check_estimate_text(
                place, prior["value"], Kind(entry["kind"]), f"the prior of {what}", wide=True
            )
        if not prior["source"].startswith("assumed: ") and not _YEAR.search(prior["source"]):
            self._say(place, f"the prior of {what} needs a source with its year, or 'assumed: ' and why.")
        if ("share" in prior) != ("share_of" in prior):
            self._say(place, f"the prior of {what} needs both 'share_of' and 'share', or neither.")
        if prior.get("share_of", BASES[0]) not in BASES:
            near = did_you_mean(prior["share_of"], list(BASES))
            self._say(
                place,
                f"the prior of {what} is a share of '{shown(prior['share_of'])}'.{near} Known: {', '.join(BASES)}.",
            )
        if "share" in prior:
            self._check_estimate_text(
                place, prior["share"], Kind.SHARE, f"the prior share of {what}", wide=True
            )

    def _check_estimate_text(
        self, place: Key, text: str, kind: Kind, what: str, *, wide: bool = False
    ) -> None:
        try:
            read = parse_estimate(text, kind)
        except EstimateError as error:
            self._say(place, f"{what} cannot be read: {error.message}")
            return
        if not isinstance(read, Estimate):
            self._say(place, f"{what} says that nobody knows. Write a range.")
        elif wide and read.p5 >= read.p95:
            self._say(place, f"{what} is a single point. Write a range: nobody knows it exactly.")


def _computes(what: str) -> str:
    return f"{what} would compute, and a questionnaire only asks. Remove it: what is made of the answers is the same for all of them."
