"""What workers have typed for an event and not yet sent, sealed: it may hold ID numbers."""

import json
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from competition.domain.identifiers import AccountId, EventId
from competition.persistence.models.registration import EntryDraftRow
from competition.persistence.prepared import Prepared
from competition.persistence.sealing import keyring

_is_it = (
    EntryDraftRow.account_id == bindparam("account"),
    EntryDraftRow.event_id == bindparam("event_id"),
)
TYPED = Prepared(select(EntryDraftRow.texts_sealed, EntryDraftRow.saved_at).where(*_is_it))
FORGOTTEN = Prepared(delete(EntryDraftRow).where(*_is_it))


def load(
    session: Session, account_id: AccountId, event_id: EventId
) -> tuple[dict[str, str], datetime | None]:
    """What was typed and when; nothing and None when there is none."""
    for sealed, saved_at in TYPED.rows(session, {"account": account_id, "event_id": event_id}):
        return json.loads(keyring().unseal(sealed)), saved_at
    return {}, None


def save(
    session: Session, account_id: AccountId, event_id: EventId, texts: dict[str, str], at: datetime
) -> None:
    """Keep what was typed until it is sent."""
    row = _row(session, account_id, event_id)
    if row is None:
        row = EntryDraftRow(account_id=account_id, event_id=event_id)
        session.add(row)
    row.texts_sealed = keyring().seal(json.dumps(texts, ensure_ascii=False))
    row.saved_at = at
    session.flush()


def remove(session: Session, account_id: AccountId, event_id: EventId) -> None:
    """Forget what was typed."""
    FORGOTTEN.change(session, {"account": account_id, "event_id": event_id})


def _row(session: Session, account_id: AccountId, event_id: EventId) -> EntryDraftRow | None:
    return session.scalar(
        select(EntryDraftRow).where(
            EntryDraftRow.account_id == account_id, EntryDraftRow.event_id == event_id
        )
    )
