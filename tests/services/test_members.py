"""Belonging to a unit: asked by the worker, confirmed by the unit's own clerk, told to both."""

import pytest
from sqlalchemy import select

from competition.domain.errors import NotFound, NotPermitted, RuleViolation
from competition.domain.permissions import Actor, Role, Scope, ScopeKind
from competition.persistence.models.messages import MessageRow
from competition.persistence.models.people import MembershipRow
from competition.services import data_quality, members
from competition.services.members import MemberFilter
from tests.factories import (
    a_membership,
    a_person,
    a_role,
    an_account,
    an_id_number,
    an_organisation,
)


def acting(uow, role, organisation_id):
    account = an_account(uow)
    scope = Scope(ScopeKind.ORGANISATION, organisation_id)
    a_role(uow, account, role, scope)
    return Actor(account, frozenset({(role, scope)}))


class City:
    """A federation with a district of two units, a clerk for each, and an officer."""

    def __init__(self, act):
        self.act = act
        with act() as uow:
            self.federation = an_organisation(uow)
            self.district = an_organisation(uow, kind="district", parent_id=self.federation)
            self.unit, self.other = (
                an_organisation(uow, kind="unit", parent_id=self.district) for _ in range(2)
            )
            self.clerk = acting(uow, Role.CLERK, self.unit)
            self.other_clerk = acting(uow, Role.CLERK, self.other)
            self.officer = acting(uow, Role.OFFICER, self.district)
            self.union = acting(uow, Role.OFFICER, self.federation)

    def worker(self, name="王小明", number="", phone=""):
        with self.act() as uow:
            actor = Actor(an_account(uow))
            a_person(uow, name, number, phone, actor.account_id)
        return actor

    def join(self, worker, unit=None):
        with self.act(worker) as uow:
            return members.join_unit(uow, unit or self.unit)

    def answer(self, ids, actor=None, unit=None, **how):
        how.setdefault("confirm", True)
        with self.act(actor or self.clerk) as uow:
            return members.answer_members(uow, unit or self.unit, ids, **how)

    def states(self):
        with self.act() as uow:
            query = select(MembershipRow.organisation_id, MembershipRow.state)
            return {tuple(row) for row in uow.session.execute(query)}


@pytest.fixture
def city(act):
    return City(act)


def told(act):
    with act() as uow:
        return uow.session.scalars(select(MessageRow.template).order_by(MessageRow.id)).all()


def test_a_worker_asks_the_clerk_confirms_and_the_worker_is_told(city, act):
    number = city.join(city.worker())

    assert city.answer([number]) == 1
    assert city.states() == {(city.unit, "confirmed")}
    assert told(act) == ["member.confirmed"]


def test_mem_02_refusing_needs_a_reason_which_the_worker_reads(city, act):
    number = city.join(city.worker())

    with pytest.raises(RuleViolation):
        city.answer([number], confirm=False, reason=" ")
    assert city.answer([number], confirm=False, reason="不是本单位职工") == 1
    with act() as uow:
        params = uow.session.scalars(select(MessageRow.params)).one()
    assert params["reason"] == "不是本单位职工"


@pytest.mark.parametrize("who", ["other_clerk", "worker"])
def test_nobody_else_sees_or_answers_the_people_of_a_unit(city, act, who):
    number = city.join(city.worker())
    stranger = city.worker() if who == "worker" else city.other_clerk

    with act(stranger) as uow, pytest.raises(NotPermitted):
        members.list_members(uow, city.unit, MemberFilter())
    with pytest.raises(NotPermitted):
        city.answer([number], stranger)


def test_a_clerk_cannot_answer_another_units_people_under_the_own_address(city):
    number = city.join(city.worker(), city.other)

    assert city.answer([number]) == 0
    assert city.states() == {(city.other, "claimed")}


def test_an_officer_acts_for_every_unit_below(city):
    number = city.join(city.worker())

    assert city.answer([number], city.officer, city.district) == 1


def test_mem_03_nobody_joins_a_union(city):
    with pytest.raises(RuleViolation) as refusal:
        city.join(city.worker(), city.district)
    assert refusal.value.rule == "MEM-03"


def test_mem_04_confirming_in_a_new_unit_ends_the_old_one_only_if_the_person_asked(city, act):
    worker = city.worker()
    city.answer([city.join(worker)])
    number = city.join(worker, city.other)

    assert city.answer([number], city.other_clerk, city.other) == 1
    assert city.states() == {(city.unit, "left"), (city.other, "confirmed")}

    with act() as uow:
        listed = a_person(uow, "李四", an_id_number(5))
        a_membership(uow, listed, city.unit)
        claimed = a_membership(uow, listed, city.other, "claimed", origin="import")
    assert city.answer([claimed], city.other_clerk, city.other) == 0


def test_asking_a_second_unit_takes_the_first_question_back(city):
    worker = city.worker()
    city.join(worker)
    city.join(worker, city.other)

    assert city.states() == {(city.unit, "left"), (city.other, "claimed")}


def test_mem_01_who_is_answered_already_is_left_as_it_is(city):
    number = city.join(city.worker())
    city.answer([number])

    assert city.answer([number]) == 0


def test_one_leaves_the_own_unit_and_nobody_elses(city, act):
    worker = city.worker()
    number = city.join(worker)

    with act(city.worker()) as uow, pytest.raises(NotFound):
        members.leave_unit(uow, number)
    with act(worker) as uow:
        members.leave_unit(uow, number)
    assert city.states() == {(city.unit, "left")}


def test_finds_people_by_name_number_and_phone_and_shows_them_masked(city, act):
    number = an_id_number(7)
    city.join(city.worker("刘䶮", number, "13812345678"))
    city.join(city.worker("王芳"))

    for text in ("䶮", number, "13812345678"):
        with act(city.clerk) as uow:
            found = members.list_members(uow, city.unit, MemberFilter(text)).members
        assert [(line.name, line.phone) for line in found] == [("刘䶮", "138****5678")]
        assert number not in repr(found)


def test_pages_of_people_follow_one_another(city, act, monkeypatch):
    monkeypatch.setattr(members, "PAGE", 2)
    for name in ("甲", "乙", "丙"):
        city.join(city.worker(name))

    with act(city.clerk) as uow:
        first = members.list_members(uow, city.unit, MemberFilter())
        second = members.list_members(uow, city.unit, MemberFilter(after=first.after))

    assert [line.name for line in (*first.members, *second.members)] == ["甲", "乙", "丙"]
    assert second.after is None


def test_lists_with_as_many_queries_for_one_person_as_for_three(city, act, count_queries):
    counts = []
    for name in ("甲", "乙", "丙"):
        city.join(city.worker(name))
        with act(city.clerk) as uow, count_queries(uow) as seen:
            members.list_members(uow, city.unit, MemberFilter())
        counts.append(seen.count)

    assert counts[0] == counts[2]


def test_psn_09_counts_quality_for_the_unit_the_district_and_the_federation(city, act):
    good = city.join(city.worker("甲", an_id_number(1), "13800000001"))
    city.join(city.worker("乙", an_id_number(2), "13800000002"))
    city.join(city.worker("丙"), city.other)
    city.answer([good])

    with act(city.union) as uow:
        report = data_quality.describe_quality(uow, city.federation)
        units = data_quality.describe_quality(uow, city.district).parts

    whole = report.whole
    assert (whole.members, whole.complete, whole.confirmed, whole.good) == (3, 2, 1, 1)
    assert [part.quality for part in report.parts] == [whole]
    assert {line.id: line.quality.good for line in units} == {city.unit: 1, city.other: 0}
    with act(city.clerk) as uow, pytest.raises(NotPermitted):
        data_quality.describe_quality(uow, city.district)
