"""How a judge's marks (打分) are read, kept and submitted.

Speaks of works and work codes (评审号) only: the word *entry* must not occur below this line.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from competition.domain.errors import RuleViolation
from competition.domain.issues import Issue
from competition.domain.mark_table import choice_labels
from competition.domain.marking import Aspect, AspectKind
from competition.domain.numbers import decimals

MarkValue = Decimal | str
"""What is kept of a mark: a number, or the label that was chosen."""

GRADES = ("0", "1", "2", "3")
MOST_DECIMALS = 3
LARGEST = Decimal(999_999_999)
LONGEST_TYPED, LONGEST_REASON = 40, 400
ZERO = Decimal(0)
PLAIN = str.maketrans("０１２３４５６７８９．。－", "0123456789..-")
NUMBER = re.compile(r"-?([0-9]+\.?[0-9]*|\.[0-9]+)", re.ASCII)


class SheetState(StrEnum):
    """A sheet is open until its judge submits it; then its marks change only with a reason."""

    OPEN = "open"
    SUBMITTED = "submitted"


class TypedMark(NamedTuple):
    """What a judge typed for an aspect, over the version of the mark that was seen (0: none)."""

    aspect_id: str
    text: str
    base_version: int = 0


class StoredMark(NamedTuple):
    """A mark as it is kept. Versions only ever grow within a sheet, also past a cleared mark."""

    value: MarkValue
    version: int
    first: MarkValue | None = None


@dataclass(frozen=True, slots=True)
class Settlement:
    """What becomes of typed marks: changes (None clears the mark), and aspects in conflict."""

    changes: dict[str, MarkValue | None]
    conflicts: tuple[str, ...]


def limits(aspect: Aspect) -> tuple[Decimal, Decimal | None]:
    """The lowest and the highest number that a judge may give; None where nothing is highest.

    What is measured (with a calculation) may be any number; points run from 0 to the maximum.
    """
    if aspect.calculation is not None:
        return -LARGEST, None
    return ZERO, aspect.maximum


def read_mark(aspect: Aspect, text: str) -> MarkValue | None:
    """Read what a judge typed; full-width digits count as plain ones, nothing means no mark.

    Returns None for an empty text: a missing mark is never 0.
    Raises RuleViolation JDG-01, JDG-02 or JDG-03 with the aspect as its field.
    """
    labels = choice_labels(aspect)
    plain = text.strip() if labels is not None else text.translate(PLAIN).strip()
    if not plain:
        return None
    if labels is not None:
        return _label(aspect, labels, plain)
    if aspect.kind is AspectKind.JUDGEMENT:
        return _grade(aspect, plain)
    return _number(aspect, plain)


def _label(aspect: Aspect, labels: tuple[str, ...], text: str) -> str:
    """Rule JDG-03: where labels are chosen, the mark is one of them."""
    if text not in labels:
        raise RuleViolation("JDG-03", "Choose one of the options shown.", field=aspect.id)
    return text


def _grade(aspect: Aspect, text: str) -> Decimal:
    """Rule JDG-02: a grade (评价分) is 0, 1, 2 or 3."""
    if text not in GRADES:
        raise RuleViolation("JDG-02", "Choose one of the grades 0, 1, 2, 3.", field=aspect.id)
    return Decimal(text)


def _number(aspect: Aspect, text: str) -> Decimal:
    """Rule JDG-01: a mark is a plain number with at most three decimals within its range."""
    if len(text) > LONGEST_TYPED or not NUMBER.fullmatch(text):
        raise RuleViolation("JDG-01", "Type a number such as 8.5.", field=aspect.id)
    value = Decimal(text)
    lowest, highest = limits(aspect)
    typed_decimals = len(text.partition(".")[2])
    if typed_decimals > MOST_DECIMALS and decimals(value.normalize()) > MOST_DECIMALS:
        raise RuleViolation("JDG-01", "Use at most three decimals.", field=aspect.id)
    if value < ZERO <= lowest:
        raise RuleViolation("JDG-01", "The mark cannot be less than 0.", field=aspect.id)
    most = LARGEST if highest is None else highest
    if value > most or value < lowest:
        raise RuleViolation(
            "JDG-01",
            "The mark cannot be more than %(highest)s.",
            field=aspect.id,
            highest=f"{most:f}",
        )
    return value + ZERO  # a typed -0 is 0


def mark_text(value: MarkValue | None) -> str:
    """Write a mark as `read_mark` reads it, without needless zeros; nothing for no mark."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value or ""


def read_marks(
    aspects: Mapping[str, Aspect], typed: Iterable[TypedMark]
) -> tuple[dict[str, MarkValue | None], list[Issue]]:
    """Read everything that was typed, each mark at its aspect.

    Returns the values by aspect, and every issue, with the aspect as its path.
    Rule JDG-04: a mark belongs to an aspect of the judge's own sheet, and stands there once.
    """
    values: dict[str, MarkValue | None] = {}
    issues: list[Issue] = []
    for mark in typed:
        aspect = aspects.get(mark.aspect_id)
        if aspect is None:
            issues.append(Issue("JDG-04", mark.aspect_id, "This aspect is not on your sheet."))
        elif mark.aspect_id in values:
            issues.append(Issue("JDG-04", mark.aspect_id, "This aspect was sent twice."))
        else:
            values[mark.aspect_id] = _read_or_note(aspect, mark.text, issues)
    return values, issues


def _read_or_note(aspect: Aspect, text: str, issues: list[Issue]) -> MarkValue | None:
    try:
        return read_mark(aspect, text)
    except RuleViolation as wrong:
        issues.append(Issue(wrong.rule, aspect.id, wrong.message, wrong.params))
        return None


def settle(
    stored: Mapping[str, StoredMark],
    values: Mapping[str, MarkValue | None],
    bases: Mapping[str, int],
) -> Settlement:
    """Decide what changes when these values meet what is stored.

    Takes the version of each mark that its writer had seen, 0 for none.
    Rule JDG-05: a value that was changed meanwhile is not written over; the same value sent again
    changes nothing, so that an answer lost on the way doubles nothing.
    """
    changes: dict[str, MarkValue | None] = {}
    conflicts: list[str] = []
    for aspect_id, value in values.items():
        mark = stored.get(aspect_id)
        if value == (mark.value if mark else None):
            continue
        if bases.get(aspect_id, 0) != (mark.version if mark else 0):
            conflicts.append(aspect_id)
        else:
            changes[aspect_id] = value
    return Settlement(changes, tuple(conflicts))


def require_open(state: SheetState) -> None:
    """Raise RuleViolation JDG-06 unless marks may be entered without a reason.

    Rule JDG-06: a submitted mark changes only with a reason, and its first value is kept.
    """
    if state is not SheetState.OPEN:
        raise RuleViolation("JDG-06", "This sheet is submitted. Give a reason for each change.")


def require_correction(state: SheetState, value: MarkValue | None, reason: str) -> MarkValue:
    """Return the value that a submitted mark becomes; raise RuleViolation JDG-06 if it may not."""
    if state is not SheetState.SUBMITTED:
        raise RuleViolation("JDG-06", "This sheet is still open. Change the mark directly.")
    if value is None:
        raise RuleViolation(
            "JDG-06", "A submitted mark can be changed, but not removed.", field="value"
        )
    if not reason:
        raise RuleViolation("JDG-06", "Say why the mark changes.", field="reason")
    if len(reason) > LONGEST_REASON:
        raise RuleViolation(
            "JDG-06",
            "Shorten the reason to %(most)s characters.",
            field="reason",
            most=LONGEST_REASON,
        )
    return value


def missing_aspects(aspects: Iterable[Aspect], marked: Iterable[str]) -> tuple[Aspect, ...]:
    """The aspects that have no mark yet, in the order of the scheme."""
    done = frozenset(marked)
    return tuple(aspect for aspect in aspects if aspect.id not in done)


def require_complete(missing: tuple[Aspect, ...]) -> None:
    """Raise RuleViolation JDG-07 unless every aspect is marked.

    Rule JDG-07: a sheet is submitted only when each of its aspects has a mark.
    """
    if missing:
        raise RuleViolation("JDG-07", "%(count)s aspects have no mark yet.", count=len(missing))


def far_apart(aspect: Aspect, grades: Iterable[MarkValue]) -> bool:
    """Whether a panel's grades of one work differ by more than the scheme allows.

    Rule JDG-08: grades further apart than the permitted spread are settled before they count.
    """
    if aspect.kind is not AspectKind.JUDGEMENT:
        return False
    numbers = [grade for grade in grades if isinstance(grade, Decimal)]
    return bool(numbers) and max(numbers) - min(numbers) > aspect.max_spread
