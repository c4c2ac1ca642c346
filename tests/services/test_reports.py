"""Reports: counted by the system, written by organisers, frozen when handed in."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from competition.domain.errors import Conflict, NotPermitted, RuleViolation
from competition.domain.permissions import VISITOR
from competition.domain.reports import Nomination, Report, ReportState
from competition.services import reports, results
from tests.factories import organiser_of
from tests.services.house import marked_house

SUMMARY = "竞赛组织有序。" * 10
ROW = {"name": "选手1", "unit": "机械厂", "event": "焊工", "honour": "技术能手", "reason": "第一名"}


@pytest.fixture
def ended(act):
    """A competition whose only event is published, with three ranked entries."""
    house = marked_house(act, held_on=date(2026, 5, 1))
    with act(house.organiser) as uow:
        results.publish_results(uow, house.event)
    return house


def competition_of(act, house):
    (scope,) = [scope for _, scope in house.organiser.roles]
    return scope.id


def describe(act, house):
    with act(house.organiser) as uow:
        return reports.describe_report(uow, competition_of(act, house))


def save(act, house, report, rows=(), version=0):
    with act(house.organiser) as uow:
        return reports.save_report(uow, competition_of(act, house), report, rows, version)


def hand_in(act, house):
    with act(house.organiser) as uow:
        reports.hand_in_report(uow, competition_of(act, house))


def test_the_basic_data_are_counted(act, ended):
    found = describe(act, ended)

    (event,) = found.figures
    assert (event["entries"], event["units"], event["judges"], event["placed"]) == (3, 1, 1, 3)
    assert event["held_on"] == "2026-05-01"
    assert Decimal(event["best"]) > Decimal(event["mean"]) > Decimal(event["lowest"])
    assert [(one.place, one.name) for one in found.winners] == [
        (1, "选手1"),
        (2, "选手2"),
        (3, "选手3"),
    ]


def test_a_report_is_written_saved_and_handed_in(act, ended):
    report = Report(SUMMARY, {ended.event: "操作规范，个别选手超时。"})
    assert save(act, ended, report, [ROW]) == ()
    hand_in(act, ended)
    found = describe(act, ended)

    assert found.report == replace(
        report,
        nominations=(Nomination("选手1", "机械厂", "技术能手", "焊工", "第一名"),),
        state=ReportState.HANDED_IN,
    )
    assert (found.may_edit, found.obstacles) == (False, ())
    assert found.figures[0]["placed"] == 3


def test_what_is_handed_in_stays_as_it_was(act, ended):
    save(act, ended, Report(SUMMARY, {ended.event: "分析"}))
    hand_in(act, ended)
    with pytest.raises(RuleViolation, match="does not change"):
        save(act, ended, Report("别的"), version=2)
    with pytest.raises(RuleViolation, match="does not change"):
        hand_in(act, ended)
    with act(ended.organiser) as uow:
        results.retract_results(uow, ended.event, "发现错误，需要更正")
    assert describe(act, ended).figures[0]["placed"] == 3


def test_an_unfinished_report_is_not_handed_in(act, ended):
    assert [issue.path for issue in describe(act, ended).obstacles] == [
        "summary",
        f"analysis-{ended.event}",
    ]
    with pytest.raises(RuleViolation, match="work summary"):
        hand_in(act, ended)


def test_a_competition_that_runs_is_not_reported(act):
    house = marked_house(act)
    save(act, house, Report(SUMMARY))
    with pytest.raises(RuleViolation, match="not ended"):
        hand_in(act, house)


def test_what_is_wrong_is_found_and_nothing_is_written(act, ended):
    issues = save(act, ended, Report(SUMMARY), [ROW | {"honour": ""}])

    assert [issue.path for issue in issues] == ["nominations-0-honour"]
    assert describe(act, ended).version == 0


def test_two_do_not_overwrite_each_other(act, ended):
    save(act, ended, Report(SUMMARY))
    with pytest.raises(Conflict):
        save(act, ended, Report("别的"))


def test_others_neither_read_nor_write(act, ended):
    competition = competition_of(act, ended)
    for actor in (VISITOR, organiser_of(competition + 99)):
        for use_case in (
            lambda uow: reports.describe_report(uow, competition),
            lambda uow: reports.save_report(uow, competition, Report(), (), 0),
            lambda uow: reports.hand_in_report(uow, competition),
        ):
            with act(actor) as uow, pytest.raises(NotPermitted):
                use_case(uow)
