"""What the approved proposal says for the public pages, until somebody writes them."""

from competition.domain.identifiers import CompetitionId
from competition.domain.permissions import Permission
from competition.domain.proposal_document import ProposalDocument
from competition.domain.proposal_texts import read_document
from competition.persistence import events, proposals
from competition.services.unit_of_work import UnitOfWork


def describe_proposed(uow: UnitOfWork, competition_id: CompetitionId) -> ProposalDocument | None:
    """Read the proposal of which the competition came; None when it came of none. Needs SITE_EDIT.

    Raises NotFound, NotPermitted.
    """
    uow.authorise(Permission.SITE_EDIT, events.competition_path(uow.session, competition_id))
    found = proposals.of_competition(uow.session, competition_id)
    return None if found is None else read_document(found.texts)[0]
