"""A clerk's people: the queue, bulk answers with a preview, what is to settle, the quality."""

import pytest
from sqlalchemy import select

from competition.domain.permissions import Role, Scope, ScopeKind
from competition.persistence.models.people import (
    MembershipRow,
    PersonCorrectionRow,
    PersonDisputeRow,
)
from competition.services import people
from competition.services.people import PersonDraft
from tests.factories import (
    a_membership,
    a_person,
    a_role,
    an_account,
    an_id_number,
    an_organisation,
)


@pytest.fixture
def unit(act):
    with act() as uow:
        district = an_organisation(uow, "甲区总工会", "district", an_organisation(uow))
        return an_organisation(uow, "一厂", "unit", district)


@pytest.fixture
def clerk(act, sign_in, unit):
    with act() as uow:
        account = an_account(uow, "钱经办")
        a_role(uow, account, Role.CLERK, Scope(ScopeKind.ORGANISATION, unit))
    return sign_in(account)


@pytest.fixture
def asked(act, unit):
    """Two people who ask: one complete, one of whom only the name is known."""
    with act() as uow:
        whole = a_person(uow, "刘䶮", an_id_number(31), "13812345678", an_account(uow))
        part = a_person(uow, "王芳")
        return [a_membership(uow, number, unit, "claimed") for number in (whole, part)]


def states(act, column=MembershipRow.state):
    with act() as uow:
        return uow.session.scalars(select(column)).all()


def test_a_clerk_is_led_to_the_own_unit_and_sees_who_waits(clerk, unit, asked):
    page = clerk.get("/organisation/", follow_redirects=True)

    assert page.request.path == f"/organisation/{unit}"
    assert f"/organisation/{unit}/people?state=claimed" in page.text


def test_the_queue_offers_complete_people_and_shows_numbers_masked(clerk, unit, asked):
    page = clerk.get(f"/organisation/{unit}/people?state=claimed").text

    assert f'value="{asked[0]}" id="m-{asked[0]}" checked' in page
    assert f'value="{asked[1]}" id="m-{asked[1]}">' in page
    assert an_id_number(31) not in page


def test_confirms_the_chosen_after_a_preview(act, clerk, unit, asked):
    url = f"/organisation/{unit}/people/answer"
    preview = clerk.get(url, query_string={"m": asked, "do": "confirm"})

    answer = clerk.post(url, data={"m": asked, "do": "confirm"})

    assert "刘䶮" in preview.text
    assert answer.status_code == 302
    assert states(act) == ["confirmed", "confirmed"]


def test_mem_02_refusing_asks_for_the_reason(act, clerk, unit, asked):
    url = f"/organisation/{unit}/people/answer"

    without = clerk.post(url, data={"m": asked[:1], "do": "refuse"})
    clerk.post(url, data={"m": asked[:1], "do": "refuse", "reason": "不是本单位职工"})

    assert without.status_code == 422
    assert 'id="reason-error"' in without.text
    assert sorted(states(act)) == ["claimed", "refused"]


def test_one_person_with_what_changed(clerk, unit, asked):
    page = clerk.get(f"/organisation/{unit}/people/{asked[0]}")

    assert "刘䶮" in page.text
    assert an_id_number(31) not in page.text


def test_settles_a_dispute_and_a_correction(act, clerk, unit, asked):
    with act() as uow:
        people.report_name_dispute(uow, PersonDraft("刘龙", an_id_number(31)), unit)
        number = uow.session.scalar(select(PersonDisputeRow.id))
        row = PersonCorrectionRow(
            person_id=uow.session.get(MembershipRow, asked[0]).person_id,
            field="name",
            state="open",
            made_at=uow.now,
        )
        uow.session.add(row)
        uow.session.flush()
        correction = row.id
    page = clerk.get(f"/organisation/{unit}/settle")

    without = clerk.post(f"/organisation/{unit}/settle/{number}", data={"do": "keep"})
    clerk.post(f"/organisation/{unit}/settle/{number}", data={"do": "keep", "reason": "证件"})
    clerk.post(
        f"/organisation/{unit}/settle/corrections/{correction}",
        data={"do": "refuse", "reason": "与证件不符"},
    )

    assert "刘龙" in page.text
    assert without.status_code == 302
    assert states(act, PersonDisputeRow.state) == ["kept"]
    assert states(act, PersonCorrectionRow.state) == ["refused"]


def test_psn_09_the_quality_page_counts_and_draws(act, sign_in, unit, asked):
    with act() as uow:
        account = an_account(uow)
        a_role(uow, account, Role.OFFICER, Scope(ScopeKind.ORGANISATION, 2))
        kinds = uow.session.execute(select(MembershipRow.organisation_id)).scalars().all()
    officer = sign_in(account)

    page = officer.get("/organisation/2/quality").text

    assert kinds == [unit, unit]
    assert "一厂" in page
    assert "data-chart=" in page
    assert "0.0 %" in page
