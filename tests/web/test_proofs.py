"""Proofs that are kept, and what is asked every time all the same."""

import re
from datetime import timedelta

import pytest
from flask import Flask, session

from competition.web.limits import limiter, register_limits
from tests.factories import an_account

SIGN_IN = "/account/sign-in"


def token_of(client):
    page = client.get(SIGN_IN).text
    return re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)[1]


def is_taken(client, token, **more):
    headers = {"X-CSRFToken": token} | more.pop("headers", {})
    return client.post(SIGN_IN, headers=headers, **more).status_code != 400


@pytest.fixture
def cookie(sign_in, act):
    """The session's cookie of a signed-in account, proved once."""
    with act() as uow:
        account = an_account(uow)
    client = sign_in(account)
    assert client.get("/account/").status_code == 200
    return f"session={client.get_cookie('session').value}"


def test_a_token_proved_for_one_session_is_refused_in_another(app):
    mine, other = app.test_client(), app.test_client()
    token, _ = token_of(mine), token_of(other)

    assert [is_taken(mine, token), is_taken(mine, token)] == [True, True]
    assert not is_taken(other, token)
    assert not is_taken(mine, token[:-1])


def test_a_proved_token_sent_from_elsewhere_is_refused_under_https(app):
    client, secure = app.test_client(), {"base_url": "https://localhost"}
    token = token_of(client)
    here, elsewhere = {"Referer": "https://localhost/a"}, {"Referer": "https://localhost.evil/a"}

    assert is_taken(client, token)
    assert is_taken(client, token, headers=here, **secure)
    assert not is_taken(client, token, headers=elsewhere, **secure)
    assert not is_taken(client, token, **secure)


def test_a_proved_cookie_ends_with_its_age(app, cookie):
    client = app.test_client(use_cookies=False)
    assert client.get("/account/", headers={"Cookie": cookie}).status_code == 200

    app.config["PERMANENT_SESSION_LIFETIME"] = timedelta(seconds=-1)

    assert client.get("/account/", headers={"Cookie": cookie}).status_code == 302


def test_a_cookie_that_was_changed_signs_nobody_in(app, cookie):
    client = app.test_client(use_cookies=False)
    body, _, signature = cookie.rpartition(".")  # its last sign holds bits that do not count
    changed = f"{body}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
    forged = cookie.replace("=", "=e", 1)

    for bad in (changed, forged):
        assert client.get("/account/", headers={"Cookie": bad}).status_code == 302


def test_what_a_request_notes_in_its_session_is_not_in_the_cookie_of_the_next(app, cookie):
    with app.test_request_context(headers={"Cookie": cookie}):
        session["noted"] = "once"
    with app.test_request_context(headers={"Cookie": cookie}):
        assert "_user_id" in session
        assert "noted" not in session


def test_a_limited_page_is_refused_after_its_number_of_requests(client, monkeypatch):
    monkeypatch.setattr(limiter, "enabled", True)
    register_limits(Flask("the shield, switched on"))

    answers = [client.get("/tickets/1/x").status_code for _ in range(61)]

    limiter.reset()
    assert answers == [404] * 60 + [429]
