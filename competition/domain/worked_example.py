"""A worked example (算例): an event with invented marks, to show what policies would do.

Twelve entries of three units, marked by what the scheme asks for. Two of them are equal, so that
what is said about equals shows; always the same for the same scheme.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from competition.domain.entries import LEVELS, Entry, Mark
from competition.domain.mark_table import MarkTable
from competition.domain.marking import (
    Aspect,
    AspectKind,
    Choice,
    Difference,
    Ladder,
    MarkingScheme,
    Tolerance,
)
from competition.domain.policies import Policies, TieKey, TieSource
from competition.domain.results import EventRecord

ENTRIES = 12
WORST = ENTRIES + 3
UNITS = ("A", "B", "C")
TWINS = (3, 4)
"""Positions of the two entries whose marks are alike."""


def example_record(scheme: MarkingScheme, *policies: Policies) -> EventRecord:
    """Invent an event with this scheme and the first of the policies; every entry is complete.

    It can be computed with each of the policies: entries have all measures that one of them names.
    """
    measures = [name for each in policies for name in _measures(each)]
    entries = tuple(_entry(number, measures) for number in range(ENTRIES))
    marks = (
        Mark(entry.id, aspect.id, f"J{judge}", _value(aspect, number, place, judge))
        for number, entry in enumerate(entries)
        for place, aspect in enumerate(scheme.aspects)
        for judge in range(_judges(aspect))
    )
    table = MarkTable.of((entry.id for entry in entries), scheme.aspects, marks)
    return EventRecord(scheme, policies[0], entries, table)


def _entry(number: int, measures: Iterable[str]) -> Entry:
    return Entry(
        id=f"{number + 1:02d}",
        unit=UNITS[number % len(UNITS)],
        level=LEVELS[number % 3] if number % 4 else None,
        age=18 + 3 * number,
        measures={name: Decimal(90 + number) for name in measures},
    )


def _measures(policies: Policies) -> Iterator[str]:
    cut = policies.advance.tie_at_cut if policies.advance else ()
    keys: tuple[TieKey, ...] = policies.ties + (cut if isinstance(cut, tuple) else ())
    return (key.name for key in keys if key.source is TieSource.MEASURE)


def _judges(aspect: Aspect) -> int:
    """As many judges as the panel needs to drop what it drops."""
    panel = aspect.panel
    dropped = panel.drop_high + panel.drop_low
    return max(panel.minimum, panel.drop_from if dropped else 1, dropped + 1)


def _value(aspect: Aspect, number: int, place: int, judge: int) -> Decimal | str:
    """What a judge gives: the lower the entry's number the better, with some unevenness."""
    rank = TWINS[0] if number in TWINS else number
    worse = rank + (place + rank) % 3 + judge % 2
    if aspect.kind is AspectKind.JUDGEMENT:
        return Decimal(3 - worse * 3 // WORST)
    match aspect.calculation:
        case Choice(deduct):
            return deduct[worse * len(deduct) // WORST][0]
        case Difference(target=target, step=step):
            return target + step * worse
        case Ladder(rungs=rungs):
            return rungs[worse * len(rungs) // WORST][0] if rungs else Decimal(0)
        case Tolerance(target=target, plus=plus):
            return target if worse < ENTRIES // 2 else target + plus + 1
    full = Decimal(100) if aspect.maximum is None else aspect.maximum
    return (full * (100 - 4 * worse) / 100).quantize(Decimal("0.01"))
