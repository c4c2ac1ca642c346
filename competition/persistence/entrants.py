"""The persons of entries: who they are now, who was replaced, what else they have entered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import bindparam, delete, false, or_, select
from sqlalchemy.orm import Session

from competition.domain.errors import NotFound
from competition.domain.identifiers import AccountId, EntryId, EventId, PersonId
from competition.domain.places import LIVE
from competition.domain.teams import EntrantRole
from competition.persistence.models.accounts import AccountRow
from competition.persistence.models.competitions import EventRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.people import PersonRow
from competition.persistence.models.registration import EntrantRow
from competition.persistence.prepared import Prepared

CHUNK = 500
FORGOTTEN = Prepared(delete(EntrantRow).where(EntrantRow.entry_id == bindparam("of_entry")))
HELD_ACCOUNT = Prepared(
    select(AccountRow.id).where(AccountRow.id == bindparam("account")).with_for_update()
)


@dataclass(frozen=True, slots=True)
class StoredEntrant:
    """One person of an entry; `left_at` tells when somebody was replaced."""

    id: int
    role: EntrantRole
    name: str
    person_id: PersonId | None
    joined_at: datetime
    left_at: datetime | None = None
    reason: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True)
class NewEntrant:
    """A person about to be part of an entry."""

    role: EntrantRole
    name: str
    person_id: PersonId | None = None


def of_entry(session: Session, entry_id: EntryId) -> tuple[StoredEntrant, ...]:
    """Everybody who is or was part of the entry, in their order."""
    query = select(EntrantRow).where(EntrantRow.entry_id == entry_id)
    rows = session.scalars(query.order_by(EntrantRow.position, EntrantRow.id))
    return tuple(_stored(row) for row in rows)


def of_event(session: Session, event_id: EventId) -> dict[EntryId, tuple[StoredEntrant, ...]]:
    """Everybody who is or was part of the event's entries, by entry, each in their order."""
    query = (
        select(EntrantRow)
        .join(EntryRow, EntryRow.id == EntrantRow.entry_id)
        .where(EntryRow.event_id == event_id)
        .order_by(EntrantRow.entry_id, EntrantRow.position, EntrantRow.id)
    )
    rows = groupby(session.scalars(query), key=lambda row: row.entry_id)
    return {EntryId(entry_id): tuple(map(_stored, found)) for entry_id, found in rows}


def add_all(
    session: Session, entry_id: EntryId, entrants: Sequence[NewEntrant], at: datetime
) -> None:
    """Make these persons the entry's; those it had before are gone."""
    FORGOTTEN.change(session, {"of_entry": entry_id})
    for position, entrant in enumerate(entrants):
        session.add(_row(entry_id, entrant, position, at))
    session.flush()


def replace(
    session: Session, old_id: int, new: NewEntrant, at: datetime, reason: str
) -> StoredEntrant:
    """Let somebody take the part of somebody else, who stays on record; tell whom."""
    old = session.get(EntrantRow, old_id)
    if old is None or old.left_at is not None:
        raise NotFound("There is no such person in this entry.")
    old.left_at, old.reason = at, reason
    session.add(_row(EntryId(old.entry_id), new, old.position, at))
    session.flush()
    person_id = None if old.person_id is None else PersonId(old.person_id)
    return StoredEntrant(old.id, EntrantRole(old.role), old.name, person_id, old.joined_at, at)


def hold(session: Session, account_id: AccountId | None, person_ids: Collection[PersonId]) -> None:
    """Hold an account and persons against other entries of theirs until this one is stored.

    Everybody holds the event first and then these in the order of their ids, so that nobody waits
    in a circle.
    """
    if account_id is not None:
        HELD_ACCOUNT.rows(session, {"account": account_id})
    if person_ids:
        query = select(PersonRow.id).where(PersonRow.id.in_(person_ids)).order_by(PersonRow.id)
        session.execute(query.with_for_update()).all()


def other_events(
    session: Session,
    event_id: EventId,
    account_id: AccountId | None,
    person_ids: Collection[PersonId],
) -> tuple[str, ...]:
    """The other events of the same competition that one of these has entered, by their titles.

    Who only coaches there has not entered.
    """
    competition = select(EventRow.competition_id).where(EventRow.id == event_id).scalar_subquery()
    mine = select(EntrantRow.entry_id).where(
        EntrantRow.person_id.in_(person_ids),
        EntrantRow.left_at.is_(None),
        EntrantRow.role != EntrantRole.COACH.value,
    )
    own = false() if account_id is None else EntryRow.account_id == account_id
    query = (
        select(EventRow.title)
        .join(EntryRow, EntryRow.event_id == EventRow.id)
        .where(
            EventRow.competition_id == competition,
            EventRow.id != event_id,
            EntryRow.state.in_([state.value for state in LIVE]),
            or_(own, EntryRow.id.in_(mine)),
        )
    )
    return tuple(session.scalars(query.distinct().order_by(EventRow.title)))


def elsewhere(
    session: Session, event_id: EventId, person_ids: Collection[PersonId]
) -> dict[PersonId, tuple[str, ...]]:
    """The other events of the same competition that many persons have entered, by person."""
    competition = select(EventRow.competition_id).where(EventRow.id == event_id).scalar_subquery()
    found: dict[PersonId, tuple[str, ...]] = {}
    ids = sorted(person_ids)
    for start in range(0, len(ids), CHUNK):
        query = (
            select(EntrantRow.person_id, EventRow.title)
            .join(EntryRow, EntryRow.id == EntrantRow.entry_id)
            .join(EventRow, EventRow.id == EntryRow.event_id)
            .where(
                EventRow.competition_id == competition,
                EventRow.id != event_id,
                EntryRow.state.in_([state.value for state in LIVE]),
                EntrantRow.person_id.in_(ids[start : start + CHUNK]),
                EntrantRow.left_at.is_(None),
                EntrantRow.role != EntrantRole.COACH.value,
            )
        )
        for person_id, title in session.execute(query.distinct().order_by(EventRow.title)):
            key = PersonId(person_id or 0)
            found[key] = (*found.get(key, ()), title)
    return found


def in_event(
    session: Session,
    event_id: EventId,
    person_ids: Collection[PersonId],
    but: EntryId | None = None,
) -> tuple[str, ...]:
    """The names of those who compete in another live entry of this event, or may."""
    if not person_ids:
        return ()
    query = (
        select(EntrantRow.name)
        .join(EntryRow, EntryRow.id == EntrantRow.entry_id)
        .where(
            EntryRow.event_id == event_id,
            EntryRow.state.in_([state.value for state in LIVE]),
            EntrantRow.person_id.in_(person_ids),
            EntrantRow.left_at.is_(None),
            EntrantRow.role != EntrantRole.COACH.value,
        )
    )
    return tuple(session.scalars(query if but is None else query.where(EntryRow.id != but)))


def without_account(session: Session, person_id: PersonId) -> tuple[EntryId, ...]:
    """The live entries that somebody else made for this person to compete alone."""
    query = (
        select(EntryRow.id)
        .join(EntrantRow, EntrantRow.entry_id == EntryRow.id)
        .where(
            EntrantRow.person_id == person_id,
            EntrantRow.left_at.is_(None),
            EntrantRow.role == EntrantRole.MEMBER.value,
            EntrantRow.position == 0,
            EntryRow.account_id.is_(None),
            EntryRow.state.in_([state.value for state in LIVE]),
        )
        .order_by(EntryRow.id)
    )
    return tuple(EntryId(entry_id) for entry_id in session.scalars(query))


def _stored(row: EntrantRow) -> StoredEntrant:
    return StoredEntrant(
        row.id,
        EntrantRole(row.role),
        row.name,
        None if row.person_id is None else PersonId(row.person_id),
        row.joined_at,
        row.left_at,
        row.reason,
        row.position,
    )


def _row(entry_id: EntryId, entrant: NewEntrant, position: int, at: datetime) -> EntrantRow:
    return EntrantRow(
        entry_id=entry_id,
        person_id=entrant.person_id,
        role=entrant.role.value,
        name=entrant.name,
        position=position,
        joined_at=at,
    )
