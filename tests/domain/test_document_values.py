from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain import document_values as values
from competition.domain.documents import Node
from competition.domain.numbers import Mode


def read(reader, value):
    node = Node(value, "x", [])
    return reader(node), [issue.words() for issue in node.issues]


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=6))
def test_bnd_02_a_plain_decimal_is_read_exactly(number):
    assert read(values.decimal, f"{number:f}") == (number, [])


@pytest.mark.parametrize(
    "text",
    ["", " 1", "1 ", "+1", ".5", "5.", "1e3", "NaN", "Infinity", "８", "1,5", "0x1", "1_0", "1\n"],
)
def test_bnd_02_anything_but_plain_digits_is_refused(text):
    _number, wrong = read(values.decimal, text)

    assert len(wrong) == 1
    assert wrong[0].startswith('must be a decimal in a string like "8.25", not ')


@pytest.mark.parametrize(("number", "shown"), [(8, "8"), (8.25, "8.25"), (-0.5, "-0.5")])
def test_bnd_02_a_json_number_is_refused(number, shown):
    assert read(values.decimal, number)[1] == [
        f"must be a decimal in a string, not the number {shown}"
    ]


@pytest.mark.parametrize("value", [True, None, [], {}])
def test_bnd_02_what_is_no_string_is_refused(value):
    assert len(read(values.decimal, value)[1]) == 1


def test_bnd_02_a_decimal_of_silly_length_is_refused():
    assert read(values.decimal, "1" * 40) == (Decimal("1" * 40), [])
    assert read(values.decimal, "1" * 41)[1] == ["has more than 40 characters"]


@pytest.mark.parametrize(
    ("reader", "text", "wrong"),
    [
        (values.amount, "-0.01", ["must not be negative"]),
        (values.amount, "0", []),
        (values.percentage, "100.01", ["must be between 0 and 100"]),
        (values.percentage, "-1", ["must be between 0 and 100"]),
        (values.percentage, "100", []),
    ],
)
def test_bnd_02_amounts_and_percentages_stay_in_their_range(reader, text, wrong):
    assert read(reader, text)[1] == wrong


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        (3, []),
        (2, ["must be between 3 and 1000000000"]),
        (10**10, ["must be between 3 and 1000000000"]),
        (True, ["must be a whole number, not true"]),
        (3.0, ["must be a whole number, not 3.0"]),
        ("3", ['must be a whole number, not "3"']),
    ],
)
def test_bnd_02_whole_numbers_are_json_numbers(value, wrong):
    assert read(values.whole(3), value)[1] == wrong


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ("选手 7", []),
        ("", ["must not be empty"]),
        ("  ", ["must not be empty"]),
        ("a\nb", ["must stand on one line"]),
        ("a\x00b", ["holds characters that cannot be printed"]),
        ("\udc80", ["holds characters that cannot be printed"]),
        (7, ["must be a string, not 7"]),
    ],
)
def test_bnd_01_an_id_is_a_text_on_one_line(value, wrong):
    assert read(values.identifier, value)[1] == wrong


def test_bnd_01_a_flag_is_true_or_false():
    assert read(values.flag, False) == (False, [])
    assert read(values.flag, 0) == (False, ["must be true or false, not 0"])


def test_bnd_01_a_word_is_one_of_those_known():
    assert read(values.one_of(Mode), "up") == (Mode.UP, [])
    assert read(values.one_of(Mode), "UP")[1] == [
        'must be one of "half_up", "half_even", "down", "up", not "UP"'
    ]
    assert read(values.one_of(Mode), 1)[1] == ["must be a string, not 1"]


def test_bnd_03_an_id_stands_once_and_missing_ones_are_not_compared():
    issues = []

    values.distinct(issues, [("a", "7"), ("b", ""), ("c", ""), ("d", "7"), ("e", "7")])

    assert [str(issue) for issue in issues] == [
        'd: "7" already stands at a',
        'e: "7" already stands at a',
    ]


def test_bnd_03_an_empty_id_is_not_also_unknown():
    assert read(values.known(frozenset(), "no %(id)s"), "")[1] == ["must not be empty"]
    assert read(values.known(frozenset(), "no %(id)s"), "7")[1] == ["no 7"]
