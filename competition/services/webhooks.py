"""Webhooks: telling other systems of messages, signed with a secret that both sides know."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass

from competition.domain.errors import Conflict
from competition.domain.identifiers import DeliveryId, WebhookId
from competition.domain.messages import Category, Channel
from competition.domain.permissions import Permission
from competition.domain.webhooks import read_target
from competition.persistence import deliveries, messages, webhooks
from competition.persistence.sealing import keyring
from competition.persistence.webhooks import SentLine, Webhook
from competition.services.jobs import enqueue
from competition.services.messages import DELIVER
from competition.services.unit_of_work import UnitOfWork

__all__ = ["SentLine", "Webhook"]
PAGE = 30


@dataclass(frozen=True, slots=True)
class NewWebhook:
    """What adding a webhook asks for."""

    title: str
    url: str
    categories: Collection[Category]


def list_webhooks(uow: UnitOfWork) -> tuple[Webhook, ...]:
    """All webhooks. Needs WEBHOOK_EDIT."""
    uow.authorise(Permission.WEBHOOK_EDIT)
    return webhooks.every(uow.session)


def describe_webhook(
    uow: UnitOfWork, webhook_id: WebhookId, before: int | None = None
) -> tuple[Webhook, tuple[SentLine, ...]]:
    """One webhook and a page of its log. Needs WEBHOOK_EDIT. Raises NotFound."""
    uow.authorise(Permission.WEBHOOK_EDIT)
    found = webhooks.load(uow.session, webhook_id)
    return found, webhooks.log(uow.session, webhook_id, before, PAGE + 1)


def add_webhook(uow: UnitOfWork, new: NewWebhook, *, allow_private: bool) -> tuple[WebhookId, str]:
    """Add a webhook; return its id and its secret, which is shown this once.

    Needs WEBHOOK_EDIT. Audited as webhook.added. Raises RuleViolation WHK-01.
    """
    uow.authorise(Permission.WEBHOOK_EDIT)
    target = read_target(new.url, allow_private=allow_private)
    secret = secrets.token_urlsafe(32)
    webhook_id = webhooks.add(
        uow.session,
        new.title.strip(),
        new.url.strip(),
        keyring().seal(secret),
        new.categories,
        uow.actor.account_id,
        uow.now,
    )
    uow.audit("webhook.added", "webhooks", f"webhook:{webhook_id}", host=target.host)
    return webhook_id, secret


def pause_webhook(uow: UnitOfWork, webhook_id: WebhookId, *, paused: bool) -> None:
    """Pause a webhook or let it go on; what waits for a paused one waits on.

    Needs WEBHOOK_EDIT. Audited as webhook.paused or webhook.resumed. Raises NotFound.
    """
    uow.authorise(Permission.WEBHOOK_EDIT)
    webhooks.set_paused(uow.session, webhook_id, paused=paused)
    action = "webhook.paused" if paused else "webhook.resumed"
    uow.audit(action, "webhooks", f"webhook:{webhook_id}")


def renew_secret(uow: UnitOfWork, webhook_id: WebhookId) -> str:
    """Replace the secret; return the new one, which is shown this once.

    Needs WEBHOOK_EDIT. Audited as webhook.secret_renewed. Raises NotFound.
    """
    uow.authorise(Permission.WEBHOOK_EDIT)
    secret = secrets.token_urlsafe(32)
    webhooks.set_secret(uow.session, webhook_id, keyring().seal(secret))
    uow.audit("webhook.secret_renewed", "webhooks", f"webhook:{webhook_id}")
    return secret


def try_webhook(uow: UnitOfWork, webhook_id: WebhookId) -> None:
    """Send a test message by this webhook alone.

    Needs WEBHOOK_EDIT. Raises NotFound, and Conflict while the webhook is paused.
    """
    uow.authorise(Permission.WEBHOOK_EDIT)
    webhook = webhooks.load(uow.session, webhook_id)
    if webhook.is_paused:
        raise Conflict("The webhook is paused. Resume it first.")
    message: dict[str, object] = {
        "account_id": uow.actor.account_id,
        "template": "webhook.tested",
        "category": Category.WORK.value,
        "params": {"title": webhook.title},
        "link": f"/admin/webhooks/{webhook_id}",
        "created_at": uow.now,
        "planned_at": uow.now,
    }
    (message_id,) = messages.add(uow.session, (message,))
    delivery: dict[str, object] = {
        "message_id": message_id,
        "channel": Channel.WEBHOOK.value,
        "route": f"{Channel.WEBHOOK.value}:{webhook_id}",
        "webhook_id": webhook_id,
        "state": "waiting",
        "attempts": 0,
        "due_at": uow.now,
        "answer": "",
    }
    deliveries.add(uow.session, (delivery,))
    enqueue(uow, DELIVER, messages=[message_id])


def retry_delivery(uow: UnitOfWork, webhook_id: WebhookId, delivery_id: DeliveryId) -> None:
    """Send a failed delivery again. Needs WEBHOOK_EDIT. Raises Conflict when it has not failed."""
    uow.authorise(Permission.WEBHOOK_EDIT)
    message_id = deliveries.wait_again(uow.session, delivery_id, webhook_id, uow.now)
    if message_id is None:
        raise Conflict("Only a failed delivery can be tried again.")
    enqueue(uow, DELIVER, messages=[message_id])
