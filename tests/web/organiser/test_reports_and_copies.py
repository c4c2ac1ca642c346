"""Organisers copy a competition and report on it."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from competition.domain.permissions import INSTALLATION, Role
from competition.services import results
from tests.factories import a_role, an_account
from tests.services.house import marked_house

SUMMARY = "竞赛组织有序。" * 10


@pytest.fixture
def ended(act, sign_in):
    """The browser of the city's organiser, and a competition that has ended."""
    house = marked_house(act)
    with act(house.organiser) as uow:
        results.publish_results(uow, house.event)
    with act() as uow:
        account = an_account(uow, name="市级组委会")
        a_role(uow, account, Role.ORGANISER, INSTALLATION)
    (scope,) = [scope for _, scope in house.organiser.roles]
    return sign_in(account), f"/organiser/competitions/{scope.id}", house.event


def typed(event, **more):
    row = {"name": "选手1", "unit": "机械厂", "event": "", "honour": "技术能手", "reason": "第一"}
    fields = {f"nominations-0-{key}": value for key, value in row.items()}
    return {"version": 0, "summary": SUMMARY, f"analysis-{event}": "规范", **fields, **more}


def test_a_report_is_written_and_handed_in(ended):
    desk, base, event = ended
    assert "选手1" in desk.get(f"{base}/report").text
    assert desk.post(f"{base}/report", data=typed(event)).status_code == 302
    desk.post(f"{base}/report/hand-in")

    text = desk.get(f"{base}/report").text
    assert "技术能手" in text
    assert "<textarea" not in text


def test_what_is_wrong_is_shown_and_nothing_typed_is_lost(ended):
    desk, base, event = ended
    wrong = desk.post(f"{base}/report", data=typed(event, **{"nominations-0-honour": ""}))
    stale = desk.post(f"{base}/report", data=typed(event, version=7))
    early = desk.post(f"{base}/report/hand-in", follow_redirects=True)

    assert wrong.status_code == 422
    assert 'id="nominations-0-honour-error"' in wrong.text
    assert SUMMARY in wrong.text
    assert stale.status_code == 409
    assert SUMMARY in stale.text
    assert "工作总结" in early.text


def test_the_report_is_given_as_a_workbook_and_on_paper(ended):
    desk, base, event = ended
    desk.post(f"{base}/report", data=typed(event))
    book = load_workbook(BytesIO(desk.get(f"{base}/report.xlsx").data))
    paper = desk.get(f"{base}/report.pdf")

    assert book.sheetnames == ["基本情况表", "推荐名单", "工作总结", "技术分析", "说明"]
    assert book["推荐名单"]["A2"].value == "选手1"
    assert book["基本情况表"]["F2"].value == 3
    assert paper.content_type == "application/pdf"
    assert paper.data.startswith(b"%PDF")


def test_a_competition_is_copied_into_the_next_season(ended):
    desk, base, _ = ended
    page = desk.get(f"{base}/copy")
    assert 'value="2027"' in page.text
    assert 'value="2027年职工职业技能竞赛"' in page.text
    refused = desk.post(f"{base}/copy", data={"season": "2026", "title": "新竞赛"})
    assert refused.status_code == 422
    assert 'id="season-error"' in refused.text
    answer = desk.post(f"{base}/copy", data={"season": "2027", "title": "新竞赛"})
    assert answer.status_code == 302
    assert "新竞赛" in desk.get(answer.location).text
