"""Deciding many proposals at once: first what it would do, then all of it or nothing, then undo."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from competition.domain.errors import (
    CompetitionError,
    Conflict,
    NotFound,
    NotPermitted,
    RuleViolation,
)
from competition.domain.identifiers import ProposalId
from competition.domain.issues import Issue
from competition.domain.permissions import Permission
from competition.domain.proposals import Action, Proposal, acceptance
from competition.persistence import competitions, organisations, proposal_decisions, proposals
from competition.services.proposal_checks import chain_of, check
from competition.services.proposal_reviews import (
    Decision,
    decide,
    require_may,
    review_reach,
    undo_decision,
)
from competition.services.unit_of_work import UnitOfWork

MOST = 100


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One proposal of a batch: what would be done, or why it cannot be."""

    proposal_id: ProposalId
    turn: int
    title: str
    organisation: str
    action: Action
    issues: tuple[Issue, ...]
    problem: CompetitionError | None = None


@dataclass(frozen=True, slots=True)
class DecidedBatch:
    """A batch that was decided: its key for taking it back, and how many of each action."""

    key: str
    counts: dict[Action, int]


def preview_batch(
    uow: UnitOfWork, proposal_ids: Sequence[ProposalId], *, accept: bool
) -> tuple[BatchLine, ...]:
    """Say for each proposal what accepting or declining it would do; write nothing.

    Needs PROPOSAL_REVIEW somewhere; what the actor may not decide has a problem.
    """
    _require_some(uow, proposal_ids)
    found = proposals.load_many(uow.session, proposal_ids)
    return tuple(_line(uow, proposal, accept=accept) for proposal in found)


def decide_batch(
    uow: UnitOfWork, seen: Sequence[tuple[ProposalId, int]], reason: str, *, accept: bool
) -> DecidedBatch:
    """Accept or decline all of these, or none.

    Takes each proposal with the turn that the preview showed. Audited for each as by itself.
    Raises Conflict when one was decided meanwhile, RuleViolation or NotPermitted of the first that
    cannot be decided; then nothing is written.
    """
    _require_some(uow, [proposal_id for proposal_id, _ in seen])
    key, counts = uuid4().hex, dict[Action, int]()
    for proposal_id, turn in sorted(seen):
        proposal = proposals.load(uow.session, proposal_id, lock=True)
        if proposal.turn != turn:
            message = "Somebody decided about “%(title)s” meanwhile. Nothing of yours was done."
            raise Conflict(message, title=proposal.title)
        action = _action(uow, proposal) if accept else Action.DECLINE
        decide(uow, proposal_id, Decision(action, turn, reason, key))
        counts[action] = counts.get(action, 0) + 1
    return DecidedBatch(key, counts)


def describe_batch(uow: UnitOfWork, key: str) -> tuple[tuple[Proposal, Action], ...]:
    """The proposals of a batch that stand as decided, with what was done.

    Needs PROPOSAL_REVIEW over each. Raises NotFound when none is left.
    """
    decisions = proposal_decisions.of_batch(uow.session, key)
    if not decisions:
        raise NotFound("There is no such batch, or it was taken back.")
    found = []
    for decision in decisions:
        proposal = proposals.load(uow.session, decision.proposal_id)
        path = organisations.scope_path(uow.session, proposal.organisation_id)
        uow.authorise(Permission.PROPOSAL_REVIEW, path)
        found.append((proposal, decision.action))
    return tuple(found)


def undo_batch(uow: UnitOfWork, key: str) -> int:
    """Take a batch back as a whole, while nothing followed from any of it; how many were.

    Needs what each decision needed; of a batch of others nothing is told.
    Raises RuleViolation PRP-19 when something followed, or nothing of the batch stands.
    """
    review_reach(uow)
    decisions = proposal_decisions.of_batch(uow.session, key)
    if not decisions:
        raise RuleViolation("PRP-19", "This was taken back already.")
    for decision in decisions:
        undo_decision(uow, decision.proposal_id, decision.turn)
    return len(decisions)


def _line(uow: UnitOfWork, proposal: Proposal, *, accept: bool) -> BatchLine:
    action = _action(uow, proposal) if accept else Action.DECLINE
    problem: CompetitionError | None = None
    try:
        require_may(uow, proposal, action)
    except (NotPermitted, RuleViolation) as refusal:
        problem = refusal
    name = competitions.organisation_name(uow.session, proposal.organisation_id)
    issues = check(uow, proposal, proposal.texts).issues
    return BatchLine(proposal.id, proposal.turn, proposal.title, name, action, issues, problem)


def _action(uow: UnitOfWork, proposal: Proposal) -> Action:
    document = check(uow, proposal, proposal.texts).document
    chain = chain_of(uow, proposal)
    return acceptance(chain, proposal.position.stage, document.competition_class)


def _require_some(uow: UnitOfWork, proposal_ids: Sequence[ProposalId]) -> None:
    review_reach(uow)
    if not 0 < len(proposal_ids) <= MOST:
        message = "Choose between 1 and %(most)s proposals."
        raise RuleViolation("PRP-01", message, field="ids", most=MOST)
