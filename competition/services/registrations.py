"""Opening an account with a proved mobile number, telling nobody whether the number is known.

The answer is the same for every number: a message is on its way to it. To a new number it brings
a code, to a known one the advice to sign in. What was typed waits sealed in the browser, not here.
"""

import base64
import binascii
import json
import secrets
from dataclasses import asdict
from datetime import timedelta
from hmac import compare_digest

from cryptography.exceptions import InvalidTag

from competition.domain.accounts import (
    RESETS_PER_ADDRESS,
    TRIES_PER_LOGIN,
    WINDOW,
    must_wait,
    require_code,
    require_phone,
)
from competition.domain.errors import RuleViolation
from competition.domain.identifiers import AccountId
from competition.persistence import accounts
from competition.persistence.sealing import keyring
from competition.services.accounts import NewAccount, register_account
from competition.services.messages import notify_address
from competition.services.unit_of_work import UnitOfWork

CODES = 3
LASTS = timedelta(minutes=15)


def begin_registration(uow: UnitOfWork, new: NewAccount, address: str) -> str:
    """Send a message to the number; return what was typed, sealed, to come back with the code.

    Three messages go to a number and twenty from an address within 15 minutes; of more nobody is
    told either. Raises RuleViolation ACC-09 for a sign-in name that is no number.
    """
    require_phone(new.login)
    code = f"{secrets.randbelow(10**6):06d}"
    is_known = accounts.find_by_login(uow.session, keyring().index(new.login)) is not None
    if _may_send(uow, new.login, address):
        if is_known:
            notify_address(uow, new.login, "account.known", link="/account/sign-in")
        else:
            notify_address(uow, new.login, "account.register_code", code=code)
    kept = asdict(new) | {"code": "" if is_known else code, "until": (uow.now + LASTS).timestamp()}
    return base64.urlsafe_b64encode(keyring().seal(json.dumps(kept))).decode()


def finish_registration(uow: UnitOfWork, sealed: str, typed: str) -> AccountId | RuleViolation:
    """Open the account when the code fits; else what is wrong, for the try is counted.

    Audited as account.registered.
    """
    kept = _read(sealed)
    login = str(kept.get("login", ""))
    counter = keyring().index(f"registration code:{login}")
    failed, _ = accounts.failures(uow.session, counter, counter, uow.now - WINDOW)
    fits = (
        must_wait(failed, TRIES_PER_LOGIN, uow.now) is None
        and bool(kept.get("code"))
        and uow.now.timestamp() < float(str(kept.get("until", 0)))
        and compare_digest(str(kept["code"]).encode(), typed.strip().encode())
    )
    try:
        require_code(fits=fits)
    except RuleViolation as refusal:
        accounts.add_attempt(uow.session, counter, counter, uow.now, succeeded=False)
        return refusal
    new = NewAccount(login, str(kept["name"]), str(kept["password_hash"]), str(kept["unit"]))
    return register_account(uow, new)


def _may_send(uow: UnitOfWork, login: str, address: str) -> bool:
    number = keyring().index(f"registration:{login}")
    place = keyring().index(f"registration from:{address}")
    by_number, by_place = accounts.failures(uow.session, number, place, uow.now - WINDOW)
    accounts.add_attempt(uow.session, number, place, uow.now, succeeded=False)
    waits = (
        must_wait(by_number, CODES, uow.now),
        must_wait(by_place, RESETS_PER_ADDRESS, uow.now),
    )
    return all(wait is None for wait in waits)


def _read(sealed: str) -> dict[str, object]:
    try:
        found = json.loads(keyring().unseal(base64.urlsafe_b64decode(sealed)))
    except (InvalidTag, binascii.Error, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
