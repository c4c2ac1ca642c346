"""Admission tickets (参赛证): who gets one, and what a stranger may learn by checking it."""

from competition.domain.entries import Standing
from competition.domain.errors import RuleViolation
from competition.domain.registration import EntryState

TAKES_PART = frozenset({Standing.COMPETING, Standing.GUEST})
CODE_LENGTH = 10
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without digits and letters that are easily taken for one another."""


def has_ticket(state: EntryState, standing: Standing) -> bool:
    """Tell whether the entry has a ticket. Rule TKT-01."""
    return state is EntryState.ACCEPTED and standing in TAKES_PART


def require_ticket(state: EntryState, standing: Standing) -> None:
    """Raise RuleViolation TKT-01 unless the entry has a ticket.

    Rule TKT-01: an accepted entry that takes part has a ticket.
    """
    if not has_ticket(state, standing):
        raise RuleViolation("TKT-01", "Only an accepted entry that takes part has a ticket.")


def ticket_code(digest: str) -> str:
    """A short code to be read aloud, from a keyed digest (hexadecimal) of the entry."""
    number, letters = int(digest, 16), []
    for _ in range(CODE_LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(letters)


def tidy_code(text: str) -> str:
    """A code as somebody typed it: blanks and hyphens left out, small letters made large."""
    return "".join(c for c in text.upper() if c in ALPHABET)


def masked(name: str) -> str:
    """A name of which a stranger learns the first character only (王○○).

    Rule TKT-02: who checks a ticket learns event, number and unit, and no more of the name.
    """
    return name[:1] + "○" * max(len(name) - 1, 0)
