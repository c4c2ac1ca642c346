"""A season's rules: read from texts, sound, and back."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from competition.domain.organisations import OrganisationKind
from competition.domain.proposal_rules import ProposalRules, name_by_rule, read_rules, write_rules

RULES = ProposalRules(
    opens_on=date(2026, 11, 1),
    closes_on=date(2026, 12, 3),
    theory_ceiling=Decimal("30.5"),
    conditions=("具有独立法人资格",),
)


def test_rules_read_back_as_they_were_written():
    assert read_rules(write_rules(RULES)) == (RULES, ())
    assert read_rules(write_rules(ProposalRules())) == (ProposalRules(), ())


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("naming", "", "This is needed."),
        ("union_days", "", "This is needed."),
        ("repeat_weight", "", "This is needed."),
        (
            "naming",
            "{city}{trade}竞赛",
            "The pattern knows only {year} {organiser} {host} {trade} {industry}, not {city}.",
        ),
        ("closes_on", "2026-10-31", "The last day is before the first one."),
    ],
)
def test_prp_21_unsound_rules_are_told_at_their_field(key, text, words):
    _, issues = read_rules(write_rules(RULES) | {key: text})

    assert [(issue.rule, issue.path, issue.words()) for issue in issues] == [("PRP-21", key, words)]


def test_prp_21_what_cannot_be_read_is_told_once():
    _, issues = read_rules(write_rules(RULES) | {"city_days": "ten"})

    assert [(issue.rule, issue.path) for issue in issues] == [("PRP-08", "city_days")]


def test_prp_12_the_pattern_names_a_competition():
    words = {"year": "2027", "trade": "车工"}

    assert name_by_rule("{year}年{organiser}{trade}竞赛 ", words) == "2027年车工竞赛"


def test_days_belong_to_the_level():
    rules = replace(RULES, union_days=7, city_days=10)

    assert rules.days_of(OrganisationKind.FEDERATION) == 10
    assert rules.days_of(OrganisationKind.DISTRICT) == 7
    assert replace(rules, union_days=None).days_of(OrganisationKind.INDUSTRY) == 0


def test_groups_have_their_own_minimum():
    rules = replace(RULES, worker_minimum=30, student_minimum=None)

    assert (rules.minimum("worker"), rules.minimum("student")) == (30, None)
