"""Taking messages out of the house: planning the ways, claiming, recording.

Claiming and recording are transactions of their own with the sending between them, so that no lock
is held while another machine is asked. Who dies between sending and recording leaves a claim that
is released later, and the message is sent again: see docs/decisions/0009.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta

from competition.domain.identifiers import DeliveryId, MessageId, WebhookId
from competition.domain.messages import Category, Channel, channel_of, is_wanted, next_try
from competition.persistence import deliveries, messages, webhooks
from competition.persistence.deliveries import Parcel, Recipient, Unplanned
from competition.services.jobs import enqueue
from competition.services.unit_of_work import UnitOfWork

__all__ = ["Parcel"]
RESUME = "messages.resume"
CLAIM = timedelta(minutes=5)
"""A claim older than this is that of a worker that is gone."""
BATCH = 500


def plan_deliveries(
    uow: UnitOfWork, message_ids: Sequence[MessageId], channels: Collection[Channel]
) -> None:
    """Decide once on which of the installation's channels each of these messages leaves."""
    found = deliveries.unplanned(uow.session, message_ids)
    accounts = {one.account_id for one in found if one.account_id is not None}
    people = deliveries.recipients(uow.session, accounts)
    hooks = webhooks.active(uow.session) if Channel.WEBHOOK in channels else {}
    rows = []
    for one in found:
        person = people.get(one.account_id) if one.account_id is not None else None
        for channel, webhook_id in _ways(one, person, hooks):
            if channel in channels:
                rows.append(_row(uow, one.message_id, channel, webhook_id))
    deliveries.add(uow.session, rows)
    messages.note_planned(uow.session, [one.message_id for one in found], uow.now)


def list_due_deliveries(
    uow: UnitOfWork, message_ids: Collection[MessageId] | None = None
) -> list[tuple[DeliveryId, str]]:
    """What waits to be sent, of these messages or of all, with its route."""
    return deliveries.due(uow.session, uow.now, BATCH, message_ids)


def claim_delivery(uow: UnitOfWork, delivery_id: DeliveryId) -> Parcel | None:
    """Take a delivery that is due; None when somebody else has it."""
    return deliveries.claim(uow.session, delivery_id, uow.now)


def record_sent(uow: UnitOfWork, parcel: Parcel, answer: str) -> None:
    """Record that the other side has taken it."""
    if deliveries.record(uow.session, parcel, "sent", uow.now, answer):
        _forget_letter(uow, parcel)


def record_refused(uow: UnitOfWork, parcel: Parcel, answer: str, *, final: bool) -> None:
    """Record that it did not get through: it waits to be tried again (MSG-04), or has failed."""
    again = None if final else next_try(parcel.attempt, uow.now)
    if again is not None:
        deliveries.record(uow.session, parcel, "waiting", uow.now, answer, again)
    elif deliveries.record(uow.session, parcel, "failed", uow.now, answer):
        _forget_letter(uow, parcel)


def resume_deliveries(uow: UnitOfWork) -> None:
    """Release claims of workers that are gone; ask for a job if anything waits to be sent."""
    deliveries.release_abandoned(uow.session, uow.now - CLAIM, uow.now)
    if deliveries.is_any_due(uow.session, uow.now):
        enqueue(uow, RESUME, key="all")


def _ways(
    one: Unplanned, person: Recipient | None, hooks: dict[WebhookId, Collection[Category]]
) -> list[tuple[Channel, WebhookId | None]]:
    if one.address:
        return [(channel_of(one.address), None)]
    if person is None:
        return []
    ways: list[tuple[Channel, WebhookId | None]] = []
    if person.mail_address and is_wanted(one.category, Channel.EMAIL, person.chosen):
        ways.append((Channel.EMAIL, None))
    if person.mobile_number and is_wanted(one.category, Channel.SMS, person.chosen):
        ways.append((Channel.SMS, None))
    if is_wanted(one.category, Channel.WEBHOOK, person.chosen):
        ways += [(Channel.WEBHOOK, hook) for hook, told in hooks.items() if one.category in told]
    return ways


def _row(
    uow: UnitOfWork, message_id: MessageId, channel: Channel, webhook_id: WebhookId | None
) -> dict[str, object]:
    return {
        "message_id": message_id,
        "channel": channel.value,
        "route": channel.value if webhook_id is None else f"{channel.value}:{webhook_id}",
        "webhook_id": webhook_id,
        "state": "waiting",
        "attempts": 0,
        "due_at": uow.now,
        "answer": "",
    }


def _forget_letter(uow: UnitOfWork, parcel: Parcel) -> None:
    if parcel.account_id is None:
        deliveries.empty_letter(uow.session, parcel.message_id)
