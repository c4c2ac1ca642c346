"""Registration in numbers, counted by the database: eight queries whatever there is to count."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, case, cast, func, select
from sqlalchemy.orm import Session, aliased

from competition.domain.identifiers import CompetitionId, EventId, OrganisationId
from competition.domain.statistics import OLD, STEPS, YOUNG
from competition.persistence.models.competitions import CompetitionRow, EventRow, OrganisationRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.queries.members import below

ENDED = ("withdrawn", "declined")
MOST_UNITS, MOST_EVENTS = 50, 200


@dataclass(frozen=True, slots=True)
class Among:
    """Which entries are counted: of an event, a competition, a season, a union's units."""

    event_id: EventId | None = None
    competition_id: CompetitionId | None = None
    season: int | None = None
    organisation_id: OrganisationId | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """The counts: by state and standing all entries, else those that are not ended."""

    states: dict[tuple[str, str], int]
    days: dict[date, int]
    events: dict[str, int]
    units: dict[str, int]
    unit_count: int
    districts: dict[str, int]
    levels: dict[str, int]
    ages: dict[str, int]


def count(session: Session, among: Among) -> Counted:
    """Count the entries; units and events by their number, the largest first."""
    states = _all(among, EntryRow.state, EntryRow.standing)
    every = session.execute(states.group_by(EntryRow.state, EntryRow.standing))
    unit_count = select(func.count(EntryRow.unit_key.distinct())).select_from(EntryRow)
    unit_count = _joined(unit_count, among).where(EntryRow.unit_key != "", _alive())
    return Counted(
        {(state, standing): number for state, standing, number in every},
        _days(session, among),
        _titles(session, among),
        _units(session, among),
        session.scalar(unit_count) or 0,
        _districts(session, among),
        _by(session, among, func.coalesce(EntryRow.level, "")),
        _by(session, among, _band()),
    )


def _days(session: Session, among: Among) -> dict[date, int]:
    local: ColumnElement[Any]
    if session.get_bind().dialect.name == "postgresql":
        local = cast(func.timezone("Asia/Shanghai", EntryRow.created_at), Date)
    else:
        local = func.date(EntryRow.created_at, "+8 hours")
    found = session.execute(_all(among, local).group_by(local).order_by(local))
    return {_date(value): number for value, number in found}


def _titles(session: Session, among: Among) -> dict[str, int]:
    query = _all(among, EventRow.id, CompetitionRow.title, EventRow.title).where(_alive())
    query = query.group_by(EventRow.id, CompetitionRow.title, EventRow.title)
    query = query.order_by(func.count().desc(), EventRow.id).limit(MOST_EVENTS)
    found: dict[str, int] = {}
    for _, competition, title, number in session.execute(query):
        label = title if among.competition_id else f"{competition} · {title}"
        found[label] = found.get(label, 0) + number
    return found


def _units(session: Session, among: Among) -> dict[str, int]:
    name = func.max(EntryRow.unit)
    query = _all(among, name).where(_alive(), EntryRow.unit_key != "").group_by(EntryRow.unit_key)
    query = query.order_by(func.count().desc(), name).limit(MOST_UNITS)
    return {str(unit): number for unit, number in session.execute(query)}


def _districts(session: Session, among: Among) -> dict[str, int]:
    """By the union to which the unit belongs; empty where the unit is not written down."""
    unit, union = aliased(OrganisationRow), aliased(OrganisationRow)
    name = func.coalesce(union.name, "")
    query = _all(among, name).outerjoin(unit, unit.id == EntryRow.unit_id)
    query = query.outerjoin(union, union.id == unit.parent_id).where(_alive())
    found = session.execute(query.group_by(name).order_by(func.count().desc(), name))
    return {str(title): number for title, number in found}


def _by(session: Session, among: Among, what: ColumnElement[Any]) -> dict[str, int]:
    found = session.execute(_all(among, what).where(_alive()).group_by(what))
    return {str(key): number for key, number in found}


def _band() -> ColumnElement[Any]:
    """The age's band. Rule STA-01."""
    steps = [(EntryRow.age.between(first, last), f"{first}-{last}") for first, last in STEPS]
    young = EntryRow.age < STEPS[0][0]
    return case((EntryRow.age.is_(None), ""), (young, YOUNG), *steps, else_=OLD)


def _all(among: Among, *columns: Any) -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = select(*columns, func.count()).select_from(EntryRow)
    return _joined(query, among)


def _joined(query: Select[*tuple[Any, ...]], among: Among) -> Select[*tuple[Any, ...]]:
    query = query.join(EventRow, EventRow.id == EntryRow.event_id).join(
        CompetitionRow, CompetitionRow.id == EventRow.competition_id
    )
    if among.event_id is not None:
        query = query.where(EntryRow.event_id == among.event_id)
    if among.competition_id is not None:
        query = query.where(EventRow.competition_id == among.competition_id)
    if among.season is not None:
        query = query.where(CompetitionRow.season == among.season)
    if among.organisation_id is not None:
        query = query.where(EntryRow.unit_id.in_(below(among.organisation_id)))
    return query


def _alive() -> ColumnElement[bool]:
    return EntryRow.state.not_in(ENDED)


def _date(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
