from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.errors import RuleViolation
from competition.domain.id_numbers import (
    IdKind,
    IdNumber,
    Sex,
    age_on,
    check_character,
    masked_id_number,
    read_id_number,
)

TODAY = date(2026, 11, 22)
SAMPLE = "440524188001010014"


def a_number(digits="32050119900307123"):
    return digits + check_character(digits)


def refusal(text, today=TODAY):
    with pytest.raises(RuleViolation) as refused:
        read_id_number(text, today)
    assert refused.value.field == "id_number"
    return refused.value.rule


def test_idn_05_the_sample_of_the_standard_has_the_right_check_character():
    assert check_character(SAMPLE[:17]) == SAMPLE[17]


@pytest.mark.parametrize(
    ("number", "character"), [("11010519491231002", "X"), ("44052418800101001", "4")]
)
def test_idn_05_check_characters_of_the_standard(number, character):
    assert check_character(number) == character


def test_tells_birth_date_sex_and_region():
    assert read_id_number("11010519491231002X", TODAY) == IdNumber(
        IdKind.RESIDENT, "11010519491231002X", date(1949, 12, 31), Sex.FEMALE, "110105"
    )


@pytest.mark.parametrize(
    "typed",
    ["11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", " 110105 19491231 002ｘ "],
)
def test_idn_01_full_width_blanks_and_a_small_x_are_fine(typed):
    assert read_id_number(typed, TODAY).number == "11010519491231002X"


@pytest.mark.parametrize("typed", ["", "abc", "1101051949123100", "11010519491231002XX"])
def test_idn_01_refuses_what_has_not_18_characters(typed):
    assert refusal(typed) == "IDN-01"


def test_idn_01_refuses_digits_of_other_scripts():
    assert refusal("١١٠١٠٥١٩٤٩١٢٣١٠٠٢X") == "IDN-01"


def test_idn_02_refuses_the_old_15_digits_with_a_message_of_its_own():
    assert refusal("110105491231002") == "IDN-02"


@pytest.mark.parametrize("prefix", ["00", "16", "38", "47", "55", "84", "91"])
def test_idn_03_refuses_what_no_province_begins_with(prefix):
    assert refusal(a_number(prefix + "050119900307123")) == "IDN-03"


@pytest.mark.parametrize("prefix", ["11", "32", "65", "71"])
def test_idn_03_takes_retired_county_codes(prefix):
    assert read_id_number(a_number(prefix + "999919900307123")).kind is IdKind.RESIDENT


@pytest.mark.parametrize("prefix", ["81", "82", "83"])
def test_idn_03_knows_residence_permits(prefix):
    permit = read_id_number(a_number(prefix + "000019900307123"), TODAY)

    assert (permit.kind, permit.region) == (IdKind.RESIDENCE_PERMIT, prefix + "0000")


@pytest.mark.parametrize(
    "day", ["19900230", "19901301", "00000101", "20270101", "19051121", "18800101"]
)
def test_idn_04_refuses_a_birth_date_that_cannot_be(day):
    assert refusal(a_number(f"320501{day}123")) == "IDN-04"


@pytest.mark.parametrize("day", ["20261122", "19051123", "20000229"])
def test_idn_04_takes_every_birth_date_that_can_be(day):
    assert read_id_number(a_number(f"320501{day}123"), TODAY).born_on.strftime("%Y%m%d") == day


def test_idn_04_without_a_day_only_the_calendar_counts():
    assert read_id_number(SAMPLE).born_on == date(1880, 1, 1)


@given(st.integers(0, 16), st.integers(1, 9))
def test_idn_05_every_single_wrong_digit_is_found(place, change):
    good = a_number()
    wrong = f"{good[:place]}{(int(good[place]) + change) % 10}{good[place + 1 :]}"

    with pytest.raises(RuleViolation):
        read_id_number(wrong, TODAY)


@given(st.integers(0, 15))
def test_idn_05_two_neighbours_that_changed_places_are_found(place):
    digits = a_number()[:17]
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]

    assert (swapped == digits) == (check_character(swapped) == check_character(digits))


def test_screens_show_the_number_without_its_birth_date():
    assert masked_id_number(SAMPLE) == "440***********0014"


@pytest.mark.parametrize(("day", "age"), [(date(2026, 3, 6), 35), (date(2026, 3, 7), 36)])
def test_counts_full_years(day, age):
    assert age_on(date(1990, 3, 7), day) == age
