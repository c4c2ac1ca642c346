"""Figures of registration (报名统计): ages in bands, the way of entries, small cells."""

from collections.abc import Mapping
from dataclasses import dataclass

LEAST = 5
"""Fewer people than this could be known by a number."""
YOUNG, STEPS = "-24", ((25, 34), (35, 44), (45, 54))
OLD = "55-"
BANDS = (YOUNG, *(f"{first}-{last}" for first, last in STEPS), OLD)


@dataclass(frozen=True, slots=True)
class Way:
    """How many entries came, are not ended, are accepted, and take part."""

    entered: int
    alive: int
    accepted: int
    taking_part: int


def age_band(age: int | None) -> str:
    """The band of an age in whole years; empty where none is known.

    Rule STA-01: ages are told in bands of ten years, from 25 on, never one by one.
    """
    if age is None:
        return ""
    for first, last in STEPS:
        if first <= age <= last:
            return f"{first}-{last}"
    return YOUNG if age < STEPS[0][0] else OLD


def careful(counts: Mapping[str, int], least: int = LEAST) -> dict[str, int | None]:
    """The counts with those that are too small hidden as None.

    Rule STA-02: who only looks on learns no count of one to four people; where a single cell is
    hidden the next smallest is hidden with it, so that the sum does not tell it.
    """
    hidden = {key for key, count in counts.items() if 0 < count < least}
    if len(hidden) == 1:
        others = {key: count for key, count in counts.items() if key not in hidden and count}
        if others:
            hidden.add(min(others, key=lambda key: others[key]))
    return {key: None if key in hidden else count for key, count in counts.items()}


def way_of(states: Mapping[tuple[str, str], int]) -> Way:
    """How far entries came, from their number by state and standing.

    Rule STA-03: every step holds the next one: entered, not ended, accepted, taking part.
    """
    ended = {"withdrawn", "declined"}
    return Way(
        sum(states.values()),
        sum(count for (state, _), count in states.items() if state not in ended),
        sum(count for (state, _), count in states.items() if state == "accepted"),
        sum(count for key, count in states.items() if key in TAKING_PART),
    )


TAKING_PART = frozenset({("accepted", "competing"), ("accepted", "guest")})
