import io
import re

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from competition.persistence.models.entries import EntryRow
from tests.factories import a_role, an_entry
from tests.services.house import House, marked_house

FORM = {"number": "0001", "name": "张伟", "unit": "甲厂", "level": "3", "age": "30", "honours": "y"}
HEADS = ["Entry number", "Name", "Unit", "Age"]


@pytest.fixture
def house(act):
    return House(act, state="open", policies={"ties": ["-measure:time"]})


@pytest.fixture
def grant(act, sign_in):
    """The browser of a house's organiser."""

    def of(house):
        with act() as uow:
            a_role(uow, house.organiser.account_id)
        return sign_in(house.organiser.account_id)

    return of


@pytest.fixture
def organiser(house, grant):
    return grant(house)


def url(house, page=""):
    return f"/organiser/events/{house.event}/entries{page}"


def stored(house, *columns):
    with house.act() as uow:
        return uow.session.execute(select(*columns).order_by(EntryRow.number)).all()


def workbook(*rows, heads=HEADS):
    book = Workbook()
    for row in (heads, *rows):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return {"file": (io.BytesIO(target.getvalue()), "entries.xlsx")}


def token(page):
    return re.search(r'name="token"[^>]*>([^<]+)<', page.text)[1]


def test_the_form_proposes_the_next_number_and_asks_for_measures(house, organiser):
    house.enter("0041")

    page = organiser.get(url(house, "/new"))

    assert 'value="0042"' in page.text
    assert 'name="measure_0"' in page.text


def test_an_entry_is_written_down_with_full_width_digits(house, organiser):
    data = FORM | {"number": "０００７", "age": "３１", "measure_0": "９５．３"}

    answer = organiser.post(url(house, "/new"), data=data)

    assert (answer.status_code, answer.location) == (302, url(house))
    assert stored(house, EntryRow.number, EntryRow.age, EntryRow.measures) == [
        ("0007", 31, {"time": "95.3"})
    ]


def test_every_fault_is_shown_at_its_field_and_nothing_typed_is_lost(house, organiser):
    data = FORM | {"number": "", "name": "赵敏", "age": "x", "measure_0": "1:30"}

    page = organiser.post(url(house, "/new"), data=data)

    assert page.status_code == 422
    assert re.findall(r'id="(\w+)-error"', page.text) == ["number", "age", "measure_0"]
    assert 'value="赵敏"' in page.text
    assert stored(house, EntryRow.number) == []


def test_a_stale_edit_shows_both_versions(house, organiser):
    entry = house.enter("1", name="张伟")
    organiser.post(url(house, f"/{entry}"), data=FORM | {"version": "1", "name": "钱进"})

    page = organiser.post(url(house, f"/{entry}"), data=FORM | {"version": "1", "name": "孙丽"})

    assert page.status_code == 409
    assert "<td>钱进</td><td>孙丽</td>" in page.text


def test_the_list_searches_and_filters_by_address(house, organiser):
    house.enter("1", name="张伟")
    house.enter("2", name="王芳")

    page = organiser.get(url(house, "?search=王"))

    assert re.findall(r'class="num" href="[^"]+/entries/\d+/record">(\w+)<', page.text) == ["2"]


def test_a_submitted_entry_is_accepted_by_one_button(house, organiser, act):
    with act() as uow:
        entry = an_entry(uow, house.event, "1", state="submitted")
    page = organiser.get(url(house, "?state=submitted"))

    organiser.post(url(house, f"/{entry}/accept"))

    assert url(house, f"/{entry}/accept") in page.text
    assert stored(house, EntryRow.state) == [("accepted",)]


def test_declining_needs_a_reason(house, organiser, act):
    with act() as uow:
        entry = an_entry(uow, house.event, "1", state="submitted")

    refused = organiser.post(url(house, f"/{entry}/decline"), data={"reason": " "})
    organiser.post(url(house, f"/{entry}/decline"), data={"reason": "不属本工种"})

    assert (refused.status_code, 'id="reason-error"' in refused.text) == (422, True)
    assert stored(house, EntryRow.state, EntryRow.remark) == [("declined", "不属本工种")]


def test_a_new_standing_shows_what_it_changes_before_it_is_done(act, grant):
    house = marked_house(act)
    organiser = grant(house)

    page = organiser.get(url(house, "/1/standing?to=disqualified"))
    organiser.post(url(house, "/1/standing?to=disqualified"), data={"reason": "违纪"})

    changed = re.findall(r'<li><span class="num">(\w+)</span>', page.text)
    assert sorted(changed) == ["1", "2", "3"]
    assert stored(house, EntryRow.standing)[0] == ("disqualified",)


def test_a_workbook_is_previewed_and_then_imported_whole(house, organiser):
    rows = workbook(["０００１", "张伟", "甲厂", 30], ["0002", "王芳", "乙厂", None])

    preview = organiser.post(url(house, "/import"), data=rows)
    before = stored(house, EntryRow.number)
    answer = organiser.post(url(house, "/import/confirm"), data={"token": token(preview)})

    assert (preview.status_code, before) == (200, [])
    assert answer.location == url(house)
    assert stored(house, EntryRow.number, EntryRow.age) == [("0001", 30), ("0002", None)]


def test_every_bad_cell_is_marked_and_nothing_is_imported(house, organiser):
    rows = workbook(["1", "", "甲厂", 30], ["1", "王芳", "乙厂", 7], ["2", "李娜", "乙厂", None])

    page = organiser.post(url(house, "/import"), data=rows)

    assert page.status_code == 422
    assert page.text.count('class="cell-faulty"') == 2
    assert page.text.count('class="row-faulty"') == 2
    assert 'name="token"' not in page.text


def test_a_second_confirmation_imports_nothing_twice(house, organiser):
    preview = organiser.post(url(house, "/import"), data=workbook(["1", "张伟", "甲厂", 30]))
    for _ in range(2):
        organiser.post(url(house, "/import/confirm"), data={"token": token(preview)})

    assert stored(house, EntryRow.number) == [("1",)]


def test_a_preview_from_elsewhere_is_refused(house, organiser):
    assert organiser.post(url(house, "/import/confirm"), data={"token": "x.y"}).status_code == 409


@pytest.mark.parametrize("data", [{}, {"file": (io.BytesIO(b"PK nonsense"), "x.xlsx")}])
def test_what_is_no_workbook_is_refused_in_words(house, organiser, data):
    page = organiser.post(url(house, "/import"), data=data)

    assert (page.status_code, "notice tone-stop" in page.text) == (422, True)


def test_the_template_offers_the_choices_and_imports_as_it_is(house, organiser):
    template = load_workbook(io.BytesIO(organiser.get(url(house, "/template.xlsx")).data))
    heads = [cell.value for cell in template.active[1]]

    page = organiser.post(
        url(house, "/import"),
        data=workbook(["1", "张伟", "甲厂", None, 30, None, None, None, 95.3], heads=heads),
    )

    assert len(template.active.data_validations.dataValidation) == 3
    assert page.status_code == 200


def test_an_export_holds_what_is_shown_and_no_formula(house, organiser):
    house.enter("1", name="=1+1", unit="甲厂")
    house.enter("2", unit="乙厂")

    book = load_workbook(io.BytesIO(organiser.get(url(house, "/export.xlsx?search=甲厂")).data))
    text = organiser.get(url(house, "/export.csv?search=甲厂")).data.decode("utf-8-sig")

    rows = list(book.active.iter_rows(min_row=2, values_only=True))
    assert [row[:3] for row in rows] == [("1", "=1+1", "甲厂")]
    assert book.active["B2"].data_type == "s"
    assert text.splitlines()[1].startswith("1,'=1+1,甲厂")
    assert house.actions()[-2:] == ["entries.exported", "entries.exported"]


def test_an_export_can_be_imported_again(house, organiser):
    house.enter("1", level="3", age=30)
    data = organiser.get(url(house, "/export.xlsx")).data
    with house.act() as uow:
        uow.session.delete(uow.session.get(EntryRow, 1))

    page = organiser.post(url(house, "/import"), data={"file": (io.BytesIO(data), "x.xlsx")})
    organiser.post(url(house, "/import/confirm"), data={"token": token(page)})

    assert stored(house, EntryRow.number, EntryRow.level) == [("1", "3")]
