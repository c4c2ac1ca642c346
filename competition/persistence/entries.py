"""Entries of an event: rows in and out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from competition.domain.entries import Entry, Standing
from competition.domain.errors import Conflict, NotFound, RuleViolation
from competition.domain.identifiers import AccountId, EntryId, EventId
from competition.domain.registration import EntryDraft, EntryState
from competition.persistence.models.entries import EntryRow

IN_ORDER = (func.length(EntryRow.number), EntryRow.number)
"""Entry numbers as people count them: 9 before 10."""


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry as it is stored, with the version to save it against."""

    id: EntryId
    event_id: EventId
    state: EntryState
    draft: EntryDraft
    account_id: AccountId | None
    created_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class RankedEntry:
    """An accepted entry as the engine takes it, with the name that only people see."""

    id: EntryId
    name: str
    entry: Entry


def load(session: Session, entry_id: EntryId) -> StoredEntry:
    """Load an entry. Raises NotFound."""
    return _stored(_row(session, entry_id))


def _stored(row: EntryRow) -> StoredEntry:
    draft = EntryDraft(
        number=row.number,
        name=row.name,
        unit=row.unit,
        level=row.level,
        age=row.age,
        honours=row.honours,
        standing=Standing(row.standing),
        measures={key: Decimal(value) for key, value in row.measures.items()},
        remark=row.remark,
    )
    return StoredEntry(
        EntryId(row.id),
        EventId(row.event_id),
        EntryState(row.state),
        draft,
        None if row.account_id is None else AccountId(row.account_id),
        row.created_at,
        row.version,
    )


def add(
    session: Session,
    event_id: EventId,
    draft: EntryDraft,
    at: datetime,
    state: EntryState = EntryState.ACCEPTED,
    *,
    account_id: AccountId | None = None,
) -> EntryId:
    """Store a new entry. Raises RuleViolation REG-05 when its number was taken meanwhile."""
    row = EntryRow(event_id=event_id, account_id=account_id, created_at=at, state=state.value)
    _fill(row, draft)
    session.add(row)
    _flush(session, draft.number)
    return EntryId(row.id)


def add_many(
    session: Session, event_id: EventId, drafts: Iterable[EntryDraft], at: datetime
) -> None:
    """Store accepted entries all at once. Raises Conflict when a number was taken meanwhile."""
    common = {
        "event_id": event_id,
        "created_at": at,
        "state": EntryState.ACCEPTED.value,
        "version": 1,
    }
    rows = [{**common, **_columns(draft)} for draft in drafts]
    try:
        session.execute(insert(EntryRow), rows)
    except IntegrityError as error:
        raise Conflict("A number was taken meanwhile. Upload the workbook again.") from error


def save(session: Session, entry_id: EntryId, draft: EntryDraft, version: int) -> None:
    """Store a changed entry. Raises Conflict for a stale version, REG-05 for a taken number."""
    row = _row(session, entry_id)
    if row.version != version:
        raise Conflict("The entry was changed meanwhile.", theirs=_stored(row).draft, ours=draft)
    _fill(row, draft)
    _flush(session, draft.number)


def save_state(session: Session, entry_id: EntryId, state: EntryState, remark: str) -> None:
    """Store the organisers' answer to an entry."""
    row = _row(session, entry_id)
    row.state, row.remark = state.value, remark
    session.flush()


def save_standing(session: Session, entry_id: EntryId, standing: Standing, remark: str) -> None:
    """Store how an entry takes part."""
    row = _row(session, entry_id)
    row.standing, row.remark = standing.value, remark
    session.flush()


def numbers(session: Session, event_id: EventId, *, but: EntryId | None = None) -> list[str]:
    """The entry numbers taken in the event."""
    query = select(EntryRow.number).where(EntryRow.event_id == event_id)
    return list(session.scalars(query if but is None else query.where(EntryRow.id != but)))


def count(session: Session, event_id: EventId) -> int:
    """How many entries take one of the event's seats: accepted ones that did not withdraw."""
    query = select(func.count(EntryRow.id)).where(
        EntryRow.event_id == event_id,
        EntryRow.state == EntryState.ACCEPTED.value,
        EntryRow.standing != Standing.WITHDRAWN.value,
    )
    return session.scalar(query) or 0


def count_waiting(session: Session, event_id: EventId) -> int:
    """How many entries wait for the organisers' answer."""
    query = select(func.count(EntryRow.id)).where(
        EntryRow.event_id == event_id, EntryRow.state == EntryState.SUBMITTED.value
    )
    return session.scalar(query) or 0


def find_by_number(session: Session, event_id: EventId, number: str) -> EntryId | None:
    """Find the event's accepted entry with this number, if there is one."""
    query = select(EntryRow.id).where(EntryRow.event_id == event_id, EntryRow.number == number)
    found = session.scalar(query.where(EntryRow.state == EntryState.ACCEPTED.value))
    return None if found is None else EntryId(found)


def competes(session: Session, event_id: EventId, account_id: AccountId) -> bool:
    """Whether the account has an entry in the event that is neither declined nor withdrawn."""
    states = (EntryState.SUBMITTED.value, EntryState.ACCEPTED.value)
    query = select(EntryRow.id).where(
        EntryRow.event_id == event_id,
        EntryRow.account_id == account_id,
        EntryRow.state.in_(states),
    )
    return session.scalar(query) is not None


def ranked(session: Session, event_id: EventId) -> tuple[RankedEntry, ...]:
    """The accepted entries in the order of their numbers, as the engine takes them."""
    query = select(
        EntryRow.id,
        EntryRow.name,
        EntryRow.number,
        EntryRow.unit,
        EntryRow.standing,
        EntryRow.honours,
        EntryRow.level,
        EntryRow.age,
        EntryRow.measures,
    ).where(EntryRow.event_id == event_id, EntryRow.state == EntryState.ACCEPTED.value)
    found = session.execute(query.order_by(*IN_ORDER))
    return tuple(
        RankedEntry(
            EntryId(id_),
            name,
            Entry(
                id=number,
                unit=unit or None,
                standing=Standing(standing),
                honours=honours,
                level=level,
                age=age,
                measures={key: Decimal(value) for key, value in measures.items()},
            ),
        )
        for id_, name, number, unit, standing, honours, level, age, measures in found
    )


def _row(session: Session, entry_id: EntryId) -> EntryRow:
    row = session.get(EntryRow, entry_id)
    if row is None:
        raise NotFound("There is no such entry.")
    return row


def _columns(draft: EntryDraft) -> dict[str, object]:
    return {
        "number": draft.number,
        "name": draft.name,
        "unit": draft.unit,
        "standing": draft.standing.value,
        "honours": draft.honours,
        "level": draft.level,
        "age": draft.age,
        "measures": {key: f"{value:f}" for key, value in draft.measures.items()},
        "remark": draft.remark,
    }


def _fill(row: EntryRow, draft: EntryDraft) -> None:
    for column, value in _columns(draft).items():
        setattr(row, column, value)


def _flush(session: Session, number: str) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        message = "Number %(number)s is already taken."
        raise RuleViolation("REG-05", message, field="number", number=number) from error
