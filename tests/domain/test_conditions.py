from datetime import date

import pytest

from competition.domain.conditions import (
    Condition,
    ConditionTexts,
    Effect,
    Kind,
    Requirement,
    asked,
    condition_texts,
    read_conditions,
    titles_of,
)
from competition.domain.facts import Fact

LEVEL = {"kind": "level", "level": "4", "least": "3"}
TRADE = {"joiner": "or", "kind": "trade", "least": "６"}


def texts(*rows, **more):
    return ConditionTexts("c1", rows=[dict(row) for row in rows], **more)


def issues_of(*rows, **more):
    return [(i.rule, i.path) for i in read_conditions([texts(*rows, **more)])[1]]


def test_level_held_or_years_in_the_trade_are_two_alternatives():
    found, issues = read_conditions([texts(LEVEL, TRADE, words="满三年或六年")])

    level = Requirement(Kind.LEVEL, 3, level="4")
    trade = Requirement(Kind.TRADE, 6)
    assert issues == []
    assert found == (Condition("c1", ((level,), (trade,)), Effect.REFUSE, "满三年或六年"),)
    assert found[0].tests == (level, trade)


def test_and_joins_a_row_to_the_one_before():
    insured = {"joiner": "and", "kind": "insurance", "least": "12"}

    (found,), _ = read_conditions([texts(LEVEL, insured, TRADE)])

    assert [len(group) for group in found.alternatives] == [2, 1]


def test_conditions_are_written_as_they_are_read():
    typed = [
        texts(LEVEL, {"joiner": "and", "kind": "insurance", "least": "12"}, TRADE),
        texts({"kind": "age", "least": "16", "most": "50", "on": "2026-10-01"}),
        texts({"kind": "titles", "among": "全国技术能手\n中华技能大奖"}, effect="no_honours"),
        texts({"kind": "residence", "among": "registered\npermit"}),
        texts({"kind": "status", "among": "student"}),
        texts({"kind": "winner", "most": "3"}),
    ]
    found, issues = read_conditions(typed)

    again = [condition_texts(condition) for condition in found]

    assert issues == []
    assert read_conditions(again)[0] == found
    assert found[1].tests == (Requirement(Kind.AGE, 16, 50, date(2026, 10, 1)),)


def test_a_worker_is_asked_for_what_the_conditions_use():
    found, _ = read_conditions(
        [
            texts(TRADE, {"kind": "level", "level": "5"}),
            texts({"kind": "titles", "among": "甲\n乙"}),
            texts({"kind": "winner", "most": "1"}),
        ]
    )

    assert asked(found) == (Fact.LEVEL, Fact.TRADE_SINCE, Fact.TITLES)
    assert titles_of(found) == ("甲", "乙")


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"kind": "weather"}, "kind"),
        ({"kind": "age"}, "least"),
        ({"kind": "age", "least": "50", "most": "16"}, "most"),
        ({"kind": "age", "least": "x"}, "least"),
        ({"kind": "age", "least": "16", "on": "tomorrow"}, "on"),
        ({"kind": "level", "level": "9"}, "level"),
        ({"kind": "level", "level": "4", "least": "99"}, "least"),
        ({"kind": "trade"}, "least"),
        ({"kind": "trade", "least": "0"}, "least"),
        ({"kind": "insurance", "least": "9999"}, "least"),
        ({"kind": "winner"}, "most"),
        ({"kind": "titles", "among": " \n "}, "among"),
        ({"kind": "titles", "among": "x" * 61}, "among"),
        ({"kind": "residence", "among": "moon"}, "among"),
    ],
)
def test_elg_09_a_row_has_the_values_that_its_kind_needs(row, field):
    assert issues_of(row) == [("ELG-09", f"c0r0-{field}")]


def test_elg_09_words_rows_and_conditions_have_limits():
    rows = [TRADE] * 9

    assert issues_of(TRADE, words="x" * 401) == [("ELG-09", "c0-words")]
    assert issues_of() == [("ELG-09", "c0-words")]
    assert issues_of(*rows) == [("ELG-09", "c0-words")]
    many = read_conditions([texts(TRADE)] * 21)[1]
    assert [(issue.rule, issue.path) for issue in many] == [("ELG-09", "c0-words")]


def test_an_unknown_effect_refuses():
    (found,), _ = read_conditions([texts(TRADE, effect="?")])

    assert found.effect is Effect.REFUSE
