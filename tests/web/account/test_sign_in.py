import re

import pytest

from competition.services import accounts
from tests.factories import PASSWORD, an_account


@pytest.fixture
def worker(act):
    new = accounts.prepare_account("13812345678", "陈静", PASSWORD)
    with act() as uow:
        return accounts.register_account(uow, new)


@pytest.fixture
def browser_(app):
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


def sign_in_with(client, login="13812345678", password=PASSWORD, **more):
    return client.post("/account/sign-in", data={"login": login, "password": password, **more})


def test_signing_in_leads_where_the_person_wanted_to_go(browser_, worker):
    answer = sign_in_with(browser_, next="/account/")

    assert (answer.status_code, answer.location) == (302, "/account/")
    assert "陈静" in browser_.get("/account/").text


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_signing_in_never_leads_to_another_site(browser_, worker, target):
    assert sign_in_with(browser_, next=target).location == "/"


@pytest.mark.parametrize(
    ("login", "password"), [("13812345678", "wrong password"), ("nobody.here", PASSWORD)]
)
def test_a_refusal_tells_nothing_about_the_name_and_keeps_it(browser_, worker, login, password):
    answer = sign_in_with(browser_, login, password)

    assert answer.status_code == 422
    assert "登录名与密码不符" in answer.text
    assert f'value="{login}"' in answer.text


def test_guessing_is_stopped_and_says_for_how_long(browser_, worker):
    for _ in range(8):
        sign_in_with(browser_, password="a wrong guess")

    answer = sign_in_with(browser_)

    assert answer.status_code == 422
    assert "15 分钟后再试" in answer.text


def test_what_was_planted_before_the_sign_in_does_not_survive_it(browser_, worker):
    with browser_.session_transaction() as session:
        session["planted"] = "x"

    sign_in_with(browser_)

    with browser_.session_transaction() as session:
        assert "planted" not in session


def test_signing_out_ends_the_session_for_a_copied_cookie_too(app, browser_, worker):
    sign_in_with(browser_)
    copied = browser_.get_cookie("session").value
    browser_.post("/account/sign-out")

    thief = app.test_client()
    thief.set_cookie("session", copied)

    assert thief.get("/account/").status_code == 302


def test_a_new_account_leads_to_the_real_name_data_and_says_why(browser_):
    data = {"name": "王小明", "login": "13812345678", "password": "kan-de-jian-2027"}

    answer = browser_.post("/account/register", data=data | {"next": "/events/7"})
    page = browser_.get(answer.location)

    assert answer.location == "/me/person?new=1&next=/events/7"
    assert "还差一步：填写实名信息" in page.text
    assert 'href="/events/7"' in page.text


def test_who_was_invited_to_a_role_opens_an_account_and_goes_on_to_the_invitation(browser_):
    data = {"name": "陆清和", "login": "13812345679", "password": "kan-de-jian-2027"}
    invited = "/account/invitations/abc"

    answer = browser_.post("/account/register", data=data | {"next": invited})
    assert answer.location == invited


def test_registering_signs_in_and_a_second_time_is_refused_at_the_field(app, browser_):
    data = {"name": "李雷", "login": "139 1234 5678", "password": PASSWORD, "unit": "苏城电子厂"}

    assert browser_.post("/account/register", data=data).status_code == 302
    assert browser_.get("/account/").status_code == 200
    again = app.test_client().post("/account/register", data=data)
    assert again.status_code == 422
    assert 'id="login-error"' in again.text
    assert 'value="苏城电子厂"' in again.text


def test_every_fault_of_a_registration_is_shown_at_once(browser_):
    answer = browser_.post("/account/register", data={"name": "", "login": "", "password": ""})

    assert re.findall(r'id="(\w+)-error"', answer.text) == ["name", "login", "password"]
    assert answer.text.count("请填写这一项。") == 6


def test_forms_without_their_token_are_refused(app, client, worker):
    answer = sign_in_with(client)

    assert answer.status_code == 400
    assert "页面已过期" in answer.text


def test_changing_the_password_asks_for_the_present_one(sign_in, act):
    with act() as uow:
        account_id = an_account(uow, name="韩梅梅")
    client = sign_in(account_id)

    answer = client.post("/account/password", data={"present": "x", "password": PASSWORD})

    assert answer.status_code == 422
    assert 'id="present-error"' in answer.text
