"""What levels decided about proposals, and their comments at fields: rows in and out."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from competition.domain.errors import NotFound
from competition.domain.identifiers import AccountId, OrganisationId, ProposalId
from competition.domain.proposals import Action, Position, Proposal, ProposalState
from competition.persistence.models.proposals import ProposalCommentRow, ProposalDecisionRow


@dataclass(frozen=True, slots=True)
class StoredDecision:
    """A step that was taken, where the proposal was before it, and the turn it led to."""

    id: int
    proposal_id: ProposalId
    turn: int
    action: Action
    before: Position
    batch: str | None


def add(  # noqa: PLR0917 -- one row, its columns
    session: Session,
    proposal: Proposal,
    action: Action,
    reason: str,
    turn: int,
    account_id: AccountId | None,
    at: datetime,
    *,
    batch: str | None = None,
) -> int:
    """Store a step on the proposal's way; the proposal is as it was before the step."""
    row = ProposalDecisionRow(
        proposal_id=proposal.id,
        turn=turn,
        number=proposal.number,
        action=action.value,
        organisation_id=proposal.position.organisation_id,
        reason=reason,
        before=_document(proposal.position),
        batch=batch,
        account_id=account_id,
        at=at,
    )
    session.add(row)
    session.flush()
    return row.id


def newest(session: Session, proposal_id: ProposalId) -> StoredDecision | None:
    """The newest step that stands, if there is one."""
    query = select(ProposalDecisionRow).where(
        ProposalDecisionRow.proposal_id == proposal_id, ProposalDecisionRow.undone_at.is_(None)
    )
    row = session.scalar(query.order_by(ProposalDecisionRow.turn.desc()).limit(1))
    return None if row is None else _decision(row)


def of_batch(session: Session, batch: str) -> tuple[StoredDecision, ...]:
    """The decisions that were taken together and still stand."""
    query = select(ProposalDecisionRow).where(
        ProposalDecisionRow.batch == batch, ProposalDecisionRow.undone_at.is_(None)
    )
    return tuple(map(_decision, session.scalars(query.order_by(ProposalDecisionRow.proposal_id))))


def mark_undone(
    session: Session, decision_id: int, account_id: AccountId | None, at: datetime
) -> None:
    """Note that a decision was taken back; it stays in the history."""
    query = update(ProposalDecisionRow).where(ProposalDecisionRow.id == decision_id)
    session.execute(query.values(undone_by=account_id, undone_at=at))


def add_comment(  # noqa: PLR0917 -- one row, its columns
    session: Session,
    proposal: Proposal,
    field: str,
    body: str,
    account_id: AccountId | None,
    at: datetime,
) -> int:
    """Store a comment at a field, which the proposer does not see yet."""
    row = ProposalCommentRow(
        proposal_id=proposal.id,
        number=proposal.number,
        field=field,
        body=body,
        organisation_id=proposal.position.organisation_id,
        account_id=account_id,
        at=at,
    )
    session.add(row)
    session.flush()
    return row.id


def remove_comment(
    session: Session, proposal_id: ProposalId, comment_id: int, account_id: AccountId | None
) -> None:
    """Remove one's own comment that nobody below has seen. Raises NotFound."""
    query = delete(ProposalCommentRow).where(
        ProposalCommentRow.id == comment_id,
        ProposalCommentRow.proposal_id == proposal_id,
        ProposalCommentRow.account_id == account_id,
        ProposalCommentRow.shown_at.is_(None),
    )
    if session.execute(query.returning(ProposalCommentRow.id)).first() is None:
        raise NotFound("There is no such comment of yours.")


def show_comments(session: Session, proposal_id: ProposalId, at: datetime) -> int:
    """Show the proposer what was not shown yet; returns how many comments that are."""
    query = update(ProposalCommentRow).where(
        ProposalCommentRow.proposal_id == proposal_id, ProposalCommentRow.shown_at.is_(None)
    )
    shown = session.execute(query.values(shown_at=at).returning(ProposalCommentRow.id))
    return len(shown.all())


def hide_comments(session: Session, proposal_id: ProposalId, shown_at: datetime) -> None:
    """Hide the comments again that were shown at this instant: their decision is taken back."""
    query = update(ProposalCommentRow).where(
        ProposalCommentRow.proposal_id == proposal_id, ProposalCommentRow.shown_at == shown_at
    )
    session.execute(query.values(shown_at=None))


def decided_at(session: Session, decision_id: int) -> datetime:
    """When a decision was taken."""
    query = select(ProposalDecisionRow.at).where(ProposalDecisionRow.id == decision_id)
    return session.scalars(query).one()


def pending_comments(session: Session, proposal_id: ProposalId) -> int:
    """How many comments the proposer has not been shown yet."""
    query = select(ProposalCommentRow.id).where(
        ProposalCommentRow.proposal_id == proposal_id, ProposalCommentRow.shown_at.is_(None)
    )
    return len(session.scalars(query).all())


def _decision(row: ProposalDecisionRow) -> StoredDecision:
    return StoredDecision(
        row.id,
        ProposalId(row.proposal_id),
        row.turn,
        Action(row.action),
        _position(row.before),
        row.batch,
    )


def _document(position: Position) -> dict[str, object]:
    return {
        "state": position.state.value,
        "stage": position.stage,
        "organisation": position.organisation_id,
        "due_at": position.due_at.isoformat() if position.due_at else None,
        "reviewer": position.reviewer_id,
    }


def _position(document: dict[str, object]) -> Position:
    organisation, due_at = document["organisation"], document["due_at"]
    stage, reviewer = document["stage"], document["reviewer"]
    return Position(
        ProposalState(str(document["state"])),
        stage if isinstance(stage, int) else 0,
        OrganisationId(organisation) if isinstance(organisation, int) else None,
        datetime.fromisoformat(due_at) if isinstance(due_at, str) else None,
        AccountId(reviewer) if isinstance(reviewer, int) else None,
    )
