"""Entries of an event: rows in and out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from competition.domain.entries import Entry, Standing
from competition.domain.errors import Conflict, NotFound, RuleViolation
from competition.domain.identifiers import AccountId, EntryId, EventId, OrganisationId
from competition.domain.places import HOLDING, LIVE, unit_key
from competition.domain.registration import EntryDraft, EntryState, number_key, serial_of
from competition.persistence.db import keep
from competition.persistence.models.entries import EntryRow
from competition.persistence.prepared import Prepared

IN_ORDER = (EntryRow.number_key,)
"""Entry numbers as people count them: 9 before 10."""
LAST_NUMBER = Prepared(
    select(EntryRow.number)
    .where(EntryRow.event_id == bindparam("event_id"), EntryRow.serial.is_not(None))
    .order_by(EntryRow.serial.desc())
    .limit(1)
)

CHUNK = 400
"""SQLite takes only so many values in one statement."""


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """Under which unit an entry is counted, its turn on the waiting list, its offer, its end."""

    unit_key: str = ""
    unit_id: OrganisationId | None = None
    queue_number: int | None = None
    offer_until: datetime | None = None
    ended: str = ""


@dataclass(frozen=True, slots=True)
class EligibilityFacts:
    """What was said for the conditions, under which version, and which ones are not met.

    `problems` counts those that refuse the entry and that nobody has lifted.
    """

    facts: dict[str, str] = field(default_factory=dict)
    rules_number: int = 0
    failed: tuple[str, ...] = ()
    problems: int = 0


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry as it is stored, with the version to save it against."""

    id: EntryId
    event_id: EventId
    state: EntryState
    draft: EntryDraft
    account_id: AccountId | None
    created_at: datetime
    version: int
    place: PlaceFacts = PlaceFacts()
    check: EligibilityFacts = EligibilityFacts()
    submitted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RankedEntry:
    """An accepted entry as the engine takes it, with the name that only people see."""

    id: EntryId
    name: str
    entry: Entry


def load(session: Session, entry_id: EntryId, *, fresh: bool = False) -> StoredEntry:
    """Load an entry; as it is stored by now, not as this session first saw it, if `fresh`.

    Raises NotFound.
    """
    return _stored(_row(session, entry_id, fresh=fresh))


def load_many(session: Session, entry_ids: Sequence[EntryId]) -> tuple[StoredEntry, ...]:
    """The entries with these ids as they are stored by now, those that wait longest first."""
    found: list[EntryRow] = []
    for start in range(0, len(entry_ids), CHUNK):
        some = select(EntryRow).where(EntryRow.id.in_(entry_ids[start : start + CHUNK]))
        found += session.scalars(some.execution_options(populate_existing=True))
    return tuple(map(_stored, sorted(found, key=lambda row: (row.submitted_at, row.id))))


def _stored(row: EntryRow) -> StoredEntry:
    draft = EntryDraft(
        number=row.number,
        name=row.name,
        unit=row.unit,
        level=row.level,
        age=row.age,
        honours=row.honours,
        standing=Standing(row.standing),
        measures={key: Decimal(value) for key, value in row.measures.items()},
        remark=row.remark,
    )
    return StoredEntry(
        EntryId(row.id),
        EventId(row.event_id),
        EntryState(row.state),
        draft,
        None if row.account_id is None else AccountId(row.account_id),
        row.created_at,
        row.version,
        PlaceFacts(
            row.unit_key,
            None if row.unit_id is None else OrganisationId(row.unit_id),
            row.queue_number,
            row.offer_until,
            row.ended,
        ),
        EligibilityFacts(row.facts, row.rules_number, tuple(row.failed), row.problems),
        row.submitted_at,
    )


def add(
    session: Session,
    event_id: EventId,
    draft: EntryDraft,
    at: datetime,
    state: EntryState = EntryState.ACCEPTED,
    *,
    account_id: AccountId | None = None,
    place: PlaceFacts = PlaceFacts(),
    check: EligibilityFacts | None = None,
) -> EntryId:
    """Store a new entry, with its place and what the conditions found where that is known.

    Raises RuleViolation REG-05 when its number was taken meanwhile.
    """
    row = EntryRow(event_id=event_id, account_id=account_id, created_at=at, state=state.value)
    _fill(row, draft)
    if place.unit_id is not None:
        row.unit_id, row.unit_key = place.unit_id, place.unit_key
    row.queue_number = place.queue_number
    if check is not None:
        row.facts, row.rules_number = check.facts, check.rules_number
        row.failed, row.problems = list(check.failed), check.problems
    session.add(row)
    _flush(session, draft.number)
    keep(session, row)
    return EntryId(row.id)


def add_many(
    session: Session,
    event_id: EventId,
    drafts: Iterable[EntryDraft],
    at: datetime,
    unit_ids: Mapping[str, OrganisationId | None],
) -> None:
    """Store accepted entries all at once, with the organisations that their units are by name.

    Raises Conflict when a number was taken meanwhile.
    """
    common = {
        "event_id": event_id,
        "created_at": at,
        "state": EntryState.ACCEPTED.value,
        "version": 1,
    }
    rows = [
        {
            **common,
            **_columns(draft),
            "unit_id": unit_ids.get(draft.unit),
            "unit_key": unit_key(draft.unit, unit_ids.get(draft.unit)),
        }
        for draft in drafts
    ]
    try:
        session.execute(insert(EntryRow), rows)
    except IntegrityError as error:
        raise Conflict("A number was taken meanwhile. Upload the workbook again.") from error


def save(session: Session, entry_id: EntryId, draft: EntryDraft, version: int) -> None:
    """Store a changed entry. Raises Conflict for a stale version, REG-05 for a taken number."""
    row = _row(session, entry_id)
    if row.version != version:
        raise Conflict("The entry was changed meanwhile.", theirs=_stored(row).draft, ours=draft)
    _fill(row, draft)
    _flush(session, draft.number)


def save_state(
    session: Session,
    entry_id: EntryId,
    state: EntryState,
    remark: str = "",
    *,
    queue_number: int | None = None,
    offer_until: datetime | None = None,
    ended: str = "",
    at: datetime | None = None,
) -> int:
    """Store the state to which a step led, with what belongs to that state and nothing older.

    Takes also from when the entry waits for its organisers; None leaves that.
    Returns the version that the entry has then.
    """
    row = _row(session, entry_id)
    row.state, row.remark = state.value, remark
    row.submitted_at = at or row.submitted_at
    row.queue_number, row.offer_until, row.ended = queue_number, offer_until, ended
    session.flush()
    return row.version


def touch(session: Session, entry_id: EntryId) -> None:
    """Let the entry count as changed, because what belongs to it was."""
    flag_modified(_row(session, entry_id), "name")
    session.flush()


def save_unit(session: Session, entry_id: EntryId, unit_id: OrganisationId | None) -> None:
    """Store which organisation the entry's unit is; its places are counted by that."""
    row = _row(session, entry_id)
    row.unit_id, row.unit_key = unit_id, unit_key(row.unit, unit_id)
    session.flush()


def give(session: Session, entry_id: EntryId, account_id: AccountId | None) -> bool:
    """Let an account follow the entry, or nobody; False where it has a live one in the event.

    It lets go of one that has ended: an account follows one entry of an event.
    """
    row = _row(session, entry_id)
    if account_id is not None:
        same = EntryRow.event_id == row.event_id, EntryRow.account_id == account_id
        other = session.scalar(select(EntryRow).where(*same))
        if other is not None and EntryState(other.state) in LIVE:
            return False
        if other is not None:
            other.account_id = None
            session.flush()
    row.account_id = account_id
    session.flush()
    return True


def save_check(
    session: Session, entry_id: EntryId, check: EligibilityFacts, *, honours: bool | None
) -> None:
    """Store what the conditions found; None leaves whether the entry may be honoured."""
    row = _row(session, entry_id)
    row.facts, row.rules_number = check.facts, check.rules_number
    row.failed, row.problems = list(check.failed), check.problems
    if honours is not None:
        row.honours = honours
    session.flush()


def save_standing(session: Session, entry_id: EntryId, standing: Standing, remark: str) -> None:
    """Store how an entry takes part."""
    row = _row(session, entry_id)
    row.standing, row.remark = standing.value, remark
    session.flush()


def last_numbers(session: Session, event_id: EventId) -> tuple[str, ...]:
    """The highest whole entry number of the event, for the next one to be proposed after it."""
    return tuple(row[0] for row in LAST_NUMBER.rows(session, {"event_id": event_id}))


def numbers(session: Session, event_id: EventId, *, but: EntryId | None = None) -> list[str]:
    """The entry numbers taken in the event."""
    query = select(EntryRow.number).where(EntryRow.event_id == event_id)
    return list(session.scalars(query if but is None else query.where(EntryRow.id != but)))


def people(session: Session, event_id: EventId) -> list[tuple[str, str]]:
    """The names, each with its unit, of the event's entries that hold or await a place."""
    gone = [EntryState.DECLINED.value, EntryState.WITHDRAWN.value]
    query = select(EntryRow.name, EntryRow.unit).where(
        EntryRow.event_id == event_id, EntryRow.state.not_in(gone)
    )
    return [(name, unit) for name, unit in session.execute(query)]


def count_waiting(session: Session, event_id: EventId) -> int:
    """How many entries wait for an answer: the organisers' own, or one to what they asked."""
    states = [state.value for state in HOLDING - {EntryState.ACCEPTED}]
    query = select(func.count(EntryRow.id)).where(
        EntryRow.event_id == event_id, EntryRow.state.in_(states)
    )
    return session.scalar(query) or 0


def find_by_number(session: Session, event_id: EventId, number: str) -> EntryId | None:
    """Find the event's accepted entry with this number, if there is one."""
    query = select(EntryRow.id).where(EntryRow.event_id == event_id, EntryRow.number == number)
    found = session.scalar(query.where(EntryRow.state == EntryState.ACCEPTED.value))
    return None if found is None else EntryId(found)


def live_with_number(session: Session, event_id: EventId, number: str) -> EntryId | None:
    """Find the event's entry with this number that holds a place or waits for one."""
    query = select(EntryRow.id).where(EntryRow.event_id == event_id, EntryRow.number == number)
    found = session.scalar(query.where(EntryRow.state.in_([state.value for state in LIVE])))
    return None if found is None else EntryId(found)


def competes(session: Session, event_id: EventId, account_id: AccountId) -> bool:
    """Whether the account has an entry in the event that is neither declined nor withdrawn."""
    states = [state.value for state in LIVE]
    query = select(EntryRow.id).where(
        EntryRow.event_id == event_id,
        EntryRow.account_id == account_id,
        EntryRow.state.in_(states),
    )
    return session.scalar(query) is not None


def ranked(session: Session, event_id: EventId) -> tuple[RankedEntry, ...]:
    """The accepted entries in the order of their numbers, as the engine takes them."""
    query = select(
        EntryRow.id,
        EntryRow.name,
        EntryRow.number,
        EntryRow.unit,
        EntryRow.standing,
        EntryRow.honours,
        EntryRow.level,
        EntryRow.age,
        EntryRow.measures,
    ).where(EntryRow.event_id == event_id, EntryRow.state == EntryState.ACCEPTED.value)
    found = session.execute(query.order_by(*IN_ORDER))
    return tuple(
        RankedEntry(
            EntryId(id_),
            name,
            Entry(
                id=number,
                unit=unit or None,
                standing=Standing(standing),
                honours=honours,
                level=level,
                age=age,
                measures={key: Decimal(value) for key, value in measures.items()},
            ),
        )
        for id_, name, number, unit, standing, honours, level, age, measures in found
    )


def _row(session: Session, entry_id: EntryId, *, fresh: bool = False) -> EntryRow:
    row = session.get(EntryRow, entry_id, populate_existing=fresh)
    if row is None:
        raise NotFound("There is no such entry.")
    return row


def _columns(draft: EntryDraft) -> dict[str, object]:
    return {
        "number": draft.number,
        "name": draft.name,
        "unit": draft.unit,
        "standing": draft.standing.value,
        "honours": draft.honours,
        "level": draft.level,
        "age": draft.age,
        "measures": {key: f"{value:f}" for key, value in draft.measures.items()},
        "remark": draft.remark,
    }


def _fill(row: EntryRow, draft: EntryDraft) -> None:
    row.number_key, row.serial = number_key(draft.number), serial_of(draft.number)
    if row.unit != draft.unit:
        row.unit_id, row.unit_key = None, unit_key(draft.unit)
    for column, value in _columns(draft).items():
        setattr(row, column, value)


def _flush(session: Session, number: str) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        message = "Number %(number)s is already taken."
        raise RuleViolation("REG-05", message, field="number", number=number) from error
