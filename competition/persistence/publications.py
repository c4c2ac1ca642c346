"""Publications of rankings: frozen once, never changed but by their retraction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from competition.domain.errors import Conflict
from competition.domain.identifiers import AccountId, EventId, PublicationId
from competition.domain.publication import Outcome
from competition.persistence.models.publications import PublicationRow, PublishedResultRow


@dataclass(frozen=True, slots=True)
class Publication:
    """A publication without its bundle."""

    id: PublicationId
    number: int
    digest: str
    remark: str
    published_at: datetime
    retracted_at: datetime | None
    retract_reason: str


@dataclass(frozen=True, slots=True)
class NewPublication:
    """A ranking about to be frozen: the bundle's bytes, their digest, the remark."""

    bundle: bytes
    digest: str
    remark: str
    at: datetime
    by: AccountId | None


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """One line of a ranking about to be frozen."""

    entry_number: str
    name: str
    unit: str
    place: int | None
    total: str | None
    document: dict[str, object]
    explanation: dict[str, object]


def newest(session: Session, event_id: EventId) -> Publication | None:
    """The newest publication of the event, retracted or not."""
    query = select(PublicationRow).where(PublicationRow.event_id == event_id)
    row = session.scalar(query.order_by(PublicationRow.number.desc()).limit(1))
    if row is None:
        return None
    return Publication(
        PublicationId(row.id),
        row.number,
        row.digest,
        row.remark,
        row.published_at,
        row.retracted_at,
        row.retract_reason,
    )


def add(
    session: Session, event_id: EventId, new: NewPublication, rows: Iterable[PublishedRow]
) -> int:
    """Freeze a ranking and give its number. Raises Conflict when somebody was quicker."""
    query = select(func.max(PublicationRow.number)).where(PublicationRow.event_id == event_id)
    number = (session.scalar(query) or 0) + 1
    row = PublicationRow(
        event_id=event_id,
        number=number,
        bundle=new.bundle,
        digest=new.digest,
        remark=new.remark,
        published_at=new.at,
        published_by=new.by,
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("The ranking was published meanwhile.") from error
    lines = [
        {
            "publication_id": row.id,
            "position": position,
            "entry_number": line.entry_number,
            "name": line.name,
            "unit": line.unit,
            "place": line.place,
            "total": line.total,
            "document": line.document,
            "explanation": line.explanation,
        }
        for position, line in enumerate(rows, start=1)
    ]
    session.execute(insert(PublishedResultRow), lines)
    return number


def retract(
    session: Session,
    publication_id: PublicationId,
    reason: str,
    at: datetime,
    by: AccountId | None,
) -> None:
    """Note that a publication no longer holds, and why."""
    row = session.get_one(PublicationRow, publication_id)
    row.retracted_at, row.retracted_by, row.retract_reason = at, by, reason
    session.flush()


def outcomes(session: Session, publication_id: PublicationId) -> dict[str, Outcome]:
    """What a publication said of each entry, by entry number."""
    query = select(
        PublishedResultRow.entry_number,
        PublishedResultRow.place,
        PublishedResultRow.total,
        PublishedResultRow.document,
    ).where(PublishedResultRow.publication_id == publication_id)
    return {
        row.entry_number: Outcome(
            row.place,
            None if row.total is None else Decimal(row.total),
            _advances(row.document),
        )
        for row in session.execute(query.order_by(PublishedResultRow.position))
    }


def _advances(document: dict[str, object]) -> bool | None:
    advances = document.get("advances")
    return advances if isinstance(advances, bool) else None


def bundle(session: Session, publication_id: PublicationId) -> bytes:
    """The frozen bundle, byte for byte."""
    query = select(PublicationRow.bundle).where(PublicationRow.id == publication_id)
    return session.execute(query).scalar_one()


def names(session: Session, publication_id: PublicationId) -> dict[str, tuple[str, str]]:
    """Name and unit as published, by entry number."""
    query = select(
        PublishedResultRow.entry_number, PublishedResultRow.name, PublishedResultRow.unit
    ).where(PublishedResultRow.publication_id == publication_id)
    return {number: (name, unit) for number, name, unit in session.execute(query)}
