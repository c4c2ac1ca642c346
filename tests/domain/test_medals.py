import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.medals import Medal, medals

CASES = Path(__file__).parents[1] / "known_answers" / "worldskills_medal_cases.csv"
GAP, FROM = Decimal(2), Decimal(500)


def letters(*scores):
    letter = {Medal.GOLD: "G", Medal.SILVER: "S", Medal.BRONZE: "B", Medal.MEDALLION: "M"}
    return " ".join(letter.get(medal, "-") for medal in medals([*map(Decimal, scores)], GAP, FROM))


def constructed_cases():
    with CASES.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["case"] != "es2014_stonemason_shape":
                scores, expected = row["scale_scores_desc"], row["expected"].split(" (")[0]
                yield pytest.param(scores.split(), expected, id=row["case"])


@pytest.mark.parametrize(("scores", "expected"), [*constructed_cases()])
def test_med_02_the_known_cases_give_their_medals(scores, expected):
    assert letters(*scores) == expected


def test_med_02_two_silvers_leave_no_bronze_as_published_for_stonemasonry_2014():
    assert letters(540, 531, 529, 510, 478, 445) == "G S S M - -"


def test_med_01_a_tie_is_measured_from_the_best_of_its_group():
    assert letters(560, 558, 557, 556) == "G G B B"
    assert letters(560, 550, 540, 538, 536) == "G S B B M"


def test_med_02_the_nearest_of_three_golds_decides_on_bronze():
    assert letters(560, 559, 558, 556, 554, 553) == "G G G B B M"
    assert letters(560, 559, 558, "555.9") == "G G G M"
    assert letters(560, 559, 558) == "G G G"


@pytest.mark.parametrize(
    ("scores", "expected"),
    [((), ""), ((560,), "G"), ((560, 559), "G G"), ((560, 550), "G S"), ((540, 530, 529), "G S S")],
)
def test_med_02_few_competitors_leave_the_lower_medals_ungiven(scores, expected):
    assert letters(*scores) == expected


def test_med_03_a_medallion_begins_at_its_least_score():
    assert letters(560, 550, 540, 500, "499.99") == "G S B M -"


@given(st.lists(st.integers(480, 520), max_size=9).map(lambda s: sorted(s, reverse=True)))
def test_med_01_equal_scores_receive_the_same(scores):
    given_out = medals([*map(Decimal, scores)], GAP, FROM)

    assert len(given_out) == len(scores)
    assert len({*zip(scores, given_out, strict=True)}) == len({*scores})
