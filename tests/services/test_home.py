from datetime import timedelta

import pytest

from competition.domain.entry_forms import EntryForm, Question
from competition.domain.permissions import INSTALLATION, VISITOR, Actor, Role, Scope, ScopeKind
from competition.persistence import entry_forms
from competition.persistence.models.competitions import CompetitionRow, EventRow
from competition.services import home, results
from competition.services.home import Task
from tests.factories import (
    a_competition,
    an_account,
    an_entry,
    an_event,
    judge_of,
    organiser_of,
)
from tests.services.house import House, marked_house


def todos(act, actor):
    with act(actor) as uow:
        found = home.describe_home(uow)
    return [todo.task for todo in found.waiting], [todo.task for todo in found.watched]


def test_a_visitor_sees_what_is_open_and_what_is_published(act):
    house = marked_house(act)
    with act(house.organiser) as uow:
        results.publish_results(uow, house.event)
    with act() as uow:
        an_event(uow, title="焊工")
        an_event(uow, title="已过期", entries_close_at=uow.now - timedelta(hours=1))
        an_event(uow, a_competition(uow, state="draft"), title="未发布")

    with act(VISITOR) as uow:
        found = home.describe_home(uow)

    assert (found.waiting, found.watched) == ((), ())
    assert [line.title for line in found.open_events] == ["焊工"]
    assert [line.event_id for line in found.published] == [house.event]


@pytest.mark.parametrize(
    ("state", "task"), [("draft", Task.PREPARE), ("closed", Task.HAND_OUT_CODES)]
)
def test_an_organiser_is_told_the_next_step(act, state, task):
    house = House(act, state=state)

    assert todos(act, house.organiser) == ([task], [])


def test_an_organiser_reviews_and_closes_when_time_is_over(act, now):
    house = House(act, state="open", entries_close_at=now - timedelta(hours=1))
    with act() as uow:
        an_entry(uow, house.event, state="submitted")

    assert todos(act, house.organiser) == ([Task.REVIEW_ENTRIES, Task.CLOSE_ENTRIES], [])


def test_an_officer_is_told_of_entries_that_wait_once(act):
    house = House(act, state="open")
    with act() as uow:
        an_entry(uow, house.event, state="submitted")
        competition = uow.session.get(EventRow, house.event).competition_id
        union = uow.session.get(CompetitionRow, competition).organisation_id
    officer = (Role.OFFICER, Scope(ScopeKind.ORGANISATION, union))

    assert todos(act, Actor(roles=frozenset({officer}))) == ([Task.REVIEW_ENTRIES], [])
    both = Actor(roles=frozenset({officer, *house.organiser.roles}))
    assert todos(act, both) == ([Task.REVIEW_ENTRIES], [])


def test_marking_is_watched_until_all_is_handed_in(act):
    house = marked_house(act)
    assert todos(act, house.organiser) == ([Task.PUBLISH], [])

    house_waiting = House(act)
    house_waiting.enter("1")
    house_waiting.appoint("J2")
    house_waiting.hand_out()
    assert todos(act, house_waiting.organiser) == ([], [Task.WATCH_MARKING])


def test_an_organiser_sees_nothing_of_other_competitions(act):
    House(act, state="draft")

    assert todos(act, organiser_of(99, account_id=1)) == ([], [])


def test_a_judge_is_told_of_sheets_that_wait(act):
    house = House(act)
    house.enter("1")
    house.appoint("J1")
    house.hand_out()
    with act() as uow:
        account = home.queries.sheets_of_judge  # the account of the judge who was appointed last
        ids = [n for n in range(1, 9) if account(uow.session, n)]

    assert todos(act, judge_of(house.event, ids[0])) == ([Task.MARK], [])


@pytest.mark.parametrize(
    ("state", "waiting", "watched"),
    [
        ("submitted", [], [Task.ENTRY_WAITING]),
        ("accepted", [], [Task.ENTRY_ACCEPTED]),
        ("declined", [Task.ENTRY_DECLINED], []),
    ],
)
def test_a_worker_follows_the_own_entry(act, state, waiting, watched):
    with act() as uow:
        worker = an_account(uow)
        an_entry(uow, an_event(uow), account_id=worker, state=state)

    actor = Actor(worker, frozenset({(Role.WORKER, INSTALLATION)}))
    assert todos(act, actor) == (waiting, watched)


def test_a_worker_whom_the_unit_entered_is_asked_what_the_event_asks(act):
    with act() as uow:
        worker, event = an_account(uow), an_event(uow)
        entry = an_entry(uow, event, account_id=worker, state="accepted")
        needed = EntryForm(1, (Question("q1", "服装尺码", required=True),))
        entry_forms.add(uow.session, event, needed, None, uow.now)
    actor = Actor(worker, frozenset({(Role.WORKER, INSTALLATION)}))

    assert todos(act, actor) == ([Task.ANSWER_QUESTIONS], [])

    with act() as uow:
        answered = entry_forms.Answered(1, {"q1": "L"})
        entry_forms.save_answers(uow.session, entry, 0, answered, uow.now)
    assert todos(act, actor) == ([], [Task.ENTRY_ACCEPTED])


def test_a_chief_judge_and_a_steward_watch_what_is_being_marked(act):
    house = House(act)
    house.enter("1")
    for label in ("J1", "J2"):
        house.appoint(label)
    house.hand_out()
    chief = judge_of(house.event, account_id=99, chief=True)
    steward = Actor(98, frozenset({(Role.STEWARD, INSTALLATION)}))
    assert todos(act, chief) == todos(act, steward) == ([], [Task.FOLLOW_MARKING])
    assert todos(act, judge_of(house.event + 1, account_id=99, chief=True)) == ([], [])

    house.mark("1", "J1", B2="0")
    house.mark("1", "J2", B2="3")

    assert todos(act, chief) == ([Task.SETTLE_GRADES], [Task.FOLLOW_MARKING])
    assert todos(act, steward) == ([], [Task.FOLLOW_MARKING])
