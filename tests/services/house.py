"""An event on its way: organiser, judges, entries; helpers that carry it one step further."""

from decimal import Decimal

from sqlalchemy import select

from competition.domain.appointments import NewAppointment
from competition.domain.registration import EntryDraft
from competition.persistence.blind_codes import BlindCodeRow
from competition.persistence.models.audit import AuditRecordRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.judging import AppointmentRow, MarkRow, MarkSheetRow
from competition.services import appointments, blind_codes, entries
from tests.factories import (
    a_competition,
    a_scheme,
    an_account,
    an_event,
    organiser_of,
    some_policies,
)

MARKS = {"A1": "80", "B1": "30", "B2": "2", "B3": "24"}


class House:
    """One event with a scheme of two modules, policies and an organiser."""

    def __init__(self, act, state="closed", scheme=None, policies=None, **columns):
        self.act = act
        with act() as uow:
            competition = a_competition(uow)
            self.event = an_event(uow, competition, state=state, **columns)
            a_scheme(uow, self.event, scheme)
            some_policies(uow, self.event, policies)
            account = an_account(uow, name="组委会")
            self.organiser = organiser_of(competition, account)

    def enter(self, number, name="李秀英", unit="苏城精密机械厂", **more):
        with self.act(self.organiser) as uow:
            draft = EntryDraft(number, name, unit, **more)
            return entries.add_entry(uow, self.event, draft)

    def appoint(self, label, unit="", modules=()):
        with self.act() as uow:
            an_account(uow, name=f"裁判{label}", login=f"judge-{label.lower()}")
        with self.act(self.organiser) as uow:
            new = NewAppointment(label, modules=modules, unit=unit)
            return appointments.appoint_judge(uow, self.event, f"judge-{label.lower()}", new).id

    def hand_out(self):
        with self.act(self.organiser) as uow:
            return blind_codes.issue_codes(uow, self.event)

    def mark(self, number, label="J1", *, submit=True, **marks):
        """Write marks as the judge's service would; aspects not named keep the usual ones."""
        with self.act() as uow:
            sheet = self._sheet(uow, number, label)
            for aspect, value in (MARKS | marks).items():
                if value is not None:
                    mark = {"aspect_id": aspect, "value": Decimal(value), "entered_at": uow.now}
                    uow.session.add(MarkRow(sheet_id=sheet.id, **mark))
            sheet.state = "submitted" if submit else "open"

    def _sheet(self, uow, number, label):
        query = (
            select(MarkSheetRow)
            .join(AppointmentRow, AppointmentRow.id == MarkSheetRow.appointment_id)
            .join(BlindCodeRow, BlindCodeRow.work_code == MarkSheetRow.work_code)
            .join(EntryRow, EntryRow.id == BlindCodeRow.entry_id)
        )
        wanted = (EntryRow.number == number, AppointmentRow.label == label)
        return uow.session.scalars(query.where(*wanted)).one()

    def actions(self):
        with self.act() as uow:
            chain = f"event:{self.event}"
            query = select(AuditRecordRow.action).where(AuditRecordRow.chain == chain)
            return uow.session.scalars(query.order_by(AuditRecordRow.sequence)).all()


def marked_house(act, totals=(("1", "90"), ("2", "80"), ("3", "70")), **more):
    """An event in marking with one judge; A1 of each entry as given, the rest as usual."""
    house = House(act, **more)
    for number, _ in totals:
        house.enter(number, name=f"选手{number}")
    house.appoint("J1")
    house.hand_out()
    for number, value in totals:
        house.mark(number, A1=value)
    return house
