"""Deliveries: which ways a message takes, claiming one of them, and what became of it."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CursorResult, Update, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from competition.domain.identifiers import AccountId, DeliveryId, MessageId, WebhookId
from competition.domain.messages import MOBILE_NUMBER, Category, Channel
from competition.persistence.models.accounts import AccountRow
from competition.persistence.models.messages import (
    DeliveryRow,
    MailAddressRow,
    MessageRow,
    PreferenceRow,
    WebhookRow,
)
from competition.persistence.models.people import PersonRow
from competition.persistence.sealing import keyring


@dataclass(frozen=True, slots=True)
class Unplanned:
    """A message whose ways are not decided: to an account, or to the bare address in its letter."""

    message_id: MessageId
    category: Category
    account_id: AccountId | None
    address: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """How a person can be reached outside the house, and what the person wants."""

    mail_address: str
    mobile_number: str
    chosen: dict[tuple[Category, Channel], bool]


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed delivery with all that sending it needs. `attempt` tells this claim from others."""

    delivery_id: DeliveryId
    message_id: MessageId
    channel: Channel
    route: str
    attempt: int
    template: str
    category: Category
    account_id: AccountId | None
    params: dict[str, object]
    link: str
    locale: str
    created_at: datetime
    address: str
    secret: str = ""


def unplanned(session: Session, message_ids: Collection[MessageId]) -> list[Unplanned]:
    """Those of the messages whose ways are not decided yet."""
    query = select(MessageRow).where(
        MessageRow.id.in_(message_ids), MessageRow.planned_at.is_(None)
    )
    return [
        Unplanned(
            MessageId(row.id),
            Category(row.category),
            None if row.account_id is None else AccountId(row.account_id),
            str(_letter(row)["address"]) if row.sealed else "",
        )
        for row in session.scalars(query.order_by(MessageRow.id))
    ]


def recipients(session: Session, ids: Collection[AccountId]) -> dict[AccountId, Recipient]:
    """How these people can be reached; people whose account is blocked are left out."""
    chosen: dict[int, dict[tuple[Category, Channel], bool]] = {}
    for row in session.scalars(select(PreferenceRow).where(PreferenceRow.account_id.in_(ids))):
        key = (Category(row.category), Channel(row.channel))
        chosen.setdefault(row.account_id, {})[key] = row.wanted
    query = (
        select(
            AccountRow.id,
            AccountRow.login_sealed,
            MailAddressRow.address_sealed,
            PersonRow.phone_sealed,
        )
        .outerjoin(MailAddressRow, MailAddressRow.account_id == AccountRow.id)
        .outerjoin(PersonRow, PersonRow.account_id == AccountRow.id)
        .where(AccountRow.id.in_(ids), AccountRow.state == "active")
    )
    return {
        AccountId(number): Recipient(
            keyring().unseal(mail) if mail else "",
            _mobile(login, phone),
            chosen.get(number, {}),
        )
        for number, login, mail, phone in session.execute(query)
    }


def add(session: Session, rows: Sequence[dict[str, object]]) -> None:
    """Store deliveries; one that is there already stays as it is."""
    if rows:
        dialect = session.get_bind().dialect.name
        insert_ = postgresql.insert if dialect == "postgresql" else sqlite.insert
        session.execute(insert_(DeliveryRow).on_conflict_do_nothing(), rows)


def due(
    session: Session, now: datetime, limit: int, message_ids: Collection[MessageId] | None = None
) -> list[tuple[DeliveryId, str]]:
    """Waiting deliveries that are due, with their routes; none to webhooks that are paused."""
    query = (
        select(DeliveryRow.id, DeliveryRow.route)
        .outerjoin(WebhookRow, WebhookRow.id == DeliveryRow.webhook_id)
        .where(
            DeliveryRow.state == "waiting",
            DeliveryRow.due_at <= now,
            or_(WebhookRow.id.is_(None), WebhookRow.state == "active"),
        )
    )
    if message_ids is not None:
        query = query.where(DeliveryRow.message_id.in_(message_ids))
    rows = session.execute(query.order_by(DeliveryRow.due_at, DeliveryRow.id).limit(limit))
    return [(DeliveryId(number), route) for number, route in rows]


def claim(session: Session, delivery_id: DeliveryId, now: datetime) -> Parcel | None:
    """Take a waiting delivery; None when somebody else has it or it is done."""
    statement = update(DeliveryRow).where(
        DeliveryRow.id == delivery_id, DeliveryRow.state == "waiting", DeliveryRow.due_at <= now
    )
    values = statement.values(state="sending", claimed_at=now, attempts=DeliveryRow.attempts + 1)
    if not _changed(session, values):
        return None
    return _parcel(session, delivery_id)


def release_abandoned(session: Session, before: datetime, now: datetime) -> None:
    """Let deliveries that were claimed before then and never recorded wait again."""
    statement = update(DeliveryRow).where(
        DeliveryRow.state == "sending", DeliveryRow.claimed_at < before
    )
    session.execute(statement.values(state="waiting", due_at=now))


def record(  # noqa: PLR0917 -- one row, named columns in their order
    session: Session,
    parcel: Parcel,
    state: str,
    now: datetime,
    answer: str,
    due_at: datetime | None = None,
) -> bool:
    """Record what became of a claimed delivery; False when the claim no longer holds."""
    statement = update(DeliveryRow).where(
        DeliveryRow.id == parcel.delivery_id,
        DeliveryRow.state == "sending",
        DeliveryRow.attempts == parcel.attempt,
    )
    values: dict[str, object] = {"state": state, "answer": answer[:120]}
    values |= {"due_at": due_at} if due_at else {"finished_at": now}
    return _changed(session, statement.values(values))


def empty_letter(session: Session, message_id: MessageId) -> None:
    """Forget the sealed letter of a message that is out, or never will be."""
    session.execute(update(MessageRow).where(MessageRow.id == message_id).values(sealed=None))


def is_any_due(session: Session, now: datetime) -> bool:
    """Whether any delivery waits and is due."""
    return bool(due(session, now, 1))


def wait_again(
    session: Session, delivery_id: DeliveryId, webhook_id: WebhookId, now: datetime
) -> MessageId | None:
    """Let a failed delivery of the webhook wait again from the start; give its message."""
    statement = update(DeliveryRow).where(
        DeliveryRow.id == delivery_id,
        DeliveryRow.webhook_id == webhook_id,
        DeliveryRow.state == "failed",
    )
    values = statement.values(state="waiting", attempts=0, due_at=now, finished_at=None)
    found = session.scalar(values.returning(DeliveryRow.message_id))
    return None if found is None else MessageId(found)


def _parcel(session: Session, delivery_id: DeliveryId) -> Parcel:
    delivery = session.get_one(DeliveryRow, delivery_id, populate_existing=True)
    message = session.get_one(MessageRow, delivery.message_id, populate_existing=True)
    channel, letter = Channel(delivery.channel), _letter(message)
    account = None if message.account_id is None else AccountId(message.account_id)
    address, secret = str(letter.get("address", "")), ""
    locale = str(letter.get("locale", ""))
    if account is not None:
        address, locale = _way(session, account, channel)
    if delivery.webhook_id is not None:
        webhook = session.get_one(WebhookRow, delivery.webhook_id)
        address, secret = webhook.url, keyring().unseal(webhook.secret_sealed)
    params = letter.get("params", message.params)
    return Parcel(
        delivery_id,
        MessageId(message.id),
        channel,
        delivery.route,
        delivery.attempts,
        message.template,
        Category(message.category),
        account,
        params if isinstance(params, dict) else {},
        str(letter.get("link", message.link)),
        locale or "zh_CN",
        message.created_at,
        address,
        secret,
    )


def _way(session: Session, account_id: AccountId, channel: Channel) -> tuple[str, str]:
    """The address of the channel as it is now, and the language of the person."""
    found = recipients(session, (account_id,)).get(account_id)
    locale = session.scalar(select(AccountRow.locale).where(AccountRow.id == account_id)) or ""
    if found is None:
        return "", locale
    return (found.mail_address if channel is Channel.EMAIL else found.mobile_number), locale


def _letter(row: MessageRow) -> dict[str, object]:
    found = json.loads(keyring().unseal(row.sealed)) if row.sealed else {}
    return found if isinstance(found, dict) else {}


def _mobile(login_sealed: bytes, phone_sealed: bytes | None) -> str:
    login = keyring().unseal(login_sealed)
    if MOBILE_NUMBER.fullmatch(login):
        return login
    phone = keyring().unseal(phone_sealed) if phone_sealed else ""
    return phone if MOBILE_NUMBER.fullmatch(phone) else ""


def _changed(session: Session, statement: Update) -> bool:
    result = session.execute(statement.execution_options(synchronize_session=False))
    return isinstance(result, CursorResult) and result.rowcount == 1
