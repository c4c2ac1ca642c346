"""What is printed about an event: its frame, who takes part, whose photos there are."""

from dataclasses import dataclass

from sqlalchemy import String, cast, literal, select
from sqlalchemy.orm import Session

from competition.domain.errors import NotFound
from competition.domain.identifiers import EntryId, EventId, FileId
from competition.domain.registration import EntryState
from competition.domain.tickets import TAKES_PART
from competition.persistence.models.competitions import CompetitionRow, EventRow, OrganisationRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.files import StoredFileRow
from competition.persistence.models.registration import EntrantRow

SUBJECT = "entry:"


@dataclass(frozen=True, slots=True)
class PrintedEntry:
    """One entry that takes part, as documents name it; of a team also roles and names."""

    id: EntryId
    number: str
    name: str
    unit: str
    level: str | None
    members: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedFrame:
    """The competition and the organiser that a document of the event names."""

    competition: str
    season: int
    organiser: str


def frame(session: Session, event_id: EventId) -> PrintedFrame:
    """The frame of the event's documents. Raises NotFound."""
    query = (
        select(CompetitionRow.title, CompetitionRow.season, OrganisationRow.name)
        .join(EventRow, EventRow.competition_id == CompetitionRow.id)
        .join(OrganisationRow, OrganisationRow.id == CompetitionRow.organisation_id)
        .where(EventRow.id == event_id)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound("There is no such event.")
    return PrintedFrame(*row)


def taking_part(session: Session, event_id: EventId) -> tuple[PrintedEntry, ...]:
    """The accepted entries that take part, in the order of their numbers."""
    query = (
        select(EntryRow.id, EntryRow.number, EntryRow.name, EntryRow.unit, EntryRow.level)
        .where(
            EntryRow.event_id == event_id,
            EntryRow.state == EntryState.ACCEPTED.value,
            EntryRow.standing.in_([standing.value for standing in TAKES_PART]),
        )
        .order_by(EntryRow.number_key)
    )
    teams = _members(session, event_id)
    return tuple(
        PrintedEntry(
            EntryId(row.id), row.number, row.name, row.unit, row.level, teams.get(row.id, ())
        )
        for row in session.execute(query)
    )


def photos(session: Session, event_id: EventId) -> dict[EntryId, FileId]:
    """The newest photo of each entry of the event that sent one.

    Photos of those who were replaced are set aside, and belong to the entry no more.
    """
    own = select(literal(SUBJECT).concat(cast(EntryRow.id, String))).where(
        EntryRow.event_id == event_id
    )
    query = (
        select(StoredFileRow.subject, StoredFileRow.id)
        .where(StoredFileRow.purpose == "photo", StoredFileRow.subject.in_(own))
        .order_by(StoredFileRow.id)
    )
    return {
        EntryId(int(subject.removeprefix(SUBJECT))): FileId(id_)
        for subject, id_ in session.execute(query)
    }


def _members(session: Session, event_id: EventId) -> dict[int, tuple[tuple[str, str], ...]]:
    """Role and name of everybody in the event's teams, in their order; single entrants not."""
    query = (
        select(EntrantRow.entry_id, EntrantRow.role, EntrantRow.name)
        .join(EntryRow, EntryRow.id == EntrantRow.entry_id)
        .where(EntryRow.event_id == event_id, EntrantRow.left_at.is_(None))
        .order_by(EntrantRow.entry_id, EntrantRow.position, EntrantRow.id)
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for entry_id, role, name in session.execute(query):
        found.setdefault(entry_id, []).append((role, name))
    return {entry_id: tuple(team) for entry_id, team in found.items() if len(team) > 1}
