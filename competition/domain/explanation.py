"""How one entry's result came about, step by step, as data: from marks to place.

The functions that scored everybody are run again, on the one entry or on all, so nothing is decided
twice. Numbers have all their digits; what a stage rounded has the places of the rounding.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from competition.domain.computing import Computation, compute_places
from competition.domain.entries import Entry
from competition.domain.marking import Aspect, Better, Module
from competition.domain.numbers import Rounding, exact
from competition.domain.panels import dropped
from competition.domain.policies import TieKey
from competition.domain.ranking import Placing, Ranked
from competition.domain.results import EventRecord, Why
from competition.domain.scoring import (
    ItemSteps,
    Rows,
    Scores,
    item_steps,
    row_of,
    totalled,
)

ONE = Fraction(1)


class MarkStep(NamedTuple):
    """One judge's mark: what was given (or chosen), what it counts, whether it was dropped."""

    judge: str
    given: Decimal | str
    counts: Decimal
    dropped: bool


class ItemStep(NamedTuple):
    """One aspect: its marks, the panel's value, the formula's parts, the score.

    `combined` is the panel's value before and `panel` after the panel stage; `steps` how far
    from the target; `scored` the value on the aspect's scale; `exact` that x factor x difficulty;
    `score` after the item stage. All are None while the item is open (`why`, `detail`).
    """

    aspect: Aspect
    marks: tuple[MarkStep, ...]
    difficulty: Decimal
    combined: Decimal | None
    panel: Decimal | None
    steps: Decimal | None
    scored: Decimal | None
    exact: Decimal | None
    score: Decimal | None
    why: Why | None = None
    detail: str = ""


class DeductionStep(NamedTuple):
    """Points that were taken off, and what for."""

    points: Decimal
    reason: str


class ModuleStep(NamedTuple):
    """One module: the sum of its items, less deductions, floored, rounded, weighed.

    `exact` is the score before and `score` after the module stage; `weighed` is score x weight
    before and `weighted` after the weighted stage. None while one of its items is open.
    """

    module: Module
    items: tuple[ItemStep, ...]
    sum: Decimal | None
    deductions: tuple[DeductionStep, ...]
    floored: bool
    exact: Decimal | None
    score: Decimal | None
    passed: bool | None
    weighed: Decimal | None
    weighted: Decimal | None


class KeyStep(NamedTuple):
    """One tie key: this entry's value, the value of the one above, and whether it decided."""

    key: TieKey
    own: Decimal | None
    above: Decimal | None
    decided: bool


class StandingStep(NamedTuple):
    """Where the total stands: the place, who shares it, and the first entry directly above.

    `keys` compares the tie keys with the entry above, when both have the same total.
    """

    place: int | None = None
    shared: bool = False
    equals: tuple[str, ...] = ()
    above: str | None = None
    above_total: Decimal | None = None
    keys: tuple[KeyStep, ...] = ()


class Explanation(NamedTuple):
    """How an entry's total and place came about; `exact` is the total before the total stage.

    Advancement, prize and promotion explain themselves in their own modules.
    """

    entry: Entry
    better: Better
    rounding: Rounding
    modules: tuple[ModuleStep, ...]
    sum: Decimal | None
    deductions: tuple[DeductionStep, ...]
    floored: bool
    exact: Decimal | None
    total: Decimal | None
    standing: StandingStep


def explain(record: EventRecord, entry: str, computation: Computation | None = None) -> Explanation:
    """Explain one entry's result.

    Takes the computation of the record when the caller has one; else the event is computed.
    Raises KeyError for an entry that the record does not hold.
    """
    computation = computation or compute_places(record)
    number = record.marks.entry_numbers[entry]
    ground = _ground(record, computation, row_of(record, entry))
    return _explained(ground, number, 0)


def explain_each(
    record: EventRecord, entries: Iterable[str], computation: Computation
) -> Iterator[Explanation]:
    """Explain the results of many entries, one after the other, from steps taken once for all."""
    ground, numbers = _ground(record, computation, computation.rows), record.marks.entry_numbers
    return (_explained(ground, numbers[entry], numbers[entry]) for entry in entries)


Decimals = list[Decimal | None]


class _Shown(NamedTuple):
    """An aspect's columns as decimals, one for each entry."""

    combined: Decimals
    panel: Decimals
    steps: Decimals
    scored: Decimals
    exact: Decimals
    score: Decimals


@dataclass(frozen=True, slots=True)
class _Ground:
    """What explanations are read from: the steps of some entries, and where everybody stands."""

    record: EventRecord
    computation: Computation
    rows: Rows
    items: dict[str, ItemSteps]
    shown: dict[str, _Shown]
    scores: Scores
    deductions: dict[tuple[str, str | None], tuple[DeductionStep, ...]]
    placings: dict[int, Placing]
    ranked: dict[int, Ranked]
    below: dict[int | None, list[int]]


def _ground(record: EventRecord, computation: Computation, rows: Rows) -> _Ground:
    scheme = record.scheme
    items = {
        aspect.id: item_steps(aspect, scheme.rounding, rows, cells)
        for aspect, cells in zip(scheme.aspects, rows.cells, strict=True)
    }
    shown = {name: _shown(steps, scheme.rounding.places) for name, steps in items.items()}
    scores = totalled(scheme, rows, {name: steps.score for name, steps in items.items()})
    deductions: dict[tuple[str, str | None], tuple[DeductionStep, ...]] = {}
    for one in record.deductions:
        key = one.entry, one.module
        deductions[key] = (*deductions.get(key, ()), DeductionStep(one.points, one.reason))
    placings = {placing.row: placing for placing in computation.placings}
    ranked = dict(zip(placings, computation.ranked, strict=True))
    below: dict[int | None, list[int]] = {}
    for row, placing in placings.items():
        below.setdefault(placing.above, []).append(row)
    return _Ground(
        record, computation, rows, items, shown, scores, deductions, placings, ranked, below
    )


def _shown(steps: ItemSteps, places: int) -> _Shown:
    return _Shown(
        steps.combined.written(places),
        steps.panel.written(places),
        steps.steps.written(0) if steps.steps else [None] * len(steps.cells),
        steps.scored.written(places),
        steps.exact.written(places),
        steps.score.written(places),
    )


def _explained(ground: _Ground, number: int, position: int) -> Explanation:
    """Explain the entry with this number in the record, which has this position in the steps."""
    record, scores = ground.record, ground.scores
    entry, places = record.entries[number], record.scheme.rounding.places
    return Explanation(
        entry=entry,
        better=record.scheme.better,
        rounding=record.scheme.rounding,
        modules=tuple(_module(ground, each, number, position) for each in record.scheme.modules),
        sum=scores.sum.shown(position, places),
        deductions=ground.deductions.get((entry.id, None), ()),
        floored=scores.less.values[position] != scores.exact.values[position],
        exact=scores.exact.shown(position, places),
        total=scores.total.shown(position, places),
        standing=_standing(ground, number),
    )


def _module(ground: _Ground, module: Module, number: int, position: int) -> ModuleStep:
    record, steps = ground.record, ground.scores.modules[module.id]
    places = record.scheme.rounding.places
    return ModuleStep(
        module=module,
        items=tuple(_item(ground, aspect, number, position) for aspect in module.aspects),
        sum=steps.sum.shown(position, places),
        deductions=ground.deductions.get((record.entries[number].id, module.id), ()),
        floored=steps.less.values[position] != steps.exact.values[position],
        exact=steps.exact.shown(position, places),
        score=steps.score.shown(position, places),
        passed=steps.passed[position],
        weighed=steps.weighed.shown(position, places),
        weighted=steps.weighted.shown(position, places),
    )


def _item(ground: _Ground, aspect: Aspect, number: int, position: int) -> ItemStep:
    table, steps = ground.record.marks, ground.items[aspect.id]
    shown = ground.shown[aspect.id]
    difficulty = ground.rows.difficulties.get(aspect.id, {}).get(position, ONE)
    why, detail = steps.open.get(position, (None, ""))
    given = table.marks(number, table.aspect_numbers[aspect.id])
    return ItemStep(
        aspect=aspect,
        marks=_marks(aspect, given, steps, position),
        difficulty=exact(difficulty.numerator, difficulty.denominator),
        combined=shown.combined[position],
        panel=shown.panel[position],
        steps=shown.steps[position],
        scored=shown.scored[position],
        exact=shown.exact[position],
        score=shown.score[position],
        why=why,
        detail=detail,
    )


def _marks(
    aspect: Aspect, given: list[tuple[str, Decimal | str]], steps: ItemSteps, position: int
) -> tuple[MarkStep, ...]:
    """Set beside each judge's mark what it counts and whether the panel dropped it."""
    cell = steps.cells[position]
    out = [False] * len(cell) if position in steps.open else dropped(aspect.panel, cell)
    return tuple(
        MarkStep(judge, mark, exact(value, steps.unit), dropped=is_out)
        for (judge, mark), value, is_out in zip(given, cell, out, strict=True)
    )


def _standing(ground: _Ground, number: int) -> StandingStep:
    """Find the place, who shares it, and how the tie keys compare with the entry above."""
    placing, ranked = ground.placings[number], ground.ranked
    if placing.place is None:
        return StandingStep()
    above = None if placing.above is None else ranked[placing.above]
    equals = tuple(
        ranked[row].entry.id
        for row in ground.below[placing.above]
        if row != number and ranked[row].takes_place
    )
    return StandingStep(
        placing.place,
        placing.shared,
        equals,
        above.entry.id if above else None,
        above.total if above else None,
        _keys(ground.record, ground.computation, placing),
    )


def _keys(record: EventRecord, computation: Computation, placing: Placing) -> tuple[KeyStep, ...]:
    """Set the values of the tie keys side by side, up to the one that decided."""
    decided_by, above = placing.decided_by, placing.above
    if decided_by is None or above is None:
        return ()
    ties, places = record.policies.ties, record.scheme.rounding.places
    compared = []
    for key in ties[: ties.index(decided_by) + 1]:
        column = computation.contest.keys[key]
        own, theirs = column.shown(placing.row, places), column.shown(above, places)
        compared.append(KeyStep(key, own, theirs, decided=key == decided_by))
    return tuple(compared)
