"""Whom a unit enters follows the entry from the own account and answers what the event asks."""

import pytest
from sqlalchemy import select

from competition.domain.conditions import Condition, Kind, Requirement
from competition.domain.entry_forms import Asked, EntryForm, Question
from competition.domain.errors import NotFound, NotPermitted
from competition.domain.list_requests import Change, Wanted
from competition.domain.people import PersonDraft
from competition.domain.permissions import INSTALLATION, Actor, Role
from competition.domain.registration_rules import RegistrationRules
from competition.persistence import entry_forms as stored_forms
from competition.persistence.entry_forms import Answered
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.messages import MessageRow
from competition.services import (
    eligibility,
    events,
    file_access,
    list_requests,
    newcomers,
    own_entries,
    people,
)
from tests.factories import a_person, an_account, an_entry, an_id_number, some_rules
from tests.services.test_unit_lists import Desk, rows

FORM = EntryForm(1, (Question("q1", "服装尺码", Asked.ONE, required=True, choices=("L", "XL")),))
PHONE = "13900000001"


@pytest.fixture
def desk(act, now):
    found = Desk(act, held_on=now.date())
    with act() as uow:
        stored_forms.add(uow.session, found.event, FORM, None, uow.now)
        some_rules(uow, found.event, asking_for("4"))
    return found


def asking_for(level):
    test = Requirement(Kind.LEVEL, level=level)
    return RegistrationRules(conditions=(Condition("c1", ((test,),)),))


def worker(act, name="赵一鸣", serial=1):
    """A worker whose own record has the ID number of a row of the list."""
    with act() as uow:
        account = an_account(uow, name)
        a_person(uow, name, an_id_number(serial), account_id=account)
    return Actor(account, frozenset({(Role.WORKER, INSTALLATION)}))


def entries_of(act, who):
    with act(who) as uow:
        return own_entries.list_own_entries(uow)


def told(act, who):
    with act() as uow:
        query = select(MessageRow.template).where(MessageRow.account_id == who.account_id)
        return list(uow.session.scalars(query.order_by(MessageRow.id)))


def silent(desk):
    found = desk.shown()
    return found.silent, [row.is_silent for row in found.rows]


def test_who_is_entered_by_the_unit_is_told_and_answers_for_oneself(act, desk):
    mine = worker(act)
    desk.save(rows(2))
    desk.enter()

    assert told(act, mine) == ["entry.by_unit"]
    assert silent(desk) == (2, [True, True])
    (line,) = entries_of(act, mine)
    with act(mine) as uow:
        (open_part,) = newcomers.newcomers_of(own_entries.describe_own_entry(uow, line.id))
    assert (open_part.took_over_from, open_part.answered) == ("", None)

    with act(mine) as uow:
        newcomers.send_answers(uow, line.id, open_part.entrant.id, (1, {"q1": "L"}))

    assert silent(desk) == (1, [False, True])
    with act(mine) as uow:
        found = own_entries.describe_own_entry(uow, line.id)
        assert newcomers.newcomers_of(found) == ()
        assert found.answers[0].answers == {"q1": "L"}


def test_who_withdrew_alone_follows_the_entry_that_the_unit_makes_later(act, desk):
    mine = worker(act)
    with act() as uow:
        ended = an_entry(uow, desk.event, state="withdrawn", account_id=mine.account_id)
    desk.save(rows(1))
    desk.enter()

    (line,) = entries_of(act, mine)
    assert (line.id != ended, told(act, mine)) == (True, ["entry.by_unit"])


def test_a_clerk_answers_for_whom_the_own_unit_entered(act, desk):
    desk.save(rows(1))
    desk.enter()
    (row,) = desk.shown().rows
    entry, entrant = row.entry.id, row.entry.entrant_id
    answers = 1, {"q1": "XL"}

    with act(desk.clerk) as uow:
        found = newcomers.prepare_unit_answers(uow, (desk.event, desk.unit), entry, entrant)
        newcomers.send_answers(uow, entry, found.newcomer.entrant.id, answers)

    assert silent(desk) == (0, [False])
    for actor, unit in ((desk.stranger, desk.unit), (desk.stranger, desk.other)):
        with act(actor) as uow, pytest.raises((NotPermitted, NotFound)):
            newcomers.prepare_unit_answers(uow, (desk.event, unit), entry, entrant)
    with act(desk.stranger) as uow, pytest.raises((NotPermitted, NotFound)):
        newcomers.send_answers(uow, entry, entrant, answers)


def test_an_account_opened_later_finds_the_entry_that_the_unit_made(act, desk):
    desk.save(rows(1, phone=PHONE))
    desk.enter()
    with act() as uow:
        late, another = an_account(uow, "赵一鸣"), an_account(uow, "赵一鸣")
    roles = frozenset({(Role.WORKER, INSTALLATION)})

    with act(Actor(another, roles)) as uow:
        people.save_own_person(uow, PersonDraft("赵一鸣", an_id_number(1), "13900000099"))
    with act(Actor(late, roles)) as uow:
        people.save_own_person(uow, PersonDraft("赵一鸣", an_id_number(1), PHONE))

    assert [line.number for line in entries_of(act, Actor(late, roles))] == ["0001"]
    assert entries_of(act, Actor(another, roles)) == ()


def test_whoever_is_replaced_in_a_sealed_list_no_longer_follows_the_entry(act, desk):
    before, after = worker(act), worker(act, "周芳", 9)
    desk.save(rows(1))
    desk.enter()
    desk.seal()
    (line,) = entries_of(act, before)
    with act() as uow:
        stored_forms.save_answers(uow.session, line.id, 0, Answered(1, {"q1": "XL"}), uow.now)
    new = {"name": "周芳", "id_number": an_id_number(9), "level": "3"}
    with act(desk.clerk) as uow:
        place, wanted = (desk.event, desk.unit), Wanted(Change.REPLACE, 1, new)
        request = list_requests.ask_change(uow, place, wanted, "本人住院")
    with act(desk.organiser) as uow:
        list_requests.approve_change(uow, desk.event, request)

    assert entries_of(act, before) == ()
    assert [found.id for found in entries_of(act, after)] == [line.id]
    assert told(act, before) == ["entry.by_unit", "entry.person_replaced"]
    assert told(act, after) == ["entry.taken_over"]
    with act(after) as uow:
        found = own_entries.describe_own_entry(uow, line.id)
        assert [one.took_over_from for one in newcomers.newcomers_of(found)] == ["赵一鸣"]
        assert [one.answers for one in found.left.values()] == [{}]
        assert not file_access.may_open(uow, f"left:{line.id}")
        assert file_access.may_open(uow, f"entry:{line.id}")
    with act(before) as uow, pytest.raises(NotFound):
        own_entries.describe_own_entry(uow, line.id)


def test_elg_14_who_stops_meeting_the_conditions_is_shown_to_worker_and_clerk(act, desk):
    mine = worker(act)
    desk.save(rows(2))
    desk.enter()
    with act() as uow:
        some_rules(uow, desk.event, asking_for("3"), number=2)

    with act(desk.organiser) as uow:
        events.close_entries(uow, desk.event)

    assert told(act, mine) == ["entry.by_unit", "entry.unfit"]
    assert desk.shown().faulty == 2
    with act(desk.organiser) as uow:
        first = uow.session.scalar(select(EntryRow.id).where(EntryRow.number == "0001"))
        eligibility.lift_condition(uow, desk.event, first, "c1", "省赛推荐")
    assert [row.is_unfit for row in desk.shown().rows] == [False, True]
    with act(mine) as uow:
        found = own_entries.describe_own_entry(uow, first).eligibility
    assert [lifting.reason for lifting in found.liftings] == ["省赛推荐"]
