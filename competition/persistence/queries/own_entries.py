"""A worker's own entries, and how many seats of an event are spoken for."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from competition.domain.entries import Standing
from competition.domain.identifiers import AccountId, EntryId, EventId
from competition.domain.places import HOLDING
from competition.domain.registration import EntryState
from competition.persistence.models.accounts import AccountRow
from competition.persistence.models.competitions import CompetitionRow, EventRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.prepared import Prepared

MOST = 200
OWN = Prepared(
    select(EntryRow.id, EntryRow.state).where(
        EntryRow.event_id == bindparam("event_id"), EntryRow.account_id == bindparam("account")
    )
)
OWN_DATA = Prepared(
    select(AccountRow.display_name, AccountRow.unit).where(AccountRow.id == bindparam("account"))
)


@dataclass(frozen=True, slots=True)
class OwnEntryLine:
    """One of the worker's entries in a list."""

    id: EntryId
    event_id: EventId
    competition: str
    event: str
    event_state: str
    held_on: date | None
    venue: str
    number: str
    state: str
    standing: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class OwnData:
    """What the account already says about its owner."""

    name: str
    unit: str


def own_data(session: Session, account_id: AccountId) -> OwnData:
    """The name and unit of the account."""
    ((name, unit),) = OWN_DATA.rows(session, {"account": account_id})
    return OwnData(name, unit)


def own_lines(session: Session, account_id: AccountId) -> tuple[OwnEntryLine, ...]:
    """The account's entries, the newest first; the oldest beyond 200 are left out."""
    query = (
        select(
            EntryRow.id,
            EntryRow.event_id,
            CompetitionRow.title.label("competition"),
            EventRow.title.label("event"),
            EventRow.state.label("event_state"),
            EventRow.held_on,
            EventRow.venue,
            EntryRow.number,
            EntryRow.state,
            EntryRow.standing,
            EntryRow.created_at,
        )
        .join(EventRow, EventRow.id == EntryRow.event_id)
        .join(CompetitionRow, CompetitionRow.id == EventRow.competition_id)
        .where(EntryRow.account_id == account_id)
        .order_by(EntryRow.created_at.desc(), EntryRow.id.desc())
        .limit(MOST)
    )
    return tuple(
        OwnEntryLine(EntryId(id_), EventId(event_id), *facts)
        for id_, event_id, *facts in session.execute(query)
    )


def find_own(
    session: Session, event_id: EventId, account_id: AccountId
) -> tuple[EntryId, EntryState] | None:
    """The account's entry in the event with its state, if it has one."""
    for entry_id, state in OWN.rows(session, {"event_id": event_id, "account": account_id}):
        return EntryId(entry_id), EntryState(state)
    return None


def held_seats(session: Session, event_id: EventId) -> int:
    """How many seats are spoken for: entries that wait or are accepted and did not withdraw."""
    query = select(func.count(EntryRow.id)).where(
        EntryRow.event_id == event_id,
        EntryRow.state.in_([state.value for state in HOLDING]),
        EntryRow.standing != Standing.WITHDRAWN.value,
    )
    return session.scalar(query) or 0
