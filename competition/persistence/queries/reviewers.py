"""Who may review at a level of the organisation tree."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from competition.domain.identifiers import AccountId
from competition.domain.permissions import Role, Scope
from competition.persistence.models.accounts import AccountRow, RoleRow


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A person who may review."""

    account_id: AccountId
    name: str


def holders(
    session: Session, roles: Iterable[Role], scopes: Iterable[Scope]
) -> tuple[Reviewer, ...]:
    """The active people who hold one of the roles in one of the scopes, by name."""
    places = [(scope.kind.value, scope.id) for scope in scopes]
    query = (
        select(AccountRow.id, AccountRow.display_name)
        .join(RoleRow, RoleRow.account_id == AccountRow.id)
        .where(
            RoleRow.role.in_([role.value for role in roles]),
            tuple_(RoleRow.scope_kind, RoleRow.scope_id).in_(places),
            AccountRow.state == "active",
        )
        .distinct()
        .order_by(AccountRow.display_name, AccountRow.id)
    )
    return tuple(Reviewer(AccountId(row.id), row.display_name) for row in session.execute(query))
