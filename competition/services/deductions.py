"""Deductions (扣分) and difficulties (难度系数) of single entries, each with its reason."""

from dataclasses import dataclass
from decimal import Decimal

from competition.domain.deductions import (
    require_deduction,
    require_difficulty,
    unknown_entry,
)
from competition.domain.entries import Deduction
from competition.domain.identifiers import EntryId, EventId
from competition.domain.marking import MarkingScheme
from competition.domain.permissions import Permission
from competition.domain.registration import require_changeable_standing, require_reason
from competition.persistence import deductions, entries, event_rules, events
from competition.persistence.deductions import StoredDeduction, StoredDifficulty
from competition.services.unit_of_work import UnitOfWork

__all__ = ["StoredDeduction", "StoredDifficulty"]


@dataclass(frozen=True, slots=True)
class Adjustments:
    """Everything that is taken off or multiplied in an event, and what it may refer to."""

    deductions: tuple[StoredDeduction, ...]
    difficulties: tuple[StoredDifficulty, ...]
    scheme: MarkingScheme
    numbers: tuple[tuple[str, str], ...]


def list_adjustments(uow: UnitOfWork, event_id: EventId) -> Adjustments:
    """List deductions and difficulties by entry, with entry numbers and names to choose from.

    Needs DEDUCTION_ENTER.
    """
    uow.authorise(Permission.DEDUCTION_ENTER, events.scope_path(uow.session, event_id))
    return Adjustments(
        deductions.deductions(uow.session, event_id),
        deductions.difficulties(uow.session, event_id),
        event_rules.load(uow.session, event_id).scheme,
        tuple((one.entry.id, one.name) for one in entries.ranked(uow.session, event_id)),
    )


def enter_deduction(uow: UnitOfWork, event_id: EventId, deduction: Deduction) -> int:
    """Take points off a module of an entry, or off its total. Gives the deduction's key.

    Needs DEDUCTION_ENTER. Audited as deduction.entered.
    Raises RuleViolation REG-07 while the ranking is published, REG-08 without a reason, DED-02,
    DED-04 for an unknown entry number; then nothing is written.
    """
    scheme = _open(uow, event_id)
    reason = require_reason(deduction.reason)
    require_deduction(scheme, deduction.module, deduction.points)
    entry_id = _entry(uow, event_id, deduction.entry)
    kept = Deduction(deduction.entry, deduction.points, deduction.module, reason)
    made = deductions.add_deduction(
        uow.session, event_id, entry_id, kept, uow.now, uow.actor.account_id
    )
    _audit(uow, "deduction.entered", event_id, entry_id, **_facts(kept))
    return made


def withdraw_deduction(
    uow: UnitOfWork, event_id: EventId, deduction_id: int, reason: str
) -> Deduction:
    """Take a deduction back with a reason. Needs DEDUCTION_ENTER.

    Audited as deduction.withdrawn. Raises RuleViolation REG-07, REG-08, NotFound.
    """
    _open(uow, event_id)
    said = require_reason(reason)
    removed = deductions.remove_deduction(uow.session, event_id, deduction_id)
    entry_id = _entry(uow, event_id, removed.entry)
    facts = _facts(removed) | {"reason": said}
    _audit(uow, "deduction.withdrawn", event_id, entry_id, **facts)
    return removed


def enter_difficulty(
    uow: UnitOfWork, event_id: EventId, number: str, aspect_id: str, value: Decimal
) -> None:
    """Set the difficulty of an entry's aspect, in place of any other.

    Needs DEDUCTION_ENTER. Audited as difficulty.entered.
    Raises RuleViolation REG-07, DED-03, DED-04.
    """
    scheme = _open(uow, event_id)
    require_difficulty(scheme, aspect_id, value)
    entry_id = _entry(uow, event_id, number)
    deductions.save_difficulty(uow.session, event_id, entry_id, aspect_id, value)
    facts = {"number": number, "aspect": aspect_id, "value": f"{value:f}"}
    _audit(uow, "difficulty.entered", event_id, entry_id, **facts)


def withdraw_difficulty(uow: UnitOfWork, event_id: EventId, difficulty_id: int) -> None:
    """Take a difficulty back: the aspect counts once again.

    Needs DEDUCTION_ENTER. Audited as difficulty.withdrawn. Raises RuleViolation REG-07, NotFound.
    """
    _open(uow, event_id)
    removed = deductions.remove_difficulty(uow.session, event_id, difficulty_id)
    entry_id = _entry(uow, event_id, removed.entry)
    facts = {"number": removed.entry, "aspect": removed.aspect, "value": f"{removed.value:f}"}
    _audit(uow, "difficulty.withdrawn", event_id, entry_id, **facts)


def _open(uow: UnitOfWork, event_id: EventId) -> MarkingScheme:
    uow.authorise(Permission.DEDUCTION_ENTER, events.scope_path(uow.session, event_id))
    require_changeable_standing(events.load(uow.session, event_id, lock=True).state)
    return event_rules.load(uow.session, event_id).scheme


def _entry(uow: UnitOfWork, event_id: EventId, number: str) -> EntryId:
    found = entries.find_by_number(uow.session, event_id, number)
    if found is None:
        raise unknown_entry(number)
    return found


def _facts(deduction: Deduction) -> dict[str, object]:
    return {
        "number": deduction.entry,
        "points": f"{deduction.points:f}",
        "module": deduction.module,
        "reason": deduction.reason,
    }


def _audit(
    uow: UnitOfWork, action: str, event_id: EventId, entry_id: EntryId, **detail: object
) -> None:
    uow.audit(action, f"event:{event_id}", f"entry:{entry_id}", **detail)
