"""A unit's list (单位报名表): whom a unit enters for an event, checked row by row, then sealed."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from competition.domain.errors import RuleViolation
from competition.domain.facts import Fact, Facts, read_facts
from competition.domain.issues import Issue, errors
from competition.domain.people import CheckedPerson, PersonDraft, check_person

MOST_ROWS = 5000
LONGEST = 400
PERSON = ("name", "id_number", "phone")
KNOWN = frozenset({Fact.BORN_ON})
"""Facts that the ID number tells."""


class ListState(StrEnum):
    """How far a list is: being written, being entered by a job, sealed for good."""

    WRITING = "writing"
    ENTERING = "entering"
    SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One row of a list: what was typed, who that is, the facts, what is wrong at which column.

    `person` is None where the row's own data cannot be read.
    """

    texts: Mapping[str, str]
    person: CheckedPerson | None
    facts: Facts
    issues: tuple[Issue, ...]

    @property
    def is_sound(self) -> bool:
        """Whether the row can be entered."""
        return self.person is not None and not list(errors(self.issues))


@dataclass(frozen=True, slots=True)
class ListChanges:
    """What was typed into a list: rows by their lines, lines to be taken out, rows to be added.

    A line that the list does not have is a new row as well.
    """

    typed: Mapping[int, Mapping[str, str]]
    removed: Collection[int] = ()
    added: Sequence[Mapping[str, str]] = ()

    def made_to(self, rows: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
        """The rows with all of that."""
        lines = {**dict(enumerate(rows, 1)), **self.typed}
        kept = (lines[line] for line in sorted(lines) if line not in self.removed)
        return [*kept, *self.added]


def columns_of(asked: Collection[Fact]) -> tuple[str, ...]:
    """The columns of an event's list: the person, the level, what the conditions ask."""
    facts = [fact for fact in Fact if fact in asked or fact is Fact.LEVEL]
    return (*PERSON, *(fact.value for fact in facts if fact not in KNOWN))


def tidy_rows(
    rows: Sequence[Mapping[str, str]], columns: Sequence[str]
) -> tuple[dict[str, str], ...]:
    """Keep what was typed in the list's columns, cut; rows without anything are left out.

    Raises RuleViolation LST-01 for more rows than a list may have.
    """
    kept = (
        {key: text for key in columns if (text := row.get(key, "").strip()[:LONGEST])}
        for row in rows
    )
    found = tuple(row for row in kept if row)
    if len(found) > MOST_ROWS:
        message = "A list has at most %(most)s rows; this one has %(count)s."
        raise RuleViolation("LST-01", message, field="rows", most=MOST_ROWS, count=len(found))
    return found


def check_rows(
    rows: Sequence[Mapping[str, str]], asked: Collection[Fact], today: date
) -> tuple[CheckedRow, ...]:
    """Read every row: the person, then the facts; all issues at once, at their columns.

    Rules LST-02 (name and ID number in every row), LST-03 (nobody stands twice in a list).
    """
    seen: dict[str, int] = {}
    return tuple(_checked(row, asked, today, seen, line) for line, row in enumerate(rows, 1))


def _checked(
    row: Mapping[str, str], asked: Collection[Fact], today: date, seen: dict[str, int], line: int
) -> CheckedRow:
    draft = PersonDraft(*(row.get(key, "") for key in PERSON))
    person, issues = check_person(draft, today)
    issues += [
        Issue("LST-02", key, "This is missing.")
        for key in ("name", "id_number")
        if not row.get(key, "") and all(issue.path != key for issue in issues)
    ]
    facts, unread = read_facts(row, {*asked, Fact.LEVEL} - KNOWN, today)
    if person is not None and person.id_number is not None:
        number = person.id_number.number
        if number in seen:
            message = "This person already stands in row %(row)s."
            issues.append(Issue("LST-03", "id_number", message, {"row": seen[number]}))
        seen.setdefault(number, line)
        facts = replace(facts, born_on=person.id_number.born_on)
    return CheckedRow(row, person, facts, (*issues, *unread))


def require_unsealed(state: ListState) -> None:
    """Raise RuleViolation LST-04 unless the list may change.

    Rule LST-04: a list that is being entered or is sealed does not change; the organisers take a
    seal back with a reason.
    """
    if state is ListState.SEALED:
        raise RuleViolation("LST-04", "The list is sealed. Ask the organisers to open it again.")
    if state is ListState.ENTERING:
        raise RuleViolation(
            "LST-04", "The list is being entered right now. Wait until that is done."
        )


def require_sound(rows: int, faulty: int) -> None:
    """Raise RuleViolation LST-05 unless there are rows and nothing is wrong in any.

    Rule LST-05: a list is entered as a whole, or not at all.
    """
    if not rows:
        raise RuleViolation("LST-05", "The list is empty.")
    if faulty:
        message = "Rows with problems: %(count)s. Correct them or take them out of the list."
        raise RuleViolation("LST-05", message, count=faulty)


def require_sealable(*, rows: int, entered: int) -> None:
    """Raise RuleViolation LST-06 unless everybody on the list is entered.

    Rule LST-06: what is sealed is what was entered.
    """
    if not rows or rows != entered:
        message = "Enter the whole list first: %(entered)s of %(rows)s people are entered."
        raise RuleViolation("LST-06", message, entered=entered, rows=rows)


def seal_digest(head: Mapping[str, object], rows: Sequence[Mapping[str, str]]) -> str:
    """The SHA-256 over the list as it is sealed, in hexadecimal. Rule LST-07.

    Rule LST-07: the seal covers the event, the unit and every row, in their order.
    """
    document = {"head": dict(head), "rows": [dict(row) for row in rows]}
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def require_single(*, is_team: bool) -> None:
    """Raise RuleViolation LST-08 for an event of teams.

    Rule LST-08: teams enter by their captains, not by a list.
    """
    if is_team:
        raise RuleViolation("LST-08", "Teams enter by their captains, not by a list.")


def require_sealed(state: ListState) -> None:
    """Raise RuleViolation LST-09 unless sealed. Rule LST-09: only a sealed list is stamped."""
    if state is not ListState.SEALED:
        message = "Seal the list first, print it and have it stamped."
        raise RuleViolation("LST-09", message, field="scan")
