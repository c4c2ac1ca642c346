"""The policies of an event: ties, advancement, prizes, promotion. Values, never constants."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class TieSource(StrEnum):
    """What a tie key looks at."""

    MODULE = "module"
    ITEM = "item"
    MEASURE = "measure"


class CountOf(StrEnum):
    """Whom a percentage counts: the placed, or all who entered and did not withdraw."""

    PLACED = "placed"
    ENTERED = "entered"


class CountRounding(StrEnum):
    """Which way a share of people becomes a whole number."""

    DOWN = "down"
    HALF_UP = "half_up"
    UP = "up"


class TieAtCut(StrEnum):
    """What happens to equals who straddle the last seat."""

    ALL_IN = "all_in"
    ALL_OUT = "all_out"


@dataclass(frozen=True, slots=True)
class TieKey:
    """One key that separates equal totals: ``module:B``, ``-measure:time`` (lower is better)."""

    source: TieSource
    name: str
    lower_is_better: bool = False

    def __str__(self) -> str:
        return f"{'-' if self.lower_is_better else ''}{self.source}:{self.name}"


@dataclass(frozen=True, slots=True)
class Places:
    """The best so many places advance."""

    places: int


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage of the placed or the entered advances."""

    percent: Decimal
    of: CountOf = CountOf.PLACED
    rounding: CountRounding = CountRounding.DOWN


@dataclass(frozen=True, slots=True)
class Threshold:
    """A total at least as good as this advances; strictly better if `strict`."""

    total: Decimal
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Advance:
    """Who advances (晋级): the quota, ties at the cut, caps, per unit, must-pass, reserves.

    `tie_at_cut` is a rule or a tuple of tie keys used only at the cut.
    """

    quota: Places | Share | Threshold
    tie_at_cut: TieAtCut | tuple[TieKey, ...] = TieAtCut.ALL_IN
    cap_percent: Decimal | None = None
    per_unit: int | None = None
    must_pass: tuple[str, ...] = ()
    reserves: int = 0


@dataclass(frozen=True, slots=True)
class Prize:
    """A prize (奖项) by fixed count or by percentage; exactly one of the two is set."""

    name: str
    count: int | None = None
    percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PromotionRule:
    """A proposed rise in vocational skill level (技能等级晋升) to level `to`.

    Fits an entry placed within `places` (both ends) and within the best `percent` of the placed,
    that passed `must_pass`, holds one of `from_levels` (None: no level) and is old enough.
    An absent condition fits everyone.
    """

    to: str
    places: tuple[int, int] | None = None
    percent: Decimal | None = None
    must_pass: tuple[str, ...] = ()
    from_levels: tuple[str | None, ...] | None = None
    min_age: int | None = None


@dataclass(frozen=True, slots=True)
class Policies:
    """All policies of one event, as they stand in a results bundle."""

    ties: tuple[TieKey, ...] = ()
    advance: Advance | None = None
    prizes: tuple[Prize, ...] = ()
    prize_of: CountOf = CountOf.PLACED
    prize_round: CountRounding = CountRounding.DOWN
    prize_tie: TieAtCut = TieAtCut.ALL_IN
    promotions: tuple[PromotionRule, ...] = ()
