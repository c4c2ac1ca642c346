"""Organisations from a workbook: every bad row named, then all stored or none."""

from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import func, select

from competition.domain.errors import Conflict, NotPermitted
from competition.domain.permissions import INSTALLATION, Actor, Role, Scope, ScopeKind
from competition.persistence.models.competitions import OrganisationRow
from competition.services import organisation_imports, organisation_workbooks, organisations
from competition.services.organisation_workbooks import OrganisationWords, ReadOrganisation
from competition.services.organisations import OrganisationFilter
from tests.factories import an_account, an_organisation

ADMIN = Actor(roles=frozenset({(Role.ADMINISTRATOR, INSTALLATION)}))
CODE = "91350100M000100Y43"
NAMES = (*organisation_workbooks.COLUMNS, "people")
WORDS = OrganisationWords(
    "单位",
    {name: name for name in NAMES},
    {kind: kind for kind in ("federation", "district", "industry", "unit")},
    {name: name for name in NAMES},
    {"单位": "unit", "unit": "unit", "district": "district", "区总工会": "district"},
)


def rows(*given):
    return [ReadOrganisation(line, dict(texts)) for line, texts in enumerate(given, start=2)]


def preview(act, read, under=None, actor=ADMIN):
    with act(actor) as uow:
        return organisation_imports.preview_import(uow, under, read)


def store(act, read, under=None, actor=ADMIN):
    with act(actor) as uow:
        return organisation_imports.import_organisations(uow, under, read, "digest")


def names(act):
    with act() as uow:
        query = select(OrganisationRow.name).order_by(OrganisationRow.id)
        return uow.session.scalars(query).all()


@pytest.fixture
def top(act):
    with act() as uow:
        return an_organisation(uow, "苏城市总工会")


def test_unions_and_their_units_come_in_one_file_in_any_order(act, top):
    read = rows(
        {"name": "一厂", "kind": "unit", "parent": "甲区总工会", "code": CODE, "contact": "陈伟"},
        {"name": "甲区总工会", "kind": "district", "parent": "苏城市总工会"},
    )

    assert store(act, read) == (2, 0)
    with act(ADMIN) as uow:
        (unit,) = organisations.organisation_options(uow, "unit", "一厂")
        found = organisations.describe_organisation(uow, unit.id)
    assert (unit.parent, unit.code) == ("甲区总工会", CODE)
    assert [contact.name for contact in found.contacts] == ["陈伟"]


def test_every_bad_cell_of_every_row_is_named(act, top):
    staged = preview(
        act,
        rows(
            {"name": "", "kind": "unit"},
            {"name": "一厂", "kind": "工厂", "code": "123"},
            {"name": "二厂", "parent": "没有的区"},
            {"name": "三厂", "contact": "陈1", "contact_phone": "12"},
            {"name": "三厂", "parent": "苏城市总工会"},
        ),
    )

    assert [sorted(row.problems) for row in staged.rows] == [
        ["name"],
        ["code", "kind"],
        ["parent"],
        ["contact", "contact_phone"],
        ["name"],
    ]
    assert staged.faulty == 5


def test_a_faulty_file_stores_nothing(act, top):
    with pytest.raises(Conflict):
        store(act, rows({"name": "一厂"}, {"name": ""}))

    assert names(act) == ["苏城市总工会"]


def test_a_known_code_changes_the_stored_one_and_keeps_its_history(act, top):
    read = rows({"name": "一厂", "code": CODE, "parent": "苏城市总工会", "industry": "机械"})
    store(act, read)

    renamed = rows({"name": "第一机械厂", "code": CODE})
    assert preview(act, read).counted("same") == 1
    assert store(act, renamed) == (0, 1)

    with act(ADMIN) as uow:
        (unit,) = organisations.organisation_options(uow, "unit", "一厂")
        changes = organisations.list_changes(uow, unit.id)
    assert (unit.name, unit.industry) == ("第一机械厂", "机械")
    assert [change.former_name for change in changes] == ["一厂"]


def test_an_officer_imports_below_the_own_union_only(act, top):
    with act() as uow:
        own = an_organisation(uow, "甲区总工会", "district", top)
        an_organisation(uow, "乙区总工会", "district", top)
        far = an_organisation(uow, "远厂", "unit", top)
        scope = Scope(ScopeKind.ORGANISATION, own)
        officer = Actor(an_account(uow), frozenset({(Role.OFFICER, scope)}))
    read = rows(
        {"name": "一厂", "parent": "甲区总工会"},
        {"name": "二厂", "parent": "乙区总工会"},
        {"name": "三厂"},
        {"name": "远厂", "parent": "甲区总工会"},
    )

    staged = preview(act, read, own, officer)

    assert [bool(row.problems) for row in staged.rows] == [False, True, True, True]
    with pytest.raises(NotPermitted):
        preview(act, read, None, officer)
    assert far


def test_what_is_exported_can_be_imported_again_and_holds_no_formula(act, top):
    with act() as uow:
        an_organisation(uow, "=HYPERLINK(1)", "unit", top)
    with act(ADMIN) as uow:
        lines = organisation_imports.export_organisations(uow, OrganisationFilter())

    data = organisation_workbooks.organisations_xlsx(lines, WORDS)
    text = organisation_workbooks.organisations_csv(lines, WORDS).decode("utf-8-sig")
    file = organisation_workbooks.read_organisations(data, WORDS)

    cells = [cell for row in openpyxl.load_workbook(BytesIO(data)).active for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} <= {"s", "n"}
    assert "'=HYPERLINK(1)" in text
    assert preview(act, file.rows).counted("same") == 2


def test_the_template_offers_the_kinds(act):
    data = organisation_workbooks.organisation_template(WORDS)

    sheet = openpyxl.load_workbook(BytesIO(data)).active
    assert [cell.value for cell in sheet[1]] == list(organisation_workbooks.COLUMNS)
    (rule,) = sheet.data_validations.dataValidation
    assert rule.formula1 == '"federation,district,industry,unit"'


def test_a_thousand_rows_are_checked_with_a_handful_of_queries(act, top, count_queries):
    read = rows(*({"name": f"{n}厂", "parent": "苏城市总工会"} for n in range(1000)))

    with act(ADMIN) as uow, count_queries(uow) as seen:
        staged = organisation_imports.preview_import(uow, None, read)

    assert (staged.faulty, seen.count) == (0, 1)
    store(act, read)
    with act() as uow:
        assert uow.session.scalar(select(func.count()).select_from(OrganisationRow)) == 1001
