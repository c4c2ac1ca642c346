"""Places of an event: how many are held, who waits in which turn, which offers are due."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, func, literal, or_, select
from sqlalchemy.orm import Session

from competition.domain.entries import Standing
from competition.domain.events import PREPARING
from competition.domain.identifiers import EntryId, EventId, OrganisationId
from competition.domain.places import HOLDING, Occupancy, Waiting
from competition.domain.registration import EntryState
from competition.persistence.models.competitions import EventRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.prepared import Prepared


def holds() -> tuple[ColumnElement[bool], ...]:
    """What makes a row hold a place: its state, and that it did not withdraw after acceptance."""
    return (
        EntryRow.state.in_([literal(state.value) for state in HOLDING]),
        EntryRow.standing != Standing.WITHDRAWN.value,
    )


IN_EVENT = EntryRow.event_id == bindparam("event_id")
_held = select(func.count()).where(IN_EVENT, *holds())
HELD = Prepared(_held)
HELD_BY_UNIT = Prepared(_held.where(EntryRow.unit_key == bindparam("unit")))
WAITING = Prepared(
    select(EntryRow.id, EntryRow.unit_key, EntryRow.unit, EntryRow.unit_id)
    .where(IN_EVENT, EntryRow.state == EntryState.WAITING.value)
    .order_by(EntryRow.queue_number, EntryRow.id)
)
LAST_TURN = Prepared(select(func.max(EntryRow.queue_number)).where(IN_EVENT))


def occupancy(
    session: Session, event_id: EventId, seats: int | None, unit: tuple[str, int | None]
) -> Occupancy:
    """Count what is held of the event's seats and of the unit's; what has no limit is not counted.

    Takes the unit's key and its quota. The caller holds the event against other writers.
    """
    key, unit_seats = unit
    given = {"event_id": event_id}
    held = 0 if seats is None else HELD.rows(session, given)[0][0]
    own = {**given, "unit": key}
    unit_held = 0 if unit_seats is None else HELD_BY_UNIT.rows(session, own)[0][0]
    return Occupancy(seats, held, unit_seats, unit_held)


def queue(
    session: Session, event_id: EventId
) -> tuple[tuple[Waiting, str, OrganisationId | None], ...]:
    """The waiting list in its turn, with the name of each one's unit and the organisation it is."""
    return tuple(
        (
            Waiting(EntryId(entry_id), key),
            unit,
            None if unit_id is None else OrganisationId(unit_id),
        )
        for entry_id, key, unit, unit_id in WAITING.rows(session, {"event_id": event_id})
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
    return (LAST_TURN.rows(session, {"event_id": event_id})[0][0] or 0) + 1


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
