"""The versions of the rules by which an event is entered."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from competition.domain.identifiers import AccountId, EventId
from competition.domain.registration_rules import RegistrationRules, rules_document, rules_of
from competition.persistence.models.registration import RegistrationRulesRow
from competition.persistence.prepared import Prepared

NEWEST = Prepared(
    select(
        RegistrationRulesRow.id,
        RegistrationRulesRow.number,
        RegistrationRulesRow.made_by,
        RegistrationRulesRow.made_at,
    )
    .where(RegistrationRulesRow.event_id == bindparam("event_id"))
    .order_by(RegistrationRulesRow.number.desc())
    .limit(1)
)
KEPT = 256

VersionKey = tuple[int, datetime]
_read: dict[VersionKey, RegistrationRules] = {}


@dataclass(frozen=True, slots=True)
class StoredRules:
    """The newest rules with their version; 0 and the usual ones where none are stored."""

    number: int
    rules: RegistrationRules
    made_by: AccountId | None = None
    made_at: datetime | None = None


def newest(session: Session, event_id: EventId) -> StoredRules:
    """The newest rules of the event."""
    for row_id, number, made_by, made_at in NEWEST.rows(session, {"event_id": event_id}):
        by = None if made_by is None else AccountId(made_by)
        return StoredRules(number, _rules(session, (row_id, made_at)), by, made_at)
    return StoredRules(0, RegistrationRules())


def _rules(session: Session, key: VersionKey) -> RegistrationRules:
    """The rules of a version, read once; a stored version never changes."""
    kept = _read.get(key)
    if kept is None:
        row = session.get_one(RegistrationRulesRow, key[0])
        if len(_read) >= KEPT:
            _read.clear()
        kept = _read[key] = rules_of(row.document)
    return kept


def keys_used(session: Session, event_id: EventId) -> frozenset[str]:
    """The keys of all conditions that any version of the event's rules has had."""
    query = select(RegistrationRulesRow.document).where(RegistrationRulesRow.event_id == event_id)
    versions = [rules_of(document) for document in session.scalars(query)]
    return frozenset(one.key for rules in versions for one in rules.conditions)


def add(session: Session, event_id: EventId, stored: StoredRules) -> None:
    """Store a new version. The caller holds the event and has checked the number."""
    session.add(
        RegistrationRulesRow(
            event_id=event_id,
            number=stored.number,
            document=rules_document(stored.rules),
            made_by=stored.made_by,
            made_at=stored.made_at,
        )
    )
    session.flush()
