"""Retention (保存期限): which personal data are kept how long, and what becomes of them then.

Speaks of kinds of data and of days. What stands on a published ranking, the audit trail and the
papers of proposals are records: no kind names them, so nothing here can take them away.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from competition.domain.errors import RuleViolation
from competition.domain.issues import Issue

DAYS = re.compile(r"[0-9]{1,5}", re.ASCII)
SHORTEST, LONGEST, REASON = 30, 7300, 400
ANONYMOUS = "***"
"""What stands where a name stood."""


class Way(StrEnum):
    """What becomes of data whose time is over: they go, or they no longer tell of whom they are."""

    DELETE = "delete"
    ANONYMISE = "anonymise"


class Since(StrEnum):
    """From when the days count: the competition's last day, or the day of the data themselves."""

    END = "end"
    OWN_DAY = "own day"


class Kind(StrEnum):
    """The kinds of personal data that have a period."""

    DRAFTS = "drafts"
    FILES = "files"
    ANSWERS = "answers"
    PLACED_ANSWERS = "placed_answers"
    NAMES = "names"
    LISTS = "lists"
    PAPERS = "papers"
    PEOPLE = "people"
    CORRECTIONS = "corrections"
    MESSAGES = "messages"
    SIGN_INS = "sign_ins"
    INVITATIONS = "invitations"


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for a kind: from when it counts, what becomes of it, its usual and least days."""

    since: Since
    way: Way
    usual: int
    least: int = SHORTEST


RULES: dict[Kind, Rule] = {
    Kind.DRAFTS: Rule(Since.END, Way.DELETE, 30, least=1),
    Kind.FILES: Rule(Since.END, Way.DELETE, 180),
    Kind.ANSWERS: Rule(Since.END, Way.DELETE, 180),
    Kind.PLACED_ANSWERS: Rule(Since.END, Way.DELETE, 730),
    Kind.NAMES: Rule(Since.END, Way.ANONYMISE, 365),
    Kind.LISTS: Rule(Since.END, Way.DELETE, 365),
    Kind.PAPERS: Rule(Since.END, Way.DELETE, 365),
    Kind.PEOPLE: Rule(Since.OWN_DAY, Way.ANONYMISE, 1095, least=365),
    Kind.CORRECTIONS: Rule(Since.OWN_DAY, Way.ANONYMISE, 365),
    Kind.MESSAGES: Rule(Since.OWN_DAY, Way.DELETE, 365),
    Kind.SIGN_INS: Rule(Since.OWN_DAY, Way.DELETE, 365, least=184),
    Kind.INVITATIONS: Rule(Since.OWN_DAY, Way.DELETE, 180),
}
"""Rule RET-02: what is written down of signing in is kept for half a year at least (184 days)."""

OF_COMPETITIONS = tuple(kind for kind in Kind if RULES[kind].since is Since.END)
OF_THE_HOUSE = tuple(kind for kind in Kind if RULES[kind].since is Since.OWN_DAY)


@dataclass(frozen=True, slots=True)
class Ending:
    """What is known of a competition's end; `runs` while entries are taken or marks given."""

    last_day: date | None
    runs: bool = False
    is_held: bool = False


def usual_periods() -> dict[Kind, int]:
    """The days that hold before anybody has set others."""
    return {kind: rule.usual for kind, rule in RULES.items()}


def read_periods(
    texts: Mapping[str, str], kinds: Iterable[Kind], *, partly: bool = False
) -> tuple[dict[Kind, int], list[Issue]]:
    """Read the days of each kind; where only some are set (`partly`), the others stay empty.

    Returns them, and an issue at every kind whose days cannot be read or are not allowed.
    Rules RET-01 (30 days to 20 years, drafts from one day), RET-02 (the least of a kind).
    """
    found, issues = {}, []
    for kind in kinds:
        text = texts.get(kind.value, "").strip()
        if partly and not text:
            continue
        least = RULES[kind].least
        if DAYS.fullmatch(text) and least <= int(text) <= LONGEST:
            found[kind] = int(text)
        else:
            rule = "RET-01" if least <= SHORTEST else "RET-02"
            most: dict[str, object] = {"least": least, "most": LONGEST}
            issues.append(Issue(rule, kind.value, "From %(least)s to %(most)s days.", most))
    return found, issues


def goes(kind: Kind, *, is_published: bool) -> bool:
    """Whether this kind of an entry's data may go, by whether a ranking that stands names it.

    Rule RET-03: what a standing ranking says stays; of the entries that it names only the answers
    and facts go, and those of all others go sooner, with their names.
    """
    if kind is Kind.PLACED_ANSWERS:
        return is_published
    return kind in {Kind.ANSWERS, Kind.NAMES} and not is_published


def due_on(ending: Ending, days: int) -> date | None:
    """The day from which a competition's data may go; None while there is none.

    Rule RET-04: the days count from the last day known; without one, or while entries are taken or
    marks given, nothing goes. Rule RET-05: a hold keeps everything of its competition.
    """
    if ending.last_day is None or ending.runs or ending.is_held:
        return None
    return ending.last_day + timedelta(days=days)


def is_due(day: date | None, today: date) -> bool:
    """Whether that day has come. Rule RET-04."""
    return day is not None and day <= today


def require_reason(reason: str) -> str:
    """Give the reason back, cut. Raises RuleViolation RET-06 when there is none.

    Rule RET-06: who changes a period, holds a competition's data or lets them go says why.
    """
    cut = reason.strip()
    if not cut or len(cut) > REASON:
        raise RuleViolation(
            "RET-06", "Give a reason of at most %(most)s characters.", field="reason", most=REASON
        )
    return cut


def require_hold(*, is_held: bool, wanted: bool) -> None:
    """Raise RuleViolation RET-07 for a hold on what is held, or for a release of what is not.

    Rule RET-07: a competition has one hold at a time.
    """
    if is_held and wanted:
        raise RuleViolation("RET-07", "The data of this competition are held already.")
    if not is_held and not wanted:
        raise RuleViolation("RET-07", "The data of this competition are not held.")
