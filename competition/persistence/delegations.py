"""Lent roles: rows in and out."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, aliased

from competition.domain.errors import NotFound
from competition.domain.identifiers import AccountId
from competition.domain.permissions import Role, Scope, ScopeKind
from competition.persistence.models.account_security import DelegationRow
from competition.persistence.models.accounts import AccountRow, RoleRow


@dataclass(frozen=True, slots=True)
class Delegation:
    """A role lent by its holder to somebody who stands in, for a period."""

    id: int
    assignment_id: int
    role: Role
    scope: Scope
    holder_id: AccountId
    holder: str
    delegate_id: AccountId
    delegate: str
    valid_from: datetime
    valid_until: datetime
    reason: str


def add(
    session: Session, assignment_id: int, delegate_id: AccountId, scope: Scope, **columns: object
) -> int:
    """Store that a role is lent."""
    row = DelegationRow(
        assignment_id=assignment_id,
        delegate_id=delegate_id,
        scope_kind=scope.kind.value,
        scope_id=scope.id,
        **columns,
    )
    session.add(row)
    session.flush()
    return row.id


def load(session: Session, delegation_id: int) -> Delegation:
    """Load a lent role that has not been given back. Raises NotFound."""
    found = _select(session, DelegationRow.id == delegation_id)
    if not found:
        raise NotFound("This role is not lent.")
    return found[0]


def around(session: Session, account_id: AccountId, at: datetime) -> tuple[Delegation, ...]:
    """What the account lends or has on loan, from now on."""
    mine = or_(RoleRow.account_id == account_id, DelegationRow.delegate_id == account_id)
    return _select(session, mine & (DelegationRow.valid_until > at))


def end(session: Session, delegation_id: int, at: datetime) -> None:
    """Note that the role was given back."""
    session.get_one(DelegationRow, delegation_id).ended_at = at


def _select(session: Session, wanted: ColumnElement[bool]) -> tuple[Delegation, ...]:
    holder, delegate = aliased(AccountRow), aliased(AccountRow)
    query = (
        select(DelegationRow, RoleRow.role, holder, delegate)
        .join(RoleRow, RoleRow.id == DelegationRow.assignment_id)
        .join(holder, holder.id == RoleRow.account_id)
        .join(delegate, delegate.id == DelegationRow.delegate_id)
        .where(wanted, DelegationRow.ended_at.is_(None))
        .order_by(DelegationRow.id)
    )
    return tuple(
        Delegation(
            row.id,
            row.assignment_id,
            Role(role),
            Scope(ScopeKind(row.scope_kind), row.scope_id),
            AccountId(lender.id),
            lender.display_name,
            AccountId(stand_in.id),
            stand_in.display_name,
            row.valid_from,
            row.valid_until,
            row.reason,
        )
        for row, role, lender, stand_in in session.execute(query)
    )
