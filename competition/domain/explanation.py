"""How one entry's result came about, step by step, as data: from marks to place.

The functions that scored everybody are run again on the one entry, so nothing is decided twice.
Numbers have all their digits; what a stage rounded has the places of the rounding.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from competition.domain.computing import Computation, compute_places
from competition.domain.entries import Entry
from competition.domain.marking import Aspect, Better, Module
from competition.domain.numbers import Rounding, exact
from competition.domain.panels import dropped
from competition.domain.policies import TieKey
from competition.domain.ranking import Placing
from competition.domain.results import EventRecord, Why
from competition.domain.scoring import (
    ItemSteps,
    Rows,
    Scores,
    item_steps,
    row_of,
    scored,
)


@dataclass(frozen=True, slots=True)
class MarkStep:
    """One judge's mark: what was given (or chosen), what it counts, whether it was dropped."""

    judge: str
    given: Decimal | str
    counts: Decimal
    dropped: bool


@dataclass(frozen=True, slots=True)
class ItemStep:
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


@dataclass(frozen=True, slots=True)
class DeductionStep:
    """Points that were taken off, and what for."""

    points: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class ModuleStep:
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


@dataclass(frozen=True, slots=True)
class KeyStep:
    """One tie key: this entry's value, the value of the one above, and whether it decided."""

    key: TieKey
    own: Decimal | None
    above: Decimal | None
    decided: bool


@dataclass(frozen=True, slots=True)
class StandingStep:
    """Where the total stands: the place, who shares it, and the first entry directly above.

    `keys` compares the tie keys with the entry above, when both have the same total.
    """

    place: int | None = None
    shared: bool = False
    equals: tuple[str, ...] = ()
    above: str | None = None
    above_total: Decimal | None = None
    keys: tuple[KeyStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
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
    rows, places = row_of(record, entry), record.scheme.rounding.places
    scores = scored(record.scheme, rows)
    return Explanation(
        entry=record.entries[number],
        better=record.scheme.better,
        rounding=record.scheme.rounding,
        modules=tuple(
            _module(record, number, each, rows, scores) for each in record.scheme.modules
        ),
        sum=scores.sum.shown(0, places),
        deductions=_deductions(record, entry, None),
        floored=scores.less != scores.exact,
        exact=scores.exact.shown(0, places),
        total=scores.total.shown(0, places),
        standing=_standing(record, number, computation),
    )


def _module(
    record: EventRecord, number: int, module: Module, rows: Rows, scores: Scores
) -> ModuleStep:
    places, steps = record.scheme.rounding.places, scores.modules[module.id]
    return ModuleStep(
        module=module,
        items=tuple(_item(record, number, aspect, rows) for aspect in module.aspects),
        sum=steps.sum.shown(0, places),
        deductions=_deductions(record, rows.entries[0], module.id),
        floored=steps.less != steps.exact,
        exact=steps.exact.shown(0, places),
        score=steps.score.shown(0, places),
        passed=steps.passed[0],
        weighed=steps.weighed.shown(0, places),
        weighted=steps.weighted.shown(0, places),
    )


def _item(record: EventRecord, number: int, aspect: Aspect, rows: Rows) -> ItemStep:
    position = record.marks.aspect_numbers[aspect.id]
    steps = item_steps(aspect, record.scheme.rounding, rows, rows.cells[position])
    places = record.scheme.rounding.places
    difficulty = rows.difficulties.get(aspect.id, {}).get(0, Fraction(1))
    why, detail = steps.open.get(0, (None, ""))
    return ItemStep(
        aspect=aspect,
        marks=_marks(aspect, record.marks.marks(number, position), steps),
        difficulty=exact(difficulty.numerator, difficulty.denominator),
        combined=steps.combined.shown(0, places),
        panel=steps.panel.shown(0, places),
        steps=steps.steps.shown(0) if steps.steps else None,
        scored=steps.scored.shown(0, places),
        exact=steps.exact.shown(0, places),
        score=steps.score.shown(0, places),
        why=why,
        detail=detail,
    )


def _marks(
    aspect: Aspect, given: list[tuple[str, Decimal | str]], steps: ItemSteps
) -> tuple[MarkStep, ...]:
    """Set beside each judge's mark what it counts and whether the panel dropped it."""
    (cell,) = steps.cells
    out = [False] * len(cell) if steps.open else dropped(aspect.panel, cell)
    return tuple(
        MarkStep(judge, mark, exact(value, steps.unit), dropped=is_out)
        for (judge, mark), value, is_out in zip(given, cell, out, strict=True)
    )


def _deductions(record: EventRecord, entry: str, module: str | None) -> tuple[DeductionStep, ...]:
    return tuple(
        DeductionStep(deduction.points, deduction.reason)
        for deduction in record.deductions
        if deduction.entry == entry and deduction.module == module
    )


def _standing(record: EventRecord, number: int, computation: Computation) -> StandingStep:
    """Find the place, who shares it, and how the tie keys compare with the entry above."""
    ranked = dict(zip((p.row for p in computation.placings), computation.ranked, strict=True))
    placing = next(each for each in computation.placings if each.row == number)
    if placing.place is None:
        return StandingStep()
    above = None if placing.above is None else ranked[placing.above]
    equals = tuple(
        record.entries[each.row].id
        for each in computation.placings
        if each.above == placing.above and each.row != number and ranked[each.row].takes_place
    )
    return StandingStep(
        placing.place,
        placing.shared,
        equals,
        above.entry.id if above else None,
        above.total if above else None,
        _keys(record, computation, placing),
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
