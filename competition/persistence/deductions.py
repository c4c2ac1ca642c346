"""Deductions and difficulties of entries: rows in and out."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.entries import Deduction, Difficulty
from competition.domain.errors import NotFound
from competition.domain.identifiers import AccountId, EntryId, EventId
from competition.persistence.models.entries import DeductionRow, DifficultyRow, EntryRow


@dataclass(frozen=True, slots=True)
class StoredDeduction:
    """A deduction with its key and the entry's name."""

    id: int
    name: str
    deduction: Deduction
    made_at: datetime


@dataclass(frozen=True, slots=True)
class StoredDifficulty:
    """A difficulty with its key and the entry's name."""

    id: int
    name: str
    difficulty: Difficulty


def deductions(session: Session, event_id: EventId) -> tuple[StoredDeduction, ...]:
    """The deductions of the event's accepted entries, by entry number, then as entered."""
    query = (
        select(DeductionRow, EntryRow.number, EntryRow.name)
        .join(EntryRow, EntryRow.id == DeductionRow.entry_id)
        .where(DeductionRow.event_id == event_id, EntryRow.state == "accepted")
        .order_by(EntryRow.number_key, DeductionRow.id)
    )
    return tuple(
        StoredDeduction(
            row.id, name, Deduction(number, row.points, row.module_id, row.reason), row.made_at
        )
        for row, number, name in session.execute(query)
    )


def difficulties(session: Session, event_id: EventId) -> tuple[StoredDifficulty, ...]:
    """The difficulties of the event's accepted entries, by entry number and aspect."""
    query = (
        select(DifficultyRow, EntryRow.number, EntryRow.name)
        .join(EntryRow, EntryRow.id == DifficultyRow.entry_id)
        .where(DifficultyRow.event_id == event_id, EntryRow.state == "accepted")
        .order_by(EntryRow.number_key, DifficultyRow.aspect_id)
    )
    return tuple(
        StoredDifficulty(row.id, name, Difficulty(number, row.aspect_id, row.value))
        for row, number, name in session.execute(query)
    )


def add_deduction(  # noqa: PLR0917 -- one row, named columns in their order
    session: Session,
    event_id: EventId,
    entry_id: EntryId,
    deduction: Deduction,
    at: datetime,
    by: AccountId | None,
) -> int:
    """Store a deduction and give its key."""
    row = DeductionRow(
        event_id=event_id,
        entry_id=entry_id,
        module_id=deduction.module,
        points=deduction.points,
        reason=deduction.reason,
        made_at=at,
        made_by=by,
    )
    session.add(row)
    session.flush()
    return row.id


def remove_deduction(session: Session, event_id: EventId, deduction_id: int) -> Deduction:
    """Delete a deduction of the event and give what it was. Raises NotFound."""
    query = (
        select(DeductionRow, EntryRow.number)
        .join(EntryRow, EntryRow.id == DeductionRow.entry_id)
        .where(DeductionRow.id == deduction_id, DeductionRow.event_id == event_id)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFound("There is no such deduction.")
    row, number = found
    session.delete(row)
    session.flush()
    return Deduction(number, row.points, row.module_id, row.reason)


def save_difficulty(
    session: Session, event_id: EventId, entry_id: EntryId, aspect_id: str, value: Decimal
) -> None:
    """Store the difficulty of an entry's aspect in place of any other."""
    query = select(DifficultyRow).where(
        DifficultyRow.entry_id == entry_id, DifficultyRow.aspect_id == aspect_id
    )
    row = session.scalar(query)
    if row is None:
        row = DifficultyRow(event_id=event_id, entry_id=entry_id, aspect_id=aspect_id)
        session.add(row)
    row.value = value
    session.flush()


def remove_difficulty(session: Session, event_id: EventId, difficulty_id: int) -> Difficulty:
    """Delete a difficulty of the event and give what it was. Raises NotFound."""
    query = (
        select(DifficultyRow, EntryRow.number)
        .join(EntryRow, EntryRow.id == DifficultyRow.entry_id)
        .where(DifficultyRow.id == difficulty_id, DifficultyRow.event_id == event_id)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFound("There is no such difficulty.")
    row, number = found
    session.delete(row)
    session.flush()
    return Difficulty(number, row.aspect_id, row.value)
