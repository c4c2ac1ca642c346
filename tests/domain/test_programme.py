"""The annual programme: what belongs to it, how it changes, what an edition says."""

from datetime import date

import pytest

from competition.domain.errors import RuleViolation
from competition.domain.events import CompetitionState, EventState
from competition.domain.programme import (
    LISTED,
    Change,
    ChangeState,
    EditionDraft,
    EditionFilter,
    Plan,
    PlanState,
    Progress,
    asked_change,
    changed_plan,
    moved,
    progress_of,
    require_kept,
    require_reason,
    require_season,
    title_of_copy,
)

DRAFT, ANNOUNCED = CompetitionState.DRAFT, CompetitionState.ANNOUNCED
LINE = {"id": 1, "title": "焊工竞赛"}


def rule(refused):
    return refused.value.rule, refused.value.field


def test_prg_01_a_competition_does_not_end_before_it_begins():
    with pytest.raises(RuleViolation) as refused:
        Plan(starts_on=date(2026, 5, 2), ends_on=date(2026, 5, 1)).require_sound(2026)

    assert rule(refused) == ("PRG-01", "ends_on")
    Plan(starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 1)).require_sound(2026)
    Plan(ends_on=date(2026, 5, 1)).require_sound(2026)


def test_prg_01_a_day_lies_at_most_a_year_beside_the_season():
    Plan(starts_on=date(2025, 12, 1), ends_on=date(2027, 1, 31)).require_sound(2026)
    mistyped = {"starts_on": date(2024, 12, 31), "ends_on": date(2028, 1, 1)}
    for field, day in mistyped.items():
        with pytest.raises(RuleViolation) as refused:
            Plan(**{field: day}).require_sound(2026)
        assert rule(refused) == ("PRG-01", field)


@pytest.mark.parametrize("state", [PlanState.DRAFT, PlanState.CANCELLED])
def test_prg_02_only_what_is_in_the_programme_changes_by_request(state):
    with pytest.raises(RuleViolation) as refused:
        Plan(state).require_planned()

    assert rule(refused) == ("PRG-02", None)
    Plan(PlanState.PLANNED).require_planned()


def test_prg_10_events_of_a_cancelled_competition_take_no_entries():
    with pytest.raises(RuleViolation) as refused:
        Plan(PlanState.CANCELLED).require_held()

    assert rule(refused) == ("PRG-10", None)
    Plan(PlanState.PLANNED).require_held()


@pytest.mark.parametrize(
    ("plan", "competition", "events", "expected"),
    [
        ("draft", DRAFT, [], "draft"),
        ("planned", DRAFT, ["draft"], "planned"),
        ("draft", ANNOUNCED, [], "announced"),
        ("planned", ANNOUNCED, ["draft", "draft"], "announced"),
        ("planned", ANNOUNCED, ["draft", "open"], "running"),
        ("planned", ANNOUNCED, ["published", "draft"], "running"),
        ("planned", ANNOUNCED, ["published", "published"], "ended"),
        ("cancelled", ANNOUNCED, ["open"], "cancelled"),
        ("cancelled", DRAFT, [], "cancelled"),
    ],
)
def test_prg_03_progress_goes_from_the_first_opening_to_the_last_ranking(
    plan, competition, events, expected
):
    found = progress_of(PlanState(plan), competition, [EventState(state) for state in events])

    assert found is Progress(expected)
    assert (found in LISTED) == (expected != "draft")


def test_prg_04_a_change_names_what_changes_and_why():
    before = {"title": "焊工竞赛", "place": "一号馆", "host": "甲校"}

    change = asked_change(before, before | {"place": "二号馆"}, " 一号馆要检修 ")

    assert change == Change({"place": ("一号馆", "二号馆")}, "一号馆要检修")
    for after, reason, field in ((before, "没有变化", None), ({"place": "x"}, "搬", "reason")):
        with pytest.raises(RuleViolation) as refused:
            asked_change(before, after, reason)
        assert rule(refused) == ("PRG-04", field)


def test_a_reason_is_more_than_a_word():
    assert require_reason("  场地要检修  ") == "场地要检修"


@pytest.mark.parametrize("state", [s for s in ChangeState if s is not ChangeState.REQUESTED])
def test_prg_05_a_change_is_decided_once(state):
    with pytest.raises(RuleViolation) as refused:
        Change({}, "", state).require_open()

    assert rule(refused) == ("PRG-05", None)
    Change({}, "").require_open()


def test_a_change_touches_what_it_names_and_nothing_else():
    plan = Plan(PlanState.PLANNED, "6-18-02-04", place="一号馆", host="甲校", entrants=30)

    assert changed_plan(plan, {}, 2026) == plan
    assert changed_plan(
        plan,
        {"place": "", "starts_on": "2026-06-01", "ends_on": "", "entrants": "60", "title": "x"},
        2026,
    ) == Plan(PlanState.PLANNED, "6-18-02-04", starts_on=date(2026, 6, 1), host="甲校", entrants=60)
    assert changed_plan(plan, {"entrants": "", "cancelled": "yes"}, 2026) == Plan(
        PlanState.CANCELLED, "6-18-02-04", place="一号馆", host="甲校"
    )
    with pytest.raises(RuleViolation, match="before the beginning"):
        changed_plan(plan, {"starts_on": "2026-06-02", "ends_on": "2026-06-01"}, 2026)


def test_prg_06_an_edition_lists_something_and_says_something_new():
    assert [i.rule for i in EditionDraft(2026, []).issues()] == ["PRG-06"]
    assert [i.params for i in EditionDraft(2026, [LINE], 2, [LINE]).issues()] == [{"number": 2}]
    assert EditionDraft(2026, [LINE]).issues() == []
    assert EditionDraft(2026, [LINE], 1, [LINE | {"title": "x"}]).issues() == []


def test_an_edition_knows_what_is_new_in_it():
    now = [{"id": 1, "title": "甲"}, {"id": 2, "title": "乙"}, {"id": 4, "title": "丁"}]
    last = [{"id": 1, "title": "甲"}, {"id": 2, "title": "旧乙"}, {"id": 3, "title": "丙"}]

    assert EditionDraft(2026, now, 1, last).differences() == (["丁"], ["乙"], ["丙"])


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("2026年焊工竞赛", "2027年焊工竞赛"),
        ("焊工竞赛", "焊工竞赛"),
        ("第12026届竞赛", "第12026届竞赛"),
        ("2026—2027赛季", "2027—2027赛季"),
    ],
)
def test_prg_07_a_copy_bears_its_own_season_in_the_title(title, expected):
    assert title_of_copy(title, 2026, 2027) == expected


@pytest.mark.parametrize("target", [2025, 2026])
def test_prg_08_a_competition_is_copied_into_a_later_season(target):
    with pytest.raises(RuleViolation) as refused:
        require_season(2026, target)

    assert rule(refused) == ("PRG-08", "season")
    assert require_season(2026, 2028) == 2


@pytest.mark.parametrize("state", [PlanState.PLANNED, PlanState.CANCELLED])
@pytest.mark.parametrize("field", ["title", "level", "competition_class", "season"])
def test_prg_09_what_the_programme_says_is_not_edited_past_a_request(state, field):
    facts = {"title": "甲", "level": "city", "competition_class": "1", "season": "2027"}

    with pytest.raises(RuleViolation) as refused:
        require_kept(state, facts, facts | {field: "x"})

    assert rule(refused) == ("PRG-09", field)
    require_kept(state, facts, dict(facts))
    require_kept(PlanState.DRAFT, facts, facts | {field: "x"})


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, [1, 2]),
        ({"search": "一号馆"}, [1]),
        ({"search": "cnc"}, [2]),
        ({"district": "云栖区总工会"}, [1]),
        ({"industry": "装备制造"}, [2]),
        ({"trade": "焊工"}, [1]),
        ({"search": "竞赛", "trade": "车工", "district": "云栖区总工会"}, []),
    ],
)
def test_readers_of_an_edition_narrow_it(wanted, expected):
    line = {"title": "竞赛", "organiser": "甲", "host": "", "industry": "", "trades": ["焊工"]}
    lines = [
        line | {"id": 1, "district": "云栖区总工会", "place": "一号馆"},
        line
        | {"id": 2, "district": "", "industry": "装备制造", "trades": ["车工"], "place": "CNC"},
    ]

    assert [one["id"] for one in lines if EditionFilter(**wanted).fits(one)] == expected


def test_days_move_with_the_season():
    assert moved(date(2026, 5, 20), 1) == date(2027, 5, 20)
    assert moved(date(2028, 2, 29), 1) == date(2029, 2, 28)
    assert moved(None, 1) is None
