"""How an event of the demonstration city is planned, and the policies its organisers know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from competition.domain.competitions import Level
from competition.domain.entries import Standing
from competition.services.demo.trades import Trade

PROMOTIONS = [
    {"places": [1, 3], "must_pass": ["A", "B"], "from": ["2"], "to": "1", "min_age": 25},
    {"places": [1, 3], "must_pass": ["A", "B"], "to": "2", "min_age": 21},
    {"must_pass": ["A", "B"], "to": "3", "min_age": 18},
]
"""Top three with both parts passed: 技师 (高级技师 for who is one); all who passed both: 高级工."""

PRIZES = [
    {"name": "一等奖", "percent": "10"},
    {"name": "二等奖", "percent": "20"},
    {"name": "三等奖", "percent": "30"},
]
TOP_THREE: dict[str, object] = {"places": 3, "tie_at_cut": "all_in", "reserves": 2}


def final(*ties: str, advance: dict[str, object] | None = None) -> dict[str, object]:
    """Policies of a city final: prizes by share, promotion, the best go to the province."""
    return {
        "ties": list(ties or ("module:B", "module:A")),
        "advance": advance or TOP_THREE,
        "prizes": PRIZES,
        "prize_of": "placed",
        "prize_round": "half_up",
        "promotions": PROMOTIONS,
    }


def trial(advance: dict[str, object] | None = None) -> dict[str, object]:
    """Policies of a preliminary: practice decides between equals, and some advance."""
    return {"ties": ["module:B"], "advance": advance or TOP_THREE, "prizes": PRIZES}


class Stage(IntEnum):
    """How far the demonstration takes an event."""

    DRAFT = 0
    OPEN = 1
    CLOSED = 2
    MARKING = 3
    PUBLISHED = 4
    REPUBLISHED = 5


USUAL_PANEL = ("referee01", "referee02", "referee03")


@dataclass(frozen=True, slots=True)
class EventPlan:
    """One event: its trade, how far it is, when it is held (days from today), who marks it.

    `workers` have accounts and enter by themselves, in this order of entry numbers; `equals` are
    entries marked like another one; `shares` tells how much of the sheets each judge has done;
    `written` are marks set on purpose, by (entry number, aspect, judge's place in the panel).
    """

    key: str
    trade: Trade
    stage: Stage
    day: int
    entries: int
    policies: dict[str, object]
    round_name: str = "决赛"
    panel: tuple[str, ...] = USUAL_PANEL
    workers: tuple[str, ...] = ()
    standings: Mapping[str, tuple[Standing, str]] = field(default_factory=dict)
    deductions: tuple[tuple[str, str, str | None, str], ...] = ()
    equals: Mapping[str, str] = field(default_factory=dict)
    abilities: Mapping[str, float] = field(default_factory=dict)
    shares: tuple[float, ...] = ()
    written: Mapping[tuple[str, str, int], str] = field(default_factory=dict)
    recused: bool = False
    seats: int | None = None


@dataclass(frozen=True, slots=True)
class CompetitionPlan:
    """One competition with its events."""

    title: str
    organisation: str
    level: Level
    about: str
    events: tuple[EventPlan, ...]
    competition_class: int = 2
    is_draft: bool = False
