"""What comes of an approved or filed proposal: a competition with a draft of each event."""

from competition.domain.competitions import CompetitionDetails, Level
from competition.domain.identifiers import CompetitionId
from competition.domain.preparation import EventDetails
from competition.domain.proposal_document import PlannedRound, ProposalDocument
from competition.domain.proposals import Proposal
from competition.persistence import competitions, events, proposal_outcomes, proposals
from competition.services.proposal_checks import CheckedProposal
from competition.services.unit_of_work import UnitOfWork


def create_competition(
    uow: UnitOfWork, proposal: Proposal, checked: CheckedProposal
) -> CompetitionId:
    """Create the competition as a draft, with an event for each group and round.

    The caller has authorised. Audited as competition.created.
    """
    document = checked.document
    details = CompetitionDetails(
        organisation_id=proposal.organisation_id,
        title=checked.title,
        season=proposal.season,
        level=Level(document.level),
        competition_class=int(document.competition_class),
        about=document.purpose,
    )
    competition_id = competitions.add(uow.session, details, uow.now)
    for event in planned_events(document):
        events.add(uow.session, competition_id, event)
    proposals.save_competition(uow.session, proposal.id, competition_id)
    chain = f"competition:{competition_id}"
    uow.audit("competition.created", chain, chain, title=checked.title, proposal=proposal.id)
    return competition_id


def remove_competition(uow: UnitOfWork, proposal: Proposal, checked: CheckedProposal) -> bool:
    """Remove the competition that came of the proposal, if nobody has touched it; tell whether so.

    The caller has authorised. Audited as competition.removed.
    """
    came = proposal.competition_id
    if came is None:
        return True
    made = len(planned_events(checked.document))
    proposals.save_competition(uow.session, proposal.id, None)
    if not proposal_outcomes.remove_untouched(uow.session, came, made):
        return False
    uow.audit("competition.removed", f"competition:{came}", proposal=proposal.id)
    return True


def planned_events(document: ProposalDocument) -> tuple[EventDetails, ...]:
    """The events of a proposal: one for each group and round."""
    return tuple(
        EventDetails(
            title=document.trade,
            trade=document.trade,
            group=group.group,
            round_name=round_.name,
            venue=round_.place,
            held_on=round_.starts_on,
        )
        for group in document.groups
        for round_ in document.rounds or (PlannedRound(),)
    )
