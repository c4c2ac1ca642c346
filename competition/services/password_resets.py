"""A new password for whoever forgot the old one: by a link that counts once.

Asking answers the same, and takes the same time, whether or not somebody has the sign-in name: the
page only counts and queues; a job looks the account up.
"""

import secrets

from competition.domain.accounts import (
    RESET_LASTS,
    RESETS_PER_ADDRESS,
    RESETS_PER_LOGIN,
    WINDOW,
    masked_login,
    must_wait,
    normalise_login,
    require_other,
    require_usable,
)
from competition.domain.errors import RuleViolation
from competition.domain.identifiers import AccountId
from competition.domain.permissions import Permission
from competition.domain.windows import Window
from competition.persistence import accounts, one_time_secrets
from competition.persistence.queries import accounts as queries
from competition.persistence.queries import reaching
from competition.persistence.sealing import keyring
from competition.services.jobs import enqueue
from competition.services.messages import notify, notify_address
from competition.services.unit_of_work import UnitOfWork

SEND = "accounts.reset"
PURPOSE = "password"
PAGE = "/account/reset/"


def ask_reset(uow: UnitOfWork, login: str, address: str) -> None:
    """Ask for a link to a new password. Anyone may; nobody learns whether it was sent.

    Three requests for a name and twenty from an address count within 15 minutes.
    """
    try:
        name = keyring().index(normalise_login(login))
    except RuleViolation:
        name = keyring().index(login.strip().casefold())
    counter, place = keyring().index(f"reset:{name}"), keyring().index(f"reset from:{address}")
    by_name, by_place = accounts.failures(uow.session, counter, place, uow.now - WINDOW)
    waits = (
        must_wait(by_name, RESETS_PER_LOGIN, uow.now),
        must_wait(by_place, RESETS_PER_ADDRESS, uow.now),
    )
    if any(wait is not None for wait in waits):
        return
    accounts.add_attempt(uow.session, counter, place, uow.now, succeeded=False)
    enqueue(uow, SEND, login_index=name)


def send_reset(uow: UnitOfWork, login_index: str) -> int:
    """Send the link to where the account can be reached; how many addresses that was.

    Audited as account.reset_asked when somebody has the name.
    """
    found = accounts.find_by_login(uow.session, login_index)
    if found is None or found.state != "active":
        return 0
    reached = reaching.addresses(uow.session, found.account_id)
    uow.audit("account.reset_asked", f"account:{found.account_id}", addresses=len(reached))
    if reached:
        link = PAGE + _new_token(uow, found.account_id)
        for address in reached:
            notify_address(uow, address, "account.reset_link", link=link)
    return len(reached)


def make_reset_link(uow: UnitOfWork, account_id: AccountId) -> str:
    """A link to hand over in person, for whom no address is known; its path is shown once.

    Needs ACCOUNT_BLOCK. Audited as account.reset_link_made.
    Raises RuleViolation ACC-05 for one's own account, NotFound.
    """
    uow.authorise(Permission.ACCOUNT_BLOCK)
    require_other(account_id, uow.actor.account_id)
    queries.account(uow.session, account_id)
    uow.audit("account.reset_link_made", f"account:{account_id}")
    return PAGE + _new_token(uow, account_id)


def whose_reset(uow: UnitOfWork, token: str) -> str:
    """The masked sign-in name that the link is for. Raises RuleViolation ACC-07."""
    return masked_login(names_of_reset(uow, token)[0])


def names_of_reset(uow: UnitOfWork, token: str) -> tuple[str, str]:
    """Sign-in name and name, to check the new password against. Raises RuleViolation ACC-07."""
    account_id = one_time_secrets.owner(uow.session, PURPOSE, token, uow.now)
    require_usable(fits=account_id is not None)
    assert account_id is not None  # noqa: S101 -- just required
    return reaching.login_and_name(uow.session, account_id)


def reset_password(uow: UnitOfWork, token: str, password_hash: str) -> None:
    """Set the new password; every browser is signed out and every other link is void.

    The second factor stays. Audited as account.password_reset. Raises RuleViolation ACC-07.
    """
    account_id = one_time_secrets.take(uow.session, PURPOSE, token, uow.now)
    require_usable(fits=account_id is not None)
    assert account_id is not None  # noqa: S101 -- just required
    one_time_secrets.void(uow.session, PURPOSE, account_id, uow.now)
    accounts.set_password(uow.session, account_id, password_hash)
    accounts.revoke_sessions(uow.session, account_id, uow.now)
    uow.audit("account.password_reset", f"account:{account_id}")
    notify(uow, account_id, "account.password_changed", link="/account/")


def _new_token(uow: UnitOfWork, account_id: AccountId) -> str:
    token = secrets.token_urlsafe(24)
    period = Window(uow.now, uow.now + RESET_LASTS)
    one_time_secrets.add(uow.session, PURPOSE, token, account_id, period)
    return token
