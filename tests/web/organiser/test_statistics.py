"""Pages and files with figures of registration."""

import io
import json

import openpyxl
import pytest

from competition.domain.permissions import Role, Scope, ScopeKind
from tests.factories import a_competition, a_role, an_account, an_entry, an_event, an_organisation


@pytest.fixture
def figures(act, sign_in):
    """An event with three entries, its organiser's browser, and that of the district's officer."""
    with act() as uow:
        district = an_organisation(uow, "甲区总工会", kind="district")
        unit = an_organisation(uow, "=甲厂", kind="unit", parent_id=district)
        competition = a_competition(uow)
        event = an_event(uow, competition)
        for age in (20, 30, 40):
            an_entry(uow, event, unit="=甲厂", unit_id=unit, age=age, level="3")
        organiser, officer = an_account(uow), an_account(uow)
        a_role(uow, organiser, Role.ORGANISER, Scope(ScopeKind.COMPETITION, competition))
        a_role(uow, officer, Role.OFFICER, Scope(ScopeKind.ORGANISATION, district))
    return event, district, sign_in(organiser), sign_in(officer)


def test_every_chart_says_its_answer_and_has_its_table(figures):
    event, _, organiser, _ = figures

    page = organiser.get(f"/organiser/events/{event}/statistics").text

    assert page.count("data-chart=") == page.count("以表格显示") == 7
    assert "人数最多：三级（高级工），3" in page or "高级工" in page
    option = page.split("data-chart='")[1].split("'")[0].replace("&#34;", '"')
    assert json.loads(option)["series"][0]["data"] == [3, 3, 3, 3]


def test_the_figures_leave_as_a_workbook_and_as_csv_without_formulas(figures):
    event, _, organiser, _ = figures

    book = organiser.get(f"/organiser/events/{event}/statistics.xlsx")
    csv = organiser.get(f"/organiser/events/{event}/statistics.csv").get_data(as_text=True)

    sheets = openpyxl.load_workbook(io.BytesIO(book.data))
    assert len(sheets.sheetnames) == 7
    assert "'=甲厂" in csv


def test_an_officer_sees_the_district_without_small_numbers(figures):
    event, district, _, officer = figures

    page = officer.get(f"/organisation/{district}/statistics?season=2026")

    assert page.status_code == 200
    assert "少于 5" in page.text
    assert officer.get(f"/organiser/events/{event}/statistics").status_code == 403
