"""Sign-in names, passwords, and how often one may guess."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta

from competition.domain.errors import RuleViolation
from competition.domain.identifiers import AccountId
from competition.domain.issues import Issue

PHONE = re.compile(r"1[3-9]\d{9}")
NAME = re.compile(r"[a-z][a-z0-9._-]{2,39}")
SHORTEST, LONGEST = 10, 128
WINDOW = timedelta(minutes=15)
TRIES_PER_LOGIN, TRIES_PER_ADDRESS = 8, 60
RESETS_PER_LOGIN, RESETS_PER_ADDRESS = 3, 20
RESET_LASTS = timedelta(minutes=30)


def normalise_login(text: str) -> str:
    """Bring a sign-in name (手机号或账号) into its one form: phones to digits, names to lower case.

    Takes what was typed; full-width characters, spaces and +86 are fine.
    Raises RuleViolation ACC-01 when it is neither a mobile number nor a name.
    """
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    digits = re.sub(r"[\s-]", "", plain)
    digits = re.sub(r"^(\+|00)?86(?=1)", "", digits)
    if PHONE.fullmatch(digits):
        return digits
    if NAME.fullmatch(plain):
        return plain
    raise RuleViolation(
        "ACC-01",
        "Give a mobile number, or a name of 3 to 40 letters and digits that begins with a letter.",
        field="login",
    )


def masked_login(login: str) -> str:
    """A sign-in name as screens show it: a phone number without its middle (138****5678)."""
    return f"{login[:3]}****{login[-4:]}" if PHONE.fullmatch(login) else login


def password_issues(password: str, *, login: str, name: str) -> list[Issue]:
    """What is wrong with a new password; empty when it will do.

    Rule ACC-02: 10 to 128 characters, of at least five kinds, not built on one's own names.
    """
    found = []
    if not SHORTEST <= len(password) <= LONGEST:
        found.append(_issue("Use %(least)s to %(most)s characters.", least=SHORTEST, most=LONGEST))
    if len(set(password)) < 5:
        found.append(_issue("Use more different characters."))
    plain = password.casefold()
    if any(len(own) > 2 and own.casefold() in plain for own in (login, name)):
        found.append(_issue("Do not use your own name or number in the password."))
    return found


def must_wait(failures: Sequence[datetime], limit: int, now: datetime) -> timedelta | None:
    """How long to wait before the next try, or None.

    Takes the instants of failed tries, in any order.
    Rule ACC-03: after `limit` failures within 15 minutes the next try waits for the oldest of
    them to be 15 minutes past.
    """
    recent = sorted(at for at in failures if at > now - WINDOW)
    if len(recent) < limit:
        return None
    return recent[-limit] + WINDOW - now


def require_free(*, taken: bool) -> None:
    """Raise RuleViolation ACC-04 when the sign-in name belongs to an account already."""
    if taken:
        raise RuleViolation(
            "ACC-04", "This sign-in name cannot be used. If it is yours, sign in.", field="login"
        )


def require_other(account_id: AccountId, own: AccountId | None) -> None:
    """Raise RuleViolation ACC-05 when an administrator would shut the own account out."""
    if account_id == own:
        raise RuleViolation("ACC-05", "You cannot shut out your own account.")


def require_present_password(*, fits: bool) -> None:
    """Raise RuleViolation ACC-06 unless the present password was given with the new one."""
    if not fits:
        raise RuleViolation("ACC-06", "This is not your current password.", field="present")


def require_usable(*, fits: bool) -> None:
    """Raise RuleViolation ACC-07 for a reset link that was used, is too old, or never was."""
    if not fits:
        raise RuleViolation("ACC-07", "This link no longer holds. Ask for a new one.")


def require_unlinked(*, is_taken: bool) -> None:
    """Raise RuleViolation ACC-08 when the identity belongs to another account already."""
    if is_taken:
        raise RuleViolation("ACC-08", "This identity is connected to another account.")


def require_phone(login: str) -> None:
    """Raise RuleViolation ACC-09 for a sign-in name to which no code can be sent.

    Rule ACC-09: where codes are sent to phones, an account is opened only with a mobile number that
    its owner has proved; whether it is known already is told to that phone alone.
    """
    if not PHONE.fullmatch(login):
        raise RuleViolation("ACC-09", "Give a mobile number; a code is sent to it.", field="login")


def require_code(*, fits: bool) -> None:
    """Raise RuleViolation ACC-09 unless the code sent to the phone was typed."""
    if not fits:
        message = "This code does not fit or is too old. Have a new one sent."
        raise RuleViolation("ACC-09", message, field="code")


def _issue(message: str, **params: object) -> Issue:
    return Issue("ACC-02", "password", message, params)
