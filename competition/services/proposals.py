"""What proposers do with proposals: write them step by step, hand them in, withdraw them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from competition.domain.errors import Conflict, NotPermitted, RuleViolation
from competition.domain.identifiers import AccountId, OrganisationId, ProposalId
from competition.domain.issues import errors
from competition.domain.organisations import OrganisationKind
from competition.domain.permissions import Actor, Permission, ScopeKind, permits
from competition.domain.proposal_document import Step, fields_of
from competition.domain.proposal_texts import write_document
from competition.domain.proposals import (
    Action,
    Link,
    Proposal,
    position_after,
)
from competition.persistence import competitions, organisations, proposal_decisions, proposals
from competition.persistence import proposal_rules as rules_rows
from competition.persistence.queries import proposals as queries
from competition.persistence.queries.proposals import CommentLine, HistoryLine, ProposalLine, Wanted
from competition.services import catalogues, proposal_messages
from competition.services.competitions import reach_of
from competition.services.proposal_checks import CheckedProposal, chain_of, check
from competition.services.unit_of_work import UnitOfWork

__all__ = ["CommentLine", "HistoryLine", "ProposalLine", "Wanted"]
LARGEST = 200_000
PAGE = "_page"
"""Where a draft notes which page saved it last; no field of a document."""

UNIONS = frozenset({OrganisationKind.DISTRICT, OrganisationKind.INDUSTRY})


@dataclass(frozen=True, slots=True)
class ProposalList:
    """One page of proposals, how many there are in each state, and where the next page starts."""

    lines: tuple[ProposalLine, ...]
    counts: dict[str, int]
    after: str | None


@dataclass(frozen=True, slots=True)
class ProposalDescription:
    """A proposal as its proposer and its reviewers see it."""

    proposal: Proposal
    organisation: str
    checked: CheckedProposal
    chain: tuple[Link, ...]
    history: tuple[HistoryLine, ...]
    comments: tuple[CommentLine, ...]
    competition: str
    may_write: bool
    is_late: bool


def list_own(uow: UnitOfWork, wanted: Wanted) -> ProposalList:
    """List the proposals of one's organisation and of those below it. Needs PROPOSAL_WRITE."""
    reach = reach_of(uow.actor, Permission.PROPOSAL_WRITE)
    if not reach:
        raise NotPermitted("You write proposals for no organisation.")
    return list_page(uow, Permission.PROPOSAL_WRITE, wanted)


def list_page(uow: UnitOfWork, permission: Permission, wanted: Wanted) -> ProposalList:
    """One page of what the actor reaches by the permission."""
    reach, mine = reach_of(uow.actor, permission), _in_whose_place(uow.actor)
    found = queries.list_proposals(uow.session, reach, wanted, uow.now, mine)
    page, after = found[: wanted.limit], None
    if len(found) > wanted.limit:
        last = page[-1]
        at = last.due_at if wanted.by_deadline else last.changed_at
        after = f"{at.isoformat()}~{last.id}" if at else None
    counts = queries.count_states(uow.session, reach, wanted, uow.now, mine)
    return ProposalList(page, counts, after)


def _in_whose_place(actor: Actor) -> frozenset[AccountId]:
    """The actor's own account, and those of the people the actor stands in for."""
    own = {actor.account_id} if actor.account_id is not None else set()
    return frozenset(own | {loan.holder_id for loan in actor.lent})


def list_proposers(uow: UnitOfWork) -> tuple[tuple[OrganisationId, str], ...]:
    """The organisations for which the actor writes proposals. Needs PROPOSAL_WRITE somewhere."""
    reach = reach_of(uow.actor, Permission.PROPOSAL_WRITE)
    ids = [OrganisationId(s.id) for s in reach if s.kind is ScopeKind.ORGANISATION]
    if not ids:
        raise NotPermitted("You write proposals for no organisation.")
    named = ((id_, competitions.organisation_name(uow.session, id_)) for id_ in ids)
    return tuple(sorted(named, key=lambda pair: pair[1]))


def open_proposal(uow: UnitOfWork, organisation_id: OrganisationId, season: int) -> ProposalId:
    """Begin a proposal for a season. Needs PROPOSAL_WRITE. Audited as proposal.opened.

    Who begins one twice, by a double click or the back button, gets the first while it is empty.
    """
    uow.authorise(Permission.PROPOSAL_WRITE, organisations.scope_path(uow.session, organisation_id))
    by = uow.actor.account_id
    if (begun := proposals.untouched(uow.session, organisation_id, season, by)) is not None:
        return begun
    links = rules_rows.links(uow.session, organisation_id)
    union = next((link.organisation_id for link in links if link.kind in UNIONS), None)
    texts: dict[str, object] = {"organiser": links[0].name, "regional": "no"}
    proposal_id = proposals.add(uow.session, organisation_id, union, season, texts, by, uow.now)
    uow.audit("proposal.opened", f"proposal:{proposal_id}", season=season)
    return proposal_id


def describe_proposal(uow: UnitOfWork, proposal_id: ProposalId) -> ProposalDescription:
    """Show a proposal to its proposer. Needs PROPOSAL_WRITE. Raises NotFound, NotPermitted."""
    proposal = proposals.load(uow.session, proposal_id)
    _authorise(uow, proposal)
    return describe(uow, proposal, only_shown=True)


def describe(uow: UnitOfWork, proposal: Proposal, *, only_shown: bool) -> ProposalDescription:
    """Everything that pages show about a proposal; the caller has authorised."""
    session, path = uow.session, organisations.scope_path(uow.session, proposal.organisation_id)
    links = rules_rows.links(session, proposal.organisation_id)
    came = proposal.competition_id
    return ProposalDescription(
        proposal=proposal,
        organisation=links[0].name,
        checked=check(uow, proposal, proposal.texts),
        chain=chain_of(uow, proposal),
        history=queries.history(session, proposal.id),
        comments=queries.comments(session, proposal.id, only_shown=only_shown),
        competition=queries.competition_title(session, came) if came is not None else "",
        may_write=permits(uow.actor, Permission.PROPOSAL_WRITE, path),
        is_late=proposal.position.is_late(uow.now),
    )


def enter_step(
    uow: UnitOfWork,
    proposal_id: ProposalId,
    step: Step,
    texts: Mapping[str, object],
    version: int,
    *,
    page: str = "",
) -> int:
    """Keep what was typed on one step, readable or not; returns the draft's new version.

    Takes the version that was seen, and a key of the page: what the same page saved last by itself
    is no change by somebody else. Needs PROPOSAL_WRITE. Audited as proposal.edited.
    Raises NotFound, NotPermitted, RuleViolation PRP-02, Conflict with the proposal as it is when
    it was changed since `version`.
    """
    proposal = for_writing(uow, proposal_id)
    own = {field.key for field in fields_of(step)} - {"attachments"}
    kept: dict[str, object] = {key: value for key, value in texts.items() if key in own}
    merged = proposal.texts | _resolved(uow, kept)
    if merged == proposal.texts:
        return proposal.version
    is_own = bool(page) and proposal.texts.get(PAGE) == page
    if proposal.version != version and not is_own:
        raise Conflict("The proposal was changed meanwhile.", theirs=proposal, ours=merged)
    merged[PAGE] = page
    if len(json.dumps(merged, ensure_ascii=False)) > LARGEST:
        raise RuleViolation("PRP-08", "This is more than a proposal can hold. Shorten it.")
    return save_draft(uow, proposal, merged, step)


def save_draft(uow: UnitOfWork, proposal: Proposal, texts: dict[str, object], step: Step) -> int:
    """Store the draft's texts and what lists show of them; the caller has authorised."""
    facts = check(uow, proposal, texts).facts
    version = proposals.save_texts(
        uow.session, proposal.id, texts, facts, uow.actor.account_id, uow.now
    )
    uow.audit("proposal.edited", f"proposal:{proposal.id}", step=step.value, version=version)
    return version


def submit_proposal(uow: UnitOfWork, proposal_id: ProposalId, version: int) -> int:
    """Hand the proposal in as a new version, to the first level of its review; its number.

    Needs PROPOSAL_WRITE. Audited as proposal.submitted.
    Raises RuleViolation with the first error when there is one; Conflict when the draft is no
    longer the one that was looked at. Then nothing is written.
    """
    proposal = for_writing(uow, proposal_id)
    if proposal.version != version:
        raise Conflict("The proposal was changed meanwhile.", theirs=proposal)
    checked = check(uow, proposal, proposal.texts)
    for issue in errors(checked.issues):
        raise RuleViolation(issue.rule, issue.message, field=issue.path, **issue.params)
    chain = chain_of(uow, proposal)
    position = position_after(proposal, Action.SUBMIT, chain, uow.now, checked.days(chain))
    account, texts = uow.actor.account_id, write_document(checked.document)
    number = proposals.add_version(
        uow.session, proposal_id, texts, checked.rules.number, account, uow.now
    )
    proposals.save_position(uow.session, proposal_id, position, uow.now)
    uow.audit("proposal.submitted", f"proposal:{proposal_id}", number=number)
    moved = replace(proposal, position=position, title=checked.title)
    proposal_messages.tell_reviewers(uow, moved)
    return number


def withdraw_proposal(uow: UnitOfWork, proposal_id: ProposalId, reason: str) -> None:
    """Take the proposal back for good.

    Needs PROPOSAL_WRITE. Audited as proposal.withdrawn. Raises RuleViolation PRP-01.
    """
    proposal = proposals.load(uow.session, proposal_id, lock=True)
    _authorise(uow, proposal)
    position = position_after(proposal, Action.WITHDRAW, (), uow.now, ())
    turn = proposals.save_position(uow.session, proposal_id, position, uow.now)
    account = uow.actor.account_id
    proposal_decisions.add(
        uow.session, proposal, Action.WITHDRAW, reason.strip()[:1000], turn, account, uow.now
    )
    uow.audit("proposal.withdrawn", f"proposal:{proposal_id}", reason=reason.strip()[:1000])


def for_writing(uow: UnitOfWork, proposal_id: ProposalId) -> Proposal:
    """The proposal, held, for a change of its draft. Raises NotPermitted, RuleViolation PRP-02."""
    proposal = proposals.load(uow.session, proposal_id, lock=True)
    _authorise(uow, proposal)
    proposal.require_writable()
    return proposal


def _authorise(uow: UnitOfWork, proposal: Proposal) -> None:
    path = organisations.scope_path(uow.session, proposal.organisation_id)
    uow.authorise(Permission.PROPOSAL_WRITE, path)


def _resolved(uow: UnitOfWork, texts: dict[str, object]) -> dict[str, object]:
    """The occupation by its code, and its name as the trade where none is written."""
    typed = texts.get("trade_code")
    if not isinstance(typed, str) or not typed.strip():
        return texts
    try:
        found = catalogues.find_occupation(uow, typed)
    except RuleViolation:
        return texts
    trade = texts.get("trade") or found.name
    return texts | {"trade_code": found.code, "trade": trade}
