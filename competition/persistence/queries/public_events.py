"""Events as everyone may see them: those of announced competitions that are past their draft."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, Select, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from competition.domain.entries import Standing
from competition.domain.errors import NotFound
from competition.domain.events import CompetitionState, Event, EventState, Group
from competition.domain.identifiers import CompetitionId, EventId
from competition.domain.places import HOLDING
from competition.domain.programme import PlanState
from competition.domain.windows import Window
from competition.persistence.models.competitions import CompetitionRow, EventRow, OrganisationRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.programme import PlanRow
from competition.persistence.places import HELD
from competition.persistence.prepared import Prepared

PUBLIC = (
    CompetitionRow.state == CompetitionState.ANNOUNCED.value,
    EventRow.state != EventState.DRAFT.value,
)
"""What makes an event public. Every public query holds these conditions."""
IS_PUBLIC = Prepared(
    select(EventRow.id)
    .join(CompetitionRow, CompetitionRow.id == EventRow.competition_id)
    .where(EventRow.id == bindparam("event_id"), *PUBLIC)
)

ORDER = (EventState.OPEN, EventState.PUBLISHED, EventState.MARKING, EventState.CLOSED)


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events to list; what is empty does not narrow."""

    search: str = ""
    trade: str = ""
    state: str = ""
    season: int | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """An event with the competition it belongs to and the seats spoken for."""

    event: Event
    competition: str
    season: int
    level: str
    organiser: str
    about_competition: str
    held_seats: int = 0
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """What the public events can be narrowed by."""

    trades: tuple[str, ...]
    seasons: tuple[int, ...]


def public_events(session: Session, wanted: EventFilter, limit: int) -> tuple[PublicEvent, ...]:
    """One page of the events that fit, open ones first, then by their day, the latest first."""
    rank = case({state.value: n for n, state in enumerate(ORDER)}, value=EventRow.state, else_=9)
    query = _events().where(*_conditions(wanted))
    query = query.order_by(rank, EventRow.held_on.desc(), EventRow.id.desc())
    rows = session.execute(query.limit(limit).offset((wanted.page - 1) * limit)).all()
    held = _held_seats(session, (row.EventRow.id for row in rows))
    return tuple(_public(row, held.get(row.EventRow.id, 0)) for row in rows)


def count_events(session: Session, wanted: EventFilter) -> int:
    """How many events fit in all."""
    query = select(func.count(EventRow.id)).join(
        CompetitionRow, CompetitionRow.id == EventRow.competition_id
    )
    return session.scalar(query.where(*PUBLIC, *_conditions(wanted))) or 0


def choices(session: Session) -> Choices:
    """The trades and seasons of the public events."""
    base = select(EventRow.trade).join(CompetitionRow, CompetitionRow.id == EventRow.competition_id)
    trades = session.scalars(base.where(*PUBLIC).distinct().order_by(EventRow.trade).limit(60))
    years = base.with_only_columns(CompetitionRow.season, maintain_column_froms=True)
    seasons = session.scalars(
        years.where(*PUBLIC).distinct().order_by(CompetitionRow.season.desc())
    )
    return Choices(tuple(trades), tuple(seasons))


def public_event(session: Session, event_id: EventId) -> PublicEvent:
    """One public event. Raises NotFound, also for events that are not public."""
    row = session.execute(_events().where(EventRow.id == event_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such event.")
    return _public(row, HELD.rows(session, {"event_id": event_id})[0][0])


def require_public(session: Session, event_id: EventId) -> None:
    """Raise NotFound for an event that is not public."""
    if not IS_PUBLIC.rows(session, {"event_id": event_id}):
        raise NotFound("There is no such event.")


def _events() -> Select[EventRow, str, int, str, str, str, str | None]:
    return (
        select(
            EventRow,
            CompetitionRow.title,
            CompetitionRow.season,
            CompetitionRow.level,
            OrganisationRow.name,
            CompetitionRow.about,
            PlanRow.state,
        )
        .join(CompetitionRow, CompetitionRow.id == EventRow.competition_id)
        .outerjoin(PlanRow, PlanRow.competition_id == CompetitionRow.id)
        .join(OrganisationRow, OrganisationRow.id == CompetitionRow.organisation_id)
        .where(*PUBLIC)
    )


def _conditions(wanted: EventFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.trade:
        found.append(EventRow.trade == wanted.trade)
    if wanted.state:
        found.append(EventRow.state == wanted.state)
    if wanted.season:
        found.append(CompetitionRow.season == wanted.season)
    if wanted.search:
        columns = (EventRow.title, EventRow.trade, EventRow.venue, CompetitionRow.title)
        found.append(or_(*(c.icontains(wanted.search, autoescape=True) for c in columns)))
    return found


def _held_seats(session: Session, event_ids: Iterable[int]) -> dict[int, int]:
    query = (
        select(EntryRow.event_id, func.count(EntryRow.id))
        .where(
            EntryRow.event_id.in_(list(event_ids)),
            EntryRow.state.in_([state.value for state in HOLDING]),
            EntryRow.standing != Standing.WITHDRAWN.value,
        )
        .group_by(EntryRow.event_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _public(row: Row[EventRow, str, int, str, str, str, str | None], held: int) -> PublicEvent:
    found, competition, season, level, organiser, about, plan = row
    event = Event(
        id=EventId(found.id),
        competition_id=CompetitionId(found.competition_id),
        title=found.title,
        trade=found.trade,
        state=EventState(found.state),
        version=found.version,
        group=Group(found.group),
        round_name=found.round_name,
        venue=found.venue,
        about=found.about,
        held_on=found.held_on,
        entries=Window(found.entries_open_at, found.entries_close_at),
        seats=found.seats,
    )
    is_cancelled = plan == PlanState.CANCELLED.value
    return PublicEvent(event, competition, season, level, organiser, about, held, is_cancelled)
