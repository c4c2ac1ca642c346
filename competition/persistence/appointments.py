"""Judges' appointments and the handing out of mark sheets: rows in and out."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from competition.domain.appointments import NewAppointment
from competition.domain.blind_codes import JudgeAssignment
from competition.domain.errors import NotFound, RuleViolation
from competition.domain.identifiers import AccountId, AppointmentId, EventId, WorkCode
from competition.persistence.models.accounts import AccountRow
from competition.persistence.models.judging import AppointmentRow, MarkRow, MarkSheetRow


@dataclass(frozen=True, slots=True)
class Appointment:
    """A judge of an event."""

    id: AppointmentId
    event_id: EventId
    account_id: AccountId
    name: str
    is_chief: bool
    assignment: JudgeAssignment


def of_event(session: Session, event_id: EventId) -> tuple[Appointment, ...]:
    """The judges of the event, by label (J2 before J10)."""
    query = (
        select(AppointmentRow, AccountRow.display_name)
        .join(AccountRow, AccountRow.id == AppointmentRow.account_id)
        .where(AppointmentRow.event_id == event_id)
        .order_by(func.length(AppointmentRow.label), AppointmentRow.label)
    )
    return tuple(_appointment(row, name) for row, name in session.execute(query))


def load(session: Session, appointment_id: AppointmentId) -> Appointment:
    """Load an appointment. Raises NotFound."""
    query = (
        select(AppointmentRow, AccountRow.display_name)
        .join(AccountRow, AccountRow.id == AppointmentRow.account_id)
        .where(AppointmentRow.id == appointment_id)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFound("There is no such appointment.")
    return _appointment(*found)


def _appointment(row: AppointmentRow, name: str) -> Appointment:
    assignment = JudgeAssignment(row.label, tuple(row.modules), row.unit)
    return Appointment(
        AppointmentId(row.id),
        EventId(row.event_id),
        AccountId(row.account_id),
        name,
        row.is_chief,
        assignment,
    )


def add(
    session: Session, event_id: EventId, account_id: AccountId, new: NewAppointment
) -> AppointmentId:
    """Store an appointment. Raises RuleViolation APP-03 when somebody was quicker."""
    row = AppointmentRow(
        event_id=event_id,
        account_id=account_id,
        label=new.label,
        is_chief=new.is_chief,
        modules=list(new.modules),
        unit=new.unit,
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        message = "This person or this label is already appointed."
        raise RuleViolation("APP-03", message, field="label") from error
    return AppointmentId(row.id)


def remove(session: Session, appointment_id: AppointmentId) -> None:
    """Delete an appointment that has no sheets."""
    session.execute(delete(AppointmentRow).where(AppointmentRow.id == appointment_id))


def add_sheets(
    session: Session, event_id: EventId, sheets: Iterable[tuple[WorkCode, AppointmentId]]
) -> None:
    """Store empty mark sheets in the order of their codes, which tells nothing of the entries."""
    rows = [
        {
            "event_id": event_id,
            "appointment_id": appointment,
            "work_code": code,
            "state": "open",
            "version": 1,
        }
        for code, appointment in sorted(sheets)
    ]
    session.execute(insert(MarkSheetRow), rows)


def remove_sheets(session: Session, event_id: EventId) -> None:
    """Delete the event's mark sheets, which must be without marks."""
    session.execute(
        delete(MarkSheetRow)
        .where(MarkSheetRow.event_id == event_id)
        .execution_options(synchronize_session=False)
    )


def count_marks(session: Session, event_id: EventId) -> int:
    """How many marks the event has."""
    query = select(func.count(MarkRow.aspect_id)).join(
        MarkSheetRow, MarkSheetRow.id == MarkRow.sheet_id
    )
    return session.scalar(query.where(MarkSheetRow.event_id == event_id)) or 0


def unsubmitted(session: Session, event_id: EventId) -> tuple[WorkCode, ...]:
    """The work codes of the sheets that are not submitted, one for each sheet."""
    query = select(MarkSheetRow.work_code).where(
        MarkSheetRow.event_id == event_id, MarkSheetRow.state != "submitted"
    )
    return tuple(WorkCode(code) for code in session.scalars(query))
