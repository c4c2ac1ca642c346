"""An entry (参赛选手 / 参赛队) as the engine sees it: a number, a unit, a standing; no name."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class Standing(StrEnum):
    """Whether an entry takes part in the ranking; a guest only sees the place it would have."""

    COMPETING = "competing"
    GUEST = "guest"
    ABSENT = "absent"
    WITHDRAWN = "withdrawn"
    DISQUALIFIED = "disqualified"


LEVELS = ("5", "4", "3", "2", "1")
"""Vocational skill levels, lowest first: 初级工, 中级工, 高级工, 技师, 高级技师."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One competitor or team in one event. `age` in whole years on the event's date."""

    id: str
    unit: str | None = None
    standing: Standing = Standing.COMPETING
    honours: bool = True
    level: str | None = None
    age: int | None = None
    measures: dict[str, Decimal] = field(default_factory=dict)


class Mark(NamedTuple):
    """What one judge gave one entry for one aspect; a label where the aspect is a choice."""

    entry: str
    aspect: str
    judge: str
    value: Decimal | str


@dataclass(frozen=True, slots=True)
class Difficulty:
    """Multiplies one entry's aspect after the panel."""

    entry: str
    aspect: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points taken off one module of an entry, or off its total when no module is named."""

    entry: str
    points: Decimal
    module: str | None = None
    reason: str = ""
