"""The second factor: setting it up, asking for it, recovery codes, taking it off."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest

import pyotp

from competition.domain.accounts import WINDOW, must_wait
from competition.domain.errors import NotFound, RuleViolation
from competition.domain.identifiers import AccountId
from competition.domain.permissions import Permission, Role
from competition.domain.second_factors import (
    CODES,
    GROUP,
    SIGNS,
    STEP,
    TRIES,
    is_recovery_code,
    plain_code,
    require_code,
    require_removable,
    require_unused,
    shown_code,
    usable_steps,
)
from competition.persistence import accounts, roles, second_factors
from competition.persistence.queries import accounts as queries
from competition.persistence.sealing import keyring
from competition.persistence.second_factors import Factor
from competition.services.messages import notify
from competition.services.unit_of_work import UnitOfWork

ISSUER = "匠阶"
PAGE = "/account/"


@dataclass(frozen=True, slots=True)
class FactorState:
    """Whether an account has a second factor, since when, and how many recovery codes are left."""

    since: datetime | None
    codes_left: int


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app is given: the secret to type, or its address as a QR code."""

    secret: str
    address: str


def describe_factor(uow: UnitOfWork, account_id: AccountId) -> FactorState:
    """The second factor of an account, without its secret."""
    factor = second_factors.find(uow.session, account_id, confirmed=True)
    if factor is None:
        return FactorState(None, 0)
    return FactorState(factor.made_at, second_factors.count_codes(uow.session, account_id))


def begin_enrolment(uow: UnitOfWork, account_id: AccountId) -> Enrolment:
    """Give the account a secret that does not count before its first code is typed.

    The same secret as before while it is being set up, so that a reload changes nothing.
    Raises NotFound when there is a second factor already.
    """
    factor = second_factors.find(uow.session, account_id)
    if factor is None:
        second_factors.begin(uow.session, account_id, pyotp.random_base32(), uow.now)
    return describe_enrolment(uow, account_id)


def describe_enrolment(uow: UnitOfWork, account_id: AccountId) -> Enrolment:
    """What the app is given while the second factor is being set up. Raises NotFound."""
    factor = second_factors.find(uow.session, account_id)
    if factor is None or factor.is_confirmed:
        raise NotFound("The second factor is not being set up.")
    name = queries.account(uow.session, account_id).login
    totp = pyotp.TOTP(factor.secret)
    return Enrolment(factor.secret, totp.provisioning_uri(name=name, issuer_name=ISSUER))


def confirm_enrolment(uow: UnitOfWork, account_id: AccountId, typed: str) -> tuple[str, ...]:
    """Let the second factor count once a code of the app fits; return the recovery codes.

    They are shown this once. Audited as factor.enrolled. Raises RuleViolation FAC-02, NotFound.
    """
    factor = second_factors.find(uow.session, account_id, lock=True)
    if factor is None or factor.is_confirmed:
        raise NotFound("The second factor is not being set up.")
    require_code(fits=_take(uow, account_id, factor, plain_code(typed)))
    second_factors.confirm(uow.session, account_id, uow.now)
    uow.audit("factor.enrolled", f"account:{account_id}")
    notify(uow, account_id, "factor.enrolled", link=PAGE)
    return _new_codes(uow, account_id)


def factor_wait(uow: UnitOfWork, account_id: AccountId) -> timedelta | None:
    """How long the next try of a code has to wait after too many failures (ACC-03)."""
    mine, since = _counter(account_id), uow.now - WINDOW
    failed, _ = accounts.failures(uow.session, mine, mine, since)
    return must_wait(failed, TRIES, uow.now)


def give_factor(uow: UnitOfWork, account_id: AccountId, typed: str) -> RuleViolation | None:
    """Try a code of the moment or a recovery code; what is wrong with it, None when it fits.

    Tries are counted (ACC-03), so this returns the refusal instead of raising it.
    Audited as factor.refused or factor.recovered.
    """
    code = plain_code(typed)
    try:
        _require_fitting(uow, account_id, code)
    except RuleViolation as refusal:
        _count(uow, account_id, succeeded=False)
        uow.audit("factor.refused", f"account:{account_id}")
        return refusal
    _count(uow, account_id, succeeded=True)
    return None


def renew_recovery_codes(uow: UnitOfWork) -> tuple[str, ...]:
    """Replace the actor's own recovery codes; they are shown this once. Audited as factor.renewed.

    Raises NotFound without a second factor.
    """
    account_id = _own(uow)
    uow.audit("factor.renewed", f"account:{account_id}")
    return _new_codes(uow, account_id)


def remove_own_factor(uow: UnitOfWork, factor_roles: frozenset[Role]) -> None:
    """Take the actor's own second factor off. Audited as factor.removed. Raises FAC-04."""
    account_id = _own(uow)
    held = roles.roles_now(uow.session, account_id, uow.now)
    require_removable([(one.role, one.scope) for one in held], factor_roles)
    second_factors.remove(uow.session, account_id)
    uow.audit("factor.removed", f"account:{account_id}")
    notify(uow, account_id, "factor.removed", link=PAGE)


def reset_factor(uow: UnitOfWork, account_id: AccountId, reason: str) -> None:
    """Take the second factor off an account whose device and codes are lost.

    It is set up anew at the next sign-in; every browser is signed out.
    Needs ACCOUNT_BLOCK. Audited as factor.reset. Raises NotFound.
    """
    uow.authorise(Permission.ACCOUNT_BLOCK)
    if second_factors.find(uow.session, account_id, confirmed=True) is None:
        raise NotFound("This account has no second factor.")
    second_factors.remove(uow.session, account_id)
    accounts.revoke_sessions(uow.session, account_id, uow.now)
    uow.audit("factor.reset", f"account:{account_id}", reason=reason)
    notify(uow, account_id, "factor.removed", link=PAGE)


def plant_factor(uow: UnitOfWork, account_id: AccountId, secret: str) -> None:
    """Give an account a second factor with a known secret, for made-up accounts only.

    Audited as factor.enrolled.
    """
    second_factors.begin(uow.session, account_id, secret, uow.now)
    second_factors.confirm(uow.session, account_id, uow.now)
    uow.audit("factor.enrolled", f"account:{account_id}")


def next_code(uow: UnitOfWork, account_id: AccountId, secret: str) -> str | None:
    """A code that is taken for half a minute at least, if the secret is this published one.

    For the demonstration only. None for any other secret, and when all codes from now on are used.
    """
    factor = second_factors.find(uow.session, account_id, confirmed=True)
    if factor is None or not compare_digest(factor.secret, secret):
        return None
    # The step before this one may run out while its code is typed.
    now_step = _step(uow.now)
    steps = (step for step in usable_steps(now_step, factor.last_step) if step >= now_step)
    return next((pyotp.TOTP(secret).at(step * STEP) for step in steps), None)


def _require_fitting(uow: UnitOfWork, account_id: AccountId, code: str) -> None:
    factor = second_factors.find(uow.session, account_id, confirmed=True, lock=True)
    if factor is not None and is_recovery_code(code):
        taken = second_factors.take_code(uow.session, account_id, code, uow.now)
        require_unused(is_used=taken is False)
        require_code(fits=bool(taken))
        left = second_factors.count_codes(uow.session, account_id)
        uow.audit("factor.recovered", f"account:{account_id}", left=left)
        notify(uow, account_id, "factor.recovered", link=PAGE, left=left)
        return
    require_code(fits=factor is not None and _take(uow, account_id, factor, code))


def _take(uow: UnitOfWork, account_id: AccountId, factor: Factor, code: str) -> bool:
    """Use the code up if it is one of the moment."""
    totp = pyotp.TOTP(factor.secret)
    steps = usable_steps(_step(uow.now), factor.last_step)
    fitting = [
        step for step in steps if compare_digest(totp.at(step * STEP).encode(), code.encode())
    ]
    return any(second_factors.take_step(uow.session, account_id, step) for step in fitting[:1])


def _new_codes(uow: UnitOfWork, account_id: AccountId) -> tuple[str, ...]:
    codes = ["".join(secrets.choice(SIGNS) for _ in range(2 * GROUP)) for _ in range(CODES)]
    second_factors.replace_codes(uow.session, account_id, codes)
    return tuple(shown_code(code) for code in codes)


def _own(uow: UnitOfWork) -> AccountId:
    account_id = uow.actor.account_id
    if account_id is None or second_factors.find(uow.session, account_id, confirmed=True) is None:
        raise NotFound("This account has no second factor.")
    return account_id


def _step(at: datetime) -> int:
    return int(at.timestamp()) // STEP


def _counter(account_id: AccountId) -> str:
    return keyring().index(f"factor:{account_id}")


def _count(uow: UnitOfWork, account_id: AccountId, *, succeeded: bool) -> None:
    mine = _counter(account_id)
    accounts.add_attempt(uow.session, mine, mine, uow.now, succeeded=succeeded)
