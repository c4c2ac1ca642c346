"""Organisations: rows in and out, and the way from one up to the federation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
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
