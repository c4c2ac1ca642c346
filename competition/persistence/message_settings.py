"""How each person wants to be told: rows in and out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from competition.domain.identifiers import AccountId
from competition.domain.messages import Category, Channel
from competition.persistence.models.accounts import AccountRow
from competition.persistence.models.messages import MailAddressRow, PreferenceRow
from competition.persistence.sealing import keyring


@dataclass(frozen=True, slots=True)
class MailAddress:
    """A person's mail address, and the one that waits for its code."""

    address: str = ""
    pending: str = ""
    code_digest: str = ""
    code_expires_at: datetime | None = None
    code_tries: int = 0


def mail_address(session: Session, account_id: AccountId) -> MailAddress:
    """The person's mail address; an empty one when none was ever given."""
    row = session.get(MailAddressRow, account_id, with_for_update=True)
    if row is None:
        return MailAddress()
    return MailAddress(
        keyring().unseal(row.address_sealed) if row.address_sealed else "",
        keyring().unseal(row.pending_sealed) if row.pending_sealed else "",
        row.code_digest,
        row.code_expires_at,
        row.code_tries,
    )


def save_mail_address(session: Session, account_id: AccountId, mail: MailAddress) -> None:
    """Store the person's mail address and the one that waits."""
    row = session.get(MailAddressRow, account_id)
    if row is None:
        row = MailAddressRow(account_id=account_id)
        session.add(row)
    row.address_sealed = keyring().seal(mail.address) if mail.address else None
    row.pending_sealed = keyring().seal(mail.pending) if mail.pending else None
    row.code_digest, row.code_tries = mail.code_digest, mail.code_tries
    row.code_expires_at = mail.code_expires_at


def set_locale(session: Session, account_id: AccountId, locale: str) -> None:
    """Set the language in which the person is told."""
    statement = update(AccountRow).where(AccountRow.id == account_id)
    session.execute(statement.values(locale=locale))


def locale(session: Session, account_id: AccountId) -> str | None:
    """The language in which the person is told; None when none was chosen."""
    return session.scalar(select(AccountRow.locale).where(AccountRow.id == account_id))


def save_chosen(
    session: Session, account_id: AccountId, chosen: Mapping[tuple[Category, Channel], bool]
) -> None:
    """Replace what the person has chosen."""
    session.execute(delete(PreferenceRow).where(PreferenceRow.account_id == account_id))
    rows = [
        {"account_id": account_id, "category": category, "channel": channel, "wanted": wanted}
        for (category, channel), wanted in chosen.items()
    ]
    if rows:
        session.execute(insert(PreferenceRow), rows)
