"""A season's rules for proposals: what a federation sets anew each year, kept in versions.

Almost every number differs from city to city and from year to year, so all of them are settings.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from competition.domain.events import Group
from competition.domain.issues import Issue
from competition.domain.organisations import OrganisationKind
from competition.domain.proposal_document import Field, Kind, Step
from competition.domain.proposal_texts import read_field, write_value

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
PLACEHOLDERS = ("year", "organiser", "host", "trade", "industry")
NAMING = "{year}年{organiser}{trade}职业技能竞赛"


class Weight(StrEnum):
    """What comes of a broken setting: nothing, a warning, or an error that blocks."""

    OFF = "off"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class ProposalRules:
    """One version of a season's rules. Days are calendar days; None does not limit."""

    naming: str = NAMING
    naming_weight: str = Weight.WARNING
    opens_on: date | None = None
    closes_on: date | None = None
    window_weight: str = Weight.WARNING
    union_days: int | None = 7
    city_days: int | None = 10
    return_days: int | None = 10
    worker_minimum: int | None = 30
    student_minimum: int | None = 30
    minimum_weight: str = Weight.WARNING
    theory_ceiling: Decimal | None = None
    theory_weight: str = Weight.ERROR
    repeat_weight: str = Weight.WARNING
    most_trades: int | None = 3
    trades_weight: str = Weight.ERROR
    conditions: tuple[str, ...] = field(default_factory=tuple)
    conditions_weight: str = Weight.ERROR

    def minimum(self, group: str) -> int | None:
        """The fewest entrants that the group must expect."""
        return self.student_minimum if group == Group.STUDENT else self.worker_minimum

    def days_of(self, kind: OrganisationKind) -> int:
        """How many days a level has for its review: the federation, or a union below it."""
        city = kind is OrganisationKind.FEDERATION
        return (self.city_days if city else self.union_days) or 0


def _rule(key: str, kind: Kind, most: int = 120, places: int = 0, *, is_needed: bool) -> Field:
    return Field(key, Step.COMPETITION, kind, most=most, places=places, is_needed=is_needed)


def _weight(key: str) -> Field:
    return Field(key, Step.COMPETITION, Kind.CHOICE, tuple(Weight))


RULE_FIELDS: tuple[Field, ...] = (
    _rule("naming", Kind.TEXT, is_needed=True),
    _weight("naming_weight"),
    _rule("opens_on", Kind.DAY, is_needed=False),
    _rule("closes_on", Kind.DAY, is_needed=False),
    _weight("window_weight"),
    _rule("union_days", Kind.WHOLE, 365, is_needed=True),
    _rule("city_days", Kind.WHOLE, 365, is_needed=True),
    _rule("return_days", Kind.WHOLE, 365, is_needed=True),
    _rule("worker_minimum", Kind.WHOLE, 100_000, is_needed=False),
    _rule("student_minimum", Kind.WHOLE, 100_000, is_needed=False),
    _weight("minimum_weight"),
    _rule("theory_ceiling", Kind.DECIMAL, 100, 2, is_needed=False),
    _weight("theory_weight"),
    _weight("repeat_weight"),
    _rule("most_trades", Kind.WHOLE, 1000, is_needed=False),
    _weight("trades_weight"),
    _rule("conditions", Kind.NAMES, 200, is_needed=False),
    _weight("conditions_weight"),
)


def read_rules(texts: Mapping[str, object]) -> tuple[ProposalRules, tuple[Issue, ...]]:
    """Read a season's rules from texts; every fault is an issue at its field.

    Rule PRP-21: a season's rules are complete, its name pattern knows what it names, and its
    window closes after it opens.
    """
    issues: list[Issue] = []
    rules = ProposalRules()
    for one in RULE_FIELDS:
        value = read_field(one, texts.get(one.key), one.key, issues)
        rules = replace(rules, **{one.key: value})
        told = any(issue.path == one.key for issue in issues)
        if one.is_needed and value in (None, "") and not told:
            issues.append(Issue("PRP-21", one.key, "This is needed."))
    return rules, (*issues, *_unsound(rules))


def write_rules(rules: ProposalRules) -> dict[str, object]:
    """Write a season's rules as texts."""
    return {one.key: write_value(one, getattr(rules, one.key)) for one in RULE_FIELDS}


def name_by_rule(pattern: str, words: Mapping[str, str]) -> str:
    """The name that the pattern gives a competition; what is not known yet is left out.

    Rule PRP-12: a competition is named by the season's pattern.
    """
    return PLACEHOLDER.sub(lambda match: words.get(match[1], ""), pattern).strip()


def _unsound(rules: ProposalRules) -> list[Issue]:
    issues = []
    unknown = [name for name in PLACEHOLDER.findall(rules.naming) if name not in PLACEHOLDERS]
    if unknown:
        message = "The pattern knows only %(known)s, not {%(found)s}."
        known = " ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        issues.append(Issue("PRP-21", "naming", message, {"known": known, "found": unknown[0]}))
    if rules.opens_on and rules.closes_on and rules.closes_on < rules.opens_on:
        issues.append(Issue("PRP-21", "closes_on", "The last day is before the first one."))
    return issues
