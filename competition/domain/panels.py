"""How a panel's marks become one: which are dropped, which are combined, when there are too few."""

from math import lcm
from operator import itemgetter

from competition.domain.columns import Column
from competition.domain.mark_table import Cells
from competition.domain.marking import Combine, Panel


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


def dropped(panel: Panel, cell: list[int]) -> list[bool]:
    """Tell for each mark of a cell, in its own order, whether it was dropped."""
    order = sorted(range(len(cell)), key=cell.__getitem__)
    counting = set(order[kept(panel, len(cell))])
    return [position not in counting for position in range(len(cell))]


def combined(panel: Panel, cells: Cells, unit: int) -> Column:
    """Combine each cell into one number; None where too few marks are present.

    Rule SCO-03: the mean, median or sum of the marks that count. A missing mark is left out.
    """
    counts = set(map(len, cells))
    common = lcm(*(_divisor(panel, count) for count in counts if is_enough(panel, count)))
    if len(counts) == 1:
        return Column(_added(panel, cells, common), unit * common)
    values: list[int | None] = [None] * len(cells)
    for count in counts:
        rows = [row for row, cell in enumerate(cells) if len(cell) == count]
        for row, value in zip(
            rows, _added(panel, [cells[row] for row in rows], common), strict=True
        ):
            values[row] = value
    return Column(values, unit * common)


def _added(panel: Panel, cells: Cells, common: int) -> list[int | None]:
    """Combine cells that all hold equally many marks; the answers are over `common`."""
    present = len(cells[0])
    if not is_enough(panel, present):
        return [None] * len(cells)
    span = _counting(panel, present)
    counting = cells if span == slice(0, present) else map(itemgetter(span), map(sorted, cells))
    sums = map(sum, counting)
    weight = common // _divisor(panel, present)
    return list(sums) if weight == 1 else [total * weight for total in sums]


def _divisor(panel: Panel, present: int) -> int:
    """What the marks that count, added up, are divided by."""
    return 1 if panel.combine is Combine.SUM else len(range(present)[_counting(panel, present)])


def _counting(panel: Panel, present: int) -> slice:
    """Narrow the marks kept to the middle one or two when the median is asked for."""
    span = kept(panel, present)
    if panel.combine is not Combine.MEDIAN:
        return span
    return slice((span.start + span.stop - 1) // 2, (span.start + span.stop) // 2 + 1)
