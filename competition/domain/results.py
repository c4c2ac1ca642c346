"""What the engine takes and gives: an event's record in, its results out."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from competition.domain.entries import Deduction, Difficulty, Entry, Standing
from competition.domain.mark_table import MarkTable
from competition.domain.marking import MarkingScheme
from competition.domain.policies import Policies


@dataclass(frozen=True, slots=True)
class EventRecord:
    """Everything that an event's results follow from. Already validated; see `bundles`."""

    scheme: MarkingScheme
    policies: Policies
    entries: tuple[Entry, ...]
    marks: MarkTable
    difficulties: tuple[Difficulty, ...] = ()
    deductions: tuple[Deduction, ...] = ()
    title: str = ""
    about: dict[str, str] = field(default_factory=dict)


class Why(StrEnum):
    """Why an item of an entry is open."""

    MISSING = "missing"
    UNSETTLED = "unsettled"


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An item that keeps an entry without a total. `grades` are the grades too far apart."""

    entry: str
    aspect: str
    why: Why
    detail: str = ""


class ModuleScore(NamedTuple):
    """A module's score on its own scale, weighted, and whether it reached the pass mark."""

    score: Decimal
    weighted: Decimal
    passed: bool | None


class Result(NamedTuple):
    """One entry's result, as the results document shows it."""

    entry: str
    standing: Standing
    modules: dict[str, ModuleScore | None]
    deductions: Decimal
    total: Decimal | None = None
    place: int | None = None
    shared: bool = False
    decided_by: str | None = None
    advances: bool | None = None
    reserve: int | None = None
    prize: str | None = None
    promotion: str | None = None


@dataclass(frozen=True, slots=True)
class EventResults:
    """The results in order of place, then the unplaced in the order of the record; open items."""

    results: tuple[Result, ...]
    open: tuple[OpenItem, ...] = ()
