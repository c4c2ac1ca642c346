"""Lending a role (代理) while one is away: never wider, never longer than one's own."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from competition.domain.errors import RuleViolation
from competition.domain.identifiers import AccountId
from competition.domain.permissions import INSTALLATION, Scope
from competition.domain.windows import Window

LONGEST = timedelta(days=90)


def require_own(*, is_own: bool) -> None:
    """Raise RuleViolation DEL-01 for a role that is not granted to the lender.

    Rule DEL-01: one lends only what was granted to oneself; neither an appointment as a judge nor
    what was lent.
    """
    if not is_own:
        raise RuleViolation("DEL-01", "You can lend only a role that was granted to you.")


def require_within(own: Scope, path: Iterable[Scope]) -> None:
    """Raise RuleViolation DEL-02 when the place lies outside one's own.

    Takes the scopes that contain the place for which the role is lent.
    Rule DEL-02: a lent role holds in the own place or inside it.
    """
    if own not in {INSTALLATION, *path}:
        raise RuleViolation(
            "DEL-02", "This place lies outside the one of your own role.", field="scope_id"
        )


def lending_period(wanted: Window, own: Window, now: datetime) -> tuple[datetime, datetime]:
    """From and until when the role is lent.

    Raises RuleViolation DEL-03 for a period that ends before it begins, is over, takes longer than
    90 days, or outlasts the own role.
    """
    opens, closes = wanted.opens or now, wanted.closes
    if closes is None or closes <= max(opens, now):
        raise RuleViolation("DEL-03", "Say until when; it ends after it begins.", field="until")
    if closes - max(opens, now) > LONGEST:
        raise RuleViolation(
            "DEL-03", "Lend a role for at most %(days)s days.", field="until", days=LONGEST.days
        )
    if own.closes is not None and closes > own.closes:
        raise RuleViolation("DEL-03", "Your own role ends earlier.", field="until")
    return opens, closes


def require_another(delegate: AccountId | None, own: AccountId | None) -> AccountId:
    """The account that stands in. Raises RuleViolation DEL-05 when it is nobody, or oneself."""
    if delegate is None:
        raise RuleViolation("DEL-05", "Nobody has this sign-in name.", field="login")
    if delegate == own:
        raise RuleViolation("DEL-05", "Somebody else has to stand in for you.", field="login")
    return delegate
