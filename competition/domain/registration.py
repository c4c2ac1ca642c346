"""Entries (参赛报名): what one must look like, and what may happen to it when.

Texts come from a form or from a row of a workbook and are read here in the same way, so that both
refuse the same things with the same words.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from unicodedata import normalize

from competition.domain.entries import Standing
from competition.domain.errors import RuleViolation
from competition.domain.events import PREPARING, EventState
from competition.domain.issues import Issue, Severity

NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,19}", re.ASCII)
WHOLE = re.compile(r"[0-9]{1,3}", re.ASCII)
MEASURE = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?", re.ASCII)
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")
NAME_LENGTH, UNIT_LENGTH, REMARK_LENGTH = 80, 120, 400
YOUNGEST, OLDEST = 14, 99
MEASURE_PREFIX = "measure:"
FREE = frozenset({"name", "unit", "remark"})
"""Texts that are kept as they were typed."""

PROPOSED_WIDTH = 4


class EntryState(StrEnum):
    """Whether the organisers let the entry take part; `Standing` tells how it takes part."""

    SUBMITTED = "submitted"
    WAITING = "waiting"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


LEVEL_WORDS = {"初级工": "5", "中级工": "4", "高级工": "3", "技师": "2", "高级技师": "1"}
YES = frozenset({"", "yes", "y", "true", "1", "是", "可", "参评"})
NO = frozenset({"no", "n", "false", "0", "否", "不可", "不参评"})
STANDING_WORDS = {
    "": Standing.COMPETING,
    "参赛": Standing.COMPETING,
    "正式": Standing.COMPETING,
    "表演": Standing.GUEST,
    "列席": Standing.GUEST,
    "不计名次": Standing.GUEST,
    "缺席": Standing.ABSENT,
    "缺考": Standing.ABSENT,
    "退赛": Standing.WITHDRAWN,
    "取消资格": Standing.DISQUALIFIED,
} | {standing.value: standing for standing in Standing}


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """An entry as it was typed and read, before it is stored."""

    number: str
    name: str
    unit: str = ""
    level: str | None = None
    age: int | None = None
    honours: bool = True
    standing: Standing = Standing.COMPETING
    measures: dict[str, Decimal] = field(default_factory=dict)
    remark: str = ""


def plain(text: str) -> str:
    """Turn full-width digits and letters into plain ones and cut the ends. Rule REG-01."""
    return normalize("NFKC", text).strip()


def read_draft(
    texts: Mapping[str, str], measures: Iterable[str] = ()
) -> tuple[EntryDraft | None, list[Issue]]:
    """Read an entry from texts: number, name, unit, level, age, honours, standing, remark.

    Takes also ``measure:NAME`` for every measure; what is absent counts as empty.
    Returns the draft, or None with every issue; an issue's path is the key of the text.
    Rules REG-01 (number), REG-02 (name, unit), REG-03 (level, age, honours, standing), REG-04
    (measures). Full-width digits count as plain ones.
    """
    issues: list[Issue] = []
    cells = {key: text.strip() if key in FREE else plain(text) for key, text in texts.items()}
    draft = EntryDraft(
        number=_number(cells.get("number", ""), issues),
        name=_words(cells, "name", NAME_LENGTH, issues),
        unit=_words(cells, "unit", UNIT_LENGTH, issues),
        level=_level(cells.get("level", ""), issues),
        age=_age(cells.get("age", ""), issues),
        honours=_honours(cells.get("honours", ""), issues),
        standing=_standing(cells.get("standing", ""), issues),
        measures=_measures(cells, measures, issues),
        remark=_words(cells, "remark", REMARK_LENGTH, issues),
    )
    return (None if issues else draft), issues


def repeated_numbers(drafts: Iterable[EntryDraft], taken: Iterable[str]) -> dict[int, Issue]:
    """Find the drafts whose number an earlier draft or a stored entry has.

    Takes the drafts in order and the numbers taken already.
    Returns an issue for each, by position. Rule REG-05: a number stands once in an event.
    """
    stored = {number.casefold() for number in taken}
    seen = set(stored)
    found: dict[int, Issue] = {}
    for position, draft in enumerate(drafts):
        number = draft.number.casefold()
        params: dict[str, object] = {"number": draft.number}
        if number not in seen:
            seen.add(number)
        elif number in stored:
            found[position] = Issue(
                "REG-05", "number", "Number %(number)s is already taken.", params
            )
        else:
            found[position] = Issue(
                "REG-05", "number", "Number %(number)s stands twice in this list.", params
            )
    return found


def repeated_people(
    drafts: Iterable[EntryDraft], stored: Iterable[tuple[str, str]]
) -> dict[int, Issue]:
    """Find the drafts whose name and unit an earlier draft or a stored entry has.

    Takes the drafts in order, and names with their units. Returns a warning for each, by position.
    Rule REG-13: namesakes exist, so this is asked, never refused.
    """
    known = {_person(name, unit) for name, unit in stored}
    seen = set(known)
    found: dict[int, Issue] = {}
    for position, draft in enumerate(drafts):
        person = _person(draft.name, draft.unit)
        if person in seen:
            message = (
                "%(name)s of the same unit is entered already. The same person?"
                if person in known
                else "%(name)s of the same unit stands twice in this list. The same person?"
            )
            params: dict[str, object] = {"name": draft.name}
            found[position] = Issue("REG-13", "name", message, params, Severity.WARNING)
        seen.add(person)
    return found


def _person(name: str, unit: str) -> tuple[str, str]:
    """A name and its unit without the spaces and widths that people type differently."""
    return "".join(plain(name).split()).casefold(), "".join(plain(unit).split()).casefold()


def next_number(taken: Iterable[str]) -> str:
    """Propose the number after the highest whole one, as wide as the others. Rule REG-05."""
    whole = [number for number in taken if number.isascii() and number.isdigit()]
    width = max(map(len, whole), default=PROPOSED_WIDTH)
    return str(max(map(int, whole), default=0) + 1).zfill(width)


def number_key(number: str) -> str:
    """By what entry numbers are sorted as people count them: 9 before 10. Rule REG-05."""
    return f"{len(number):02}{number}"


def serial_of(number: str) -> int | None:
    """The number itself where it is a whole one of at most nine digits. Rule REG-05."""
    is_whole = number.isascii() and number.isdigit() and len(number) < 10
    return int(number) if is_whole else None


def require_open_to_entries(state: EventState) -> None:
    """Raise RuleViolation REG-06 once codes are handed out.

    Rule REG-06: entries are added and answered only before the codes are handed out.
    """
    if state not in PREPARING:
        raise RuleViolation("REG-06", "The codes are handed out: no entry can be added any more.")


def require_changeable_standing(state: EventState) -> None:
    """Raise RuleViolation REG-07 while the ranking is published.

    Rule REG-07: a standing changes until the ranking is published; then only after a retraction.
    """
    if state is EventState.PUBLISHED:
        raise RuleViolation("REG-07", "The ranking is published. Retract it first.")


def require_reason(reason: str, field_name: str = "reason") -> str:
    """Give the reason back, cut. Raises RuleViolation REG-08 when there is none.

    Rule REG-08: who declines an entry or changes its standing says why.
    """
    cut = reason.strip()
    if not cut or len(cut) > REMARK_LENGTH:
        raise RuleViolation(
            "REG-08",
            "Give a reason of at most %(most)s characters.",
            field=field_name,
            most=REMARK_LENGTH,
        )
    return cut


def require_accepted(state: EntryState) -> None:
    """Raise RuleViolation REG-11 for an entry that is not accepted.

    Rule REG-11: only accepted entries take part, so only they have a standing.
    """
    if state is not EntryState.ACCEPTED:
        raise RuleViolation("REG-11", "Only an accepted entry has a standing.")


def require_some(drafts: Collection[EntryDraft]) -> None:
    """Raise RuleViolation REG-12 when a workbook holds no entries.

    Rule REG-12: a workbook is imported whole, and holds at least one entry.
    """
    if not drafts:
        raise RuleViolation("REG-12", "The workbook has no entries.", field="file")


def _number(text: str, issues: list[Issue]) -> str:
    if not text:
        issues.append(Issue("REG-01", "number", "Give an entry number."))
    elif not NUMBER.fullmatch(text):
        issues.append(
            Issue("REG-01", "number", "A number has 1 to 20 letters, digits and hyphens.")
        )
    return text


def _words(cells: Mapping[str, str], key: str, most: int, issues: list[Issue]) -> str:
    text = cells.get(key, "")
    if key == "name" and not text:
        issues.append(Issue("REG-02", key, "Type a name."))
    if len(text) > most:
        issues.append(Issue("REG-02", key, "At most %(most)s characters fit here.", {"most": most}))
    if UNPRINTABLE.search(text):
        issues.append(Issue("REG-02", key, "This text must stand on one line."))
    return text


def _level(text: str, issues: list[Issue]) -> str | None:
    level = LEVEL_WORDS.get(text, text)
    if level and level not in LEVEL_WORDS.values():
        issues.append(
            Issue(
                "REG-03",
                "level",
                "“%(found)s” is not a skill level: 5 (lowest) to 1 (highest), or its name.",
                {"found": text},
            )
        )
    return level or None


def _age(text: str, issues: list[Issue]) -> int | None:
    if not text:
        return None
    if WHOLE.fullmatch(text) and YOUNGEST <= int(text) <= OLDEST:
        return int(text)
    issues.append(
        Issue(
            "REG-03",
            "age",
            "An age is a whole number from %(least)s to %(most)s.",
            {"least": YOUNGEST, "most": OLDEST},
        )
    )
    return None


def _honours(text: str, issues: list[Issue]) -> bool:
    if text.casefold() not in YES | NO:
        issues.append(
            Issue("REG-03", "honours", "“%(found)s” is neither yes nor no.", {"found": text})
        )
    return text.casefold() not in NO


def _standing(text: str, issues: list[Issue]) -> Standing:
    standing = STANDING_WORDS.get(text.casefold())
    if standing is None:
        issues.append(
            Issue("REG-03", "standing", "“%(found)s” is not a way to take part.", {"found": text})
        )
    return standing or Standing.COMPETING


def _measures(
    cells: Mapping[str, str], names: Iterable[str], issues: list[Issue]
) -> dict[str, Decimal]:
    measures = {}
    for name in names:
        text = cells.get(MEASURE_PREFIX + name, "")
        if MEASURE.fullmatch(text):
            measures[name] = Decimal(text)
        elif text:
            issues.append(
                Issue(
                    "REG-04",
                    MEASURE_PREFIX + name,
                    "“%(found)s” is not a number such as 95.30.",
                    {"found": text},
                )
            )
    return measures
