"""What of an event's entries leaves the house as a file: chosen columns, numbers with a reason."""

from collections.abc import Collection, Sequence

from competition.domain.errors import RuleViolation

LARGE = 5000
REASON = 400
NUMBERS = frozenset({"id_number", "phone"})
"""Columns that show most of a number as stars unless somebody says why not."""


def require_columns(chosen: Sequence[str], known: Collection[str]) -> tuple[str, ...]:
    """Give the chosen columns that there are, each once, in the order of those there are.

    Raises RuleViolation EXP-01 when none is chosen.
    Rule EXP-01: an export holds the columns that were chosen, at least one, and no others.
    """
    found = tuple(key for key in known if key in set(chosen))
    if not found:
        raise RuleViolation("EXP-01", "Choose at least one column.", field="columns")
    return found


def require_readable(reason: str, columns: Collection[str], *, readable: bool) -> str:
    """Give the reason back, cut; empty where no number is to be readable.

    Raises RuleViolation EXP-02 without a reason.
    Rule EXP-02: ID numbers and phones leave the house readable only with a reason, kept in the
    audit trail; else their middle is starred out.
    """
    if not readable or not NUMBERS & set(columns):
        return ""
    cut = reason.strip()
    if not cut or len(cut) > REASON:
        message = "Say in at most %(most)s characters why readable numbers are needed."
        raise RuleViolation("EXP-02", message, field="reason", most=REASON)
    return cut


def is_large(entries: int) -> bool:
    """Whether a job writes the file. Rule EXP-03.

    Rule EXP-03: more than 5,000 entries are written by a job, which tells when it is done.
    """
    return entries > LARGE
