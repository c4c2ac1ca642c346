"""What an organisation that is to be closed still has: people, roles, and work that is not done."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.domain.events import EventState
from competition.domain.identifiers import AccountId, OrganisationId
from competition.domain.permissions import Role, Scope, ScopeKind
from competition.persistence.models.accounts import RoleRow
from competition.persistence.models.competitions import CompetitionRow, EventRow, OrganisationRow
from competition.persistence.models.people import MembershipRow, PersonRow
from competition.persistence.models.proposals import ProposalRow
from competition.persistence.models.unit_lists import UnitListRow

LIVE = ("draft", "submitted", "returned")


@dataclass(frozen=True, slots=True)
class Belonging:
    """One person who belongs to the organisation, or asks to."""

    membership_id: int
    account_id: AccountId | None
    is_confirmed: bool


def members(session: Session, organisation_id: OrganisationId) -> tuple[Belonging, ...]:
    """Everybody who belongs to it or asks to."""
    query = (
        select(MembershipRow.id, PersonRow.account_id, MembershipRow.state)
        .join(PersonRow, PersonRow.id == MembershipRow.person_id)
        .where(
            MembershipRow.organisation_id == organisation_id,
            MembershipRow.state.in_(["claimed", "confirmed"]),
        )
        .order_by(MembershipRow.id)
    )
    return tuple(
        Belonging(row.id, row.account_id, row.state == "confirmed")
        for row in session.execute(query)
    )


def held_roles(
    session: Session, organisation_id: OrganisationId
) -> tuple[tuple[AccountId, Role, Scope], ...]:
    """The roles that are granted in it."""
    scope = Scope(ScopeKind.ORGANISATION, organisation_id)
    query = select(RoleRow.account_id, RoleRow.role).where(
        RoleRow.scope_kind == scope.kind.value, RoleRow.scope_id == scope.id
    )
    rows = session.execute(query.order_by(RoleRow.id))
    return tuple((AccountId(row.account_id), Role(row.role), scope) for row in rows)


def alive(session: Session, organisation_id: OrganisationId) -> dict[str, list[str]]:
    """The titles of what is not done yet, by kind: children, proposals, reviews, lists, events."""
    own = organisation_id
    lists = (
        select(EventRow.title)
        .join(UnitListRow, UnitListRow.event_id == EventRow.id)
        .where(
            UnitListRow.organisation_id == own,
            UnitListRow.state != "sealed",
            EventRow.state == EventState.OPEN,
        )
    )
    running = (
        select(CompetitionRow.title)
        .join(EventRow, EventRow.competition_id == CompetitionRow.id)
        .where(CompetitionRow.organisation_id == own, EventRow.state != EventState.PUBLISHED)
        .group_by(CompetitionRow.id, CompetitionRow.title)
    )
    name = func.coalesce(func.nullif(ProposalRow.title, ""), ProposalRow.trade)
    queries = {
        "children": select(OrganisationRow.name).where(
            OrganisationRow.parent_id == own, OrganisationRow.state == "active"
        ),
        "proposals": select(name).where(
            ProposalRow.organisation_id == own, ProposalRow.state.in_(LIVE)
        ),
        "reviews": select(name).where(
            ProposalRow.stage_organisation_id == own, ProposalRow.state == "submitted"
        ),
        "lists": lists,
        "competitions": running,
    }
    return {kind: sorted(session.scalars(query)) for kind, query in queries.items()}
