"""Organisations that hold competitions: rows in."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.identifiers import OrganisationId
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
