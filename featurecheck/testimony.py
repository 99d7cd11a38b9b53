"""Which usage and which survey rows speak about which request, and what they offer as answers to its questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from featurecheck.estimate import from_quantiles
from featurecheck.intake import Problem, Requests, Severity
from featurecheck.matching import Known, Match, Matched, Matcher, fold
from featurecheck.model import Estimate, Kind
from featurecheck.observed import Observed, Survey, Tally
from featurecheck.offers import PER_ACCOUNT, Offer, Size, from_own_usage, from_rival_usage, from_tally
from featurecheck.policy import Policy
from featurecheck.tomlfile import shown as shortened

_LISTED = 5


class Testimony:
    """Everything that was counted or asked, looked up by request. `problems` are what found no place, in words."""

    def __init__(self, requests: Requests, observed: Observed, policy: Policy) -> None:
        """Match features and survey rows to requests by what the requests name."""
        self._requests = requests
        self._policy = policy
        self._matcher = Matcher(observed.usages, policy.own_product, requests.columns.get("competitor", ()))
        self._rows: dict[str, list[int]] = {}
        for column in ("id", "request"):
            for row, name in enumerate(requests.columns.get(column, ())):
                places = self._rows.setdefault(fold(name), [])
                places += [row] if name.strip() and row not in places else []
        self.problems: list[Problem] = list(observed.problems)
        self._tallies = self._by_row(observed.surveys)
        self.problems += self._doubts(observed)

    def _doubts(self, observed: Observed) -> Iterator[Problem]:
        """Yield what stands between the names in the policy, the requests and the usage data."""
        if self._matcher.doubt:
            said = self._policy.own_product is not None
            severity = Severity.WARNING if said else Severity.NOTE
            yield _doubt(observed.usages[0].name, self._matcher.doubt, "one product that is ours", severity)
        for text in self._matcher.misspelt:
            expected = "competitors written as in the usage data"
            yield _doubt(observed.usages[0].name, text, expected, Severity.WARNING)

    def own_users(self) -> Estimate | None:
        """Return how many active users (or accounts) our product has, None where no source tells."""
        counts = [
            product.accounts if self._policy.unit in PER_ACCOUNT else product.users
            for _, product in self._matcher.own_products()
        ]
        known = [count for count in counts if count]
        if not known:
            return None
        most = float(max(known))
        return from_quantiles(most, most, Kind.COUNT, text=f"{max(known):,}", unit=self._policy.unit)

    def offers(self, row: int, size: Size) -> Mapping[str, Sequence[Offer]]:
        """Return what is offered for each parameter of a request; most have nothing."""
        found: dict[str, list[Offer]] = {}
        for offer in (*self._from_usage(row, size), *self._from_surveys(row, size)):
            found.setdefault(offer.parameter, []).append(offer)
        return found

    def matched(self, row: int) -> Matched:
        """Return which features of the usage data a request speaks of."""
        title, feature, competitor = (
            self._cell(name, row) for name in ("request", "usage_feature", "competitor")
        )
        return self._matcher.matched(title, feature, competitor)

    def remarks(self, row: int) -> Iterator[Problem]:
        """Yield what a person should know about a request's match: a name without a feature, a feature that sounds alike."""
        found = self.matched(row)
        place = self._requests.places[row]
        for text in found.missing:
            name, _, why = text.partition("' is not a feature ")
            _, _, other = why.partition(": it is one of ")
            near = why.partition(" Did you mean ")[2]
            mend = f"Did you mean {near}" if near else "featurecheck usage lists them."
            yield Problem(
                place.file, place.sheet, place.row, None, "usage_feature", name[1:],
                "a feature of the competitor's product or of ours" if other else "a feature of the usage data",
                f"It is one of {other}" if other else mend, Severity.WARNING,
            )  # fmt: skip
        if found.proposed:
            names = " or ".join(f"'{name}'" for name in found.proposed)
            yield Problem(
                place.file, place.sheet, place.row, None, "usage_feature", f"'{self._cell('request', row)}' names no usage feature",
                f"its feature in the usage data, if it has one: {names} sounds like it",
                f"If that is it, write {names} into usage_feature.", Severity.NOTE,
            )  # fmt: skip

    def _cell(self, column: str, row: int) -> str:
        cells = self._requests.columns.get(column)
        return cells[row] if cells is not None else ""

    def _from_usage(self, row: int, size: Size) -> Iterator[Offer]:
        found = self.matched(row)
        rivals, own = (found.rival, *found.further_rivals), (found.own, *found.further_own)
        for matches, offered in ((rivals, from_rival_usage), (own, from_own_usage)):
            for match in filter(None, matches):
                yield from (_by_name(offer, match) for offer in offered(match, size, self._policy))

    def _from_surveys(self, row: int, size: Size) -> Iterator[Offer]:
        for survey, tallies in self._tallies.get(row, ()):
            for tally in tallies.values():
                offer = from_tally(tally, survey.name, size, self._policy)
                if offer is not None:
                    yield offer

    def _by_row(self, surveys: Sequence[Survey]) -> dict[int, list[tuple[Survey, Mapping[str, Tally]]]]:
        found: dict[int, list[tuple[Survey, Mapping[str, Tally]]]] = {}
        for survey in surveys:
            homeless = []
            for name, tallies in survey.tallies.items():
                rows = self._rows_of(name)
                for row in rows:
                    found.setdefault(row, []).append((survey, tallies))
                homeless += [] if rows else [name]
            self.problems += self._homeless(survey.name, homeless, some=len(homeless) < len(survey.tallies))
        return found

    def _rows_of(self, name: str) -> Sequence[int]:
        if not name.strip():
            return (0,) if len(self._requests) == 1 else ()
        return self._rows.get(fold(name), ())

    def _homeless(self, file: str, names: Sequence[str], *, some: bool) -> Iterator[Problem]:
        """Yield what found no request: a nameless one, a misspelt one each by itself, the others together."""
        titles = Known(self._requests.columns.get("request", ()) if names else ())
        near = {name: titles.did_you_mean(name).strip() for name in names}
        for name in names:
            if not name.strip():
                yield _nameless(file)
            elif near[name]:
                yield _unmatched(file, f"'{name}'", near[name], Severity.WARNING)
        others = [f"'{name}'" for name in names if name.strip() and not near[name]]
        if others:
            listed = ", ".join(others[:_LISTED]) + (
                f" and {len(others) - _LISTED} more" if len(others) > _LISTED else ""
            )
            mend = "Nothing to do, if they are not among the requests on purpose."
            yield _unmatched(file, listed, mend, Severity.NOTE if some else Severity.WARNING)


def _nameless(file: str) -> Problem:
    found = "respondents who do not say which request they speak of"
    mend = "Add a column 'request' with its id or title, or evaluate one request alone."
    expected = "the request's id or title"
    return Problem(file, None, None, None, "request", found, expected, mend, Severity.WARNING)


def _unmatched(file: str, found: str, mend: str, severity: Severity) -> Problem:
    expected = "the id or title of one of the requests; rows about others are not used"
    return Problem(file, None, None, None, "request", found, expected, mend, severity)


def _by_name(offer: Offer, match: Match) -> Offer:
    """Say where a feature was not named by the request but only bears its name."""
    if match.named:
        return offer
    note = f"'{shortened(match.feature.feature)}' is taken because it has the request's name"
    return replace(offer, notes=(*offer.notes, note))


def _doubt(file: str, found: str, expected: str, severity: Severity) -> Problem:
    what, _, near = found.rstrip(".").partition(". Did you mean ")
    mend = f"Did you mean {near}" if near else "Nothing else is touched by it."
    return Problem(file, None, None, None, None, what, expected, mend, severity)
