from dataclasses import replace

import pytest

from competition.domain.computing import compute
from competition.domain.entries import Standing
from competition.domain.errors import NotFound
from competition.domain.policies import (
    Advance,
    Places,
    Prize,
    PromotionRule,
    TieAtCut,
)
from competition.domain.what_if import Change, Outcome, compare, if_declined, if_withdrawn
from tests.events import a_module, a_scheme, an_aspect, an_entry, an_event

SCHEME = a_scheme(a_module("A", an_aspect("A1", "10")))
POLICIES = {
    "advance": Advance(Places(2), reserves=1),
    "prizes": (Prize("first", count=1), Prize("second", count=1)),
    "promotions": (PromotionRule("3", places=(1, 1)),),
}


def field_of(*marks, **policies):
    given = {str(n): {"A1": mark} for n, mark in enumerate(marks, start=1)}
    return an_event(SCHEME, given, policies=POLICIES | policies)


def told(changes):
    return {(one.entry, one.outcome.value): (one.before, one.after) for one in changes}


def test_for_03_an_event_compared_with_itself_changes_nothing():
    assert compare(field_of("9", "8"), field_of("9", "8")) == ()


def test_for_03_when_an_entry_withdraws_places_close_up_and_others_move_up():
    changes = if_withdrawn(field_of("9", "8", "7", "6"), "1")

    gone = compute(field_of("9", "8", "7", "6")).results[0]
    assert told(changes) == {
        ("2", "place"): (2, 1),
        ("2", "prize"): ("second", "first"),
        ("2", "promotion"): (None, "3"),
        ("3", "place"): (3, 2),
        ("3", "advances"): (False, True),
        ("3", "reserve"): (1, None),
        ("3", "prize"): (None, "second"),
        ("4", "place"): (4, 3),
        ("4", "reserve"): (None, 1),
        ("1", "standing"): (Standing.COMPETING, Standing.WITHDRAWN),
        ("1", "total"): (gone.total, None),
        ("1", "place"): (1, None),
        ("1", "advances"): (True, False),
        ("1", "prize"): ("first", None),
        ("1", "promotion"): ("3", None),
    }


def test_for_03_another_policy_shows_who_gains_and_who_loses():
    before = field_of("9", "8", "8")
    policies = replace(before.policies, advance=Advance(Places(2), TieAtCut.ALL_OUT))

    changes = compare(before, replace(before, policies=policies))

    assert [(one.entry, one.outcome, one.after) for one in changes] == [
        ("2", Outcome.ADVANCES, False),
        ("3", Outcome.ADVANCES, False),
    ]


def test_for_03_entries_that_come_and_go_are_compared_with_nothing():
    before, after = field_of("9", "8"), field_of("9")

    assert Change("2", Outcome.PLACE, 2, None) in compare(before, after)
    assert Change("2", Outcome.PLACE, None, 2) in compare(after, before)


@pytest.mark.parametrize(
    ("marks", "tie", "declines", "expected"),
    [
        (("9", "8", "7"), TieAtCut.ALL_IN, "1", {"3"}),
        (("9", "8", "7"), TieAtCut.ALL_IN, "3", set()),
        (("9", "8", "7", "7"), TieAtCut.ALL_IN, "2", {"3", "4"}),
        (("9", "8", "7", "7"), TieAtCut.ALL_OUT, "2", set()),
    ],
)
def test_adv_08_a_declined_seat_passes_to_the_next_in_place(marks, tie, declines, expected):
    record = field_of(*marks, advance=Advance(Places(2), tie))

    assert if_declined(record, declines) == expected


def test_adv_08_without_a_policy_nobody_moves_up():
    assert if_declined(field_of("9", "8", advance=None), "1") == frozenset()


@pytest.mark.parametrize("ask", [if_withdrawn, if_declined])
def test_an_entry_that_is_not_there_cannot_leave(ask):
    record = an_event(SCHEME, {}, [an_entry("1")])

    with pytest.raises(NotFound, match="There is no entry 7"):
        ask(record, "7")
