"""Plausible marks: able people get good ones, judges of a panel nearly agree.

Every number follows from the words it is drawn for, whatever was drawn before; so the city's
rankings are the same after each loading, although work codes are drawn by chance.
"""

from decimal import Decimal
from random import Random

from competition.domain.marking import (
    Aspect,
    AspectKind,
    Choice,
    Difference,
    Ladder,
    Tolerance,
)

USUAL, SPREAD = 0.80, 0.10


def ability(event: str, number: str) -> float:
    """How well an entry does in an event, from 0 to 1; mostly around 0.8."""
    return min(0.99, max(0.35, _random(event, number).gauss(USUAL, SPREAD)))


def mark(event: str, number: str, aspect: Aspect, judge: str, ability_: float | None = None) -> str:
    """What a judge writes down for an entry's aspect, as typed."""
    skill = ability(event, number) if ability_ is None else ability_
    shared = _random(event, number, aspect.id)
    own = _random(event, number, aspect.id, judge)
    quality = min(1.0, max(0.0, shared.gauss(skill, 0.07)))
    if aspect.kind is AspectKind.MEASUREMENT:
        return _measured(aspect, quality, shared)
    if aspect.kind is AspectKind.JUDGEMENT:
        grade = min(3, round(quality * 3.1))
        return str(max(0, grade - (own.random() < 0.25)))
    return _points(aspect, quality + own.gauss(0, 0.025))


def _points(aspect: Aspect, quality: float) -> str:
    """Points in halves up to 20, whole ones of a paper."""
    maximum = int(aspect.maximum or 0)
    halves = 1 if aspect.id.startswith("A") else 2
    given = round(min(1.0, max(0.0, quality)) * maximum * halves)
    return f"{Decimal(given) / halves:f}"


def _measured(aspect: Aspect, quality: float, random: Random) -> str:
    """The judges of a panel read one gauge together, so all write the same."""
    calculation = aspect.calculation
    if isinstance(calculation, Difference):
        worth = float(aspect.maximum or 0) / float(calculation.deduct)
        steps = round((1 - quality) * worth * random.uniform(0.3, 1.2))
        return f"{calculation.target + calculation.step * steps:f}"
    if isinstance(calculation, Tolerance):
        reach = 0.9 if random.random() < quality + 0.12 else 1.6
        share = Decimal(str(round(random.uniform(-reach, reach), 1)))
        edge = calculation.plus if share > 0 else calculation.minus
        return f"{(calculation.target + edge * share).quantize(Decimal('0.001')).normalize():f}"
    if isinstance(calculation, Ladder):
        bounds = [bound for bound, _ in calculation.rungs]
        return f"{bounds[min(_step(quality, random), len(bounds) - 1)]:f}"
    if isinstance(calculation, Choice):
        labels = [label for label, _ in calculation.deduct]
        return labels[min(_step(quality, random), len(labels) - 1)]
    return _points(aspect, quality)


def _step(quality: float, random: Random) -> int:
    """How many rungs below the best one."""
    return round(max(0.0, random.gauss((0.92 - quality) * 6, 0.5)))


def _random(*words: str) -> Random:
    return Random("/".join(words))  # noqa: S311 -- made-up marks must be the same each time
