"""Who has the places of an event: by unit, on the waiting list, with an offer; whom to tell."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from competition.domain.identifiers import AccountId, CompetitionId, EntryId, EventId
from competition.domain.places import LIVE
from competition.domain.registration import EntryState
from competition.persistence.models.competitions import EventRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.registration import EntryDraftRow
from competition.persistence.places import holds

SHOWN = 200


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit: its name, the places it holds, how many of its entries wait."""

    unit: str
    held: int
    waiting: int


@dataclass(frozen=True, slots=True)
class TurnLine:
    """One entry that waits, or has an offer until an instant."""

    id: EntryId
    number: str
    name: str
    unit: str
    created_at: datetime
    offer_until: datetime | None


def unit_lines(session: Session, event_id: EventId) -> tuple[UnitLine, ...]:
    """The units with most places, at most 200."""
    holding = case((holds()[0] & holds()[1], 1), else_=0)
    waiting = case((EntryRow.state == EntryState.WAITING.value, 1), else_=0)
    held, waits = func.sum(holding), func.sum(waiting)
    query = (
        select(func.min(EntryRow.unit), held, waits)
        .where(EntryRow.event_id == event_id, EntryRow.state.in_(_live()))
        .group_by(EntryRow.unit_key)
        .order_by(held.desc(), EntryRow.unit_key)
        .limit(SHOWN)
    )
    return tuple(UnitLine(unit, int(a), int(b)) for unit, a, b in session.execute(query))


def turn_lines(session: Session, event_id: EventId, state: EntryState) -> tuple[TurnLine, ...]:
    """The entries that wait, in their turn; or those with an offer, the first to end first."""
    order = EntryRow.queue_number if state is EntryState.WAITING else EntryRow.offer_until
    query = (
        select(EntryRow)
        .where(EntryRow.event_id == event_id, EntryRow.state == state.value)
        .order_by(order, EntryRow.id)
        .limit(SHOWN)
    )
    return tuple(map(_turn, session.scalars(query)))


def concerned(session: Session, event_id: EventId) -> tuple[AccountId, ...]:
    """The accounts that have entered the event or begun to."""
    entered = select(EntryRow.account_id).where(
        EntryRow.event_id == event_id,
        EntryRow.account_id.is_not(None),
        EntryRow.state.in_(_live()),
    )
    begun = select(EntryDraftRow.account_id).where(EntryDraftRow.event_id == event_id)
    return tuple(AccountId(one) for one in session.scalars(entered.union(begun)) if one)


def concerned_by(session: Session, competition_id: CompetitionId) -> tuple[AccountId, ...]:
    """The accounts that have entered an event of the competition or begun to."""
    events = session.scalars(select(EventRow.id).where(EventRow.competition_id == competition_id))
    return tuple(one for id_ in events.all() for one in concerned(session, EventId(id_)))


def waiting_of_unit(session: Session, event_id: EventId, unit: str) -> tuple[TurnLine, ...]:
    """The entries of a unit (by its key) that wait or have an offer, in their turn."""
    states = (EntryState.WAITING.value, EntryState.OFFERED.value)
    query = (
        select(EntryRow)
        .where(
            EntryRow.event_id == event_id,
            EntryRow.unit_key == unit,
            EntryRow.state.in_(states),
        )
        .order_by(EntryRow.queue_number, EntryRow.id)
        .limit(SHOWN)
    )
    return tuple(map(_turn, session.scalars(query)))


def _turn(row: EntryRow) -> TurnLine:
    return TurnLine(
        EntryId(row.id), row.number, row.name, row.unit, row.created_at, row.offer_until
    )


def _live() -> list[str]:
    return [state.value for state in LIVE]
