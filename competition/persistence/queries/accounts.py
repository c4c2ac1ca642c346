"""Read models of accounts and sessions: frozen rows, a constant number of queries."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from competition.domain.accounts import masked_login
from competition.domain.errors import NotFound
from competition.domain.identifiers import AccountId
from competition.domain.permissions import Role, Scope, ScopeKind
from competition.persistence.models.accounts import AccountRow, AccountSessionRow, RoleRow
from competition.persistence.sealing import keyring


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account as lists show it; the sign-in name is masked."""

    account_id: AccountId
    name: str
    login: str
    unit: str
    state: str
    created_at: datetime
    roles: tuple[tuple[Role, Scope], ...]


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One signed-in browser."""

    session_id: int
    agent: str
    opened_at: datetime
    seen_at: datetime
    expires_at: datetime


def accounts(
    session: Session, search: str, login_index: str | None, after: int, limit: int
) -> tuple[AccountLine, ...]:
    """Accounts in order of id after the given one, by part of the name or by sign-in name."""
    query = select(AccountRow).where(AccountRow.id > after)
    if search:
        by: list[ColumnElement[bool]] = [AccountRow.display_name.contains(search, autoescape=True)]
        if login_index:
            by.append(AccountRow.login_index == login_index)
        query = query.where(or_(*by))
    rows = session.scalars(query.order_by(AccountRow.id).limit(limit)).all()
    roles = _roles(session, [row.id for row in rows])
    return tuple(_line(row, roles.get(row.id, ())) for row in rows)


def account(session: Session, account_id: AccountId) -> AccountLine:
    """One account. Raises NotFound."""
    row = session.get(AccountRow, account_id)
    if row is None:
        raise NotFound("There is no such account.")
    return _line(row, _roles(session, [row.id]).get(row.id, ()))


def sessions(session: Session, account_id: AccountId, now: datetime) -> tuple[SessionLine, ...]:
    """The account's sessions that are neither expired nor revoked, the newest first."""
    query = select(AccountSessionRow).where(
        AccountSessionRow.account_id == account_id,
        AccountSessionRow.stage == "open",
        AccountSessionRow.revoked_at.is_(None),
        AccountSessionRow.expires_at > now,
    )
    rows = session.scalars(query.order_by(AccountSessionRow.seen_at.desc()).limit(50))
    return tuple(
        SessionLine(row.id, row.agent, row.opened_at, row.seen_at, row.expires_at) for row in rows
    )


def _roles(session: Session, ids: list[int]) -> dict[int, tuple[tuple[Role, Scope], ...]]:
    found: dict[int, tuple[tuple[Role, Scope], ...]] = {}
    for row in session.scalars(select(RoleRow).where(RoleRow.account_id.in_(ids))):
        scope = Scope(ScopeKind(row.scope_kind), row.scope_id)
        found[row.account_id] = (*found.get(row.account_id, ()), (Role(row.role), scope))
    return found


def _line(row: AccountRow, roles: tuple[tuple[Role, Scope], ...]) -> AccountLine:
    login = masked_login(keyring().unseal(row.login_sealed))
    return AccountLine(
        AccountId(row.id), row.display_name, login, row.unit, row.state, row.created_at, roles
    )
