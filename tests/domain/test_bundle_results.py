import copy
from decimal import Decimal

import pytest

from competition.domain.bundle_results import differences, number_text, results_document
from competition.domain.computing import compute
from tests.bundles import a_bundle, a_mark, marks_for, record_of

POLICIES = {
    "ties": ["module:B"],
    "advance": {"places": 1, "reserves": 1},
    "prizes": [{"name": "一等奖", "count": 1}],
    "promotions": [{"places": [1, 3], "from": ["3"], "to": "2"}],
}


def published_of(**changes):
    record = record_of(a_bundle(**changes))
    return results_document(compute(record), record)


def test_a_results_document_is_as_the_format_shows_it():
    entries = [{"id": "1"}, {"id": "2", "level": "3"}, {"id": "3", "standing": "absent"}]
    marks = [*marks_for("1"), *marks_for("2", a1="90")]
    deductions = [{"entry": "2", "points": "1.5"}]

    document = published_of(policies=POLICIES, entries=entries, marks=marks, deductions=deductions)

    assert list(document) == ["format", "results", "open"]
    assert document["format"] == "results/1"
    assert [line["entry"] for line in document["results"]] == ["2", "1", "3"]
    assert document["results"][0] == {
        "entry": "2",
        "modules": {
            "A": {"score": "90.00", "weighted": "27.00", "passed": True},
            "B": {"score": "43.00", "weighted": "30.10", "passed": None},
        },
        "deductions": "1.50",
        "total": "55.60",
        "place": 1,
        "shared": False,
        "decided_by": None,
        "advances": True,
        "reserve": None,
        "prize": "一等奖",
        "promotion": "2",
        "standing": "competing",
    }


def test_keys_whose_policy_is_absent_are_null():
    line = published_of()["results"][0]

    assert [line[key] for key in ("advances", "reserve", "prize", "promotion")] == [None] * 4


def test_an_entry_with_an_open_item_stands_in_open():
    marks = [*marks_for("1"), *marks_for("2")[:2], a_mark("2", "B2", value="0")]
    marks += [a_mark("2", "B2", "J2", "3"), a_mark("2", "B3", value="none")]

    document = published_of(marks=marks)

    assert document["results"][1]["total"] is None
    assert document["results"][1]["modules"]["B"] is None
    assert document["open"] == [
        {"entry": "2", "item": "B2", "why": "unsettled", "detail": "grades 0, 3 differ by 3"}
    ]


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        ("86", 2, "86.00"),
        ("86.5000", 2, "86.50"),
        ("86.123", 2, "86.123"),
        ("-0.5", 0, "-0.5"),
        ("7", 0, "7"),
        ("700", 0, "700"),
        ("1E-7", 2, "0.0000001"),
    ],
)
def test_numbers_have_the_schemes_decimals_or_all_their_digits(value, places, text):
    assert number_text(Decimal(value), places) == text


def test_bnd_07_a_true_publication_has_no_differences():
    assert differences(published_of(policies=POLICIES), published_of(policies=POLICIES)) == []


def plant(document, **changes):
    document["results"][0] |= changes


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            lambda d: plant(d, total="54.11"),
            ['entry 1: total: computed "54.10", published "54.11"'],
        ),
        (lambda d: plant(d, total="54.1"), ['entry 1: total: computed "54.10", published "54.1"']),
        (lambda d: plant(d, place=2), ["entry 1: place: computed 1, published 2"]),
        (lambda d: plant(d, place=True), ["entry 1: place: computed 1, published true"]),
        (lambda d: plant(d, prize=None), ['entry 1: prize: computed "一等奖", published null']),
        (lambda d: plant(d, note="x"), ['entry 1: note: computed nothing at all, published "x"']),
        (
            lambda d: d["results"][0].pop("shared"),
            ["entry 1: shared: computed false, published nothing at all"],
        ),
        (
            lambda d: d["results"][0]["modules"]["A"].update(score="81.00"),
            ['entry 1: modules.A.score: computed "80.00", published "81.00"'],
        ),
        (lambda d: d["results"].pop(), ["entry 2: is not among the published"]),
        (
            lambda d: d["results"].append(d["results"][0]),
            ["entry 1 (again): is published but not computed"],
        ),
        (lambda d: d["results"].reverse(), ["results: the entries stand in another order"]),
        (
            lambda d: d["open"].append({"entry": "1", "item": "A1"}),
            ["open 1, item A1: is published but not computed"],
        ),
        (lambda d: d.pop("open"), []),
    ],
)
def test_bnd_07_every_difference_is_named_by_entry_and_key(change, told):
    published = copy.deepcopy(published_of(policies=POLICIES))

    change(published)

    assert differences(published_of(policies=POLICIES), published) == told


def test_bnd_07_the_words_about_a_missing_mark_are_free_but_not_about_grades():
    marks = [*marks_for("1")[:3], a_mark("1", "B2", "J2", "0")]
    computed = published_of(entries=[{"id": "1"}], marks=marks)
    published = copy.deepcopy(computed)
    for item in published["open"]:
        item["detail"] = "?"

    assert [item["why"] for item in computed["open"]] == ["unsettled", "missing"]
    assert differences(computed, published) == [
        'open 1, item B2: detail: computed "grades 0, 3 differ by 3", published "?"'
    ]


@pytest.mark.parametrize(
    ("published", "same"),
    [
        ("33." + "3" * 30, True),
        ("33." + "3" * 25 + "4", True),
        ("33." + "3" * 21 + "4", False),
        ("33.33", False),
    ],
)
def test_bnd_07_unrounded_numbers_are_compared_on_the_digits_that_all_keep(published, same):
    computed = {"results": [{"entry": "1", "total": "33." + "3" * 26}]}

    found = differences(computed, {"results": [{"entry": "1", "total": published}]})

    assert (found == []) == same
