"""Who is told what about a proposal on its way."""

from datetime import timedelta

from competition.domain.organisations import OrganisationKind
from competition.domain.permissions import (
    GRANTS,
    INSTALLATION,
    Permission,
    Role,
    Scope,
    ScopeKind,
)
from competition.domain.proposals import BEIJING, Action, Proposal
from competition.persistence import proposal_rules
from competition.persistence.queries import reviewers
from competition.persistence.queries.reviewers import Reviewer
from competition.services.messages import notify, notify_many
from competition.services.unit_of_work import UnitOfWork

__all__ = ["Reviewer"]
TEMPLATES = {
    Action.ENDORSE: "proposal.endorsed",
    Action.APPROVE: "proposal.approved",
    Action.FILE: "proposal.filed",
    Action.RETURN: "proposal.returned",
    Action.DECLINE: "proposal.declined",
    Action.UNDO: "proposal.undone",
}
REVIEWING = tuple(role for role in Role if Permission.PROPOSAL_REVIEW in GRANTS[role])


def list_reviewers(uow: UnitOfWork, proposal: Proposal) -> tuple[Reviewer, ...]:
    """The people who may look at the proposal at the level where it waits, now.

    A role counts within its period; whoever stands in for somebody on leave reviews as well.
    """
    waits_at = proposal.position.organisation_id
    if waits_at is None:
        return ()
    level = proposal_rules.links(uow.session, waits_at)[0]
    scopes = [Scope(ScopeKind.ORGANISATION, waits_at)]
    if level.kind is OrganisationKind.FEDERATION:
        scopes.append(INSTALLATION)
    return reviewers.holders(uow.session, REVIEWING, scopes, uow.now)


def tell_reviewers(uow: UnitOfWork, proposal: Proposal) -> None:
    """Tell everybody at the level where the proposal waits now, but whoever brought it there."""
    people = {one.account_id for one in list_reviewers(uow, proposal)}
    due = proposal.position.due_at or uow.now
    last = (due.astimezone(BEIJING) - timedelta(microseconds=1)).date()
    notify_many(
        uow,
        sorted(people - {uow.actor.account_id}),
        "proposal.waiting",
        link=f"/organiser/proposals/{proposal.id}",
        title=proposal.title,
        due=last,
    )


def tell_reviewer(uow: UnitOfWork, proposal: Proposal) -> None:
    """Tell the person that the proposal was assigned to, and who stands in for that person."""
    reviewer = proposal.position.reviewer_id
    if reviewer is None:
        return
    known = list_reviewers(uow, proposal)
    people = {reviewer, *(one.account_id for one in known if one.holder_id == reviewer)}
    link = f"/organiser/proposals/{proposal.id}"
    told = sorted(people - {uow.actor.account_id})
    notify_many(uow, told, "proposal.assigned", link=link, title=proposal.title)


def tell_proposer(uow: UnitOfWork, proposal: Proposal, action: Action, reason: str) -> None:
    """Tell whoever handed the proposal in what was decided; taking back has no reason."""
    why = {} if action is Action.UNDO else {"reason": reason or "—"}
    if proposal.submitted_by is not None:
        notify(
            uow,
            proposal.submitted_by,
            TEMPLATES[action],
            link=f"/organisation/proposals/{proposal.id}",
            title=proposal.title,
            **why,
        )
