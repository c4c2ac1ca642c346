"""The season board: where every competition stands, and what is late."""

from datetime import UTC, datetime, timedelta

import pytest

from competition.domain.events import EventState
from competition.domain.programme import Progress
from competition.domain.season_board import (
    BoardCompetition,
    BoardEvent,
    BoardStep,
    Dot,
    Grace,
    dots,
    lateness,
    proposed_dots,
)
from competition.domain.windows import Window

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
TODAY = NOW.date()


def event(state="draft", **more):
    return BoardEvent(EventState(state), **more)


def competition(*events, progress="announced", **more):
    return BoardCompetition(Progress(progress), events, **more)


def late(one):
    return [issue.path for issue in lateness(one, NOW)]


def days(number):
    return timedelta(days=number)


@pytest.mark.parametrize(
    ("one", "now_at"),
    [
        (competition(progress="draft"), "plan"),
        (competition(progress="planned"), "announcement"),
        (competition(), "preparation"),
        (competition(event(prepared=True), event()), "preparation"),
        (competition(event(prepared=True)), "entries"),
        (competition(event("open", prepared=True)), "closing"),
        (competition(event("closed", prepared=True)), "codes"),
        (competition(event("marking", prepared=True, sheets=4, submitted=3)), "marking"),
        (competition(event("marking", prepared=True, sheets=4, submitted=4)), "ranking"),
        (competition(event("published"), progress="ended"), "report"),
    ],
)
def test_brd_01_a_competition_stands_at_the_first_step_not_done_for_all(one, now_at):
    found = dots(one)

    at = [step for step, _ in found].index(BoardStep(now_at))
    wanted = [Dot.DONE] * at + [Dot.NOW] + [Dot.NEXT] * (8 - at)
    assert [dot for _, dot in found] == wanted


def test_a_reported_competition_has_all_steps_behind_it():
    one = competition(event("published"), progress="ended", reported=True)

    assert {dot for _, dot in dots(one)} == {Dot.DONE}


def test_a_late_step_has_a_late_dot():
    one = competition(event("open", prepared=True, entries=Window(closes=NOW - days(1))))

    assert dict(dots(one, lateness(one, NOW)))[BoardStep.CLOSING] is Dot.LATE


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (competition(progress="planned", starts_on=TODAY + days(30)), []),
        (competition(progress="planned", starts_on=TODAY + days(29)), ["announcement"]),
        (competition(progress="planned", starts_on=TODAY - days(1)), ["announcement"]),
        (competition(event(held_on=TODAY), progress="planned"), ["announcement"]),
        (competition(progress="planned"), []),
        (competition(event(held_on=TODAY - days(9)), progress="draft"), []),
        (competition(event(held_on=TODAY - days(9)), progress="planned"), ["announcement"]),
        (competition(event(entries=Window(opens=NOW - days(1)))), ["entries"]),
        (competition(event(entries=Window(opens=NOW + days(1)))), []),
        (competition(event("open", entries=Window(closes=NOW - days(1)))), ["closing"]),
        (competition(event("closed", held_on=TODAY - days(1))), ["codes"]),
        (competition(event("closed", held_on=TODAY)), []),
        (competition(event("marking", held_on=TODAY - days(14))), []),
        (competition(event("marking", held_on=TODAY - days(15))), ["ranking"]),
        (competition(event("published", held_on=TODAY - days(31)), progress="ended"), ["report"]),
        (competition(event("published", held_on=TODAY - days(30)), progress="ended"), []),
        (
            competition(
                event("published", held_on=TODAY - days(90)), progress="ended", reported=True
            ),
            [],
        ),
        (competition(event("open", held_on=TODAY - days(9)), progress="cancelled"), []),
    ],
)
def test_brd_02_a_step_is_late_when_its_day_and_its_grace_have_passed(one, expected):
    assert late(one) == expected


def test_lateness_is_said_in_words_with_its_numbers():
    soon = competition(progress="planned", starts_on=TODAY + days(3))
    waiting = competition(event("marking", held_on=TODAY - days(20)))

    assert [issue.words() for issue in lateness(soon, NOW)] == [
        "Not announced, and it begins in 3 days."
    ]
    assert [issue.words() for issue in lateness(waiting, NOW, Grace(ranking_after=10))] == [
        "The ranking is not published after 10 days; events concerned: 1."
    ]


@pytest.mark.parametrize(("is_late", "first"), [(False, Dot.NOW), (True, Dot.LATE)])
def test_brd_03_what_is_proposed_stands_at_the_first_step(is_late, first):
    found = proposed_dots(is_late=is_late)

    assert [step for step, _ in found] == list(BoardStep)
    assert [dot for _, dot in found] == [first] + [Dot.NEXT] * 8
