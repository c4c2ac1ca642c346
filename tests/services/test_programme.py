"""The annual programme: a season listed, narrowed, planned, shown on the board."""

from datetime import date, timedelta

import pytest

from competition.domain.competitions import Level
from competition.domain.errors import Conflict, NotPermitted, RuleViolation
from competition.domain.permissions import (
    INSTALLATION,
    VISITOR,
    Actor,
    Permission,
    Role,
    Scope,
    ScopeKind,
)
from competition.domain.programme import Plan, PlanState, ProgrammeFilter, Progress
from competition.domain.season_board import BoardStep, Dot
from competition.persistence.models.catalogues import IndustryRow, OccupationRow
from competition.persistence.models.proposals import ProposalRow
from competition.services import programme
from tests.factories import (
    a_competition,
    a_plan,
    a_scheme,
    an_event,
    an_organisation,
    organiser_of,
)

ORGANISER = Actor(roles=frozenset({(Role.ORGANISER, INSTALLATION)}))
SEASON = ProgrammeFilter(2026)
WELDING = "6-18-02-04"


@pytest.fixture
def season(act):
    """Three competitions: of a unit in a district, of the federation, and a draft."""
    with act() as uow:
        uow.session.add(OccupationRow(code=WELDING, figures="6180204", name="焊工"))
        uow.session.add(IndustryRow(code="K02", name="装备制造", key=True))
        top = an_organisation(uow, "市总工会")
        district = an_organisation(uow, "东区总工会", kind="district", parent_id=top)
        unit = an_organisation(uow, "机械厂", kind="unit", parent_id=district)
        welding = a_competition(uow, "焊接竞赛", "draft", unit)
        days = {"starts_on": date(2026, 5, 1), "ends_on": date(2026, 5, 3)}
        a_plan(uow, welding, occupation_code=WELDING, industry_code="K02", **days)
        turning = a_competition(uow, "车工竞赛", "announced", top)
        an_event(uow, turning, held_on=date(2026, 3, 1))
        draft = a_competition(uow, "草稿竞赛", "draft", top)
    return {"top": top, "district": district, "welding": welding, "turning": turning, "d": draft}


def titles(act, actor=ORGANISER, **wanted):
    with act(actor) as uow:
        found = programme.list_programme(uow, ProgrammeFilter(2026, **wanted))
    return [line.title for line in found.lines]


def test_a_season_is_listed_by_its_days_with_trade_industry_and_district(act, season):
    with act(ORGANISER) as uow:
        found = programme.list_programme(uow, SEASON)

    first, second, third = found.lines
    assert [line.title for line in found.lines] == ["车工竞赛", "焊接竞赛", "草稿竞赛"]
    assert (second.occupation, second.industry, second.district) == (
        "焊工",
        "装备制造",
        "东区总工会",
    )
    assert (first.trades, first.first_day, first.last_day) == (
        ("车工",),
        date(2026, 3, 1),
        date(2026, 3, 1),
    )
    assert [line.progress for line in found.lines] == [
        Progress.RUNNING,
        Progress.PLANNED,
        Progress.DRAFT,
    ]
    assert third.last_day is None
    assert (found.figures.total, found.seasons, found.may_edit) == (3, (2026,), True)
    assert found.choices.industries == (("K02", "装备制造"),)
    assert found.choices.districts == ((season["district"], "东区总工会"),)
    assert found.choices.trades == ("焊工", "车工")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"industry": "K02"}, ["焊接竞赛"]),
        ({"trade": "车工"}, ["车工竞赛"]),
        ({"progress": "draft"}, ["草稿竞赛"]),
        ({"search": "机械"}, ["焊接竞赛"]),
        ({"level": "city", "search": "竞赛"}, ["车工竞赛", "焊接竞赛", "草稿竞赛"]),
        ({"level": "nation"}, []),
        ({"industry": "K99"}, []),
    ],
)
def test_a_season_is_narrowed(act, season, wanted, expected):
    assert titles(act, **wanted) == expected


def test_a_season_is_narrowed_by_district(act, season):
    assert titles(act, district=season["district"]) == ["焊接竞赛"]


def test_an_officer_sees_what_belongs_to_the_own_district(act, season):
    scope = Scope(ScopeKind.ORGANISATION, season["district"])
    officer = Actor(roles=frozenset({(Role.OFFICER, scope)}))

    assert titles(act, officer) == ["焊接竞赛"]
    with act(officer) as uow:
        assert not programme.list_programme(uow, SEASON).may_edit


def test_whoever_organises_one_competition_sees_that_one(act, season):
    assert titles(act, organiser_of(season["turning"])) == ["车工竞赛"]


def test_others_see_no_programme(act, season):
    with act(VISITOR) as uow, pytest.raises(NotPermitted):
        programme.list_programme(uow, SEASON)
    with act(organiser_of(season["turning"])) as uow, pytest.raises(NotPermitted):
        programme.describe_plan(uow, season["welding"])


def test_what_was_approved_as_a_proposal_is_planned_as_it_says(act, season):
    texts = {
        "rounds": [
            {"starts_on": "2026-09-02", "ends_on": "2026-09-03", "place": "一号馆"},
            {"starts_on": "2026年8月1日", "ends_on": "x", "place": "一号馆"},
            {"starts_on": "2026-10-05", "ends_on": "", "place": "一号馆"},
        ],
        "hosts": ["甲校", "乙厂"],
        "co_organisers": ["丙会", "丁会"],
        "groups": [{"entrants": "1,230"}, {"entrants": "约20"}],
    }
    with act(ORGANISER) as uow:
        row = ProposalRow(organisation_id=season["top"], season=2026, state="approved")
        row.competition_id, row.trade_code, row.industry = season["d"], WELDING, "装备制造"
        row.texts, row.created_at, row.changed_at = texts, uow.now, uow.now
        uow.session.add(row)
        uow.session.flush()
        found = programme.describe_plan(uow, season["d"])

    assert found.version == 0
    assert found.line.plan == found.plan
    assert (found.line.occupation, found.line.industry) == ("焊工", "装备制造")
    assert found.plan == Plan(
        PlanState.PLANNED,
        WELDING,
        "K02",
        date(2026, 8, 1),
        date(2026, 10, 5),
        "一号馆",
        "甲校、乙厂",
        "丙会、丁会",
        1230,
    )


def test_a_draft_is_planned_and_taken_in(act, season):
    plan = Plan(place="体育馆", contact="张老师")
    with act(ORGANISER) as uow:
        programme.save_plan(uow, season["d"], plan, 0)
        programme.take_in(uow, season["d"])
        programme.take_in(uow, season["d"])
    with act(ORGANISER) as uow:
        found = programme.describe_plan(uow, season["d"])

    assert (found.plan.place, found.plan.state) == ("体育馆", PlanState.PLANNED)
    assert found.line.progress is Progress.PLANNED


def test_what_is_in_the_programme_keeps_what_changes_by_request(act, season):
    with act(ORGANISER) as uow:
        version = programme.describe_plan(uow, season["welding"]).version
        changed = Plan(PlanState.DRAFT, "", "", place="别处", contact="李老师")
        programme.save_plan(uow, season["welding"], changed, version)
    with act(ORGANISER) as uow:
        plan = programme.describe_plan(uow, season["welding"]).plan

    assert plan == Plan(
        PlanState.PLANNED,
        starts_on=date(2026, 5, 1),
        ends_on=date(2026, 5, 3),
        contact="李老师",
    )


def test_two_do_not_overwrite_each_other_and_days_fit(act, season):
    with act(ORGANISER) as uow, pytest.raises(Conflict):
        programme.save_plan(uow, season["welding"], Plan(), 99)
    wrong = Plan(starts_on=date(2026, 5, 2), ends_on=date(2026, 5, 1))
    with act(ORGANISER) as uow, pytest.raises(RuleViolation, match="before the beginning"):
        programme.save_plan(uow, season["d"], wrong, 0)


def test_plans_are_for_organisers(act, season):
    scope = Scope(ScopeKind.ORGANISATION, season["district"])
    officer = Actor(roles=frozenset({(Role.OFFICER, scope)}))
    with act(officer) as uow:
        assert not programme.describe_plan(uow, season["welding"]).may_edit
    for use_case in (
        lambda uow: programme.save_plan(uow, season["welding"], Plan(), 1),
        lambda uow: programme.take_in(uow, season["welding"]),
        lambda uow: programme.describe_plan(uow, season["welding"], Permission.PROGRAMME_EDIT),
    ):
        with act(officer) as uow, pytest.raises(NotPermitted):
            use_case(uow)


def test_the_calendar_knows_beginnings_ends_events_and_the_end_of_entries(act, season):
    with act(ORGANISER) as uow:
        lines = programme.list_programme(uow, SEASON).lines
        closes = (uow.now + timedelta(days=7)).astimezone(programme.CITY_TIME).date()
    found = programme.occasions(lines, date(2026, 1, 1), date(2026, 12, 31))

    assert [(one.day, one.kind, one.event) for one in found] == sorted(
        [
            (date(2026, 3, 1), "held", "数控车工"),
            (date(2026, 5, 1), "begins", ""),
            (date(2026, 5, 3), "ends", ""),
            *([(closes, "closes", "数控车工")] if closes.year == 2026 else []),
        ]
    )
    assert programme.occasions(lines, date(2026, 4, 1), date(2026, 4, 30)) == ()


def test_a_month_has_its_first_and_its_last_day():
    assert programme.month_bounds(date(2026, 2, 9)) == (date(2026, 2, 1), date(2026, 2, 28))
    assert programme.month_bounds(date(2026, 12, 31)) == (date(2026, 12, 1), date(2026, 12, 31))


def test_the_board_shows_steps_and_puts_what_is_late_first(act, season):
    with act(ORGANISER) as uow:
        _, rows = programme.season_board(uow, SEASON)

    found = {row.line.title: row for row in rows}
    turning = found["车工竞赛"]
    assert turning.step is BoardStep.PREPARATION
    assert dict(turning.dots)[BoardStep.CODES] is Dot.LATE
    assert [issue.path for issue in turning.late] == ["codes"]
    assert [bool(row.late) for row in rows] == sorted([bool(r.late) for r in rows], reverse=True)
    assert found["草稿竞赛"].step is BoardStep.PLAN


def test_the_board_asks_as_often_for_many_as_for_one(act, season, count_queries):
    counts = []
    for _ in range(2):
        with act(ORGANISER) as uow, count_queries(uow) as seen:
            programme.season_board(uow, SEASON)
        counts.append(seen.count)
        with act() as uow:
            for number in range(12):
                more = a_competition(uow, f"竞赛{number}", "announced", season["top"])
                a_plan(uow, more, occupation_code=WELDING)
                a_scheme(uow, an_event(uow, more))

    assert counts[0] == counts[1] <= 8


def test_levels_come_as_the_domain_knows_them(act, season):
    with act(ORGANISER) as uow:
        assert {line.level for line in programme.list_programme(uow, SEASON).lines} == {Level.CITY}
