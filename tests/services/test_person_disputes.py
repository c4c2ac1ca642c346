"""Whose ID number it is: settled by people who see the card, hidden from everybody else."""

import pytest
from sqlalchemy import select

from competition.domain.errors import NotFound, NotPermitted, RuleViolation
from competition.domain.permissions import Actor
from competition.persistence.models.messages import MessageRow
from competition.persistence.models.people import PersonRow
from competition.services import people, person_disputes
from competition.services.people import PersonDraft
from tests.factories import a_membership, a_person, an_account, an_id_number
from tests.services.test_members import City

NUMBER = an_id_number(3)


@pytest.fixture
def city(act):
    return City(act)


@pytest.fixture
def listed(city, act):
    """A member of the unit, written down by its list as 张三."""
    with act() as uow:
        person_id = a_person(uow, "张三", NUMBER, "13900000000")
        a_membership(uow, person_id, city.unit)
    return person_id


def claim(act, name="张三", phone="13812345678"):
    with act() as uow:
        actor = Actor(an_account(uow, name))
    with act(actor) as uow:
        people.save_own_person(uow, PersonDraft(name, NUMBER, phone))
    return actor


def settle(city, actor=None, unit=None, **how):
    how = {"take": True, "reason": "已核对证件"} | how
    with city.act(actor or city.clerk) as uow:
        dispute = person_disputes.list_disputes(uow, unit or city.unit)[0]
    with city.act(actor or city.clerk) as uow:
        person_disputes.settle_dispute(uow, unit or city.unit, dispute.id, **how)


def own(act, actor):
    with act(actor) as uow:
        return people.own_person(uow)


def told(act):
    with act() as uow:
        query = select(MessageRow.account_id, MessageRow.template).order_by(MessageRow.id)
        return [tuple(row) for row in uow.session.execute(query)]


def test_psn_08_the_units_clerk_gives_a_listed_record_to_the_account_that_claims_it(
    city, act, listed
):
    worker = claim(act)

    settle(city)

    person = own(act, worker)
    assert (person.id, person.name, person.phone) == (listed, "张三", "138****5678")
    assert person.unit.state == "confirmed"
    assert told(act) == [(worker.account_id, "person.claim_granted")]
    with act() as uow:
        assert uow.session.scalars(select(PersonRow.id)).all() == [listed]


def test_a_refused_claim_leaves_all_as_it_was(city, act, listed):
    worker = claim(act)

    settle(city, take=False, reason="证件不是本人")

    assert own(act, worker).id_number is None
    assert told(act) == [(worker.account_id, "person.claim_refused")]


def test_psn_10_a_number_that_an_account_holds_is_handed_over_by_a_union_only(city, act, listed):
    first = claim(act, phone="13900000000")
    second = claim(act)

    with pytest.raises(RuleViolation) as refusal:
        settle(city)
    settle(city, city.officer, city.district)

    assert refusal.value.rule == "PSN-10"
    assert own(act, first) is None
    assert own(act, second).id_number is not None
    assert told(act) == [
        (second.account_id, "person.claim_granted"),
        (first.account_id, "person.number_handed_over"),
    ]


def test_a_unit_whose_person_it_is_not_learns_nothing_of_whose_it_is(city, act, listed):
    with act(city.other_clerk) as uow:
        people.report_name_dispute(uow, PersonDraft("李四", NUMBER), city.other)

    with act(city.other_clerk) as uow:
        (line,) = person_disputes.list_disputes(uow, city.other)
    assert (line.given_name, line.name, line.id_number, line.unit) == ("李四", None, None, None)
    assert "张三" not in repr(line)
    with pytest.raises(NotFound):
        settle(city, city.other_clerk, city.other)
    with act(city.union) as uow:
        (line,) = person_disputes.list_disputes(uow, city.federation)
    assert (line.name, line.given_name) == ("张三", "李四")


def test_taking_the_other_name_keeps_the_former_one_in_the_history(city, act, listed):
    with act() as uow:
        people.report_name_dispute(uow, PersonDraft("张山", NUMBER), city.unit)

    settle(city)

    with act() as uow:
        assert uow.session.get(PersonRow, listed).name == "张山"
        history = people.history_of(uow, listed)
    assert [(c.field, c.before, c.after, c.state) for c in history] == [
        ("name", "张三", "张山", "confirmed")
    ]


def test_mem_05_a_dispute_is_settled_once(city, act, listed):
    claim(act)
    with act(city.clerk) as uow:
        number = person_disputes.list_disputes(uow, city.unit)[0].id
    settle(city)

    with act(city.clerk) as uow, pytest.raises(RuleViolation) as refusal:
        person_disputes.settle_dispute(uow, city.unit, number, take=False, reason="晚了")
    assert refusal.value.rule == "MEM-05"


def test_people_of_no_unit_are_the_federations_business(city, act):
    with act() as uow:
        a_person(uow, "张三", NUMBER, "13900000000")
    claim(act)

    with act(city.officer) as uow:
        assert person_disputes.list_disputes(uow, city.district) == ()
    settle(city, city.union, city.federation)


def correction(city, act):
    """A confirmed member asks for another ID number."""
    worker = city.worker("张三", NUMBER, "13812345678")
    city.answer([city.join(worker)])
    with act(worker) as uow:
        people.save_own_person(uow, PersonDraft("张三", an_id_number(9)))
    with act(city.clerk) as uow:
        (line,) = person_disputes.list_corrections(uow, city.unit)
    return worker, line


@pytest.mark.parametrize(("confirm", "tail"), [(True, an_id_number(9)[-4:]), (False, NUMBER[-4:])])
def test_psn_07_a_changed_number_holds_when_the_unit_confirms_it(city, act, confirm, tail):
    worker, line = correction(city, act)
    how = {"confirm": confirm, "reason": "与证件不符"}

    with act(city.clerk) as uow:
        person_disputes.answer_correction(uow, city.unit, line.id, **how)

    assert an_id_number(9) not in repr(line)
    assert own(act, worker).id_number.endswith(tail)
    template = "person.corrected" if confirm else "person.correction_refused"
    assert told(act)[-1] == (worker.account_id, template)


def test_another_units_clerk_neither_sees_nor_answers_a_correction(city, act):
    _worker, line = correction(city, act)

    with act(city.other_clerk) as uow:
        assert person_disputes.list_corrections(uow, city.other) == ()
    with act(city.other_clerk) as uow, pytest.raises(NotFound):
        person_disputes.answer_correction(uow, city.other, line.id, confirm=True)
    with act(city.other_clerk) as uow, pytest.raises(NotPermitted):
        person_disputes.answer_correction(uow, city.unit, line.id, confirm=True)
