"""Signing in through a real identity provider on a real port."""

import re
import time
from urllib.parse import urlencode, urlsplit

import pytest
import requests
from joserfc.jwk import RSAKey
from sqlalchemy import select

from competition.persistence.models.account_security import ExternalIdentityRow
from competition.services import accounts
from competition.services.identity_provider import IdentityProvider, ProviderSettings
from tests.factories import PASSWORD, a_role
from tests.identity_provider import CLIENT, SECRET, Provider, serving

CALLBACK = "/account/identity/callback"
CONNECT = "/account/identity/connect"


@pytest.fixture(scope="module")
def _running():
    with serving(Provider()) as running:
        yield running


@pytest.fixture
def provider(_running, app):
    """The city's provider, without faults and with the worker signed in there."""
    fresh = Provider()
    _running.subject, _running.claims, _running.faults = fresh.subject, fresh.claims, {}
    _running.codes.clear()
    app.config["IDENTITY_PROVIDER"] = IdentityProvider(
        ProviderSettings(_running.base, CLIENT, SECRET, "苏工惠")
    )
    return _running


@pytest.fixture
def browser_(app):
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


@pytest.fixture
def worker(act):
    """An account with the very phone number that the provider tells."""
    new = accounts.prepare_account("13812345678", "陈静", PASSWORD)
    with act() as uow:
        return accounts.register_account(uow, new)


def leave(client, **query):
    """To the provider, and the address with which it sends the browser back."""
    away = client.get(f"/account/identity/start?{urlencode(query)}").location
    return requests.get(away, allow_redirects=False, timeout=5).headers["Location"]


def come_back(client, address):
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}")


def visit(client, **query):
    return come_back(client, leave(client, **query))


def sign_in(client, **query):
    data = {"login": "13812345678", "password": PASSWORD, **query}
    return client.post("/account/sign-in", data=data)


def connect(client):
    sign_in(client)
    visit(client)
    return client.post(CONNECT, data={"present": PASSWORD})


def connected(act):
    with act() as uow:
        return list(uow.session.scalars(select(ExternalIdentityRow.account_id)))


def is_inside(client):
    return client.get("/account/").status_code == 200


def test_a_connected_identity_opens_its_account_and_goes_where_it_was_wanted(
    app, act, provider, browser_, worker
):
    assert connect(browser_).location == "/account/"
    assert connected(act) == [worker]
    other = app.test_client()

    answer = visit(other, next="/me/entries")

    assert answer.location == "/me/entries"
    assert "陈静" in other.get("/account/").text


def test_an_equal_phone_number_takes_no_account_over(act, provider, browser_, worker):
    answer = visit(browser_)

    page = browser_.get(answer.location)
    assert (answer.location, page.status_code) == (CONNECT, 200)
    assert "陈静" in page.text
    assert not is_inside(browser_)
    assert connected(act) == []


def test_after_the_password_the_proved_identity_can_be_connected(act, provider, browser_, worker):
    visit(browser_)

    assert sign_in(browser_, next=CONNECT).location == CONNECT
    wrong = browser_.post(CONNECT, data={"present": "x"})
    done = browser_.post(CONNECT, data={"present": PASSWORD})

    assert (wrong.status_code, 'id="present-error"' in wrong.text) == (422, True)
    assert (done.location, connected(act)) == ("/account/", [worker])


def test_arriving_while_signed_in_connects_nothing_without_the_password(
    act, provider, browser_, worker
):
    sign_in(browser_)

    assert visit(browser_).location == CONNECT
    assert browser_.get(CONNECT).status_code == 200
    assert connected(act) == []


def test_acc_08_an_identity_of_another_account_is_refused(app, act, provider, browser_, worker):
    connect(browser_)
    new = accounts.prepare_account("lilei", "李雷", PASSWORD)
    with act() as uow:
        accounts.register_account(uow, new)
    other = app.test_client()
    other.post("/account/sign-in", data={"login": "lilei", "password": PASSWORD})
    # The provider sends the browser of Li Lei back as Chen Jing.
    visit(other)

    answer = other.post(CONNECT, data={"present": PASSWORD})

    assert (answer.status_code, "该身份已绑定其他账号" in answer.text) == (422, True)
    assert connected(act) == [worker]


def test_the_second_factor_is_asked_for_all_the_same(app, act, provider, browser_, worker):
    connect(browser_)
    with act() as uow:
        a_role(uow, worker)
    other = app.test_client()

    assert visit(other).location.startswith("/account/second-factor")
    assert not is_inside(other)


def test_a_blocked_account_stays_closed(app, act, provider, browser_, worker):
    connect(browser_)
    with act() as uow:
        from_now = accounts.accounts
        from_now.set_state(uow.session, worker, "blocked")
    other = app.test_client()

    assert visit(other).location == CONNECT
    assert not is_inside(other)


FAULTS = {
    "nonce of another sign-in": {"claims": {"nonce": "planted"}},
    "no nonce": {"claims": {"nonce": None}},
    "another issuer in the token": {"claims": {"iss": "http://evil.example"}},
    "for another client": {"claims": {"aud": "somebody else"}},
    "for several, authorised to another": {"claims": {"aud": [CLIENT, "b"], "azp": "b"}},
    "over": {"claims": {"exp": int(time.time()) - 600}},
    "no subject": {"claims": {"sub": ""}},
    "signed by a stranger": {"key": RSAKey.generate_key(2048)},
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_a_token_that_does_not_hold_opens_nothing(app, provider, browser_, worker, fault):
    connect(browser_)
    provider.faults = fault
    other = app.test_client()

    assert visit(other).location == "/account/sign-in"
    assert not is_inside(other)


def test_a_provider_that_names_another_issuer_is_not_used(provider, browser_):
    provider.faults = {"metadata_issuer": "http://evil.example"}

    answer = browser_.get("/account/identity/start?next=/me/entries")

    assert answer.location == "/account/sign-in?next=/me/entries"
    assert "没有登录成功" in browser_.get(answer.location).text


def test_a_code_counts_once(app, provider, browser_, worker):
    connect(browser_)
    other, thief = app.test_client(), app.test_client()
    address = leave(other)
    assert come_back(other, address).location == "/"

    again = come_back(other, address)
    stolen = come_back(thief, address)

    assert again.location == stolen.location == "/account/sign-in"
    assert not is_inside(thief)


def test_a_code_of_another_browser_fails_by_state_and_by_verifier(app, provider, browser_, worker):
    connect(browser_)
    victim, thief = app.test_client(), app.test_client()
    address, own = leave(victim), leave(thief)
    planted = re.sub(r"code=[^&]+", re.search(r"code=[^&]+", address)[0], own)

    assert come_back(thief, planted).location == "/account/sign-in"
    assert not is_inside(thief)
    assert come_back(app.test_client(), own).location == "/account/sign-in"


@pytest.mark.parametrize("change", [r"state=[^&]+", r"code=[^&]+&?"])
def test_an_answer_without_code_or_state_is_no_answer(provider, browser_, change):
    address = re.sub(change, "", leave(browser_))

    assert come_back(browser_, address).location == "/account/sign-in"
    assert provider.asked == [] or "code" in provider.asked[-1]


def test_keys_that_the_provider_changed_are_asked_for_anew(app, provider, browser_, worker):
    connect(browser_)
    provider.key = RSAKey.generate_key(2048, auto_kid=True)
    other = app.test_client()

    assert visit(other).location == "/"
    assert is_inside(other)


CLOSE = "/me/data/close"


def test_whoever_signs_in_by_the_provider_closes_the_account_without_a_password(
    app, act, provider, browser_, worker
):
    connect(browser_)
    without = browser_.post(CLOSE, data={})
    plain = visit(browser_, next=CLOSE)
    again = browser_.post(CLOSE, data={})

    confirmed = visit(browser_, next=CLOSE, anew="1")
    page = browser_.get(CLOSE)
    closed = browser_.post(CLOSE, data={})

    assert (without.status_code, plain.location, again.status_code) == (422, CONNECT, 422)
    assert (confirmed.location, 'name="present"' in page.text) == (CLOSE, False)
    assert (closed.location, is_inside(browser_)) == ("/", False)


@pytest.mark.parametrize("case", ["another identity", "an old sign-in", "no time of the sign-in"])
def test_a_confirmation_is_fresh_and_of_the_own_identity(provider, browser_, worker, case):
    connect(browser_)
    if case == "another identity":
        provider.subject = "somebody else"
    else:
        old = int(time.time()) - 3600 if case == "an old sign-in" else None
        provider.faults["claims"] = {"auth_time": old}

    visit(browser_, next=CLOSE, anew="1")

    assert browser_.post(CLOSE, data={}).status_code == 422
    assert is_inside(browser_)


def test_disconnecting_closes_that_door(app, act, provider, browser_, worker):
    connect(browser_)
    number = re.search(r"/account/identity/(\d+)/disconnect", browser_.get("/account/").text)[1]
    assert browser_.post(f"/account/identity/{number}/disconnect").status_code == 302

    assert connected(act) == []
    assert not is_inside(app.test_client())


def test_without_a_provider_its_pages_do_not_exist_and_nothing_offers_them(app, browser_):
    app.config["IDENTITY_PROVIDER"] = None

    assert browser_.get("/account/identity/start").status_code == 404
    assert "/account/identity" not in browser_.get("/account/sign-in").text


def test_the_secret_and_the_verifier_stay_out_of_the_browser(provider, browser_):
    away = browser_.get("/account/identity/start").location

    with browser_.session_transaction() as session:
        verifier = session["departure"]["verifier"]
    assert SECRET not in away
    assert verifier not in away
    assert "code_challenge_method=S256" in away
