"""How far marking has come, by work code and judge's label. No entry can be told from it."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from competition.domain.identifiers import AppointmentId, EventId, MarkSheetId, WorkCode
from competition.domain.judging import SheetState
from competition.persistence.models.judging import MarkRow, MarkSheetRow


@dataclass(frozen=True, slots=True)
class SheetProgress:
    """One judge's sheet for one work: its state, and how many aspects are marked."""

    id: MarkSheetId
    work_code: WorkCode
    appointment_id: AppointmentId
    state: str
    marks: int


def sheets(session: Session, event_id: EventId) -> tuple[SheetProgress, ...]:
    """Every sheet of the event with the number of its marks, by work code."""
    query = (
        select(
            MarkSheetRow.id,
            MarkSheetRow.work_code,
            MarkSheetRow.appointment_id,
            MarkSheetRow.state,
            func.count(MarkRow.aspect_id),
        )
        .outerjoin(MarkRow, MarkRow.sheet_id == MarkSheetRow.id)
        .where(MarkSheetRow.event_id == event_id)
        .group_by(MarkSheetRow.id)
        .order_by(MarkSheetRow.work_code, MarkSheetRow.appointment_id)
    )
    return tuple(
        SheetProgress(MarkSheetId(id_), WorkCode(code), AppointmentId(judge), state, marks)
        for id_, code, judge, state, marks in session.execute(query)
    )


def spreads(
    session: Session, event_id: EventId, aspects: Collection[str]
) -> dict[tuple[WorkCode, str], Decimal]:
    """How far apart the highest and lowest submitted mark of each work and aspect are."""
    query = (
        select(
            MarkSheetRow.work_code,
            MarkRow.aspect_id,
            func.max(MarkRow.value),
            func.min(MarkRow.value),
        )
        .join(MarkSheetRow, MarkSheetRow.id == MarkRow.sheet_id)
        .where(*_submitted(event_id, aspects))
        .group_by(MarkSheetRow.work_code, MarkRow.aspect_id)
    )
    return {
        (WorkCode(code), aspect): highest - lowest
        for code, aspect, highest, lowest in session.execute(query)
        if highest is not None and lowest is not None
    }


def submitted_grades(
    session: Session, event_id: EventId, works: Collection[WorkCode], aspects: Collection[str]
) -> dict[tuple[WorkCode, str], dict[AppointmentId, Decimal]]:
    """What each judge gave these works at these aspects, from submitted sheets."""
    query = (
        select(
            MarkSheetRow.work_code, MarkRow.aspect_id, MarkSheetRow.appointment_id, MarkRow.value
        )
        .join(MarkSheetRow, MarkSheetRow.id == MarkRow.sheet_id)
        .where(*_submitted(event_id, aspects), MarkSheetRow.work_code.in_(works))
    )
    found: dict[tuple[WorkCode, str], dict[AppointmentId, Decimal]] = {}
    for code, aspect, judge, value in session.execute(query):
        assert value is not None  # noqa: S101 -- asked for so
        found.setdefault((WorkCode(code), aspect), {})[AppointmentId(judge)] = value
    return found


def _submitted(event_id: EventId, aspects: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    """Numbers given at these aspects on submitted sheets of the event."""
    return (
        MarkSheetRow.event_id == event_id,
        MarkSheetRow.state == SheetState.SUBMITTED.value,
        MarkRow.aspect_id.in_(aspects),
        MarkRow.value.is_not(None),
    )
