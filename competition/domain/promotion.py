"""Proposed rises in vocational skill level (技能等级晋升), each condition with its answer.

The system proposes and exports; it never issues. Levels run from 5 (初级工) up to 1 (高级技师).
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from competition.domain.entries import LEVELS
from competition.domain.policies import CountOf, Policies, PromotionRule
from competition.domain.ranking import Ranked
from competition.domain.shares import counted, placed


class Condition(StrEnum):
    """What a promotion depends on; the first two hold for every rule."""

    PLACED = "placed"
    HONOURS = "honours"
    PLACES = "places"
    PERCENT = "percent"
    MODULE_PASSED = "module_passed"
    FROM_LEVEL = "from"
    MIN_AGE = "min_age"
    UPWARD = "upward"


CONDITION_RULES = {
    Condition.PLACED: "PRO-04",
    Condition.HONOURS: "PRO-04",
    Condition.PLACES: "PRO-01",
    Condition.PERCENT: "PRO-01",
    Condition.MODULE_PASSED: "PRO-01",
    Condition.FROM_LEVEL: "PRO-01",
    Condition.MIN_AGE: "PRO-03",
    Condition.UPWARD: "PRO-02",
}
"""For each condition its rule in docs/rules.md."""


class Check(NamedTuple):
    """One condition of one rule: what the entry holds, what is needed, whether that fits.

    `held` is None where nothing is known, and that never fits a condition that asks for it.
    """

    condition: Condition
    held: object
    needed: object
    fits: bool

    @property
    def rule(self) -> str:
        """The rule's number in docs/rules.md."""
        return CONDITION_RULES[self.condition]


@dataclass(frozen=True, slots=True)
class RuleCheck:
    """One promotion rule held against one entry: every condition it sets."""

    to: str
    checks: tuple[Check, ...]

    @property
    def fits(self) -> bool:
        """Whether every condition is met."""
        return all(check.fits for check in self.checks)


class Facts(NamedTuple):
    """What promotion looks at: the entry, its place among the honoured, how many were placed."""

    one: Ranked
    position: int | None
    placed: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """The level proposed for an entry, or None; `checks` tells why and why not, rule by rule."""

    to: str | None
    facts: Facts
    rules: tuple[PromotionRule, ...]

    @property
    def checks(self) -> tuple[RuleCheck, ...]:
        """Every rule held against the entry, also those after the first that fits."""
        return tuple(RuleCheck(rule.to, tuple(_checks(rule, self.facts))) for rule in self.rules)


def promotions(ranked: Sequence[Ranked], policies: Policies) -> dict[str, Proposal]:
    """Hold the promotion rules against every entry, in their order.

    Takes every entry of the event, in any order.
    Returns a proposal for each entry, with `to` None where no rule fits.
    Rules PRO-01 to PRO-04: the first rule that fits proposes its level, and only upward. Places
    and shares are counted among the entries that may be honoured, a share of all the placed.
    """
    best = placed(ranked)
    places = [one.place or 0 for one in best if one.entry.honours]
    many = counted(ranked, CountOf.PLACED)
    proposals = {}
    for one in ranked:
        honoured = one.takes_place and one.entry.honours
        position = bisect_left(places, one.place or 0) + 1 if honoured else None
        facts = Facts(one, position, many)
        proposals[one.entry.id] = Proposal(_first_fit(facts, policies), facts, policies.promotions)
    return proposals


def is_upward(held: str | None, to: str) -> bool:
    """Tell whether a level is higher than the one held; no level is below all. Rule PRO-02."""
    return held is None or LEVELS.index(to) > LEVELS.index(held)


def _first_fit(facts: Facts, policies: Policies) -> str | None:
    for rule in policies.promotions:
        if all(check.fits for check in _checks(rule, facts)):
            return rule.to
    return None


def _checks(rule: PromotionRule, facts: Facts) -> Iterator[Check]:
    """Hold one rule against one entry, condition by condition, the cheapest first."""
    entry = facts.one.entry
    yield Check(Condition.PLACED, facts.one.place, None, facts.one.takes_place)
    yield Check(Condition.HONOURS, entry.honours, True, entry.honours)
    yield from _checks_of_place(rule, facts)
    for module in rule.must_pass:
        passed = (facts.one.passed or {}).get(module)
        yield Check(Condition.MODULE_PASSED, passed, module, passed is True)
    if rule.from_levels is not None:
        fits = entry.level in rule.from_levels
        yield Check(Condition.FROM_LEVEL, entry.level, rule.from_levels, fits)
    if rule.min_age is not None:
        fits = entry.age is not None and entry.age >= rule.min_age
        yield Check(Condition.MIN_AGE, entry.age, rule.min_age, fits)
    yield Check(Condition.UPWARD, entry.level, rule.to, is_upward(entry.level, rule.to))


def _checks_of_place(rule: PromotionRule, facts: Facts) -> Iterator[Check]:
    position = facts.position
    if rule.places is not None:
        first, last = rule.places
        fits = position is not None and first <= position <= last
        yield Check(Condition.PLACES, position, rule.places, fits)
    if rule.percent is not None:
        within = Fraction(rule.percent) * facts.placed
        fits = position is not None and position * 100 <= within
        yield Check(Condition.PERCENT, position, rule.percent, fits)
