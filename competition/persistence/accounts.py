"""Accounts, sessions and roles: rows in and out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, case, delete, literal, select, union_all, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from competition.domain.accounts import require_free
from competition.domain.errors import NotFound
from competition.domain.identifiers import AccountId
from competition.domain.permissions import Role, Scope, ScopeKind
from competition.persistence.db import Base, UtcDateTime
from competition.persistence.models.accounts import (
    AccountRow,
    AccountSessionRow,
    RoleRow,
    SignInAttemptRow,
)
from competition.persistence.models.judging import AppointmentRow
from competition.persistence.prepared import Prepared

# Asked by every request, so these statements are built once and pass by the mapper.
TABLES = Base.metadata.tables
ACCOUNTS = TABLES[AccountRow.__tablename__]
SESSIONS = TABLES[AccountSessionRow.__tablename__]
ROLES = TABLES[RoleRow.__tablename__]
APPOINTMENTS = TABLES[AppointmentRow.__tablename__]
GOOD_SESSION = (
    select(
        SESSIONS.c.id,
        SESSIONS.c.account_id,
        ACCOUNTS.c.display_name,
        ACCOUNTS.c.locale,
        SESSIONS.c.seen_at,
    )
    .join(ACCOUNTS, ACCOUNTS.c.id == SESSIONS.c.account_id)
    .where(
        SESSIONS.c.token_digest == bindparam("token_digest"),
        SESSIONS.c.revoked_at.is_(None),
        SESSIONS.c.expires_at > bindparam("at", type_=UtcDateTime),
        ACCOUNTS.c.state == "active",
    )
)
OWNER = (
    select(SESSIONS.c.account_id)
    .where(SESSIONS.c.token_digest == bindparam("token_digest"))
    .scalar_subquery()
)
APPOINTED = case((APPOINTMENTS.c.is_chief, Role.CHIEF_JUDGE.value), else_=Role.JUDGE.value)
HELD_ROLES = union_all(
    select(ROLES.c.account_id, ROLES.c.role, ROLES.c.scope_kind, ROLES.c.scope_id).where(
        ROLES.c.account_id == OWNER
    ),
    select(
        APPOINTMENTS.c.account_id,
        APPOINTED.label("role"),
        literal(ScopeKind.EVENT.value).label("scope_kind"),
        APPOINTMENTS.c.event_id.label("scope_id"),
    ).where(APPOINTMENTS.c.account_id == OWNER),
).subquery("held")
SESSION_WITH_ROLES = Prepared(
    GOOD_SESSION.add_columns(
        HELD_ROLES.c.role, HELD_ROLES.c.scope_kind, HELD_ROLES.c.scope_id
    ).outerjoin(HELD_ROLES, HELD_ROLES.c.account_id == ACCOUNTS.c.id)
)


@dataclass(frozen=True, slots=True)
class FoundSession:
    """A session that is still good, with its account's name."""

    session_id: int
    account_id: AccountId
    display_name: str
    locale: str | None
    seen_at: datetime
    roles: tuple[tuple[Role, Scope], ...]


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
    """Find the session if it is neither expired nor revoked and its account is active.

    With the roles granted to its account and those that appointments give it.
    """
    rows = SESSION_WITH_ROLES.glance(session, {"token_digest": token_digest, "at": at})
    if not rows:
        return None
    number, account_id, name, locale, seen_at = rows[0][:5]
    held = tuple((Role(r), Scope(ScopeKind(k), n)) for *_, r, k, n in rows if r is not None)
    return FoundSession(number, AccountId(account_id), name, locale, seen_at, held)


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


@dataclass(frozen=True, slots=True)
class FoundAccount:
    """What signing in needs to know of an account."""

    account_id: AccountId
    password_hash: str
    state: str


def find_by_login(session: Session, login_index: str) -> FoundAccount | None:
    """Find an account by the blind index of its sign-in name."""
    query = select(AccountRow.id, AccountRow.password_hash, AccountRow.state)
    row = session.execute(query.where(AccountRow.login_index == login_index)).one_or_none()
    return None if row is None else FoundAccount(AccountId(row.id), row.password_hash, row.state)


def add(session: Session, **columns: object) -> AccountId:
    """Store a new account and give its id. Raises RuleViolation ACC-04 when the name is taken."""
    row = AccountRow(**columns)
    session.add(row)
    try:
        session.flush()
    except IntegrityError:
        require_free(taken=True)
        raise
    return AccountId(row.id)


def password_hash(session: Session, account_id: AccountId) -> str:
    """The account's stored password hash. Raises NotFound."""
    return _row(session, account_id).password_hash


def set_password(session: Session, account_id: AccountId, new_hash: str) -> None:
    """Store a new password hash."""
    _row(session, account_id).password_hash = new_hash


def set_state(session: Session, account_id: AccountId, state: str) -> None:
    """Set the account's state: active or blocked."""
    _row(session, account_id).state = state


def failures(
    session: Session, login_index: str, address_index: str, since: datetime
) -> tuple[list[datetime], list[datetime]]:
    """Instants of failed tries since then, by sign-in name and by address."""
    failed = select(SignInAttemptRow.at).where(
        SignInAttemptRow.succeeded.is_(False), SignInAttemptRow.at > since
    )
    return (
        list(session.scalars(failed.where(SignInAttemptRow.login_index == login_index))),
        list(session.scalars(failed.where(SignInAttemptRow.address_index == address_index))),
    )


def add_attempt(
    session: Session, login_index: str, address_index: str, at: datetime, *, succeeded: bool
) -> None:
    """Count a try; a success forgets the failures of that name."""
    if succeeded:
        session.execute(
            delete(SignInAttemptRow).where(
                SignInAttemptRow.login_index == login_index,
                SignInAttemptRow.succeeded.is_(False),
            )
        )
    session.add(
        SignInAttemptRow(
            login_index=login_index, address_index=address_index, at=at, succeeded=succeeded
        )
    )


def add_role(  # noqa: PLR0917 -- one row, named columns in their order
    session: Session,
    account_id: AccountId,
    role: Role,
    scope: Scope,
    granted_by: AccountId | None,
    at: datetime,
) -> bool:
    """Store a role; False when it was held already."""
    if (role, scope) in roles_of(session, account_id):
        return False
    session.add(
        RoleRow(
            account_id=account_id,
            role=role.value,
            scope_kind=scope.kind.value,
            scope_id=scope.id,
            granted_by=granted_by,
            granted_at=at,
        )
    )
    return True


def remove_role(session: Session, account_id: AccountId, role: Role, scope: Scope) -> bool:
    """Delete a role; False when it was not held."""
    if (role, scope) not in roles_of(session, account_id):
        return False
    session.execute(
        delete(RoleRow).where(
            RoleRow.account_id == account_id,
            RoleRow.role == role.value,
            RoleRow.scope_kind == scope.kind.value,
            RoleRow.scope_id == scope.id,
        )
    )
    return True


def _row(session: Session, account_id: AccountId) -> AccountRow:
    row = session.get(AccountRow, account_id)
    if row is None:
        raise NotFound("There is no such account.")
    return row
