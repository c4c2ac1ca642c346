"""A clerk enters ten colleagues from Excel, three rows of which are bad, in a browser."""

import pytest

from competition.domain.permissions import Role, Scope, ScopeKind
from competition.services.workbooks import Column, Page, write_workbook
from tests.browser import live_server
from tests.factories import (
    a_competition,
    a_role,
    an_account,
    an_event,
    an_id_number,
    an_organisation,
)

NAMES = [
    *("赵一鸣", "钱海", "孙大伟", "李娜", "周芳"),
    *("吴䶮", "郑强", "王丽", "阿依古丽·买买提", "陈𠮷"),
]
BAD = {2: "12345", 5: "", 8: an_id_number(1)}


@pytest.fixture
def clerks_window(act, app, sign_in, open_visit):
    """The window of a signed-in clerk at the list of an open event."""
    with act() as uow:
        event = an_event(uow, a_competition(uow), state="open")
        unit, clerk = an_organisation(uow, "甲厂", "unit"), an_account(uow, "经办人")
        a_role(uow, clerk, Role.CLERK, Scope(ScopeKind.ORGANISATION, unit))
    cookie = sign_in(clerk).get_cookie("session")
    with live_server(app) as base:
        visit = open_visit(base)
        visit.page.context.add_cookies([{"name": "session", "value": cookie.value, "url": base}])
        visit.go(f"/organisation/lists/{event}/{unit}")
        yield visit


def workbook():
    rows = [
        [name, BAD.get(n, an_id_number(n)), "", "中级工（四级）"] for n, name in enumerate(NAMES, 1)
    ]
    heads = ("姓名", "身份证号", "手机号", "已取得技能等级")
    return write_workbook([Page("单位名单", [Column(head) for head in heads], rows)])


def paste(page, cell, rows):
    """Paste cells of a spreadsheet into the list."""
    script = """([at, text]) => {
        const data = new DataTransfer();
        data.setData("text/plain", text);
        const event = {clipboardData: data, bubbles: true, cancelable: true};
        document.querySelector(at).dispatchEvent(new ClipboardEvent("paste", event));
    }"""
    page.evaluate(script, [cell, "\n".join("\t".join(row) for row in rows) + "\n"])


def test_a_clerk_enters_ten_from_excel_with_three_bad_rows(clerks_window, tmp_path):
    visit, page = clerks_window, clerks_window.page
    book = tmp_path / "名单.xlsx"
    book.write_bytes(workbook())

    page.set_input_files("#file", book)
    page.click("button:has-text('读入')")
    page.wait_for_selector(".cell-problem")
    assert page.locator("tr.has-issue").count() == 3
    visit.expect_complaint("422")
    page.click("button[name=enter]")
    page.wait_for_selector(".notice.tone-stop")
    assert page.locator(".cell-entry .num").count() == 0

    page.fill("input[name=row2-id_number]", an_id_number(2))
    paste(page, "input[name=row5-id_number]", [[an_id_number(5)], [an_id_number(6)], ["7"]])
    paste(page, "input[name=row7-id_number]", [[an_id_number(n)] for n in (7, 8)])
    page.click("button[name=enter]")
    page.wait_for_selector("a:has-text('封存名单')")

    assert page.locator(".cell-entry .num").all_inner_texts() == [f"{n:04}" for n in range(1, 11)]
    assert visit.accessibility_faults() == []
    assert not visit.overflows()
