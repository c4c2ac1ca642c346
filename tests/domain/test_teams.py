import pytest

from competition.domain.errors import RuleViolation
from competition.domain.teams import (
    Entrant,
    EntrantRole,
    TeamRules,
    require_sound_team,
    team_issues,
)

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
