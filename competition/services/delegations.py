"""Lending one's role while one is away, and giving it back."""

from competition.domain.delegations import (
    lending_period,
    require_another,
    require_own,
    require_within,
)
from competition.domain.errors import NotFound, NotPermitted
from competition.domain.permissions import Permission, Scope
from competition.domain.windows import Window
from competition.persistence import delegations, roles
from competition.persistence.delegations import Delegation
from competition.persistence.roles import Grant
from competition.services.accounts import find_account
from competition.services.authority import scopes_above
from competition.services.messages import notify
from competition.services.role_messages import last_day
from competition.services.unit_of_work import UnitOfWork

__all__ = ["Delegation", "Grant"]
PAGE = "/account/roles"


def list_delegations(uow: UnitOfWork) -> tuple[Delegation, ...]:
    """What the actor lends and has on loan, now or later."""
    if uow.actor.account_id is None:
        raise NotPermitted("Sign in first.")
    return delegations.around(uow.session, uow.actor.account_id, uow.now)


def describe_own_grant(uow: UnitOfWork, assignment_id: int) -> Grant:
    """One of the actor's own granted roles that count. Raises NotFound, RuleViolation DEL-01."""
    grant = roles.load(uow.session, assignment_id)
    if grant.account_id != uow.actor.account_id:
        raise NotFound("This role is not held.")
    require_own(is_own=(grant.role, grant.scope) in uow.actor.roles)
    return grant


def lend_role(
    uow: UnitOfWork,
    assignment_id: int,
    login: str,
    period: Window,
    *,
    scope: Scope | None = None,
    reason: str = "",
) -> int:
    """Lend one of the actor's own roles to the account with this sign-in name.

    Takes the place for which it is lent; the whole of the own one if None.
    Audited as role.lent. Raises RuleViolation DEL-01, DEL-02, DEL-03, DEL-05, ACC-01; NotFound.
    """
    grant = describe_own_grant(uow, assignment_id)
    delegate = require_another(find_account(uow, login), uow.actor.account_id)
    place = scope or grant.scope
    require_within(grant.scope, scopes_above(uow, place))
    opens, closes = lending_period(period, grant.period, uow.now)
    delegation_id = delegations.add(
        uow.session,
        assignment_id,
        delegate,
        place,
        valid_from=opens,
        valid_until=closes,
        reason=reason,
        made_at=uow.now,
    )
    uow.audit(
        "role.lent",
        f"account:{grant.account_id}",
        f"account:{delegate}",
        role=grant.role.value,
        scope=f"{place.kind}:{place.id}",
        until=closes.isoformat(),
        reason=reason,
    )
    told = {"holder": uow.actor.name, "until": last_day(closes)}
    notify(uow, delegate, "role.lent", link=PAGE, **told)
    return delegation_id


def give_back(uow: UnitOfWork, delegation_id: int) -> None:
    """End a loan early. For who lends, who has it on loan, and ROLE_GRANT.

    Audited as role.given_back. Raises NotFound.
    """
    found = delegations.load(uow.session, delegation_id)
    if uow.actor.account_id not in {found.holder_id, found.delegate_id}:
        uow.authorise(Permission.ROLE_GRANT, (found.scope,))
    delegations.end(uow.session, delegation_id, uow.now)
    uow.audit(
        "role.given_back",
        f"account:{found.holder_id}",
        f"account:{found.delegate_id}",
        role=found.role.value,
    )
    for account_id in {found.holder_id, found.delegate_id} - {uow.actor.account_id}:
        notify(uow, account_id, "role.given_back", link=PAGE, holder=found.holder)
