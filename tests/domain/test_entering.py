from datetime import UTC, datetime, timedelta

import pytest

from competition.domain.entering import (
    is_open,
    may_withdraw,
    read_application,
    require_answers,
    require_declaration,
    require_first,
    require_in_no_other,
    require_not_judging,
    require_open,
    require_real_name,
    require_withdrawable,
)
from competition.domain.errors import RuleViolation
from competition.domain.events import Event, EventState
from competition.domain.registration import EntryState
from competition.domain.windows import Window

NOW = datetime(2026, 3, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
WINDOW = Window(NOW - DAY, NOW + DAY)


def an_event(state=EventState.OPEN, window=WINDOW):
    return Event(1, 1, "turning", "turner", state, 1, entries=window)


def refusal(call, *args, **named):
    with pytest.raises(RuleViolation) as caught:
        call(*args, **named)
    return caught.value.rule, caught.value.message


def test_ent_01_an_open_event_takes_entries_within_its_window():
    assert is_open(an_event(), NOW)
    assert require_open(an_event(), NOW) is None


@pytest.mark.parametrize("state", [s for s in EventState if s is not EventState.OPEN])
def test_ent_01_an_event_in_another_state_takes_none(state):
    event = an_event(state)

    assert refusal(require_open, event, NOW) == ("ENT-01", "Entries for this event are closed.")


def test_ent_01_before_the_window_it_says_so():
    event = an_event(window=Window(NOW + DAY, None))

    assert refusal(require_open, event, NOW) == (
        "ENT-01",
        "Entries for this event are not open yet.",
    )


def test_ent_01_at_the_closing_instant_it_is_too_late():
    assert not is_open(an_event(), NOW + DAY)


@pytest.mark.parametrize("state", [None, EntryState.WITHDRAWN])
def test_ent_02_a_first_entry_and_one_after_withdrawing_are_welcome(state):
    assert require_first(state) is None


@pytest.mark.parametrize("state", [EntryState.SUBMITTED, EntryState.ACCEPTED])
def test_ent_02_a_second_entry_is_refused(state):
    assert refusal(require_first, state) == ("ENT-02", "You have entered this event already.")


def test_ent_02_after_an_entry_was_declined_no_other_is_made():
    assert refusal(require_first, EntryState.DECLINED) == (
        "ENT-02",
        "Your entry for this event was declined.",
    )


def test_ent_03_a_judge_of_the_event_does_not_compete_in_it():
    assert require_not_judging(judges=False) is None
    assert refusal(require_not_judging, judges=True)[0] == "ENT-03"


def test_ent_04_who_enters_declares():
    assert require_declaration(declared=True) is None
    assert refusal(require_declaration, declared=False)[0] == "ENT-04"


@pytest.mark.parametrize("state", [EntryState.SUBMITTED, EntryState.ACCEPTED])
def test_ent_05_an_entry_is_taken_back_until_entries_close(state):
    assert may_withdraw(an_event(), state, NOW)
    assert require_withdrawable(an_event(), state, NOW) is None
    assert not may_withdraw(an_event(), state, NOW + DAY)
    assert refusal(require_withdrawable, an_event(), state, NOW + DAY) == (
        "ENT-05",
        "Entries are closed. Ask the organiser to withdraw yours.",
    )


@pytest.mark.parametrize("state", [EntryState.DECLINED, EntryState.WITHDRAWN])
def test_ent_05_what_is_declined_or_withdrawn_is_not_taken_back(state):
    assert not may_withdraw(an_event(), state, NOW)
    assert refusal(require_withdrawable, an_event(), state, NOW) == (
        "ENT-05",
        "This entry has been answered or withdrawn already.",
    )


def test_an_application_is_read_without_a_number_of_its_own():
    draft, issues = read_application(
        {"name": " 李雷 ", "unit": "苏城电子厂", "level": "4", "age": "30"}
    )

    assert (draft.name, draft.unit, draft.level, draft.age, issues) == (
        "李雷",
        "苏城电子厂",
        "4",
        30,
        [],
    )


def test_ent_06_a_complete_record_where_it_is_asked_for():
    require_real_name(complete=True)

    assert refusal(require_real_name, complete=False)[0] == "ENT-06"


def test_ent_07_a_person_is_part_of_one_entry():
    require_in_no_other(())

    assert refusal(require_in_no_other, ["王芳"])[0] == "ENT-07"


def test_ent_08_the_event_s_questions_are_answered():
    require_answers(answered=True)

    assert refusal(require_answers, answered=False)[0] == "ENT-08"
