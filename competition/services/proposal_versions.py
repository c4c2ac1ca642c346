"""The versions of a proposal that were handed in, for those who write or review it."""

from dataclasses import dataclass
from datetime import datetime

from competition.domain.identifiers import ProposalId
from competition.domain.permissions import Permission, permits
from competition.persistence import organisations, proposals
from competition.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ProposalVersion:
    """What was handed in as one version."""

    number: int
    texts: dict[str, object]
    submitted_at: datetime


def list_versions(uow: UnitOfWork, proposal_id: ProposalId) -> tuple[ProposalVersion, ...]:
    """The versions that were handed in, the oldest first.

    Needs PROPOSAL_WRITE or PROPOSAL_REVIEW over the proposer. Raises NotFound, NotPermitted.
    """
    proposal = proposals.load(uow.session, proposal_id)
    path = organisations.scope_path(uow.session, proposal.organisation_id)
    waits_at = proposal.position.organisation_id
    level = organisations.scope_path(uow.session, waits_at) if waits_at is not None else ()
    if not permits(uow.actor, Permission.PROPOSAL_WRITE, path):
        uow.authorise(Permission.PROPOSAL_REVIEW, (*path, *level))
    return tuple(
        ProposalVersion(one.number, one.texts, one.submitted_at)
        for one in proposals.versions(uow.session, proposal_id)
    )
