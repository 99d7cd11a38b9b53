"""`featurecheck ask` with `--usage` and `--survey`: what the data proposes, found by evaluating the request so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from featurecheck.cli import common
from featurecheck.cli.beside import Beside, once_a_run
from featurecheck.cli.speech import problem_line
from featurecheck.errors import FeatureCheckError
from featurecheck.intake import Severity
from featurecheck.interview.advice import Near, Proposal
from featurecheck.model import ParameterResult, Use, Witness
from featurecheck.report.sources import cited

if TYPE_CHECKING:
    from featurecheck.matching import Matcher
    from featurecheck.observed import FeatureUse, Observed, ProductUse
    from featurecheck.record import Results

_DATA = ("usage", "survey")


def evaluated_now(path: Path, policy_file: Path | None, questionnaire: str, beside: Beside) -> Results:
    """Evaluate a request file as it is now; once for each state of it, however many ask.

    Raises:
        FeatureCheckError: it cannot be read or evaluated.
    """
    content = path.read_bytes() if path.is_file() else b""
    key = (path, content, policy_file, questionnaire, beside)
    return once_a_run(key, lambda: common.evaluated([path], policy_file, questionnaire, beside=beside))


@dataclass(frozen=True)
class DataAdviser:
    """Evaluates the request file with the data beside it; `observed` is what was read."""

    observed: Observed
    own_product: str | None
    beside: Beside
    policy_file: Path | None
    questionnaire: str

    def proposals(self, path: Path) -> Mapping[str, Proposal]:
        """Return what data answers; nothing while the file cannot be evaluated."""
        results = self._results(path)
        requests = results.requests if results else ()
        found = {name: _proposal(one) for request in requests for name, one in request.parameters.items()}
        return {name: proposal for name, proposal in found.items() if proposal is not None}

    def features(self, title: str, competitor: str) -> Sequence[Near]:
        """Return the features that have the request's name or sound like it."""
        found = self._matcher(competitor).matched(title, "", competitor)
        same = [(match.product, match.feature) for match in (found.rival, found.own) if match is not None]
        near = [_near(*one, competitor, same=True) for one in same]
        alike = {_writable(name) for name in found.proposed}
        near += [one for one in self.known(competitor) if one.name in alike and not same]
        return tuple({one.name: one for one in reversed(near)}.values())[::-1]

    def known(self, competitor: str) -> Sequence[Near]:
        """Return the features of the competitor's product and of ours, the most used first."""
        listed = [_near(product, one, competitor) for product, one in self._shelf(competitor)]
        return tuple({one.name: one for one in reversed(listed)}.values())[::-1]

    def mistake(self, name: str, competitor: str) -> str:
        """Return which of the names is none of a feature, and which one may be meant."""
        return " ".join(self._matcher(competitor).matched("", name, competitor).missing)

    def remarks(self, path: Path) -> Sequence[str]:
        """Return which rows found no place in this request, and that no feature sounds like it."""
        results = self._results(path)
        if results is None or not results.requests:
            return ()
        said = set(self.observed.problems)
        usages = {usage.name for usage in self.observed.usages}
        beside = usages | {survey.name for survey in self.observed.surveys} | {path.name}
        return tuple(
            problem_line(problem)
            for problem in results.problems
            if problem not in said
            and problem.file in beside
            and (problem.severity is Severity.WARNING or problem.file in usages)
        )

    def _results(self, path: Path) -> Results | None:
        try:
            return evaluated_now(path, self.policy_file, self.questionnaire, self.beside)
        except FeatureCheckError:  # the verdict after the next answer says what is wrong
            return None

    def _matcher(self, competitor: str) -> Matcher:
        from featurecheck.matching import Matcher  # noqa: PLC0415 - not for --help

        return Matcher(self.observed.usages, self.own_product, [competitor])

    def _shelf(self, competitor: str) -> Iterator[tuple[ProductUse, FeatureUse]]:
        from featurecheck.matching import fold  # noqa: PLC0415 - not for --help

        rival = fold(competitor)
        every = [product for usage in self.observed.usages for product in usage.products]
        rivals = [product for product in every if rival and fold(product.name) == rival]
        own = [product for _, product in self._matcher(competitor).own_products()]
        for product in (*rivals, *own):
            yield from ((product, feature) for feature in product.features)


def _near(product: ProductUse, feature: FeatureUse, competitor: str, *, same: bool = False) -> Near:
    from featurecheck.matching import fold  # noqa: PLC0415 - not for --help

    of = f" of {product.name}" if product.name else ""
    counts = (
        f"{feature.users:,} of {product.users:,} active users{of}"
        if feature.users and product.users
        else of.strip()
    )
    own = "" if fold(product.name) == fold(competitor) else " (ours: gives a base rate)"
    return Near(_writable(feature.feature), f"{counts}{own}".strip(), same)


def _writable(name: str) -> str:
    """Return a feature's name as `usage_feature` can hold it: a semicolon would part it, and no name hangs on one."""
    return " ".join(name.replace(";", " ").split())


def _proposal(parameter: ParameterResult) -> Proposal | None:
    witness = next((one for one in parameter.witnesses if one.kind in _DATA and one.as_answer), None)
    if witness is None:
        return None
    used = witness.use is Use.USED
    return Proposal(
        witness.as_answer,
        witness.evidence,
        witness.source,
        "; ".join(filter(None, (witness.says, cited(witness.says, witness.source)))),
        parameter.notes if used else (),
        _instead(parameter, witness) if used else "",
    )


def _instead(parameter: ParameterResult, witness: Witness) -> str:
    """Return a sentence where an answer stands and the data is used all the same."""
    answers = [one for one in parameter.witnesses if one.kind == "answer"]
    if not answers:
        return ""
    updated = answers[0].use is Use.UPDATED
    why = "the survey's rows update what was answered" if updated else witness.why
    return f"Evaluated as {parameter.reading}: {why}. The answer stays in the file."
