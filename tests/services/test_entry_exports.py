"""Entries leave as files: chosen columns, numbers starred out, no formulas, many by a job."""

import io

import openpyxl
import pytest
from sqlalchemy import insert, select

from competition.domain.entry_forms import Asked, EntryForm, Question
from competition.domain.errors import NotPermitted, RuleViolation
from competition.persistence import entry_forms
from competition.persistence.entry_forms import Answered
from competition.persistence.models.audit import AuditRecordRow
from competition.persistence.models.entries import EntryRow
from competition.services import entry_exports, files
from competition.services.entry_exports import Wanted
from tests.factories import (
    a_competition,
    a_person,
    a_role,
    an_account,
    an_entrant,
    an_entry,
    an_event,
    an_id_number,
    organiser_of,
)

NUMBER = an_id_number(9)
KEYS = ("number", "name", "state", "age", "honours", "team", "id_number", "phone", "issues")
KEYS = (*KEYS, "fact:level", "answer:q1")
VALUES = {
    "state": {"accepted": "已通过"},
    "honours": {"yes": "是"},
    "team": {"captain": "选手"},
    "issues": {"c1": "满三年工龄"},
    "fact:level": {"3": "高级工"},
}


def wanted(columns=KEYS, **more):
    return Wanted(columns, {key: key for key in KEYS}, VALUES, "报名", **more)


@pytest.fixture
def event(act):
    """An event with one entry that has a person, facts, an answer and an unmet condition."""
    with act() as uow:
        competition = a_competition(uow)
        event = an_event(uow, competition)
        facts = {"facts": {"level": "3"}, "failed": ["c1"]}
        entry = an_entry(uow, event, "0007", name="=王小明", age=30, **facts)
        person = a_person(uow, "王小明", NUMBER, "13912345678")
        an_entrant(uow, entry, "王小明", person_id=person)
        form = EntryForm(1, (Question("q1", "住宿", Asked.TEXT),))
        entry_forms.add(uow.session, event, form, None, uow.now)
        entry_forms.save_answers(uow.session, entry, 0, Answered(1, {"q1": "是"}), uow.now)
        account = an_account(uow)
        organiser = organiser_of(competition, account)
        a_role(uow, account, scope=next(iter(organiser.roles))[1])
    return event, organiser


def rows_of(content):
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_a_workbook_holds_what_organisers_need_with_numbers_starred_out(act, event):
    event_id, organiser = event

    with act(organiser) as uow:
        content = entry_exports.request_export(uow, event_id, wanted())

    head, row = rows_of(content)
    assert head == list(KEYS)
    assert row[:6] == ["0007", "=王小明", "已通过", 30, "是", "王小明"]
    assert row[8:] == ["满三年工龄", "高级工", "是"]
    assert "*" in row[6]
    assert "*" in row[7]
    assert NUMBER[6:14] not in row[6]


def test_readable_numbers_leave_with_a_reason_that_is_kept(act, event):
    event_id, organiser = event
    with pytest.raises(RuleViolation, match="why"), act(organiser) as uow:
        entry_exports.request_export(uow, event_id, wanted(readable=True))

    with act(organiser) as uow:
        asked = wanted(["id_number"], readable=True, reason="办理保险", kind="csv")
        content = entry_exports.request_export(uow, event_id, asked)
        detail = uow.session.scalars(select(AuditRecordRow.detail)).all()[-1]

    assert NUMBER in content.decode()
    assert (detail["reason"], detail["readable"]) == ("办理保险", ["id_number"])


def test_csv_holds_no_formula(act, event):
    event_id, organiser = event

    with act(organiser) as uow:
        content = entry_exports.request_export(uow, event_id, wanted(["name"], kind="csv"))

    assert content.decode("utf-8-sig") == "name\r\n'=王小明\r\n"


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_many_entries_are_written_by_a_job_for_those_who_manage_them(act, event, run_jobs, kind):
    event_id, organiser = event
    with act() as uow:
        common = {"event_id": event_id, "name": "李", "created_at": uow.now, "version": 1}
        rows = [common | {"number": f"{n}", "unit": ""} for n in range(10_000, 15_001)]
        uow.session.execute(insert(EntryRow), rows)

    with act(organiser) as uow:
        entry_exports.request_export(uow, event_id, wanted(["number", "name"], kind=kind))
    run_jobs()

    with act(organiser) as uow:
        (stored,) = entry_exports.describe_desk(uow, event_id).stored
        content = files.open_stored(uow, stored.id).content
    assert (b"15000" in content) if kind == "csv" else (len(rows_of(content)) == 5003)


def test_only_who_manages_the_entries_exports_them(act, event):
    event_id, _ = event

    with pytest.raises(NotPermitted), act(organiser_of(99)) as uow:
        entry_exports.request_export(uow, event_id, wanted())
