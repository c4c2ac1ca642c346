"""An event's entries as rows of an export: four queries whatever their number."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.domain.identifiers import EventId
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.people import PersonRow
from competition.persistence.models.registration import EntrantRow
from competition.persistence.people import unseal


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


def entries(session: Session, event_id: EventId) -> Iterator[EntryRow]:
    """The entries in the order of their numbers, some at a time."""
    query = select(EntryRow).where(EntryRow.event_id == event_id).order_by(EntryRow.number_key)
    yield from session.scalars(query.execution_options(yield_per=1000))


def people(session: Session, event_id: EventId) -> dict[int, list[ExportedPerson]]:
    """Who is part of each entry now, by entry."""
    query = (
        select(
            EntrantRow.entry_id,
            EntrantRow.role,
            EntrantRow.name,
            PersonRow.id_sealed,
            PersonRow.phone_sealed,
        )
        .join(EntryRow, EntryRow.id == EntrantRow.entry_id)
        .outerjoin(PersonRow, PersonRow.id == EntrantRow.person_id)
        .where(EntryRow.event_id == event_id, EntrantRow.left_at.is_(None))
        .order_by(EntrantRow.entry_id, EntrantRow.position)
    )
    found: dict[int, list[ExportedPerson]] = {}
    for entry_id, role, name, number, phone in session.execute(query):
        one = ExportedPerson(role, name, unseal(number) or "", unseal(phone) or "")
        found.setdefault(entry_id, []).append(one)
    return found
