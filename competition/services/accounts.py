"""Accounts: registering, proving who one is, passwords, sessions, roles."""

from dataclasses import dataclass
from datetime import timedelta

from competition.domain.accounts import (
    TRIES_PER_ADDRESS,
    TRIES_PER_LOGIN,
    WINDOW,
    must_wait,
    normalise_login,
    password_issues,
    require_free,
    require_other,
)
from competition.domain.errors import Conflict, NotFound, NotPermitted, RuleViolation
from competition.domain.identifiers import AccountId
from competition.domain.permissions import (
    INSTALLATION,
    Permission,
    Role,
    Scope,
    require_fitting,
    require_period,
)
from competition.domain.windows import Window
from competition.persistence import accounts, roles
from competition.persistence.queries import accounts as queries
from competition.persistence.queries.accounts import AccountLine, SessionLine
from competition.persistence.queries.authority import scope_labels
from competition.persistence.sealing import keyring
from competition.services.message_parts import Phrase
from competition.services.messages import notify
from competition.services.passwords import hash_password, is_password
from competition.services.role_messages import EVERYWHERE, period_phrase, role_phrase
from competition.services.unit_of_work import UnitOfWork

__all__ = ["AccountLine", "SessionLine"]
PAGE = 50
ALWAYS = Window()
OWN_PAGE, OWN_ROLES = "/account/", "/account/roles"


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What registering asks for, checked, with the password already hashed."""

    login: str
    name: str
    password_hash: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What is stored about a sign-in name, and how long its next try has to wait."""

    login_index: str
    address_index: str
    account_id: AccountId | None
    password_hash: str | None
    wait: timedelta | None


def prepare_account(login: str, name: str, password: str, unit: str = "") -> NewAccount:
    """Check what was typed and hash the password; needs no database and takes its time.

    Raises RuleViolation ACC-01 or ACC-02.
    """
    normal = normalise_login(login)
    require_password(password, login=normal, name=name)
    return NewAccount(normal, name.strip(), hash_password(password), unit.strip())


def require_password(password: str, *, login: str, name: str) -> None:
    """Raise RuleViolation ACC-02 for the first thing wrong with a new password."""
    for issue in password_issues(password, login=login, name=name):
        raise RuleViolation(issue.rule, issue.message, field="password", **issue.params)


def register_account(uow: UnitOfWork, new: NewAccount) -> AccountId:
    """Open an account. Anyone may. Audited as account.registered.

    Raises RuleViolation ACC-04 when the sign-in name is in use; then nothing is written.
    """
    index = keyring().index(new.login)
    require_free(taken=accounts.find_by_login(uow.session, index) is not None)
    account_id = accounts.add(
        uow.session,
        login_index=index,
        login_sealed=keyring().seal(new.login),
        display_name=new.name,
        unit=new.unit,
        password_hash=new.password_hash,
        created_at=uow.now,
    )
    uow.audit("account.registered", f"account:{account_id}")
    return account_id


def find_account(uow: UnitOfWork, login: str) -> AccountId | None:
    """The account with this sign-in name, if there is one. Raises RuleViolation ACC-01."""
    found = accounts.find_by_login(uow.session, keyring().index(normalise_login(login)))
    return None if found is None else found.account_id


def find_credentials(uow: UnitOfWork, login: str, address: str) -> Credentials:
    """Look up what a sign-in needs; does not tell whether the name exists.

    Failed tries are counted per name and per address (ACC-03).
    """
    try:
        normal = normalise_login(login)
    except RuleViolation:
        normal = login.strip().casefold()
    name, place = keyring().index(normal), keyring().index(f"address:{address}")
    since = uow.now - WINDOW
    by_name, by_place = accounts.failures(uow.session, name, place, since)
    waits = [
        must_wait(by_name, TRIES_PER_LOGIN, uow.now),
        must_wait(by_place, TRIES_PER_ADDRESS, uow.now),
    ]
    found = accounts.find_by_login(uow.session, name)
    active = found if found is not None and found.state == "active" else None
    return Credentials(
        name,
        place,
        active.account_id if active else None,
        active.password_hash if active else None,
        max((wait for wait in waits if wait is not None), default=None),
    )


def prove(credentials: Credentials, password: str) -> AccountId | None:
    """The account if the password fits. Needs no database; as slow for unknown names."""
    fits = is_password(password, credentials.password_hash)
    return credentials.account_id if fits else None


def record_attempt(uow: UnitOfWork, credentials: Credentials, *, succeeded: bool) -> None:
    """Count a try to sign in. Failures of known accounts are audited as session.refused."""
    accounts.add_attempt(
        uow.session,
        credentials.login_index,
        credentials.address_index,
        uow.now,
        succeeded=succeeded,
    )
    if not succeeded and credentials.account_id is not None:
        uow.audit("session.refused", f"account:{credentials.account_id}")


def own_account(uow: UnitOfWork) -> AccountLine:
    """The actor's own account. Raises NotPermitted for visitors."""
    return queries.account(uow.session, _own_id(uow))


def own_password_hash(uow: UnitOfWork) -> str:
    """The stored hash of the actor's own password, to check the present one against."""
    return accounts.password_hash(uow.session, _own_id(uow))


def change_password(uow: UnitOfWork, password_hash: str, session_id: int | None) -> None:
    """Set the actor's own new password and sign every other browser out.

    The caller has checked the present password. Audited as account.password_changed.
    """
    account_id = _own_id(uow)
    accounts.set_password(uow.session, account_id, password_hash)
    accounts.revoke_sessions(uow.session, account_id, uow.now, but=session_id)
    uow.audit("account.password_changed", f"account:{account_id}")
    notify(uow, account_id, "account.password_changed", link=OWN_PAGE)


def list_sessions(uow: UnitOfWork) -> tuple[SessionLine, ...]:
    """The actor's own signed-in browsers, the newest first."""
    return queries.sessions(uow.session, _own_id(uow), uow.now)


def revoke_session(uow: UnitOfWork, session_id: int) -> None:
    """Sign one of the actor's own browsers out. Audited as session.revoked."""
    account_id = _own_id(uow)
    accounts.revoke_sessions(uow.session, account_id, uow.now, only=session_id)
    uow.audit("session.revoked", f"account:{account_id}", session=session_id)


def revoke_other_sessions(uow: UnitOfWork, session_id: int | None) -> None:
    """Sign all of the actor's own browsers out but this one. Audited as session.revoked."""
    account_id = _own_id(uow)
    accounts.revoke_sessions(uow.session, account_id, uow.now, but=session_id)
    uow.audit("session.revoked", f"account:{account_id}", but=session_id)


def list_accounts(uow: UnitOfWork, search: str = "", after: int = 0) -> tuple[AccountLine, ...]:
    """A page of accounts by name or sign-in name. Needs ACCOUNT_VIEW."""
    uow.authorise(Permission.ACCOUNT_VIEW)
    index = None
    if search:
        try:
            index = keyring().index(normalise_login(search))
        except RuleViolation:
            index = None
    return queries.accounts(uow.session, search, index, after, PAGE + 1)


def describe_account(uow: UnitOfWork, account_id: AccountId) -> AccountLine:
    """One account with its roles. Needs ACCOUNT_VIEW. Raises NotFound."""
    uow.authorise(Permission.ACCOUNT_VIEW)
    return queries.account(uow.session, account_id)


def block_account(uow: UnitOfWork, account_id: AccountId, *, blocked: bool, reason: str) -> None:
    """Block or unblock an account; a blocked one is signed out everywhere.

    Needs ACCOUNT_BLOCK. Audited as account.blocked or account.unblocked.
    Raises RuleViolation ACC-05 when it is one's own, Conflict when its owner has closed it.
    """
    uow.authorise(Permission.ACCOUNT_BLOCK)
    require_other(account_id, uow.actor.account_id)
    if queries.account(uow.session, account_id).state == "closed":
        raise Conflict("Its owner has closed this account for good.")
    accounts.set_state(uow.session, account_id, "blocked" if blocked else "active")
    if blocked:
        accounts.revoke_sessions(uow.session, account_id, uow.now)
    action = "account.blocked" if blocked else "account.unblocked"
    uow.audit(action, f"account:{account_id}", reason=reason)


def grant_role(
    uow: UnitOfWork,
    account_id: AccountId,
    role: Role,
    scope: Scope,
    period: Window = ALWAYS,
) -> None:
    """Give an account a role in a scope, for a period or for good. Needs ROLE_GRANT there.

    Audited as role.granted. Granting what is held for this period already changes nothing.
    Raises NotFound for an unknown account, RuleViolation PER-03, PER-04.
    """
    uow.authorise(Permission.ROLE_GRANT, (scope,))
    require_fitting(role, scope)
    require_period(period, uow.now)
    queries.account(uow.session, account_id)
    by = {"granted_by": uow.actor.account_id, "granted_at": uow.now}
    if roles.grant(uow.session, account_id, (role, scope), period, **by):
        _audit_role(uow, "role.granted", account_id, role, scope, **_days(period))
        told = {"role": role_phrase(role), "period": period_phrase(period)}
        notify(uow, account_id, "role.given", link=OWN_ROLES, place=_place(uow, scope), **told)


def revoke_role(uow: UnitOfWork, account_id: AccountId, role: Role, scope: Scope) -> None:
    """Take a role away, and with it what was lent of it. Needs ROLE_GRANT there.

    Audited as role.revoked.
    Raises RuleViolation ACC-05 for one's own administrator role, NotFound when it is not held.
    """
    uow.authorise(Permission.ROLE_GRANT, (scope,))
    if role is Role.ADMINISTRATOR:
        require_other(account_id, uow.actor.account_id)
    if not roles.take_away(uow.session, account_id, role, scope):
        raise NotFound("This role is not held.")
    _audit_role(uow, "role.revoked", account_id, role, scope)
    told = {"role": role_phrase(role), "place": _place(uow, scope)}
    notify(uow, account_id, "role.ended", link=OWN_ROLES, **told)


def _place(uow: UnitOfWork, scope: Scope) -> str | Phrase:
    if scope == INSTALLATION:
        return Phrase(EVERYWHERE)
    return scope_labels(uow.session, (scope,)).get(scope, f"{scope.id}")


def _days(period: Window) -> dict[str, str]:
    ends = {"from": period.opens, "until": period.closes}
    return {name: at.isoformat() for name, at in ends.items() if at is not None}


def _audit_role(
    uow: UnitOfWork, action: str, account_id: AccountId, role: Role, scope: Scope, **more: str
) -> None:
    place = f"{scope.kind}:{scope.id}"
    uow.audit(action, f"account:{account_id}", role=role.value, scope=place, **more)


def _own_id(uow: UnitOfWork) -> AccountId:
    if uow.actor.account_id is None:
        raise NotPermitted("Sign in first.")
    return uow.actor.account_id
