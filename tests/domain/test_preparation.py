from datetime import UTC, date, datetime, timedelta

import pytest

from competition.domain.competitions import Competition, CompetitionDetails
from competition.domain.errors import RuleViolation
from competition.domain.events import CompetitionState, EventState
from competition.domain.preparation import EventDetails, Readiness, obstacles
from competition.domain.windows import Window

NOW = datetime(2026, 5, 1, tzinfo=UTC)
DAY = timedelta(days=1)
READY = {
    "state": EventState.DRAFT,
    "held_on": date(2026, 6, 1),
    "entries": Window(NOW - DAY, NOW + DAY),
    "aspects": 12,
    "accepted": 30,
    "judges": 5,
}


def told(**changes):
    found = obstacles(Readiness(**(READY | changes)), NOW)
    return [(issue.path, issue.severity.value) for issue in found]


def test_evt_04_entries_close_after_they_open():
    details = EventDetails("数控车", "车工", entries=Window(NOW, NOW))

    with pytest.raises(RuleViolation) as caught:
        details.require_sound()

    assert (caught.value.rule, caught.value.field) == ("EVT-04", "entries_close_at")


@pytest.mark.parametrize(
    "window", [Window(), Window(NOW), Window(None, NOW), Window(NOW, NOW + DAY)]
)
def test_evt_04_open_ends_are_sound(window):
    assert EventDetails("数控车", "车工", entries=window).require_sound() is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"held_on": None}, [("edit", "error")]),
        ({"entries": Window(NOW)}, [("edit", "error")]),
        ({"entries": Window(None, NOW)}, [("edit", "error")]),
        ({"aspects": 0}, [("scheme", "warning")]),
    ],
)
def test_evt_05_entries_open_with_a_day_and_an_end_to_come(changes, expected):
    assert told(**changes) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, [("entries", "warning")]),
        ({"entries": Window(None, NOW)}, []),
        ({"entries": Window(None, NOW), "waiting": 2}, [("entries", "warning")]),
        ({"entries": Window(None, NOW), "unfit": 1}, [("entries", "warning")]),
    ],
)
def test_evt_05_closing_early_is_only_a_warning(changes, expected):
    assert told(state=EventState.OPEN, **changes) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"aspects": 0}, [("scheme", "error")]),
        ({"unfit": 2}, [("entries", "warning")]),
        ({"accepted": 0, "judges": 0}, [("entries", "error"), ("judges", "error")]),
    ],
)
def test_evt_06_marking_begins_with_scheme_entries_and_judges(changes, expected):
    assert told(state=EventState.CLOSED, **changes) == expected


def test_evt_07_sheets_that_are_not_submitted_are_named():
    assert told(state=EventState.MARKING, sheets=9, submitted=9) == []
    assert told(state=EventState.MARKING, sheets=9, submitted=7) == [("progress", "warning")]


def test_published_event_waits_for_nothing():
    assert told(state=EventState.PUBLISHED, aspects=0, held_on=None) == []


def test_cmp_01_only_a_draft_is_announced():
    details = CompetitionDetails(1, "市赛", 2026)
    Competition(1, details, CompetitionState.DRAFT, 1).require_draft()

    with pytest.raises(RuleViolation) as caught:
        Competition(1, details, CompetitionState.ANNOUNCED, 1).require_draft()

    assert caught.value.rule == "CMP-01"
