"""The only access to the mapping between work codes and entries (protected by contract)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Row,
    String,
    UniqueConstraint,
    delete,
    insert,
    select,
    type_coerce,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from competition.domain.identifiers import EntryId, EventId, WorkCode
from competition.persistence.db import Base
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.judging import AppointmentRow, MarkRow, MarkSheetRow


class BlindCodeRow(Base):
    """Which work code (评审号) stands for which entry of an event."""

    __tablename__ = "blind_code_assignment"
    __table_args__ = (UniqueConstraint("event_id", "work_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), unique=True)
    work_code: Mapped[str] = mapped_column(String(12))


@dataclass(frozen=True, slots=True)
class DecodedWork:
    """A work code with the entry behind it."""

    work_code: WorkCode
    entry_id: EntryId
    number: str
    name: str
    unit: str
    standing: str


@dataclass(frozen=True, slots=True)
class DecodedSheet:
    """A mark sheet with the entry behind its work code and the label of its judge."""

    sheet_id: int
    entry_id: EntryId
    judge: str


def add(session: Session, event_id: EventId, codes: Iterable[tuple[WorkCode, EntryId]]) -> None:
    """Store which code stands for which entry, in the order of the codes.

    Stored in any other order, the keys would tell the order of the entries.
    """
    rows = [
        {"event_id": event_id, "entry_id": entry, "work_code": code}
        for code, entry in sorted(codes)
    ]
    session.execute(insert(BlindCodeRow), rows)


def remove(session: Session, event_id: EventId) -> None:
    """Forget all codes of the event."""
    session.execute(
        delete(BlindCodeRow)
        .where(BlindCodeRow.event_id == event_id)
        .execution_options(synchronize_session=False)
    )


def decoded(session: Session, event_id: EventId) -> tuple[DecodedWork, ...]:
    """Every work of the event with the entry behind it, by entry number."""
    query = (
        select(
            BlindCodeRow.work_code,
            EntryRow.id,
            EntryRow.number,
            EntryRow.name,
            EntryRow.unit,
            EntryRow.standing,
        )
        .join(EntryRow, EntryRow.id == BlindCodeRow.entry_id)
        .where(BlindCodeRow.event_id == event_id)
        .order_by(EntryRow.number_key)
    )
    return tuple(
        DecodedWork(WorkCode(code), EntryId(entry_id), *facts)
        for code, entry_id, *facts in session.execute(query)
    )


def decoded_sheets(session: Session, event_id: EventId) -> tuple[DecodedSheet, ...]:
    """Every sheet of the event with the entry behind it.

    Judges come in the order of their appointment, so that equal events give equal bundles.
    """
    query = (
        select(MarkSheetRow.id, BlindCodeRow.entry_id, AppointmentRow.label)
        .join(AppointmentRow, AppointmentRow.id == MarkSheetRow.appointment_id)
        .join(
            BlindCodeRow,
            (BlindCodeRow.work_code == MarkSheetRow.work_code)
            & (BlindCodeRow.event_id == MarkSheetRow.event_id),
        )
        .where(MarkSheetRow.event_id == event_id)
        .order_by(AppointmentRow.id)
    )
    found = session.execute(query)
    return tuple(DecodedSheet(sheet, EntryId(entry), judge) for sheet, entry, judge in found)


def raw_marks(
    session: Session, event_id: EventId
) -> Sequence[Row[int, str, int | None, str | None]]:
    """Every mark of the event as (sheet, aspect, thousandths, label); there may be a million."""
    query = (
        select(
            MarkRow.sheet_id,
            MarkRow.aspect_id,
            type_coerce(MarkRow.value, BigInteger),
            MarkRow.label,
        )
        .join(MarkSheetRow, MarkSheetRow.id == MarkRow.sheet_id)
        .where(MarkSheetRow.event_id == event_id)
    )
    return session.execute(query).all()
