"""My data: written down once, masked afterwards, with every error at its field."""

import pytest
from sqlalchemy import select

from competition.persistence.models.people import MembershipRow, PersonDisputeRow, PersonRow
from tests.factories import a_person, an_account, an_id_number, an_organisation

URL = "/me/person"
NUMBER = an_id_number(21)


@pytest.fixture
def worker(act, sign_in):
    with act() as uow:
        account = an_account(uow, "买买提·艾力", login="13812345678")
    return sign_in(account)


def form(**more):
    return {"name": "买买提•艾力", "id_number": NUMBER, "phone": "13812345678"} | more


def rows(act, *columns):
    with act() as uow:
        return [tuple(row) for row in uow.session.execute(select(*columns))]


def test_the_form_knows_the_name_and_the_phone_already(worker):
    page = worker.get(URL).text

    assert 'value="买买提·艾力"' in page
    assert 'value="13812345678"' in page


def test_saved_data_are_shown_masked_and_the_number_is_nowhere(act, worker):
    page = worker.post(URL, data=form(), follow_redirects=True)

    assert page.status_code == 200
    assert f"320***********{NUMBER[-4:]}" in page.text
    assert NUMBER not in page.text
    assert rows(act, PersonRow.name) == [("买买提·艾力",)]


@pytest.mark.parametrize("name", ["王1", ""])
def test_every_error_stands_at_its_field_and_nothing_typed_is_lost(act, worker, name):
    page = worker.post(URL, data=form(name=name, id_number="123456789012345", phone="12"))

    assert page.status_code == 422
    for field in ("name", "id_number", "phone"):
        assert f'id="{field}-error"' in page.text
    assert 'value="123456789012345"' in page.text
    assert rows(act, PersonRow.id) == []


def test_somebody_elses_number_is_answered_without_telling_whose_it_is(act, worker):
    with act() as uow:
        a_person(uow, "欧阳修文", NUMBER, "13900000000", an_account(uow))

    page = worker.post(URL, data=form(), follow_redirects=True)

    assert page.status_code == 200
    assert "欧阳修文" not in page.text
    assert "13900000000"[-4:] not in page.text
    assert rows(act, PersonDisputeRow.kind) == [("claim",)]


def test_a_stale_form_says_so(worker):
    worker.post(URL, data=form())
    worker.post(URL, data=form(id_number="", phone="13900000000", version="1"))

    page = worker.post(URL, data=form(id_number="", phone="13700000000", version="1"))

    assert page.status_code == 422
    assert "error-summary" in page.text


def test_chooses_a_unit_waits_for_it_and_takes_it_back(act, worker):
    with act() as uow:
        unit = an_organisation(uow, "苏城第一机械厂", "unit")
    worker.post(URL, data=form())

    found = worker.get(URL + "/unit?q=机械")
    joined = worker.post(URL + "/unit", data={"organisation_id": unit}, follow_redirects=True)
    with act() as uow:
        number = uow.session.scalar(select(MembershipRow.id))
    account = worker.get("/account/").text
    worker.post(f"{URL}/unit/{number}/leave")

    assert "苏城第一机械厂" in found.text
    assert "苏城第一机械厂" in joined.text
    assert "苏城第一机械厂" in account
    assert rows(act, MembershipRow.state) == [("left",)]


def test_a_union_cannot_be_joined_and_without_data_there_is_no_unit_to_choose(act, worker):
    with act() as uow:
        union = an_organisation(uow, "甲区总工会", "district")

    early = worker.get(URL + "/unit")
    worker.post(URL, data=form())
    worker.post(URL + "/unit", data={"organisation_id": union})

    assert early.status_code == 302
    assert rows(act, MembershipRow.id) == []
