"""The marks of a results bundle: each is checked against its item, then kept in a `MarkTable`.

A million marks are read here, so every mark is first looked up among what was checked before; only
what is new or wrong is read with care, and then every problem is named at its path.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from competition.domain.bundle_entries import NO_ENTRY
from competition.domain.bundle_policies import NO_ITEM
from competition.domain.document_values import (
    LONGEST_DECIMAL,
    decimal,
    identifier,
    known,
    text,
    word_of,
)
from competition.domain.documents import ONCE, RANGE, Fields, Node
from competition.domain.entries import Entry, Mark
from competition.domain.issues import Issue
from competition.domain.mark_table import MarkTable, choice_labels
from competition.domain.marking import Aspect, AspectKind, MarkingScheme
from competition.domain.numbers import to_units

MARK_KEYS = ("entry", "item", "judge", "value")
GRADES = (0, 1, 2, 3)
AT_A_TIME = 200_000


class MarkCollector:
    """Takes marks one by one or in columns; what is wrong goes to the issues of `node`.

    `unread` are items whose description is itself wrong: their marks are not checked further.
    """

    def __init__(
        self,
        node: Node,
        scheme: MarkingScheme,
        entries: Iterable[Entry],
        *,
        unread: frozenset[str] = frozenset(),
    ) -> None:
        self.node = node
        self.table = MarkTable((entry.id for entry in entries), scheme.aspects)
        self.places = self.table.places
        self._readers = {
            aspect.id: text if aspect.id in unread else value_of(aspect)
            for aspect in scheme.aspects
        }
        self._entry = known(frozenset(self.table.entry_numbers), NO_ENTRY)
        self._item = known(frozenset(self.table.aspect_numbers), NO_ITEM)
        self._units: dict[str, dict[str, int]] = {item: {} for item in self._readers}
        self._rows: list[int] = []
        self._columns: tuple[list[int], ...] = ([], [], [], [])

    def take_all(self) -> None:
        """Take every mark of the node, which is a list of objects."""
        if not isinstance(self.node.value, list):
            self.node.expected("must be a list, not %(found)s")
            return
        for row, mark in enumerate(self.node.value):
            if not self._take_known(row, mark):
                self.take(row, mark)
        self.flush()

    def take(self, row: int, mark: object) -> None:
        """Take one mark with care; `row` is its position among the marks."""
        issues = self.node.issues
        before = len(issues)
        fields = Fields(Node(mark, f"{self.node.path}[{row}]", issues), *MARK_KEYS)
        entry = fields.required("entry", self._entry)
        item = fields.required("item", self._item)
        judge = fields.nullable("judge", _judge)
        value = fields.required("value", self._readers.get(item, text))
        if len(issues) == before:
            units = self._remember(item, str(fields.at("value").value), value)
            self._keep(row, entry, item, self.table.judge_number(judge or ""), units)

    def take_columns(self, first_row: int, *columns: Sequence[int]) -> None:
        """Take marks known to be right: numbers of entries, items and judges, and units."""
        self.flush()
        self._extend(range(first_row, first_row + len(columns[0])), *columns)

    def units(self, item: str, value: str) -> int | None:
        """Check a value for an item: its number in units of 10^-`places`, None when it is wrong."""
        units = self._units[item].get(value)
        if units is None:
            trial = Node(value, "", [])
            read = self._readers[item](trial)
            if not trial.issues:
                units = self._remember(item, value, read)
        return units

    def judge_number(self, judge: str) -> int | None:
        """Number a judge; None when this cannot be a judge's id."""
        trial = Node(judge, "", [])
        _judge(trial)
        return None if trial.issues else self.table.judge_number(judge)

    def refine(self, values: Iterable[str]) -> None:
        """Make the unit fine enough for all of these values."""
        finest = max((len(value.partition(".")[2]) for value in values), default=0)
        finest = min(finest, LONGEST_DECIMAL)
        if finest > self.places:
            self.flush()
            self.places = finest
            self._units = {item: {} for item in self._units}

    def flush(self) -> None:
        """Hand the marks gathered so far to the table."""
        self._extend(self._rows, *self._columns)
        self._rows, self._columns = [], ([], [], [], [])

    def _take_known(self, row: int, mark: object) -> bool:
        """Take a mark of which every part was met before; False if there is something new."""
        if type(mark) is not dict or len(mark) != len(MARK_KEYS):
            return False
        try:
            item = mark["item"]
            units = self._units[item][mark["value"]]
            judge = self.table.judge_numbers[mark["judge"]]
            if mark["entry"] not in self.table.entry_numbers:
                return False
        except (KeyError, TypeError):
            return False
        self._keep(row, mark["entry"], item, judge, units)
        return True

    def _keep(self, row: int, entry: str, item: str, judge: int, units: int) -> None:
        entries, items, judges, values = self._columns
        self._rows.append(row)
        entries.append(self.table.entry_numbers[entry])
        items.append(self.table.aspect_numbers[item])
        judges.append(judge)
        values.append(units)
        if len(values) == AT_A_TIME:
            self.flush()

    def _remember(self, item: str, words: str, value: Decimal | str) -> int:
        self.refine([words])
        if isinstance(value, Decimal):
            units = to_units(value, self.places)
        else:
            units = self._label(item, value)
        self._units[item][words] = units
        return units

    def _label(self, item: str, label: str) -> int:
        labels = self.table.labels[self.table.aspect_numbers[item]] or (label,)
        return labels.index(label)

    def _extend(self, rows: Sequence[int], *columns: Sequence[int]) -> None:
        """Rule BND-05: at most one mark for an entry, item and judge."""
        entries, items, judges, values = columns
        repeated = self.table.extend(entries, items, judges, values, places=self.places)
        message = 'entry %(entry)s already has a mark of judge "%(judge)s" for item %(item)s'
        for position in repeated:
            path = f"{self.node.path}[{rows[position]}]"
            params: dict[str, object] = {
                "entry": self.table.entries[entries[position]],
                "judge": self.table.judges[judges[position]],
                "item": self.table.aspects[items[position]],
            }
            self.node.issues.append(Issue(ONCE, path, message, params))


def _judge(node: Node) -> str:
    """Read a judge's id; where nobody is named it is empty."""
    return "" if node.value == "" else identifier(node)


def value_of(aspect: Aspect) -> Callable[[Node], Decimal | str]:
    """Make a reader of the values that a judge may give for this aspect.

    Rule BND-04: a mark is within the range of its item, a grade 0, 1, 2 or 3, a label known.
    """
    labels = choice_labels(aspect)
    if labels is not None:
        return word_of(labels)
    if aspect.kind is AspectKind.JUDGEMENT:
        return lambda node: _grade(node, aspect)
    if aspect.calculation is not None:
        return decimal
    return lambda node: _mark(node, aspect)


def _grade(node: Node, aspect: Aspect) -> Decimal:
    noted = len(node.issues)
    value = decimal(node)
    if len(node.issues) == noted and value not in GRADES:
        message = "%(value)s is not one of the grades 0, 1, 2, 3 of item %(item)s"
        node.wrong(RANGE, message, value=f"{value:f}", item=aspect.id)
    return value


def _mark(node: Node, aspect: Aspect) -> Decimal:
    value = decimal(node)
    if value < 0:
        message = "%(value)s is less than 0 (item %(item)s)"
        node.wrong(RANGE, message, value=f"{value:f}", item=aspect.id)
    elif aspect.maximum is not None and value > aspect.maximum:
        message = "%(value)s exceeds the maximum %(maximum)s of item %(item)s"
        maximum = f"{aspect.maximum:f}"
        node.wrong(RANGE, message, value=f"{value:f}", maximum=maximum, item=aspect.id)
    return value


def mark_document(mark: Mark) -> dict[str, object]:
    """Write a mark."""
    document: dict[str, object] = {"entry": mark.entry, "item": mark.aspect}
    if mark.judge:
        document["judge"] = mark.judge
    document["value"] = mark.value if isinstance(mark.value, str) else shortest(mark.value)
    return document


def shortest(value: Decimal) -> str:
    """Write a decimal without zeros behind its last digit."""
    digits = f"{value:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
