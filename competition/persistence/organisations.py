"""Organisations: rows in, and the way from one up to the federation."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.identifiers import OrganisationId
from competition.domain.permissions import Scope, ScopeKind
from competition.persistence.models.competitions import OrganisationRow


def add(
    session: Session, name: str, kind: str, parent_id: OrganisationId | None = None
) -> OrganisationId:
    """Store a new organisation, under a parent if it has one."""
    row = OrganisationRow(name=name, kind=kind, parent_id=parent_id)
    session.add(row)
    session.flush()
    return OrganisationId(row.id)


def is_taken(session: Session, name: str) -> bool:
    """Whether an organisation has this name."""
    query = select(OrganisationRow.id).where(OrganisationRow.name == name)
    return session.scalar(query) is not None


def scope_path(session: Session, organisation_id: OrganisationId) -> tuple[Scope, ...]:
    """The scopes that contain the organisation: itself, its parent, and so on up to the top."""
    own = select(OrganisationRow.id, OrganisationRow.parent_id)
    above = own.where(OrganisationRow.id == organisation_id).cte("above", recursive=True)
    above = above.union(own.join(above, OrganisationRow.id == above.c.parent_id))
    return tuple(
        Scope(ScopeKind.ORGANISATION, found) for found in session.scalars(select(above.c.id))
    )
