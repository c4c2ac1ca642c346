"""Lists of competitions and of a competition's events, within an actor's reach."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import Session

from competition.domain.identifiers import CompetitionId
from competition.domain.permissions import Scope, ScopeKind
from competition.persistence.models.competitions import (
    CompetitionRow,
    EventRow,
    OrganisationRow,
    SchemeRow,
)
from competition.persistence.models.entries import EntryRow


@dataclass(frozen=True, slots=True)
class CompetitionSummary:
    """One line of the list of competitions; `events` counts its events by state."""

    id: int
    title: str
    season: int
    level: str
    state: str
    organisation: str
    events: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EventSummary:
    """One line of a competition's list of events."""

    id: int
    title: str
    trade: str
    state: str
    group: str
    round_name: str
    held_on: date | None
    entries_close_at: datetime | None
    entries: int
    has_scheme: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which competitions are asked for; `after` is (season, id) of the last one shown."""

    state: str | None = None
    season: int | None = None
    after: tuple[int, int] | None = None
    limit: int = 25


def list_competitions(
    session: Session, reach: Iterable[Scope], wanted: Wanted
) -> tuple[CompetitionSummary, ...]:
    """The competitions in reach, newest season first; one more than the limit if there are more."""
    query = (
        select(CompetitionRow, OrganisationRow.name)
        .join(OrganisationRow, OrganisationRow.id == CompetitionRow.organisation_id)
        .where(*_conditions(reach, wanted))
        .order_by(CompetitionRow.season.desc(), CompetitionRow.id.desc())
        .limit(wanted.limit + 1)
    )
    if wanted.after is not None:
        season, last = wanted.after
        same = and_(CompetitionRow.season == season, CompetitionRow.id < last)
        query = query.where(or_(CompetitionRow.season < season, same))
    rows = session.execute(query).all()
    states = _events_by_state(session, [row.CompetitionRow.id for row in rows])
    return tuple(_summary(row.CompetitionRow, row.name, states) for row in rows)


def count_competitions(session: Session, reach: Iterable[Scope], wanted: Wanted) -> int:
    """How many competitions fit, on all pages together."""
    query = select(func.count()).select_from(CompetitionRow).where(*_conditions(reach, wanted))
    return session.scalar(query) or 0


def seasons(session: Session, reach: Iterable[Scope]) -> tuple[int, ...]:
    """The seasons that hold a competition in reach, newest first."""
    query = select(CompetitionRow.season).where(_within(reach)).distinct()
    return tuple(session.scalars(query.order_by(CompetitionRow.season.desc())))


def list_events(session: Session, competition_id: CompetitionId) -> tuple[EventSummary, ...]:
    """The competition's events in order of their day, with accepted entries counted."""
    entries = (
        select(func.count())
        .where(EntryRow.event_id == EventRow.id, EntryRow.state == "accepted")
        .scalar_subquery()
    )
    has_scheme = select(SchemeRow.id).where(SchemeRow.event_id == EventRow.id).exists()
    query: Select[tuple[EventRow, int, bool]] = select(
        EventRow, entries.label("entries"), has_scheme.label("has_scheme")
    ).where(EventRow.competition_id == competition_id)
    rows = session.execute(query.order_by(EventRow.held_on, EventRow.id))
    return tuple(_event(row.EventRow, row.entries, has_scheme=row.has_scheme) for row in rows)


def _event(row: EventRow, entries: int, *, has_scheme: bool) -> EventSummary:
    return EventSummary(
        id=row.id,
        title=row.title,
        trade=row.trade,
        state=row.state,
        group=row.group,
        round_name=row.round_name,
        held_on=row.held_on,
        entries_close_at=row.entries_close_at,
        entries=entries,
        has_scheme=has_scheme,
    )


def _summary(
    row: CompetitionRow, organisation: str, states: dict[int, dict[str, int]]
) -> CompetitionSummary:
    return CompetitionSummary(
        row.id,
        row.title,
        row.season,
        row.level,
        row.state,
        organisation,
        states.get(row.id, {}),
    )


def _events_by_state(session: Session, ids: list[int]) -> dict[int, dict[str, int]]:
    query = (
        select(EventRow.competition_id, EventRow.state, func.count().label("events"))
        .where(EventRow.competition_id.in_(ids))
        .group_by(EventRow.competition_id, EventRow.state)
    )
    found: dict[int, dict[str, int]] = {}
    for row in session.execute(query):
        found.setdefault(row.competition_id, {})[row.state] = row.events
    return found


def _conditions(reach: Iterable[Scope], wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = [_within(reach)]
    if wanted.state is not None:
        conditions.append(CompetitionRow.state == wanted.state)
    if wanted.season is not None:
        conditions.append(CompetitionRow.season == wanted.season)
    return conditions


def _within(reach: Iterable[Scope]) -> ColumnElement[bool]:
    """The condition that a competition lies in one of the scopes, or holds an event that does."""
    ids: dict[ScopeKind, list[int]] = {kind: [] for kind in ScopeKind}
    for scope in reach:
        ids[scope.kind].append(scope.id)
    if ids[ScopeKind.INSTALLATION]:
        return true()
    holding = select(EventRow.competition_id).where(EventRow.id.in_(ids[ScopeKind.EVENT]))
    return or_(
        CompetitionRow.organisation_id.in_(ids[ScopeKind.ORGANISATION]),
        CompetitionRow.id.in_(ids[ScopeKind.COMPETITION]),
        CompetitionRow.id.in_(holding),
    )
