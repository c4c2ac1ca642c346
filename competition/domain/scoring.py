"""From marks to scores (成绩): item, module, weighted, total, each rounded where the scheme says.

The same functions score all entries at once and one entry for its explanation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from competition.domain.calculations import calculated, chosen, steps_away
from competition.domain.columns import Column, summed
from competition.domain.mark_table import Cells
from competition.domain.marking import (
    Aspect,
    AspectKind,
    Better,
    Choice,
    Difference,
    MarkingScheme,
    Module,
)
from competition.domain.numbers import Rounding, Stage
from competition.domain.panels import combined, is_enough
from competition.domain.results import EventRecord, OpenItem, Why

GRADES = 3
ZERO = Decimal(0)
Amounts = Mapping[int, Fraction]


@dataclass(frozen=True, slots=True)
class Rows:
    """What scoring needs to know of some entries: of all, or of one.

    `cells[aspect][row]` in units of 1/`unit`; amounts by row. `deductions[None]` is off the total.
    """

    entries: tuple[str, ...]
    unit: int
    cells: Sequence[Cells]
    difficulties: Mapping[str, Amounts]
    deductions: Mapping[str | None, Amounts]


@dataclass(frozen=True, slots=True)
class ItemSteps:
    """One aspect on its way: the marks over their unit, combined, after the panel stage, steps
    away from the target, on the aspect's scale, with factor and difficulty, rounded; and who has
    no score yet.
    """

    cells: Cells
    unit: int
    combined: Column
    panel: Column
    steps: Column | None
    scored: Column
    exact: Column
    score: Column
    open: dict[int, tuple[Why, str]]


@dataclass(frozen=True, slots=True)
class ModuleSteps:
    """One module on its way: sum of items, less deductions, floored, score, weighted, passed."""

    sum: Column
    less: Column
    exact: Column
    score: Column
    weighed: Column
    weighted: Column
    passed: list[bool | None]


@dataclass(frozen=True, slots=True)
class Scores:
    """Every item's score, every module's and the total's steps, and the items still open by row."""

    items: dict[str, Column]
    modules: dict[str, ModuleSteps]
    sum: Column
    less: Column
    exact: Column
    total: Column
    open: dict[int, list[OpenItem]]


def rows_of(record: EventRecord) -> Rows:
    """Take all entries of an event, in its order."""
    table = record.marks
    return Rows(
        table.entries,
        10**table.places,
        table.cells,
        _difficulties(record, table.entry_numbers),
        _deductions(record, table.entry_numbers),
    )


def row_of(record: EventRecord, entry: str) -> Rows:
    """Take one entry of an event."""
    table = record.marks
    number = table.entry_numbers[entry]
    cells = [[column[number]] for column in table.cells]
    only = {entry: 0}
    return Rows(
        (entry,), 10**table.places, cells, _difficulties(record, only), _deductions(record, only)
    )


def scored(scheme: MarkingScheme, rows: Rows) -> Scores:
    """Score every entry from its marks."""
    items: dict[str, Column] = {}
    open_: dict[int, list[OpenItem]] = {}
    for aspect, cells in zip(scheme.aspects, rows.cells, strict=True):
        steps = item_steps(aspect, scheme.rounding, rows, cells)
        items[aspect.id] = steps.score
        for row, (why, detail) in steps.open.items():
            item = OpenItem(rows.entries[row], aspect.id, why, detail)
            open_.setdefault(row, []).append(item)
    return totalled(scheme, rows, items, open_)


def totalled(
    scheme: MarkingScheme,
    rows: Rows,
    items: dict[str, Column],
    open_: dict[int, list[OpenItem]] | None = None,
) -> Scores:
    """Add item scores up to modules and total. Rule SCO-13.

    Takes one column an aspect; they may be supposed ones, to ask what would be.
    """
    rounding = scheme.rounding
    modules = {module.id: module_steps(scheme, module, rows, items) for module in scheme.modules}
    weighted = [steps.weighted for steps in modules.values()]
    sum_ = summed(weighted, len(rows.entries))
    less = sum_.less(rows.deductions.get(None, {}))
    exact = less.at_least_zero() if scheme.floor_at_zero else less
    total = exact.after(Stage.TOTAL, rounding)
    return Scores(items, modules, sum_, less, exact, total, open_ or {})


def item_steps(aspect: Aspect, rounding: Rounding, rows: Rows, cells: Cells) -> ItemSteps:
    """Score one aspect: panel, calculation or scale, factor and difficulty, rounding."""
    unit, calculation = rows.unit, aspect.calculation
    if isinstance(calculation, Choice):
        cells, unit = chosen(calculation, _maximum(aspect), cells)
    open_ = _open(aspect, cells, rows.unit)
    settled = [[] if row in open_ else cell for row, cell in enumerate(cells)] if open_ else cells
    together = combined(aspect.panel, settled, unit)
    panel = together.after(Stage.PANEL, rounding)
    steps = steps_away(calculation, panel) if isinstance(calculation, Difference) else None
    mark = scaled(aspect, panel)
    exact = mark.times(aspect.factor)
    if difficulties := rows.difficulties.get(aspect.id):
        exact = exact.times_each(difficulties)
    score = exact.after(Stage.ITEM, rounding)
    return ItemSteps(cells, unit, together, panel, steps, mark, exact, score, open_)


def scaled(aspect: Aspect, panel: Column) -> Column:
    """Bring the panel's value to the aspect's own scale, before factor and difficulty.

    Rules SCO-04: a score counts as it is; SCO-05: a grade is a third of the maximum.
    """
    if aspect.calculation is not None:
        return calculated(aspect.calculation, _maximum(aspect), panel)
    if aspect.kind is AspectKind.JUDGEMENT:
        return panel.times(_maximum(aspect)).divided(GRADES)
    return panel


def module_steps(
    scheme: MarkingScheme, module: Module, rows: Rows, items: Mapping[str, Column]
) -> ModuleSteps:
    """Add up a module, take its deductions off, weigh it and hold it against its pass mark.

    Rules SCO-10 (sum, deductions, floor), SCO-11 (weight), SCO-12 (pass mark).
    """
    columns = [items[aspect.id] for aspect in module.aspects]
    sum_ = summed(columns, len(rows.entries))
    less = sum_.less(rows.deductions.get(module.id, {}))
    exact = less.at_least_zero() if scheme.floor_at_zero else less
    score = exact.after(Stage.MODULE, scheme.rounding)
    weighed = score.times(module.weight)
    weighted = weighed.after(Stage.WEIGHTED, scheme.rounding)
    passed = _passed(scheme, module, score)
    return ModuleSteps(sum_, less, exact, score, weighed, weighted, passed)


def _open(aspect: Aspect, cells: Cells, unit: int) -> dict[int, tuple[Why, str]]:
    """Find the cells that have no score yet: too few marks, or grades too far apart.

    Rules SCO-01 and SCO-14.
    """
    open_: dict[int, tuple[Why, str]] = {}
    few = {count for count in set(map(len, cells)) if not is_enough(aspect.panel, count)}
    if few:
        least = max(1, aspect.panel.minimum)
        for row, cell in enumerate(cells):
            if len(cell) in few:
                open_[row] = Why.MISSING, f"{len(cell)} of at least {least} marks"
    if aspect.kind is AspectKind.JUDGEMENT:
        most = aspect.max_spread * unit
        for row, cell in enumerate(cells):
            if cell and max(cell) - min(cell) > most and row not in open_:
                open_[row] = Why.UNSETTLED, _spread([grade // unit for grade in sorted(cell)])
    return open_


def _maximum(aspect: Aspect) -> Decimal:
    """The maximum of an aspect that must have one; a scheme without it is refused before."""
    return aspect.maximum or ZERO


def _spread(grades: list[int]) -> str:
    return f"grades {', '.join(map(str, grades))} differ by {grades[-1] - grades[0]}"


def _passed(scheme: MarkingScheme, module: Module, score: Column) -> list[bool | None]:
    """Rule SCO-12: at least the pass mark, or at most where lower is better."""
    if module.pass_mark is None:
        return [None] * len(score.values)
    sign = 1 if scheme.better is Better.HIGHER else -1
    return [
        None if ahead is None else ahead * sign >= 0 for ahead in score.compared(module.pass_mark)
    ]


def _difficulties(record: EventRecord, rows: Mapping[str, int]) -> dict[str, dict[int, Fraction]]:
    """Gather difficulties by aspect and row; two for one item multiply."""
    gathered: dict[str, dict[int, Fraction]] = {}
    for difficulty in record.difficulties:
        row = rows.get(difficulty.entry)
        if row is not None:
            factors = gathered.setdefault(difficulty.aspect, {})
            factors[row] = factors.get(row, Fraction(1)) * Fraction(difficulty.value)
    return gathered


def _deductions(
    record: EventRecord, rows: Mapping[str, int]
) -> dict[str | None, dict[int, Fraction]]:
    """Add deductions up by module (None: off the total) and row."""
    gathered: dict[str | None, dict[int, Fraction]] = {}
    for deduction in record.deductions:
        row = rows.get(deduction.entry)
        if row is not None:
            points = gathered.setdefault(deduction.module, {})
            points[row] = points.get(row, Fraction(0)) + Fraction(deduction.points)
    return gathered
