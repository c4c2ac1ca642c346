"""The report after a competition: what it needs before it is handed in."""

import pytest

from competition.domain.errors import RuleViolation
from competition.domain.programme import Progress
from competition.domain.reports import (
    Nomination,
    Report,
    ReportState,
    handing_in_issues,
    read_nominations,
    reading_issues,
)

ROW = {"name": "李秀英", "unit": "机械厂", "event": "焊工", "honour": "技术能手", "reason": ""}
SUMMARY = "字" * 50


def found(issues):
    return [(issue.rule, issue.path) for issue in issues]


def test_rpt_01_a_report_that_is_handed_in_does_not_change():
    Report().require_open()
    with pytest.raises(RuleViolation) as refused:
        Report(state=ReportState.HANDED_IN).require_open()
    assert refused.value.rule == "RPT-01"


def test_rpt_02_a_nomination_names_person_unit_and_honour():
    empty = dict.fromkeys(ROW, "")
    rows = [ROW, empty, empty | {"reason": "x"}, ROW | {"unit": ""}]

    assert found(reading_issues(Report(), rows)) == [
        ("RPT-02", "nominations-2-name"),
        ("RPT-02", "nominations-2-unit"),
        ("RPT-02", "nominations-2-honour"),
        ("RPT-02", "nominations-3-unit"),
    ]
    assert read_nominations(rows) == (Nomination("李秀英", "机械厂", "技术能手", "焊工"),)


def test_texts_of_a_report_have_an_end():
    long = "字" * 20_001

    issues = reading_issues(Report(long, {7: long, 8: "短"}), [])

    assert found(issues) == [("RPT-02", "summary"), ("RPT-02", "analysis-7")]


@pytest.mark.parametrize("progress", [Progress.ENDED, Progress.CANCELLED])
def test_a_whole_report_of_what_has_ended_is_handed_in(progress):
    assert handing_in_issues(Report(SUMMARY, {7: "分析"}), progress, {7: "焊工"}) == ()


def test_rpt_03_end_summary_and_every_analysis_are_needed():
    issues = handing_in_issues(Report("短", {7: " "}), Progress.RUNNING, {7: "焊工", 8: "车工"})

    assert found(issues) == [
        ("RPT-03", "state"),
        ("RPT-03", "summary"),
        ("RPT-03", "analysis-7"),
        ("RPT-03", "analysis-8"),
    ]
    assert issues[-1].params == {"event": "车工"}
