"""Who advances: table of cases with the rule's number."""

from decimal import Decimal

import pytest

from competition.domain.advancement import Cut, advancing
from competition.domain.computing import compute
from competition.domain.entries import Entry, Standing
from competition.domain.marking import Better
from competition.domain.policies import (
    Advance,
    CountOf,
    CountRounding,
    Places,
    Share,
    Threshold,
    TieAtCut,
    TieKey,
    TieSource,
)
from competition.domain.ranking import Ranked
from tests.events import a_module, a_scheme, an_aspect, an_entry, an_event

TIME = TieKey(TieSource.MEASURE, "time", lower_is_better=True)
SKILL = TieKey(TieSource.MODULE, "B")


def field_of(*places, units=None, passed=None, keys=None, totals=None):
    """Entries "1", "2", ... in these places; None is an entry without a place."""
    units, passed, keys, totals = units or {}, passed or {}, keys or {}, totals or {}
    return [
        Ranked(
            Entry(str(n), unit=units.get(n)),
            total=totals.get(n),
            place=place,
            passed=passed.get(n),
            keys=keys.get(n),
        )
        for n, place in enumerate(places, start=1)
    ]


def through(ranked, policy, **more):
    return "".join(sorted(advancing(ranked, policy, **more).advances))


def why(ranked, policy):
    reasons = advancing(ranked, policy).reasons
    return [reasons[one.entry.id].why for one in ranked]


@pytest.mark.parametrize(("seats", "expected"), [(0, ""), (1, "1"), (3, "123"), (9, "12345")])
def test_adv_01_the_best_so_many_places_advance(seats, expected):
    assert through(field_of(1, 2, 3, 4, 5), Advance(Places(seats))) == expected


@pytest.mark.parametrize(
    ("percent", "of", "rounding", "seats"),
    [
        ("40", CountOf.PLACED, CountRounding.DOWN, 2),
        ("30", CountOf.PLACED, CountRounding.DOWN, 1),
        ("30", CountOf.PLACED, CountRounding.HALF_UP, 2),
        ("29.9", CountOf.PLACED, CountRounding.HALF_UP, 1),
        ("20.1", CountOf.PLACED, CountRounding.UP, 2),
        ("20", CountOf.PLACED, CountRounding.UP, 1),
        ("50", CountOf.ENTERED, CountRounding.DOWN, 4),
    ],
)
def test_adv_01_a_share_counts_the_placed_or_the_entered(percent, of, rounding, seats):
    ranked = [
        *field_of(1, 2, 3, 4, 5),
        Ranked(Entry("6", standing=Standing.GUEST), place=1),
        Ranked(Entry("7", standing=Standing.ABSENT)),
        Ranked(Entry("8", standing=Standing.DISQUALIFIED)),
        Ranked(Entry("9", standing=Standing.WITHDRAWN)),
    ]

    outcome = advancing(ranked, Advance(Share(Decimal(percent), of, rounding)))

    assert (outcome.seats, len(outcome.advances)) == (seats, seats)


@pytest.mark.parametrize(
    ("tie_at_cut", "expected"),
    [
        (TieAtCut.ALL_IN, "1234"),
        (TieAtCut.ALL_OUT, "1"),
        ((SKILL,), "12"),
        ((TIME,), "13"),
        ((TieKey(TieSource.MODULE, "none"),), "1234"),
    ],
)
def test_adv_02_equals_at_the_last_seat_follow_the_rule_of_the_event(tie_at_cut, expected):
    keys = {
        2: {SKILL: Decimal(80), TIME: Decimal(95)},
        3: {SKILL: Decimal(70), TIME: Decimal(90)},
        4: {SKILL: Decimal(60), TIME: None},
    }
    ranked = field_of(1, 2, 2, 2, 5, keys=keys)

    assert through(ranked, Advance(Places(2), tie_at_cut)) == expected


def test_adv_02_the_next_key_decides_among_those_the_first_leaves_equal():
    keys = {
        1: {SKILL: Decimal(80), TIME: Decimal(99)},
        2: {SKILL: Decimal(80), TIME: Decimal(91)},
        3: {SKILL: Decimal(90), TIME: Decimal(99)},
    }
    ranked = field_of(1, 1, 1, keys=keys)
    policy = Advance(Places(2), (SKILL, TIME))

    assert through(ranked, policy) == "23"
    assert why(ranked, policy) == [Cut.KEY_OUT, Cut.KEY_IN, Cut.PLACE]
    reasons = advancing(ranked, policy).reasons
    assert [reasons[id].params.get("key") for id in "123"] == [TIME, TIME, None]


def test_adv_02_equals_whom_every_key_leaves_equal_all_advance():
    keys = {n: {SKILL: Decimal(80)} for n in (1, 2)} | {3: {SKILL: Decimal(70)}}
    ranked = field_of(1, 1, 1, keys=keys)
    policy = Advance(Places(1), (SKILL,))

    assert through(ranked, policy) == "12"
    assert why(ranked, policy) == [Cut.KEY_IN, Cut.KEY_IN, Cut.KEY_OUT]


def test_adv_02_no_one_slips_past_equals_who_all_stay_out():
    ranked = field_of(1, 2, 2, 4, 5)

    assert through(ranked, Advance(Places(2), TieAtCut.ALL_OUT)) == "1"
    assert why(ranked, Advance(Places(2), TieAtCut.ALL_OUT)) == [
        Cut.PLACE,
        Cut.TIE_ALL_OUT,
        Cut.TIE_ALL_OUT,
        Cut.NO_SEAT,
        Cut.NO_SEAT,
    ]


@pytest.mark.parametrize(
    ("strict", "better", "expected"),
    [
        (False, Better.HIGHER, "12"),
        (True, Better.HIGHER, "1"),
        (False, Better.LOWER, "234"),
        (True, Better.LOWER, "34"),
    ],
)
def test_adv_03_a_threshold_is_reached_or_beaten(strict, better, expected):
    totals = {1: Decimal(70), 2: Decimal(60), 3: Decimal("59.99"), 4: Decimal(0)}
    ranked = field_of(1, 2, 3, 4, 5, totals=totals)
    policy = Advance(Threshold(Decimal(60), strict), reserves=2)

    outcome = advancing(ranked, policy, better)

    assert "".join(sorted(outcome.advances)) == expected
    assert (outcome.seats, outcome.reserves) == (None, {})
    assert outcome.reasons["3"].params["threshold"] == Decimal(60)


@pytest.mark.parametrize(
    ("places", "cap", "expected"),
    [
        ((1, 2, 3, 4, 5), "75", "123"),
        ((1, 2, 3, 3, 5), "75", "12"),
        ((1, 2, 3, 4, 5), "79.9", "123"),
        ((1, 2, 3, 4, 5), "80", "1234"),
        ((1, 1, 1, 1, 1), "75", ""),
        ((1, 2, 3, None, None), "75", "12"),
    ],
)
def test_adv_04_a_tie_across_the_cap_is_all_out(places, cap, expected):
    ranked = field_of(*places)

    assert through(ranked, Advance(Places(4), cap_percent=Decimal(cap))) == expected


def test_adv_04_the_cap_also_holds_for_a_threshold_and_after_it_nobody_follows():
    ranked = field_of(1, 2, 2, 4, totals={n: Decimal(90) for n in (1, 2, 3, 4)})
    policy = Advance(Threshold(Decimal(60)), cap_percent=Decimal(50), reserves=2)

    outcome = advancing(ranked, policy)

    assert why(ranked, policy) == [Cut.THRESHOLD_MET, Cut.CAP, Cut.CAP, Cut.CAP]
    assert outcome.reserves == {"2": 1, "3": 2}
    assert outcome.reasons["2"].params["cap"] == 2


def test_adv_05_the_next_eligible_moves_up_when_a_unit_is_full():
    ranked = field_of(1, 2, 3, 4, units={1: "North", 2: "North", 3: "North"})
    policy = Advance(Places(2), per_unit=1)

    assert through(ranked, policy) == "14"
    assert why(ranked, policy) == [Cut.PLACE, Cut.UNIT_FULL, Cut.UNIT_FULL, Cut.MOVED_UP]
    assert advancing(ranked, policy).reasons["2"].params == {"unit": "North", "per_unit": 1}


def test_adv_05_equals_of_one_unit_across_its_maximum_are_all_out_and_nobody_passes_them():
    ranked = field_of(1, 1, 3, 4, units={1: "North", 2: "North", 3: "North", 4: "South"})
    policy = Advance(Places(2), per_unit=1, reserves=3)

    outcome = advancing(ranked, policy)

    assert (outcome.advances, outcome.reserves) == ({"4"}, {})
    assert why(ranked, policy) == [Cut.UNIT_TIE, Cut.UNIT_TIE, Cut.UNIT_FULL, Cut.MOVED_UP]


def test_adv_05_entries_without_a_unit_know_no_maximum():
    assert through(field_of(1, 2, 3), Advance(Places(3), per_unit=1)) == "123"


def test_adv_05_a_unit_with_room_for_all_its_equals_sends_them():
    ranked = field_of(1, 1, 3, units={1: "North", 2: "North", 3: "North"})

    assert through(ranked, Advance(Places(3), per_unit=2)) == "12"


def test_adv_05_reserves_keep_within_the_unit_together_with_those_ahead():
    units = {1: "North", 2: "South", 3: "North", 4: "North", 5: None, 6: "South"}
    ranked = field_of(1, 2, 3, 4, 5, 6, units=units)

    outcome = advancing(ranked, Advance(Places(2), per_unit=2, reserves=3))

    assert outcome.reserves == {"3": 1, "5": 2, "6": 3}
    assert outcome.reasons["4"].why is Cut.NO_SEAT


def test_adv_05_each_reserve_of_a_unit_counts_once():
    ranked = field_of(1, 2, 3, 4, units=dict.fromkeys((1, 2, 3, 4), "North"))

    outcome = advancing(ranked, Advance(Places(1), per_unit=3, reserves=3))

    assert outcome.reserves == {"2": 1, "3": 2}


def test_adv_06_a_missed_module_bars_and_the_next_moves_up():
    passed = {1: {"A": True, "B": True}, 2: {"A": True, "B": False}, 3: {"A": True, "B": True}}
    ranked = field_of(1, 2, 3, 4, passed=passed)
    policy = Advance(Places(2), must_pass=("A", "B"), reserves=2)

    outcome = advancing(ranked, policy)

    assert (outcome.advances, outcome.reserves) == ({"1", "3"}, {})
    assert outcome.reasons["2"].params == {"module": "B"}
    assert outcome.reasons["4"].params == {"module": "A"}


def test_adv_07_only_entries_that_take_a_place_advance():
    ranked = [
        Ranked(Entry("1", standing=Standing.GUEST), place=1),
        *field_of(None, 1, 2)[1:],
        Ranked(Entry("4", standing=Standing.WITHDRAWN)),
    ]
    policy = Advance(Places(3))

    assert through(ranked, policy) == "23"
    assert why(ranked, policy) == [Cut.GUEST, Cut.PLACE, Cut.PLACE, Cut.NO_PLACE]


def test_adv_08_reserves_follow_in_order_and_equals_by_entry_number():
    ranked = [Ranked(Entry(id), place=place) for id, place in [("10", 3), ("2", 1), ("9", 3)]]

    assert advancing(ranked, Advance(Places(1), reserves=9)).reserves == {"9": 1, "10": 2}
    assert advancing(ranked, Advance(Places(1), reserves=1)).reserves == {"9": 1}
    assert advancing(ranked, Advance(Places(1))).reserves == {}


def test_each_reason_names_its_rule_and_its_numbers():
    reason = advancing(field_of(1, 2, 2), Advance(Places(2))).reasons["3"]

    assert reason.rule == "ADV-02"
    assert reason.params == {"place": 2, "seats": 2, "cap": None, "equals": 2}


def test_adv_08_a_declined_seat_passes_to_the_next_though_shares_stay_as_they_were():
    policy = Advance(Share(Decimal(40)), reserves=1)
    ranked = field_of(1, 2, 3, 4, 5)

    outcome = advancing(ranked, policy, declined=frozenset({"1"}))

    assert (outcome.advances, outcome.reserves, outcome.seats) == ({"2", "3"}, {"4": 1}, 2)
    assert [outcome.reasons[id].why for id in "123"] == [Cut.DECLINED, Cut.PLACE, Cut.MOVED_UP]


def test_adv_02_keys_of_the_ranking_and_of_the_cut_are_compared_one_after_the_other():
    scheme = a_scheme(a_module("A", an_aspect("A1"), an_aspect("A2")))
    times = {"1": "95", "2": "90", "3": "80"}
    entries = [an_entry(name, {"time": time}) for name, time in times.items()]
    marks = {"1": {"A1": 6, "A2": 4}, "2": {"A1": 6, "A2": 4}, "3": {"A1": 5, "A2": 5}}
    policies = {"advance": Advance(Places(1), (TIME,))}

    results = compute(an_event(scheme, marks, entries, ties=["item:A1"], policies=policies)).results

    assert [(one.entry, one.place, one.advances) for one in results] == [
        ("1", 1, False),
        ("2", 1, True),
        ("3", 3, False),
    ]
