from dataclasses import replace
from datetime import date

import pytest

from competition.domain.conditions import Condition, Effect, Kind, Requirement
from competition.domain.eligibility import (
    Eligibility,
    Verdict,
    evaluate,
    issues_of,
    position_of,
    require_eligible,
    require_no_problems,
    together,
)
from competition.domain.errors import RuleViolation
from competition.domain.facts import Facts, Residence, Status
from competition.domain.issues import Severity

DAY = date(2026, 12, 1)
MET, UNMET, UNKNOWN = Verdict.MET, Verdict.UNMET, Verdict.UNKNOWN
AGE = Requirement(Kind.AGE, 16, 50)
LEVEL = Requirement(Kind.LEVEL, 3, level="4")
TRADE = Requirement(Kind.TRADE, 6)


def one(test, facts, day=DAY):
    """The verdict on a single test, with the rule and the worker's own words."""
    (finding,) = evaluate([Condition("c1", ((test,),))], facts, day).findings
    ((check,),) = finding.alternatives
    own = check.own.message % check.own.params if check.own else None
    return check.rule, check.verdict, own


@pytest.mark.parametrize(
    ("test", "born_on", "verdict"),
    [
        (AGE, date(1975, 12, 2), MET),
        (AGE, date(1975, 12, 1), UNMET),
        (AGE, date(2010, 12, 1), MET),
        (AGE, date(2010, 12, 2), UNMET),
        (Requirement(Kind.AGE, None, 50), date(1960, 1, 1), UNMET),
        (Requirement(Kind.AGE, 16, None), date(1960, 1, 1), MET),
        (Requirement(Kind.AGE, 16, 50, date(2025, 12, 31)), date(2010, 1, 1), UNMET),
        (AGE, None, UNKNOWN),
    ],
)
def test_elg_01_the_age_on_the_day_lies_between(test, born_on, verdict):
    assert one(test, Facts(born_on=born_on))[:2] == ("ELG-01", verdict)


def test_elg_01_without_a_day_nobody_knows_the_age():
    assert one(AGE, Facts(born_on=date(1990, 1, 1)), None) == ("ELG-01", UNKNOWN, None)


@pytest.mark.parametrize(
    ("level", "since", "verdict", "own"),
    [
        ("4", date(2023, 12, 1), MET, "skill level 4, years held: 3"),
        ("4", date(2023, 12, 2), UNMET, "skill level 4, years held: 2"),
        ("3", date(2020, 1, 1), MET, "skill level 3, years held: 6"),
        ("5", date(2000, 1, 1), UNMET, "skill level 5"),
        ("4", None, UNKNOWN, None),
        ("", None, UNMET, "no skill level"),
        (None, None, UNKNOWN, None),
    ],
)
def test_elg_02_a_level_is_held_long_enough(level, since, verdict, own):
    assert one(LEVEL, Facts(level=level, level_since=since)) == ("ELG-02", verdict, own)


def test_elg_02_without_years_the_level_alone_counts():
    test = Requirement(Kind.LEVEL, level="3")

    assert one(test, Facts(level="2"))[1] is MET
    assert one(test, Facts(level="4"))[1] is UNMET


@pytest.mark.parametrize(
    ("rule", "test", "facts", "unmet"),
    [
        ("ELG-03", TRADE, Facts(trade_since=date(2020, 12, 1)), Facts(trade_since=DAY)),
        (
            "ELG-04",
            Requirement(Kind.INSURANCE, 12),
            Facts(insured_months=12),
            Facts(insured_months=11),
        ),
        (
            "ELG-05",
            Requirement(Kind.RESIDENCE, among=("registered", "permit")),
            Facts(residence=Residence.PERMIT),
            Facts(residence=Residence.ELSEWHERE),
        ),
        (
            "ELG-06",
            Requirement(Kind.TITLES, among=("全国技术能手",)),
            Facts(titles=frozenset({"市技术能手"})),
            Facts(titles=frozenset({"全国技术能手"})),
        ),
        (
            "ELG-07",
            Requirement(Kind.STATUS, among=("student",)),
            Facts(status=Status.STUDENT),
            Facts(status=Status.TEACHER),
        ),
    ],
)
def test_elg_03_to_elg_07_are_met_unmet_or_not_said(rule, test, facts, unmet):
    found = [one(test, said)[:2] for said in (facts, unmet, Facts())]

    assert found == [(rule, MET), (rule, UNMET), (rule, UNKNOWN)]


@pytest.mark.parametrize(("best", "verdict"), [(0, MET), (4, MET), (3, UNMET), (1, UNMET)])
def test_elg_08_earlier_winners_are_known(best, verdict):
    test = Requirement(Kind.WINNER, most=3)

    assert one(test, Facts(best_place=best))[:2] == ("ELG-08", verdict)


def test_elg_13_one_alternative_is_enough():
    either = Condition("c1", ((LEVEL,), (TRADE,)))
    six_years = Facts(level="", trade_since=date(2018, 1, 1))

    assert evaluate([either], six_years, DAY).verdict is MET
    assert evaluate([either], Facts(level=""), DAY).verdict is UNKNOWN
    assert evaluate([either], replace(six_years, trade_since=DAY), DAY).verdict is UNMET


def test_elg_13_all_of_an_alternative_must_hold():
    both = Condition("c1", ((LEVEL, TRADE),))
    facts = Facts(level="4", level_since=date(2020, 1, 1))

    assert evaluate([both], facts, DAY).verdict is UNKNOWN
    assert evaluate([both], replace(facts, trade_since=DAY), DAY).verdict is UNMET
    unknown_but_out = Facts(level="5")
    assert evaluate([both], unknown_but_out, DAY).verdict is UNMET


def champions(effect):
    test = Requirement(Kind.TITLES, among=("全国技术能手",))
    return [Condition("c7", ((test,),), effect), Condition("c8", ((AGE,),))]


HOLDER = Facts(born_on=date(1990, 1, 1), titles=frozenset({"全国技术能手"}))


def test_elg_11_and_elg_12_two_policies_for_champions():
    refused = evaluate(champions(Effect.REFUSE), HOLDER, DAY)
    ranked = evaluate(champions(Effect.NO_HONOURS), HOLDER, DAY)

    assert (refused.verdict, refused.honours, refused.refusing) == (UNMET, True, ("c7",))
    assert (ranked.verdict, ranked.honours, ranked.refusing) == (MET, False, ())


def test_elg_14_refuses_who_does_not_fit_and_who_has_not_said_enough():
    require_eligible(Eligibility())
    require_no_problems(0)

    for facts in (HOLDER, Facts(titles=frozenset())):
        with pytest.raises(RuleViolation) as caught:
            require_eligible(evaluate(champions(Effect.REFUSE), facts, DAY))
        assert caught.value.rule == "ELG-14"
    with pytest.raises(RuleViolation, match="2"):
        require_no_problems(2)


def test_elg_14_a_lifted_condition_does_not_count():
    found = evaluate(champions(Effect.REFUSE), HOLDER, DAY).without(["c7"])

    assert found.verdict is MET


def test_issues_name_what_refuses_what_warns_and_what_is_missing():
    conditions = [
        *champions(Effect.NO_HONOURS),
        Condition("c9", ((LEVEL,), (TRADE,))),
        Condition("c10", ((Requirement(Kind.INSURANCE, 12),),)),
    ]
    facts = replace(HOLDER, insured_months=3)

    both = Condition("c11", ((AGE, TRADE), (LEVEL,)))

    issues = issues_of(evaluate([*conditions, both], facts, DAY))

    assert [(i.rule, i.path, i.severity) for i in issues] == [
        ("ELG-06", "c7", Severity.WARNING),
        ("ELG-02", "c9", Severity.NOTE),
        ("ELG-03", "c9", Severity.NOTE),
        ("ELG-04", "c10", Severity.ERROR),
        ("ELG-03", "c11", Severity.NOTE),
        ("ELG-02", "c11", Severity.NOTE),
    ]


def test_elg_15_everybody_of_a_team_is_held_by_the_own_facts():
    conditions = [Condition("c1", ((AGE,),))]
    young, old = Facts(born_on=date(1990, 1, 1)), Facts(born_on=date(1960, 1, 1))

    team = together(
        evaluate(conditions, facts, DAY).about(position, name)
        for position, (name, facts) in enumerate([("张伟", young), ("王芳", old), ("李娜", old)])
    )

    assert (team.verdict, team.refusing) == (UNMET, ("c1@1", "c1@2"))
    assert [one.person for one in team.at(1).findings] == ["王芳"]
    assert team.without(["c1@1", "c1@2"]).verdict is MET
    assert [issue.path for issue in issues_of(team)] == ["c1@1", "c1@2"]
    assert [position_of(key) for key in ("c1", "c1@2")] == [0, 2]
