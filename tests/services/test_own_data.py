"""A copy of all own data, corrections asked for, and the end of an account."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from competition.domain.errors import NotFound, NotPermitted, RuleViolation
from competition.domain.permissions import INSTALLATION, VISITOR, Actor, Role
from competition.persistence.models.accounts import AccountRow
from competition.persistence.models.audit import AuditRecordRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.files import StoredFileRow
from competition.persistence.models.messages import MessageRow
from competition.persistence.models.people import MembershipRow, PersonRow
from competition.services import audit, closing, correction_requests, own_data, results
from competition.services.jobs import SYSTEM
from tests.factories import (
    a_file,
    a_membership,
    a_message,
    a_person,
    a_review,
    a_role,
    an_account,
    an_entrant,
    an_entry,
    an_event,
    an_id_number,
    an_organisation,
    organiser_of,
)
from tests.services.house import marked_house

NUMBER = an_id_number(7)


def worker(account_id):
    return Actor(account_id, frozenset({(Role.WORKER, INSTALLATION)}))


@pytest.fixture
def me(act):
    """A worker with a person's record, a unit, an entry with a file, a message."""
    with act() as uow:
        account = an_account(uow, name="=王小明", login="13912345678")
        person = a_person(uow, "王小明", NUMBER, "13912345678", account)
        a_membership(uow, person, an_organisation(uow, "甲厂", kind="unit"))
        event = an_event(uow)
        entry = an_entry(uow, event, name="王小明", account_id=account, state="declined")
        an_entrant(uow, entry, "王小明", person_id=person)
        a_file(uow, f"entry:{entry}", account)
        a_review(uow, event, entry, reason="照片与本人不符")
        a_message(uow, account)
    return {"actor": worker(account), "event": event, "entry": entry, "person": person}


def copied(act, run_jobs, actor):
    with act(actor) as uow:
        own_data.request_copy(uow, "个人数据副本")
    run_jobs()
    with act(actor) as uow:
        (found,) = own_data.describe_copies(uow)
        return own_data.open_copy(uow, found.id)


def test_a_copy_holds_everything_readable_and_safe_for_spreadsheets(act, run_jobs, me):
    found = copied(act, run_jobs, me["actor"])

    with zipfile.ZipFile(io.BytesIO(found.content)) as archive:
        names = set(archive.namelist())
        document = json.loads(archive.read("my-data.json"))
        page = archive.read("my-data.html").decode()
        table = archive.read("tables/account.csv").decode()
        (file_name,) = [name for name in names if name.startswith("files/")]
        content = archive.read(file_name)
    assert document["person"][0]["id_number"] == NUMBER
    assert document["memberships"][0]["unit"] == "甲厂"
    assert document["entries"][0]["name"] == "王小明"
    assert document["reviews"][0]["reason"] == "照片与本人不符"
    assert NUMBER in page
    assert "'=王小明" in table
    assert content == b"%PDF-1.7 a certificate"


def test_a_message_tells_when_the_copy_is_ready(act, run_jobs, me):
    copied(act, run_jobs, me["actor"])

    with act() as uow:
        told = uow.session.scalars(select(MessageRow.link).order_by(MessageRow.id.desc())).first()
    assert told == "/me/data"


def test_a_second_copy_waits_a_day_and_nobody_else_opens_the_first(act, run_jobs, me):
    found = copied(act, run_jobs, me["actor"])
    with act() as uow:
        other = worker(an_account(uow))

    with pytest.raises(RuleViolation, match="tomorrow"), act(me["actor"]) as uow:
        own_data.request_copy(uow, "副本")
    for actor, refusal in ((other, NotFound), (VISITOR, NotPermitted)):
        with pytest.raises(refusal), act(actor) as uow:
            own_data.open_copy(uow, found.facts.id)


def test_a_copy_is_gone_after_a_week(act, run_jobs, me):
    found = copied(act, run_jobs, me["actor"])
    with act() as uow:
        old = uow.now - timedelta(days=8)
        row = StoredFileRow
        uow.session.execute(update(row).where(row.id == found.facts.id).values(made_at=old))

    with pytest.raises(NotFound), act(me["actor"]) as uow:
        own_data.open_copy(uow, found.facts.id)
    with act(SYSTEM) as uow:
        removed = own_data.forget_old_copies(uow)

    assert removed == 1


def test_a_correction_is_asked_of_the_organisers_and_answered(act, me):
    with act() as uow:
        organiser = an_account(uow)
        a_role(uow, organiser, Role.ORGANISER, INSTALLATION)
    manager = Actor(organiser, frozenset({(Role.ORGANISER, INSTALLATION)}))

    with act(me["actor"]) as uow:
        correction_requests.ask_correction(uow, me["entry"], "等级应为三级")
    with act(manager) as uow:
        (asked,) = correction_requests.list_requests(uow, me["event"])
        correction_requests.answer_correction(uow, me["event"], asked.id, "已更正", done=True)

    with act(me["actor"]) as uow:
        (answered,) = correction_requests.list_own_requests(uow, me["entry"])
        templates = uow.session.scalars(select(MessageRow.template)).all()
    assert (asked.text, answered.state.value, answered.answer) == ("等级应为三级", "done", "已更正")
    assert set(templates) >= {"correction.asked", "correction.done"}


def test_nobody_asks_about_or_answers_for_others(act, me):
    with act() as uow:
        other = worker(an_account(uow))
    with act(me["actor"]) as uow:
        correction_requests.ask_correction(uow, me["entry"], "等级应为三级")

    with pytest.raises(NotFound), act(other) as uow:
        correction_requests.ask_correction(uow, me["entry"], "改")
    with pytest.raises(NotPermitted), act(organiser_of(99)) as uow:
        correction_requests.list_requests(uow, me["event"])
    with pytest.raises(NotPermitted), act(me["actor"]) as uow:
        correction_requests.answer_correction(uow, me["event"], 1, "好", done=True)


def test_a_closed_account_leaves_no_name_but_the_public_record(act, me):
    house = marked_house(act)
    account = me["actor"].account_id
    with act() as uow:
        winner = select(EntryRow.id).where(EntryRow.event_id == house.event, EntryRow.number == "1")
        ranked = uow.session.scalar(winner)
        uow.session.execute(
            update(EntryRow).where(EntryRow.id == ranked).values(account_id=account)
        )
    with act(house.organiser) as uow:
        results.publish_results(uow, house.event, "")

    with act(me["actor"]) as uow:
        before = closing.describe_closing(uow)
        closing.close_own_account(uow)

    assert (before.issues, before.ranked, before.others) == ((), 1, 1)
    with act() as uow:
        row, person = uow.session.get(AccountRow, account), uow.session.get(PersonRow, me["person"])
        assert (row.display_name, row.state) == ("***", "closed")
        assert (person.name, person.id_sealed, person.account_id) == ("***", None, None)
        assert uow.session.scalar(select(MembershipRow.state)) == "left"
        names = dict(uow.session.execute(select(EntryRow.id, EntryRow.name)).all())
        assert (names[me["entry"]], names[ranked]) == ("***", "选手1")
        assert uow.session.scalars(select(MessageRow.id)).all() == []
        assert uow.session.scalars(select(StoredFileRow.id)).all() == []
    with act(SYSTEM) as uow:
        assert audit.verify_audit(uow).issues == ()


def test_an_account_with_a_running_entry_or_a_role_stays(act, me):
    with act() as uow:
        uow.session.execute(update(EntryRow).values(state="accepted"))
        a_role(uow, me["actor"].account_id)

    with pytest.raises(RuleViolation, match="数控车工"), act(me["actor"]) as uow:
        closing.close_own_account(uow)

    with act(me["actor"]) as uow:
        found = closing.describe_closing(uow)
        actions = uow.session.scalars(select(AuditRecordRow.action)).all()
    assert [issue.path for issue in found.issues] == ["entries", "roles"]
    assert "account.closed" not in actions
