"""Adding, pausing and trying webhooks, and their log."""

import re

import pytest
from sqlalchemy import select

from competition.domain.permissions import Role
from competition.persistence.models.messages import DeliveryRow, WebhookRow
from competition.persistence.sealing import keyring
from tests.factories import a_role, a_webhook, an_account

URL = "/admin/webhooks"


@pytest.fixture
def desk(act, sign_in):
    """The browser of an administrator."""
    with act() as uow:
        account_id = an_account(uow, name="管理员")
        a_role(uow, account_id, Role.ADMINISTRATOR)
    return sign_in(account_id)


@pytest.fixture
def webhook(act):
    with act() as uow:
        return a_webhook(uow)


def stored(act, webhook):
    with act() as uow:
        row = uow.session.get(WebhookRow, webhook)
        return row.state, keyring().unseal(row.secret_sealed)


def test_a_webhook_is_added_and_its_secret_shown_once(desk, act):
    data = {
        "title": "苏工惠",
        "url": "https://app.example.cn/hook",
        "categories": ["entry", "news"],
    }

    page = desk.post(URL, data=data).text

    with act() as uow:
        row = uow.session.scalars(select(WebhookRow)).one()
        number, secret = row.id, keyring().unseal(row.secret_sealed)
        found = (row.url, row.categories)
    assert found == ("https://app.example.cn/hook", ["entry", "news"])
    assert secret in page
    assert secret not in desk.get(f"{URL}/{number}").text


@pytest.mark.parametrize(
    "url", ["http://app.example.cn/", "https://127.0.0.1/", "https://db.local/"]
)
def test_an_address_in_our_own_network_is_refused_at_the_field_and_kept(desk, act, url):
    page = desk.post(URL, data={"title": "甲", "url": url, "categories": ["entry"]})

    assert page.status_code == 422
    assert 'id="url-error"' in page.text
    assert f'value="{url}"' in page.text
    with act() as uow:
        assert uow.session.scalars(select(WebhookRow)).all() == []


def test_a_webhook_is_paused_and_goes_on(desk, act, webhook):
    desk.post(f"{URL}/{webhook}/state", data={"paused": "yes"})
    paused = stored(act, webhook)[0]
    refused = desk.post(f"{URL}/{webhook}/try").status_code
    desk.post(f"{URL}/{webhook}/state", data={"paused": "no"})

    assert (paused, refused, stored(act, webhook)[0]) == ("paused", 409, "active")


def test_a_new_secret_takes_the_place_of_the_old_one(desk, act, webhook):
    page = desk.post(f"{URL}/{webhook}/secret").text

    assert stored(act, webhook)[1] != "secret"
    assert stored(act, webhook)[1] in page


def test_a_test_goes_to_this_webhook_alone_and_stands_in_the_log(desk, act, webhook, run_jobs):
    with act() as uow:
        a_webhook(uow)
        uow.session.get(WebhookRow, webhook).url = "https://127.0.0.1/hook"

    desk.post(f"{URL}/{webhook}/try")
    run_jobs()

    with act() as uow:
        (row,) = uow.session.scalars(select(DeliveryRow))
        assert (row.webhook_id, row.state) == (webhook, "failed")
        number = row.id
    page = desk.get(f"{URL}/{webhook}").text
    assert "不允许使用该地址" in page
    assert "推送测试：“…”" in page
    assert re.search(rf'action="{URL}/{webhook}/deliveries/{number}/retry"', page)


def test_a_failed_delivery_is_sent_again_once(desk, act, webhook, run_jobs):
    with act() as uow:
        uow.session.get(WebhookRow, webhook).url = "https://127.0.0.1/hook"
    desk.post(f"{URL}/{webhook}/try")
    run_jobs()
    with act() as uow:
        delivery = uow.session.scalars(select(DeliveryRow.id)).one()
    retry = f"{URL}/{webhook}/deliveries/{delivery}/retry"

    answers = [desk.post(retry).status_code, desk.post(retry).status_code]

    assert answers == [302, 409]
