"""Who belongs to which unit (单位成员): a worker says so, the unit confirms it."""

from enum import StrEnum

from competition.domain.errors import RuleViolation

LONGEST_REASON = 400


class MembershipState(StrEnum):
    """Said by the worker or a list, confirmed or refused by the unit, or over."""

    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    LEFT = "left"


_S = MembershipState
ALLOWED = {
    _S.CLAIMED: frozenset({_S.CONFIRMED, _S.REFUSED, _S.LEFT}),
    _S.CONFIRMED: frozenset({_S.LEFT, _S.CLAIMED}),
    _S.REFUSED: frozenset({_S.CLAIMED, _S.CONFIRMED}),
    _S.LEFT: frozenset({_S.CLAIMED, _S.CONFIRMED}),
}
PRESENT = (_S.CLAIMED, _S.CONFIRMED)
"""The states that count as belonging to the unit."""


def require_change(old: MembershipState, new: MembershipState) -> None:
    """Raise RuleViolation MEM-01 unless a membership may go from one state to the other.

    Rule MEM-01: what is asked is confirmed, refused or taken back; who left may ask again.
    """
    if new not in ALLOWED[old]:
        raise RuleViolation("MEM-01", "This has been answered already. Load the page again.")


def require_open(state: str) -> None:
    """Raise RuleViolation MEM-05 when a dispute or correction has its answer already.

    Rule MEM-05: it is answered once; the second of two who answer at once is told.
    """
    if state != "open":
        raise RuleViolation("MEM-05", "Somebody has answered this already. Load the page again.")


def require_reason(reason: str) -> str:
    """Give the reason back, cut. Raises RuleViolation MEM-02 without one.

    Rule MEM-02: who is refused reads why.
    """
    cut = reason.strip()
    if not cut or len(cut) > LONGEST_REASON:
        message = "Give the reason in at most %(most)s characters."
        raise RuleViolation("MEM-02", message, field="reason", most=LONGEST_REASON)
    return cut


def require_joinable(*, is_unit: bool, is_active: bool) -> None:
    """Raise RuleViolation MEM-03 unless people can belong to the organisation.

    Rule MEM-03: one joins a unit that exists, neither a union nor a unit that was merged or closed.
    """
    if not (is_unit and is_active):
        raise RuleViolation("MEM-03", "Choose a unit from the list.", field="unit")


def require_free(*, has_unit: bool) -> None:
    """Raise RuleViolation MEM-04 when somebody is confirmed in another unit already.

    Rule MEM-04: a person belongs to one unit at a time; the new unit's confirmation ends the old
    one only after the person asked for it.
    """
    if has_unit:
        message = "This person belongs to another unit. The person has to ask for the change."
        raise RuleViolation("MEM-04", message)
