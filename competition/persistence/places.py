"""Places of an event: how many are held, who waits in which turn, which offers are due."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from competition.domain.entries import Standing
from competition.domain.events import PREPARING
from competition.domain.identifiers import EntryId, EventId, OrganisationId
from competition.domain.places import HOLDING, Occupancy, Waiting
from competition.domain.registration import EntryState
from competition.persistence.models.competitions import EventRow
from competition.persistence.models.entries import EntryRow


def holds() -> tuple[ColumnElement[bool], ...]:
    """What makes a row hold a place: its state, and that it did not withdraw after acceptance."""
    return (
        EntryRow.state.in_([state.value for state in HOLDING]),
        EntryRow.standing != Standing.WITHDRAWN.value,
    )


def occupancy(
    session: Session, event_id: EventId, seats: int | None, unit: tuple[str, int | None]
) -> Occupancy:
    """Count what is held of the event's seats and of the unit's; what has no limit is not counted.

    Takes the unit's key and its quota. The caller holds the event against other writers.
    """
    key, unit_seats = unit
    held = 0 if seats is None else _count(session, EntryRow.event_id == event_id)
    own = EntryRow.event_id == event_id, EntryRow.unit_key == key
    unit_held = 0 if unit_seats is None else _count(session, *own)
    return Occupancy(seats, held, unit_seats, unit_held)


def queue(
    session: Session, event_id: EventId
) -> tuple[tuple[Waiting, str, OrganisationId | None], ...]:
    """The waiting list in its turn, with the name of each one's unit and the organisation it is."""
    query = (
        select(EntryRow.id, EntryRow.unit_key, EntryRow.unit, EntryRow.unit_id)
        .where(EntryRow.event_id == event_id, EntryRow.state == EntryState.WAITING.value)
        .order_by(EntryRow.queue_number, EntryRow.id)
    )
    return tuple(
        (
            Waiting(EntryId(row.id), row.unit_key),
            row.unit,
            None if row.unit_id is None else OrganisationId(row.unit_id),
        )
        for row in session.execute(query)
    )


def held_by_unit(session: Session, event_id: EventId, keys: Iterable[str]) -> dict[str, int]:
    """How many places each of these units holds."""
    query = (
        select(EntryRow.unit_key, func.count())
        .where(EntryRow.event_id == event_id, EntryRow.unit_key.in_(set(keys)), *holds())
        .group_by(EntryRow.unit_key)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def count_waiting_list(session: Session, event_id: EventId) -> int:
    """How many entries wait for a place."""
    query = select(func.count()).where(
        EntryRow.event_id == event_id, EntryRow.state == EntryState.WAITING.value
    )
    return session.scalar(query) or 0


def next_turn(session: Session, event_id: EventId) -> int:
    """The turn after the last one that waits in this event."""
    query = select(func.max(EntryRow.queue_number)).where(EntryRow.event_id == event_id)
    return (session.scalar(query) or 0) + 1


def position(session: Session, event_id: EventId, turn: int) -> int:
    """Which one in the waiting list has this turn: 1 is next."""
    query = select(func.count()).where(
        EntryRow.event_id == event_id,
        EntryRow.state == EntryState.WAITING.value,
        EntryRow.queue_number < turn,
    )
    return (session.scalar(query) or 0) + 1


def events_with_due_offers(session: Session, now: datetime) -> tuple[EventId, ...]:
    """The events that have an offer which has ended, in the order of their ids."""
    past = EventRow.state.not_in([state.value for state in PREPARING])
    query = (
        select(EntryRow.event_id)
        .join(EventRow, EventRow.id == EntryRow.event_id)
        .where(
            EntryRow.state == EntryState.OFFERED.value,
            EntryRow.offer_until.is_not(None),
            or_(EntryRow.offer_until <= now, past),
        )
    )
    return tuple(map(EventId, session.scalars(query.distinct().order_by(EntryRow.event_id))))


def offered(session: Session, event_id: EventId) -> tuple[EntryId, ...]:
    """The entries of the event that have an offer, the first to end first."""
    query = select(EntryRow.id).where(
        EntryRow.event_id == event_id, EntryRow.state == EntryState.OFFERED.value
    )
    return tuple(map(EntryId, session.scalars(query.order_by(EntryRow.offer_until, EntryRow.id))))


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).where(*conditions, *holds())) or 0
