"""The way of a proposal (竞赛项目申报): its states, who looks at it in which order, until when.

A proposal goes from the proposer up the organisation tree, level by level (逐级审核), to the
federation, which approves (立项) class 1 and files (备案) class 2.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta, timezone
from enum import StrEnum

from competition.domain.errors import RuleViolation
from competition.domain.identifiers import AccountId, CompetitionId, OrganisationId, ProposalId
from competition.domain.organisations import OrganisationKind

BEIJING = timezone(timedelta(hours=8))


class ProposalState(StrEnum):
    """Where a proposal stands; a submitted one waits at one level of its review."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    FILED = "filed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What is done with a proposal."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    ENDORSE = "endorse"
    APPROVE = "approve"
    FILE = "file"
    RETURN = "return"
    DECLINE = "decline"
    UNDO = "undo"


_S, _A = ProposalState, Action
TRANSITIONS: dict[tuple[ProposalState, Action], ProposalState] = {
    (_S.DRAFT, _A.SUBMIT): _S.SUBMITTED,
    (_S.DRAFT, _A.WITHDRAW): _S.WITHDRAWN,
    (_S.RETURNED, _A.SUBMIT): _S.SUBMITTED,
    (_S.RETURNED, _A.WITHDRAW): _S.WITHDRAWN,
    (_S.SUBMITTED, _A.WITHDRAW): _S.WITHDRAWN,
    (_S.SUBMITTED, _A.ENDORSE): _S.SUBMITTED,
    (_S.SUBMITTED, _A.APPROVE): _S.APPROVED,
    (_S.SUBMITTED, _A.FILE): _S.FILED,
    (_S.SUBMITTED, _A.RETURN): _S.RETURNED,
    (_S.SUBMITTED, _A.DECLINE): _S.DECLINED,
    (_S.SUBMITTED, _A.UNDO): _S.SUBMITTED,
    (_S.RETURNED, _A.UNDO): _S.SUBMITTED,
    (_S.DECLINED, _A.UNDO): _S.SUBMITTED,
    (_S.APPROVED, _A.UNDO): _S.SUBMITTED,
    (_S.FILED, _A.UNDO): _S.SUBMITTED,
}
"""Rule PRP-01: these steps exist and no others. To endorse moves a proposal one level up."""

WRITABLE = frozenset({_S.DRAFT, _S.RETURNED})
DECIDED = frozenset({_S.APPROVED, _S.FILED, _S.DECLINED, _S.WITHDRAWN})
DECISIONS = frozenset({_A.ENDORSE, _A.APPROVE, _A.FILE, _A.RETURN, _A.DECLINE})
FINAL = frozenset({_A.APPROVE, _A.FILE})


@dataclass(frozen=True, slots=True)
class Link:
    """An organisation of the tree, as one level of a review."""

    organisation_id: OrganisationId
    kind: OrganisationKind
    name: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a proposal is: its state, the level it waits at, until when, and with whom."""

    state: ProposalState = ProposalState.DRAFT
    stage: int = 0
    organisation_id: OrganisationId | None = None
    due_at: datetime | None = None
    reviewer_id: AccountId | None = None

    def is_late(self, now: datetime) -> bool:
        """Whether the level at which it waits should have answered already."""
        waits = self.state in (ProposalState.SUBMITTED, ProposalState.RETURNED)
        return waits and self.due_at is not None and self.due_at < now


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal with what its rules need to know.

    `version` counts the changes of the draft, `turn` the steps on its way, `number` the versions
    that were handed in; an edit or a decision is made on top of the one it has seen.
    """

    id: ProposalId
    organisation_id: OrganisationId
    season: int
    position: Position = Position()
    texts: dict[str, object] = field(default_factory=dict)
    title: str = ""
    version: int = 1
    turn: int = 0
    number: int = 0
    submitted_by: AccountId | None = None
    competition_id: CompetitionId | None = None

    @property
    def state(self) -> ProposalState:
        """Where the proposal stands."""
        return self.position.state

    def after(self, action: Action) -> ProposalState:
        """The state that the action leads to.

        Raises RuleViolation PRP-01 when the action does not exist in the present state.
        """
        target = TRANSITIONS.get((self.state, action))
        if target is None:
            raise RuleViolation(
                "PRP-01", "This step is not possible in the proposal's present state."
            )
        return target

    def require_writable(self) -> None:
        """Raise RuleViolation PRP-02 unless the proposer may change what it says.

        Rule PRP-02: a proposal changes only as a draft or after it was returned.
        """
        if self.state not in WRITABLE:
            raise RuleViolation(
                "PRP-02", "A proposal that is handed in does not change until it is returned."
            )

    def require_other(self, account_id: AccountId | None) -> None:
        """Raise RuleViolation PRP-05 when the person handed this proposal in.

        Rule PRP-05: nobody decides a proposal that they handed in themselves.
        """
        if self.submitted_by is not None and account_id == self.submitted_by:
            raise RuleViolation(
                "PRP-05", "You handed this proposal in: somebody else has to decide it."
            )


def review_chain(own: Link, above: Sequence[Link], city: Link | None) -> tuple[Link, ...]:
    """The levels that look at a proposal, in their order.

    Takes the proposer, the organisations above it from its parent upwards, and the federation of
    the installation. Rule PRP-03: the review follows the tree to the federation; a federation,
    or a proposer with nobody above, decides itself.
    """
    chain = tuple(above)
    top = chain[-1] if chain else own
    if top.kind is not OrganisationKind.FEDERATION and city is not None:
        chain = (*chain, city)
    return chain or (own,)


def acceptance(chain: Sequence[Link], stage: int, competition_class: str) -> Action:
    """What saying yes means at a level.

    Rule PRP-04: every level but the last endorses; the last approves class 1 and files class 2.
    """
    if stage < len(chain) - 1:
        return Action.ENDORSE
    return Action.APPROVE if competition_class == "1" else Action.FILE


def require_acceptance(action: Action, wanted: Action) -> None:
    """Raise RuleViolation PRP-04 when the action says yes in another way than fits here."""
    if action in (Action.ENDORSE, Action.APPROVE, Action.FILE) and action is not wanted:
        raise RuleViolation("PRP-04", "At this level the proposal is not decided in this way.")


def due_after(now: datetime, days: int) -> datetime:
    """The end of the day in Beijing so many days later.

    Rule PRP-06: each level answers within the days that the season's rules give it.
    """
    last = (now.astimezone(BEIJING) + timedelta(days=days)).date()
    return datetime.combine(last + timedelta(days=1), time.min, tzinfo=BEIJING)


def require_reason(action: Action, reason: str, comments: int = 0) -> str:
    """Give the reason back, cut.

    Rule PRP-07: declining needs a reason; returning needs one, or a comment at a field.
    Raises RuleViolation PRP-07.
    """
    cut = reason.strip()
    needed = action is Action.DECLINE or (action is Action.RETURN and not comments)
    if needed and not cut:
        raise RuleViolation(
            "PRP-07", "Say why, so that the proposer can act on it.", field="reason"
        )
    if len(cut) > 1000:
        raise RuleViolation(
            "PRP-07", "Give a reason of at most %(most)s characters.", field="reason", most=1000
        )
    return cut


def position_after(
    proposal: Proposal, action: Action, chain: Sequence[Link], now: datetime, days: Sequence[int]
) -> Position:
    """Where the proposal is after the action.

    Takes the days that each level has, in the order of the chain, and last those that the proposer
    has to hand a returned proposal in again.
    Raises RuleViolation PRP-01.
    """
    state = proposal.after(action)
    if action is Action.SUBMIT:
        return _waiting(chain, 0, now, days)
    if action is Action.ENDORSE:
        return _waiting(chain, proposal.position.stage + 1, now, days)
    due = due_after(now, days[-1]) if action is Action.RETURN else None
    return replace(proposal.position, state=state, due_at=due, reviewer_id=None)


def require_last(*, is_last: bool, follows: bool) -> None:
    """Raise RuleViolation PRP-19 unless a decision may be taken back.

    Rule PRP-19: the last decision is taken back while nothing followed from it.
    """
    if not is_last:
        raise RuleViolation("PRP-19", "Something was decided after this: it stays.")
    if follows:
        raise RuleViolation(
            "PRP-19", "Work on the competition has begun: the decision can no longer be undone."
        )


def _waiting(chain: Sequence[Link], stage: int, now: datetime, days: Sequence[int]) -> Position:
    due_at = due_after(now, days[stage])
    return Position(ProposalState.SUBMITTED, stage, chain[stage].organisation_id, due_at)
