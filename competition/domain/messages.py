"""Messages (消息): their categories, the channels they take, and what must not leave the house."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from competition.domain.errors import RuleViolation

TRIES = 8
CODE_TRIES = 5
CODE_HOLDS = timedelta(minutes=30)
FIRST_WAIT = timedelta(minutes=1)
SLOWER = 3
LONGEST_WAIT = timedelta(hours=12)
MONTH_AND_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
ID_NUMBER = re.compile(
    rf"(?<!\d)\d{{6}}"
    rf"(?:(?:19|20)\d{{2}}{MONTH_AND_DAY}\d{{3}}[\dXx]|\d{{2}}{MONTH_AND_DAY}\d{{3}})(?![\dXx])"
)
FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789Xx")
MAIL_ADDRESS = re.compile(r"[^\s@<>\"',;:]{1,64}@[^\s@<>\"',;:]{1,180}\.[^\s@.<>\"',;:]{2,63}")
MOBILE_NUMBER = re.compile(r"1[3-9]\d{9}")


class Category(StrEnum):
    """What a message is about; people choose their channels by category."""

    SECURITY = "security"
    MEMBERSHIP = "membership"
    ENTRY = "entry"
    PROPOSAL = "proposal"
    NEWS = "news"
    WORK = "work"


class Channel(StrEnum):
    """A way out of the house. The inbox (收件箱) is no channel: every message stands there."""

    EMAIL = "email"
    SMS = "sms"
    WEBHOOK = "webhook"


class DeliveryState(StrEnum):
    """How one message stands on one way; `sending` until what became of it is recorded."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


MUST_KNOW = frozenset({Category.SECURITY})
"""Told on every way there is, whatever the person prefers."""
UNLESS_CHOSEN = {Channel.EMAIL: True, Channel.SMS: False, Channel.WEBHOOK: True}
"""What holds for a person who has chosen nothing."""

Preferences = Mapping[tuple[Category, Channel], bool]


def is_wanted(category: Category, channel: Channel, chosen: Preferences) -> bool:
    """Whether a message of the category takes the channel to a person who chose so.

    Rule MSG-01: what concerns the security of the account is always told.
    """
    if category in MUST_KNOW:
        return True
    return chosen.get((category, channel), UNLESS_CHOSEN[channel])


def require_may_refuse(category: Category) -> None:
    """Raise RuleViolation MSG-01 for a category that cannot be switched off."""
    if category in MUST_KNOW:
        raise RuleViolation("MSG-01", "Security messages cannot be switched off.")


def without_id_numbers(text: str) -> str:
    """The text with every ID number starred out but for its first two digits.

    Rule MSG-02: no ID number leaves the house in a message or a log line.
    """
    shown = list(text)
    for found in ID_NUMBER.finditer(text.translate(FULL_WIDTH)):
        shown[found.start() + 2 : found.end()] = "*" * (len(found[0]) - 2)
    return "".join(shown)


def channel_of(address: str) -> Channel:
    """The channel that reaches a mail address or mobile number.

    Raises RuleViolation MSG-03 for anything else.
    """
    if MAIL_ADDRESS.fullmatch(address):
        return Channel.EMAIL
    if MOBILE_NUMBER.fullmatch(address):
        return Channel.SMS
    raise RuleViolation("MSG-03", "Give an e-mail address such as name@example.cn.", field="email")


def require_code(*, fits: bool, tries: int, expires: datetime | None, now: datetime) -> None:
    """Raise RuleViolation MSG-05 unless a confirmation code was typed that still holds.

    Rule MSG-05: a code holds 30 minutes and for five tries.
    """
    if expires is None or now > expires or tries >= CODE_TRIES:
        raise RuleViolation("MSG-05", "This code no longer holds. Ask for a new one.", field="code")
    if not fits:
        raise RuleViolation("MSG-05", "This is not the code that was sent.", field="code")


def next_try(tries: int, now: datetime) -> datetime | None:
    """When to try a delivery again after so many failed tries; None: give up.

    Rule MSG-04: after 1, 3, 9 ... minutes, at most 12 hours, eight times in all.
    """
    if tries >= TRIES:
        return None
    return now + min(LONGEST_WAIT, FIRST_WAIT * int(SLOWER ** (tries - 1)))
