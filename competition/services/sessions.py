"""Signed-in browsers: opening, recognising and revoking them."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from competition.domain.identifiers import AccountId
from competition.domain.permissions import INSTALLATION, Actor, Role
from competition.persistence import accounts
from competition.services.unit_of_work import UnitOfWork

RENEW_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SignedInAccount:
    """Who is behind a session, and when the session was last noted as in use."""

    actor: Actor
    session_id: int
    locale: str | None
    seen_at: datetime


def open_session(uow: UnitOfWork, account_id: AccountId, hours: int, agent: str = "") -> str:
    """Open a session for an account that has proved itself; return its secret token.

    Audited as session.opened. Only the token's digest is stored.
    """
    token = secrets.token_urlsafe(32)
    expires = uow.now + timedelta(hours=hours)
    accounts.add_session(uow.session, account_id, _digest(token), uow.now, expires, agent[:200])
    uow.audit("session.opened", f"account:{account_id}")
    return token


def find_session(uow: UnitOfWork, token: str) -> SignedInAccount | None:
    """Recognise a token: None when it is unknown, expired, revoked, or its account is blocked."""
    found = accounts.find_session(uow.session, _digest(token), uow.now)
    if found is None:
        return None
    roles = frozenset({*found.roles, (Role.WORKER, INSTALLATION)})
    actor = Actor(found.account_id, roles, found.display_name)
    return SignedInAccount(actor, found.session_id, found.locale, found.seen_at)


def renew_session(uow: UnitOfWork, session_id: int, hours: int) -> None:
    """Note that the session is in use and put its end off. Not audited: it happens all the time."""
    accounts.touch_session(uow.session, session_id, uow.now, uow.now + timedelta(hours=hours))


def close_session(uow: UnitOfWork, token: str) -> None:
    """Sign this browser out. Audited as session.closed."""
    found = accounts.find_session(uow.session, _digest(token), uow.now)
    if found is not None:
        accounts.revoke_sessions(uow.session, found.account_id, uow.now, only=found.session_id)
        uow.audit("session.closed", f"account:{found.account_id}")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
