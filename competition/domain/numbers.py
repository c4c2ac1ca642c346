"""Decimal marks and the only place that rounds them.

Inside the engine a number is an exact fraction: a whole numerator over a whole unit. Decimals
stand only at the edges. Nothing here knows binary fractions.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from enum import StrEnum
from functools import lru_cache
from math import gcd

SIGNIFICANT = 28
"""Digits kept of a fraction that has no end, where no stage rounds it."""


WIDE = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""Only shifts the point: it never has to round."""

NARROW, MOST = Context(prec=SIGNIFICANT, Emax=MAX_EMAX, Emin=MIN_EMIN), 10**SIGNIFICANT
"""The same for whole numbers below `MOST`, which have no more digits: twice as quick."""


class Mode(StrEnum):
    """Where the digit to be dropped goes; half up (四舍五入) goes away from zero at a half."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    DOWN = "down"
    UP = "up"


class Stage(StrEnum):
    """The points on the way from marks to the total at which rounding may happen."""

    PANEL = "panel"
    ITEM = "item"
    MODULE = "module"
    WEIGHTED = "weighted"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Rounding:
    """How many decimals, which way, and after which stages."""

    places: int = 2
    mode: Mode = Mode.HALF_UP
    stages: frozenset[Stage] = frozenset({Stage.ITEM, Stage.MODULE, Stage.WEIGHTED, Stage.TOTAL})


Numerators = Sequence[int | None]


def half_up(numerators: Numerators, unit: int) -> list[int | None]:
    """Divide each by `unit`; a half goes away from zero. Rule NUM-01."""
    half = unit // 2  # where the unit is odd nothing lies on the half, and this is enough
    return [
        None
        if number is None
        else (number + half) // unit
        if number >= 0
        else -((half - number) // unit)
        for number in numerators
    ]


def half_even(numerators: Numerators, unit: int) -> list[int | None]:
    """Divide each by `unit`; a half goes to the even neighbour. Rule NUM-02."""
    return [
        None if number is None else _to_even(*divmod(number, unit), unit) for number in numerators
    ]


def down(numerators: Numerators, unit: int) -> list[int | None]:
    """Divide each by `unit`; the rest is cut off, towards zero. Rule NUM-03."""
    return [
        None if number is None else number // unit if number >= 0 else -(-number // unit)
        for number in numerators
    ]


def up(numerators: Numerators, unit: int) -> list[int | None]:
    """Divide each by `unit`; any rest goes away from zero. Rule NUM-04."""
    return [
        None if number is None else -(-number // unit) if number >= 0 else number // unit
        for number in numerators
    ]


DIVISION: dict[Mode, Callable[[Numerators, int], list[int | None]]] = {
    Mode.HALF_UP: half_up,
    Mode.HALF_EVEN: half_even,
    Mode.DOWN: down,
    Mode.UP: up,
}


def rounded(numerators: Numerators, unit: int, rounding: Rounding) -> list[int | None]:
    """Round numerator / unit for each, to whole numbers of 10^-places of the rounding.

    Takes None where there is no value, and leaves it.
    """
    scale: int = 10**rounding.places
    shorter = gcd(scale, unit)
    scale, unit = scale // shorter, unit // shorter
    if scale > 1:
        numerators = [None if number is None else number * scale for number in numerators]
    return list(numerators) if unit == 1 else DIVISION[rounding.mode](numerators, unit)


def decimals(value: Decimal) -> int:
    """Count the digits behind the point of a finite decimal."""
    exponent = value.as_tuple().exponent
    return max(0, -int(exponent))


def to_units(value: Decimal, places: int) -> int:
    """Express a finite decimal as a whole number of 10^-`places`; it must be one exactly."""
    numerator, unit = value.as_integer_ratio()
    scale: int = 10**places
    whole, rest = divmod(numerator * scale, unit)
    if rest:
        raise ValueError(f"{value} has more than {places} decimals")
    return whole


@lru_cache(maxsize=50_000)
def from_units(units: int, places: int) -> Decimal:
    """Write a whole number of 10^-`places` as a decimal with exactly `places` decimals."""
    if -MOST < units < MOST:
        return NARROW.multiply(Decimal(units), _last_place(places))
    return WIDE.scaleb(Decimal(units), -places)


@lru_cache(maxsize=64)
def _last_place(places: int) -> Decimal:
    return WIDE.scaleb(Decimal(1), -places)


@lru_cache(maxsize=50_000)
def exact(numerator: int, unit: int, *, places: int = 0, significant: int = SIGNIFICANT) -> Decimal:
    """Write a fraction with all its digits, and at least `places` decimals.

    A fraction without an end keeps `significant` digits, half even. Rule NUM-05.
    """
    shown = max(places, _ending(unit))
    whole, rest = divmod(numerator * 10**shown, unit)
    if rest:
        context = Context(prec=significant)
        return context.divide(Decimal(numerator), Decimal(unit))
    while shown > places and whole % 10 == 0:
        whole, shown = whole // 10, shown - 1
    return from_units(whole, shown)


def _to_even(whole: int, rest: int, unit: int) -> int:
    return whole + int(2 * rest > unit or (2 * rest == unit and whole % 2 == 1))


@lru_cache(maxsize=1024)
def _ending(unit: int) -> int:
    """How many decimals at most a fraction over `unit` has when it has an end."""
    twos = (unit & -unit).bit_length() - 1
    fives, rest = 0, unit >> twos
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives)
