"""Administrators fill the catalogues from Excel."""

import re
from html import unescape
from io import BytesIO

import pytest
from openpyxl import load_workbook

from competition.domain.permissions import INSTALLATION, Role
from competition.services import catalogues
from tests.factories import a_role, an_account
from tests.services.test_catalogues import ADMINISTRATOR, workbook


@pytest.fixture
def desk(act, sign_in):
    with act(ADMINISTRATOR) as uow:
        catalogues.load_shipped(uow)
        account = an_account(uow, name="管理员")
        a_role(uow, account, Role.ADMINISTRATOR, INSTALLATION)
    return sign_in(account)


def send(desk, *rows):
    data = {"file": (BytesIO(workbook(*rows)), "目录.xlsx")}
    return desk.post("/admin/catalogues/occupations/import", data=data)


def test_a_workbook_is_shown_first_and_stored_after(desk):
    page = send(desk, ("6-18-02-04", "电焊工", "", "54"), ("6-99-01-01", "新职业", "", ""))
    token = unescape(re.search(r'name="token"[^>]*>([^<]+)<', page.text)[1])
    before = desk.get("/admin/catalogues/occupations").text
    desk.post("/admin/catalogues/occupations/import/confirm", data={"token": token})
    after = desk.get("/admin/catalogues/occupations").text

    assert page.status_code == 200
    assert "新职业" not in before
    assert "新职业" in after


def test_every_bad_row_is_reported_and_nothing_stored(desk):
    page = send(desk, ("x", "坏一", "", ""), ("6-18-02-04", "焊工", "", ""), ("y", "", "", "9"))

    assert page.status_code == 422
    assert page.text.count("row-faulty") == 2
    assert page.text.count("cell-issue") == 4
    assert 'name="token"' not in page.text


def test_a_forged_token_stores_nothing(desk):
    answer = desk.post(
        "/admin/catalogues/occupations/import/confirm",
        data={"token": "x"},
        follow_redirects=True,
    )

    assert "重新选择" in answer.text


def test_the_catalogue_is_given_as_the_workbook_that_is_taken(desk):
    data = desk.get("/admin/catalogues/industries.xlsx").data
    page = desk.post(
        "/admin/catalogues/industries/import", data={"file": (BytesIO(data), "x.xlsx")}
    )

    (sheet,) = load_workbook(BytesIO(data)).worksheets
    assert [cell.value for cell in sheet[1]] == ["产业代码", "产业名称", "重点产业"]
    assert page.status_code == 200
    assert 'name="token"' in page.text


def test_a_file_that_is_none_is_refused(desk):
    assert desk.post("/admin/catalogues/industries/import", data={}).status_code == 422
