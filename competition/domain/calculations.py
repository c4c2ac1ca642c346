"""From a measured value (测量分) to a mark: difference, ladder, tolerance; a choice by label."""

from bisect import bisect_left
from decimal import Decimal
from itertools import accumulate

from competition.domain.columns import Column
from competition.domain.mark_table import Cells
from competition.domain.marking import (
    Calculation,
    Choice,
    Count,
    Difference,
    Ladder,
    Tolerance,
)
from competition.domain.numbers import decimals, to_units


def calculated(calculation: Calculation, maximum: Decimal, measured: Column) -> Column:
    """Turn measured values into marks. Labels were turned before the panel: see `chosen`."""
    match calculation:
        case Difference():
            return _after_difference(calculation, maximum, steps_away(calculation, measured))
        case Ladder():
            return _on_ladder(calculation, measured)
        case Tolerance():
            return _within(calculation, maximum, measured)
        case _:
            return measured


def steps_away(difference: Difference, measured: Column) -> Column:
    """Count the steps between each value and the target; only completed ones if so ruled."""
    target, target_unit = difference.target.as_integer_ratio()
    step, step_unit = difference.step.as_integer_ratio()
    goal = target * measured.unit
    unit = measured.unit * target_unit * step

    def distance(value: int) -> int:
        return abs(value * target_unit - goal) * step_unit

    if difference.count is Count.WHOLE:
        return measured.each(lambda value: distance(value) // unit, 1)
    return measured.each(distance, unit)


def chosen(choice: Choice, maximum: Decimal, cells: Cells) -> tuple[Cells, int]:
    """Turn the labels that each judge chose into marks over a unit, before the panel.

    Rule SCO-09: a label takes its deduction, or all, from the maximum, never below 0.
    """
    taken = [maximum if points is None else points for _, points in choice.deduct]
    places = max(map(decimals, (maximum, *taken)))
    full = to_units(maximum, places)
    marks = [max(0, full - to_units(points, places)) for points in taken]
    return [[marks[label] for label in cell] for cell in cells], 10**places


def _after_difference(difference: Difference, maximum: Decimal, steps: Column) -> Column:
    """Rule SCO-06: maximum - deduct x steps, never below 0."""
    places = max(decimals(maximum), decimals(difference.deduct))
    full = to_units(maximum, places) * steps.unit
    taken = to_units(difference.deduct, places)
    return steps.each(lambda count: max(0, full - taken * count), steps.unit * 10**places)


def _on_ladder(ladder: Ladder, measured: Column) -> Column:
    """Rule SCO-07: the mark of the first rung whose bound is at least |value|."""
    marks = [mark for _, mark in ladder.rungs] + [ladder.beyond]
    places = max(map(decimals, marks))
    units = [to_units(mark, places) for mark in marks]
    finest = max((decimals(bound) for bound, _ in ladder.rungs), default=0)
    scale: int = 10**finest
    bounds = [to_units(bound, finest) * measured.unit for bound, _ in ladder.rungs]
    reached = list(accumulate(bounds, max))
    return measured.each(lambda value: units[bisect_left(reached, abs(value) * scale)], 10**places)


def _within(tolerance: Tolerance, maximum: Decimal, measured: Column) -> Column:
    """Rule SCO-08: all of the maximum inside the tolerance, ends included; else nothing."""
    places = max(map(decimals, (tolerance.target, tolerance.plus, tolerance.minus)))
    scale: int = 10**places
    target = to_units(tolerance.target, places)
    low = (target - to_units(tolerance.minus, places)) * measured.unit
    high = (target + to_units(tolerance.plus, places)) * measured.unit
    full, unit = maximum.as_integer_ratio()
    return measured.each(lambda value: full if low <= value * scale <= high else 0, unit)
