"""What totals may still become while marks are missing: the lowest and the highest completion.

A completion gives every open item as many marks as its panel may still give, each within the
range of its aspect. Scoring never falls when a mark rises, so the two ends bound all others.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from math import lcm

from competition.domain.calculations import chosen
from competition.domain.columns import Column
from competition.domain.mark_table import Cells
from competition.domain.marking import Aspect, AspectKind, Choice, Ladder, Panel
from competition.domain.numbers import Rounding, Stage, decimals
from competition.domain.ranking import PLACED
from competition.domain.results import EventRecord
from competition.domain.scoring import GRADES, Rows, Scores, item_steps, rows_of, totalled

ZERO, ONE = Decimal(0), Fraction(1)
Span = tuple[Fraction, Fraction | None]
"""The lowest and the highest score that an item may still get; None has no limit."""

PanelSizes = Mapping[str, int | Sequence[int]]
"""How many judges will mark each aspect: the same for all entries, or one number an entry."""


@dataclass(frozen=True, slots=True)
class Completions:
    """All entries scored with every missing mark as low, and as high, as can be.

    `unfinished` are the rows whose marks are not all there; where nothing limits the high end,
    their total there is None.
    """

    lowest: Scores
    highest: Scores
    unfinished: frozenset[int]


@dataclass(frozen=True, slots=True)
class Gap:
    """A cell that waits for marks: those that stay, and how few and how many there may be."""

    marks: tuple[int, ...]
    fewest: int
    most: int


def completions(record: EventRecord, panel_sizes: PanelSizes | None = None) -> Completions:
    """Bound what every total may still become. Rule FOR-01.

    Takes how many judges will mark each aspect (by aspect id; entries in the record's order). For
    an aspect not named there, items with enough marks are final, and an open one gets no more
    marks than any entry has for it.
    """
    scheme, rows, sizes = record.scheme, rows_of(record), panel_sizes or {}
    lows: dict[str, Column] = {}
    highs: dict[str, Column] = {}
    unfinished: set[int] = set()
    for aspect, cells in zip(scheme.aspects, rows.cells, strict=True):
        steps = item_steps(aspect, scheme.rounding, rows, cells)
        gaps = {
            row: gap
            for row, gap in _gaps(aspect, rows, cells, steps.open, sizes.get(aspect.id)).items()
            if record.entries[row].standing in PLACED
        }
        spans = _spans(aspect, scheme.rounding, rows, gaps)
        lows[aspect.id] = _patched(steps.score, {row: low for row, (low, _) in spans.items()})
        highs[aspect.id] = _patched(steps.score, {row: high for row, (_, high) in spans.items()})
        unfinished |= gaps.keys()
    lowest, highest = (totalled(scheme, rows, items) for items in (lows, highs))
    return Completions(lowest, highest, frozenset(unfinished))


def _gaps(
    aspect: Aspect,
    rows: Rows,
    cells: Cells,
    open_: Iterable[int],
    panel_size: int | Sequence[int] | None,
) -> dict[int, Gap]:
    """Find the cells that wait for marks, by row; grades too far apart are all given anew."""
    least = max(1, aspect.panel.minimum)
    usual = max(map(len, cells), default=0) if panel_size is None else panel_size
    sizes = [usual] * len(cells) if isinstance(usual, int) else usual
    waiting = set(open_)
    if panel_size is not None:
        waiting |= {row for row, cell in enumerate(cells) if len(cell) < sizes[row]}
    gaps = {}
    for row in waiting:
        cell = cells[row]
        graded = aspect.kind is AspectKind.JUDGEMENT and cell
        too_far = graded and max(cell) - min(cell) > aspect.max_spread * rows.unit
        marks = () if too_far else tuple(cell)
        gaps[row] = Gap(marks, max(least, len(marks)), max(least, sizes[row], len(cell)))
    return gaps


def _spans(
    aspect: Aspect, rounding: Rounding, rows: Rows, gaps: Mapping[int, Gap]
) -> dict[int, Span]:
    """Score the lowest and the highest fillings of each gap, all at once; equal gaps only once."""
    difficulties = rows.difficulties.get(aspect.id, {})
    questions = {row: (gap, difficulties.get(row, ONE)) for row, gap in gaps.items()}
    way = _way(aspect, rounding, rows.unit)
    fillings = {(gap, harder): _fillings(way, gap) for gap, harder in questions.values()}
    filled = [(cell, harder) for (_, harder), cells in fillings.items() for cell in cells]
    scores = iter(_scores(way, filled))
    answers = {}
    for question, cells in fillings.items():
        found = list(islice(scores, len(cells)))
        answers[question] = min(found), max(found) if way.limited else None
    return {row: answers[question] for row, question in questions.items()}


@dataclass(frozen=True, slots=True)
class _Way:
    """How the gaps of one aspect are filled: scored as `aspect`, with marks over `unit`.

    `outcomes` are all the marks a measured value may come to; else None, and judges' marks range.
    """

    aspect: Aspect
    rounding: Rounding
    unit: int
    scale: int = 1
    outcomes: tuple[int, ...] | None = None

    @property
    def limited(self) -> bool:
        """Whether there is a highest mark."""
        return self.outcomes is not None or self.aspect.maximum is not None


def _way(aspect: Aspect, rounding: Rounding, unit: int) -> _Way:
    """Find how to fill an aspect: by labels, by what a calculation may come to, or by marks."""
    if isinstance(aspect.calculation, Choice):
        return _Way(aspect, rounding, unit)
    if aspect.calculation is None:
        scale = lcm(unit, 10 ** decimals(aspect.maximum or ZERO)) // unit
        return _Way(aspect, rounding, unit * scale, scale)
    marks = [ZERO, aspect.maximum or ZERO]
    if isinstance(aspect.calculation, Ladder):
        marks = [aspect.calculation.beyond, *(mark for _, mark in aspect.calculation.rungs)]
    finer = lcm(*(10 ** decimals(mark) for mark in marks))
    plain = replace(aspect, kind=AspectKind.SCORE, calculation=None, panel=Panel())
    later = replace(rounding, stages=rounding.stages - {Stage.PANEL})
    outcomes = tuple(int(Fraction(mark) * finer) for mark in marks)
    return _Way(plain, later, finer, outcomes=outcomes)


def _fillings(way: _Way, gap: Gap) -> Cells:
    """Fill one gap with as few and as many of the lowest or highest marks as may come."""
    if way.outcomes is not None:
        return [[mark] for mark in way.outcomes]
    marks = [mark * way.scale for mark in gap.marks]
    counts = range(gap.fewest, gap.most + 1)
    ends = _ends(way.aspect, way.unit, marks)
    return [[*marks, *[end] * (count - len(marks))] for end in ends for count in counts]


def _scores(way: _Way, filled: Sequence[tuple[list[int], Fraction]]) -> list[Fraction]:
    """Score filled cells, each with its difficulty, as scoring does."""
    cells = [cell for cell, _ in filled]
    harder = {row: difficulty for row, (_, difficulty) in enumerate(filled) if difficulty != ONE}
    rows = Rows(("",) * len(cells), way.unit, [cells], {way.aspect.id: harder}, {})
    score = item_steps(way.aspect, way.rounding, rows, cells).score
    return [Fraction(value, score.unit) for value in score.values if value is not None]


def _ends(aspect: Aspect, unit: int, marks: list[int]) -> list[int]:
    """Give the lowest and the highest mark that a judge may give; only the lowest if no limit."""
    if isinstance(aspect.calculation, Choice):
        labels = range(len(aspect.calculation.deduct))
        worth, _ = chosen(aspect.calculation, aspect.maximum or ZERO, [[label] for label in labels])
        return [min(labels, key=worth.__getitem__), max(labels, key=worth.__getitem__)]
    if aspect.kind is AspectKind.JUDGEMENT:
        spread, top = aspect.max_spread * unit, GRADES * unit
        low = max(0, max(marks, default=0) - spread)
        return [low, min(top, min(marks, default=top) + spread)]
    if aspect.maximum is None:
        return [0]
    return [0, int(Fraction(aspect.maximum) * unit)]


def _patched(column: Column, numbers: Mapping[int, Fraction | None]) -> Column:
    """Put other numbers in some rows of a column."""
    unit = lcm(column.unit, *(number.denominator for number in numbers.values() if number))
    values = column.over(unit).values.copy()
    for row, number in numbers.items():
        values[row] = None if number is None else int(number * unit)
    return Column(values, unit)
