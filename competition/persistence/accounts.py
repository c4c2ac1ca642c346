"""Accounts, sessions and roles: rows in and out."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from competition.domain.accounts import require_free
from competition.domain.errors import NotFound
from competition.domain.identifiers import AccountId
from competition.persistence.db import Base, UtcDateTime
from competition.persistence.models.accounts import (
    AccountRow,
    AccountSessionRow,
    SignInAttemptRow,
)
from competition.persistence.prepared import Prepared
from competition.persistence.roles import HeldRole, held_now, read_held

# Asked by every request, so these statements are built once and pass by the mapper.
TABLES = Base.metadata.tables
ACCOUNTS = TABLES[AccountRow.__tablename__]
SESSIONS = TABLES[AccountSessionRow.__tablename__]
STAGED_SESSION = (
    select(
        SESSIONS.c.id,
        SESSIONS.c.account_id,
        ACCOUNTS.c.display_name,
        ACCOUNTS.c.locale,
        SESSIONS.c.seen_at,
        SESSIONS.c.factor_at,
    )
    .join(ACCOUNTS, ACCOUNTS.c.id == SESSIONS.c.account_id)
    .where(
        SESSIONS.c.token_digest == bindparam("token_digest"),
        SESSIONS.c.stage == bindparam("stage"),
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
HELD = held_now(OWNER).subquery("held")
SESSION_WITH_ROLES = Prepared(
    STAGED_SESSION.add_columns(
        HELD.c.role, HELD.c.scope_kind, HELD.c.scope_id, HELD.c.holder_id, HELD.c.holder
    ).outerjoin(HELD, HELD.c.account_id == ACCOUNTS.c.id)
)


@dataclass(frozen=True, slots=True)
class FoundSession:
    """A session that is still good, with its account's name."""

    session_id: int
    account_id: AccountId
    display_name: str
    locale: str | None
    seen_at: datetime
    factor_at: datetime | None
    roles: tuple[HeldRole, ...]


def add_session(session: Session, account_id: AccountId, **columns: object) -> None:
    """Store a new session."""
    session.add(AccountSessionRow(account_id=account_id, **columns))
    session.flush()


def find_session(
    session: Session, token_digest: str, at: datetime, stage: str = "open"
) -> FoundSession | None:
    """Find the session if it is neither expired nor revoked and its account is active.

    With the roles that count now: granted to its account, given by appointments, lent by others.
    """
    sent = {"token_digest": token_digest, "at": at, "stage": stage}
    rows = SESSION_WITH_ROLES.glance(session, sent)
    if not rows:
        return None
    number, account_id, name, locale, seen_at, factor_at = rows[0][:6]
    held = read_held(row[6:] for row in rows)
    return FoundSession(number, AccountId(account_id), name, locale, seen_at, factor_at, held)


def knows_browser(session: Session, account_id: AccountId, browser_index: str) -> bool:
    """Whether the account was ever signed in from this browser, or never from any."""
    ever = select(AccountSessionRow.id).where(
        AccountSessionRow.account_id == account_id, AccountSessionRow.stage == "open"
    )
    there = ever.where(AccountSessionRow.browser_index == browser_index)
    return session.scalar(there.limit(1)) is not None or session.scalar(ever.limit(1)) is None


def close_token(session: Session, token_digest: str, at: datetime) -> AccountId:
    """Revoke the session of this token, whatever its stage; whose it was. Raises NotFound."""
    query = select(AccountSessionRow).where(
        AccountSessionRow.token_digest == token_digest, AccountSessionRow.revoked_at.is_(None)
    )
    row = session.scalar(query.with_for_update())
    if row is None:
        raise NotFound("This browser is signed out. Sign in again.")
    row.revoked_at = at
    return AccountId(row.account_id)


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


def _row(session: Session, account_id: AccountId) -> AccountRow:
    row = session.get(AccountRow, account_id)
    if row is None:
        raise NotFound("There is no such account.")
    return row
