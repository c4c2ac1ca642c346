"""Published rankings: the one place that decides what the public may see of results.

A ranking is public while its event is published, its competition announced, and the newest
publication not retracted. Every function here starts from that; nothing else reads these tables
for pages that everyone sees.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from sqlalchemy import (
    ColumnElement,
    Engine,
    Integer,
    Row,
    Select,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session, undefer

from competition.domain.events import CompetitionState, EventState
from competition.domain.identifiers import EventId, PublicationId
from competition.persistence.models.competitions import CompetitionRow, EventRow
from competition.persistence.models.publications import PublicationRow, PublishedResultRow
from competition.persistence.prepared import Prepared


@dataclass(frozen=True, slots=True)
class PresentPublication:
    """The ranking that holds now."""

    id: PublicationId
    number: int
    digest: str
    remark: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class PublishedLine:
    """One line of a published ranking; `document` is its part of the results document."""

    position: int
    number: str
    name: str
    unit: str
    place: int | None
    total: str | None
    document: Mapping[str, object]
    explanation: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class LinesWanted:
    """Which lines of a ranking to show: those that fit the search, of one page."""

    search: str = ""
    page: int = 1
    size: int = 50


_PRESENT = (
    select(PublicationRow.id, EventRow.version, CompetitionRow.version)
    .join(EventRow, EventRow.id == PublicationRow.event_id)
    .join(CompetitionRow, CompetitionRow.id == EventRow.competition_id)
    .where(
        PublicationRow.retracted_at.is_(None),
        EventRow.state == EventState.PUBLISHED.value,
        CompetitionRow.state == CompetitionState.ANNOUNCED.value,
    )
    .order_by(PublicationRow.number.desc())
    .limit(1)
)


def mark_reader(engine: Engine) -> Callable[[int], tuple[int, int, int] | None]:
    """Give a function that tells what a public ranking page depends on, by event.

    It returns the publication that holds now with the versions of its event and competition, or
    None when nothing is public (or the database does not answer, which the page then says). It is
    asked before every page that is kept.
    """
    statement = Prepared(
        _PRESENT.where(PublicationRow.event_id == bindparam("event", type_=Integer))
    )
    failure = engine.dialect.loaded_dbapi.Error

    def read(event_id: int) -> tuple[int, int, int] | None:
        try:
            rows = statement.look(engine, {"event": event_id})
        except failure:
            return None
        return (rows[0][0], rows[0][1], rows[0][2]) if rows else None

    return read


def present(session: Session, event_id: EventId) -> PresentPublication | None:
    """The publication that holds now; None when nothing is public."""
    columns = (
        PublicationRow.id,
        PublicationRow.number,
        PublicationRow.digest,
        PublicationRow.remark,
        PublicationRow.published_at,
    )
    query = _PRESENT.with_only_columns(*columns, maintain_column_froms=True)
    row = session.execute(query.where(PublicationRow.event_id == event_id)).one_or_none()
    if row is None:
        return None
    return PresentPublication(
        PublicationId(row.id), row.number, row.digest, row.remark, row.published_at
    )


def was_retracted(session: Session, event_id: EventId) -> bool:
    """Whether the event's newest publication was retracted."""
    query = select(PublicationRow.retracted_at).where(PublicationRow.event_id == event_id)
    newest = query.order_by(PublicationRow.number.desc()).limit(1)
    return session.scalar(newest) is not None


def bundle(session: Session, publication: PresentPublication) -> bytes:
    """The publication's results bundle, byte by byte as it was published."""
    query = select(PublicationRow.bundle).where(PublicationRow.id == publication.id)
    return session.scalars(query).one()


def lines(
    session: Session, publication: PresentPublication, wanted: LinesWanted | None = None
) -> tuple[PublishedLine, ...]:
    """Lines of the ranking in its order: all, or one page of those that fit."""
    query = _lines(publication).order_by(PublishedResultRow.position)
    if wanted is not None:
        query = query.where(*_conditions(wanted.search))
        query = query.limit(wanted.size).offset((wanted.page - 1) * wanted.size)
    return tuple(_line(row) for row in session.execute(query))


def count_lines(session: Session, publication: PresentPublication, search: str = "") -> int:
    """How many lines fit in all."""
    query = select(func.count(PublishedResultRow.id))
    query = query.where(PublishedResultRow.publication_id == publication.id)
    return session.scalar(query.where(*_conditions(search))) or 0


def podium(session: Session, publication: PresentPublication) -> tuple[PublishedLine, ...]:
    """Who holds the first three places, at most six; guests hold none."""
    query = _lines(publication).where(PublishedResultRow.place <= 3)
    found = session.execute(query.order_by(PublishedResultRow.position).limit(12))
    held = (_line(row) for row in found)
    return tuple(line for line in held if line.document.get("standing") == "competing")[:6]


def page_of(
    session: Session, publication: PresentPublication, number: str, size: int
) -> int | None:
    """On which page of the whole ranking an entry stands; None when it is not in it."""
    query = select(PublishedResultRow.position).where(
        PublishedResultRow.publication_id == publication.id,
        PublishedResultRow.entry_number == number,
    )
    position = session.scalar(query)
    return None if position is None else ceil(position / size)


def line(session: Session, publication: PresentPublication, number: str) -> PublishedLine | None:
    """One entry's line with its explanation; None when it is not in the ranking."""
    query = select(PublishedResultRow).options(undefer(PublishedResultRow.explanation))
    row = session.scalar(
        query.where(
            PublishedResultRow.publication_id == publication.id,
            PublishedResultRow.entry_number == number,
        )
    )
    if row is None:
        return None
    return PublishedLine(
        row.position,
        row.entry_number,
        row.name,
        row.unit,
        row.place,
        row.total,
        row.document,
        row.explanation,
    )


def _lines(
    publication: PresentPublication,
) -> Select[int, str, str, str, int | None, str | None, dict[str, object]]:
    return select(
        PublishedResultRow.position,
        PublishedResultRow.entry_number,
        PublishedResultRow.name,
        PublishedResultRow.unit,
        PublishedResultRow.place,
        PublishedResultRow.total,
        PublishedResultRow.document,
    ).where(PublishedResultRow.publication_id == publication.id)


def _line(
    row: Row[int, str, str, str, int | None, str | None, dict[str, object]],
) -> PublishedLine:
    return PublishedLine(*row)


def _conditions(search: str) -> list[ColumnElement[bool]]:
    if not search:
        return []
    columns = (PublishedResultRow.entry_number, PublishedResultRow.name, PublishedResultRow.unit)
    return [or_(*(column.icontains(search, autoescape=True) for column in columns))]
