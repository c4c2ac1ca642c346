"""What reviewers do with proposals: look through them, comment on fields, assign, decide, undo."""

from dataclasses import dataclass, replace

from competition.domain.errors import Conflict, NotPermitted, RuleViolation
from competition.domain.identifiers import AccountId, ProposalId
from competition.domain.permissions import Permission, Scope, ScopeKind, permits
from competition.domain.proposal_document import BY_KEY
from competition.domain.proposal_texts import read_document, write_document
from competition.domain.proposals import (
    DECISIONS,
    FINAL,
    Action,
    Link,
    Proposal,
    ProposalState,
    acceptance,
    position_after,
    require_acceptance,
    require_last,
    require_reason,
)
from competition.persistence import (
    organisations,
    proposal_decisions,
    proposals,
)
from competition.persistence import proposal_rules as rules_rows
from competition.persistence.proposal_decisions import StoredDecision
from competition.persistence.queries import proposals as queries
from competition.persistence.queries.proposals import HistoryLine, Wanted
from competition.services import proposal_messages, proposal_outcomes
from competition.services.competitions import reach_of
from competition.services.proposal_checks import chain_of, check
from competition.services.proposal_messages import Reviewer
from competition.services.proposals import ProposalDescription, ProposalList, describe, list_page
from competition.services.unit_of_work import UnitOfWork

COMMENT = 1000


@dataclass(frozen=True, slots=True)
class ReviewQueue:
    """A page of a level's queue, the unions to filter by, and whether the actor decides here."""

    page: ProposalList
    unions: tuple[tuple[int, str], ...]
    may_decide: bool


@dataclass(frozen=True, slots=True)
class ReviewDescription:
    """A proposal as its reviewer sees it: what may be done, by whom, and what yes would mean."""

    found: ProposalDescription
    actions: tuple[Action, ...]
    reviewers: tuple[Reviewer, ...]
    reviewer: str
    may_review: bool
    undo_turn: int | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer decides, on top of the turn that was looked at."""

    action: Action
    turn: int
    reason: str = ""
    batch: str | None = None


def list_reviews(uow: UnitOfWork, wanted: Wanted, *, here: bool = False) -> ReviewQueue:
    """List the proposals that the actor's levels review, the most urgent first.

    Needs PROPOSAL_REVIEW somewhere. `here` keeps those that wait at the actor's own levels.
    """
    reach = review_reach(uow)
    at = _levels(uow, reach) if here else None
    wanted = replace(wanted, with_drafts=False, at=at)
    return ReviewQueue(
        page=list_page(uow, Permission.PROPOSAL_REVIEW, wanted),
        unions=queries.unions(uow.session, reach),
        may_decide=bool(reach_of(uow.actor, Permission.PROPOSAL_DECIDE)),
    )


def review_reach(uow: UnitOfWork) -> frozenset[Scope]:
    """Where the actor reviews proposals. Raises NotPermitted when that is nowhere."""
    reach = frozenset(
        scope
        for scope in reach_of(uow.actor, Permission.PROPOSAL_REVIEW)
        if scope.kind in (ScopeKind.INSTALLATION, ScopeKind.ORGANISATION)
    )
    if not reach:
        raise NotPermitted("You review no proposals.")
    return reach


def describe_review(uow: UnitOfWork, proposal_id: ProposalId) -> ReviewDescription:
    """Show a proposal to a level that reviews it, now or earlier or later.

    Needs PROPOSAL_REVIEW over the proposer. Raises NotFound, also for a draft; NotPermitted.
    """
    proposal = proposals.load(uow.session, proposal_id)
    _authorise_view(uow, proposal)
    chain = chain_of(uow, proposal)
    may = _may_review(uow, proposal)
    yes = acceptance(chain, proposal.position.stage, _class_of(proposal))
    reviewers = proposal_messages.list_reviewers(uow, proposal) if may else ()
    assigned = proposal.position.reviewer_id
    return ReviewDescription(
        found=describe(uow, proposal, only_shown=not may),
        actions=_actions(uow, proposal, yes) if may else (),
        reviewers=reviewers,
        reviewer=next((one.name for one in reviewers if one.account_id == assigned), ""),
        may_review=may,
        undo_turn=_undo_turn(uow, proposal),
    )


def enter_comment(uow: UnitOfWork, proposal_id: ProposalId, field: str, body: str) -> int:
    """Comment on a field; the proposer sees it once the level has decided.

    Needs PROPOSAL_REVIEW at the level. Audited as proposal.commented.
    """
    proposal = _for_review(uow, proposal_id)
    text = body.strip()
    if field not in BY_KEY or not text or len(text) > COMMENT:
        message = "Write a comment of at most %(most)s characters."
        raise RuleViolation("PRP-07", message, field=f"comment-{field}", most=COMMENT)
    uow.audit("proposal.commented", f"proposal:{proposal_id}", field=field)
    account = uow.actor.account_id
    return proposal_decisions.add_comment(uow.session, proposal, field, text, account, uow.now)


def withdraw_comment(uow: UnitOfWork, proposal_id: ProposalId, comment_id: int) -> None:
    """Take one's own comment back before anybody below has seen it. Raises NotFound."""
    _for_review(uow, proposal_id)
    account = uow.actor.account_id
    proposal_decisions.remove_comment(uow.session, proposal_id, comment_id, account)


def assign_reviewer(uow: UnitOfWork, proposal_id: ProposalId, account_id: AccountId | None) -> None:
    """Say who looks at the proposal at this level; None says nobody in particular.

    Needs PROPOSAL_REVIEW at the level. Audited as proposal.assigned.
    """
    proposal = _for_review(uow, proposal_id)
    known = {one.account_id for one in proposal_messages.list_reviewers(uow, proposal)}
    if account_id is not None and account_id not in known:
        message = "This person does not review at this level."
        raise RuleViolation("PRP-03", message, field="reviewer")
    proposals.save_reviewer(uow.session, proposal_id, account_id)
    uow.audit("proposal.assigned", f"proposal:{proposal_id}", reviewer=account_id)
    position = replace(proposal.position, reviewer_id=account_id)
    proposal_messages.tell_reviewer(uow, replace(proposal, position=position))


def decide(uow: UnitOfWork, proposal_id: ProposalId, decision: Decision) -> Proposal:
    """Take a step of the review: endorse, approve, file, return or decline.

    Approving and filing create the competition. Needs PROPOSAL_REVIEW at the level, and
    PROPOSAL_DECIDE to approve or file. Audited as proposal.<done>. Returns the proposal after it.
    Raises RuleViolation PRP-01, PRP-04, PRP-05, PRP-07; Conflict with what was decided meanwhile.
    """
    proposal = proposals.load(uow.session, proposal_id, lock=True)
    _authorise_level(uow, proposal, decision.action)
    require_turn(uow, proposal, decision)
    require_may(uow, proposal, decision.action)
    chain, checked = chain_of(uow, proposal), check(uow, proposal, proposal.texts)
    yes = acceptance(chain, proposal.position.stage, checked.document.competition_class)
    require_acceptance(decision.action, yes)
    comments = proposal_decisions.pending_comments(uow.session, proposal_id)
    reason = require_reason(decision.action, decision.reason, comments)
    position = position_after(proposal, decision.action, chain, uow.now, checked.days(chain))
    turn = proposals.save_position(uow.session, proposal_id, position, uow.now)
    proposal_decisions.show_comments(uow.session, proposal_id, uow.now)
    account, batch = uow.actor.account_id, decision.batch
    proposal_decisions.add(
        uow.session, proposal, decision.action, reason, turn, account, uow.now, batch=batch
    )
    if decision.action in FINAL:
        proposal_outcomes.create_competition(uow, proposal, checked)
    uow.audit(PAST[decision.action], f"proposal:{proposal_id}", reason=reason, turn=turn)
    moved = replace(proposal, position=position, turn=turn)
    proposal_messages.tell_proposer(uow, moved, decision.action, reason)
    if decision.action is Action.ENDORSE:
        proposal_messages.tell_reviewers(uow, moved)
    return moved


PAST = {
    Action.ENDORSE: "proposal.endorsed",
    Action.APPROVE: "proposal.approved",
    Action.FILE: "proposal.filed",
    Action.RETURN: "proposal.returned",
    Action.DECLINE: "proposal.declined",
}


def undo_decision(uow: UnitOfWork, proposal_id: ProposalId, turn: int) -> None:
    """Take the last decision back; the proposal waits again where it was.

    Needs what the decision needed. Audited as proposal.undone.
    Raises RuleViolation PRP-19 when it is not the last one or something followed from it.
    """
    proposal = proposals.load(uow.session, proposal_id, lock=True)
    last = proposal_decisions.newest(uow.session, proposal_id)
    is_last = last is not None and last.turn == proposal.turn == turn
    if last is None or last.action not in DECISIONS:
        require_last(is_last=False, follows=False)
        return
    _authorise_level(uow, replace(proposal, position=last.before), last.action)
    require_last(is_last=is_last, follows=_was_answered(uow, proposal, last))
    proposal.after(Action.UNDO)
    checked = check(uow, proposal, proposal.texts)
    require_last(
        is_last=True, follows=not proposal_outcomes.remove_competition(uow, proposal, checked)
    )
    proposals.save_position(uow.session, proposal_id, last.before, uow.now)
    decided_at = proposal_decisions.decided_at(uow.session, last.id)
    proposal_decisions.hide_comments(uow.session, proposal_id, decided_at)
    proposal_decisions.mark_undone(uow.session, last.id, uow.actor.account_id, uow.now)
    uow.audit("proposal.undone", f"proposal:{proposal_id}", taken_back=last.action.value)
    proposal_messages.tell_proposer(uow, proposal, Action.UNDO, "")


def require_may(uow: UnitOfWork, proposal: Proposal, action: Action) -> None:
    """Raise NotPermitted, or RuleViolation PRP-01 or PRP-05, unless the actor may do this now."""
    _authorise_level(uow, proposal, action)
    proposal.after(action)
    proposal.require_other(uow.actor.account_id)


def require_turn(uow: UnitOfWork, proposal: Proposal, decision: Decision) -> None:
    """Raise Conflict, with both views, when something was decided since the page was opened."""
    if proposal.turn == decision.turn:
        return
    steps = queries.history(uow.session, proposal.id)
    theirs: HistoryLine | None = steps[-1] if steps else None
    message = "Somebody decided about “%(title)s” meanwhile. Nothing of yours was done."
    raise Conflict(message, theirs=theirs, ours=decision, title=proposal.title)


def _authorise_view(uow: UnitOfWork, proposal: Proposal) -> None:
    path = organisations.scope_path(uow.session, proposal.organisation_id)
    uow.authorise(Permission.PROPOSAL_REVIEW, (*path, *_level_path(uow, proposal)))
    if proposal.state is ProposalState.DRAFT:
        raise NotPermitted("The proposer still writes this proposal.")


def _authorise_level(uow: UnitOfWork, proposal: Proposal, action: Action) -> None:
    path = _level_path(uow, proposal)
    uow.authorise(Permission.PROPOSAL_REVIEW, path)
    if action in FINAL:
        uow.authorise(Permission.PROPOSAL_DECIDE, path)


def _for_review(uow: UnitOfWork, proposal_id: ProposalId) -> Proposal:
    proposal = proposals.load(uow.session, proposal_id, lock=True)
    uow.authorise(Permission.PROPOSAL_REVIEW, _level_path(uow, proposal))
    if proposal.state is not ProposalState.SUBMITTED:
        message = "This step is not possible in the proposal's present state."
        raise RuleViolation("PRP-01", message)
    return proposal


def _level_path(uow: UnitOfWork, proposal: Proposal) -> tuple[Scope, ...]:
    waits_at = proposal.position.organisation_id
    return organisations.scope_path(uow.session, waits_at) if waits_at is not None else ()


def _may_review(uow: UnitOfWork, proposal: Proposal) -> bool:
    path = _level_path(uow, proposal)
    waits = proposal.state is ProposalState.SUBMITTED
    return waits and permits(uow.actor, Permission.PROPOSAL_REVIEW, path)


def _actions(uow: UnitOfWork, proposal: Proposal, yes: Action) -> tuple[Action, ...]:
    """What the actor may do at the level; to approve or file needs PROPOSAL_DECIDE."""
    decides = permits(uow.actor, Permission.PROPOSAL_DECIDE, _level_path(uow, proposal))
    accepts = (yes,) if decides or yes not in FINAL else ()
    return (*accepts, Action.RETURN, Action.DECLINE)


def _levels(uow: UnitOfWork, reach: frozenset[Scope]) -> tuple[int, ...]:
    """The levels at which the actor is asked: the own organisations; organisers, the city."""
    own = [scope.id for scope in reach if scope.kind is ScopeKind.ORGANISATION]
    city: Link | None = rules_rows.city(uow.session)
    if any(scope.kind is ScopeKind.INSTALLATION for scope in reach) and city is not None:
        own.append(city.organisation_id)
    return tuple(own)


def _undo_turn(uow: UnitOfWork, proposal: Proposal) -> int | None:
    """The turn of the last decision when the actor might take it back."""
    last = proposal_decisions.newest(uow.session, proposal.id)
    if last is None or last.action not in DECISIONS or last.turn != proposal.turn:
        return None
    path = _level_path(uow, replace(proposal, position=last.before))
    wanted = Permission.PROPOSAL_DECIDE if last.action in FINAL else Permission.PROPOSAL_REVIEW
    return proposal.turn if permits(uow.actor, wanted, path) else None


def _was_answered(uow: UnitOfWork, proposal: Proposal, last: StoredDecision) -> bool:
    """Whether the proposer has already changed what was returned."""
    if last.action is not Action.RETURN:
        return False
    document, _ = read_document(proposal.texts)
    return write_document(document) != proposals.versions(uow.session, proposal.id)[-1].texts


def _class_of(proposal: Proposal) -> str:
    return read_document(proposal.texts)[0].competition_class
