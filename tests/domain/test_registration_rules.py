from datetime import UTC, datetime

import pytest

from competition.domain.conditions import Condition, Kind, Requirement
from competition.domain.registration_rules import (
    RegistrationRules,
    read_rules,
    rules_document,
    rules_of,
    rules_texts,
)
from competition.domain.teams import TeamRules

FULL = RegistrationRules(
    team=TeamRules(2, 3, 1, 2),
    unit_seats=3,
    exceptions=(("苏城机械厂", 5), ("东港船厂", 0)),
    waiting_list=True,
    offer_hours=24,
    replace_until=datetime(2026, 10, 1, 9, 30, tzinfo=UTC),
    second_review=True,
    one_event=True,
    real_name=True,
    conditions=(Condition("c1", ((Requirement(Kind.TRADE, 6),),)),),
)


def issues_of(**texts):
    rules, issues = read_rules(texts)
    assert rules is None
    return [(issue.rule, issue.path) for issue in issues]


def test_rules_are_read_as_they_are_written():
    assert rules_of(rules_document(FULL)) == FULL
    assert rules_of(rules_document(RegistrationRules())) == RegistrationRules()
    assert read_rules(rules_texts(FULL), FULL.conditions) == (FULL, [])


def test_nothing_typed_is_the_usual_event():
    assert read_rules({}) == (RegistrationRules(), [])


def test_a_deadline_is_typed_in_the_city_s_time():
    rules, _ = read_rules({"replace_until": "2026-10-01T17:30"})

    assert rules.replace_until == datetime(2026, 10, 1, 9, 30, tzinfo=UTC)


def test_a_unit_has_its_own_quota_or_the_common_one():
    assert FULL.seats_of("苏城 机械厂") == 5
    assert FULL.seats_of("东港船厂") == 0
    assert FULL.seats_of("某厂") == 3
    assert FULL.seats_of("") is None
    assert RegistrationRules().seats_of("某厂") is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("team_least", "0"),
        ("team_most", "31"),
        ("substitutes", "x"),
        ("coaches", "3"),
        ("unit_seats", "0"),
        ("offer_hours", "9999"),
    ],
)
def test_rgs_01_numbers_keep_within_their_limits(name, text):
    assert issues_of(**{name: text}) == [("RGS-01", name)]


def test_rgs_01_the_smaller_size_comes_first():
    assert issues_of(team_least="3", team_most="2") == [("RGS-01", "team_most")]


@pytest.mark.parametrize("line", ["苏城机械厂", ": 3", "甲厂: x", "甲厂: 1\n甲 厂：2", "甲: 9999"])
def test_rgs_02_an_exception_names_a_unit_once_and_its_places(line):
    assert issues_of(exceptions=line) == [("RGS-02", "exceptions")]


def test_rgs_03_a_deadline_is_a_day_and_a_time():
    assert issues_of(replace_until="soon") == [("RGS-03", "replace_until")]


def test_stored_rules_that_cannot_be_read_are_an_error():
    document = rules_document(FULL)
    document["settings"]["coaches"] = "9"

    with pytest.raises(ValueError, match="cannot be read"):
        rules_of(document)
