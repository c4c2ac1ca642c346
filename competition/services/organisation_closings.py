"""An organisation is closed (撤销): what keeps it open, closing it, opening it again."""

from dataclasses import dataclass

from competition.domain.identifiers import AccountId, MembershipId, OrganisationId
from competition.domain.issues import Issue
from competition.domain.memberships import MembershipState, require_reason
from competition.domain.organisations import (
    OrganisationState,
    closing_issues,
    require_active,
    require_closable,
    require_closed,
)
from competition.domain.permissions import Permission
from competition.persistence import memberships, organisations, roles
from competition.persistence.organisations import StoredOrganisation
from competition.persistence.queries import closings
from competition.services import messages
from competition.services.organisations import authorise_at
from competition.services.role_messages import role_phrase
from competition.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Closing:
    """What closing would do: who would leave, who would lose a role, and what stands against it."""

    facts: StoredOrganisation
    members: int
    representatives: int
    obstacles: tuple[Issue, ...]


def preview_closing(uow: UnitOfWork, organisation_id: OrganisationId) -> Closing:
    """Count what closing touches and list all that stands against it. Needs ORGANISATION_EDIT.

    Raises RuleViolation ORG-05 when it is not at work.
    """
    authorise_at(uow, Permission.ORGANISATION_EDIT, organisation_id)
    facts = organisations.load(uow.session, organisation_id, lock=True)
    require_active(facts.state)
    return Closing(
        facts,
        len(closings.members(uow.session, organisation_id)),
        len(closings.held_roles(uow.session, organisation_id)),
        closing_issues(facts.kind, closings.alive(uow.session, organisation_id)),
    )


def close_organisation(uow: UnitOfWork, organisation_id: OrganisationId, reason: str) -> Closing:
    """Close an organisation: its people leave it, its clerks and officers lose their roles.

    What was published, and every proposal and list of it, stays as it is. Needs ORGANISATION_EDIT.
    Audited as organisation.closed. Raises RuleViolation ORG-05, ORG-06 with the first obstacle,
    MEM-02 without a reason; then nothing is written.
    """
    closing = preview_closing(uow, organisation_id)
    require_closable(closing.obstacles)
    cut = require_reason(reason)
    _dismiss(uow, closing.facts, cut)
    _take_roles(uow, organisation_id, closing.facts.name)
    state, by = OrganisationState.CLOSED.value, uow.actor.account_id
    organisations.save(uow.session, organisation_id, None, state=state)
    detail: dict[str, object] = {"members": closing.members, "roles": closing.representatives}
    organisations.add_change(
        uow.session, organisation_id, "closed", by, uow.now, detail=detail, reason=cut
    )
    uow.audit(
        "organisation.closed", f"organisation:{organisation_id}", reason=cut, dismissed=detail
    )
    return closing


def reopen_organisation(uow: UnitOfWork, organisation_id: OrganisationId, reason: str) -> None:
    """Let a closed organisation work again; people and roles have to be given anew.

    Needs ORGANISATION_EDIT. Audited as organisation.reopened. Raises RuleViolation ORG-07, MEM-02.
    """
    authorise_at(uow, Permission.ORGANISATION_EDIT, organisation_id)
    facts = organisations.load(uow.session, organisation_id, lock=True)
    require_closed(facts.state)
    cut, by = require_reason(reason), uow.actor.account_id
    state = OrganisationState.ACTIVE.value
    organisations.save(uow.session, organisation_id, None, state=state)
    organisations.add_change(uow.session, organisation_id, "reopened", by, uow.now, reason=cut)
    uow.audit("organisation.reopened", f"organisation:{organisation_id}", reason=cut)


def _dismiss(uow: UnitOfWork, facts: StoredOrganisation, reason: str) -> None:
    """Let every member leave, and tell those who have an account."""
    told: set[AccountId] = set()
    for member in closings.members(uow.session, facts.id):
        state = MembershipState.LEFT if member.is_confirmed else MembershipState.REFUSED
        by, number = uow.actor.account_id, MembershipId(member.membership_id)
        memberships.answer(uow.session, number, state, by, uow.now, reason=reason)
        if member.account_id is not None:
            told.add(member.account_id)
    messages.notify_many(
        uow, sorted(told), "organisation.closed", link="/me/person", unit=facts.name, reason=reason
    )


def _take_roles(uow: UnitOfWork, organisation_id: OrganisationId, name: str) -> None:
    for account_id, role, scope in closings.held_roles(uow.session, organisation_id):
        roles.take_away(uow.session, account_id, role, scope)
        place = f"{scope.kind}:{scope.id}"
        uow.audit("role.revoked", f"account:{account_id}", role=role.value, scope=place)
        told = {"role": role_phrase(role), "place": name}
        messages.notify(uow, account_id, "role.ended", link="/account/roles", **told)
