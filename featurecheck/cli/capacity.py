"""What `--capacity` and `--shadow-price` ask for, and what is said about the plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from featurecheck.cli.speech import quiet, say
from featurecheck.errors import FeatureCheckError

if TYPE_CHECKING:
    from featurecheck.policy import Policy
    from featurecheck.record import Results


@dataclass(frozen=True, slots=True)
class Within:
    """A capacity to plan within; with `shadow_price` the plan says what the team's time is worth elsewhere."""

    person_weeks: float
    shadow_price: bool

    @classmethod
    def of(cls, person_weeks: float | None, *, shadow_price: bool) -> Within | None:
        """Return what was asked for, None without a capacity.

        Raises:
            FeatureCheckError: a shadow price without a capacity.
        """
        if person_weeks is not None:
            return cls(person_weeks, shadow_price)
        if shadow_price:
            raise FeatureCheckError(
                "--shadow-price: there is none without a capacity. Add for example --capacity '60 person-weeks'."
            )
        return None

    def evaluated(self, run: Callable[..., Results], policy: Policy) -> Results:
        """Evaluate and plan; for the shadow price, plan first as if the team's time cost nothing elsewhere."""
        if self.shadow_price:
            policy = self._at_shadow_price(run, policy)
        return run(policy, capacity_person_weeks=self.person_weeks)

    def _at_shadow_price(self, run: Callable[..., Results], policy: Policy) -> Policy:
        from featurecheck.portfolio.shadow import at_shadow_price, without_opportunity_cost  # noqa: PLC0415 - not for --help

        first = run(without_opportunity_cost(policy), capacity_person_weeks=self.person_weeks)
        if first.portfolio is None:
            return policy
        priced, sentence = at_shadow_price(policy, first.portfolio)
        if not quiet():
            say(sentence)
        return priced


def say_plan(results: Results) -> None:
    """Print the plan, if there is one, and what was left out of it."""
    if results.portfolio is None:
        return
    from featurecheck.portfolio import words  # noqa: PLC0415 - not for --help

    if not quiet():
        for note in results.portfolio.notes:
            say(note)
    for sentence in words(results.portfolio, results.currency):
        say(sentence, err=False)
