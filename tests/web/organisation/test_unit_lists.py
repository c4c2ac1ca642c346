import re
from io import BytesIO

import pytest

from competition.domain.conditions import Condition, Kind, Requirement
from competition.domain.permissions import Role, Scope, ScopeKind
from competition.domain.registration_rules import RegistrationRules
from competition.services.workbooks import Column, Page, write_workbook
from competition.web.organisation import list_pages
from tests.factories import (
    a_competition,
    a_role,
    an_account,
    an_event,
    an_id_number,
    an_organisation,
    some_rules,
)


@pytest.fixture
def house(act, sign_in):
    with act() as uow:
        event = an_event(uow, a_competition(uow), state="open")
        unit, clerk = an_organisation(uow, "甲厂", "unit"), an_account(uow)
        a_role(uow, clerk, Role.CLERK, Scope(ScopeKind.ORGANISATION, unit))
    return sign_in(clerk), f"/organisation/lists/{event}/{unit}"


def workbook(rows):
    columns = [Column("姓名"), Column("身份证号"), Column("已取得技能等级")]
    return write_workbook([Page("单位名单", columns, rows)])


def version(page):
    return re.search(r'name="version" value="(\d+)"', page.text).group(1)


def form(rows, **more):
    cells = {f"row{n}-{key}": text for n, row in enumerate(rows, 1) for key, text in row.items()}
    return {"columns": "name,id_number,phone,level", **cells, **more}


def test_typed_rows_keep_their_texts_and_show_each_problem_at_its_cell(house):
    clerk, url = house
    typed = [{"name": "王小明", "id_number": "110105194912310021"}]

    answer = clerk.post(url, data=form(typed, version="0", enter="yes"))

    assert answer.status_code == 422
    assert 'value="110105194912310021"' in answer.text
    assert 'id="row1-id_number-error-1"' in answer.text


def test_pasted_rows_are_entered_and_the_list_is_sealed_and_printed(house):
    clerk, url = house
    pasted = "\n".join(
        f"{name}\t{an_id_number(n)}\t\t中级工" for n, name in ((1, "赵一鸣"), (2, "钱海"))
    )
    clerk.post(url, data=form([], version="0", pasted=pasted, enter="yes"))

    page = clerk.get(url)
    sealed = clerk.post(f"{url}/seal", data={"version": version(page)})
    paper = clerk.get(f"{url}/sealed.pdf")

    assert re.findall(r'<span class="num">(\d{4})</span>', page.text) == ["0001", "0002"]
    assert sealed.status_code == 302
    assert paper.data[:5] == b"%PDF-"
    assert 'name="enter"' not in clerk.get(url).text


def test_a_workbook_is_read_row_by_row_and_nobody_is_entered_yet(house):
    clerk, url = house
    data = workbook([["赵一鸣", an_id_number(1), ""], ["钱海", "123", ""]])

    upload = {"file": (BytesIO(data), "名单.xlsx"), "version": "0"}
    answer = clerk.post(f"{url}/upload", data=upload, follow_redirects=True)

    assert answer.status_code == 200
    assert 'value="123"' in answer.text
    assert answer.text.count('class="cell-problem"') == 1


def test_something_else_than_a_workbook_is_refused_with_a_sentence(house):
    clerk, url = house

    upload = {"file": (BytesIO(b"no workbook"), "x.xlsx"), "version": "0"}
    answer = clerk.post(f"{url}/upload", data=upload)

    assert answer.status_code == 422
    assert "notice" in answer.text


def test_the_second_of_two_clerks_sees_both_versions(house):
    clerk, url = house
    clerk.post(url, data=form([{"name": "先保存"}], version="0"))

    answer = clerk.post(url, data=form([{"name": "后保存"}], version="0"))

    assert answer.status_code == 409
    assert "先保存" in answer.text
    assert 'value="后保存"' in answer.text


def test_a_row_can_be_taken_out(house):
    clerk, url = house

    clerk.post(url, data=form([{"name": "甲"}, {"name": "乙"}], version="0", remove1="yes"))

    assert 'value="甲"' not in clerk.get(url).text


def test_the_template_has_the_columns_of_the_event(house):
    clerk, url = house

    answer = clerk.get(f"{url}/template.xlsx")

    assert answer.data[:2] == b"PK"
    assert clerk.get("/organisation/lists").status_code == 200


def test_of_a_long_list_a_part_is_corrected_and_the_rest_stays_as_it_is(house, monkeypatch):
    clerk, url = house
    monkeypatch.setattr(list_pages, "WHOLE", 2)
    faulty = ["孙大伟", "123", "", ""]
    rows = [[name, an_id_number(n), "", ""] for n, name in enumerate(("赵一鸣", "钱海"), 1)]
    columns = [Column(head) for head in ("姓名", "身份证号", "手机号", "已取得技能等级")]
    book = BytesIO(write_workbook([Page("单位名单", columns, [*rows, faulty])]))
    clerk.post(f"{url}/upload", data={"file": (book, "名单.xlsx"), "version": "0"})

    page = clerk.get(f"{url}?show=problems")
    cells = {"row3-name": "孙大伟", "row3-id_number": an_id_number(3), "row3-level": "4"}
    sent = {**cells, "part": "yes", "version": version(page), "enter": "yes"}
    clerk.post(f"{url}?show=problems", data=sent)

    assert re.findall(r'name="(row\d)-name"', page.text)[0] == "row3"
    whole = [clerk.get(f"{url}?page={n}").text for n in (1, 2)]
    assert re.findall(r'<span class="num">(\d{4})</span>', "".join(whole)) == [
        "0001",
        "0002",
        "0003",
    ]
    assert "钱海" in clerk.get(f"{url}?search=钱").text


def test_what_a_condition_asks_stands_in_its_words_at_the_column_that_says_it(house, act):
    clerk, url = house
    skilled = Condition(
        "level", ((Requirement(Kind.LEVEL, level="3"),),), words="须持高级工及以上证书"
    )
    with act() as uow:
        some_rules(uow, int(url.split("/")[-2]), RegistrationRules(conditions=(skilled,)))

    typed = {"name": "王小明", "id_number": an_id_number(1), "level": "4"}
    clerk.post(url, data=form([typed], version="0"))

    cell = re.search(r'id="row1-level-error-1".*?</td>', clerk.get(url).text, re.DOTALL).group(0)
    assert "须持高级工及以上证书" in cell
