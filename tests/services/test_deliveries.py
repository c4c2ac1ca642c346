"""Which ways messages take, and that each is gone once whoever tries."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from competition.domain.messages import Category, Channel
from competition.domain.permissions import Actor
from competition.persistence.models.accounts import AccountRow
from competition.persistence.models.messages import DeliveryRow, MessageRow, WebhookRow
from competition.services import deliveries, message_settings, messages
from competition.services.jobs import SYSTEM
from competition.services.unit_of_work import unit_of_work
from tests.factories import a_webhook, an_account

EVERY = tuple(Channel)


@pytest.fixture
def person(act):
    """A person with a mobile number and a mail address."""
    with act() as uow:
        account_id = an_account(uow, login="13800001111")
        message_settings.stored.save_mail_address(
            uow.session, account_id, message_settings.MailAddress("wang@example.cn")
        )
    return account_id


def told(act, account_id, template="webhook.tested", channels=EVERY, **params):
    """Tell the person something and decide on its ways; gives the message's id."""
    with act(SYSTEM) as uow:
        messages.notify(uow, account_id, template, **(params or {"title": "甲"}))
    with act(SYSTEM) as uow:
        (message_id,) = uow.session.scalars(
            select(MessageRow.id).order_by(MessageRow.id.desc()).limit(1)
        )
        deliveries.plan_deliveries(uow, [message_id], channels)
    return message_id


def routes(act):
    with act() as uow:
        return sorted(uow.session.scalars(select(DeliveryRow.route)))


def states(act):
    with act() as uow:
        return [
            (row.state, row.attempts, row.answer)
            for row in uow.session.scalars(select(DeliveryRow))
        ]


def test_what_is_not_urgent_goes_by_mail_and_by_webhooks_told_of_it(act, person):
    with act() as uow:
        hook = a_webhook(uow, categories=["work"])
        a_webhook(uow, categories=["news"])
        a_webhook(uow, categories=["work"], state="paused")

    told(act, person)

    assert routes(act) == ["email", f"webhook:{hook}"]


def test_security_takes_every_way(act, person):
    told(act, person, "address.confirm", code="1")

    assert routes(act) == ["email", "sms"]


def test_what_a_person_chose_holds(act, person):
    chosen = {(Category.WORK, Channel.EMAIL): False, (Category.WORK, Channel.SMS): True}
    with act(Actor(person)) as uow:
        message_settings.choose_channels(uow, chosen, "zh_CN")

    told(act, person)

    assert routes(act) == ["sms"]


def test_only_channels_of_the_installation_are_taken(act, person):
    told(act, person, "address.confirm", channels=(Channel.SMS,), code="1")

    assert routes(act) == ["sms"]


def test_nothing_leaves_for_a_blocked_account(act, person):
    with act() as uow:
        uow.session.get(AccountRow, person).state = "blocked"

    told(act, person)

    assert routes(act) == []


def test_planning_twice_plans_once(act, person):
    message_id = told(act, person)
    with act() as uow:
        uow.session.get(MessageRow, message_id).planned_at = None

    with act(SYSTEM) as uow:
        deliveries.plan_deliveries(uow, [message_id], EVERY)

    assert routes(act) == ["email"]


def test_two_workers_at_once_get_one_parcel(app, act, person):
    told(act, person)
    with act(SYSTEM) as uow:
        ((delivery_id, _route),) = deliveries.list_due_deliveries(uow)
    gate, parcels = threading.Barrier(4), []

    def work():
        with app.app_context():
            gate.wait()
            with unit_of_work(SYSTEM) as uow:
                parcels.append(deliveries.claim_delivery(uow, delivery_id))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    (parcel,) = [one for one in parcels if one is not None]
    assert (parcel.address, parcel.attempt) == ("wang@example.cn", 1)


def claimed(act):
    with act(SYSTEM) as uow:
        ((delivery_id, _route),) = deliveries.list_due_deliveries(uow)
        return deliveries.claim_delivery(uow, delivery_id)


def test_a_parcel_whose_worker_died_is_sent_again_and_the_late_word_counts_no_more(
    act, person, monkeypatch
):
    told(act, person)
    lost = claimed(act)
    monkeypatch.setattr(deliveries, "CLAIM", timedelta(seconds=-1))

    with act(SYSTEM) as uow:
        deliveries.resume_deliveries(uow)
    again = claimed(act)
    with act(SYSTEM) as uow:
        deliveries.record_refused(uow, lost, "OSError", final=True)
        deliveries.record_sent(uow, again, "SMTP 250")

    assert again.delivery_id == lost.delivery_id
    assert states(act) == [("sent", 2, "SMTP 250")]


def test_what_did_not_get_through_waits_for_its_time_and_fails_in_the_end(act, person):
    told(act, person)
    for attempt in range(1, 9):
        with act() as uow:
            uow.session.scalars(select(DeliveryRow)).one().due_at = uow.now
        parcel = claimed(act)
        with act(SYSTEM) as uow:
            deliveries.record_refused(uow, parcel, "SMTP 450", final=False)
            waiting = deliveries.list_due_deliveries(uow)
        assert (parcel.attempt, waiting) == (attempt, [])

    assert states(act) == [("failed", 8, "SMTP 450")]


def test_what_is_refused_for_good_is_not_tried_again(act, person):
    told(act, person)
    parcel = claimed(act)

    with act(SYSTEM) as uow:
        deliveries.record_refused(uow, parcel, "SMTP 550", final=True)

    assert states(act) == [("failed", 1, "SMTP 550")]


def test_what_waits_for_a_paused_webhook_goes_on_with_it(act, person):
    with act() as uow:
        hook = a_webhook(uow, categories=["work"])
    told(act, person, channels=(Channel.WEBHOOK,))

    with act() as uow:
        uow.session.get(WebhookRow, hook).state = "paused"
    with act(SYSTEM) as uow:
        while_paused = deliveries.list_due_deliveries(uow)
    with act() as uow:
        uow.session.get(WebhookRow, hook).state = "active"

    assert while_paused == []
    assert claimed(act).secret == "secret"


def test_a_letter_to_an_address_is_emptied_once_it_is_out(act):
    with act() as uow:
        messages.notify_address(uow, "new@example.cn", "address.confirm", link="/x", code="123456")
    with act(SYSTEM) as uow:
        (message_id,) = uow.session.scalars(select(MessageRow.id))
        deliveries.plan_deliveries(uow, [message_id], EVERY)
    parcel = claimed(act)
    with act(SYSTEM) as uow:
        deliveries.record_sent(uow, parcel, "SMTP 250")

    with act() as uow:
        assert uow.session.get(MessageRow, message_id).sealed is None
    assert (parcel.address, parcel.params, parcel.link) == (
        "new@example.cn",
        {"code": "123456"},
        "/x",
    )
