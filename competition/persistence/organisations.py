"""Organisations: rows in and out, and the way from one up to the federation."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CompoundSelect, delete, literal, select, union_all
from sqlalchemy.orm import Session

from competition.domain.errors import Conflict, NotFound
from competition.domain.identifiers import AccountId, OrganisationId
from competition.domain.permissions import Scope, ScopeKind
from competition.persistence.models.competitions import OrganisationRow
from competition.persistence.models.organisations import (
    OrganisationChangeRow,
    OrganisationContactRow,
)
from competition.persistence.people import seal, unseal

CHUNK = 300


@dataclass(frozen=True, slots=True)
class StoredOrganisation:
    """One organisation as stored."""

    id: OrganisationId
    name: str
    kind: str
    parent_id: OrganisationId | None = None
    code: str | None = None
    short_name: str = ""
    region: str = ""
    industry: str = ""
    state: str = "active"
    merged_into_id: OrganisationId | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Contact:
    """A person to ask in an organisation."""

    name: str
    duty: str = ""
    phone: str = ""
    email: str = ""


def add(
    session: Session,
    name: str,
    kind: str,
    parent_id: OrganisationId | None = None,
    **details: object,
) -> OrganisationId:
    """Store a new organisation, under a parent if it has one."""
    row = OrganisationRow(name=name, kind=kind, parent_id=parent_id, **details)
    session.add(row)
    session.flush()
    return OrganisationId(row.id)


def add_many(session: Session, given: Sequence[dict[str, object]]) -> tuple[OrganisationId, ...]:
    """Store new organisations in as few statements as there can be; their numbers in order."""
    rows = [OrganisationRow(**columns) for columns in given]
    session.add_all(rows)
    session.flush()
    return tuple(OrganisationId(row.id) for row in rows)


def is_taken(session: Session, name: str, but: OrganisationId | None = None) -> bool:
    """Whether another organisation has this name."""
    query = select(OrganisationRow.id).where(OrganisationRow.name == name)
    return session.scalar(query) not in {None, but}


def named(session: Session, name: str) -> OrganisationId | None:
    """The organisation of this name."""
    found = session.scalar(select(OrganisationRow.id).where(OrganisationRow.name == name))
    return None if found is None else OrganisationId(found)


def by_any_name(session: Session, names: Collection[str]) -> dict[str, OrganisationId]:
    """The organisations that have these names, or had them, by the name asked for.

    The present name counts before a short one, a short one before a former one; a name of several
    is nobody's. One that became part of another is that other one.
    """
    found: dict[str, OrganisationId] = {}
    wanted = sorted(filter(None, names))
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        named: dict[str, dict[int, set[int]]] = {}
        for name, weight, organisation_id in session.execute(_known_as(part)):
            named.setdefault(name, {}).setdefault(weight, set()).add(organisation_id)
        for name, by_weight in named.items():
            ids = by_weight[min(by_weight)]
            if len(ids) == 1:
                found[name] = OrganisationId(ids.pop())
    return _absorbed(session, found)


def _known_as(names: Sequence[str]) -> CompoundSelect[str, int, int]:
    """Whose present (0), short (1) or former (2) names these are."""
    table, changes = OrganisationRow, OrganisationChangeRow
    return union_all(
        select(table.name, literal(0), table.id).where(table.name.in_(names)),
        select(table.short_name, literal(1), table.id).where(table.short_name.in_(names)),
        select(changes.former_name, literal(2), changes.organisation_id).where(
            changes.former_name.in_(names)
        ),
    )


def names_of(
    session: Session, ids: Collection[OrganisationId]
) -> dict[OrganisationId, tuple[str, ...]]:
    """All names of organisations by their numbers: the present one, the short one, former ones."""
    found: dict[OrganisationId, tuple[str, ...]] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        table, changes = OrganisationRow, OrganisationChangeRow
        query = select(table.id, table.name, table.short_name).where(table.id.in_(part))
        for id_, name, short in session.execute(query):
            found[OrganisationId(id_)] = (name, short) if short else (name,)
        former = select(changes.organisation_id, changes.former_name)
        former = former.where(changes.organisation_id.in_(part), changes.former_name != "")
        for id_, name in session.execute(former.order_by(changes.id)):
            found[OrganisationId(id_)] += (name,)
    return found


def _absorbed(session: Session, found: dict[str, OrganisationId]) -> dict[str, OrganisationId]:
    """The same with those that became part of another one as that one."""
    query = select(OrganisationRow.id, OrganisationRow.merged_into_id)
    while found:
        ids = sorted(set(found.values()))
        rows = session.execute(
            query.where(OrganisationRow.merged_into_id.is_not(None), OrganisationRow.id.in_(ids))
        )
        into = {OrganisationId(gone): OrganisationId(kept or 0) for gone, kept in rows}
        if not into:
            break
        found = {name: into.get(id_, id_) for name, id_ in found.items()}
    return found


def everything(session: Session) -> tuple[StoredOrganisation, ...]:
    """All organisations, some thousands, for an import to compare with."""
    return tuple(_stored(row) for row in session.scalars(select(OrganisationRow)))


def with_code(session: Session, code: str) -> OrganisationId | None:
    """The organisation with this credit code."""
    found = session.scalar(select(OrganisationRow.id).where(OrganisationRow.code == code))
    return None if found is None else OrganisationId(found)


def load(
    session: Session, organisation_id: OrganisationId, *, lock: bool = False
) -> StoredOrganisation:
    """One organisation. Raises NotFound."""
    return _stored(_row(session, organisation_id, lock=lock))


def save(
    session: Session, organisation_id: OrganisationId, version: int | None, **columns: object
) -> None:
    """Store some columns. Raises NotFound, and Conflict for another version than was read."""
    row = _row(session, organisation_id, lock=True)
    if version is not None and row.version != version:
        message = "Somebody changed this organisation meanwhile. Load the page again."
        raise Conflict(message, theirs=_stored(row))
    for name, value in columns.items():
        setattr(row, name, value)
    session.flush()


def contacts(session: Session, organisation_id: OrganisationId) -> tuple[Contact, ...]:
    """Whom to ask in the organisation, in the order in which they were written down."""
    query = select(OrganisationContactRow).where(
        OrganisationContactRow.organisation_id == organisation_id
    )
    return tuple(
        Contact(row.name, row.duty, unseal(row.phone_sealed) or "", row.email)
        for row in session.scalars(query.order_by(OrganisationContactRow.id))
    )


def save_contacts(
    session: Session, organisation_id: OrganisationId, given: Sequence[Contact]
) -> None:
    """Store these contacts instead of those that were there."""
    table = OrganisationContactRow
    session.execute(delete(table).where(table.organisation_id == organisation_id))
    session.add_all(
        table(
            organisation_id=organisation_id,
            name=contact.name,
            duty=contact.duty,
            phone_sealed=seal(contact.phone or None),
            email=contact.email,
        )
        for contact in given
    )
    session.flush()


def add_change(
    session: Session,
    organisation_id: OrganisationId,
    kind: str,
    by: AccountId | None,
    at: datetime,
    **columns: object,
) -> None:
    """Store what changed: `former_name`, `detail`, `reason` where they apply."""
    session.add(
        OrganisationChangeRow(
            organisation_id=organisation_id, kind=kind, account_id=by, at=at, **columns
        )
    )
    session.flush()


def scope_path(session: Session, organisation_id: OrganisationId) -> tuple[Scope, ...]:
    """The scopes that contain the organisation: itself, its parent, and so on up to the top."""
    own = select(OrganisationRow.id, OrganisationRow.parent_id)
    above = own.where(OrganisationRow.id == organisation_id).cte("above", recursive=True)
    above = above.union(own.join(above, OrganisationRow.id == above.c.parent_id))
    return tuple(
        Scope(ScopeKind.ORGANISATION, found) for found in session.scalars(select(above.c.id))
    )


def _row(
    session: Session, organisation_id: OrganisationId, *, lock: bool = False
) -> OrganisationRow:
    row = session.get(OrganisationRow, organisation_id, with_for_update=lock or None)
    if row is None:
        raise NotFound("There is no such organisation.")
    return row


def _stored(row: OrganisationRow) -> StoredOrganisation:
    merged = row.merged_into_id
    return StoredOrganisation(
        OrganisationId(row.id),
        row.name,
        row.kind,
        None if row.parent_id is None else OrganisationId(row.parent_id),
        row.code,
        row.short_name,
        row.region,
        row.industry,
        row.state,
        None if merged is None else OrganisationId(merged),
        row.version,
    )
