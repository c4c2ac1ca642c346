"""Who may review at a level of the organisation tree."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from competition.domain.identifiers import AccountId
from competition.domain.permissions import Role, Scope
from competition.persistence.models.accounts import AccountRow
from competition.persistence.roles import held_now

HELD = held_now(None).subquery("held")


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A person who may review; `holder` is whom the person only stands in for (代), if so."""

    account_id: AccountId
    name: str
    holder_id: AccountId | None = None
    holder: str = ""


def holders(
    session: Session, roles: Iterable[Role], scopes: Iterable[Scope], at: datetime
) -> tuple[Reviewer, ...]:
    """The active people who hold one of the roles in one of the scopes at the instant, by name.

    Whoever has a role of the own there is named once, as such; the others once for each holder.
    """
    places = [(scope.kind.value, scope.id) for scope in scopes]
    query = (
        select(HELD.c.account_id, AccountRow.display_name, HELD.c.holder_id, HELD.c.holder)
        .join(AccountRow, AccountRow.id == HELD.c.account_id)
        .where(
            HELD.c.role.in_([role.value for role in roles]),
            tuple_(HELD.c.scope_kind, HELD.c.scope_id).in_(places),
            AccountRow.state == "active",
        )
        .distinct()
        .order_by(AccountRow.display_name, HELD.c.account_id, HELD.c.holder_id)
    )
    rows = session.execute(query, {"at": at}).all()
    own = {row.account_id for row in rows if row.holder_id is None}
    return tuple(
        Reviewer(row.account_id, row.display_name, row.holder_id, row.holder or "")
        for row in rows
        if row.holder_id is None or row.account_id not in own
    )
