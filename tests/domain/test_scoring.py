"""From marks to totals: formulas, stages, deductions, floors, passes, open items."""

from decimal import Decimal

import pytest

from competition.domain.computing import compute
from competition.domain.entries import Standing
from competition.domain.marking import AspectKind, Better, Choice, Combine, Panel, Tolerance
from competition.domain.numbers import Mode
from competition.domain.results import OpenItem, Why
from tests.events import (
    NO_ROUNDING,
    a_module,
    a_rounding,
    a_scheme,
    an_aspect,
    an_entry,
    an_event,
)

JUDGEMENT, MEASUREMENT = AspectKind.JUDGEMENT, AspectKind.MEASUREMENT


def result_of(scheme, items, **more):
    return compute(an_event(scheme, {"1": items}, **more)).results[0]


def total_of(scheme, items, **more):
    return str(result_of(scheme, items, **more).total)


def of_item(aspect, **more):
    return a_scheme(a_module("A", aspect), **more)


def test_sco_04_a_score_is_panel_times_factor_times_difficulty():
    scheme = of_item(an_aspect("A1", "10", factor="0.8"))

    assert total_of(scheme, {"A1": [8, 9]}, difficulties=[("1", "A1", "2.5")]) == "17.00"


def test_sco_04_only_the_entry_with_a_difficulty_is_multiplied():
    scheme = of_item(an_aspect("A1", "10"))
    event = an_event(
        scheme,
        {"1": {"A1": 4}, "2": {"A1": 5}, "3": {"A1": None}},
        difficulties=[("1", "A1", "1.5"), ("1", "A1", "0.1"), ("3", "A1", "3")],
    )

    assert [(r.entry, str(r.total)) for r in compute(event).results] == [
        ("2", "5.00"), ("1", "0.60"), ("3", "None"),
    ]  # fmt: skip


def test_sco_05_a_grade_is_a_third_of_the_maximum():
    scheme = of_item(an_aspect("A1", "1.5", JUDGEMENT, factor="2"))

    assert total_of(scheme, {"A1": [2, 2, 3]}) == "2.33"


def test_sco_08_measured_values_are_combined_before_they_are_calculated():
    tolerance = Tolerance(Decimal(50), Decimal(1), Decimal(1))
    scheme = of_item(an_aspect("A1", "10", MEASUREMENT, calculation=tolerance))

    assert total_of(scheme, {"A1": ["50.9", "51.1"]}) == "10.00"
    assert total_of(scheme, {"A1": ["50.9", "51.2"]}) == "0.00"


def test_sco_09_labels_become_marks_before_they_are_combined():
    choice = Choice((("none", Decimal(0)), ("minor", Decimal("0.25")), ("major", None)))
    scheme = of_item(an_aspect("A1", "1", MEASUREMENT, calculation=choice, factor="2"))

    assert total_of(scheme, {"A1": ["none", "minor", "major"]}) == "1.17"


@pytest.mark.parametrize(
    ("stages", "score", "weighted", "total"),
    [
        (("item", "module", "weighted", "total"), "6.67", "2.20", "2.20"),
        (("panel",), "6.66", "2.1978", "2.20"),
        (("item",), "6.67", "2.2011", "2.20"),
        (("module",), "6.67", "2.2011", "2.20"),
        (("weighted",), "6.666666666666666666666666667", "2.20", "2.20"),
        ((), "6.666666666666666666666666667", "2.20", "2.20"),
    ],
)
def test_rounding_happens_where_the_scheme_says(stages, score, weighted, total):
    aspect = an_aspect("A1", "10", factor="2")
    scheme = a_scheme(a_module("A", aspect, weight="0.33"), rounding=a_rounding(*stages))

    result = result_of(scheme, {"A1": [3, 3, 4]})
    module = result.modules["A"]
    assert (str(module.score), str(module.weighted), str(result.total)) == (score, weighted, total)


def test_sco_10_a_module_loses_its_deductions_before_it_is_rounded():
    scheme = of_item(an_aspect("A1", "10"), rounding=a_rounding("module"))

    result = result_of(
        scheme, {"A1": "9.994"}, deductions=[("1", "1.5", "A"), ("1", "0.499", "A"), ("2", 1, "A")]
    )
    assert (str(result.modules["A"].score), str(result.deductions)) == ("8.00", "0.00")


@pytest.mark.parametrize(
    ("floor", "score", "total"), [(True, "0.00", "0.00"), (False, "-1.13", "-2.26")]
)
def test_sco_10_sco_13_modules_and_total_stop_at_zero_if_so_ruled(floor, score, total):
    scheme = of_item(an_aspect("A1", "10"), floor_at_zero=floor)

    result = result_of(
        scheme, {"A1": 1}, deductions=[("1", "2.125", "A"), ("1", "1.125", None, "late")]
    )
    assert (str(result.modules["A"].score), str(result.total)) == (score, total)


def test_sco_10_a_deduction_does_not_make_an_open_module_a_score():
    event = an_event(a_scheme(), {"1": {}}, [an_entry("1")], deductions=[("1", "2", "A")])

    assert compute(event).results[0].modules == {"A": None}


def test_sco_11_sco_13_the_total_is_the_sum_of_rounded_weighted_modules_less_deductions():
    scheme = a_scheme(
        a_module("A", an_aspect("A1"), weight="0.30"), a_module("B", an_aspect("B1"), weight="0.70")
    )

    result = result_of(scheme, {"A1": "86.15", "B1": "91.55"}, deductions=[("1", "0.5")])
    weighted = {name: str(module.weighted) for name, module in result.modules.items()}
    assert weighted == {"A": "25.85", "B": "64.09"}
    assert (str(result.deductions), str(result.total)) == ("0.50", "89.44")


@pytest.mark.parametrize(
    ("better", "mark", "passed"),
    [
        (Better.HIGHER, "59.995", True),
        (Better.HIGHER, "59.994", False),
        (Better.LOWER, "60.004", True),
        (Better.LOWER, "60.005", False),
    ],
)
def test_sco_12_a_module_is_passed_by_its_rounded_score(better, mark, passed):
    scheme = a_scheme(a_module("A", an_aspect("A1"), pass_mark="60"), better=better)

    assert result_of(scheme, {"A1": mark}).modules["A"].passed is passed


def test_sco_01_a_missing_mark_is_left_out_and_a_missing_item_leaves_no_total():
    panel = Panel(Combine.MEAN, minimum=2)
    scheme = a_scheme(
        a_module("A", an_aspect("A1", panel=panel)), a_module("B", an_aspect("B1"), pass_mark="1")
    )
    event = an_event(
        scheme,
        {"1": {"A1": [60, None, 70], "B1": 1}, "2": {"A1": [None, 99], "B1": 2}, "3": {}},
    )

    results = compute(event)
    assert [str(result.total) for result in results.results] == ["66.00", "None", "None"]
    assert [result.modules["A"] is None for result in results.results] == [False, True, True]
    assert [result.modules["B"] is None for result in results.results] == [False, False, True]
    assert results.open == (
        OpenItem("2", "A1", Why.MISSING, "1 of at least 2 marks"),
        OpenItem("3", "A1", Why.MISSING, "0 of at least 2 marks"),
        OpenItem("3", "B1", Why.MISSING, "0 of at least 1 marks"),
    )


@pytest.mark.parametrize(
    ("grades", "spread", "open_"),
    [
        ([0, 3, 2], 1, (OpenItem("1", "A1", Why.UNSETTLED, "grades 0, 2, 3 differ by 3"),)),
        ([0, 3, 2], 3, ()),
        ([2, 2, 2], 0, ()),
        ([2, 3], 0, (OpenItem("1", "A1", Why.UNSETTLED, "grades 2, 3 differ by 1"),)),
    ],
)
def test_sco_14_grades_too_far_apart_are_unsettled(grades, spread, open_):
    scheme = of_item(an_aspect("A1", "3", JUDGEMENT, max_spread=spread))

    assert compute(an_event(scheme, {"1": {"A1": grades}})).open == open_


def test_sco_14_an_item_short_of_marks_is_missing_whatever_the_grades():
    panel = Panel(minimum=3)
    scheme = of_item(an_aspect("A1", "3", JUDGEMENT, panel=panel))

    (item,) = compute(an_event(scheme, {"1": {"A1": [0, 3]}})).open
    assert item.why is Why.MISSING


def test_sco_15_only_entries_that_may_have_a_place_stand_open():
    entries = [an_entry(standing.value, standing=standing) for standing in Standing]
    event = an_event(a_scheme(), {}, entries)

    assert [item.entry for item in compute(event).open] == ["competing", "guest"]


def test_half_up_of_a_negative_score_goes_away_from_zero():
    scheme = of_item(an_aspect("A1", "10"), floor_at_zero=False)

    assert total_of(scheme, {"A1": 0}, deductions=[("1", "0.125", "A")]) == "-0.13"


def test_a_scheme_without_items_gives_everybody_nothing():
    event = an_event(a_scheme(a_module("A")), {}, [an_entry("1")], deductions=[("1", "-2.5")])

    assert str(compute(event).results[0].total) == "2.50"


def test_an_event_without_entries_has_no_results():
    assert compute(an_event(a_scheme(), {})).results == ()


def test_digits_beyond_any_context_are_kept():
    scheme = of_item(an_aspect("A1", None), better=Better.LOWER, rounding=NO_ROUNDING)
    mark = "1234567890123456789012.3456789012345678"

    assert str(result_of(scheme, {"A1": mark}).modules["A"].score) == mark


def test_rounding_up_takes_any_rest():
    scheme = of_item(an_aspect("A1"), rounding=a_rounding("item", mode=Mode.UP, places=0))

    assert total_of(scheme, {"A1": "1.001"}) == "2"
