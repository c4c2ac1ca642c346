"""What the conditions of entry need from the tables: earlier places, lifted conditions, changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, delete, func, or_, select
from sqlalchemy.orm import Session

from competition.domain.identifiers import AccountId, EntryId, EventId, PersonId
from competition.domain.places import LIVE
from competition.persistence.models.accounts import AccountRow
from competition.persistence.models.competitions import EventRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.publications import PublicationRow, PublishedResultRow
from competition.persistence.models.registration import (
    ConditionLiftingRow,
    EligibilityChangeRow,
    EntrantRow,
)
from competition.persistence.prepared import Prepared

SHOWN = 200

LIFTINGS = Prepared(
    select(
        ConditionLiftingRow.condition_key,
        ConditionLiftingRow.reason,
        AccountRow.display_name,
        ConditionLiftingRow.made_at,
    )
    .outerjoin(AccountRow, AccountRow.id == ConditionLiftingRow.made_by)
    .where(ConditionLiftingRow.entry_id == bindparam("of_entry"))
    .order_by(ConditionLiftingRow.id)
)


@dataclass(frozen=True, slots=True)
class Lifting:
    """A condition lifted for one entry: its key, why, by whom, when."""

    key: str
    reason: str
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """An entry that met other conditions when it was checked again."""

    entry_id: EntryId
    number: str
    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class CheckedEntry:
    """What checking an entry again starts from."""

    id: EntryId
    account_id: AccountId | None
    facts: dict[str, str]
    failed: tuple[str, ...]
    rules_number: int


def best_place(
    session: Session, event_id: EventId, account_id: AccountId | None, person_id: PersonId | None
) -> int:
    """The best place in another event of the same trade, in rankings that stand; 0 for none."""
    if account_id is None and person_id is None:
        return 0
    trade = select(EventRow.trade).where(EventRow.id == event_id).scalar_subquery()
    query = (
        select(func.min(PublishedResultRow.place))
        .join(PublicationRow, PublicationRow.id == PublishedResultRow.publication_id)
        .join(EventRow, EventRow.id == PublicationRow.event_id)
        .join(
            EntryRow,
            (EntryRow.event_id == EventRow.id)
            & (EntryRow.number == PublishedResultRow.entry_number),
        )
        .where(
            PublicationRow.retracted_at.is_(None),
            EventRow.trade == trade,
            EventRow.id != event_id,
            _is_theirs(account_id, person_id),
        )
    )
    return session.scalar(query) or 0


def _is_theirs(account_id: AccountId | None, person_id: PersonId | None) -> ColumnElement[bool]:
    taking_part = select(EntrantRow.entry_id).where(
        EntrantRow.person_id == person_id,
        EntrantRow.left_at.is_(None),
        EntrantRow.role != "coach",
    )
    conditions: list[ColumnElement[bool]] = []
    if account_id is not None:
        conditions.append(EntryRow.account_id == account_id)
    if person_id is not None:
        conditions.append(EntryRow.id.in_(taking_part))
    return or_(*conditions)


def liftings(session: Session, entry_id: EntryId) -> tuple[Lifting, ...]:
    """The conditions lifted for the entry, the first one first."""
    return tuple(
        Lifting(key, reason, name or "", made_at)
        for key, reason, name, made_at in LIFTINGS.rows(session, {"of_entry": entry_id})
    )


def lifted_keys(session: Session, event_id: EventId) -> dict[int, frozenset[str]]:
    """The keys of lifted conditions, by entry, of all entries of an event."""
    query = (
        select(ConditionLiftingRow.entry_id, ConditionLiftingRow.condition_key)
        .join(EntryRow, EntryRow.id == ConditionLiftingRow.entry_id)
        .where(EntryRow.event_id == event_id)
    )
    found: dict[int, frozenset[str]] = {}
    for entry_id, key in session.execute(query):
        found[entry_id] = found.get(entry_id, frozenset()) | {key}
    return found


def lift(session: Session, entry_id: EntryId, lifting: Lifting, made_by: AccountId | None) -> None:
    """Store that a condition is lifted; once more changes the reason."""
    restore(session, entry_id, lifting.key)
    session.add(
        ConditionLiftingRow(
            entry_id=entry_id,
            condition_key=lifting.key,
            reason=lifting.reason,
            made_by=made_by,
            made_at=lifting.made_at,
        )
    )
    session.flush()


def restore(session: Session, entry_id: EntryId, key: str) -> None:
    """Let a condition count again."""
    session.execute(
        delete(ConditionLiftingRow).where(
            ConditionLiftingRow.entry_id == entry_id, ConditionLiftingRow.condition_key == key
        )
    )


def to_check(session: Session, event_id: EventId) -> Sequence[CheckedEntry]:
    """The live entries of the event, with what was said for the conditions."""
    query = (
        select(
            EntryRow.id,
            EntryRow.account_id,
            EntryRow.facts,
            EntryRow.failed,
            EntryRow.rules_number,
        )
        .where(
            EntryRow.event_id == event_id,
            EntryRow.state.in_([state.value for state in LIVE]),
        )
        .order_by(EntryRow.id)
    )
    return [
        CheckedEntry(
            EntryId(id_),
            None if account is None else AccountId(account),
            facts,
            tuple(failed),
            number,
        )
        for id_, account, facts, failed, number in session.execute(query)
    ]


def add_change(
    session: Session,
    event_id: EventId,
    entry: CheckedEntry,
    after: tuple[str, ...],
    made: tuple[int, datetime],
) -> None:
    """Record that an entry meets other conditions than before; under which version, and when."""
    session.add(
        EligibilityChangeRow(
            event_id=event_id,
            entry_id=entry.id,
            before=list(entry.failed),
            after=list(after),
            rules_number=made[0],
            at=made[1],
        )
    )


def changes(session: Session, event_id: EventId) -> tuple[Change, ...]:
    """The changes found when the event's entries were checked again, the newest first."""
    query = (
        select(EligibilityChangeRow, EntryRow.number, EntryRow.name)
        .join(EntryRow, EntryRow.id == EligibilityChangeRow.entry_id)
        .where(EligibilityChangeRow.event_id == event_id)
        .order_by(EligibilityChangeRow.id.desc())
        .limit(SHOWN)
    )
    return tuple(
        Change(EntryId(row.entry_id), number, name, tuple(row.before), tuple(row.after), row.at)
        for row, number, name in session.execute(query)
    )
