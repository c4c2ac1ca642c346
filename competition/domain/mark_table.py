"""All marks of an event in columns: exact integers, one cell per aspect and entry.

A cell holds the marks present, in the order of the table's judges; a mark that is missing is
simply not there. Marks are whole numbers of 10^-`places` (thousandths at first; the table refines
itself when a finer mark comes). The mark of a choice aspect is the position of its label.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import compress, count, islice
from operator import lt, ne, or_

from competition.domain.entries import Mark
from competition.domain.errors import RuleViolation
from competition.domain.marking import Aspect, Choice
from competition.domain.numbers import decimals, from_units, to_units

Cells = list[list[int]]


class MarkTable:
    """The marks of an event. `entries` and `aspects` are ids, in the order of the record.

    `cells[aspect][entry]` lists the marks; bit j of `seen[aspect][entry]` tells that judge j is
    among them. Grows by `add` (readable) and `extend` (quick); not to be changed once computed.
    """

    __slots__ = (
        "aspect_numbers",
        "aspects",
        "cells",
        "entries",
        "entry_numbers",
        "judge_numbers",
        "judges",
        "labels",
        "places",
        "seen",
    )

    def __init__(self, entries: Iterable[str], aspects: Iterable[Aspect]) -> None:
        marked = tuple(aspects)
        self.entries: tuple[str, ...] = tuple(entries)
        self.aspects: tuple[str, ...] = tuple(aspect.id for aspect in marked)
        self.judges: list[str] = []
        self.places = 3
        self.labels: tuple[tuple[str, ...] | None, ...] = tuple(map(choice_labels, marked))
        self.cells: list[Cells] = [[[] for _ in self.entries] for _ in marked]
        self.seen: list[list[int]] = [[0] * len(self.entries) for _ in marked]
        self.entry_numbers = {entry: number for number, entry in enumerate(self.entries)}
        self.aspect_numbers = {aspect: number for number, aspect in enumerate(self.aspects)}
        self.judge_numbers: dict[str, int] = {}

    @classmethod
    def of(
        cls, entries: Iterable[str], aspects: Iterable[Aspect], marks: Iterable[Mark]
    ) -> "MarkTable":
        """Build a table from marks one by one.

        Raises RuleViolation MRK-01 for a second mark of the same entry, aspect and judge.
        """
        table = cls(entries, aspects)
        for mark in marks:
            if not table.add(mark):
                raise RuleViolation(
                    "MRK-01",
                    "Entry %(entry)s has two marks of judge %(judge)s for item %(item)s.",
                    field="marks",
                    entry=mark.entry,
                    judge=mark.judge,
                    item=mark.aspect,
                )
        return table

    def judge_number(self, judge: str) -> int:
        """Number a judge, counting from 0 in order of first appearance."""
        number = self.judge_numbers.setdefault(judge, len(self.judges))
        if number == len(self.judges):
            self.judges.append(judge)
        return number

    def add(self, mark: Mark) -> bool:
        """Add one mark; the answer is False, and nothing changed, if that judge has one there."""
        aspect = self.aspect_numbers[mark.aspect]
        labels = self.labels[aspect]
        if labels is not None:
            places, value = 0, labels.index(str(mark.value))
        else:
            number = Decimal(mark.value)
            places = decimals(number)
            value = to_units(number, places)
        row = self.entry_numbers[mark.entry], aspect, self.judge_number(mark.judge), value
        return not self.extend(*([cell] for cell in row), places=places)

    def extend(
        self,
        entries: Sequence[int],
        aspects: Sequence[int],
        judges: Sequence[int],
        values: Sequence[int],
        *,
        places: int = 3,
    ) -> list[int]:
        """Add many marks, given as four columns of numbers; `values` are units of 10^-`places`.

        Numbers are positions in `entries`, `aspects` and `judges`; a choice aspect's value is the
        position of its label in `labels[aspect]`. The four columns are equally long.
        Returns the positions in the columns that repeat an (entry, aspect, judge); of those the
        first mark stays. Rule MRK-01.
        """
        if places > self.places:
            self._refine(places)
        finer = 10 ** (self.places - places)
        shared = {value: value * finer for value in set(values)}  # equal marks are one object
        if any(self.labels):
            units = [
                value if self.labels[aspect] else shared[value]
                for aspect, value in zip(aspects, values, strict=True)
            ]
        else:
            units = [shared[value] for value in values]
        return self._place(entries, aspects, judges, units)

    def marks(self, entry: int, aspect: int) -> list[tuple[str, Decimal | str]]:
        """List one cell as (judge, mark or label), in the order of the table's judges."""
        present = self.seen[aspect][entry]
        judges = self.judges
        if present.bit_count() < len(judges):
            judges = [judge for number, judge in enumerate(judges) if present >> number & 1]
        labels, cell = self.labels[aspect], self.cells[aspect][entry]
        if labels is not None:
            return [(judge, labels[value]) for judge, value in zip(judges, cell, strict=True)]
        places = self.places
        return [
            (judge, from_units(value, places)) for judge, value in zip(judges, cell, strict=True)
        ]

    def copy(self) -> "MarkTable":
        """Copy the table, to ask what would be if there were more marks."""
        twin = object.__new__(MarkTable)
        for name in self.__slots__:
            setattr(twin, name, getattr(self, name))
        twin.judges, twin.judge_numbers = self.judges.copy(), self.judge_numbers.copy()
        twin.cells = [[cell.copy() for cell in column] for column in self.cells]
        twin.seen = [column.copy() for column in self.seen]
        return twin

    def __len__(self) -> int:
        return sum(len(cell) for column in self.cells for cell in column)

    def __iter__(self) -> Iterator[Mark]:
        """Every mark, by entry, then aspect, then judge."""
        for number, entry in enumerate(self.entries):
            for position, aspect in enumerate(self.aspects):
                for judge, value in self.marks(number, position):
                    yield Mark(entry, aspect, judge, value)

    def _place(
        self,
        entries: Sequence[int],
        aspects: Sequence[int],
        judges: Sequence[int],
        values: list[int],
    ) -> list[int]:
        """Put all marks into their cells: whole cells where they come so, else one by one."""
        stops = _run_ends(entries, aspects)
        if 2 * len(stops) > len(values):
            return self._place_each(range(len(values)), entries, aspects, judges, values)
        repeated: list[int] = []
        orders: dict[tuple[int, ...], int] = {}
        given, start = tuple(judges), 0
        for stop in stops:
            run, entry, aspect = given[start:stop], entries[start], aspects[start]
            bits = orders.get(run)
            if bits is None:
                bits = orders.setdefault(run, _bits_in_order(run))
            if bits and not self.seen[aspect][entry]:
                self.cells[aspect][entry] = values[start:stop]
                self.seen[aspect][entry] = bits
            else:
                rows = range(start, stop)
                repeated += self._place_each(rows, entries, aspects, judges, values)
            start = stop
        return repeated

    def _place_each(
        self,
        rows: range,
        entries: Sequence[int],
        aspects: Sequence[int],
        judges: Sequence[int],
        values: Sequence[int],
    ) -> list[int]:
        """Put the marks of these rows among those of their cells, in the order of the judges."""
        repeated = []
        cells, seen = self.cells, self.seen
        for row in rows:
            entry, aspect = entries[row], aspects[row]
            bit, present = 1 << judges[row], seen[aspect][entry]
            if bit > present:
                cells[aspect][entry].append(values[row])
            elif present & bit:
                repeated.append(row)
                continue
            else:
                cells[aspect][entry].insert((present & (bit - 1)).bit_count(), values[row])
            seen[aspect][entry] = present | bit
        return repeated

    def _refine(self, places: int) -> None:
        """Hold every mark in a finer unit."""
        finer = 10 ** (places - self.places)
        for labels, column in zip(self.labels, self.cells, strict=True):
            if labels is None:
                column[:] = [[value * finer for value in cell] for cell in column]
        self.places = places


def _run_ends(entries: Sequence[int], aspects: Sequence[int]) -> list[int]:
    """Where the marks of one cell that follow each other end."""
    entry_changes = map(ne, entries, islice(entries, 1, None))
    aspect_changes = map(ne, aspects, islice(aspects, 1, None))
    return [*compress(count(1), map(or_, entry_changes, aspect_changes)), len(entries)]


def _bits_in_order(judges: tuple[int, ...]) -> int:
    """The bits of judges who come in their order, each once; 0 for any others."""
    in_order = all(map(lt, judges, judges[1:]))
    return sum(1 << judge for judge in judges) if in_order else 0


def choice_labels(aspect: Aspect) -> tuple[str, ...] | None:
    """The labels that a judge chooses from, or None where a number is given."""
    if isinstance(aspect.calculation, Choice):
        return tuple(label for label, _ in aspect.calculation.deduct)
    return None
