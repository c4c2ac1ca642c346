"""How many people a share is: who is counted, and which way a part of a person goes."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from competition.domain.entries import Standing
from competition.domain.policies import CountOf, CountRounding
from competition.domain.ranking import Ranked

HALF = Fraction(1, 2)


def placed(ranked: Iterable[Ranked]) -> list[Ranked]:
    """Keep the entries that hold a place of their own, best first; equals by entry number."""
    return sorted((one for one in ranked if one.takes_place), key=by_place)


def by_place(one: Ranked) -> tuple[int, int, str]:
    """Order by place, then by entry number (9 before 10), so that input order never matters."""
    return (one.place or 0, len(one.entry.id), one.entry.id)


def counted(ranked: Sequence[Ranked], of: CountOf) -> int:
    """Count whom a percentage counts: the placed, or everyone but the withdrawn."""
    if of is CountOf.PLACED:
        return sum(one.takes_place for one in ranked)
    return sum(one.entry.standing is not Standing.WITHDRAWN for one in ranked)


def share(percent: Decimal, people: int, rounding: CountRounding) -> int:
    """Turn a percentage of people into a whole number, exactly."""
    part = Fraction(percent) * people / 100
    if rounding is CountRounding.UP:
        return ceil(part)
    return floor(part + HALF if rounding is CountRounding.HALF_UP else part)
