"""A column: one exact number for every entry, as whole numerators over one unit.

Every step from marks to totals turns columns into columns, whether of all entries or, for an
explanation, of one. A rule is written for one number and applied once to each distinct numerator.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm

from competition.domain.numbers import (
    Rounding,
    Stage,
    decimals,
    exact,
    from_units,
    rounded,
    to_units,
)


@dataclass(frozen=True, slots=True)
class Column:
    """numerator / unit for each entry; None where an entry has no value, which is never 0."""

    values: list[int | None]
    unit: int = 1

    def each(self, rule: Callable[[int], int], unit: int) -> "Column":
        """Apply a rule to every numerator; the answers are over `unit`."""
        known: dict[int | None, int | None] = {
            value: rule(value) for value in set(self.values) if value is not None
        }
        known[None] = None
        return Column([known[value] for value in self.values], unit)

    def over(self, unit: int) -> "Column":
        """Write the same numbers over a multiple of the unit."""
        finer = unit // self.unit
        return self if finer == 1 else self.each(finer.__mul__, unit)

    def times(self, factor: Decimal) -> "Column":
        """Multiply every number by one factor."""
        numerator, unit = factor.as_integer_ratio()
        if numerator == 1:
            return Column(self.values, self.unit * unit)
        multiplied = [None if value is None else value * numerator for value in self.values]
        return Column(multiplied, self.unit * unit)

    def divided(self, divisor: int) -> "Column":
        """Divide every number by a whole number."""
        return Column(self.values, self.unit * divisor)

    def times_each(self, factors: Mapping[int, Fraction]) -> "Column":
        """Multiply the numbers of some entries (by position), each by its own factor."""
        finer = lcm(*(factor.denominator for factor in factors.values()))
        changed = self.each(finer.__mul__, self.unit * finer)
        for position, factor in factors.items():
            value = changed.values[position]
            if value is not None:
                changed.values[position] = value * factor.numerator // factor.denominator
        return changed

    def less(self, points: Mapping[int, Fraction]) -> "Column":
        """Take points off the numbers of some entries (by position)."""
        if not points:
            return self
        unit = lcm(self.unit, *(taken.denominator for taken in points.values()))
        changed = self.each((unit // self.unit).__mul__, unit)
        for position, taken in points.items():
            value = changed.values[position]
            if value is not None:
                changed.values[position] = value - taken.numerator * (unit // taken.denominator)
        return changed

    def at_least_zero(self) -> "Column":
        """Raise what is below 0 to 0."""
        raised = [value if value is None or value > 0 else 0 for value in self.values]
        return Column(raised, self.unit)

    def after(self, stage: Stage, rounding: Rounding) -> "Column":
        """Round, if rounding happens after this stage."""
        return self.rounded(rounding) if stage in rounding.stages else self

    def rounded(self, rounding: Rounding) -> "Column":
        """Round every number to the places of the rounding."""
        scale: int = 10**rounding.places
        if scale == self.unit:
            return self
        return Column(rounded(self.values, self.unit, rounding), scale)

    def compared(self, bound: Decimal) -> list[int | None]:
        """Tell for each number whether it is above (> 0), at (0) or below (< 0) the bound."""
        numerator, unit = bound.as_integer_ratio()
        bar = numerator * self.unit
        return [None if value is None else value * unit - bar for value in self.values]

    def shown(self, position: int, places: int = 0) -> Decimal | None:
        """Write one number with all its digits, and at least so many decimals."""
        value = self.values[position]
        return None if value is None else exact(value, self.unit, places=places)

    def written(self, places: int) -> list[Decimal | None]:
        """Write every number as `shown` does."""
        unit = self.unit
        if unit == 10**places:
            return [None if value is None else from_units(value, places) for value in self.values]
        return [
            None if value is None else exact(value, unit, places=places) for value in self.values
        ]


def of_decimals(numbers: Iterable[Decimal | None]) -> Column:
    """Make a column of finite decimals."""
    given = list(numbers)
    places = max((decimals(number) for number in given if number is not None), default=0)
    return Column(
        [None if number is None else to_units(number, places) for number in given], 10**places
    )


def of_fractions(numbers: Mapping[int, Fraction], size: int) -> Column:
    """Make a column of `size` numbers that are 0 but for those given by position."""
    return Column([0] * size).less({row: -number for row, number in numbers.items()})


def summed(columns: Sequence[Column], size: int) -> Column:
    """Add columns entry by entry; an entry without one of the values has no sum.

    Takes the number of entries, because the sum of no columns is 0 for each of them.
    """
    unit = lcm(*(column.unit for column in columns))
    added = [column.over(unit).values for column in columns]
    if not added:
        return Column([0] * size)
    rows = zip(*added, strict=True)
    if any(None in values for values in added):
        return Column([None if None in row else sum(row) for row in rows], unit)
    return Column(list(map(sum, rows)), unit)
