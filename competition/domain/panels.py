"""How a panel's marks become one: which are dropped, which are combined, when there are too few."""

from collections.abc import Callable
from functools import partial
from math import lcm

from competition.domain.columns import Column
from competition.domain.mark_table import Cells
from competition.domain.marking import Combine, Panel

Cell = list[int]
Combiner = Callable[[Cell], int | None]


def kept(panel: Panel, present: int) -> slice:
    """Tell which of `present` marks, from low to high, count.

    Rule SCO-02: highest and lowest marks are dropped, one occurrence each, only from
    `drop_from` marks on and only while more are present than would be dropped.
    """
    dropped = panel.drop_low + panel.drop_high
    if present >= panel.drop_from and present > dropped:
        return slice(panel.drop_low, present - panel.drop_high)
    return slice(0, present)


def is_enough(panel: Panel, present: int) -> bool:
    """Tell whether so many marks make a panel. Rule SCO-01: no mark at all is never enough."""
    return present >= max(1, panel.minimum)


def dropped(panel: Panel, cell: Cell) -> list[bool]:
    """Tell for each mark of a cell, in its own order, whether it was dropped."""
    order = sorted(range(len(cell)), key=cell.__getitem__)
    counting = set(order[kept(panel, len(cell))])
    return [position not in counting for position in range(len(cell))]


def combined(panel: Panel, cells: Cells, unit: int) -> Column:
    """Combine each cell into one number; None where too few marks are present.

    Rule SCO-03: the mean, median or sum of the marks that count. A missing mark is left out.
    """
    counts = set(map(len, cells))
    shares = {count: _divisor(panel, count) for count in counts if is_enough(panel, count)}
    common = lcm(*shares.values())
    combiners = {
        count: _combiner(panel, count, common // shares[count]) if count in shares else _nothing
        for count in counts
    }
    if len(combiners) == 1:
        (combine,) = combiners.values()
        return Column(list(map(combine, cells)), unit * common)
    return Column([combiners[len(cell)](cell) for cell in cells], unit * common)


def _divisor(panel: Panel, present: int) -> int:
    """What the marks that count, added up, are divided by."""
    counting = len(range(present)[_counting(panel, present)])
    return 1 if panel.combine is Combine.SUM else counting


def _counting(panel: Panel, present: int) -> slice:
    """Narrow the marks kept to the middle one or two when the median is asked for."""
    span = kept(panel, present)
    if panel.combine is not Combine.MEDIAN:
        return span
    return slice((span.start + span.stop - 1) // 2, (span.start + span.stop) // 2 + 1)


def _combiner(panel: Panel, present: int, weight: int) -> Combiner:
    """Make the function that adds up the marks that count, times `weight`."""
    span = _counting(panel, present)
    if span == slice(0, present):
        return sum if weight == 1 else lambda cell: sum(cell) * weight
    return partial(_sum_of_sorted, span, weight)


def _sum_of_sorted(span: slice, weight: int, cell: Cell) -> int:
    return sum(sorted(cell)[span]) * weight


def _nothing(_cell: Cell) -> None:
    return None
