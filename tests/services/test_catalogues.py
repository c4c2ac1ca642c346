"""The catalogues: searched by everyone, filled by administrators, all rows or none."""

import pytest

from competition.domain.errors import NotPermitted, RuleViolation
from competition.domain.permissions import INSTALLATION, VISITOR, Actor, Role
from competition.services import catalogues
from competition.services.catalogues import Catalogue
from competition.services.workbooks import Column, Page, write_workbook

ADMINISTRATOR = Actor(roles=frozenset({(Role.ADMINISTRATOR, INSTALLATION)}))
OCCUPATIONS, INDUSTRIES = Catalogue.OCCUPATIONS, Catalogue.INDUSTRIES


@pytest.fixture
def loaded(act):
    with act(ADMINISTRATOR) as uow:
        catalogues.load_shipped(uow)


def occupation(code="6-18-01-01", name="车工", **texts):
    return {"code": code, "name": name, "trades": "", "levels": "", **texts}


def workbook(*rows, heads=("职业编码", "职业名称", "工种", "技能等级")):
    return write_workbook([Page("职业", [Column(head) for head in heads], rows)])


def test_what_comes_along_is_sound_and_is_loaded_once(act, loaded):
    with act(ADMINISTRATOR) as uow:
        assert catalogues.load_shipped(uow) == {OCCUPATIONS: 0, INDUSTRIES: 0}
        assert len(catalogues.list_occupations(uow)) == len(catalogues.shipped(OCCUPATIONS)) > 80
        assert len(catalogues.list_industries(uow)) == len(catalogues.shipped(INDUSTRIES))
        assert {one.group for one in catalogues.list_occupations(uow)} == {2, 4, 6}


def test_loading_leaves_corrections_alone(act, loaded):
    with act(ADMINISTRATOR) as uow:
        catalogues.import_catalogue(uow, OCCUPATIONS, [(2, occupation(name="车床工"))])
    with act(ADMINISTRATOR) as uow:
        catalogues.load_shipped(uow)

        assert catalogues.occupation_label(uow, "6-18-01-01") == "6-18-01-01 车床工"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("6-18-01-01", "车工"),
        ("6180107", "多工序数控机床操作调整工"),
        ("焊工", "焊工"),
        ("数控车", "车工"),
        ("加工中心", "多工序数控机床操作调整工"),
        ("数控 调整", "多工序数控机床操作调整工"),
    ],
)
def test_occupations_are_found_by_code_name_and_trade(act, loaded, text, first):
    with act() as uow:
        assert catalogues.search_occupations(uow, text)[0].name == first


def test_a_search_is_limited_and_signs_stand_for_themselves(act, loaded):
    with act() as uow:
        assert len(catalogues.search_occupations(uow, "工")) == catalogues.SHOWN
        assert catalogues.search_occupations(uow, "%") == ()
        assert catalogues.search_occupations(uow, "不存在") == ()
        assert catalogues.search_occupations(uow, "")[0].code == "2-02-38-01"


@pytest.mark.parametrize("text", ["6-18-01-01", "6-18-01-01 车工", "车工", "数控车工", "6180101"])
def test_what_a_person_typed_is_one_occupation(act, loaded, text):
    with act() as uow:
        assert catalogues.find_occupation(uow, text).code == "6-18-01-01"


@pytest.mark.parametrize("text", ["", "某某工", "6-99-99-99"])
def test_what_nobody_knows_is_refused(act, loaded, text):
    with act() as uow, pytest.raises(RuleViolation, match="no such occupation"):
        catalogues.find_occupation(uow, text)


def test_labels_of_many_take_one_query(act, loaded, count_queries):
    with act() as uow, count_queries(uow) as seen:
        labels = catalogues.occupation_labels(uow, ["6-18-01-01", "6-18-02-04", "0-00"])

    assert labels == {"6-18-01-01": "6-18-01-01 车工", "6-18-02-04": "6-18-02-04 焊工"}
    assert seen.count == 1


def test_a_workbook_is_read_with_every_problem_of_every_row(act, loaded):
    data = workbook(
        ("6-18-01-01", "车工", "数控车工", "54321"),
        ("6-18-01-99", "新工", "", "3"),
        ("x", "", "", "9"),
        ("6-18-01-99", "又一个", "", ""),
    )
    with act(ADMINISTRATOR) as uow:
        staged = catalogues.read_catalogue(uow, OCCUPATIONS, data)

    assert [row.change for row in staged.rows] == ["same", "added", "", ""]
    assert [(row.line, sorted(row.problems)) for row in staged.faulty] == [
        (4, ["code", "levels", "name"]),
        (5, ["code"]),
    ]


def test_a_workbook_without_our_columns_or_rows_is_refused(act):
    with act(ADMINISTRATOR) as uow:
        strange = catalogues.read_catalogue(uow, OCCUPATIONS, workbook(("a",), heads=("x",)))
        empty = catalogues.read_catalogue(uow, OCCUPATIONS, workbook())
        broken = catalogues.read_catalogue(uow, OCCUPATIONS, b"no workbook")

    assert all(staged.issues and not staged.rows for staged in (strange, empty, broken))


def test_all_rows_are_stored_or_none(act, loaded):
    rows = [(2, occupation(name="车床工")), (3, occupation("6-1", "坏"))]
    with act(ADMINISTRATOR) as uow, pytest.raises(RuleViolation):
        catalogues.import_catalogue(uow, OCCUPATIONS, rows)
    with act() as uow:
        assert catalogues.occupation_label(uow, "6-18-01-01") == "6-18-01-01 车工"


def test_an_industry_may_not_take_the_name_of_another(act, loaded):
    rows = [
        (2, {"code": "K99", "name": "电子信息", "key": "是"}),
        (3, {"code": "K02", "name": "电子", "key": ""}),
    ]
    with act(ADMINISTRATOR) as uow:
        staged = catalogues.stage(uow, INDUSTRIES, rows)

    assert [(row.line, sorted(row.problems)) for row in staged.faulty] == [(2, ["name"])]
    assert staged.count("changed") == 1


def test_an_industry_is_imported_with_its_mark(act, loaded):
    rows = [(2, {"code": "N20", "name": "航空", "key": "是"})]
    with act(ADMINISTRATOR) as uow:
        catalogues.import_catalogue(uow, INDUSTRIES, rows)
    with act() as uow:
        industries = catalogues.list_industries(uow)

    assert [one.key for one in industries if one.code == "N20"] == [True]
    assert [one.key for one in industries] == sorted((i.key for i in industries), reverse=True)


def test_two_industries_may_swap_their_names(act, loaded):
    rows = [
        (2, {"code": "K01", "name": "装备制造", "key": ""}),
        (3, {"code": "K02", "name": "电子信息", "key": ""}),
    ]
    with act(ADMINISTRATOR) as uow:
        catalogues.import_catalogue(uow, INDUSTRIES, rows)
    with act() as uow:
        names = {one.code: one.name for one in catalogues.list_industries(uow)}

    assert (names["K01"], names["K02"]) == ("装备制造", "电子信息")


def test_only_those_in_charge_import(act):
    rows = [(2, occupation())]
    with act(VISITOR) as uow, pytest.raises(NotPermitted):
        catalogues.import_catalogue(uow, OCCUPATIONS, rows)
    with act(VISITOR) as uow, pytest.raises(NotPermitted):
        catalogues.load_shipped(uow)
    with act(VISITOR) as uow, pytest.raises(NotPermitted):
        catalogues.read_catalogue(uow, OCCUPATIONS, workbook())
