from datetime import date

import pytest

from competition.domain.errors import RuleViolation
from competition.domain.teams import (
    Entrant,
    EntrantRole,
    TeamRules,
    all_texts,
    answers_at,
    captain_of,
    require_sound_team,
    team_issues,
    texts_at,
    told_facts,
    unit_issues,
    with_texts_at,
)
from tests.factories import an_id_number

R = EntrantRole
TEAM = TeamRules(least=2, most=3, substitutes=1, coaches=2)
SOUND = (Entrant(R.CAPTAIN, "张伟"), Entrant(R.MEMBER, "王芳"), Entrant(R.COACH, "李娜"))


def rules_of(entrants, rules=TEAM):
    return [issue.rule for issue in team_issues(entrants, rules)]


def test_a_sound_team_has_no_issues():
    assert rules_of(SOUND) == []
    assert require_sound_team(SOUND, TEAM) is None
    assert (TEAM.is_team, TEAM.rows, TeamRules().is_team) == (True, 6, False)


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        (TEAM, "From %(least)s to %(most)s compete together; there are %(count)s."),
        (TeamRules(3, 3), "%(least)s compete together; there are %(count)s."),
    ],
)
def test_tea_01_as_many_compete_as_the_event_asks_for(rules, message):
    issues = team_issues(SOUND[:1], rules)

    assert [(issue.rule, issue.message) for issue in issues] == [("TEA-01", message)]


def test_tea_02_a_team_has_one_captain():
    two = (Entrant(R.CAPTAIN, "张伟"), Entrant(R.CAPTAIN, "王芳"))
    none = (Entrant(R.MEMBER, "张伟"), Entrant(R.MEMBER, "王芳"))

    assert (rules_of(two), rules_of(none)) == (["TEA-02"], ["TEA-02"])
    assert rules_of((Entrant(R.MEMBER, "张伟"),), TeamRules()) == []


def test_tea_03_no_more_substitutes_and_coaches_than_allowed():
    many = (*SOUND, Entrant(R.SUBSTITUTE, "甲"), Entrant(R.SUBSTITUTE, "乙"))
    coached = (*SOUND, Entrant(R.COACH, "甲"), Entrant(R.COACH, "乙"))

    assert (rules_of(many), rules_of(coached)) == (["TEA-03"], ["TEA-03"])


def test_tea_04_a_person_stands_once():
    named_twice = (*SOUND, Entrant(R.SUBSTITUTE, " 张伟"))
    namesakes = (Entrant(R.CAPTAIN, "张伟", "1"), Entrant(R.MEMBER, "张伟", "2"))

    with pytest.raises(RuleViolation) as caught:
        require_sound_team(named_twice, TEAM)

    assert (caught.value.rule, caught.value.field) == ("TEA-04", "entrants3-name")
    assert rules_of(namesakes) == []


def test_what_is_said_of_each_person_is_kept_in_one_and_taken_apart_again():
    team = (
        Entrant(R.COACH, "李娜", facts={"level": "1"}),
        Entrant(R.CAPTAIN, "张伟", facts={"level": "4", "status": "employed"}),
    )

    texts = all_texts(team)

    assert texts == {"level": "1", "entrants1-level": "4", "entrants1-status": "employed"}
    assert [texts_at(texts, at) for at in (0, 1, 2)] == [team[0].facts, team[1].facts, {}]
    assert (captain_of(team), captain_of(team[:1])) == (1, 0)


def test_answers_of_one_alone_stand_before_those_of_a_team_s_people():
    assert answers_at(0, is_team=False) == 0
    assert [answers_at(position, is_team=True) for position in (0, 1)] == [1, 2]


def test_a_new_person_s_facts_take_the_place_of_the_old_one_s():
    texts = {"level": "1", "entrants1-level": "4", "entrants1-status": "employed"}

    assert with_texts_at(texts, 1, {"level": "3"}) == {"level": "1", "entrants1-level": "3"}
    assert with_texts_at(texts, 0, {"level": "2"}) == texts | {"level": "2"}


def test_the_id_number_tells_the_day_of_birth_whatever_was_typed():
    known = Entrant(R.MEMBER, "张伟", an_id_number(), {"born_on": "2001-01-01"})
    unknown = Entrant(R.MEMBER, "张伟", "", {"level": "4"})

    told = [told_facts(one, date(2026, 6, 1)) for one in (known, unknown)]

    assert told == [{"born_on": "1990-03-07"}, {"level": "4"}]


def test_tea_05_whoever_is_of_another_unit_is_named_at_the_own_field():
    found = unit_issues([(0, "王小明", True), (1, "李秀英", False)])

    assert [(one.rule, one.path, one.params["name"]) for one in found] == [
        ("TEA-05", "entrants1-name", "李秀英")
    ]
