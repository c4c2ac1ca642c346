from decimal import Decimal

import pytest

from competition.domain.entries import Standing
from competition.domain.forecast import Chance, forecast
from competition.domain.marking import (
    AspectKind,
    Better,
    Choice,
    Difference,
    Ladder,
    Panel,
    Tolerance,
)
from competition.domain.policies import Advance, Places, Threshold, TieAtCut
from tests.events import a_module, a_scheme, an_aspect, an_entry, an_event

D = Decimal
CERTAIN, POSSIBLE, OUT = Chance


def one_item(better=Better.HIGHER, maximum="10", **more):
    return a_scheme(a_module("A", an_aspect("A1", maximum, **more)), better=better)


def field_of(*marks, advance=None, scheme=None, entries=None):
    """Entries "1", "2", ... with one mark each; None is a mark that is missing."""
    given = {str(n): {"A1": mark} for n, mark in enumerate(marks, start=1)}
    policies = {"advance": advance or Advance(Places(2))}
    return an_event(scheme or one_item(), given, entries, policies=policies)


def chances(record, **more):
    return [one.chance for one in forecast(record, **more).values()]


def span(record, entry="1", **more):
    one = forecast(record, **more)[entry]
    return (one.worst_total, one.best_total)


def test_for_01_totals_and_places_run_from_worst_to_best():
    outlooks = forecast(field_of("8", "5", None))

    places = [(one.best_place, one.worst_place) for one in outlooks.values()]
    assert places == [(1, 2), (2, 3), (1, 3)]
    assert [one.finished for one in outlooks.values()] == [True, True, False]
    assert (outlooks["3"].worst_total, outlooks["3"].best_total) == (D("0.00"), D("10.00"))


@pytest.mark.parametrize(
    ("marks", "seats", "expected"),
    [
        (("8", "5", None), 2, [CERTAIN, POSSIBLE, POSSIBLE]),
        (("8", "5", None), 1, [POSSIBLE, OUT, POSSIBLE]),
        (("8", "5", None), 3, [CERTAIN, CERTAIN, CERTAIN]),
        (("8", "5", "3", None, None), 2, [POSSIBLE, POSSIBLE, OUT, POSSIBLE, POSSIBLE]),
        (("8", "5", "3", None), 2, [CERTAIN, POSSIBLE, OUT, POSSIBLE]),
        (("10", "10", None), 2, [CERTAIN, CERTAIN, POSSIBLE]),
    ],
)
def test_for_02_certain_possible_and_out_follow_from_the_bounds(marks, seats, expected):
    assert chances(field_of(*marks, advance=Advance(Places(seats)))) == expected


def test_for_02_a_finished_event_leaves_nothing_open():
    assert chances(field_of("8", "5", "3")) == [CERTAIN, CERTAIN, OUT]


def test_for_02_equals_at_the_last_seat_are_out_when_all_stay_out():
    policy = Advance(Places(2), TieAtCut.ALL_OUT)

    assert chances(field_of("9", "5", "5", "0", None, advance=policy))[1:4] == [OUT, OUT, OUT]


def test_for_02_equals_who_all_advance_are_safe_together():
    assert chances(field_of("9", "5", "5", None, advance=Advance(Places(3)))) == [
        CERTAIN,
        CERTAIN,
        CERTAIN,
        POSSIBLE,
    ]


def test_for_02_a_cap_closes_the_way_for_those_behind():
    policy = Advance(Places(4), cap_percent=D(50))

    assert chances(field_of("9", "8", "7", None, advance=policy)) == [
        CERTAIN,
        POSSIBLE,
        OUT,
        POSSIBLE,
    ]


def test_for_02_a_unit_that_is_full_opens_seats_to_others():
    units = ["North", "North", "North", "South", "South"]
    entries = [an_entry(str(n), unit=unit) for n, unit in enumerate(units, start=1)]
    policy = Advance(Places(2), per_unit=1)
    record = field_of("9", "8", "7", "3", None, advance=policy, entries=entries)

    assert chances(record) == [CERTAIN, OUT, OUT, POSSIBLE, POSSIBLE]


def test_for_02_possible_equals_of_a_unit_keep_a_seat_open_for_those_behind():
    units = ["North", "North", "South", "South", None]
    entries = [an_entry(str(n), unit=unit) for n, unit in enumerate(units, start=1)]
    policy = Advance(Places(1), per_unit=1)
    record = field_of("9", None, "7", "3", "2", advance=policy, entries=entries)

    assert chances(record) == [POSSIBLE, POSSIBLE, POSSIBLE, OUT, OUT]


def test_for_02_a_module_still_open_may_be_missed():
    scheme = a_scheme(a_module("A", an_aspect("A1", "10"), pass_mark="6"))
    policy = Advance(Places(3), must_pass=("A",))

    assert chances(field_of("8", "5", None, advance=policy, scheme=scheme)) == [
        CERTAIN,
        OUT,
        POSSIBLE,
    ]


def test_for_02_a_threshold_may_still_be_reached():
    policy = Advance(Threshold(D(6)))

    assert chances(field_of("6", "5", None, advance=policy)) == [CERTAIN, OUT, POSSIBLE]


def test_for_02_times_without_a_maximum_may_be_as_long_as_they_like():
    scheme = one_item(Better.LOWER, None)
    record = field_of("30", None, advance=Advance(Places(1)), scheme=scheme)
    threshold = field_of(None, advance=Advance(Threshold(D(60))), scheme=scheme)

    outlook = forecast(record)["2"]

    assert (outlook.worst_total, outlook.best_total) == (None, D("0.00"))
    assert chances(record) == [POSSIBLE, POSSIBLE]
    assert chances(threshold) == [POSSIBLE]


def test_guests_and_absent_entries_have_no_outlook_and_without_a_policy_there_is_no_chance():
    standings = [Standing.COMPETING, Standing.GUEST, Standing.ABSENT]
    entries = [an_entry(str(n), standing=one) for n, one in enumerate(standings, start=1)]
    record = an_event(one_item(), {"1": {"A1": None}}, entries)

    outlooks = forecast(record)

    assert {id: one.chance for id, one in outlooks.items()} == {"1": None}
    assert outlooks["1"].worst_place == 1


@pytest.mark.parametrize(
    ("grades", "spread", "expected"),
    [
        ([None, None], 1, ("0.00", "9.00")),
        (["3", None], 1, ("7.50", "9.00")),
        (["0", None], 1, ("0.00", "1.50")),
        (["0", "3"], 1, ("0.00", "9.00")),
        (["1", None], 2, ("1.50", "6.00")),
    ],
)
def test_for_01_grades_stay_within_the_spread_and_those_too_far_apart_are_given_anew(
    grades, spread, expected
):
    panel = Panel(minimum=2)
    aspect = an_aspect("A1", "9", AspectKind.JUDGEMENT, panel=panel, max_spread=spread)
    record = an_event(a_scheme(a_module("A", aspect)), {"1": {"A1": grades}})

    assert span(record) == tuple(map(D, expected))


def test_for_01_too_few_grades_too_far_apart_are_given_anew():
    aspect = an_aspect("A1", "9", AspectKind.JUDGEMENT, panel=Panel(minimum=3))
    record = an_event(a_scheme(a_module("A", aspect)), {"1": {"A1": ["0", "3"]}})

    assert span(record) == (D("0.00"), D("9.00"))


@pytest.mark.parametrize(
    ("calculation", "expected"),
    [
        (Difference(D(0), D(1), D(1)), ("0.00", "12.00")),
        (Ladder(((D(0), D(8)), (D(1), D(6))), D("1.5")), ("1.80", "9.60")),
        (Tolerance(D(5), D(1), D(1)), ("0.00", "12.00")),
        (Choice((("minor", D("2.5")), ("none", D(0)), ("gross", D(4)))), ("7.20", "12.00")),
        (Choice((("all", None), ("none", D(0)))), ("0.00", "12.00")),
    ],
)
def test_for_01_a_measured_value_may_come_to_any_mark_of_its_calculation(calculation, expected):
    scheme = one_item(kind=AspectKind.MEASUREMENT, calculation=calculation, factor="1.2")

    assert span(an_event(scheme, {"1": {}})) == tuple(map(D, expected))


def test_for_01_marks_given_stay_and_only_the_missing_ones_range():
    scheme = one_item(panel=Panel(minimum=2))

    assert span(an_event(scheme, {"1": {"A1": ["8", None]}})) == (D("4.00"), D("9.00"))


def test_for_01_an_open_item_gets_no_more_marks_than_any_entry_has():
    scheme = one_item(panel=Panel(minimum=2))
    given = {"1": {"A1": ["8", None]}, "2": {"A1": ["1", "1", "1", "1"]}}

    assert span(an_event(scheme, given)) == (D("2.00"), D("9.50"))


def test_for_01_where_the_panel_is_known_enough_marks_may_still_be_too_few():
    record = an_event(one_item(), {"1": {"A1": ["8", None]}, "2": {"A1": ["8", "8"]}})

    assert span(record) == (D("8.00"), D("8.00"))
    assert span(record, panel_sizes={"A1": 2}) == (D("4.00"), D("9.00"))
    assert forecast(record, {"A1": 2})["2"].finished


def test_for_01_a_panel_may_be_smaller_for_some_entries():
    record = an_event(one_item(), {"1": {"A1": ["8", None]}, "2": {"A1": ["8", None]}})

    outlooks = forecast(record, {"A1": [1, 2]})

    assert [outlooks[number].finished for number in ("1", "2")] == [True, False]
    assert (outlooks["2"].worst_total, outlooks["2"].best_total) == (D("4.00"), D("9.00"))


def test_for_01_a_maximum_finer_than_every_mark_is_kept_exact():
    scheme = one_item(maximum="0.00005", factor="100000")

    assert span(an_event(scheme, {"1": {}})) == (D("0.00"), D("5.00"))


def test_for_01_a_ladder_limits_an_item_even_without_a_maximum():
    ladder = Ladder(((D(1), D(0)),), D(7))
    scheme = one_item(Better.LOWER, None, kind=AspectKind.MEASUREMENT, calculation=ladder)

    assert span(an_event(scheme, {"1": {}})) == (D("7.00"), D("0.00"))
