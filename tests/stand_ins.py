"""People beside the cast who must meet exactly what somebody of the cast meets."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from competition.domain.permissions import INSTALLATION, Actor, Role, Scope, ScopeKind
from competition.persistence.models.account_security import DelegationRow, InvitationRow
from competition.persistence.models.accounts import RoleRow
from competition.services import invitations
from tests.factories import a_role, an_account, an_organisation

ADMINISTRATOR = Actor(None, frozenset({(Role.ADMINISTRATOR, INSTALLATION)}))
TWINS = {
    "delegate": "organiser",
    "delegate of old": "other judge",
    "former organiser": "other judge",
    "future steward": "other judge",
    "other officer": "other clerk",
}
"""Who holds a role on loan is like its holder; whose time is over or to come is like somebody
without a role here and without anything of the own."""


def a_delegation(uow, assignment_id, delegate_id, scope, days=(-1, 9)):
    first, last = (uow.now + timedelta(days=day) for day in days)
    row = DelegationRow(
        assignment_id=assignment_id,
        delegate_id=delegate_id,
        scope_kind=scope.kind.value,
        scope_id=scope.id,
        valid_from=first,
        valid_until=last,
        reason="休假",
        made_at=first,
    )
    uow.session.add(row)
    uow.session.flush()
    return row.id


def stand_ins(act, cast) -> tuple[dict[str, int], dict[str, int]]:
    """Their accounts by name, and the ids of roles, loans and invitations that addresses name."""
    with act() as uow:
        people = {name: an_account(uow, f"乙{n}") for n, name in enumerate(TWINS)}
        scope = Scope(ScopeKind.COMPETITION, cast.ids["competition_id"])
        own = select(RoleRow.id).where(RoleRow.account_id == cast.members["organiser"])
        assignment = uow.session.scalar(own)
        a_delegation(uow, assignment, people["delegate"], scope)
        outsider = an_account(uow, "外人", "outsider")
        ids = {
            "assignment_id": assignment,
            "delegation_id": a_delegation(uow, assignment, outsider, scope),
            "token": invitations.invite(
                replace(uow, actor=ADMINISTRATOR), "outsider", Role.STEWARD, INSTALLATION
            ),
            "invitation_id": uow.session.scalar(select(InvitationRow.id)),
        }
        a_delegation(uow, assignment, people["delegate of old"], scope, days=(-9, -1))
        _in_period(uow, people["former organiser"], Role.ORGANISER, scope, days=(-9, -1))
        _in_period(uow, people["future steward"], Role.STEWARD, INSTALLATION, days=(1, 9))
        elsewhere = an_organisation(uow, "丙区总工会", kind="district")
        place = Scope(ScopeKind.ORGANISATION, elsewhere)
        a_role(uow, people["other officer"], Role.OFFICER, place)
    return people, ids


def _in_period(uow, account_id, role, scope, days):
    row = uow.session.get(RoleRow, a_role(uow, account_id, role, scope))
    row.valid_from, row.valid_until = (uow.now + timedelta(days=day) for day in days)
