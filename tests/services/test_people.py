import pytest
from sqlalchemy import select

from competition.domain.errors import Conflict, NotPermitted, RuleViolation
from competition.domain.permissions import VISITOR, Actor
from competition.persistence.models.audit import AuditRecordRow
from competition.persistence.models.people import (
    MembershipRow,
    PersonCorrectionRow,
    PersonDisputeRow,
    PersonRow,
)
from competition.services import people
from competition.services.people import PersonDraft
from tests.factories import a_membership, a_person, an_account, an_id_number, an_organisation

NUMBER, PHONE = an_id_number(), "13812345678"


@pytest.fixture
def worker(act):
    with act() as uow:
        return Actor(an_account(uow))


def save(act, actor, number=NUMBER, phone=PHONE, version=None):
    with act(actor) as uow:
        return people.save_own_person(uow, PersonDraft("王小明", number, phone), version)


def own(act, actor):
    with act(actor) as uow:
        return people.own_person(uow)


def stored(act, column):
    with act() as uow:
        return uow.session.scalars(select(column)).all()


def test_a_worker_writes_down_the_own_data_and_sees_it_masked(act, worker):
    assert own(act, worker) is None

    save(act, worker)

    person = own(act, worker)
    assert (person.name, person.id_number, person.phone) == (
        "王小明",
        f"320***********{NUMBER[-4:]}",
        "138****5678",
    )
    assert person.is_complete


def test_numbers_are_stored_sealed_and_are_nowhere_in_the_audit(act, worker):
    save(act, worker)
    save(act, worker, phone="13900000000", number="")

    with act() as uow:
        row = uow.session.scalars(select(PersonRow)).one()
        details = uow.session.scalars(select(AuditRecordRow.detail)).all()
        sealed = [row.id_sealed, row.id_index, row.phone_sealed, row.phone_index]
    text = repr([sealed, details])
    assert [secret in text for secret in (NUMBER, PHONE, "13900000000")] == [False] * 3


def test_visitors_have_no_data(act):
    with act(VISITOR) as uow, pytest.raises(NotPermitted):
        people.own_person(uow)


def test_an_import_finds_who_registered_and_who_registers_finds_the_import(act, worker):
    with act() as uow:
        listed = people.find_or_add_person(uow, PersonDraft("王小明", NUMBER, PHONE))

    saved = save(act, worker)

    with act() as uow:
        again = people.find_or_add_person(uow, PersonDraft("王小明", NUMBER))
    assert {listed, saved.person_id, again} == {listed}
    assert stored(act, PersonRow.account_id) == [worker.account_id]


def test_a_list_without_a_number_meets_the_same_person_by_phone_and_name(act, worker):
    save(act, worker, number="")

    with act() as uow:
        found = people.find_or_add_person(uow, PersonDraft("王小明", NUMBER, PHONE))
        other = people.find_or_add_person(uow, PersonDraft("王大明", "", PHONE))

    assert own(act, worker).is_complete
    assert own(act, worker).id == found != other


def test_psn_06_a_list_with_another_name_is_refused_and_can_be_reported(act, worker):
    save(act, worker)
    draft = PersonDraft("李四", NUMBER)
    with act() as uow, pytest.raises(RuleViolation) as refusal:
        people.find_or_add_person(uow, draft)

    with act() as uow:
        unit = an_organisation(uow, kind="unit")
        reported = [people.report_name_dispute(uow, draft, unit) for _ in range(2)]

    assert (refusal.value.rule, reported) == ("PSN-06", [True, True])
    assert stored(act, PersonDisputeRow.given_name) == ["李四"]
    assert stored(act, PersonRow.name) == ["王小明"]


@pytest.mark.parametrize(
    "listed",
    [("张三", NUMBER, ""), ("王小明", NUMBER, "13900000000")],
    ids=["other name", "other phone"],
)
def test_psn_08_a_number_that_does_not_fit_becomes_a_claim_and_links_nothing(act, worker, listed):
    with act() as uow:
        person_id = a_person(uow, *listed)

    saved = save(act, worker)

    assert (saved.is_claimed, saved.person_id == person_id) == (True, False)
    assert own(act, worker).id_number is None
    assert stored(act, PersonDisputeRow.kind) == ["claim"]
    with act(worker) as uow:
        assert people.has_open_claim(uow)


def test_psn_08_the_number_of_another_account_becomes_a_claim_too(act, worker):
    save(act, worker)
    with act() as uow:
        other = Actor(an_account(uow))

    assert save(act, other).is_claimed
    assert own(act, other).id_number is None
    assert own(act, worker).id_number is not None


def test_psn_07_a_confirmed_number_waits_and_a_phone_changes_at_once(act, worker):
    saved = save(act, worker)
    with act() as uow:
        a_membership(uow, saved.person_id, an_organisation(uow, kind="unit"))

    changed = save(act, worker, number=an_id_number(serial=2), phone="13900000000")

    assert changed.waits == ("id_number",)
    assert own(act, worker).id_number.endswith(NUMBER[-4:])
    assert own(act, worker).phone == "139****0000"
    with act() as uow:
        query = select(PersonCorrectionRow.field, PersonCorrectionRow.state)
        rows = uow.session.execute(query.order_by(PersonCorrectionRow.id)).all()
    assert [tuple(row) for row in rows] == [("id_number", "open"), ("phone", "done")]


def test_taking_over_a_record_without_a_phone_asks_the_unit_again(act, worker):
    with act() as uow:
        person_id = a_person(uow, "王小明", NUMBER)
        a_membership(uow, person_id, an_organisation(uow, kind="unit"))

    assert save(act, worker).person_id == person_id
    assert stored(act, MembershipRow.state) == ["claimed"]


def test_a_stale_form_is_a_conflict(act, worker):
    save(act, worker)
    save(act, worker, phone="13900000000", version=1)

    with pytest.raises(Conflict):
        save(act, worker, phone="13700000000", version=1)


def test_refuses_a_bad_number_and_writes_nothing(act, worker):
    with pytest.raises(RuleViolation) as refusal:
        save(act, worker, number=NUMBER[:17] + ("1" if NUMBER[17] != "1" else "2"))

    assert (refusal.value.rule, stored(act, PersonRow.id)) == ("IDN-05", [])
