"""The basic data of a competition (基本情况表), counted from what is stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session

from competition.domain.identifiers import CompetitionId
from competition.persistence.models.competitions import EventRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.judging import AppointmentRow
from competition.persistence.models.publications import PublicationRow, PublishedResultRow


@dataclass(frozen=True, slots=True)
class EventFigures:
    """One event in numbers; totals are None where nobody has one."""

    event_id: int
    title: str
    trade: str
    group: str
    venue: str
    held_on: date | None
    entries: int
    units: int
    judges: int
    placed: int
    prizes: int
    promotions: int
    best: Decimal | None
    mean: Decimal | None
    lowest: Decimal | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Winner:
    """One of the first three of an event, who may be nominated."""

    event_id: int
    event: str
    name: str
    unit: str
    place: int


def figures(session: Session, competition_id: CompetitionId) -> tuple[EventFigures, ...]:
    """The events in numbers, in order of their day; four queries whatever their number."""
    query = select(EventRow).where(EventRow.competition_id == competition_id)
    rows = list(session.scalars(query.order_by(EventRow.held_on, EventRow.id)))
    ids = [row.id for row in rows]
    entries, judges = _entries(session, ids), _judges(session, ids)
    published = _published(session, ids)
    return tuple(_figures(row, entries, judges, published) for row in rows)


def winners(session: Session, competition_id: CompetitionId) -> tuple[Winner, ...]:
    """The first three places of every published ranking."""
    query = (
        select(
            EventRow.id,
            EventRow.title,
            EventRow.round_name,
            PublishedResultRow.name,
            PublishedResultRow.unit,
            func.coalesce(PublishedResultRow.place, 0),
        )
        .join(PublicationRow, PublicationRow.id == PublishedResultRow.publication_id)
        .join(EventRow, EventRow.id == PublicationRow.event_id)
        .where(
            EventRow.competition_id == competition_id,
            PublicationRow.retracted_at.is_(None),
            PublishedResultRow.place <= 3,
        )
        .order_by(EventRow.id, PublishedResultRow.position)
    )
    return tuple(
        Winner(event_id, _named(title, round_name), name, unit, place)
        for event_id, title, round_name, name, unit, place in session.execute(query)
    )


def _named(title: str, round_name: str) -> str:
    """An event and its round: two rounds of one event are told apart."""
    return f"{title} · {round_name}" if round_name else title


@dataclass(frozen=True, slots=True)
class _Published:
    at: datetime
    totals: tuple[Decimal, ...]
    placed: int
    prizes: int
    promotions: int


def _entries(session: Session, ids: list[int]) -> dict[int, tuple[int, int]]:
    query = (
        select(EntryRow.event_id, func.count(EntryRow.id), func.count(distinct(EntryRow.unit)))
        .where(EntryRow.event_id.in_(ids), EntryRow.state == "accepted")
        .group_by(EntryRow.event_id)
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(query)}


def _judges(session: Session, ids: list[int]) -> dict[int, int]:
    query = (
        select(AppointmentRow.event_id, func.count(distinct(AppointmentRow.account_id)))
        .where(AppointmentRow.event_id.in_(ids))
        .group_by(AppointmentRow.event_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _published(session: Session, ids: list[int]) -> dict[int, _Published]:
    query = (
        select(
            PublicationRow.event_id,
            PublicationRow.published_at,
            PublishedResultRow.place,
            PublishedResultRow.total,
            PublishedResultRow.document,
        )
        .join(PublishedResultRow, PublishedResultRow.publication_id == PublicationRow.id)
        .where(PublicationRow.event_id.in_(ids), PublicationRow.retracted_at.is_(None))
    )
    lines: dict[int, list[Any]] = {}
    moments: dict[int, datetime] = {}
    for row in session.execute(query):
        lines.setdefault(row.event_id, []).append(row)
        moments[row.event_id] = row.published_at
    return {event_id: _counted(moments[event_id], rows) for event_id, rows in lines.items()}


def _counted(at: datetime, rows: Iterable[Any]) -> _Published:
    listed = [row for row in rows if row.place is not None]
    return _Published(
        at,
        tuple(Decimal(row.total) for row in listed if row.total is not None),
        len(listed),
        sum(bool(row.document.get("prize")) for row in listed),
        sum(bool(row.document.get("promotion")) for row in listed),
    )


def _figures(
    row: EventRow,
    entries: dict[int, tuple[int, int]],
    judges: dict[int, int],
    published: dict[int, _Published],
) -> EventFigures:
    found = published.get(row.id)
    totals = found.totals if found else ()
    many, units = entries.get(row.id, (0, 0))
    mean = sum(totals, Decimal(0)) / len(totals) if totals else None
    return EventFigures(
        event_id=row.id,
        title=_named(row.title, row.round_name),
        trade=row.trade,
        group=row.group,
        venue=row.venue,
        held_on=row.held_on,
        entries=many,
        units=units,
        judges=judges.get(row.id, 0),
        placed=found.placed if found else 0,
        prizes=found.prizes if found else 0,
        promotions=found.promotions if found else 0,
        best=max(totals, default=None),
        mean=None if mean is None else mean.quantize(Decimal("0.01")),
        lowest=min(totals, default=None),
        published_at=found.at if found else None,
    )
