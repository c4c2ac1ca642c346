"""The versions of the rules by which an event is entered."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.identifiers import AccountId, EventId
from competition.domain.registration_rules import RegistrationRules, rules_document, rules_of
from competition.persistence.models.registration import RegistrationRulesRow


@dataclass(frozen=True, slots=True)
class StoredRules:
    """The newest rules with their version; 0 and the usual ones where none are stored."""

    number: int
    rules: RegistrationRules
    made_by: AccountId | None = None
    made_at: datetime | None = None


def newest(session: Session, event_id: EventId) -> StoredRules:
    """The newest rules of the event."""
    query = select(RegistrationRulesRow).where(RegistrationRulesRow.event_id == event_id)
    row = session.scalar(query.order_by(RegistrationRulesRow.number.desc()).limit(1))
    if row is None:
        return StoredRules(0, RegistrationRules())
    by = None if row.made_by is None else AccountId(row.made_by)
    return StoredRules(row.number, rules_of(row.document), by, row.made_at)


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
