"""Load competitions and events as the domain knows them; save what a use case decided."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.errors import Conflict, NotFound
from competition.domain.events import Event, EventState, Group
from competition.domain.identifiers import CompetitionId, EventId, OrganisationId
from competition.domain.permissions import Scope, ScopeKind
from competition.domain.preparation import EventDetails
from competition.domain.windows import Window
from competition.persistence import organisations
from competition.persistence.models.competitions import (
    CompetitionRow,
    EventRow,
    PoliciesRow,
    SchemeRow,
)


def load(session: Session, event_id: EventId, *, lock: bool = False) -> Event:
    """Load the event, held against other writers if `lock`. Raises NotFound."""
    row = row_of(session, event_id, lock=lock)
    return Event(
        id=EventId(row.id),
        competition_id=CompetitionId(row.competition_id),
        title=row.title,
        trade=row.trade,
        state=EventState(row.state),
        version=row.version,
        group=Group(row.group),
        round_name=row.round_name,
        venue=row.venue,
        about=row.about,
        held_on=row.held_on,
        entries=Window(row.entries_open_at, row.entries_close_at),
        seats=row.seats,
    )


def row_of(session: Session, event_id: EventId, *, lock: bool = False) -> EventRow:
    """The event's row, for the functions of this layer. Raises NotFound."""
    query = select(EventRow).where(EventRow.id == event_id)
    if lock:  # as it is stored by now, not as this session first saw it
        query = query.with_for_update().execution_options(populate_existing=True)
    row = session.scalar(query)
    if row is None:
        raise NotFound("There is no such event.")
    return row


def scope_path(session: Session, event_id: EventId) -> tuple[Scope, ...]:
    """The scopes that contain the event: itself, its competition, its organisers. Or NotFound."""
    query = (
        select(EventRow.competition_id, CompetitionRow.organisation_id)
        .join(CompetitionRow, CompetitionRow.id == EventRow.competition_id)
        .where(EventRow.id == event_id)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFound("There is no such event.")
    return (
        Scope(ScopeKind.EVENT, event_id),
        Scope(ScopeKind.COMPETITION, found.competition_id),
        *organisations.scope_path(session, found.organisation_id),
    )


def competition_path(session: Session, competition_id: CompetitionId) -> tuple[Scope, ...]:
    """The scopes that contain the competition. Raises NotFound."""
    query = select(CompetitionRow.organisation_id).where(CompetitionRow.id == competition_id)
    organisation_id = session.scalar(query)
    if organisation_id is None:
        raise NotFound("There is no such competition.")
    return (
        Scope(ScopeKind.COMPETITION, competition_id),
        *organisations.scope_path(session, OrganisationId(organisation_id)),
    )


def save_state(session: Session, event: Event, state: EventState) -> None:
    """Move the event to the state. Raises Conflict when somebody changed it meanwhile."""
    row = row_of(session, event.id, lock=True)
    if row.version != event.version:
        raise Conflict("The event was changed meanwhile.")
    row.state = state.value
    session.flush()


def newest_scheme(session: Session, event_id: EventId) -> SchemeRow | None:
    """The newest version of the event's marking scheme, if it has one."""
    query = select(SchemeRow).where(SchemeRow.event_id == event_id)
    return session.scalar(query.order_by(SchemeRow.number.desc()).limit(1))


def newest_policies(session: Session, event_id: EventId) -> PoliciesRow | None:
    """The newest version of the event's policies, if it has any."""
    query = select(PoliciesRow).where(PoliciesRow.event_id == event_id)
    return session.scalar(query.order_by(PoliciesRow.number.desc()).limit(1))


def details_of(event: Event) -> EventDetails:
    """What organisers wrote down about the event."""
    return EventDetails(
        title=event.title,
        trade=event.trade,
        group=event.group.value,
        round_name=event.round_name,
        venue=event.venue,
        about=event.about,
        held_on=event.held_on,
        entries=event.entries,
        seats=event.seats,
    )


def add(session: Session, competition_id: CompetitionId, details: EventDetails) -> EventId:
    """Store a new event as a draft."""
    row = EventRow(competition_id=competition_id, state=EventState.DRAFT.value)
    _fill(row, details)
    session.add(row)
    session.flush()
    return EventId(row.id)


def save(session: Session, event_id: EventId, details: EventDetails) -> None:
    """Store what organisers wrote down about the event."""
    _fill(row_of(session, event_id, lock=True), details)
    session.flush()


def open_of(session: Session, competition_id: CompetitionId) -> tuple[EventId, ...]:
    """The events of the competition that take entries."""
    query = select(EventRow.id).where(
        EventRow.competition_id == competition_id, EventRow.state == EventState.OPEN.value
    )
    return tuple(EventId(one) for one in session.scalars(query.order_by(EventRow.id)))


def save_closing(session: Session, event_id: EventId, closes: datetime) -> None:
    """Store when entries close."""
    row_of(session, event_id, lock=True).entries_close_at = closes
    session.flush()


def _fill(row: EventRow, details: EventDetails) -> None:
    row.title = details.title
    row.trade = details.trade
    row.group = details.group
    row.round_name = details.round_name
    row.venue = details.venue
    row.about = details.about
    row.held_on = details.held_on
    row.entries_open_at = details.entries.opens
    row.entries_close_at = details.entries.closes
    row.seats = details.seats
