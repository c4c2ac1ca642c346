import re

import pyotp
import pytest

from competition.services import second_factors, sessions
from competition.services.demo.factors import known_secret
from competition.services.passwords import hash_password
from tests.factories import PASSWORD, a_role, an_account

SIGN_IN = {"login": "zhengliheng", "password": PASSWORD}


@pytest.fixture
def organiser(act):
    with act() as uow:
        account_id = an_account(uow, "郑立恒", "zhengliheng", password_hash=hash_password(PASSWORD))
        a_role(uow, account_id)
    return account_id


@pytest.fixture
def browser_(app):
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


def session_of(client):
    with client.session_transaction() as session:
        return dict(session)


def set_up(client):
    """Sign in by the password and set the second factor up: the secret and the last page."""
    client.post("/account/sign-in", data=SIGN_IN)
    page = client.get("/account/second-factor/set-up").text
    secret = re.search(r"data-secret>([A-Z2-7]+)<", page)
    code = pyotp.TOTP(secret[1]).now()
    return secret[1], client.post("/account/second-factor/set-up", data={"code": code})


def test_the_password_alone_opens_no_privileged_page(browser_, organiser):
    answer = browser_.post("/account/sign-in", data={**SIGN_IN, "next": "/organiser/competitions"})

    assert answer.location == "/account/second-factor?next=/organiser/competitions"
    inside = browser_.get("/organiser/competitions")
    assert inside.location.startswith("/account/sign-in")
    assert browser_.get("/account/").location.startswith("/account/sign-in")


def test_without_one_it_is_set_up_first_and_then_everything_opens(browser_, organiser):
    browser_.post("/account/sign-in", data=SIGN_IN)
    assert browser_.get("/account/second-factor").location.startswith(
        "/account/second-factor/set-up"
    )

    _, page = set_up(browser_)

    assert page.status_code == 200
    assert len(re.findall(r"<code>[a-z2-9]{5}-[a-z2-9]{5}</code>", page.text)) == 10
    assert browser_.get("/organiser/competitions").status_code == 200


def test_the_qr_code_is_a_picture_of_our_own_and_gone_afterwards(browser_, organiser):
    browser_.post("/account/sign-in", data=SIGN_IN)
    browser_.get("/account/second-factor/set-up")
    picture = browser_.get("/account/second-factor/qr.svg")

    assert (picture.status_code, picture.mimetype) == (200, "image/svg+xml")
    assert picture.headers["Cache-Control"] == "no-store"
    assert b"<script" not in picture.data
    assert b"style=" not in picture.data
    set_up(browser_)
    assert browser_.get("/account/second-factor/qr.svg").status_code == 404


def test_a_wrong_code_is_refused_at_its_field_and_counted(app, browser_, organiser):
    set_up(browser_)
    other = app.test_client()
    other.post("/account/sign-in", data=SIGN_IN)
    answers = [other.post("/account/second-factor", data={"code": "000000"}) for _ in range(6)]

    assert {answer.status_code for answer in answers} == {422}
    assert 'id="code-error"' in answers[0].text
    assert "15 分钟后再试" in answers[5].text


def test_the_same_code_does_not_open_a_second_browser(app, browser_, organiser):
    secret, _ = set_up(browser_)
    other = app.test_client()
    other.post("/account/sign-in", data=SIGN_IN)

    replayed = other.post("/account/second-factor", data={"code": pyotp.TOTP(secret).now()})

    assert replayed.status_code == 422


def test_a_recovery_code_opens_and_leads_where_the_person_wanted_to_go(app, browser_, organiser):
    code = re.search(r"<code>([a-z2-9]{5}-[a-z2-9]{5})</code>", set_up(browser_)[1].text)[1]
    other = app.test_client()
    other.post("/account/sign-in", data=SIGN_IN)

    data = {"code": code, "next": "/organiser/competitions"}
    answer = other.post("/account/second-factor", data=data)

    assert answer.location == "/organiser/competitions"
    assert other.get("/organiser/competitions").status_code == 200


def test_the_token_changes_at_each_step(browser_, organiser):
    before = session_of(browser_)
    browser_.post("/account/sign-in", data=SIGN_IN)
    step = session_of(browser_)
    set_up(browser_)
    inside = session_of(browser_)

    assert (before.get("_user_id"), step.get("_user_id")) == (None, None)
    assert inside["_user_id"] != step["first_step"]
    assert "first_step" not in inside


def test_a_role_gained_while_signed_in_asks_for_the_factor_and_the_password(app, act, browser_):
    with act() as uow:
        account_id = an_account(uow, "李雷", "zhengliheng", password_hash=hash_password(PASSWORD))
    browser_.post("/account/sign-in", data=SIGN_IN)
    with act() as uow:
        a_role(uow, account_id)

    asked = browser_.get("/organiser/competitions?q=1")
    page = browser_.get(asked.location).text
    code = pyotp.TOTP(re.search(r"data-secret>([A-Z2-7]+)<", page)[1]).now()
    without = browser_.post("/account/second-factor/set-up", data={"code": code})
    data = {"code": code, "present": PASSWORD}
    done = browser_.post("/account/second-factor/set-up", data=data)

    assert asked.location == "/account/second-factor/set-up?next=/organiser/competitions?q%3D1"
    assert (without.status_code, 'id="present-error"' in without.text) == (422, True)
    assert done.status_code == 200
    assert browser_.get("/organiser/competitions").status_code == 200


def test_new_codes_and_taking_off_ask_for_the_password(act, sign_in):
    with act() as uow:
        account_id = an_account(uow, password_hash=hash_password(PASSWORD))
        second_factors.plant_factor(uow, account_id, known_secret("x"))
    client = sign_in(account_id)

    wrong = client.post("/account/second-factor/codes", data={"present": "x"})
    new = client.post("/account/second-factor/codes", data={"present": PASSWORD})
    off = client.post("/account/second-factor/remove", data={"present": PASSWORD})

    assert (wrong.status_code, new.status_code, off.status_code) == (422, 200, 302)
    with act() as uow:
        assert not sessions.is_factor_due(uow, account_id)


CASES = [("zhengliheng", True, True), ("another", True, False), ("zhengliheng", False, False)]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_demonstration_shows_the_code_of_made_up_accounts_only(act, browser_, organiser, case):
    secret_of, demonstration, shown = case
    browser_.application.config["DEMONSTRATION"] = demonstration
    with act() as uow:
        second_factors.plant_factor(uow, organiser, known_secret(secret_of))
    browser_.post("/account/sign-in", data=SIGN_IN)

    page = browser_.get("/account/second-factor").text

    assert ("data-demonstration-code" in page) is shown


def test_all_other_browsers_are_signed_out_at_once(app, act, sign_in):
    with act() as uow:
        account_id = an_account(uow)
    here, there, elsewhere = (sign_in(account_id) for _ in range(3))

    here.post("/account/sessions/revoke-others")

    assert [c.get("/account/").status_code for c in (here, there, elsewhere)] == [200, 302, 302]
