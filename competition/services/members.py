"""Who belongs to a unit: workers ask, clerks confirm or refuse, and see who is missing what."""

from collections.abc import Sequence
from dataclasses import dataclass

from competition.domain.errors import NotFound, RuleViolation
from competition.domain.identifiers import MembershipId, OrganisationId
from competition.domain.memberships import (
    MembershipState,
    require_change,
    require_free,
    require_joinable,
    require_reason,
)
from competition.domain.permissions import Permission, permits
from competition.persistence import memberships, organisations, people
from competition.persistence.queries import members as queries
from competition.persistence.queries.members import MemberCounts, MemberFilter, MemberLine
from competition.services import entry_owners, messages
from competition.services.people import Correction, history_of, own_account_id
from competition.services.unit_of_work import UnitOfWork

__all__ = ["MemberFilter", "MemberLine"]
PAGE = 50
MOST_AT_ONCE = 500
CONFIRMED, REFUSED = MembershipState.CONFIRMED, MembershipState.REFUSED


@dataclass(frozen=True, slots=True)
class MemberList:
    """A page of members, how many there are of each kind, where the next page begins."""

    members: tuple[MemberLine, ...]
    counts: MemberCounts
    after: int | None


@dataclass(frozen=True, slots=True)
class Member:
    """One person in one unit, with what changed in the data."""

    line: MemberLine
    history: tuple[Correction, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One member about to be answered: what hinders it, and whether another unit is left."""

    member: MemberLine
    refusal: RuleViolation | None
    leaves_other: bool


def join_unit(uow: UnitOfWork, organisation_id: OrganisationId) -> MembershipId:
    """Ask to belong to a unit; what was asked of other units before is taken back.

    For the actor alone, once the own data are written down. Audited as membership.claimed.
    Raises NotFound without own data, RuleViolation MEM-01 or MEM-03.
    """
    person = people.by_account(uow.session, own_account_id(uow))
    if person is None:
        raise NotFound("Write down your own data first.")
    unit = organisations.load(uow.session, organisation_id)
    require_joinable(is_unit=unit.kind == "unit", is_active=unit.state == "active")
    for membership in memberships.of_person(uow.session, person.id):
        if membership.organisation_id == organisation_id:
            require_change(membership.state, MembershipState.CLAIMED)
            if membership.state is CONFIRMED:
                raise RuleViolation("MEM-01", "You belong to this unit already.", field="unit")
        elif membership.state is MembershipState.CLAIMED:
            _answer(uow, membership.id, MembershipState.LEFT)
    membership_id = memberships.ask(uow.session, person.id, organisation_id, uow.now, "self")
    uow.audit("membership.claimed", f"organisation:{organisation_id}", f"person:{person.id}")
    return membership_id


def leave_unit(uow: UnitOfWork, membership_id: MembershipId) -> None:
    """End the actor's own membership, or take back what was asked. Audited as membership.left.

    Raises NotFound for somebody else's, RuleViolation MEM-01.
    """
    person = people.by_account(uow.session, own_account_id(uow))
    membership = memberships.load(uow.session, membership_id, lock=True)
    if person is None or membership.person_id != person.id:
        raise NotFound("There is no such membership.")
    require_change(membership.state, MembershipState.LEFT)
    _answer(uow, membership_id, MembershipState.LEFT)
    chain = f"organisation:{membership.organisation_id}"
    uow.audit("membership.left", chain, f"person:{person.id}")


def list_members(
    uow: UnitOfWork, organisation_id: OrganisationId, wanted: MemberFilter
) -> MemberList:
    """A page of the people of an organisation and of all below it. Needs MEMBER_VIEW there."""
    authorise_in(uow, Permission.MEMBER_VIEW, organisation_id)
    lines = queries.members(uow.session, organisation_id, wanted, PAGE + 1)
    shown = lines[:PAGE]
    after = shown[-1].membership_id if len(lines) > PAGE else None
    return MemberList(shown, queries.counts(uow.session, organisation_id), after)


def preview_answers(
    uow: UnitOfWork, organisation_id: OrganisationId, ids: Sequence[int], *, confirm: bool
) -> tuple[Answer, ...]:
    """What confirming or refusing these members would do, one by one. Needs MEMBER_CONFIRM."""
    authorise_in(uow, Permission.MEMBER_CONFIRM, organisation_id)
    wanted = list(dict.fromkeys(ids))[:MOST_AT_ONCE]
    lines = queries.chosen(uow.session, organisation_id, wanted)
    elsewhere = queries.has_other_unit(uow.session, [line.membership_id for line in lines])
    return tuple(_weigh(line, elsewhere, confirm=confirm) for line in lines)


def answer_members(
    uow: UnitOfWork,
    organisation_id: OrganisationId,
    ids: Sequence[int],
    *,
    confirm: bool,
    reason: str = "",
) -> int:
    """Confirm or refuse members, each with a notice; who cannot be answered is left as it is.

    Needs MEMBER_CONFIRM. Audited as membership.confirmed or membership.refused.
    Returns how many were answered. Raises RuleViolation MEM-02 for a refusal without a reason.
    """
    authorise_in(uow, Permission.MEMBER_CONFIRM, organisation_id)
    cut = "" if confirm else require_reason(reason)
    done = 0
    for answer in preview_answers(uow, organisation_id, ids, confirm=confirm):
        if answer.refusal is None:
            _settle(uow, answer, confirm=confirm, reason=cut)
            done += 1
    return done


def describe_member(uow: UnitOfWork, organisation_id: OrganisationId, membership_id: int) -> Member:
    """One person of the organisation or below, with the history of the data. Needs MEMBER_VIEW.

    Raises NotFound for other organisations' people.
    """
    authorise_in(uow, Permission.MEMBER_VIEW, organisation_id)
    found = queries.chosen(uow.session, organisation_id, [membership_id])
    if not found:
        raise NotFound("There is no such person in your organisation.")
    return Member(found[0], history_of(uow, found[0].person_id))


def may_confirm(uow: UnitOfWork, organisation_id: OrganisationId) -> bool:
    """Whether the actor confirms people of this organisation."""
    path = organisations.scope_path(uow.session, organisation_id)
    return permits(uow.actor, Permission.MEMBER_CONFIRM, path)


def authorise_in(uow: UnitOfWork, permission: Permission, organisation_id: OrganisationId) -> None:
    """Raise NotPermitted unless the actor has the permission in the organisation or above it."""
    uow.authorise(permission, organisations.scope_path(uow.session, organisation_id))


def _weigh(line: MemberLine, elsewhere: frozenset[int], *, confirm: bool) -> Answer:
    new = CONFIRMED if confirm else REFUSED
    leaves = confirm and line.membership_id in elsewhere
    try:
        require_change(MembershipState(line.state), new)
        if confirm:
            require_free(has_unit=leaves and line.origin != "self")
    except RuleViolation as refusal:
        return Answer(line, refusal, leaves)
    return Answer(line, None, leaves)


def _settle(uow: UnitOfWork, answer: Answer, *, confirm: bool, reason: str) -> None:
    line = answer.member
    if answer.leaves_other:
        for other in memberships.of_person(uow.session, line.person_id):
            if other.state is CONFIRMED:
                _answer(uow, other.id, MembershipState.LEFT)
    state = CONFIRMED if confirm else REFUSED
    _answer(uow, MembershipId(line.membership_id), state, reason)
    subject = f"person:{line.person_id}"
    action = "membership.confirmed" if confirm else "membership.refused"
    uow.audit(
        action, f"organisation:{line.unit_id}", subject, **({"reason": reason} if reason else {})
    )
    if line.account_id is not None:
        template = "member.confirmed" if confirm else "member.refused"
        params = {"unit": line.unit} if confirm else {"unit": line.unit, "reason": reason}
        messages.notify(uow, line.account_id, template, link="/me/person", **params)
    if confirm:
        entry_owners.hand_over(uow, line.person_id)


def _answer(
    uow: UnitOfWork, membership_id: MembershipId, state: MembershipState, reason: str = ""
) -> None:
    by = uow.actor.account_id
    memberships.answer(uow.session, membership_id, state, by, uow.now, reason=reason)
