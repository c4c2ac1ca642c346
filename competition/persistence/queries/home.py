"""What waits for a person, counted over all events at once: one query for each kind of work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, exists, false, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from competition.domain.events import EventState
from competition.domain.identifiers import AccountId
from competition.domain.permissions import Role, Scope, ScopeKind
from competition.persistence.models.competitions import CompetitionRow, EventRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.entry_forms import EntryAnswersRow
from competition.persistence.models.judging import AppointmentRow, MarkSheetRow
from competition.persistence.models.publications import PublicationRow

MOST = 60


@dataclass(frozen=True, slots=True)
class EventWork:
    """One event of an organiser's, with what could be waiting there."""

    event_id: int
    title: str
    round_name: str
    competition: str
    state: EventState
    closes_at: datetime | None
    to_review: int
    sheets: int
    submitted: int


@dataclass(frozen=True, slots=True)
class JudgeWork:
    """How many sheets a judge has to mark in one event, and how many are handed in."""

    event_id: int
    title: str
    competition: str
    sheets: int
    submitted: int


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """One of a worker's own entries."""

    entry_id: int
    event_id: int
    title: str
    competition: str
    state: str
    event_state: EventState
    published_at: datetime | None
    has_answered: bool = True


@dataclass(frozen=True, slots=True)
class NewsLine:
    """A public event: open for entries, or with a published ranking."""

    event_id: int
    title: str
    competition: str
    trade: str
    at: datetime | None


def events_of_organiser(
    session: Session, roles: Sequence[tuple[Role, Scope]]
) -> tuple[EventWork, ...]:
    """The events in the scopes of these organiser's roles that are not finished yet."""
    return _events(session, EventRow.state != EventState.PUBLISHED, _within(roles, Role.ORGANISER))


def events_being_marked(
    session: Session, roles: Sequence[tuple[Role, Scope]], role: Role
) -> tuple[EventWork, ...]:
    """The events that are being marked in the scopes where one of these roles is the one named."""
    return _events(session, EventRow.state == EventState.MARKING, _within(roles, role))


def _events(session: Session, *conditions: ColumnElement[bool]) -> tuple[EventWork, ...]:
    waiting = select(func.count()).where(
        EntryRow.event_id == EventRow.id, EntryRow.state == "submitted"
    )
    sheets = select(func.count()).where(MarkSheetRow.event_id == EventRow.id)
    query = (
        select(
            EventRow.id,
            EventRow.title,
            EventRow.round_name,
            CompetitionRow.title.label("competition"),
            EventRow.state,
            EventRow.entries_close_at,
            waiting.scalar_subquery().label("to_review"),
            sheets.scalar_subquery().label("sheets"),
            sheets.where(MarkSheetRow.state == "submitted").scalar_subquery().label("submitted"),
        )
        .join(CompetitionRow, CompetitionRow.id == EventRow.competition_id)
        .where(*conditions)
        .order_by(_urgency(), EventRow.entries_close_at, EventRow.id)
        .limit(MOST)
    )
    return tuple(
        EventWork(
            row.id,
            row.title,
            row.round_name,
            row.competition,
            EventState(row.state),
            row.entries_close_at,
            row.to_review,
            row.sheets,
            row.submitted,
        )
        for row in session.execute(query)
    )


def _urgency() -> ColumnElement[int]:
    order = {EventState.MARKING: 0, EventState.OPEN: 1, EventState.CLOSED: 2}
    return case(order, value=EventRow.state, else_=3)


def _within(roles: Sequence[tuple[Role, Scope]], wanted: Role) -> ColumnElement[bool]:
    columns = {
        ScopeKind.EVENT: EventRow.id,
        ScopeKind.COMPETITION: EventRow.competition_id,
        ScopeKind.ORGANISATION: CompetitionRow.organisation_id,
    }
    scopes = [scope for role, scope in roles if role is wanted]
    if any(scope.kind is ScopeKind.INSTALLATION for scope in scopes):
        return true()
    return or_(false(), *(columns[scope.kind] == scope.id for scope in scopes))


def sheets_of_judge(session: Session, account_id: AccountId) -> tuple[JudgeWork, ...]:
    """The judge's events that are being marked, with how far the own sheets are."""
    submitted = func.sum(case((MarkSheetRow.state == "submitted", 1), else_=0))
    query = (
        select(
            EventRow.id,
            EventRow.title,
            CompetitionRow.title.label("competition"),
            func.count().label("sheets"),
            submitted.label("done"),
        )
        .join(AppointmentRow, AppointmentRow.id == MarkSheetRow.appointment_id)
        .join(EventRow, EventRow.id == MarkSheetRow.event_id)
        .join(CompetitionRow, CompetitionRow.id == EventRow.competition_id)
        .where(AppointmentRow.account_id == account_id, EventRow.state == EventState.MARKING)
        .group_by(EventRow.id, EventRow.title, CompetitionRow.title)
        .order_by(EventRow.id)
    )
    return tuple(
        JudgeWork(row.id, row.title, row.competition, row.sheets, int(row.done))
        for row in session.execute(query)
    )


def own_entries(session: Session, account_id: AccountId) -> tuple[OwnEntry, ...]:
    """The worker's own entries, the newest first."""
    query = (
        select(
            EntryRow.id,
            EntryRow.event_id,
            EventRow.title,
            CompetitionRow.title.label("competition"),
            EntryRow.state,
            EventRow.state.label("event_state"),
            PublicationRow.published_at,
            exists()
            .where(EntryAnswersRow.entry_id == EntryRow.id, EntryAnswersRow.entrant >= 0)
            .label("has_answered"),
        )
        .join(EventRow, EventRow.id == EntryRow.event_id)
        .join(CompetitionRow, CompetitionRow.id == EventRow.competition_id)
        .outerjoin(
            PublicationRow,
            (PublicationRow.event_id == EventRow.id) & PublicationRow.retracted_at.is_(None),
        )
        .where(EntryRow.account_id == account_id)
        .order_by(EntryRow.id.desc())
        .limit(MOST)
    )
    return tuple(
        OwnEntry(
            row.id,
            row.event_id,
            row.title,
            row.competition,
            row.state,
            EventState(row.event_state),
            row.published_at,
            bool(row.has_answered),
        )
        for row in session.execute(query)
    )


def open_events(session: Session, now: datetime, limit: int) -> tuple[NewsLine, ...]:
    """Announced events that may be entered now, the first to close first."""
    query = (
        _news(EventRow.entries_close_at)
        .where(
            EventRow.state == EventState.OPEN,
            or_(EventRow.entries_open_at.is_(None), EventRow.entries_open_at <= now),
            or_(EventRow.entries_close_at.is_(None), EventRow.entries_close_at > now),
        )
        .order_by(EventRow.entries_close_at, EventRow.id)
    )
    return _lines(session, query.limit(limit))


def published_events(session: Session, limit: int) -> tuple[NewsLine, ...]:
    """Events with a ranking that stands, the newest first."""
    query = (
        _news(PublicationRow.published_at)
        .join(PublicationRow, PublicationRow.event_id == EventRow.id)
        .where(PublicationRow.retracted_at.is_(None), EventRow.state == EventState.PUBLISHED)
        .order_by(PublicationRow.published_at.desc())
    )
    return _lines(session, query.limit(limit))


def _news(
    at: InstrumentedAttribute[datetime | None] | InstrumentedAttribute[datetime],
) -> Select[int, str, str, str, datetime | None]:
    return (
        select(
            EventRow.id,
            EventRow.title,
            CompetitionRow.title.label("competition"),
            EventRow.trade,
            at.label("at"),
        )
        .join(CompetitionRow, CompetitionRow.id == EventRow.competition_id)
        .where(CompetitionRow.state == "announced")
    )


def _lines(
    session: Session, query: Select[int, str, str, str, datetime | None]
) -> tuple[NewsLine, ...]:
    return tuple(
        NewsLine(row.id, row.title, row.competition, row.trade, row.at)
        for row in session.execute(query)
    )
