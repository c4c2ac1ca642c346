from random import Random

import pytest

from competition.domain.blind_codes import (
    DIGITS,
    LETTERS,
    JudgeAssignment,
    draw_codes,
    most_codes,
    panel_issues,
    require_no_marks,
    waiting_issues,
)
from competition.domain.errors import RuleViolation
from competition.domain.marking import Panel
from tests.events import a_module, a_scheme, an_aspect


def chance(seed=7):
    """A choice by chance that can be repeated."""
    return Random(seed).choice  # noqa: S311 -- codes of a test may be guessed


def test_cod_01_no_two_codes_are_alike():
    codes = draw_codes(40, chance())

    assert len(set(codes)) == 40
    assert {len(code) for code in codes} == {4}


def test_cod_01_no_character_is_easily_confused():
    assert set(LETTERS + DIGITS) & set("0O1IL2Z5S8B") == set()


def test_cod_01_refuses_more_works_than_there_are_codes_to_draw_from():
    with pytest.raises(RuleViolation) as refusal:
        draw_codes(most_codes(), chance())

    assert refusal.value.rule == "COD-01"


def test_cod_07_a_later_code_is_none_of_those_that_are_out():
    out = draw_codes(5, chance())

    assert draw_codes(3, chance(), out) == draw_codes(8, chance())[5:]


def test_cod_02_codes_follow_the_chance_given_and_nothing_else():
    assert draw_codes(5, chance()) == draw_codes(5, chance())
    assert draw_codes(5, chance()) != draw_codes(5, chance(11))


@pytest.mark.parametrize(
    ("unit", "work", "expected"),
    [("甲厂", "甲厂", True), (" 甲厂", "甲厂 ", True), ("甲厂", "乙厂", False), ("", "", False)],
)
def test_cod_03_judges_stay_away_from_their_own_unit(unit, work, expected):
    assert JudgeAssignment("J1", unit=unit).is_recused(work) is expected


def a_pair_scheme():
    pair = Panel(minimum=2)
    return a_scheme(a_module("A", an_aspect("A1")), a_module("B", an_aspect("B1", panel=pair)))


def test_cod_04_every_module_has_the_judges_that_its_panels_need():
    judges = [JudgeAssignment("J1"), JudgeAssignment("J2", ("A",))]

    found = panel_issues(a_pair_scheme(), judges, {"甲厂"})

    assert [(issue.rule, issue.params) for issue in found] == [
        ("COD-04", {"module": "B", "needed": 2, "present": 1})
    ]


def test_cod_04_counts_without_the_judges_who_stay_away():
    judges = [JudgeAssignment("J1"), JudgeAssignment("J2", unit="甲厂")]

    found = panel_issues(a_pair_scheme(), judges, {"甲厂", "乙厂"})

    assert [issue.params for issue in found] == [
        {"module": "B", "needed": 2, "present": 1, "unit": "甲厂"}
    ]


def test_cod_04_is_content_when_enough_judges_are_there():
    assert panel_issues(a_pair_scheme(), [JudgeAssignment("J1"), JudgeAssignment("J2")], {""}) == []


def test_cod_05_codes_are_taken_back_only_without_marks():
    require_no_marks(0)

    with pytest.raises(RuleViolation) as refusal:
        require_no_marks(1)

    assert refusal.value.rule == "COD-05"


def test_cod_06_no_entry_may_still_wait():
    assert waiting_issues(0) == []
    assert [(i.rule, i.path, i.params) for i in waiting_issues(2)] == [
        ("COD-06", "entries", {"count": 2})
    ]
