"""Who needs a second factor (第二重验证), and which codes still count."""

import re
import unicodedata
from collections.abc import Iterable

from competition.domain.errors import RuleViolation
from competition.domain.permissions import Role, Scope

STEP = 30
"""Seconds for which one code of an authenticator app holds."""
TRIES = 5
CODES, GROUP = 10, 5
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""What recovery codes are made of: nothing that is easily confused."""
ALWAYS = frozenset({Role.ADMINISTRATOR, Role.ORGANISER, Role.STEWARD, Role.CHIEF_JUDGE, Role.JUDGE})
BY_SETTING = frozenset({Role.OFFICER, Role.CLERK})
USUAL = ALWAYS | {Role.OFFICER}
"""The roles that need a second factor unless the installation's settings say otherwise."""

Held = Iterable[tuple[Role, Scope]]


def roles_with_factor(also: Iterable[str]) -> frozenset[Role]:
    """The roles that need a second factor: the privileged ones, and those a setting names.

    Raises RuleViolation FAC-01 for a name that no setting may give.
    """
    named = frozenset(also)
    if not named <= {role.value for role in BY_SETTING}:
        raise RuleViolation("FAC-01", "Only officer and clerk can be named here.")
    return ALWAYS | {Role(name) for name in named}


def needs_factor(held: Held, roles: frozenset[Role]) -> bool:
    """Whether somebody with these roles signs in with a second factor.

    Rule FAC-01: organisers, judges, stewards and administrators do, officers and clerks by setting.
    """
    return any(role in roles for role, _ in held)


def without_factor(held: Held, roles: frozenset[Role]) -> frozenset[tuple[Role, Scope]]:
    """The roles that count while the second factor has not been given (FAC-01)."""
    return frozenset((role, scope) for role, scope in held if role not in roles)


def usable_steps(now_step: int, last_step: int) -> range:
    """The half minutes whose code is taken: the present one and its neighbours.

    Rule FAC-02: a code counts once; none counts that is not newer than the last one used.
    """
    return range(max(now_step - 1, last_step + 1), now_step + 2)


def plain_code(typed: str) -> str:
    """A code without spaces and hyphens, full-width signs made plain, in lower case."""
    plain = unicodedata.normalize("NFKC", typed).casefold()
    return re.sub(r"[\s-]", "", plain)


def is_recovery_code(code: str) -> bool:
    """Whether this looks like a recovery code (恢复码) rather than a code of the moment."""
    return len(code) == 2 * GROUP and all(sign in SIGNS for sign in code)


def shown_code(code: str) -> str:
    """A recovery code as people write it down: two groups of five."""
    return f"{code[:GROUP]}-{code[GROUP:]}"


def require_code(*, fits: bool) -> None:
    """Raise RuleViolation FAC-02 unless the code was the one of the moment and unused."""
    if not fits:
        message = "This code does not fit. Wait for the next one and type it at once."
        raise RuleViolation("FAC-02", message, field="code")


def require_unused(*, is_used: bool) -> None:
    """Rule FAC-03: a recovery code counts once."""
    if is_used:
        message = "This recovery code was used already. Take another one."
        raise RuleViolation("FAC-03", message, field="code")


def require_removable(held: Held, roles: frozenset[Role]) -> None:
    """Rule FAC-04: nobody takes off a second factor that a role needs."""
    if needs_factor(held, roles):
        raise RuleViolation("FAC-04", "Your roles need the second factor; it stays.")
