"""The marking scheme (评分标准): modules, and in each the aspects (评分点) that are marked.

Criterion and sub-criterion are headings above aspects; they carry no arithmetic. In a results
bundle an aspect is called an *item*.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from competition.domain.numbers import Rounding

ONE = Decimal(1)


class AspectKind(StrEnum):
    """How an aspect is marked: 0..max directly, grades 0-3 (评价分), or measured (测量分)."""

    SCORE = "score"
    JUDGEMENT = "judgement"
    MEASUREMENT = "measurement"


class Better(StrEnum):
    """Which total is the better one."""

    HIGHER = "higher"
    LOWER = "lower"


class Combine(StrEnum):
    """How the marks of a panel become one."""

    MEAN = "mean"
    MEDIAN = "median"
    SUM = "sum"


class Count(StrEnum):
    """Whether a difference is counted in completed steps or exactly."""

    WHOLE = "whole"
    EXACT = "exact"


@dataclass(frozen=True, slots=True)
class Panel:
    """How several judges' marks are combined; drops happen from `drop_from` marks on."""

    combine: Combine = Combine.MEAN
    drop_high: int = 0
    drop_low: int = 0
    drop_from: int = 3
    minimum: int = 1


@dataclass(frozen=True, slots=True)
class Difference:
    """Lose `deduct` for each `step` away from `target`, never below 0."""

    target: Decimal
    step: Decimal
    deduct: Decimal
    count: Count = Count.WHOLE


@dataclass(frozen=True, slots=True)
class Ladder:
    """The mark of the first rung (bound, mark) whose bound is >= |value|; else `beyond`."""

    rungs: tuple[tuple[Decimal, Decimal], ...]
    beyond: Decimal


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Full marks within target - minus .. target + plus, ends included; else 0."""

    target: Decimal
    plus: Decimal
    minus: Decimal


@dataclass(frozen=True, slots=True)
class Choice:
    """A label is chosen; each takes its deduction from the maximum, None takes all of it."""

    deduct: tuple[tuple[str, Decimal | None], ...]


Calculation = Difference | Ladder | Tolerance | Choice


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing that is marked. `maximum` is before the factor; None only if lower is better."""

    id: str
    kind: AspectKind
    maximum: Decimal | None
    title: str = ""
    criterion: str = ""
    sub_criterion: str = ""
    factor: Decimal = ONE
    panel: Panel = Panel()
    calculation: Calculation | None = None
    max_spread: int = 1
    descriptors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Module:
    """A part of the event with its own weight and, if set, pass mark on its own scale."""

    id: str
    title: str
    aspects: tuple[Aspect, ...]
    weight: Decimal = ONE
    pass_mark: Decimal | None = None


@dataclass(frozen=True, slots=True)
class MarkingScheme:
    """All that is marked in an event, and how numbers are rounded on the way to the total."""

    modules: tuple[Module, ...]
    better: Better = Better.HIGHER
    rounding: Rounding = field(default_factory=Rounding)
    floor_at_zero: bool = True

    @property
    def aspects(self) -> tuple[Aspect, ...]:
        """Every aspect, in the order of the scheme."""
        return tuple(aspect for module in self.modules for aspect in module.aspects)
