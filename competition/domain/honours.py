"""Prizes (奖项) by place: fixed counts or shares, ties at the last one, honours withheld."""

from collections.abc import Sequence
from itertools import groupby

from competition.domain.policies import Policies, Prize, TieAtCut
from competition.domain.ranking import Ranked
from competition.domain.shares import counted, placed, share


def prize_counts(ranked: Sequence[Ranked], policies: Policies) -> list[int]:
    """Tell how many of each prize there are before ties. Rule HON-01."""
    people = counted(ranked, policies.prize_of)

    def many(prize: Prize) -> int:
        if prize.percent is None:
            return prize.count or 0
        return share(prize.percent, people, policies.prize_round)

    return [many(prize) for prize in policies.prizes]


def prizes(ranked: Sequence[Ranked], policies: Policies) -> dict[str, str]:
    """Give the prizes from the best place down.

    Takes every entry of the event, in any order.
    Returns the prize's name by entry; entries without a prize are absent.
    Rules HON-01, HON-02, HON-03: equals never receive different prizes. When equals cross the last
    one of a prize, all receive it and the prizes after lose as many, or all fall to the next.
    Entries that may not be honoured are passed over, as if the next stood in their place.
    """
    counts = prize_counts(ranked, policies)
    all_in = policies.prize_tie is TieAtCut.ALL_IN
    given: dict[str, str] = {}
    current = 0
    honoured = (one for one in placed(ranked) if one.entry.honours)
    for _, group in groupby(honoured, key=lambda one: one.place):
        equals = list(group)
        while current < len(counts) and counts[current] < (1 if all_in else len(equals)):
            if current + 1 < len(counts):
                counts[current + 1] += min(counts[current], 0)
            current += 1
        if current == len(counts):
            break
        given.update({one.entry.id: policies.prizes[current].name for one in equals})
        counts[current] -= len(equals)
    return given
