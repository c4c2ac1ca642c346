"""Proposed rises in vocational skill level (技能等级晋升), each condition with its answer.

The system proposes and exports; it never issues. Levels run from 5 (初级工) up to 1 (高级技师).
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
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


class Proposal(NamedTuple):
    """The level proposed for an entry, or None; `checks` tells why and why not, rule by rule."""

    to: str | None
    facts: Facts
    rules: tuple[PromotionRule, ...]

    @property
    def checks(self) -> tuple[RuleCheck, ...]:
        """Every rule held against the entry, also those after the first that fits."""
        return tuple(RuleCheck(rule.to, _checks(rule, self.facts)) for rule in self.rules)


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
    rules = [(rule.to, [term.fits for term in _terms(rule)]) for rule in policies.promotions]
    proposals = {}
    for one in ranked:
        honoured = one.takes_place and one.entry.honours
        position = bisect_left(places, one.place or 0) + 1 if honoured else None
        facts = Facts(one, position, many)
        to = next((to for to, fits in rules if all(fit(facts) for fit in fits)), None)
        proposals[one.entry.id] = Proposal(to, facts, policies.promotions)
    return proposals


def is_upward(held: str | None, to: str) -> bool:
    """Tell whether a level is higher than the one held; no level is below all. Rule PRO-02."""
    return held is None or LEVELS.index(to) > LEVELS.index(held)


class _Term(NamedTuple):
    """One condition of a rule, ready to be held against anybody."""

    condition: Condition
    needed: object
    held: Callable[[Facts], object]
    fits: Callable[[Facts], bool]


def _checks(rule: PromotionRule, facts: Facts) -> tuple[Check, ...]:
    """Hold one rule against one entry, condition by condition."""
    return tuple(
        Check(term.condition, term.held(facts), term.needed, term.fits(facts))
        for term in _terms(rule)
    )


def _terms(rule: PromotionRule) -> Iterator[_Term]:
    """List the conditions of a rule, the cheapest first."""
    yield _Term(Condition.PLACED, None, _place, lambda facts: facts.one.takes_place)
    yield _Term(Condition.HONOURS, True, _honours, _honours)
    yield from _terms_of_place(rule)
    yield from map(_passed, rule.must_pass)
    if (levels := rule.from_levels) is not None:
        yield _Term(Condition.FROM_LEVEL, levels, _level, lambda facts: _level(facts) in levels)
    if (least := rule.min_age) is not None:
        yield _Term(Condition.MIN_AGE, least, _age, lambda facts: _is_at_least(_age(facts), least))
    to = rule.to
    yield _Term(Condition.UPWARD, to, _level, lambda facts: is_upward(_level(facts), to))


def _terms_of_place(rule: PromotionRule) -> Iterator[_Term]:
    if rule.places is not None:
        first, last = rule.places

        def within_places(facts: Facts) -> bool:
            return facts.position is not None and first <= facts.position <= last

        yield _Term(Condition.PLACES, rule.places, _position, within_places)
    if rule.percent is not None:
        share = Fraction(rule.percent)

        def within_percent(facts: Facts) -> bool:
            return facts.position is not None and facts.position * 100 <= share * facts.placed

        yield _Term(Condition.PERCENT, rule.percent, _position, within_percent)


def _passed(module: str) -> _Term:
    def held(facts: Facts) -> bool | None:
        return (facts.one.passed or {}).get(module)

    return _Term(Condition.MODULE_PASSED, module, held, lambda facts: held(facts) is True)


def _is_at_least(age: int | None, least: int) -> bool:
    return age is not None and age >= least


def _place(facts: Facts) -> int | None:
    return facts.one.place


def _honours(facts: Facts) -> bool:
    return facts.one.entry.honours


def _position(facts: Facts) -> int | None:
    return facts.position


def _level(facts: Facts) -> str | None:
    return facts.one.entry.level


def _age(facts: Facts) -> int | None:
    return facts.one.entry.age
