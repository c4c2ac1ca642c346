"""Medals by closeness on a common scale, as WorldSkills gives them: near scores tie for a medal."""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum


class Medal(StrEnum):
    """What a competitor receives; a medallion for excellence (优胜奖) needs a least score."""

    GOLD = "gold"
    SILVER = "silver"
    BRONZE = "bronze"
    MEDALLION = "medallion"


def medals(
    scores: Sequence[Decimal], tie_gap: Decimal, medallion_from: Decimal
) -> list[Medal | None]:
    """Give the medals of one event.

    Takes scores on the common scale, best first.
    Returns one medal or None for each score, in the same order.
    Rules MED-01 (a tie is no more than `tie_gap` below the best of its group), MED-02 (several
    golds: no silver; three or more: bronze only for the next within the gap of the last gold;
    several silvers: no bronze), MED-03 (medallions for the others from `medallion_from` on).
    """
    gold = _tied(scores, 0, tie_gap)
    silver = _tied(scores, gold, tie_gap) if gold == 1 else 0
    third = gold + silver
    near = gold <= 2 or (third < len(scores) and scores[gold - 1] - scores[third] <= tie_gap)
    bronze = _tied(scores, third, tie_gap) if silver <= 1 and near else 0
    given = [Medal.GOLD] * gold + [Medal.SILVER] * silver + [Medal.BRONZE] * bronze
    rest = scores[len(given) :]
    return [*given, *(Medal.MEDALLION if score >= medallion_from else None for score in rest)]


def _tied(scores: Sequence[Decimal], start: int, tie_gap: Decimal) -> int:
    """Count the scores tied with the one at `start`, which is the best of its group. MED-01."""
    return sum(scores[start] - score <= tie_gap for score in scores[start:])
