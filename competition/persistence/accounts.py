"""Accounts, sessions and roles: rows in and out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from competition.domain.identifiers import AccountId
from competition.domain.permissions import Role, Scope, ScopeKind
from competition.persistence.models.accounts import AccountRow, AccountSessionRow, RoleRow
from competition.persistence.models.judging import AppointmentRow


@dataclass(frozen=True, slots=True)
class FoundSession:
    """A session that is still good, with its account's name."""

    session_id: int
    account_id: AccountId
    display_name: str
    locale: str | None
    seen_at: datetime


def add_session(  # noqa: PLR0917 -- one row, named columns in their order
    session: Session,
    account_id: AccountId,
    token_digest: str,
    at: datetime,
    expires_at: datetime,
    agent: str,
) -> None:
    """Store a new session."""
    session.add(
        AccountSessionRow(
            account_id=account_id,
            token_digest=token_digest,
            opened_at=at,
            seen_at=at,
            expires_at=expires_at,
            agent=agent,
        )
    )


def find_session(session: Session, token_digest: str, at: datetime) -> FoundSession | None:
    """Find the session if it is neither expired nor revoked and its account is active."""
    query = (
        select(
            AccountSessionRow.id,
            AccountSessionRow.account_id,
            AccountRow.display_name,
            AccountRow.locale,
            AccountSessionRow.seen_at,
        )
        .join(AccountRow, AccountRow.id == AccountSessionRow.account_id)
        .where(
            AccountSessionRow.token_digest == token_digest,
            AccountSessionRow.revoked_at.is_(None),
            AccountSessionRow.expires_at > at,
            AccountRow.state == "active",
        )
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    return FoundSession(
        row.id, AccountId(row.account_id), row.display_name, row.locale, row.seen_at
    )


def touch_session(session: Session, session_id: int, at: datetime, expires_at: datetime) -> None:
    """Set when the session was last seen and when it ends."""
    session.execute(
        update(AccountSessionRow)
        .where(AccountSessionRow.id == session_id)
        .values(seen_at=at, expires_at=expires_at)
    )


def revoke_sessions(
    session: Session,
    account_id: AccountId,
    at: datetime,
    *,
    only: int | None = None,
    but: int | None = None,
) -> None:
    """Revoke the account's sessions: all, only one, or all but one."""
    query = update(AccountSessionRow).where(
        AccountSessionRow.account_id == account_id, AccountSessionRow.revoked_at.is_(None)
    )
    if only is not None:
        query = query.where(AccountSessionRow.id == only)
    if but is not None:
        query = query.where(AccountSessionRow.id != but)
    session.execute(query.values(revoked_at=at))


def roles_of(session: Session, account_id: AccountId) -> Sequence[tuple[Role, Scope]]:
    """The roles granted to the account, with their scopes."""
    query = select(RoleRow.role, RoleRow.scope_kind, RoleRow.scope_id)
    rows = session.execute(query.where(RoleRow.account_id == account_id))
    return [(Role(r.role), Scope(ScopeKind(r.scope_kind), r.scope_id)) for r in rows]


def appointments_of(session: Session, account_id: AccountId) -> Sequence[tuple[int, bool]]:
    """The events that the account judges, and whether as chief judge."""
    query = select(AppointmentRow.event_id, AppointmentRow.is_chief)
    rows = session.execute(query.where(AppointmentRow.account_id == account_id))
    return [(row.event_id, row.is_chief) for row in rows]
