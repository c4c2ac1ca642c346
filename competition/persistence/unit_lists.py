"""Units' lists: rows in and out, sealed; who of a list is entered already."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from competition.domain.errors import Conflict, NotFound
from competition.domain.events import EventState
from competition.domain.identifiers import (
    AccountId,
    EntryId,
    EventId,
    FileId,
    OrganisationId,
    PersonId,
)
from competition.domain.places import LIVE
from competition.domain.registration import EntryState
from competition.domain.unit_lists import ListState
from competition.persistence import entrants
from competition.persistence.models.competitions import (
    CompetitionRow,
    EventRow,
    OrganisationRow,
)
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.entry_forms import EntryAnswersRow
from competition.persistence.models.judging import AppointmentRow
from competition.persistence.models.people import PersonRow
from competition.persistence.models.registration import EntrantRow
from competition.persistence.models.unit_lists import UnitListRow
from competition.persistence.people import id_index
from competition.persistence.sealing import keyring

CHUNK = 500
ENTRY = (
    EntryRow.id,
    EntrantRow.id,
    EntryRow.number,
    EntryRow.state,
    EntryRow.unit_id,
    EntryRow.problems,
    exists().where(EntryAnswersRow.entry_id == EntryRow.id, EntryAnswersRow.entrant == 0),
    EntryRow.account_id.is_not(None),
)


@dataclass(frozen=True, slots=True)
class StoredList:
    """A list as it is stored. `version` 0: nobody has begun it."""

    event_id: EventId
    organisation_id: OrganisationId
    state: ListState = ListState.WRITING
    rows: tuple[dict[str, str], ...] = ()
    entered: int = 0
    digest: str = ""
    sealed_at: datetime | None = None
    scan_file_id: FileId | None = None
    reopened_reason: str = ""
    changed_at: datetime | None = None
    changed_by: AccountId | None = None
    version: int = 0
    id: int = 0
    cleared_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ListLine:
    """One event with the unit's list for it: how many rows it has, how many are entered."""

    event_id: EventId
    event: str
    competition: str
    closes_at: datetime | None
    organisation_id: OrganisationId
    unit: str
    state: str | None
    rows: int
    entered: int


@dataclass(frozen=True, slots=True)
class RowEntry:
    """The entry that a row of a list became: how it stands, what is against it or missing."""

    id: EntryId
    entrant_id: int
    number: str
    state: EntryState
    unit_id: OrganisationId | None
    problems: int
    has_answered: bool
    has_account: bool

    @property
    def is_live(self) -> bool:
        """Whether it still counts: neither declined nor withdrawn."""
        return self.state in LIVE


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Whose ID number it is, and whether that person is entered for the event already.

    Also whether this is a judge of the event, and which other events of its competition are
    entered, by their titles.
    """

    person_id: PersonId
    name: str
    entry: RowEntry | None = None
    judges: bool = False
    elsewhere: tuple[str, ...] = ()


def load(
    session: Session, event_id: EventId, organisation_id: OrganisationId, *, lock: bool = False
) -> StoredList:
    """The unit's list for the event; an empty one when nobody has begun it."""
    row = _row(session, event_id, organisation_id, lock=lock)
    if row is None:
        return StoredList(event_id, organisation_id)
    return StoredList(
        event_id,
        organisation_id,
        ListState(row.state),
        tuple(json.loads(keyring().unseal(row.rows_sealed))),
        row.entered,
        row.digest,
        row.sealed_at,
        None if row.scan_file_id is None else FileId(row.scan_file_id),
        row.reopened_reason,
        row.changed_at,
        None if row.changed_by is None else AccountId(row.changed_by),
        row.version,
        row.id,
        row.cleared_at,
    )


def place_of(session: Session, list_id: int) -> tuple[EventId, OrganisationId]:
    """The event and the unit of a list. Raises NotFound."""
    row = session.get(UnitListRow, list_id)
    if row is None:
        raise NotFound("There is no such list.")
    return EventId(row.event_id), OrganisationId(row.organisation_id)


def save_rows(
    session: Session,
    found: StoredList,
    rows: Sequence[Mapping[str, str]],
    by: AccountId | None,
    at: datetime,
) -> int:
    """Store the rows as the list's; the version they are now."""
    row = _row(session, found.event_id, found.organisation_id)
    if row is None:
        row = UnitListRow(event_id=found.event_id, organisation_id=found.organisation_id, version=0)
        session.add(row)
    row.rows_sealed = keyring().seal(json.dumps([dict(one) for one in rows], ensure_ascii=False))
    row.row_count, row.changed_by, row.changed_at = len(rows), by, at
    row.cleared_at = None
    row.version += 1
    session.flush()
    return row.version


def save_state(session: Session, found: StoredList, state: ListState, **columns: object) -> None:
    """Store how far the list is, with what belongs to that."""
    row = _row(session, found.event_id, found.organisation_id)
    if row is None:
        raise NotFound("There is no such list.")
    row.state = state.value
    for name, value in columns.items():
        setattr(row, name, value)
    session.flush()


def hold(session: Session, found: StoredList) -> ListState:
    """Hold the list against other writers; its state. Raises Conflict for another version."""
    query = select(UnitListRow.state, UnitListRow.version).where(UnitListRow.id == found.id)
    row = session.execute(query.with_for_update()).one_or_none()
    if row is None or row.version != found.version:
        raise Conflict("Somebody of your unit changed this list meanwhile.")
    return ListState(row.state)


def known_people(
    session: Session, event_id: EventId, numbers: Collection[str]
) -> dict[str, KnownPerson]:
    """Who has these ID numbers, by number; nobody for numbers that are not written down."""
    found = _entered(session, event_id, numbers)
    ids = {one.person_id for one in found.values()}
    judging = set(session.scalars(_judges(event_id))) if ids else set[int]()
    elsewhere = entrants.elsewhere(session, event_id, ids)
    return {
        number: replace(
            one, judges=one.person_id in judging, elsewhere=elsewhere.get(one.person_id, ())
        )
        for number, one in found.items()
    }


def _judges(event_id: EventId) -> Select[int]:
    """The persons who judge the event."""
    on = PersonRow.account_id == AppointmentRow.account_id
    query = select(PersonRow.id).join(AppointmentRow, on)
    return query.where(AppointmentRow.event_id == event_id)


def _entered(
    session: Session, event_id: EventId, numbers: Collection[str]
) -> dict[str, KnownPerson]:
    indexes = {id_index(number): number for number in numbers}
    found: dict[str, KnownPerson] = {}
    keys = sorted(indexes)
    for start in range(0, len(keys), CHUNK):
        query = (
            select(PersonRow.id_index, PersonRow.id, PersonRow.name, *ENTRY)
            .outerjoin(
                EntrantRow, (EntrantRow.person_id == PersonRow.id) & EntrantRow.left_at.is_(None)
            )
            .outerjoin(
                EntryRow, (EntryRow.id == EntrantRow.entry_id) & (EntryRow.event_id == event_id)
            )
            .where(PersonRow.id_index.in_(keys[start : start + CHUNK]))
            .order_by(EntryRow.id)
        )
        for index, person_id, name, *facts in session.execute(query):
            key, entry = indexes[str(index)], _row_entry(*facts)
            before = found.get(key)
            if before is None or before.entry is None or (entry is not None and entry.is_live):
                found[key] = KnownPerson(PersonId(person_id), name, entry)
    return found


def _row_entry(
    entry_id: int | None,
    entrant_id: int,
    number: str,
    state: str,
    unit_id: int | None,
    *facts: int,
) -> RowEntry | None:
    if entry_id is None:
        return None
    problems, has_answered, has_account = facts
    return RowEntry(
        EntryId(entry_id),
        entrant_id,
        number,
        EntryState(state),
        None if unit_id is None else OrganisationId(unit_id),
        problems,
        bool(has_answered),
        bool(has_account),
    )


def lines(
    session: Session, organisation_ids: Collection[int], now: datetime, limit: int
) -> tuple[ListLine, ...]:
    """The open events with these units' lists, those that close first before the others."""
    query = (
        select(
            EventRow.id,
            EventRow.title,
            EventRow.round_name,
            CompetitionRow.title,
            EventRow.entries_close_at,
            OrganisationRow.id,
            OrganisationRow.name,
            UnitListRow.state,
            UnitListRow.row_count,
            UnitListRow.entered,
        )
        .join(CompetitionRow, CompetitionRow.id == EventRow.competition_id)
        .join(OrganisationRow, OrganisationRow.id.in_(organisation_ids))
        .outerjoin(
            UnitListRow,
            (UnitListRow.event_id == EventRow.id)
            & (UnitListRow.organisation_id == OrganisationRow.id),
        )
        .where(
            CompetitionRow.state == "announced",
            (EventRow.state == EventState.OPEN.value) | UnitListRow.id.is_not(None),
        )
        .order_by(UnitListRow.id.is_(None), EventRow.entries_close_at, EventRow.id)
        .limit(limit)
    )
    return tuple(
        ListLine(
            EventId(id_),
            f"{title} · {round_}" if round_ else title,
            competition,
            closes,
            OrganisationId(unit_id),
            unit,
            state,
            rows or 0,
            entered or 0,
        )
        for id_, title, round_, competition, closes, unit_id, unit, state, rows, entered in (
            session.execute(query)
        )
    )


def _row(
    session: Session, event_id: EventId, organisation_id: OrganisationId, *, lock: bool = False
) -> UnitListRow | None:
    query = select(UnitListRow).where(
        UnitListRow.event_id == event_id, UnitListRow.organisation_id == organisation_id
    )
    return session.scalar(query.with_for_update() if lock else query)
