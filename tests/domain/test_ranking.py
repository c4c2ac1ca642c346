"""Places: ties by ordered keys, shared places, guests, those without a place."""

import pytest

from competition.domain.computing import compute
from competition.domain.entries import Standing
from competition.domain.marking import Better
from competition.domain.policies import Advance, Places
from tests.events import (
    NO_ROUNDING,
    a_module,
    a_rounding,
    a_scheme,
    a_tie_key,
    an_aspect,
    an_entry,
    an_event,
)

TWO = a_scheme(a_module("A", an_aspect("A1"), an_aspect("A2")), a_module("B", an_aspect("B1")))


def places(record):
    return [
        (result.entry, result.place, result.shared, result.decided_by)
        for result in compute(record).results
    ]


def scored(totals, better=Better.HIGHER, standings=None, **more):
    """An event of one item whose totals are given by entry."""
    entries = [
        an_entry(name, standing=(standings or {}).get(name, Standing.COMPETING)) for name in totals
    ]
    given = {name: {"A1": total} for name, total in totals.items()}
    return an_event(a_scheme(better=better), given, entries, **more)


def test_rnk_01_better_totals_have_better_places():
    assert places(scored({"1": 70, "2": 90, "3": 80})) == [
        ("2", 1, False, None),
        ("3", 2, False, None),
        ("1", 3, False, None),
    ]


def test_rnk_01_the_lowest_total_wins_where_lower_is_better():
    assert places(scored({"1": 70, "2": 90, "3": 70}, Better.LOWER)) == [
        ("1", 1, True, None),
        ("3", 1, True, None),
        ("2", 3, False, None),
    ]


def test_rnk_02_equals_share_a_place_and_the_next_is_skipped():
    assert places(scored({"1": 72, "2": 71, "3": 71, "4": 71, "5": 70})) == [
        ("1", 1, False, None),
        ("2", 2, True, None),
        ("3", 2, True, None),
        ("4", 2, True, None),
        ("5", 5, False, None),
    ]


def test_rnk_03_a_guest_is_shown_the_place_it_would_have_had_and_takes_none():
    guests = dict.fromkeys(["g", "h", "i"], Standing.GUEST)
    totals = {"1": 90, "g": 85, "h": 85, "2": 80, "i": 80, "3": 70}

    assert places(scored(totals, standings=guests)) == [
        ("1", 1, False, None),
        ("g", 2, False, None),
        ("h", 2, False, None),
        ("2", 2, False, None),
        ("i", 2, True, None),
        ("3", 3, False, None),
    ]


def test_rnk_04_who_is_out_or_incomplete_follows_in_the_order_of_the_record():
    standings = {
        "1": Standing.DISQUALIFIED,
        "2": Standing.ABSENT,
        "3": Standing.WITHDRAWN,
        "4": Standing.COMPETING,
    }
    event = scored({"1": 99, "2": None, "3": 98, "4": None, "5": 1}, standings=standings)

    results = compute(event).results
    assert [(r.entry, r.place, r.total is None) for r in results] == [
        ("5", 1, False),
        ("1", None, True),
        ("2", None, True),
        ("3", None, True),
        ("4", None, True),
    ]


def tied(*rows, ties, entries=None):
    """An event with entries 1.. of equal totals whose items A1, A2 and B1 are given."""
    given = {
        str(n): dict(zip(("A1", "A2", "B1"), row, strict=True)) for n, row in enumerate(rows, 1)
    }
    return an_event(TWO, given, entries, ties=ties)


@pytest.mark.parametrize(
    ("ties", "expected"),
    [
        (["module:B"], [("2", 1, None), ("1", 2, "module:B"), ("3", 3, "module:B")]),
        (["-module:B"], [("3", 1, None), ("1", 2, "-module:B"), ("2", 3, "-module:B")]),
        (["item:A1"], [("1", 1, None), ("3", 1, None), ("2", 3, "item:A1")]),
        (
            ["item:A1", "module:B"],
            [("1", 1, None), ("3", 2, "module:B"), ("2", 3, "item:A1")],
        ),
    ],
)
def test_rnk_01_rnk_06_tie_keys_are_compared_in_turn(ties, expected):
    event = tied((20, 10, 30), (10, 10, 40), (20, 20, 20), ties=ties)

    assert [(entry, place, key) for entry, place, _, key in places(event)] == expected


def test_rnk_06_equals_were_separated_by_the_same_key():
    event = tied((10, 20, 30), (20, 10, 30), (0, 20, 40), (0, 0, 0), ties=["module:B"])

    assert places(event) == [
        ("3", 1, False, None),
        ("1", 2, True, "module:B"),
        ("2", 2, True, "module:B"),
        ("4", 4, False, None),
    ]


@pytest.mark.parametrize(
    ("key", "order"),
    [("measure:time", "2134"), ("-measure:time", "1234"), ("measure:weight", "1234")],
)
def test_rnk_05_a_missing_measure_comes_last_whichever_way_is_better(key, order):
    times = [{"time": "95.30"}, {"time": "95.4"}, {}, {"weight": "1"}]
    entries = [an_entry(str(n), measures) for n, measures in enumerate(times, 1)]
    event = tied(*[(1, 1, 1)] * 4, ties=[key], entries=entries)

    placed = places(event)
    if key == "measure:weight":
        assert placed[0] == ("4", 1, False, None)
        assert {row[1:] for row in placed[1:]} == {(2, True, key)}
    else:
        assert "".join(row[0] for row in placed) == order
        assert {row[1:] for row in placed[2:]} == {(3, True, key)}


@pytest.mark.parametrize(
    ("rounding", "expected"),
    [
        (a_rounding("module"), [(1, True), (1, True)]),
        (a_rounding("total"), [(1, False), (2, False)]),
    ],
)
def test_rnk_05_tie_keys_compare_scores_as_rounded(rounding, expected):
    scheme = a_scheme(
        a_module("A", an_aspect("A1")), a_module("B", an_aspect("B1")), rounding=rounding
    )
    given = {"1": {"A1": "50.001", "B1": "50.001"}, "2": {"A1": "50.002", "B1": "50.000"}}

    assert [row[1:3] for row in places(an_event(scheme, given, ties=["module:A"]))] == expected


def test_rnk_01_without_rounding_hidden_digits_decide():
    scheme = a_scheme(rounding=NO_ROUNDING)
    given = {"1": {"A1": [1, 1, 2]}, "2": {"A1": [1, 1, "2.0000000001"]}}

    results = compute(an_event(scheme, given)).results
    assert [(r.entry, r.place, str(r.total)) for r in results] == [
        ("2", 1, "1.33"),
        ("1", 2, "1.33"),
    ]


def test_keys_of_the_cut_are_at_hand_for_advancement():
    advance = Advance(Places(1), tie_at_cut=(a_tie_key("item:A1"),))
    event = scored({"1": 70, "2": 70}, policies={"advance": advance})

    assert [result.advances for result in compute(event).results] == [True, True]
