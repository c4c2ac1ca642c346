"""An event's entries as rows of an export: three queries for each portion of a thousand."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.domain.identifiers import EventId
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.people import PersonRow
from competition.persistence.models.registration import EntrantRow
from competition.persistence.people import unseal

PORTION = 1000
"""So many entries are read at once."""


@dataclass(frozen=True, slots=True)
class ExportedPerson:
    """One person of an entry, numbers readable."""

    role: str
    name: str
    id_number: str
    phone: str


def count(session: Session, event_id: EventId) -> int:
    """How many entries the event has."""
    query = select(func.count(EntryRow.id)).where(EntryRow.event_id == event_id)
    return session.scalar(query) or 0


def fact_keys(session: Session, event_id: EventId) -> frozenset[str]:
    """The facts that at least one entry of the event tells."""
    query = select(EntryRow.facts).where(EntryRow.event_id == event_id)
    found = session.scalars(query.execution_options(yield_per=PORTION))
    return frozenset(key for facts in found for key in facts)


def portions(session: Session, event_id: EventId) -> Iterator[Sequence[EntryRow]]:
    """The entries in the order of their numbers, a portion at a time."""
    query = select(EntryRow).where(EntryRow.event_id == event_id).order_by(EntryRow.number_key)
    yield from session.scalars(query.execution_options(yield_per=PORTION)).partitions()


def people(session: Session, entry_ids: Collection[int]) -> dict[int, list[ExportedPerson]]:
    """Who is part of each of these entries now, by entry."""
    query = (
        select(
            EntrantRow.entry_id,
            EntrantRow.role,
            EntrantRow.name,
            PersonRow.id_sealed,
            PersonRow.phone_sealed,
        )
        .outerjoin(PersonRow, PersonRow.id == EntrantRow.person_id)
        .where(EntrantRow.entry_id.in_(entry_ids), EntrantRow.left_at.is_(None))
        .order_by(EntrantRow.entry_id, EntrantRow.position)
    )
    found: dict[int, list[ExportedPerson]] = {}
    for entry_id, role, name, number, phone in session.execute(query):
        one = ExportedPerson(role, name, unseal(number) or "", unseal(phone) or "")
        found.setdefault(entry_id, []).append(one)
    return found
