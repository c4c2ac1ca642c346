"""Signed-in browsers: opening, recognising and revoking them."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from competition.domain.browsers import browser_name
from competition.domain.identifiers import AccountId
from competition.domain.permissions import INSTALLATION, Actor, Lent, Role
from competition.domain.second_factors import USUAL, needs_factor, without_factor
from competition.persistence import accounts, roles, second_factors
from competition.persistence.roles import HeldRole
from competition.persistence.sealing import keyring
from competition.services.messages import notify
from competition.services.unit_of_work import UnitOfWork

RENEW_AFTER = timedelta(minutes=5)
FACTOR_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser as it presents itself: its user agent, and a secret it keeps in a cookie."""

    agent: str = ""
    secret: str = ""


@dataclass(frozen=True, slots=True)
class SignedInAccount:
    """Who is behind a session, and when the session was last noted as in use.

    While a role needs a second factor that the session has not passed, that role does not count
    and `lacks_factor` is true.
    """

    actor: Actor
    session_id: int
    locale: str | None
    seen_at: datetime
    lacks_factor: bool = False


def is_factor_due(
    uow: UnitOfWork, account_id: AccountId, factor_roles: frozenset[Role] = USUAL
) -> bool:
    """Whether this account signs in with a second factor: it has one, or its roles need one."""
    if second_factors.find(uow.session, account_id, confirmed=True) is not None:
        return True
    held = roles.roles_now(uow.session, account_id, uow.now)
    return needs_factor([(one.role, one.scope) for one in held], factor_roles)


def open_first_step(uow: UnitOfWork, account_id: AccountId, browser: Browser) -> str:
    """Note that the password was right and the second factor is due; return the step's token.

    It opens nothing and ends after ten minutes.
    """
    return _add(uow, account_id, FACTOR_WITHIN, browser, stage="factor")


def find_first_step(uow: UnitOfWork, token: str) -> AccountId | None:
    """The account whose password was right a moment ago and whose second factor is due."""
    found = accounts.find_session(uow.session, _digest(token), uow.now, stage="factor")
    return None if found is None else found.account_id


def open_session(
    uow: UnitOfWork,
    account_id: AccountId,
    hours: int,
    browser: Browser = Browser(),
    *,
    has_passed_factor: bool = False,
) -> str:
    """Open a session for an account that has proved itself; return its secret token.

    Audited as session.opened. Only the token's digest is stored.
    """
    if browser.secret and not accounts.knows_browser(uow.session, account_id, _index(browser)):
        name = browser_name(browser.agent) or "?"
        notify(uow, account_id, "session.new_browser", link="/account/", browser=name)
    factor_at = uow.now if has_passed_factor else None
    token = _add(uow, account_id, timedelta(hours=hours), browser, factor_at=factor_at)
    uow.audit("session.opened", f"account:{account_id}", factor=has_passed_factor)
    return token


def change_session(uow: UnitOfWork, token: str, hours: int, browser: Browser) -> str:
    """Put a new session that has passed the second factor in the place of this one.

    Takes the token of a session or of a first step; it is worth nothing afterwards.
    """
    account_id = accounts.close_token(uow.session, _digest(token), uow.now)
    return open_session(uow, account_id, hours, browser, has_passed_factor=True)


def find_session(
    uow: UnitOfWork, token: str, factor_roles: frozenset[Role] = USUAL
) -> SignedInAccount | None:
    """Recognise a token: None when it is unknown, expired, revoked, or its account is blocked.

    Takes the roles that need a second factor; they do not count before it was given.
    """
    found = accounts.find_session(uow.session, _digest(token), uow.now)
    if found is None:
        return None
    held = frozenset((one.role, one.scope) for one in found.roles)
    lacks = found.factor_at is None and needs_factor(held, factor_roles)
    counting = without_factor(held, factor_roles) if lacks else held
    actor = Actor(
        found.account_id,
        counting | {(Role.WORKER, INSTALLATION)},
        found.display_name,
        _lent(found.roles, counting),
    )
    return SignedInAccount(actor, found.session_id, found.locale, found.seen_at, lacks)


def renew_session(uow: UnitOfWork, session_id: int, hours: int) -> None:
    """Note that the session is in use and put its end off. Not audited: it happens all the time."""
    accounts.touch_session(uow.session, session_id, uow.now, uow.now + timedelta(hours=hours))


def close_session(uow: UnitOfWork, token: str) -> None:
    """Sign this browser out. Audited as session.closed."""
    found = accounts.find_session(uow.session, _digest(token), uow.now)
    if found is not None:
        accounts.revoke_sessions(uow.session, found.account_id, uow.now, only=found.session_id)
        uow.audit("session.closed", f"account:{found.account_id}")


def _lent(held: tuple[HeldRole, ...], counting: frozenset[tuple[Role, object]]) -> frozenset[Lent]:
    own = {(one.role, one.scope) for one in held if one.holder_id is None}
    return frozenset(
        Lent(one.role, one.scope, one.holder_id, one.holder)
        for one in held
        if one.holder_id is not None
        and (one.role, one.scope) not in own
        and (one.role, one.scope) in counting
    )


def _add(
    uow: UnitOfWork, account_id: AccountId, lasts: timedelta, browser: Browser, **columns: object
) -> str:
    token = secrets.token_urlsafe(32)
    accounts.add_session(
        uow.session,
        account_id,
        token_digest=_digest(token),
        opened_at=uow.now,
        seen_at=uow.now,
        expires_at=uow.now + lasts,
        agent=browser.agent[:200],
        browser_index=_index(browser) if browser.secret else None,
        **columns,
    )
    return token


def _index(browser: Browser) -> str:
    return keyring().index(f"browser:{browser.secret}")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
