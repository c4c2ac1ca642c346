"""Organisations that hold competitions: federations, district and industry unions."""

from competition.domain.identifiers import OrganisationId
from competition.domain.organisations import require_name
from competition.domain.permissions import Permission
from competition.persistence import organisations
from competition.services.unit_of_work import UnitOfWork


def create_organisation(
    uow: UnitOfWork, name: str, kind: str, parent_id: OrganisationId | None = None
) -> OrganisationId:
    """Write down an organisation, under its parent if it has one.

    Needs ROLE_GRANT in the installation. Audited as organisation.created.
    Raises RuleViolation ORG-01; then nothing is written.
    """
    uow.authorise(Permission.ROLE_GRANT)
    cut = require_name(name, taken=organisations.is_taken(uow.session, name.strip()))
    organisation_id = organisations.add(uow.session, cut, kind, parent_id)
    uow.audit("organisation.created", f"organisation:{organisation_id}", kind=kind)
    return organisation_id
