"""The review desk's queue: filtered, counted by every filter at once, one page at a time."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from competition.domain.entry_reviews import Turn
from competition.domain.events import PREPARING, EventState
from competition.domain.identifiers import AccountId, EntryId, EventId
from competition.domain.permissions import Scope, ScopeKind
from competition.domain.places import unit_key
from competition.persistence.entry_reviews import is_recommended
from competition.persistence.models.accounts import AccountRow
from competition.persistence.models.competitions import CompetitionRow, EventRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.entry_reviews import EntryReviewRow
from competition.persistence.models.files import StoredFileRow
from competition.persistence.models.registration import EntrantRow
from competition.persistence.queries.programme import within_reach

Rows = Select[*tuple[Any, ...]]
"""A query, whatever columns it has."""

DESKS = 200
"""The most events that are listed at once."""

AGES = (14, 7, 3)
"""Days of waiting by which the queue is counted, longest first."""


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which entries to show; what is empty does not narrow. `after` is an entry's id.

    An empty `turn` leaves out what the reader has recommended; `issue` is finding, document or
    none; `days` how many an entry has waited at least.
    """

    state: str = "submitted"
    turn: str = ""
    issue: str = ""
    days: int = 0
    unit: str = ""
    event_id: int = 0
    after: int = 0


@dataclass(frozen=True, slots=True)
class Field:
    """Where the queue looks: the events, the documents each asks for, who reads, and when.

    `documents` tells for an event how many files a team and each of its persons must send.
    """

    event_ids: tuple[EventId, ...]
    documents: Mapping[EventId, tuple[int, int]]
    reader_id: AccountId | None
    now: datetime


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One entry in the queue."""

    id: EntryId
    event_id: EventId
    event: str
    closes_at: datetime | None
    number: str
    name: str
    unit: str
    state: str
    submitted_at: datetime
    problems: int
    lacks_document: bool
    turn: Turn
    recommended: str
    reviewer: str


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One event that takes entries: how many of them wait for a decision, and since when."""

    event_id: int
    title: str
    round_name: str
    competition: str
    state: str
    waiting: int
    waits_since: datetime | None
    closes_at: datetime | None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many entries are alike in everything the filters ask."""

    event_id: EventId
    turn: Turn
    has_finding: bool
    lacks_document: bool
    age: int
    count: int


def desks(session: Session, reach: Collection[Scope]) -> tuple[DeskLine, ...]:
    """The events in reach whose entries can be decided about, where somebody waits longest first.

    Events that are only being prepared count when an entry waits there already.
    """
    waits = EntryRow.state == "submitted"
    waiting, since = func.count(EntryRow.id), func.min(EntryRow.submitted_at)
    own = [scope.id for scope in reach if scope.kind is ScopeKind.EVENT]
    wide = [scope for scope in reach if scope.kind is not ScopeKind.EVENT]
    query = (
        select(
            EventRow.id,
            EventRow.title,
            EventRow.round_name,
            CompetitionRow.title.label("competition"),
            EventRow.state,
            waiting.label("waiting"),
            since.label("since"),
            EventRow.entries_close_at,
        )
        .join(CompetitionRow, CompetitionRow.id == EventRow.competition_id)
        .outerjoin(EntryRow, and_(EntryRow.event_id == EventRow.id, waits))
        .where(
            EventRow.state.in_(list(PREPARING)),
            or_(within_reach(session, wide), EventRow.id.in_(own)),
        )
        .group_by(EventRow.id, CompetitionRow.id)
        .having(or_(EventRow.state != EventState.DRAFT, waiting > 0))
        .order_by((waiting == 0), since, EventRow.entries_close_at, EventRow.id)
        .limit(DESKS)
    )
    return tuple(DeskLine(*row) for row in session.execute(query))


def lines(session: Session, field: Field, wanted: QueueFilter, limit: int) -> tuple[QueueLine, ...]:
    """The entries that fit after the key, those that wait longest first."""
    found = session.execute(
        _lines(field)
        .where(*_conditions(field, wanted), *_beyond(wanted.after))
        .order_by(EntryRow.submitted_at, EntryRow.id)
        .limit(limit)
    )
    return tuple(
        QueueLine(
            EntryId(row.id),
            EventId(row.event_id),
            row.title,
            row.entries_close_at,
            row.number,
            row.name,
            row.unit,
            row.state,
            row.submitted_at,
            row.problems,
            bool(row.lacks),
            Turn(row.turn),
            row.decision or "",
            row.display_name or "",
        )
        for row in found
    )


def neighbours(
    session: Session, field: Field, wanted: QueueFilter, entry_id: EntryId
) -> tuple[tuple[EntryId, EventId] | None, tuple[EntryId, EventId] | None]:
    """The entries before and after this one in the queue, each with its event."""
    found = []
    for back in (True, False):
        keys = (EntryRow.submitted_at, EntryRow.id)
        order = [key.desc() for key in keys] if back else list(keys)
        pairs: Rows = select(EntryRow.id, EntryRow.event_id)
        query = _joined(pairs).where(*_conditions(field, wanted), *_beyond(entry_id, back=back))
        row = session.execute(query.order_by(*order).limit(1)).first()
        found.append(None if row is None else (EntryId(row.id), EventId(row.event_id)))
    return found[0], found[1]


def ids(session: Session, field: Field, wanted: QueueFilter, limit: int) -> tuple[EntryId, ...]:
    """The entries that fit, those that wait longest first."""
    query = _joined(select(EntryRow.id)).where(*_conditions(field, wanted))
    order = query.order_by(EntryRow.submitted_at, EntryRow.id).limit(limit)
    return tuple(map(EntryId, session.scalars(order)))


def tallies(session: Session, field: Field, wanted: QueueFilter) -> tuple[Tally, ...]:
    """The entries of the state and the unit, counted by all else that the filters ask."""
    bare = QueueFilter(state=wanted.state, unit=wanted.unit, turn="all")
    facts = (
        _joined(
            select(
                EntryRow.event_id.label("event_id"),
                _turn(field).label("turn"),
                case((EntryRow.problems > 0, 1), else_=0).label("finding"),
                case((_lacks(field), 1), else_=0).label("lacks"),
                _age(field).label("age"),
            )
        )
        .where(*_conditions(field, bare))
        .subquery()
    )
    found = session.execute(select(*facts.c, func.count()).group_by(*facts.c))
    return tuple(
        Tally(EventId(event_id), Turn(turn), bool(finding), bool(lacks), age, count)
        for event_id, turn, finding, lacks, age, count in map(tuple, found)
    )


def states(session: Session, field: Field) -> dict[str, int]:
    """How many entries of the events are in each state."""
    query = select(EntryRow.state, func.count()).where(EntryRow.event_id.in_(field.event_ids))
    return {row[0]: row[1] for row in session.execute(query.group_by(EntryRow.state))}


def event_titles(session: Session, competition_id: int) -> dict[EventId, str]:
    """The events of the competition by id, with their titles."""
    query = select(EventRow.id, EventRow.title).where(EventRow.competition_id == competition_id)
    found = session.execute(query.order_by(EventRow.title, EventRow.id))
    return {EventId(row.id): row.title for row in found}


def _lines(field: Field) -> Rows:
    columns = (
        EntryRow.id,
        EntryRow.event_id,
        EventRow.title,
        EventRow.entries_close_at,
        EntryRow.number,
        EntryRow.name,
        EntryRow.unit,
        EntryRow.state,
        EntryRow.submitted_at,
        EntryRow.problems,
        case((_lacks(field), 1), else_=0).label("lacks"),
        _turn(field).label("turn"),
        EntryReviewRow.decision,
        AccountRow.display_name,
    )
    chosen: Rows = select(*columns)
    query = _joined(chosen).join(EventRow, EventRow.id == EntryRow.event_id)
    return query.outerjoin(AccountRow, AccountRow.id == EntryReviewRow.made_by)


def _joined(query: Rows) -> Rows:
    return query.select_from(EntryRow).outerjoin(EntryReviewRow, is_recommended())


def _conditions(field: Field, wanted: QueueFilter) -> list[ColumnElement[bool]]:
    found = [EntryRow.event_id.in_(field.event_ids), EntryRow.state == wanted.state]
    if wanted.event_id:
        found.append(EntryRow.event_id == wanted.event_id)
    if wanted.unit:
        named = EntryRow.unit == wanted.unit.strip()
        found.append(or_(named, EntryRow.unit_key == unit_key(wanted.unit)))
    if wanted.turn != "all":
        turn = _turn(field)
        found.append(turn == wanted.turn if wanted.turn else turn != Turn.OWN.value)
    if wanted.days:
        found.append(EntryRow.submitted_at <= field.now - timedelta(days=wanted.days))
    return found + _issue(field, wanted.issue)


def _issue(field: Field, issue: str) -> list[ColumnElement[bool]]:
    if issue == "finding":
        return [EntryRow.problems > 0]
    if issue == "document":
        return [_lacks(field)]
    if issue == "none":
        return [EntryRow.problems == 0, ~_lacks(field)]
    return []


def _turn(field: Field) -> ColumnElement[str]:
    own = false() if field.reader_id is None else EntryReviewRow.made_by == field.reader_id
    return case(
        (EntryReviewRow.id.is_(None), literal(Turn.FIRST.value)),
        (own, literal(Turn.OWN.value)),
        else_=literal(Turn.SECOND.value),
    )


def _age(field: Field) -> ColumnElement[int]:
    steps = [(EntryRow.submitted_at <= field.now - timedelta(days=n), literal(n)) for n in AGES]
    return case(*steps, else_=literal(0))


def _lacks(field: Field) -> ColumnElement[bool]:
    """Whether fewer files are stored of an entry than its event's form must have."""
    subject = literal("entry:") + cast(EntryRow.id, String)
    stored = select(func.count()).where(StoredFileRow.subject == subject)
    files = stored.correlate(EntryRow).scalar_subquery()
    present = EntrantRow.left_at.is_(None), EntrantRow.role != "coach"
    entrants = select(func.count()).where(EntrantRow.entry_id == EntryRow.id, *present)
    counted = entrants.correlate(EntryRow).scalar_subquery()
    people = case((counted > 0, counted), else_=1)
    return or_(
        false(),
        *(
            and_(EntryRow.event_id == event_id, files < team + each * people)
            for event_id, (team, each) in field.documents.items()
        ),
    )


def _beyond(entry_id: int, *, back: bool = False) -> Sequence[ColumnElement[bool]]:
    """Past this entry in the order of the queue, whether it is still in it or not."""
    if not entry_id:
        return ()
    since = select(EntryRow.submitted_at).where(EntryRow.id == entry_id).scalar_subquery()
    if back:
        before = and_(EntryRow.submitted_at == since, EntryRow.id < entry_id)
        return (or_(EntryRow.submitted_at < since, before),)
    after = and_(EntryRow.submitted_at == since, EntryRow.id > entry_id)
    return (or_(EntryRow.submitted_at > since, after),)
