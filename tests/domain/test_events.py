from datetime import UTC, datetime, timedelta

import pytest

from competition.domain.errors import RuleViolation
from competition.domain.events import TRANSITIONS, Event, EventState
from competition.domain.windows import Window

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)


def an_event(state):
    return Event(1, 1, "数控车工", "车工", state, version=1)


@pytest.mark.parametrize("state", list(EventState))
@pytest.mark.parametrize("target", list(EventState))
def test_evt_01_only_the_listed_steps_exist(state, target):
    if target in TRANSITIONS[state]:
        an_event(state).require_transition(target)
    else:
        with pytest.raises(RuleViolation, match="not possible"):
            an_event(state).require_transition(target)


@pytest.mark.parametrize(
    ("state", "may_prepare", "may_mark"),
    [
        (EventState.DRAFT, True, False),
        (EventState.OPEN, True, False),
        (EventState.CLOSED, True, False),
        (EventState.MARKING, False, True),
        (EventState.PUBLISHED, False, False),
    ],
)
def test_evt_02_and_evt_03_preparing_ends_where_marking_begins(state, may_prepare, may_mark):
    event = an_event(state)

    assert refused(event.require_preparing) is not may_prepare
    assert refused(event.require_marking) is not may_mark


def refused(requirement):
    try:
        requirement()
    except RuleViolation as violation:
        assert violation.rule in {"EVT-02", "EVT-03"}  # noqa: PT017 -- which of the two depends on the state
        return True
    return False


@pytest.mark.parametrize(
    ("window", "open_"),
    [
        (Window(), True),
        (Window(NOON, None), True),
        (Window(None, NOON), False),
        (Window(NOON + timedelta(1), None), False),
        (Window(NOON - timedelta(1), NOON + timedelta(1)), True),
    ],
)
def test_a_window_is_open_from_its_opening_until_before_its_closing(window, open_):
    assert window.is_open(NOON) is open_
