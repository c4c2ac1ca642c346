"""What a proposal lacks, and what a season's rules say to it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from competition.domain.issues import Issue, Severity, errors
from competition.domain.proposal_document import (
    FIELDS,
    GroupScale,
    HonourWish,
    Money,
    Part,
    PlannedRound,
    ProposalDocument,
)
from competition.domain.proposal_issues import (
    Surroundings,
    competition_name,
    proposal_issues,
)
from competition.domain.proposal_rules import ProposalRules, Weight

WHOLE = ProposalDocument(
    competition_class="1",
    level="city",
    regional="no",
    purpose="以赛促训",
    trade_code="6-18-01-01",
    trade="车工",
    industry="equipment",
    basis="国家职业标准",
    basis_level="3",
    organiser="甲区总工会",
    hosts=("甲技师学院",),
    contact="王芳",
    phone="0512-1234567",
    groups=(GroupScale("worker", 60, 20),),
    rounds=(PlannedRound("决赛", date(2027, 5, 1), date(2027, 5, 2), "甲技师学院"),),
    parts=(Part("theory", "理论", Decimal(30)), Part("practical", "实操", Decimal(70))),
    judges=9,
    judges_source="省裁判库",
    costs=(Money("耗材", Decimal(5000)),),
    sources=(Money("工会经费", Decimal(5000)),),
    safety_officer="李强",
    safety_plan="安全方案",
    emergency_plan="应急预案",
)
RULES = ProposalRules()
AROUND = Surroundings(2027, date(2026, 12, 1), industry="装备制造")


def told(document=WHOLE, rules=RULES, around=AROUND, unreadable=()):
    issues = proposal_issues(document, unreadable, rules, around)
    return [(issue.rule, issue.path, issue.severity.value) for issue in issues]


def test_a_whole_proposal_has_no_issue():
    assert told() == []


def test_prp_09_everything_that_is_needed_is_named_where_it_is_missing():
    empty = proposal_issues(ProposalDocument(), (), RULES, AROUND)

    needed = [field.key for field in FIELDS if field.is_needed]
    assert [issue.path for issue in empty] == needed
    assert {issue.rule for issue in empty} == {"PRP-09"}


def test_prp_09_rows_are_complete():
    document = replace(WHOLE, honours=(HonourWish("一等奖", None), HonourWish("", 2)))

    assert told(document) == [
        ("PRP-09", "honours0-count", "error"),
        ("PRP-09", "honours1-title", "error"),
    ]


def test_prp_08_what_cannot_be_read_is_not_called_missing_as_well():
    unreadable = (Issue("PRP-08", "judges", "“九名” is not a whole number."),)

    assert told(replace(WHOLE, judges=None), unreadable=unreadable) == [
        ("PRP-08", "judges", "error")
    ]


@pytest.mark.parametrize("weight", ["69.99", "70.01"])
def test_prp_10_weights_add_up_to_exactly_100(weight):
    parts = (WHOLE.parts[0], replace(WHOLE.parts[1], weight=Decimal(weight)))

    assert told(replace(WHOLE, parts=parts)) == [("PRP-10", "parts", "error")]


def test_prp_10_the_sum_is_told_without_needless_zeros():
    parts = (Part("practical", "实操", Decimal("90.50")),)
    issues = proposal_issues(replace(WHOLE, parts=parts), (), RULES, AROUND)

    assert [issue.words() for issue in issues] == ["The weights add up to 90.5 %, not to 100 %."]


@pytest.mark.parametrize(
    ("ceiling", "expected"),
    [(None, []), (30, []), (29, [("PRP-11", "parts0-weight", "error")])],
)
def test_prp_11_theory_keeps_below_the_ceiling(ceiling, expected):
    most = None if ceiling is None else Decimal(ceiling)

    assert told(rules=replace(RULES, theory_ceiling=most)) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("", []),
        ("2027年甲区总工会车工职业技能竞赛", []),
        ("甲区车工大赛", [("PRP-12", "title", "warning")]),
        ("长" * 121, [("PRP-12", "title", "error")]),
    ],
)
def test_prp_12_the_name_follows_the_pattern(title, expected):
    assert told(replace(WHOLE, title=title)) == expected


def test_prp_12_the_own_name_stands_where_there_is_one():
    assert competition_name(replace(WHOLE, title="甲赛"), RULES, AROUND) == "甲赛"
    pattern = replace(RULES, naming="{year}{host}{industry}")
    assert competition_name(WHOLE, pattern, AROUND) == "2027甲技师学院装备制造"
    assert competition_name(ProposalDocument(), pattern, AROUND) == "2027装备制造"


@pytest.mark.parametrize(
    ("group", "entrants", "expected"),
    [
        ("worker", 30, []),
        ("worker", 29, [("PRP-13", "groups0-entrants", "warning")]),
        ("student", 29, []),
    ],
)
def test_prp_13_each_group_expects_its_minimum(group, entrants, expected):
    document = replace(WHOLE, groups=(GroupScale(group, entrants, 5),))

    assert told(document, replace(RULES, student_minimum=None)) == expected


@pytest.mark.parametrize(
    ("weight", "expected"),
    [
        (Weight.OFF, []),
        (Weight.WARNING, [("PRP-14", "trade_code", "warning")]),
        (Weight.ERROR, [("PRP-14", "trade_code", "error")]),
    ],
)
def test_prp_14_an_occupation_repeated_in_the_next_season_weighs_what_is_set(weight, expected):
    around = replace(AROUND, earlier=frozenset({WHOLE.trade_code}))

    assert told(rules=replace(RULES, repeat_weight=weight), around=around) == expected


@pytest.mark.parametrize(
    ("others", "most", "expected"),
    [
        ({"a", "b"}, 3, []),
        ({"a", "b", "c"}, 3, [("PRP-15", "trade_code", "error")]),
        ({"a", "b", "6-18-01-01"}, 3, []),
        ({"a", "b", "c"}, None, []),
    ],
)
def test_prp_15_a_proposer_takes_on_only_so_many_occupations(others, most, expected):
    around = replace(AROUND, others=frozenset(others))

    assert told(rules=replace(RULES, most_trades=most), around=around) == expected


def test_prp_24_the_occupation_is_one_of_the_catalogue():
    around = replace(AROUND, knows_trade=False, earlier=frozenset({WHOLE.trade_code}))

    assert told(around=around) == [("PRP-24", "trade_code", "error")]
    assert told(replace(WHOLE, trade_code=""), around=around) == [("PRP-09", "trade_code", "error")]


def test_prp_16_every_condition_is_confirmed():
    rules = replace(RULES, conditions=("具有独立法人资格", "有符合要求的场地"))
    half, all_ = (replace(WHOLE, conditions=rules.conditions[:n]) for n in (1, 2))

    assert told(half, rules) == [("PRP-16", "conditions", "error")]
    assert told(all_, rules) == []


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 10, 31), [("PRP-17", "", "warning")]),
        (date(2026, 11, 1), []),
        (date(2026, 12, 3), []),
        (date(2026, 12, 4), [("PRP-17", "", "warning")]),
    ],
)
def test_prp_17_proposals_are_taken_within_the_window(day, expected):
    rules = replace(RULES, opens_on=date(2026, 11, 1), closes_on=date(2026, 12, 3))

    assert told(rules=rules, around=replace(AROUND, handed_in_on=day)) == expected


def test_prp_18_rounds_follow_one_another():
    rounds = (
        PlannedRound("初赛", date(2027, 5, 3), date(2027, 5, 2), "甲"),
        PlannedRound("复赛", date(2027, 5, 1), None, "甲"),
        PlannedRound("决赛", date(2027, 6, 1), None, "甲"),
    )

    assert told(replace(WHOLE, rounds=rounds)) == [
        ("PRP-18", "rounds0-ends_on", "error"),
        ("PRP-18", "rounds1-starts_on", "error"),
    ]


@pytest.mark.parametrize(("year", "expected"), [(2026, 1), (2027, 0), (2028, 0), (2072, 1)])
def test_prp_18_a_round_in_a_distant_year_is_a_warning(year, expected):
    rounds = (PlannedRound("决赛", date(year, 5, 1), None, "甲"),)

    found = [("PRP-18", "rounds0-starts_on", "warning")] * expected
    assert told(replace(WHOLE, rounds=rounds)) == found


def test_prp_20_money_in_and_out_is_equal_to_the_cent():
    document = replace(WHOLE, sources=(Money("工会经费", Decimal("4999.99")),))
    (issue,) = proposal_issues(document, (), RULES, AROUND)

    assert issue.words() == (
        "The costs are 5,000 yuan, the sources 4,999.99 yuan: they must be equal."
    )
    assert (issue.rule, issue.path, issue.severity) == ("PRP-20", "sources", Severity.ERROR)


def test_prp_22_an_invitational_names_its_cities():
    document = replace(WHOLE, regional="yes")

    assert told(document) == [("PRP-22", "partner_cities", "error")]
    assert told(replace(document, partner_cities=("邻市",))) == []


def test_warnings_do_not_block():
    issues = proposal_issues(replace(WHOLE, title="甲赛"), (), RULES, AROUND)

    assert (len(issues), errors(issues)) == (1, ())
