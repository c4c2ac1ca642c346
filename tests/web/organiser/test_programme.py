"""Organisers' pages about the annual programme."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from competition.domain.permissions import INSTALLATION, Role, Scope, ScopeKind
from competition.domain.proposals import Action
from competition.services import catalogues
from tests.factories import a_competition, a_plan, a_role, an_account, an_event, an_organisation
from tests.proposals import Tree
from tests.services.test_catalogues import ADMINISTRATOR


@pytest.fixture
def planned(act):
    """Two competitions of 2026, one of them in the programme; and the city's organiser."""
    with act(ADMINISTRATOR) as uow:
        catalogues.load_shipped(uow)
    with act() as uow:
        top = an_organisation(uow, "市总工会")
        one = a_competition(uow, "2026年焊接竞赛", "draft", top)
        days = {"starts_on": date(2026, 5, 1), "ends_on": date(2026, 5, 3)}
        a_plan(uow, one, occupation_code="6-18-02-04", industry_code="K02", **days)
        draft = a_competition(uow, "车工竞赛", "draft", top)
        an_event(uow, draft, state="draft", held_on=date(2026, 5, 20))
        account = an_account(uow, name="市级组委会")
        a_role(uow, account, Role.ORGANISER, INSTALLATION)
    return {"id": one, "draft": draft, "account": account, "top": top}


@pytest.fixture
def desk(planned, sign_in):
    return sign_in(planned["account"])


def text_of(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_the_list_is_narrowed_by_the_address(desk):
    assert "焊接竞赛" in text_of(desk, "/organiser/programme?season=2026")
    narrowed = text_of(desk, "/organiser/programme?season=2026&industry=K02")
    assert "焊接竞赛" in narrowed
    assert "车工竞赛" not in narrowed
    assert "没有符合条件的竞赛" in text_of(desk, "/organiser/programme?season=2026&search=x")
    assert text_of(desk, "/organiser/programme?season=x&district=x&progress=%27")


def test_no_season_lies_outside_the_calendar_and_an_empty_one_says_so(desk):
    for tab in ("", "/calendar", "/board", "/export.xlsx"):
        for season in ("1999", "99999999999", "-1"):
            assert desk.get(f"/organiser/programme{tab}?season={season}").status_code == 404
    for tab in ("", "/calendar", "/board"):
        assert "本赛季还没有计划" in text_of(desk, f"/organiser/programme{tab}?season=2031")


def test_a_season_of_drafts_alone_is_no_filter_that_fits_nothing(act, sign_in):
    tree = Tree(act)
    tree.propose(title="写着的竞赛")
    page = text_of(sign_in(tree.organiser.account_id), "/organiser/programme?season=2027")

    assert "1 项申报填写中" in page
    assert "本赛季还没有计划" in page


def test_a_season_is_counted_with_what_is_no_competition_yet(act, sign_in):
    tree = Tree(act)
    tree.propose(title="写着的竞赛")
    tree.submitted(title="待批的竞赛")
    tree.decide(tree.submitted(title="已批的竞赛", trade_code="6-18-02-04"))
    tree.decide(tree.submitted(title="未过的竞赛"), Action.DECLINE, "与另一项重复")
    lead = "共 4 项：1 项竞赛，1 项申报待决定，1 项申报填写中，1 项申报未通过或已撤回"

    for tab in ("", "/calendar", "/board"):
        page = text_of(sign_in(tree.organiser.account_id), f"/organiser/programme{tab}?season=2027")
        assert lead in page


def test_the_calendar_shows_a_month(desk):
    text = text_of(desk, "/organiser/programme/calendar?season=2026&month=2026-05")

    assert "2026年5月1日（周五）" in text
    assert "is-begins" in text
    assert "is-held" in text
    for month in ("x", "2026-13", "9999-12", "0001-01"):
        assert "month" in text_of(desk, f"/organiser/programme/calendar?month={month}")


def test_the_board_has_nine_dots_a_row(desk):
    text = text_of(desk, "/organiser/programme/board?season=2026")

    assert text.count('class="dot-') == 2 * 9 + 4


def test_the_board_shows_what_is_proposed_until_it_is_decided(act, sign_in):
    tree, board = Tree(act), "/organiser/programme/board?season=2027"
    tree.propose(title="写着的竞赛")
    tree.submitted(title="待批的竞赛")
    decided = tree.submitted(title="已批的竞赛", trade_code="6-18-02-04")
    tree.decide(decided)
    returned = tree.submitted(title="退回的竞赛")
    tree.decide(returned, Action.RETURN, "请补充")
    text = text_of(sign_in(tree.organiser.account_id), board)
    unit = text_of(sign_in(tree.officer.account_id), f"{board}&progress=planned")

    assert [text.count(title) for title in ("写着的竞赛", "待批的竞赛", "退回的竞赛")] == [0, 1, 1]
    assert text.count('class="dot-') == 3 * 9 + 4
    assert "待批的竞赛" not in unit


def test_the_export_holds_what_the_list_shows(desk):
    answer = desk.get("/organiser/programme/export.xlsx?season=2026&industry=K02")
    (sheet,) = load_workbook(BytesIO(answer.data)).worksheets

    rows = list(sheet.iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == ["2026年焊接竞赛"]
    assert rows[1][5:9] == ("焊工", "装备制造", "2026-05-01", "2026-05-03")


def test_a_plan_is_saved_by_the_name_of_the_trade(desk, planned):
    path = f"/organiser/competitions/{planned['draft']}/plan"
    typed = {"version": 0, "occupation": "数控车工", "industry": "K01", "place": "体育馆"}

    assert desk.post(path, data=typed).status_code == 302
    text = text_of(desk, path)
    assert 'value="6-18-01-01 车工"' in text
    assert 'value="体育馆"' in text


def test_what_is_typed_wrong_stays_and_is_said_at_its_field(desk, planned):
    path = f"/organiser/competitions/{planned['draft']}/plan"
    typed = {"occupation": "某某工", "place": "体育馆", "entrants": "很多"}

    answer = desk.post(path, data=typed)
    late = desk.post(path, data={"version": 7, "industry": "", "place": "体育馆"})

    assert answer.status_code == 422
    assert 'value="体育馆"' in answer.text
    assert "很多" in answer.text
    wrong_trade = desk.post(path, data={"occupation": "某某工", "industry": ""})
    assert 'id="occupation-error"' in wrong_trade.text
    assert late.status_code == 422
    assert "计划在此期间已被他人修改" in late.text


def test_a_draft_is_taken_into_the_programme(desk, planned):
    desk.post(f"/organiser/competitions/{planned['draft']}/plan/take-in")

    text = text_of(desk, "/organiser/programme?season=2026&progress=planned")
    assert "车工竞赛" in text


def test_an_edition_is_published_and_read_by_everyone(desk, client, planned):
    assert "还没有公布" in text_of(client, "/programme")
    assert "焊接竞赛" in text_of(desk, "/organiser/programme/2026/publish")
    desk.post("/organiser/programme/2026/publish", data={"note": "首次公布"})

    text = text_of(client, "/programme")
    assert "焊接竞赛" in text
    assert "首次公布" in text
    assert "车工竞赛" not in text
    again = desk.post("/organiser/programme/2026/publish", data={"note": ""})
    assert again.status_code == 422
    book = load_workbook(BytesIO(client.get("/programme/2026/1.xlsx").data))
    assert book.worksheets[0]["A2"].value == "2026年焊接竞赛"
    assert client.get("/programme/2026/1.pdf").data.startswith(b"%PDF")
    assert client.get("/programme/2026/2").status_code == 404
    assert client.get("/programme/2031").status_code == 404


def test_a_change_is_asked_for_and_approved(desk, planned):
    path = f"/organiser/competitions/{planned['id']}/changes"
    kept = {"title": "2026年焊接竞赛", "level": "city", "competition_class": "1"}
    facts = kept | {"starts_on": "2026-05-01", "ends_on": "2026-05-04"}
    assert desk.post(path, data=facts).status_code == 422
    assert desk.post(path, data=facts | {"reason": "参赛人数增加"}).status_code == 302
    assert "参赛人数增加" in text_of(desk, "/organiser/programme/changes")
    refused = desk.post("/organiser/programme/changes/1", data={"do": "decline", "words": ""})
    assert 'id="words-error"' in refused.text
    desk.post("/organiser/programme/changes/1", data={"do": "approve", "words": "同意"})

    text = text_of(desk, path)
    assert "同意" in text
    assert 'value="2026-05-04"' in text
    assert "没有等待" in text_of(desk, "/organiser/programme/changes")


def test_an_officer_reads_and_does_not_publish(act, sign_in, planned):
    with act() as uow:
        account = an_account(uow, name="干部")
        district = an_organisation(uow, "东区总工会", kind="district", parent_id=planned["top"])
        a_role(uow, account, Role.OFFICER, Scope(ScopeKind.ORGANISATION, district))
    client = sign_in(account)

    assert "焊接竞赛" not in text_of(client, "/organiser/programme?season=2026")
    assert client.get("/organiser/programme/2026/publish").status_code == 403
    assert client.get("/organiser/programme/changes").status_code == 403
    assert client.get(f"/organiser/competitions/{planned['id']}/plan").status_code == 403


def test_occupations_are_searched_with_and_without_script(client, planned):
    assert "6-18-02-04" in text_of(client, "/occupations?q=焊工")
    options = text_of(client, "/occupations/options?field=occupation&occupation=6-18-02-04")
    assert options.strip() == (
        '<option value="6-18-02-04 焊工">电焊工、气焊工、钎焊工、焊接设备操作工</option>'
    )
    assert "没有符合" in text_of(client, "/occupations?q=不存在")
