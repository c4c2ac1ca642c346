"""Lists of entries: one page at a time, filtered, counted."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from competition.domain.identifiers import EntryId, EventId
from competition.domain.places import unit_key
from competition.domain.registration import number_key
from competition.persistence.models.entries import EntryRow

ESCAPE = "\\"


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Which entries to list; what is empty does not narrow. `after` is an entry number."""

    search: str = ""
    state: str = ""
    standing: str = ""
    after: str = ""
    unit: str = ""
    problems: str = ""


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry in a list."""

    id: EntryId
    number: str
    name: str
    unit: str
    state: str
    standing: str
    honours: bool
    level: str | None
    age: int | None
    measures: dict[str, str]
    remark: str
    is_own: bool
    problems: int = 0


@dataclass(frozen=True, slots=True)
class EntryCounts:
    """How many entries there are: all, by state, and the accepted by standing."""

    all: int
    states: dict[str, int]
    standings: dict[str, int]
    problems: int = 0


def lines(
    session: Session, event_id: EventId, wanted: EntryFilter, limit: int | None = None
) -> tuple[EntryLine, ...]:
    """The entries that fit, in the order of their numbers, at most `limit` after the key."""
    query = select(EntryRow).where(EntryRow.event_id == event_id, *_conditions(session, wanted))
    if wanted.after:
        query = query.where(EntryRow.number_key > number_key(wanted.after))
    query = query.order_by(EntryRow.number_key).limit(limit)
    return tuple(_line(row) for row in session.scalars(query))


def count(session: Session, event_id: EventId, wanted: EntryFilter) -> int:
    """How many entries fit in all."""
    query = select(func.count()).where(EntryRow.event_id == event_id)
    return session.scalar(query.where(*_conditions(session, wanted))) or 0


def matching(wanted: EntryFilter, counted: EntryCounts) -> int | None:
    """How many entries fit, where what is counted anyway tells; None where it does not."""
    if wanted.search or wanted.unit:
        return None
    narrowed = {
        "state": counted.states.get(wanted.state, 0),
        "standing": counted.standings.get(wanted.standing, 0),
        "problems": counted.problems,
    }
    asked = [many for name, many in narrowed.items() if getattr(wanted, name)]
    return {0: counted.all, 1: next(iter(asked), 0)}.get(len(asked))


def counts(session: Session, event_id: EventId) -> EntryCounts:
    """Count the event's entries by state and standing, in one query."""
    number = func.count()
    query = select(EntryRow.state, EntryRow.standing, number).where(EntryRow.event_id == event_id)
    states: dict[str, int] = {}
    standings: dict[str, int] = {}
    for state, standing, many in session.execute(query.group_by(EntryRow.state, EntryRow.standing)):
        states[state] = states.get(state, 0) + many
        if state == "accepted":
            standings[standing] = standings.get(standing, 0) + many
    faulty = select(number).where(EntryRow.event_id == event_id, EntryRow.problems > 0)
    return EntryCounts(sum(states.values()), states, standings, session.scalar(faulty) or 0)


def units(session: Session, event_id: EventId) -> tuple[str, ...]:
    """The units that entries of the event come from, for suggestions."""
    query = select(EntryRow.unit).where(EntryRow.event_id == event_id, EntryRow.unit != "")
    return tuple(session.scalars(query.distinct().order_by(EntryRow.unit)))


def _conditions(session: Session, wanted: EntryFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state:
        found.append(EntryRow.state == wanted.state)
    if wanted.standing:
        found += [EntryRow.state == "accepted", EntryRow.standing == wanted.standing]
    if wanted.unit:
        named = EntryRow.unit == wanted.unit.strip()
        found.append(or_(named, EntryRow.unit_key == unit_key(wanted.unit)))
    if wanted.problems:
        found.append(EntryRow.problems > 0)
    if wanted.search:
        words = wanted.search.replace(ESCAPE, ESCAPE * 2)
        for sign in "%_":
            words = words.replace(sign, ESCAPE + sign)
        columns = (EntryRow.number, EntryRow.name, EntryRow.unit)
        # SQLite's LIKE takes capitals as small letters by itself; for ILIKE it would first lower
        # every text of every row, which takes four times as long.
        alike = "like" if session.get_bind().dialect.name == "sqlite" else "ilike"
        found.append(or_(*(getattr(c, alike)(f"%{words}%", escape=ESCAPE) for c in columns)))
    return found


def _line(row: EntryRow) -> EntryLine:
    return EntryLine(
        EntryId(row.id),
        row.number,
        row.name,
        row.unit,
        row.state,
        row.standing,
        row.honours,
        row.level,
        row.age,
        row.measures,
        row.remark,
        row.account_id is not None,
        row.problems,
    )
