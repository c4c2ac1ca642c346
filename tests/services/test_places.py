"""The waiting list and the units' quotas, as workers and organisers meet them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from competition.domain.errors import NotFound, NotPermitted, RuleViolation
from competition.domain.permissions import INSTALLATION, Actor, Role, Scope, ScopeKind
from competition.domain.places import Ending
from competition.domain.registration import EntryDraft
from competition.domain.registration_rules import RegistrationRules
from competition.persistence.events import details_of
from competition.persistence.models.audit import AuditRecordRow
from competition.persistence.models.competitions import EventRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.messages import MessageRow
from competition.services import (
    entering,
    entries,
    entry_reviews,
    events,
    own_entries,
    places,
)
from tests.factories import (
    a_competition,
    a_role,
    an_account,
    an_entry,
    an_event,
    an_organisation,
    organiser_of,
    some_rules,
)

WAITING_LIST = RegistrationRules(waiting_list=True, offer_hours=24)


class Scene:
    """An event with few seats, its organiser, and workers who come one after the other."""

    def __init__(self, act, rules=WAITING_LIST, seats=1):
        self.act = act
        with act() as uow:
            competition = a_competition(uow)
            self.event = an_event(uow, competition, seats=seats)
            some_rules(uow, self.event, rules)
            self.organiser = organiser_of(competition, an_account(uow, "组委会"))

    def worker(self):
        with self.act() as uow:
            account = an_account(uow)
        return Actor(account, frozenset({(Role.WORKER, INSTALLATION)}))

    def enter(self, unit="苏城机械厂"):
        worker = self.worker()
        with self.act(worker) as uow:
            draft = EntryDraft("0", "王小明", unit)
            return worker, entering.enter_event(uow, self.event, draft)

    def states(self):
        with self.act() as uow:
            return list(uow.session.scalars(select(EntryRow.state).order_by(EntryRow.id)))

    def turn(self, worker, entry):
        with self.act(worker) as uow:
            return own_entries.describe_own_entry(uow, entry).turn

    def run(self, actor, use, *args, **named):
        with self.act(actor) as uow:
            return use(uow, *args, **named)

    def told(self):
        with self.act() as uow:
            query = select(MessageRow.template).order_by(MessageRow.id)
            return list(uow.session.scalars(query))

    def refuse(self, actor, use, *args, **named):
        with pytest.raises(RuleViolation) as caught:
            self.run(actor, use, *args, **named)
        return caught.value.rule


@pytest.fixture
def scene(act):
    return Scene(act)


def test_who_comes_late_waits_with_a_position(scene):
    scene.enter()
    second, third = scene.enter(), scene.enter()

    assert scene.states() == ["submitted", "waiting", "waiting"]
    assert [scene.turn(*one).position for one in (second, third)] == [1, 2]
    assert scene.turn(*third).waiting == 2


def test_a_withdrawal_moves_the_next_one_up_and_tells_so(scene, now):
    first, second, third = scene.enter(), scene.enter(), scene.enter()

    scene.run(first[0], own_entries.withdraw_entry, first[1])

    until = scene.turn(*second).offer_until
    assert scene.states() == ["withdrawn", "offered", "waiting"]
    assert timedelta(hours=23) < until - now < timedelta(hours=25)
    assert scene.turn(*third).position == 1
    assert scene.told() == ["entry.offered"]


def test_plc_11_who_cannot_be_asked_takes_the_place_and_the_unit_is_told(scene):
    first = scene.enter()
    with scene.act() as uow:
        unit = an_organisation(uow, "苏城机械厂")
        clerk = an_account(uow, "文员")
        a_role(uow, clerk, Role.CLERK, Scope(ScopeKind.ORGANISATION, unit))
        waits = {"state": "waiting", "queue_number": 1, "unit_id": unit, "unit_key": f"#{unit}"}
        an_entry(uow, scene.event, "0009", unit="苏城机械厂", **waits)

    scene.run(first[0], own_entries.withdraw_entry, first[1])

    assert scene.states() == ["withdrawn", "submitted"]
    with scene.act() as uow:
        told = uow.session.execute(select(MessageRow.account_id, MessageRow.template)).all()
        assert [tuple(one) for one in told] == [(clerk, "list.moved_up")]


def test_an_offered_place_is_taken_once(scene):
    first, second = scene.enter(), scene.enter()
    scene.run(first[0], own_entries.withdraw_entry, first[1])

    scene.run(second[0], places.take_place, second[1])

    assert scene.states() == ["withdrawn", "submitted"]
    assert scene.refuse(second[0], places.take_place, second[1]) == "REG-09"


def test_an_offered_place_that_is_refused_goes_on(scene):
    first, second, _ = scene.enter(), scene.enter(), scene.enter()
    scene.run(first[0], own_entries.withdraw_entry, first[1])

    scene.run(second[0], places.refuse_place, second[1])

    assert scene.states() == ["withdrawn", "withdrawn", "offered"]


def let_time_pass(scene, entry):
    with scene.act() as uow:
        past = uow.now - timedelta(minutes=1)
        uow.session.execute(update(EntryRow).where(EntryRow.id == entry).values(offer_until=past))


def test_an_offer_that_ended_cannot_be_taken_and_is_swept_to_the_next(scene):
    first, second, _ = scene.enter(), scene.enter(), scene.enter()
    scene.run(first[0], own_entries.withdraw_entry, first[1])
    let_time_pass(scene, second[1])

    late = scene.refuse(second[0], places.take_place, second[1])
    ended = [scene.run(Actor(), places.lapse_offers) for _ in range(2)]

    assert (late, ended) == ("PLC-06", [1, 0])
    assert scene.states() == ["withdrawn", "withdrawn", "offered"]
    assert scene.told() == ["entry.offered", "entry.offer_lapsed", "entry.offered"]
    with scene.act(second[0]) as uow:
        assert own_entries.describe_own_entry(uow, second[1]).stored.place.ended == Ending.LAPSED


def test_offers_lapse_when_the_codes_are_handed_out(scene):
    first, _ = scene.enter(), scene.enter()
    scene.run(first[0], own_entries.withdraw_entry, first[1])
    with scene.act() as uow:
        uow.session.get(EventRow, scene.event).state = "marking"

    assert scene.run(Actor(), places.lapse_offers) == 1
    assert scene.states() == ["withdrawn", "withdrawn"]


def test_more_seats_move_as_many_up(scene):
    for _ in range(4):
        scene.enter()
    with scene.act(scene.organiser) as uow:
        found = events.describe_event(uow, scene.event).event
        details = replace(details_of(found), seats=3)
        events.edit_event(uow, scene.event, details, found.version)

    assert scene.states() == ["submitted", "offered", "offered", "waiting"]


def test_a_declined_entry_frees_its_place(scene):
    first, _ = scene.enter(), scene.enter()

    scene.run(
        scene.organiser,
        entry_reviews.answer_entry,
        scene.event,
        first[1],
        accept=False,
        reason="不符",
    )

    assert scene.states() == ["declined", "offered"]
    assert scene.told() == ["entry.declined", "entry.offered"]


def test_a_unit_keeps_to_its_quota_and_others_pass_it(act):
    rules = RegistrationRules(unit_seats=1, exceptions=(("东港船厂", 2),), waiting_list=True)
    scene = Scene(act, rules, seats=9)

    for unit in ("苏城机械厂", "苏城 机械厂", "东港船厂", "东港船厂", "东港船厂", "某厂"):
        scene.enter(unit)

    expected = ["submitted", "waiting", "submitted", "submitted", "waiting", "submitted"]
    assert scene.states() == expected


def test_without_a_waiting_list_a_full_unit_is_refused(act):
    scene = Scene(act, RegistrationRules(unit_seats=1))
    scene.enter()

    with pytest.raises(RuleViolation) as caught:
        scene.enter()

    assert caught.value.rule == "PLC-01"


def test_who_waits_for_the_own_unit_lets_others_pass_but_moves_up_first(act):
    rules = RegistrationRules(unit_seats=1, waiting_list=True)
    scene = Scene(act, rules, seats=2)
    first, second = scene.enter("甲厂"), scene.enter("甲厂")
    scene.enter("乙厂")

    scene.run(first[0], own_entries.withdraw_entry, first[1])

    assert scene.states() == ["withdrawn", "offered", "submitted"]
    assert scene.turn(*second).offer_until is not None


def test_a_place_is_handed_on_within_the_unit(scene):
    first, second = scene.enter(), scene.enter()

    scene.run(scene.organiser, places.transfer_place, scene.event, first[1], second[1], "因工出差")

    assert scene.states() == ["withdrawn", "submitted"]
    assert scene.told() == ["entry.place_given", "entry.place_received"]


def test_a_place_is_not_handed_on_to_another_unit_or_by_a_worker(scene):
    first, second = scene.enter("甲厂"), scene.enter("乙厂")
    change = scene.event, first[1], second[1], "因工出差"

    assert scene.refuse(scene.organiser, places.transfer_place, *change) == "PLC-08"
    with pytest.raises(NotPermitted):
        scene.run(first[0], places.transfer_place, *change)
    assert scene.states() == ["submitted", "waiting"]


def test_an_offer_of_somebody_else_is_not_there(scene):
    first, second = scene.enter(), scene.enter()
    scene.run(first[0], own_entries.withdraw_entry, first[1])

    for use in (places.take_place, places.refuse_place):
        with pytest.raises(NotFound):
            scene.run(first[0], use, second[1])


def test_organisers_do_not_oversell_either(scene):
    scene.enter()

    full = scene.refuse(
        scene.organiser, entries.add_entry, scene.event, EntryDraft("77", "赵敏", "某厂")
    )

    assert full == "REG-10"


def test_waiting_is_audited_without_names(scene):
    scene.enter()
    scene.enter()

    with scene.act() as uow:
        records = uow.session.scalars(select(AuditRecordRow).order_by(AuditRecordRow.sequence))
        assert [(one.action, one.detail) for one in records] == [
            ("entry.submitted", {"again": False}),
            ("entry.queued", {"again": False}),
        ]
