"""Decimal marks and the only place that rounds them."""

from dataclasses import dataclass
from enum import StrEnum


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
