"""Organisers write the public pages: draft, preview, publish, news, files."""

from io import BytesIO

import pytest

from competition.domain.permissions import Role, Scope, ScopeKind
from competition.domain.sites import PageKind
from competition.persistence.models.proposals import ProposalRow
from tests.factories import a_competition, a_role, an_account, an_organisation
from tests.factories.proposals import a_proposal
from tests.proposals import TEXTS

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def site(act):
    with act() as uow:
        competition = a_competition(uow, "焊接竞赛")
        account = an_account(uow, name="组委会")
        a_role(uow, account, Role.ORGANISER, Scope(ScopeKind.COMPETITION, competition))
    return competition, account


@pytest.fixture
def desk(site, sign_in):
    return sign_in(site[1])


def url(site, page=""):
    return f"/organiser/competitions/{site[0]}/site{page}"


def test_a_page_is_looked_at_before_anything_is_stored(desk, client, site):
    typed = {"version": 0, "text": "# 新规则\n<b>", "do": "preview"}
    page = desk.post(url(site, "/technical"), data=typed)

    assert page.status_code == 200
    assert "<h3>新规则</h3>" in page.text
    assert "&lt;b&gt;" in page.text
    assert "新规则" not in desk.get(url(site, "/technical")).text


def test_a_page_begins_with_what_the_proposal_says(desk, client, site, act):
    with act() as uow:
        proposal = a_proposal(uow, an_organisation(uow, "甲区总工会"), None)
        row = uow.session.get(ProposalRow, proposal)
        row.competition_id, row.state, row.texts = site[0], "approved", TEXTS

    texts = {kind.value: desk.get(url(site, f"/{kind}")).text for kind in PageKind}

    assert ("初赛" in texts["announcement"], "技师学院" in texts["announcement"]) == (True, True)
    assert "0512-66660000" in texts["contact"]
    assert "国家职业技能标准" in texts["technical"]
    assert all("50000" not in text for text in texts.values())
    assert "已根据批准的申报内容填好" not in texts["faq"]
    assert client.get(f"/competitions/{site[0]}/contact").text.count("0512-66660000") == 0


def test_a_draft_is_saved_and_then_published(desk, client, site):
    public = f"/competitions/{site[0]}/faq"
    desk.post(url(site, "/faq"), data={"version": 0, "text": "# 怎样报名", "do": "save"})
    assert "怎样报名" not in client.get(public).text
    desk.post(url(site, "/faq"), data={"version": 1, "text": "# 怎样报名？", "do": "publish"})
    assert "怎样报名？" in client.get(public).text
    desk.post(url(site, "/faq/withdraw"))
    assert "怎样报名" not in client.get(public).text


def test_what_is_wrong_is_said_and_the_text_stays(desk, site):
    empty = desk.post(url(site, "/faq"), data={"version": 0, "text": " ", "do": "publish"})
    stale = desk.post(url(site, "/faq"), data={"version": 9, "text": "我的文字", "do": "save"})

    assert empty.status_code == 422
    assert 'id="text-error"' in empty.text
    assert stale.status_code == 422
    assert "我的文字" in stale.text


def test_news_are_published_and_taken_from_view(desk, client, site):
    public = f"/competitions/{site[0]}/news"
    wrong = desk.post(url(site, "/news"), data={"title": "", "text": "正文"})
    assert wrong.status_code == 422
    assert "正文" in wrong.text
    desk.post(url(site, "/news"), data={"title": "场地变更", "text": "改到二号馆"})
    assert "改到二号馆" in client.get(public).text
    desk.post(url(site, "/news/1/withdraw"))
    assert "改到二号馆" not in client.get(public).text


def test_a_file_is_offered_and_removed(desk, client, site):
    public = f"/competitions/{site[0]}/downloads"
    for data in ({}, {"file": (BytesIO(b"<svg/>"), "坏.pdf")}):
        desk.post(url(site, "/files"), data=data)
    assert "坏" not in client.get(public).text
    desk.post(url(site, "/files"), data={"file": (BytesIO(PDF), "报名表.pdf")})
    assert "报名表.pdf" in client.get(public).text
    assert client.get("/files/1").data == PDF
    desk.post(url(site, "/files/1/remove"))
    assert "报名表.pdf" not in client.get(public).text


def test_the_desk_shows_where_every_page_stands(desk, site):
    text = desk.get(url(site)).text

    assert text.count("未撰写") == 4
    assert "没有人关注" in text or "0 人关注" in text
