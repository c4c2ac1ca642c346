import re

import pytest
from sqlalchemy import select

from competition.persistence.models.accounts import AccountRow
from competition.persistence.models.judging import AppointmentRow
from competition.services.passwords import is_password
from tests.factories import a_role, an_account, an_appointment
from tests.services.house import House


@pytest.fixture
def house(act):
    return House(act, state="closed")


@pytest.fixture
def organiser(act, house, sign_in):
    with act() as uow:
        a_role(uow, house.organiser.account_id)
    return sign_in(house.organiser.account_id)


def url(house, page):
    return f"/organiser/events/{house.event}/{page}"


def labels(house):
    with house.act() as uow:
        return uow.session.scalars(select(AppointmentRow.label)).all()


def test_a_judge_with_an_account_is_appointed_by_sign_in_name(house, organiser, act):
    with act() as uow:
        an_account(uow, login="chen")
    data = {"login": "chen", "label": "J1", "modules": ["B"], "unit": "甲厂", "is_chief": "y"}

    answer = organiser.post(url(house, "judges"), data=data)

    with act() as uow:
        row = uow.session.scalars(select(AppointmentRow)).one()
        assert (row.label, row.modules, row.unit, row.is_chief) == ("J1", ["B"], "甲厂", True)
    assert answer.location == url(house, "judges")


def test_a_new_judges_password_is_shown_once_and_opens_the_account(house, organiser, act):
    data = {"login": "newjudge", "name": "陈静", "label": "J1"}

    page = organiser.post(url(house, "judges"), data=data)
    later = organiser.get(url(house, "judges"))

    password = re.search(r'class="work-code num">([^<]+)<', page.text)[1]
    with act() as uow:
        query = select(AccountRow.password_hash).where(AccountRow.display_name == "陈静")
        assert is_password(password, uow.session.scalars(query).one())
    assert (password in later.text, "陈静" in later.text) == (False, True)


def test_an_unknown_sign_in_name_is_refused_at_its_field(house, organiser):
    page = organiser.post(url(house, "judges"), data={"login": "nobody", "label": "J1"})

    assert (page.status_code, 'id="login-error"' in page.text) == (422, True)
    assert labels(house) == []


def test_an_appointment_is_taken_back_after_a_question(house, organiser):
    appointment = house.appoint("J1")

    question = organiser.get(url(house, f"judges/{appointment}/remove"))
    organiser.post(url(house, f"judges/{appointment}/remove"))

    assert "裁判J1" in question.text
    assert labels(house) == []


def test_what_is_missing_is_named_with_the_way_to_put_it_right(house, organiser):
    page = organiser.get(url(house, "codes"))

    assert url(house, "entries") in page.text
    assert url(house, "judges") in page.text
    assert url(house, "codes/issue") not in page.text


def test_codes_are_handed_out_and_taken_back(house, organiser):
    house.enter("1")
    house.appoint("J1")

    offer = organiser.get(url(house, "codes"))
    organiser.post(url(house, "codes/issue"))
    handed_out = organiser.get(url(house, "codes"))
    organiser.post(url(house, "codes/withdraw"))

    assert url(house, "codes/issue") in offer.text
    assert url(house, "codes/withdraw") in handed_out.text
    assert house.actions()[-2:] == ["codes.issued", "codes.withdrawn"]


def test_a_refusal_says_why_and_changes_nothing(house, organiser):
    page = organiser.post(url(house, "codes/issue"))

    assert (page.status_code, "notice tone-stop" in page.text) == (422, True)
    assert "codes.issued" not in house.actions()


def test_the_list_of_codes_opens_only_by_a_recorded_request(house, organiser):
    house.enter("1", name="张伟")
    house.appoint("J1")
    house.hand_out()

    page = organiser.post(url(house, "codes/list"))

    assert organiser.get(url(house, "codes/list")).status_code in {404, 405}
    assert "张伟" in page.text
    assert len(re.findall(r"<strong>([A-Z]\d[A-Z]\d)</strong>", page.text)) == 1
    assert house.actions()[-1] == "codes.viewed"


def test_the_board_shows_codes_and_judges_and_no_entry(house, organiser):
    house.enter("1", name="选手甲乙")
    house.appoint("J1")
    house.hand_out()

    page = organiser.get(url(house, "progress"))
    fragment = organiser.get(url(house, "progress"), headers={"HX-Request": "true"})

    assert "选手甲乙" not in page.text
    assert 'class="tone-quiet cell-not_started"' in page.text
    assert fragment.text.lstrip().startswith('<div id="board"')


def test_a_chief_judge_watches_the_board_without_the_organisers_pages(house, act, sign_in):
    house.enter("1", name="选手甲乙")
    house.appoint("J1")
    house.hand_out()
    with act() as uow:
        chief = an_account(uow)
        an_appointment(uow, house.event, chief, "C1", is_chief=True)
    client = sign_in(chief)

    page = client.get(url(house, "progress"))

    assert (page.status_code, "选手甲乙" in page.text) == (200, False)
    assert url(house, "entries") not in page.text
    assert client.get(url(house, "codes")).status_code == 403
