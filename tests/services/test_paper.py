"""Documents that other pages fill: a programme book, a unit's list, tables."""

import pytest

from competition.domain.errors import NotPermitted
from competition.domain.permissions import VISITOR
from competition.services import programme_books
from competition.services.documents import draw_pages, ticket_photo
from competition.services.paper_lists import PaperTable, UnitList, print_tables, print_unit_list
from tests.factories import (
    a_competition,
    an_account,
    an_appointment,
    an_entry,
    an_event,
    organiser_of,
)
from tests.uploads import a_picture

TABLE = PaperTable(("姓名", "赛项"), (1, 2), (("李𠮷", "#x"), ("王䶮", "数控车工")), title="名单")


def test_book_names_the_chief_first_and_entrants_by_unit_as_they_sound(act):
    with act() as uow:
        competition = a_competition(uow)
        event = an_event(uow, competition, held_on=None)
        an_appointment(uow, event, an_account(uow, "乙"), "J1", unit="甲校")
        an_appointment(uow, event, an_account(uow, "甲"), "J2", is_chief=True, unit="乙校")
        an_entry(uow, event, "0002", "李", unit="乙厂")
        an_entry(uow, event, "0001", "王", unit="甲厂")
        an_entry(uow, event, "0003", "张", unit="")
    with act(organiser_of(competition)) as uow:
        book = programme_books.export_book(uow, event)

    assert [(one.name, one.unit) for one in book.judges] == [("甲", "乙校"), ("乙", "甲校")]
    assert [(unit.name, unit.entries[0].number) for unit in book.units] == [
        ("", "0003"),
        ("甲厂", "0001"),
        ("乙厂", "0002"),
    ]
    assert programme_books.print_book(book).startswith(b"%PDF-")


def test_book_is_for_organisers(act):
    with act() as uow:
        event = an_event(uow)

    with act(VISITOR) as uow, pytest.raises(NotPermitted):
        programme_books.export_book(uow, event)


def test_unit_list_and_tables_are_printed(now):
    found = UnitList("苏城杯", "单位报名表", "苏城机械厂", TABLE, "本单位承诺信息真实。", "ab" * 32)
    wide = PaperTable([f"列{n}" for n in range(8)], [1] * 8, [["值"] * 8])

    papers = [
        print_unit_list(found, now),
        print_tables("年度计划", [TABLE], now, lead="2026"),
        print_tables("宽表", [wide], now, notes=["注"]),
        print_tables("空", [], now),
    ]

    assert [paper[:5] for paper in papers] == [b"%PDF-"] * 4


def test_long_list_goes_on_over_pages_and_repeats_its_heads():
    rows = [["0001", "王小明"]] * 100
    table = {"title": "", "columns": ["编号", "姓名"], "widths": [1, 2], "rows": rows}
    data = {"title": "名单", "lead": "", "notes": [], "flipped": False, "tables": [table]}

    pages = draw_pages("table", data, dots=20)

    assert len(pages) == 3


def test_photo_is_cut_to_the_size_of_a_ticket():
    small = ticket_photo(a_picture(size=(1200, 900)))

    assert small[:3] == b"\xff\xd8\xff"
    assert len(small) < 20_000
