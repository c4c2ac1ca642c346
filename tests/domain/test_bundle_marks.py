from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain import bundle_marks
from competition.domain.bundle_marks import MarkCollector
from competition.domain.documents import Node
from tests.bundles import (
    a_bundle,
    a_mark,
    a_scheme_of,
    an_item_document,
    marks_for,
    record_of,
    wrong_in,
)


def collector_of(bundle):
    record = record_of(bundle | {"marks": []})
    return MarkCollector(Node([], "marks", []), record.scheme, record.entries)


def wrong_marks(*marks):
    return wrong_in(a_bundle(marks=list(marks)))


@pytest.mark.parametrize(
    ("item", "value", "wrong"),
    [
        ("A1", "100.01", "100.01 exceeds the maximum 100 of item A1"),
        ("A1", "-1", "-1 is less than 0 (item A1)"),
        ("B1", "12.5", "12.5 exceeds the maximum 10 of item B1"),
        ("B2", "4", "4 is not one of the grades 0, 1, 2, 3 of item B2"),
        ("B2", "2.5", "2.5 is not one of the grades 0, 1, 2, 3 of item B2"),
        ("B2", "-1", "-1 is not one of the grades 0, 1, 2, 3 of item B2"),
        ("B2", "two", 'must be a decimal in a string like "8.25", not "two"'),
        ("B3", "minor", 'must be one of "none", "major", not "minor"'),
        ("A1", 80, "must be a decimal in a string, not the number 80"),
        ("A1", "８０", 'must be a decimal in a string like "8.25", not "８０"'),
        ("A1", None, 'must be a decimal in a string like "8.25", not null'),
    ],
)
def test_bnd_04_a_mark_is_within_its_item(item, value, wrong):
    assert wrong_marks(a_mark(item=item, value=value)) == [f"marks[0].value: {wrong}"]


@pytest.mark.parametrize(
    ("item", "value"), [("A1", "0"), ("A1", "100.00"), ("B2", "3.0"), ("B3", "major")]
)
def test_bnd_04_the_ends_of_the_range_are_inside(item, value):
    assert wrong_marks(a_mark(item=item, value=value)) == []


def test_a_measured_value_with_a_calculation_may_be_anything():
    calculation = {"type": "tolerance", "target": "0", "plus": "1", "minus": "1"}
    item = an_item_document(kind="measurement", max="5", calculation=calculation)

    bundle = a_bundle(scheme=a_scheme_of(item), marks=[a_mark(value="-700.25")])

    assert wrong_in(bundle) == []


def test_there_is_no_most_where_the_maximum_is_null():
    scheme = a_scheme_of(an_item_document(max=None), better="lower")

    assert wrong_in(a_bundle(scheme=scheme, marks=[a_mark(value="99999")])) == []


def test_bnd_03_a_mark_names_what_there_is():
    assert wrong_marks(
        a_mark(entry="9"), a_mark(item="Z"), a_mark(judge=3), a_mark() | {"note": ""}, [], {}
    ) == [
        "marks[0].entry: there is no entry 9",
        "marks[1].item: the scheme has no item Z",
        "marks[2].judge: must be a string, not 3",
        "marks[3].note: is not a known key",
        "marks[4]: must be an object, not []",
        "marks[5].entry: is required",
        "marks[5].item: is required",
        "marks[5].value: is required",
    ]


def test_bnd_03_the_same_mistakes_are_named_again_once_the_rest_is_known():
    known = marks_for("1")
    wrong = [
        a_mark("9"),
        a_mark("2", "Z"),
        a_mark("2", value=80),
        a_mark(["2"]),
        a_mark("2", value="81", judge="") | {"x": 1},
    ]

    assert wrong_marks(*known, *wrong) == [
        "marks[4].entry: there is no entry 9",
        "marks[5].item: the scheme has no item Z",
        "marks[6].value: must be a decimal in a string, not the number 80",
        "marks[7].entry: must be a string, not [...]",
        "marks[8].x: is not a known key",
    ]


def test_bnd_05_a_judge_marks_an_item_of_an_entry_once():
    unnamed = {"entry": "2", "item": "A1", "value": "5"}
    marks = [
        a_mark(),
        a_mark(value="81"),
        unnamed,
        unnamed | {"judge": ""},
        unnamed | {"judge": None},
    ]

    assert wrong_marks(*marks) == [
        'marks[1]: entry 1 already has a mark of judge "J1" for item A1',
        'marks[3]: entry 2 already has a mark of judge "" for item A1',
        'marks[4]: entry 2 already has a mark of judge "" for item A1',
    ]


def test_bnd_04_marks_of_an_item_that_is_itself_wrong_are_not_blamed():
    scheme = a_scheme_of(an_item_document(max="-3"))

    assert wrong_in(a_bundle(scheme=scheme, marks=[a_mark(value="four"), a_mark("2")])) == [
        "scheme.modules[0].items[0].max: must not be negative"
    ]


def test_finer_marks_after_coarse_ones_keep_every_digit():
    values = ["8", "8.5", "8.12345", "8", "8.1234567"]
    bundle = a_bundle(marks=[a_mark(judge=f"J{n}", value=value) for n, value in enumerate(values)])

    marks = [mark.value for mark in record_of(bundle).marks]

    assert marks == [Decimal(value) for value in values]


def test_marks_are_handed_over_in_portions(monkeypatch):
    monkeypatch.setattr(bundle_marks, "AT_A_TIME", 2)
    marks = [*marks_for("1"), a_mark(), *marks_for("2")]

    assert wrong_marks(*marks) == ['marks[4]: entry 1 already has a mark of judge "J1" for item A1']


@given(st.permutations(marks_for("1") + marks_for("2", a1="70.125")))
def test_the_order_of_marks_is_irrelevant(marks):
    assert set(record_of(a_bundle(marks=marks)).marks) == set(
        record_of(a_bundle(marks=marks_for("1") + marks_for("2", a1="70.125"))).marks
    )


def test_columns_of_known_marks_are_taken_at_once():
    collector = collector_of(a_bundle())
    judge = collector.judge_number("J1")
    collector.refine(["80", "70.5"])
    units = [
        collector.units("A1", "80"),
        collector.units("A1", "70.5"),
        collector.units("A1", "80"),
    ]

    collector.take_columns(10, [0, 1, 0], [0, 0, 0], [judge] * 3, units)

    assert [(mark.entry, mark.value) for mark in collector.table] == [
        ("1", Decimal(80)),
        ("2", Decimal("70.5")),
    ]
    assert [str(issue) for issue in collector.node.issues] == [
        'marks[12]: entry 1 already has a mark of judge "J1" for item A1'
    ]


def test_what_cannot_be_numbered_is_left_to_be_read_with_care():
    collector = collector_of(a_bundle())

    assert collector.units("A1", "101") is None
    assert collector.judge_number("a\nb") is None
    assert collector.judge_number("") == 0
    assert collector.node.issues == []
