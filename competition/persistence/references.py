"""When two become one: everything that pointed to the one that goes points to the one that stays.

Which columns move and which stay is said here by name; a test holds both lists against the tables.
"""

from sqlalchemy import ColumnElement, Select, Table, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from competition.domain.errors import Conflict
from competition.domain.identifiers import OrganisationId, PersonId
from competition.domain.places import unit_key
from competition.persistence.db import Base
from competition.persistence.models.accounts import RoleRow
from competition.persistence.models.competitions import EventRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.judging import AppointmentRow
from competition.persistence.models.people import MembershipRow, PersonRow
from competition.persistence.models.unit_lists import UnitListRow

STAYING = frozenset(
    {
        "organisation.merged_into_id",
        "organisation_change.organisation_id",
        "organisation_contact.organisation_id",
    }
)
"""Columns that tell the history of the organisation that goes."""
OWN_WAY = frozenset(
    {
        "entry.unit_id",
        "membership.organisation_id",
        "membership.person_id",
        "unit_list.organisation_id",
    }
)
"""Columns that move pair by pair, because a person stands in a unit once; with what is counted by
them; or where both have one, as with lists, not at all.
"""


def columns_to(table: str) -> dict[str, Table]:
    """Every column that refers to the key of this table, as ``table.column``."""
    return {
        f"{other.name}.{column.name}": other
        for other in Base.metadata.tables.values()
        for column in other.columns
        if any(key.column.table.name == table for key in column.foreign_keys)
    }


def count_links(session: Session, organisation_id: OrganisationId, name: str) -> dict[str, int]:
    """How many rows of each table point to the organisation and would move."""
    found = {}
    for place, table in _moving("organisation").items():
        column = table.c[place.partition(".")[2]]
        query = select(func.count()).select_from(table).where(column == organisation_id)
        found[place] = session.scalar(query) or 0
    found["entry.unit"] = session.scalar(select(func.count()).where(*_open_entries(name))) or 0
    memberships = select(func.count()).where(MembershipRow.organisation_id == organisation_id)
    found["membership"] = session.scalar(memberships) or 0
    roles = select(func.count()).where(*_in_scope(organisation_id))
    found["role"] = session.scalar(roles.select_from(RoleRow)) or 0
    return {place: count for place, count in found.items() if count}


def move_organisation(session: Session, gone: OrganisationId, kept: OrganisationId) -> None:
    """Let everything point to the organisation that stays: people, roles, entries, the rest."""
    _move(session, "organisation", gone, kept)
    entries = update(EntryRow).where(EntryRow.unit_id == gone)
    session.execute(entries.values(unit_id=kept, unit_key=unit_key("", kept)))
    _move_lists(session, gone, kept)
    _move_memberships(session, MembershipRow.organisation_id, gone, kept)
    held = {
        (row.account_id, row.role)
        for row in session.scalars(select(RoleRow).where(*_in_scope(kept)))
    }
    for row in session.scalars(select(RoleRow).where(*_in_scope(gone))).all():
        if (row.account_id, row.role) in held:
            session.delete(row)
        else:
            row.scope_id = kept
    session.flush()


def rename_in_entries(session: Session, old: str, new: str, organisation_id: OrganisationId) -> int:
    """Give entries and judges of events that are not published the unit's new name.

    Recusal compares units by name; what is published keeps the name that it had.
    """
    entries = update(EntryRow).where(*_open_entries(old))
    unit = {"unit_id": organisation_id, "unit_key": unit_key(new, organisation_id)}
    many = session.execute(entries.values(unit=new, version=EntryRow.version + 1, **unit))
    judges = update(AppointmentRow).where(
        AppointmentRow.unit == old, AppointmentRow.event_id.in_(_open_events())
    )
    session.execute(judges.values(unit=new))
    session.expire_all()
    return int(getattr(many, "rowcount", 0))


def move_person(session: Session, gone: PersonId, kept: PersonId) -> None:
    """Let everything point to the record that stays, and delete the other one.

    Raises Conflict when both stand where a person can stand only once.
    """
    try:
        _move(session, "person", gone, kept)
        _move_memberships(session, MembershipRow.person_id, gone, kept)
        session.execute(delete(PersonRow).where(PersonRow.id == gone))
        session.flush()
    except IntegrityError as error:
        message = "Both records stand in the same event. Withdraw one of the entries first."
        raise Conflict(message) from error


def _moving(table: str) -> dict[str, Table]:
    found = columns_to(table).items()
    return {place: other for place, other in found if place not in STAYING | OWN_WAY}


def _move(session: Session, target: str, gone: int, kept: int) -> None:
    for place, table in _moving(target).items():
        column = table.c[place.partition(".")[2]]
        session.execute(update(table).where(column == gone).values({column.name: kept}))
    session.expire_all()


def _move_lists(session: Session, gone: OrganisationId, kept: OrganisationId) -> None:
    """Move the lists of units; where both have one for an event, each keeps its own as sealed."""
    taken = select(UnitListRow.event_id).where(UnitListRow.organisation_id == kept)
    found = select(UnitListRow).where(UnitListRow.organisation_id == gone)
    for row in session.scalars(found.where(UnitListRow.event_id.not_in(taken))):
        row.organisation_id = kept
    session.flush()


def _move_memberships(session: Session, column: object, gone: int, kept: int) -> None:
    """Move memberships; where both have one, the confirmed one counts."""
    name = column.key  # type: ignore[attr-defined]  # a mapped column
    other = "person_id" if name == "organisation_id" else "organisation_id"
    rows = session.scalars(select(MembershipRow).where(column == gone)).all()  # type: ignore[arg-type]  # a column's comparison
    there = {
        getattr(row, other): row
        for row in session.scalars(select(MembershipRow).where(column == kept))  # type: ignore[arg-type]  # as above
    }
    units = {row.organisation_id for row in there.values() if row.state == "confirmed"}
    for row in rows:
        twin = there.get(getattr(row, other))
        if twin is not None:
            state = row.state
            session.delete(row)
            session.flush()
            if state == "confirmed":
                twin.state = state
        else:
            if name == "person_id" and units and row.state == "confirmed":
                row.state = "claimed"
            setattr(row, name, kept)
    session.flush()


def _open_events() -> Select[int]:
    return select(EventRow.id).where(EventRow.state != "published")


def _open_entries(name: str) -> tuple[ColumnElement[bool], ...]:
    return (EntryRow.unit == name, EntryRow.event_id.in_(_open_events()))


def _in_scope(organisation_id: int) -> tuple[ColumnElement[bool], ...]:
    return (RoleRow.scope_kind == "organisation", RoleRow.scope_id == organisation_id)
