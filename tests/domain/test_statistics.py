"""Registration in numbers: bands of ages, small cells, the way of entries."""

import pytest

from competition.domain.statistics import Way, age_band, careful, way_of


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (None, ""),
        (16, "-24"),
        (24, "-24"),
        (25, "25-34"),
        (44, "35-44"),
        (54, "45-54"),
        (55, "55-"),
    ],
)
def test_sta_01_ages_are_told_in_bands(age, band):
    assert age_band(age) == band


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"a": 5, "b": 9}, {"a": 5, "b": 9}),
        ({"a": 0, "b": 9}, {"a": 0, "b": 9}),
        ({"a": 4, "b": 9, "c": 7}, {"a": None, "b": 9, "c": None}),
        ({"a": 1, "b": 2, "c": 7}, {"a": None, "b": None, "c": 7}),
        ({"a": 3, "b": 0}, {"a": None, "b": 0}),
    ],
)
def test_sta_02_small_counts_are_hidden_and_cannot_be_worked_out(counts, told):
    assert careful(counts) == told


def test_sta_03_every_step_holds_the_next():
    states = {
        ("submitted", "competing"): 4,
        ("accepted", "competing"): 3,
        ("accepted", "guest"): 1,
        ("accepted", "absent"): 2,
        ("declined", "competing"): 5,
        ("withdrawn", "competing"): 6,
    }

    assert way_of(states) == Way(entered=21, alive=10, accepted=6, taking_part=4)
