import html
import re
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import delete, update

from competition.domain.permissions import Role
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.judging import MarkRow, MarkSheetRow
from tests.factories import a_role, some_policies
from tests.services.house import marked_house

POLICIES = {
    "advance": {"places": 1, "reserves": 1},
    "prizes": [{"name": "一等奖", "count": 1}],
    "promotions": [{"to": "2", "places": [1, 1], "from": ["3"]}],
}


@pytest.fixture
def house(act):
    house = marked_house(act)
    with act() as uow:
        some_policies(uow, house.event, POLICIES, number=9)
        ((_, scope),) = house.organiser.roles
        a_role(uow, house.organiser.account_id, Role.ORGANISER, scope)
    return house


@pytest.fixture
def desk(sign_in, house):
    return sign_in(house.organiser.account_id)


def url(house, page=""):
    return f"/organiser/events/{house.event}/{page}"


def seen(page):
    return html.unescape(re.search(r'name="seen"[^>]*value="(\w+)"', page.text).group(1))


def publish(desk, house, **more):
    data = {"seen": seen(desk.get(url(house, "results"))), "remark": "", **more}
    return desk.post(url(house, "results/publish"), data=data)


def test_the_preview_shows_places_and_what_would_advance(desk, house):
    page = desk.get(url(house, "results"))

    assert page.status_code == 200
    assert re.findall(r'href="[^"]*/results/(\w+)"', page.text) == ["1", "2", "3"]
    assert "78.80" in page.text


def test_every_line_of_the_preview_can_be_explained(desk, house):
    page = desk.get(url(house, "results/1"))

    assert page.status_code == 200
    assert "90 × 0.3" in page.text.replace("90.00", "90")


def test_publishing_makes_it_public_and_retracting_takes_it_back(app, desk, house):
    public = app.test_client()
    assert publish(desk, house).status_code == 302
    assert "78.80" in public.get(f"/events/{house.event}/ranking").text

    retracted = desk.post(url(house, "results/retract"), data={"reason": "一处录入错误"})

    assert retracted.status_code == 302
    assert "78.80" not in public.get(f"/events/{house.event}/ranking").text
    assert "一处录入错误" in desk.get(url(house, "results")).text


def test_what_was_not_looked_at_is_not_published(desk, house):
    answer = publish(desk, house, seen="0" * 64, remark="说明文字")

    assert answer.status_code == 409
    assert "说明文字" in answer.text
    assert desk.get(f"/events/{house.event}/ranking.json").status_code == 404


def test_who_is_through_already_is_told_while_marks_are_missing(act, desk, house):
    finished = desk.get(url(house, "outlook"))
    with act() as uow:
        uow.session.execute(delete(MarkRow).where(MarkRow.value == 70))
    page = desk.get(url(house, "outlook"))

    counts = r'stat-value num">(\d+)<'
    assert re.findall(counts, page.text) == ["0", "2", "1"]
    assert re.findall(counts, finished.text) == ["1", "0", "2"]


def test_open_items_need_a_remark(desk, house):
    with house.act() as uow:
        uow.session.execute(update(MarkSheetRow).values(state="open"))

    answer = publish(desk, house)

    assert answer.status_code == 422
    assert 'id="remark-error"' in answer.text
    assert publish(desk, house, remark="评分表稍后补交").status_code == 302


def test_retracting_needs_a_reason(desk, house):
    publish(desk, house)

    answer = desk.post(url(house, "results/retract"), data={"reason": " "})

    assert answer.status_code == 422
    assert 'id="reason-error"' in answer.text


def test_awards_are_shown_exported_and_explained(desk, house):
    assert desk.get(url(house, "awards")).status_code == 200
    publish(desk, house)

    page = desk.get(url(house, "awards"))
    book = desk.post(url(house, "awards.xlsx"))
    up = desk.get(url(house, "awards/1/moving-up"))

    assert "一等奖" in page.text
    assert book.data[:2] == b"PK"
    assert "选手2" in up.text


def test_a_guest_has_its_place_in_brackets_and_who_has_none_a_dash(desk, house, act):
    with act() as uow:
        for number, standing in (("1", "guest"), ("3", "absent")):
            of_number = update(EntryRow).where(EntryRow.number == number)
            uow.session.execute(of_number.values(standing=standing))
    publish(desk, house)

    pages = [desk.get(url(house, "awards")).text, desk.get(url(house, "results")).text]
    pages.append(desk.get(f"/events/{house.event}/ranking").text)
    book = load_workbook(BytesIO(desk.post(url(house, "awards.xlsx")).data))

    for page in pages:
        assert re.findall(r'class="place num[^>]*>([^<]+)<', page)[-3:] == ["(1)", "1", "—"]
        assert "None" not in page
    assert [row[:2] for row in book.worksheets[2].values][1:] == [
        (None, "1"),
        (1, "2"),
        (None, "3"),
    ]
