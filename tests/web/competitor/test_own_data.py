"""Pages about one's own data: the copy, corrections, the end of the account."""

import pytest

from competition.domain.permissions import INSTALLATION, Role
from competition.services.passwords import hash_password
from tests.factories import PASSWORD, a_role, an_account, an_entry, an_event


@pytest.fixture
def mine(act, sign_in):
    """A worker's browser with one entry, and an organiser's."""
    with act() as uow:
        account = an_account(uow, password_hash=hash_password(PASSWORD))
        organiser = an_account(uow)
        a_role(uow, organiser, Role.ORGANISER, INSTALLATION)
        event = an_event(uow)
        entry = an_entry(uow, event, account_id=account, state="declined")
    return sign_in(account), sign_in(organiser), event, entry


def test_a_copy_is_made_shown_and_given_to_its_person_alone(mine, run_jobs):
    browser, stranger, _, _ = mine

    asked = browser.post("/me/data/copy")
    run_jobs()
    page = browser.get("/me/data")
    again = browser.post("/me/data/copy", follow_redirects=True)
    given = browser.get("/me/data/copy/1")

    assert asked.status_code == 302
    assert "/me/data/copy/1" in page.text
    assert "明天" in again.text
    assert (given.content_type, given.data[:2]) == ("application/zip", b"PK")
    assert stranger.get("/me/data/copy/1").status_code == 404
    assert browser.get("/files/1").status_code == 404


def test_a_correction_travels_to_the_organisers_and_back(mine):
    browser, organiser, event, entry = mine
    url = f"/me/entries/{entry}/correction"

    empty = browser.post(url, data={"text": " "})
    asked = browser.post(url, data={"text": "等级应为三级"})
    shown = organiser.get(f"/organiser/events/{event}/corrections")
    silent = organiser.post(f"/organiser/events/{event}/corrections/1", data={"done": "yes"})
    answered = organiser.post(
        f"/organiser/events/{event}/corrections/1", data={"done": "no", "answer": "证书不符"}
    )

    assert (empty.status_code, asked.status_code) == (422, 302)
    assert 'id="text-error"' in empty.text
    assert "等级应为三级" in shown.text
    assert (silent.status_code, answered.status_code) == (422, 302)
    assert "证书不符" in browser.get(url).text


def test_closing_asks_for_the_password_and_signs_out(mine):
    browser, _, _, _ = mine
    page = browser.get("/me/data/close")

    wrong = browser.post("/me/data/close", data={"present": "wrong"})
    right = browser.post("/me/data/close", data={"present": PASSWORD})

    assert "公开档案" in page.text
    assert wrong.status_code == 422
    assert right.status_code == 302
    assert browser.get("/me/data").status_code == 302


def test_who_holds_a_role_is_told_what_has_to_end_first(mine):
    _, organiser, _, _ = mine

    page = organiser.get("/me/data/close")

    assert "您还担任角色" in page.text
    assert 'name="present"' not in page.text
