"""Registration in numbers, counted by the database: six queries whatever there is to count."""

from collections import Counter
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
    states, levels, ages = _kinds(session, among)
    unit_count = select(func.count(EntryRow.unit_key.distinct())).select_from(EntryRow)
    unit_count = _narrowed(unit_count, among).where(EntryRow.unit_key != "", _alive())
    return Counted(
        states,
        _days(session, among),
        _titles(session, among),
        _units(session, among),
        session.scalar(unit_count) or 0,
        _districts(session, among),
        levels,
        ages,
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
    counts = _all(among, EntryRow.event_id).where(_alive()).group_by(EntryRow.event_id).subquery()
    event_id, number_of = counts.c
    query = (
        select(CompetitionRow.title, EventRow.title, EventRow.round_name, number_of)
        .join(EventRow, EventRow.competition_id == CompetitionRow.id)
        .join(counts, event_id == EventRow.id)
        .order_by(number_of.desc(), EventRow.id)
        .limit(MOST_EVENTS)
    )
    found: dict[str, int] = {}
    for competition, title, stage, number in session.execute(query):
        parts = (title, stage, "" if among.competition_id else competition)
        label = " · ".join(filter(None, parts))
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
    counts = _all(among, EntryRow.unit_id).where(_alive()).group_by(EntryRow.unit_id).subquery()
    unit_id, number_of = counts.c
    name, total = func.coalesce(union.name, ""), func.sum(number_of)
    query = select(name, total).select_from(counts).outerjoin(unit, unit.id == unit_id)
    query = query.outerjoin(union, union.id == unit.parent_id).group_by(name)
    found = session.execute(query.order_by(total.desc(), name))
    return {str(title): int(number) for title, number in found}


def _kinds(
    session: Session, among: Among
) -> tuple[dict[tuple[str, str], int], dict[str, int], dict[str, int]]:
    """By state and standing all entries, by level and age those that are not ended: one look."""
    level, band = func.coalesce(EntryRow.level, ""), _band()
    keys = (EntryRow.state, EntryRow.standing, level, band)
    states: Counter[tuple[str, str]] = Counter()
    levels: Counter[str] = Counter()
    ages: Counter[str] = Counter()
    for state, standing, held, age, number in session.execute(_all(among, *keys).group_by(*keys)):
        states[state, standing] += number
        if state not in ENDED:
            levels[held] += number
            ages[age] += number
    return dict(states), dict(levels), dict(ages)


def _band() -> ColumnElement[Any]:
    """The age's band. Rule STA-01."""
    steps = [(EntryRow.age.between(first, last), f"{first}-{last}") for first, last in STEPS]
    young = EntryRow.age < STEPS[0][0]
    return case((EntryRow.age.is_(None), ""), (young, YOUNG), *steps, else_=OLD)


def _all(among: Among, *columns: Any) -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = select(*columns, func.count()).select_from(EntryRow)
    return _narrowed(query, among)


def _narrowed(query: Select[*tuple[Any, ...]], among: Among) -> Select[*tuple[Any, ...]]:
    """Only the entries that count; events are chosen first, so that no entry is joined to look."""
    if among.event_id is not None:
        query = query.where(EntryRow.event_id == among.event_id)
    held = select(EventRow.id)
    if among.competition_id is not None:
        held = held.where(EventRow.competition_id == among.competition_id)
        query = query.where(EntryRow.event_id.in_(held))
    if among.season is not None:
        held = held.join(CompetitionRow, CompetitionRow.id == EventRow.competition_id)
        query = query.where(
            EntryRow.event_id.in_(held.where(CompetitionRow.season == among.season))
        )
    if among.organisation_id is not None:
        query = query.where(EntryRow.unit_id.in_(below(among.organisation_id)))
    return query


def _alive() -> ColumnElement[bool]:
    return EntryRow.state.not_in(ENDED)


def _date(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
