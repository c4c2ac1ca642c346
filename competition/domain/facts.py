"""What a worker says about the own qualification (资格材料): dates, years, titles, status.

Texts come from a form and are read here; nobody is asked for more than an event's conditions use.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from competition.domain.entries import LEVELS
from competition.domain.issues import Issue
from competition.domain.registration import LEVEL_WORDS, OLDEST, WHOLE, YOUNGEST, plain

DAY = re.compile(r"(\d{4})(?:[年./-](\d{1,2})[月./-](\d{1,2})日?|(\d\d)(\d\d))", re.ASCII)
MONTH = re.compile(r"(\d{4})(?:[年./-](\d{1,2})月?|(\d\d))", re.ASCII)
EARLIEST = 1920
MOST_MONTHS = 720
NONE = "none"
"""Said of a level or of titles: there is none."""


class Residence(StrEnum):
    """Where somebody is registered: in the city (本市户籍), by permit (居住证), elsewhere."""

    REGISTERED = "registered"
    PERMIT = "permit"
    ELSEWHERE = "elsewhere"


class Status(StrEnum):
    """What somebody is: employed (在职职工), student (学生), teacher of a vocational school."""

    EMPLOYED = "employed"
    STUDENT = "student"
    TEACHER = "teacher"


class Fact(StrEnum):
    """What can be asked of a worker."""

    BORN_ON = "born_on"
    LEVEL = "level"
    LEVEL_SINCE = "level_since"
    TRADE_SINCE = "trade_since"
    INSURED_MONTHS = "insured_months"
    RESIDENCE = "residence"
    STATUS = "status"
    TITLES = "titles"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about one person; None: not said. No level is said as "".

    `titles` are the honours held of those that the conditions name; `best_place` is the best place
    in an earlier ranking of the same trade that this system published, 0 without one.
    """

    born_on: date | None = None
    level: str | None = None
    level_since: date | None = None
    trade_since: date | None = None
    insured_months: int | None = None
    residence: Residence | None = None
    status: Status | None = None
    titles: frozenset[str] | None = None
    best_place: int = 0


def read_facts(
    texts: Mapping[str, str], asked: Collection[str], day: date
) -> tuple[Facts, list[Issue]]:
    """Read what was typed; what is left empty is not said.

    Takes texts by the names of `Fact`; titles one a line. Only what is asked is read.
    Returns the facts without what cannot be read, and an issue for each of those, at its name.
    Rule ELG-10: dates lie in the past and are whole days or months; months are a whole number.
    """
    reader = _Reader(texts, asked, day)
    return reader.facts(), reader.issues


def fact_texts(facts: Facts) -> dict[str, str]:
    """Write facts as the texts they are read from; what is not said is left out."""
    found: dict[str, str | None] = {
        "born_on": facts.born_on.isoformat() if facts.born_on else None,
        "level": NONE if facts.level == "" else facts.level,
        "level_since": facts.level_since.isoformat() if facts.level_since else None,
        "trade_since": facts.trade_since.isoformat() if facts.trade_since else None,
        "insured_months": _number(facts.insured_months),
        "residence": facts.residence,
        "status": facts.status,
        "titles": None if facts.titles is None else "\n".join(sorted(facts.titles)) or NONE,
    }
    return {key: str(text) for key, text in found.items() if text is not None}


def whole_years(since: date, until: date) -> int:
    """Whole years from one day to another; an age, when it starts at a birth."""
    return until.year - since.year - ((until.month, until.day) < (since.month, since.day))


class _Reader:
    def __init__(self, texts: Mapping[str, str], asked: Collection[str], day: date) -> None:
        self.texts = {key: plain(text) for key, text in texts.items() if key in asked}
        self.day = day
        self.issues: list[Issue] = []

    def facts(self) -> Facts:
        residence = self._one_of(Fact.RESIDENCE, list(Residence))
        status = self._one_of(Fact.STATUS, list(Status))
        return Facts(
            born_on=self._born_on(),
            level=self._level(),
            level_since=self._month(Fact.LEVEL_SINCE),
            trade_since=self._month(Fact.TRADE_SINCE),
            insured_months=self._months(),
            residence=Residence(residence) if residence else None,
            status=Status(status) if status else None,
            titles=self._titles(),
        )

    def _text(self, fact: Fact) -> str:
        return self.texts.get(fact.value, "")

    def _refuse(self, fact: Fact, message: str, **params: object) -> None:
        self.issues.append(Issue("ELG-10", fact.value, message, params))

    def _born_on(self) -> date | None:
        text = self._text(Fact.BORN_ON)
        found = _date(DAY, text)
        if found is None or not YOUNGEST <= whole_years(found, self.day) <= OLDEST:
            if text:
                self._refuse(Fact.BORN_ON, "Type the day of birth like 1990-05-17.")
            return None
        return found

    def _month(self, fact: Fact) -> date | None:
        text = self._text(fact)
        found = _date(MONTH, text) or _date(DAY, text)
        if found is None or found > self.day:
            if text:
                self._refuse(fact, "Type a month that is past, like 2019-06.")
            return None
        return found

    def _months(self) -> int | None:
        text = self._text(Fact.INSURED_MONTHS)
        if WHOLE.fullmatch(text) and int(text) <= MOST_MONTHS:
            return int(text)
        if text:
            self._refuse(Fact.INSURED_MONTHS, "Type how many months, as a whole number.")
        return None

    def _level(self) -> str | None:
        text = self._text(Fact.LEVEL)
        level = LEVEL_WORDS.get(text, text)
        if level == NONE:
            return ""
        if level and level not in LEVELS:
            self._refuse(Fact.LEVEL, "Choose one of the levels.")
            return None
        return level or None

    def _one_of(self, fact: Fact, choices: Iterable[str]) -> str:
        text = self._text(fact)
        if text and text not in choices:
            self._refuse(fact, "Choose one of the answers.")
            return ""
        return text

    def _titles(self) -> frozenset[str] | None:
        lines = [line.strip() for line in self._text(Fact.TITLES).split("\n") if line.strip()]
        return frozenset(lines) - {NONE} if lines else None


def _date(pattern: re.Pattern[str], text: str) -> date | None:
    match = pattern.fullmatch(text)
    if match is None:
        return None
    year, month, day = (*map(int, filter(None, match.groups())), 1)[:3]
    try:
        return date(year, month, day) if year >= EARLIEST else None
    except ValueError:
        return None


def _number(value: int | None) -> str | None:
    return None if value is None else str(value)
