import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from competition.domain.entry_forms import EntryForm, Question
from competition.domain.errors import NotFound, NotPermitted, RuleViolation
from competition.domain.permissions import INSTALLATION, Actor, Role, Scope, ScopeKind
from competition.domain.registration import EntryDraft
from competition.persistence import entry_forms
from competition.persistence.entry_forms import Answered
from competition.persistence.models.audit import AuditRecordRow
from competition.persistence.models.entries import EntryRow
from competition.services import entering, own_entries
from tests.factories import a_competition, a_file, an_account, an_entry, an_event


def worker(account_id, *more):
    return Actor(account_id, frozenset({(Role.WORKER, INSTALLATION), *more}))


def draft(name="王小明"):
    return EntryDraft(number="0", name=name, unit="苏城机械厂", level="4", age=30)


@pytest.fixture
def scene(act):
    with act() as uow:
        account = an_account(uow, unit="苏城机械厂")
        event = an_event(uow, seats=2)
    return worker(account), event


def enter(act, scene, **more):
    actor, event = scene
    with act(actor) as uow:
        return entering.enter_event(uow, event, draft(**more))


def rows(act):
    with act() as uow:
        return [
            (row.number, row.state, row.name)
            for row in uow.session.scalars(select(EntryRow).order_by(EntryRow.id))
        ]


def refused(act, scene):
    with pytest.raises(RuleViolation) as caught:
        enter(act, scene)
    return caught.value.rule


def test_worker_enters_and_waits_for_the_answer(act, scene):
    entry_id = enter(act, scene)

    with act(scene[0]) as uow:
        found = own_entries.describe_own_entry(uow, entry_id)
    assert rows(act) == [("0001", "submitted", "王小明")]
    assert (found.stored.draft.level, found.may_withdraw, found.line) == ("4", True, None)


def test_entering_is_audited_without_the_name(act, scene):
    entry_id = enter(act, scene)

    with act() as uow:
        record = uow.session.scalars(select(AuditRecordRow)).one()
        facts = (record.chain, record.action, record.subject, record.detail)
    assert facts == (f"event:{scene[1]}", "entry.submitted", f"entry:{entry_id}", {"again": False})


def test_second_entry_of_the_account_is_refused(act, scene):
    enter(act, scene)

    assert refused(act, scene) == "ENT-02"
    assert len(rows(act)) == 1


def test_judge_of_the_event_cannot_enter(act, scene):
    actor, event = scene
    judge = worker(actor.account_id, (Role.JUDGE, Scope(ScopeKind.EVENT, event)))

    assert refused(act, (judge, event)) == "ENT-03"


def test_closed_window_is_refused(act, scene):
    with act() as uow:
        event = an_event(uow, entries_close_at=uow.now - timedelta(minutes=1))

    assert refused(act, (scene[0], event)) == "ENT-01"


def test_full_event_is_refused_and_counts_those_who_wait(act, scene):
    with act() as uow:
        an_entry(uow, scene[1], state="submitted")
        an_entry(uow, scene[1], state="accepted")
        an_entry(uow, scene[1], state="declined")

    assert refused(act, scene) == "REG-10"


def test_event_of_an_unannounced_competition_is_not_there(act, scene):
    with act() as uow:
        event = an_event(uow, a_competition(uow, state="draft"))

    with pytest.raises(NotFound):
        enter(act, (scene[0], event))


def test_visitor_may_not_enter(act, scene):
    with pytest.raises(NotPermitted):
        enter(act, (Actor(), scene[1]))


def test_withdrawn_entry_frees_its_seat_and_may_be_made_again(act, scene):
    entry_id = enter(act, scene)
    with act(scene[0]) as uow:
        own_entries.withdraw_entry(uow, entry_id)

    again = enter(act, scene, name="王晓明")

    assert again == entry_id
    assert rows(act) == [("0001", "submitted", "王晓明")]


def test_an_entry_that_came_back_is_gone_through_with_all_it_said(act, scene):
    _, event = scene
    entry = enter(act, scene)
    with act() as uow:
        form = EntryForm(1, (Question("q1", "服装尺码"),))
        entry_forms.add(uow.session, event, form, None, uow.now)
        entry_forms.save_answers(uow.session, entry, 0, Answered(1, {"q1": "L"}), uow.now)
        mine, others = a_file(uow, f"entry:{entry}"), a_file(uow, f"left:{entry}")
        row = uow.session.get(EntryRow, entry)
        row.state, row.facts = "returned", {"trade_since": "2012-03"}

    with act(scene[0]) as uow:
        entering.save_draft(uow, event, {"name": "王小明", "unit": "乙厂"})

    with act(scene[0]) as uow:
        found = entering.prepare_entering(uow, event)
    texts = found.texts
    assert mine in found.files
    assert others not in found.files
    assert texts["level"] == "4"
    assert (texts["unit"], texts["trade_since"]) == ("乙厂", "2012-03")
    assert '"q1": "L"' in texts["answers"]


def test_entry_of_somebody_else_is_not_there(act, scene):
    entry_id = enter(act, scene)
    with act() as uow:
        stranger = worker(an_account(uow))

    for use in (own_entries.describe_own_entry, own_entries.withdraw_entry):
        with pytest.raises(NotFound), act(stranger) as uow:
            use(uow, entry_id)


def test_entry_is_not_withdrawn_after_entries_closed(act, scene):
    with act() as uow:
        event = an_event(uow, entries_close_at=uow.now - timedelta(minutes=1))
        entry = an_entry(uow, event, account_id=scene[0].account_id, state="accepted")

    with pytest.raises(RuleViolation) as caught, act(scene[0]) as uow:
        own_entries.withdraw_entry(uow, entry)
    assert caught.value.rule == "ENT-05"


def test_seats_are_not_given_twice_at_once(act, scene):
    with act() as uow:
        event = an_event(uow, seats=3)
        workers = [worker(an_account(uow)) for _ in range(8)]
    outcomes = []

    def try_to_enter(actor):
        try:
            enter(act, (actor, event))
            outcomes.append("in")
        except RuleViolation as violation:
            outcomes.append(violation.rule)

    threads = [threading.Thread(target=try_to_enter, args=(actor,)) for actor in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with act() as uow:
        stored = uow.session.scalar(select(func.count(EntryRow.id)))
    assert sorted(outcomes) == ["REG-10"] * 5 + ["in"] * 3
    assert stored == 3
