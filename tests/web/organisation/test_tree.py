"""The tree's pages: lists, writing down, changing, merging, Excel in and out."""

import io
import re

import openpyxl
import pytest
from sqlalchemy import select

from competition.domain.permissions import INSTALLATION, Role
from competition.persistence.models.competitions import OrganisationRow
from tests.factories import a_role, an_account, an_organisation

CODE = "91350100M000100Y43"


@pytest.fixture
def tree(act):
    with act() as uow:
        top = an_organisation(uow, "苏城市总工会")
        district = an_organisation(uow, "甲区总工会", "district", top)
        one, two = (an_organisation(uow, name, "unit", district) for name in ("一厂", "二厂"))
    return {"top": top, "district": district, "one": one, "two": two}


@pytest.fixture
def admin(act, sign_in):
    with act() as uow:
        account = an_account(uow)
        a_role(uow, account, Role.ADMINISTRATOR, INSTALLATION)
    return sign_in(account)


def stored(act):
    with act() as uow:
        query = select(OrganisationRow.name, OrganisationRow.state).order_by(OrganisationRow.id)
        return dict(uow.session.execute(query).all())


def test_a_unit_is_closed_with_a_reason_and_opened_again(admin, tree, act):
    url = f"/organisation/{tree['one']}"

    refused = admin.post(f"{url}/close", data={"reason": ""})
    admin.post(f"{url}/close", data={"reason": "破产清算"})
    overview, history = admin.get(url), admin.get(f"{url}/history")
    closed = admin.get("/organisation/all?state=closed")

    assert refused.status_code == 422
    assert stored(act)["一厂"] == "closed"
    assert (f'href="{url}/reopen"' in overview.text, f'href="{url}/close"' in overview.text) == (
        True,
        False,
    )
    assert ("破产清算" in history.text, "一厂" in closed.text) == (True, True)
    admin.post(f"{url}/reopen", data={"reason": "决定作废"})
    assert stored(act)["一厂"] == "active"


def test_all_that_keeps_a_union_open_is_listed(admin, tree):
    page = admin.get(f"/organisation/{tree['district']}/close").text

    assert "下面还有 2 个单位：一厂、二厂" in page
    assert "<form" not in page.split("<main")[1]


def test_every_tab_that_an_organisation_shows_opens_and_names_itself(admin, tree):
    page = admin.get(f"/organisation/{tree['district']}").text
    tabs = re.findall(rf'<li><a href="(/organisation/{tree["district"]}[^"]*)"', page)

    opened = [admin.get(tab) for tab in tabs]

    assert [one.status_code for one in opened] == [200] * len(tabs)
    assert len({re.search("<title>.*</title>", one.text)[0] for one in opened}) == len(tabs) == 6


def test_the_overview_leads_to_who_can_do_what(admin, tree):
    page = admin.get(f"/organisation/{tree['one']}").text

    assert f'href="/steward/authority/organisation/{tree["one"]}"' in page


def draft(tree, **more):
    return {"name": "三厂", "kind": "unit", "parent": tree["district"], "code": CODE} | more


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in (("全称", "类型", "上级单位", "统一社会信用代码"), *rows):
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    data.seek(0)
    return {"file": (data, "单位.xlsx")}


def test_lists_search_and_filters(admin, tree):
    page = admin.get("/organisation/all?kind=unit&search=一").text

    assert "一厂" in page
    assert "二厂" not in page


def test_writes_a_unit_down_and_says_what_is_wrong(act, admin, tree):
    wrong = admin.post("/organisation/new", data=draft(tree, name="", code="123"))
    right = admin.post("/organisation/new", data=draft(tree), follow_redirects=True)

    assert wrong.status_code == 422
    assert 'id="name-error"' in wrong.text
    assert 'id="code-error"' in wrong.text
    assert CODE in right.text
    assert "三厂" in stored(act)


def test_renames_a_unit_and_shows_its_history(act, admin, tree):
    url = f"/organisation/{tree['one']}"
    page = admin.get(url + "/edit")
    admin.post(
        url + "/edit",
        data=draft(tree, name="第一机械厂", version="1", reason="苏工〔2026〕8号"),
    )
    stale = admin.post(url + "/edit", data=draft(tree, name="别的厂", version="1"))

    assert 'value="一厂"' in page.text
    assert "苏工〔2026〕8号" in admin.get(url + "/history").text
    assert stale.status_code == 422
    assert "第一机械厂" in stored(act)


def test_merges_after_showing_what_moves(act, admin, tree):
    url = f"/organisation/{tree['one']}/merge"
    choice = admin.get(url + "?search=厂").text
    preview = admin.get(f"{url}?into={tree['two']}").text
    without = admin.post(f"{url}?into={tree['two']}", data={})
    admin.post(f"{url}?into={tree['two']}", data={"reason": "并厂"})

    assert "二厂" in choice
    assert "二厂" in preview
    assert without.status_code == 422
    again = admin.post(f"{url}?into={tree['two']}", data={"reason": "并厂"})
    assert stored(act)["一厂"] == "merged"
    assert (again.status_code, again.location) == (302, f"/organisation/{tree['one']}")


def test_imports_what_the_preview_showed(act, admin, tree):
    page = admin.post(
        "/organisation/import", data=workbook(("三厂", "单位", "甲区总工会", CODE))
    ).text
    token = re.search(r'name="token"[^>]*>([^<]+)<', page)[1]
    admin.post("/organisation/import/confirm", data={"token": token})

    assert "三厂" in stored(act)


def test_every_bad_row_is_shown_and_nothing_is_stored(act, admin, tree):
    page = admin.post(
        "/organisation/import",
        data=workbook(("三厂", "单位", "没有", "1"), ("四厂", "工厂", "甲区总工会", None)),
    )

    assert page.status_code == 422
    assert page.text.count("row-faulty") == 2
    assert "token" not in re.findall(r'name="(\w+)"', page.text)
    assert "三厂" not in stored(act)


def test_a_forged_preview_is_refused(act, admin, tree):
    page = admin.post("/organisation/import/confirm", data={"token": "x"}, follow_redirects=True)

    assert page.request.path == "/organisation/import"
    assert len(stored(act)) == 4


def test_exports_what_the_list_shows(admin, tree):
    book = admin.get("/organisation/export.xlsx?kind=unit")
    text = admin.get("/organisation/export.csv?kind=unit").data.decode("utf-8-sig")

    rows = list(openpyxl.load_workbook(io.BytesIO(book.data)).active.values)
    assert [row[0] for row in rows] == ["全称", "一厂", "二厂"]
    assert text.splitlines()[1].startswith("一厂,单位,甲区总工会")
    assert admin.get("/organisation/template.xlsx").status_code == 200
