"""Conditions of entry (参赛条件) as data: tests, combined by "or" and "and", each with its effect.

All conditions of an event must be met. A condition has rows; "and" joins a row to the one before,
"or" starts an alternative: *level 4 held for 3 years, or 6 years in the trade* are two rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from competition.domain.entries import LEVELS
from competition.domain.facts import Fact, Residence, Status
from competition.domain.issues import Issue
from competition.domain.registration import REMARK_LENGTH, UNPRINTABLE, plain

MOST_CONDITIONS, MOST_ROWS, MOST_TITLES = 20, 8, 20
TITLE_LENGTH = 60
MOST_YEARS, MOST_MONTHS, MOST_PLACES = 60, 720, 100


class Effect(StrEnum):
    """What an unmet condition does: refuse the entry, or let it be ranked but skip its awards."""

    REFUSE = "refuse"
    NO_HONOURS = "no_honours"


class Kind(StrEnum):
    """What a test looks at."""

    AGE = "age"
    LEVEL = "level"
    TRADE = "trade"
    INSURANCE = "insurance"
    RESIDENCE = "residence"
    TITLES = "titles"
    STATUS = "status"
    WINNER = "winner"


NEEDS: Mapping[Kind, tuple[Fact, ...]] = {
    Kind.AGE: (Fact.BORN_ON,),
    Kind.LEVEL: (Fact.LEVEL, Fact.LEVEL_SINCE),
    Kind.TRADE: (Fact.TRADE_SINCE,),
    Kind.INSURANCE: (Fact.INSURED_MONTHS,),
    Kind.RESIDENCE: (Fact.RESIDENCE,),
    Kind.TITLES: (Fact.TITLES,),
    Kind.STATUS: (Fact.STATUS,),
    Kind.WINNER: (),
}
"""What a worker is asked for each kind; earlier winners are known to the system."""

LEAST = {Kind.TRADE: MOST_YEARS, Kind.INSURANCE: MOST_MONTHS}
"""Kinds that need a number, and the highest one."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing looked at. Which values count depends on the kind:

    age (least, most, on), level (level at least, years held), trade (years), insurance (months),
    residence and status (among), titles (among: none of these), winner (most: no place up to it).
    """

    kind: Kind
    least: int | None = None
    most: int | None = None
    on: date | None = None
    level: str = ""
    among: tuple[str, ...] = ()

    @property
    def needs(self) -> tuple[Fact, ...]:
        """What a worker is asked for it."""
        if self.kind is Kind.LEVEL and not self.least:
            return (Fact.LEVEL,)
        return NEEDS[self.kind]


@dataclass(frozen=True, slots=True)
class Condition:
    """Tests in alternatives: all of at least one alternative must hold. `words` are the organisers'
    own, empty for the usual sentence; the key stays when the condition is edited.
    """

    key: str
    alternatives: tuple[tuple[Requirement, ...], ...]
    effect: Effect = Effect.REFUSE
    words: str = ""

    @property
    def tests(self) -> tuple[Requirement, ...]:
        """All its tests in order."""
        return tuple(test for alternative in self.alternatives for test in alternative)


def asked(conditions: Iterable[Condition]) -> tuple[Fact, ...]:
    """What the conditions ask of a worker, each once, in the order of a form."""
    wanted = {fact for one in conditions for test in one.tests for fact in test.needs}
    return tuple(fact for fact in Fact if fact in wanted)


def titles_of(conditions: Iterable[Condition]) -> tuple[str, ...]:
    """The honours that the conditions name, each once."""
    tests = (test for one in conditions for test in one.tests if test.kind is Kind.TITLES)
    return tuple(dict.fromkeys(title for test in tests for title in test.among))


@dataclass(slots=True)
class ConditionTexts:
    """A condition as typed, and as stored: its key, effect, words, and rows of texts.

    A row has joiner (or, and), kind, and the kind's values: least, most, on, level, among (lines).
    """

    key: str
    effect: str = Effect.REFUSE.value
    words: str = ""
    rows: list[dict[str, str]] = field(default_factory=list)


def read_conditions(
    typed: Sequence[ConditionTexts],
) -> tuple[tuple[Condition, ...] | None, list[Issue]]:
    """Read conditions from texts.

    Returns them, or None with every issue; a path is ``c0-words`` or, in a row, ``c0r1-least``.
    Rule ELG-09: a test has the values that its kind needs, in whole numbers, with the smaller one
    first.
    """
    issues: list[Issue] = []
    if len(typed) > MOST_CONDITIONS:
        params: dict[str, object] = {"most": MOST_CONDITIONS}
        issues.append(Issue("ELG-09", "c0-words", "At most %(most)s conditions.", params))
    found = tuple(_condition(number, one, issues) for number, one in enumerate(typed))
    return (None if issues else found), issues


def condition_texts(condition: Condition) -> ConditionTexts:
    """Write a condition as the texts it is read from."""
    rows = []
    for number, alternative in enumerate(condition.alternatives):
        for place, test in enumerate(alternative):
            joiner = "and" if place else ("or" if number else "")
            rows.append({"joiner": joiner, **_test_texts(test)})
    return ConditionTexts(condition.key, condition.effect.value, condition.words, rows)


def _test_texts(test: Requirement) -> dict[str, str]:
    values = {
        "kind": test.kind.value,
        "least": "" if test.least is None else str(test.least),
        "most": "" if test.most is None else str(test.most),
        "on": test.on.isoformat() if test.on else "",
        "level": test.level,
        "among": "\n".join(test.among),
    }
    return {key: text for key, text in values.items() if text}


def _condition(number: int, typed: ConditionTexts, issues: list[Issue]) -> Condition:
    words, path = typed.words.strip(), f"c{number}"
    if len(words) > REMARK_LENGTH or UNPRINTABLE.search(words):
        issues.append(
            Issue(
                "ELG-09",
                f"{path}-words",
                "At most %(most)s characters in one line.",
                {"most": REMARK_LENGTH},
            )
        )
    if not 1 <= len(typed.rows) <= MOST_ROWS:
        issues.append(
            Issue(
                "ELG-09",
                f"{path}-words",
                "A condition has 1 to %(most)s rows.",
                {"most": MOST_ROWS},
            )
        )
    groups: list[list[Requirement]] = []
    for place, row in enumerate(typed.rows):
        test = _RowReader(f"{path}r{place}", row, issues).test()
        if groups and row.get("joiner") == "and":
            groups[-1].append(test)
        else:
            groups.append([test])
    effect = typed.effect if typed.effect in list(Effect) else Effect.REFUSE
    return Condition(typed.key, tuple(map(tuple, groups)), Effect(effect), words)


class _RowReader:
    def __init__(self, path: str, row: Mapping[str, str], issues: list[Issue]) -> None:
        self.path, self.issues = path, issues
        self.row = {key: plain(text) for key, text in row.items()}

    def test(self) -> Requirement:
        """The row's test; what is wrong stands among the issues."""
        text = self.row.get("kind", "")
        if text not in list(Kind):
            self._refuse("kind", "Choose what is looked at.")
            return Requirement(Kind.AGE)
        kind = Kind(text)
        if kind is Kind.AGE:
            return self._age()
        if kind is Kind.WINNER:
            return Requirement(kind, most=self._needed("most", MOST_PLACES))
        if kind is Kind.LEVEL:
            return Requirement(kind, self._number("least", MOST_YEARS), level=self._level())
        if kind in LEAST:
            return Requirement(kind, self._needed("least", LEAST[kind]))
        return Requirement(kind, among=self._among(kind))

    def _refuse(self, name: str, message: str, **params: object) -> None:
        self.issues.append(Issue("ELG-09", f"{self.path}-{name}", message, params))

    def _number(self, name: str, most: int) -> int | None:
        text = self.row.get(name, "")
        if not text:
            return None
        if text.isascii() and text.isdigit() and len(text) < 5 and int(text) <= most:
            return int(text)
        self._refuse(name, "Type a whole number up to %(most)s.", most=most)
        return None

    def _needed(self, name: str, most: int) -> int | None:
        if not self.row.get(name):
            self._refuse(name, "Type a number.")
        elif self.row[name].strip("0") == "":
            self._refuse(name, "Type a number above zero.")
        return self._number(name, most)

    def _age(self) -> Requirement:
        least, most = self._number("least", 99), self._number("most", 99)
        if not self.row.get("least") and not self.row.get("most"):
            self._refuse("least", "Type a lowest or a highest age.")
        elif least is not None and most is not None and least > most:
            self._refuse("most", "The highest age is below the lowest.")
        return Requirement(Kind.AGE, least, most, self._day())

    def _day(self) -> date | None:
        text = self.row.get("on", "")
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self._refuse("on", "Type a date like 2026-10-01.")
            return None

    def _level(self) -> str:
        level = self.row.get("level", "")
        if level not in LEVELS:
            self._refuse("level", "Choose one of the levels.")
        return level

    def _among(self, kind: Kind) -> tuple[str, ...]:
        lines = (line.strip() for line in self.row.get("among", "").split("\n"))
        found = tuple(dict.fromkeys(filter(None, lines)))
        known: Mapping[Kind, list[str]] = {
            Kind.RESIDENCE: list(Residence),
            Kind.STATUS: list(Status),
        }
        if not found:
            self._refuse("among", "Name at least one.")
        elif kind in known and not set(found) <= set(known[kind]):
            self._refuse("among", "Choose one of the answers.")
        elif len(found) > MOST_TITLES or max(map(len, found)) > TITLE_LENGTH:
            self._refuse(
                "among",
                "At most %(count)s titles of at most %(most)s characters, one a line.",
                count=MOST_TITLES,
                most=TITLE_LENGTH,
            )
        return found
