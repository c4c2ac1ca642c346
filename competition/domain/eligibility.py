"""Eligibility (参赛资格): a worker's facts held against conditions, each with its reason.

Every finding says what is asked and what the worker said, whether that fits or not.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from competition.domain.conditions import Condition, Effect, Kind, Requirement
from competition.domain.entries import LEVELS
from competition.domain.errors import RuleViolation
from competition.domain.facts import Facts, whole_years
from competition.domain.issues import Issue, Severity


class Verdict(StrEnum):
    """Whether something is met; unknown while the worker has not said what it needs."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words as an English template with named parameters, for the catalogues."""

    message: str
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Check:
    """One test's outcome: what is asked, what the worker said (None: nothing yet)."""

    rule: str
    verdict: Verdict
    asked: Phrase
    own: Phrase | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One condition's outcome, with the outcome of each test of each alternative.

    In a team `position` and `person` tell about whom; the first one, or who enters alone, is at 0.
    """

    condition: Condition
    verdict: Verdict
    alternatives: tuple[tuple[Check, ...], ...]
    position: int = 0
    person: str = ""

    @property
    def key(self) -> str:
        """What tells this finding from the others of the entry; a lifting names it."""
        return f"{self.condition.key}@{self.position}" if self.position else self.condition.key

    @property
    def refuses(self) -> bool:
        """Whether it keeps the worker from entering."""
        return self.verdict is Verdict.UNMET and self.condition.effect is Effect.REFUSE


@dataclass(frozen=True, slots=True)
class Eligibility:
    """All findings about one worker."""

    findings: tuple[Finding, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Whether the worker may enter: unmet as soon as one condition refuses.

        Rule ELG-11: a condition that only takes honours away never keeps anybody from entering.
        """
        if any(finding.refuses for finding in self.findings):
            return Verdict.UNMET
        return (
            Verdict.UNKNOWN
            if any(finding.verdict is Verdict.UNKNOWN for finding in self.findings)
            else Verdict.MET
        )

    @property
    def honours(self) -> bool:
        """Whether the entry may be honoured. Rule ELG-12: else its awards pass to the next."""
        return not any(
            finding.verdict is Verdict.UNMET and finding.condition.effect is Effect.NO_HONOURS
            for finding in self.findings
        )

    @property
    def refusing(self) -> tuple[str, ...]:
        """The keys of the findings that refuse."""
        return tuple(one.key for one in self.findings if one.refuses)

    def without(self, excused: Iterable[str]) -> "Eligibility":
        """The same without the findings that the organisers have lifted for this entry."""
        lifted = frozenset(excused)
        return Eligibility(tuple(f for f in self.findings if f.key not in lifted))

    def about(self, position: int, person: str) -> "Eligibility":
        """The same as what was found about this person of a team."""
        told = (replace(one, position=position, person=person) for one in self.findings)
        return Eligibility(tuple(told))

    def at(self, position: int) -> "Eligibility":
        """What was found about the person at this position."""
        return Eligibility(tuple(one for one in self.findings if one.position == position))


def evaluate(conditions: Iterable[Condition], facts: Facts, day: date | None) -> Eligibility:
    """Hold a worker's facts against the conditions.

    Takes the day on which ages and years count where a condition names none: the event's.
    Rule ELG-13: a condition is met when all tests of at least one alternative are; an alternative
    with an unmet test is out, whatever else is unknown of it.
    """
    return Eligibility(tuple(_finding(condition, facts, day) for condition in conditions))


def position_of(key: str) -> int:
    """At which position of the entry the person of a finding stands."""
    return int(key.partition("@")[2] or 0)


def together(found: Iterable[Eligibility]) -> Eligibility:
    """What was found about all persons of an entry.

    Rule ELG-15: in a team everybody who may compete, substitutes too, is held against the
    conditions by the own facts; one who is refused refuses the team. Coaches are not held.
    """
    return Eligibility(tuple(finding for one in found for finding in one.findings))


def issues_of(eligibility: Eligibility) -> list[Issue]:
    """Name all that is unmet or unknown: errors refuse, warnings take honours away, notes ask.

    The path of an issue is the finding's key.
    """
    issues = []
    for finding in eligibility.findings:
        if finding.verdict is Verdict.MET:
            continue
        severity = Severity.NOTE
        if finding.verdict is Verdict.UNMET:
            severity = Severity.ERROR if finding.refuses else Severity.WARNING
        for check in (check for group in finding.alternatives for check in group):
            if check.verdict is not Verdict.MET:
                path = finding.key
                issues.append(
                    Issue(check.rule, path, check.asked.message, dict(check.asked.params), severity)
                )
    return issues


def require_eligible(eligibility: Eligibility) -> None:
    """Raise RuleViolation ELG-14 for who may not enter or has not said enough.

    Rule ELG-14: an entry is taken and accepted only when no condition refuses it; what the
    organisers have lifted does not count.
    """
    if eligibility.verdict is Verdict.UNMET:
        raise RuleViolation("ELG-14", "The conditions of entry are not met. See which ones above.")
    if eligibility.verdict is Verdict.UNKNOWN:
        raise RuleViolation("ELG-14", "Something that the conditions of entry ask is missing.")


def require_no_problems(problems: int) -> None:
    """Raise RuleViolation ELG-14 while conditions refuse the entry that nobody has lifted."""
    if problems:
        raise RuleViolation(
            "ELG-14",
            "Conditions that this entry does not meet: %(count)s. Lift them with a reason, or"
            " decline the entry.",
            count=problems,
        )


def _finding(condition: Condition, facts: Facts, day: date | None) -> Finding:
    groups = tuple(
        tuple(CHECKS[test.kind](test, facts, test.on or day) for test in alternative)
        for alternative in condition.alternatives
    )
    verdicts = {_all_of(check.verdict for check in group) for group in groups}
    if Verdict.MET in verdicts:
        return Finding(condition, Verdict.MET, groups)
    unknown = Verdict.UNKNOWN in verdicts
    return Finding(condition, Verdict.UNKNOWN if unknown else Verdict.UNMET, groups)


def _all_of(verdicts: Iterable[Verdict]) -> Verdict:
    found = set(verdicts)
    for verdict in (Verdict.UNMET, Verdict.UNKNOWN):
        if verdict in found:
            return verdict
    return Verdict.MET


def _said(*, fits: bool) -> Verdict:
    return Verdict.MET if fits else Verdict.UNMET


def _age(test: Requirement, facts: Facts, day: date | None) -> Check:
    """Rule ELG-01: an age in whole years on a day lies between the lowest and the highest."""
    params: dict[str, object] = {"least": test.least, "most": test.most, "day": day}
    message = "%(least)s to %(most)s years old on %(day)s"
    if test.least is None:
        message = "at most %(most)s years old on %(day)s"
    elif test.most is None:
        message = "at least %(least)s years old on %(day)s"
    asked = Phrase(message, params)
    if facts.born_on is None or day is None:
        return Check("ELG-01", Verdict.UNKNOWN, asked, None)
    age = whole_years(facts.born_on, day)
    fits = (test.least or 0) <= age and (test.most is None or age <= test.most)
    own = Phrase("%(have)s years old on %(day)s", {"have": age, "day": day})
    return Check("ELG-01", _said(fits=fits), asked, own)


def _level(test: Requirement, facts: Facts, day: date | None) -> Check:
    """Rule ELG-02: a level or a higher one is held, and held long enough where years are named."""
    params: dict[str, object] = {"level": test.level, "years": test.least}
    message = "skill level %(level)s or above, years held: at least %(years)s"
    if not test.least:
        message = "skill level %(level)s or above"
    asked = Phrase(message, params)
    if facts.level is None:
        return Check("ELG-02", Verdict.UNKNOWN, asked, None)
    if not facts.level:
        return Check("ELG-02", Verdict.UNMET, asked, Phrase("no skill level", {}))
    high = LEVELS.index(facts.level) >= LEVELS.index(test.level)
    if not high or not test.least:
        own = Phrase("skill level %(level)s", {"level": facts.level})
        return Check("ELG-02", _said(fits=high), asked, own)
    if facts.level_since is None or day is None:
        return Check("ELG-02", Verdict.UNKNOWN, asked, None)
    years = whole_years(facts.level_since, day)
    own = Phrase(
        "skill level %(level)s, years held: %(have)s", {"level": facts.level, "have": years}
    )
    return Check("ELG-02", _said(fits=years >= test.least), asked, own)


def _trade(test: Requirement, facts: Facts, day: date | None) -> Check:
    """Rule ELG-03: so many whole years in the trade."""
    asked = Phrase("years in this trade: at least %(years)s", {"years": test.least})
    if facts.trade_since is None or day is None:
        return Check("ELG-03", Verdict.UNKNOWN, asked, None)
    years = whole_years(facts.trade_since, day)
    own = Phrase("years in this trade: %(have)s", {"have": years})
    return Check("ELG-03", _said(fits=years >= (test.least or 0)), asked, own)


def _insurance(test: Requirement, facts: Facts, _day: date | None) -> Check:
    """Rule ELG-04: so many months of social insurance in the city."""
    asked = Phrase("months of social insurance here: at least %(months)s", {"months": test.least})
    have = facts.insured_months
    if have is None:
        return Check("ELG-04", Verdict.UNKNOWN, asked, None)
    own = Phrase("months of social insurance here: %(have)s", {"have": have})
    return Check("ELG-04", _said(fits=have >= (test.least or 0)), asked, own)


def _residence(test: Requirement, facts: Facts, _day: date | None) -> Check:
    """Rule ELG-05: the residence is one of those named."""
    asked = Phrase("residence: %(residence)s", {"residence": test.among})
    if facts.residence is None:
        return Check("ELG-05", Verdict.UNKNOWN, asked, None)
    own = Phrase("residence: %(residence)s", {"residence": (facts.residence.value,)})
    return Check("ELG-05", _said(fits=facts.residence in test.among), asked, own)


def _titles(test: Requirement, facts: Facts, _day: date | None) -> Check:
    """Rule ELG-06: none of the honours named is held."""
    asked = Phrase("does not hold %(titles)s", {"titles": test.among})
    if facts.titles is None:
        return Check("ELG-06", Verdict.UNKNOWN, asked, None)
    held = tuple(title for title in test.among if title in facts.titles)
    own = (
        Phrase("holds %(titles)s", {"titles": held}) if held else Phrase("holds none of these", {})
    )
    return Check("ELG-06", _said(fits=not held), asked, own)


def _status(test: Requirement, facts: Facts, _day: date | None) -> Check:
    """Rule ELG-07: the worker is one of those the event is for: employed, student, teacher."""
    asked = Phrase("for: %(status)s", {"status": test.among})
    if facts.status is None:
        return Check("ELG-07", Verdict.UNKNOWN, asked, None)
    own = Phrase("is: %(status)s", {"status": (facts.status.value,)})
    return Check("ELG-07", _said(fits=facts.status in test.among), asked, own)


def _winner(test: Requirement, facts: Facts, _day: date | None) -> Check:
    """Rule ELG-08: no earlier place up to the one named, in a published ranking of the trade."""
    asked = Phrase("no place up to %(most)s in an earlier event of this trade", {"most": test.most})
    if not facts.best_place:
        return Check("ELG-08", Verdict.MET, asked, Phrase("no earlier place found", {}))
    own = Phrase("place %(have)s in an earlier event", {"have": facts.best_place})
    return Check("ELG-08", _said(fits=facts.best_place > (test.most or 0)), asked, own)


CHECKS: Mapping[Kind, Callable[[Requirement, Facts, date | None], Check]] = {
    Kind.AGE: _age,
    Kind.LEVEL: _level,
    Kind.TRADE: _trade,
    Kind.INSURANCE: _insurance,
    Kind.RESIDENCE: _residence,
    Kind.TITLES: _titles,
    Kind.STATUS: _status,
    Kind.WINNER: _winner,
}
