"""`featurecheck ask` with `--usage` and `--survey`: what the data proposes, found by evaluating the request so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from featurecheck.cli import common
from featurecheck.cli.beside import Beside
from featurecheck.errors import FeatureCheckError
from featurecheck.interview.advice import Proposal
from featurecheck.model import ParameterResult

_DATA = ("usage", "survey")


@dataclass(frozen=True)
class DataAdviser:
    """Evaluates the request file with the data beside it."""

    beside: Beside
    policy_file: Path | None
    questionnaire: str

    def proposals(self, path: Path) -> Mapping[str, Proposal]:
        """Return what data answers; nothing while the file cannot be evaluated."""
        try:
            results = common.evaluated([path], self.policy_file, self.questionnaire, beside=self.beside)
        except FeatureCheckError:
            return {}
        found = {
            name: _proposal(one) for request in results.requests for name, one in request.parameters.items()
        }
        return {name: proposal for name, proposal in found.items() if proposal is not None}

    def features(self, title: str, competitor: str) -> Sequence[str]:
        """Return the features that have the request's name or sound like it."""
        from featurecheck.matching import Matcher  # noqa: PLC0415 - not for --help

        policy, _ = common.policy_in_force(self.policy_file)
        usages = self.beside.observed(policy, None).usages
        found = Matcher(usages, policy.own_product, [competitor]).matched(title, "", competitor)
        exact = [match.feature.feature for match in (found.rival, found.own) if match is not None]
        return tuple(dict.fromkeys((*exact, *found.proposed)))


def _proposal(parameter: ParameterResult) -> Proposal | None:
    witness = next((one for one in parameter.witnesses if one.kind in _DATA and one.as_answer), None)
    if witness is None:
        return None
    return Proposal(witness.as_answer, witness.evidence, witness.source, witness.says)
