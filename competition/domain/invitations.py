"""Invitations (邀请) to a role: for one sign-in name, for a while, once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from competition.domain.accounts import PHONE
from competition.domain.errors import RuleViolation
from competition.domain.permissions import Role

LASTS = timedelta(days=7)
CODE_LASTS = timedelta(minutes=10)
INVITABLE = frozenset(Role) - {Role.WORKER, Role.JUDGE, Role.CHIEF_JUDGE}
"""Judges are appointed to an event, and everybody is a worker."""


@dataclass(frozen=True, slots=True)
class InvitationState:
    """What has become of an invitation, and whether its sender may still give the role."""

    made_at: datetime
    expires_at: datetime
    accepted_at: datetime | None = None
    revoked_at: datetime | None = None
    sender_may: bool = True

    def name(self, now: datetime) -> str:
        """The state in one word: invited, accepted, withdrawn or lapsed."""
        if self.accepted_at is not None:
            return "accepted"
        if self.revoked_at is not None:
            return "withdrawn"
        return "invited" if now < self.expires_at and self.sender_may else "lapsed"

    def require_open(self, now: datetime) -> None:
        """Raise RuleViolation INV-01 for what was accepted, taken back, or has lapsed.

        Rule INV-01: an invitation is accepted once, before it lapses, while its sender may still
        give the role.
        """
        if self.name(now) != "invited":
            raise RuleViolation("INV-01", "This invitation no longer holds. Ask for a new one.")


def require_invitable(role: Role) -> None:
    """Raise RuleViolation INV-02 for a role that nobody is invited to.

    Rule INV-02: one is invited to a role that is granted; judges are appointed instead.
    """
    if role not in INVITABLE:
        raise RuleViolation("INV-02", "Nobody is invited to this role.", field="role")


def require_invited(*, is_invited: bool) -> None:
    """Raise RuleViolation INV-03 for everybody but the invited.

    Rule INV-03: only the account with the invited sign-in name accepts; forwarding is useless.
    """
    if not is_invited:
        raise RuleViolation(
            "INV-03",
            "This invitation is for somebody else. If it is yours, sign in with the sign-in name"
            " to which it was sent.",
        )


def needs_proof(login: str, opened_at: datetime, state: InvitationState) -> bool:
    """Whether the account must prove that the phone is its own.

    Rule INV-04: who opened an account with the invited phone number only after the invitation types
    a code that was sent to that phone.
    """
    return bool(PHONE.fullmatch(login)) and opened_at >= state.made_at


def require_proof(*, fits: bool) -> None:
    """Raise RuleViolation INV-04 unless the code sent to the phone was typed."""
    if not fits:
        message = "This code does not fit or is too old. Have a new one sent."
        raise RuleViolation("INV-04", message, field="code")
