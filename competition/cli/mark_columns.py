"""Blocks of marks in Arrow columns, turned into columns of numbers for the mark table."""

from array import array
from collections.abc import Callable
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from competition.domain.bundle_marks import MARK_KEYS, MarkCollector

LARGEST = 2**63


def take_block(first_row: int, block: pa.RecordBatch, collector: MarkCollector) -> None:
    """Take a block of marks at once or, when anything is wrong in it, row by row."""
    columns = [_encoded(block.column(key)) for key in MARK_KEYS]
    numbers = _numbers(columns, collector)
    if numbers is not None:
        collector.take_columns(first_row, *numbers)
        return
    words = [column.dictionary.to_pylist() for column in columns]
    places = [column.indices.to_pylist() for column in columns]
    for offset, row in enumerate(zip(*places, strict=True)):
        values = (
            None if place is None else _word(column[place])
            for column, place in zip(words, row, strict=True)
        )
        collector.take(first_row + offset, dict(zip(MARK_KEYS, values, strict=True)))


def _encoded(column: pa.Array) -> pa.DictionaryArray:
    return column if pa.types.is_dictionary(column.type) else pc.dictionary_encode(column)


def _word(value: str | Decimal) -> str:
    return value if isinstance(value, str) else f"{value:f}"


def _numbers(
    columns: list[pa.DictionaryArray], collector: MarkCollector
) -> list["array[int]"] | None:
    """Number entries, items and judges and check each value once an item; None if any is wrong."""
    if any(column.null_count or column.dictionary.null_count for column in columns):
        return None
    entries, items, judges, values = columns
    table = collector.table
    numbers = [
        _looked_up(entries, table.entry_numbers.get),
        _looked_up(items, table.aspect_numbers.get),
        _looked_up(judges, collector.judge_number),
        _units(items, values, collector),
    ]
    found = [number for number in numbers if number is not None]
    return [_plain(number) for number in found] if len(found) == len(numbers) else None


def _looked_up(
    column: pa.DictionaryArray, number_of: Callable[[str], int | None]
) -> pa.Array | None:
    numbers = [number_of(word) for word in column.dictionary.to_pylist()]
    return None if None in numbers else pc.take(pa.array(numbers, pa.int64()), column.indices)


def _units(
    items: pa.DictionaryArray, values: pa.DictionaryArray, collector: MarkCollector
) -> pa.Array | None:
    """Check every pair of item and value that occurs, and look its units up."""
    item_words = items.dictionary.to_pylist()
    value_words = [_word(value) for value in values.dictionary.to_pylist()]
    if not all(item in collector.table.aspect_numbers for item in item_words):
        return None
    collector.refine(value_words)
    pairs = pc.dictionary_encode(
        pc.add(
            pc.multiply(items.indices.cast(pa.int64()), len(value_words)),
            values.indices.cast(pa.int64()),
        )
    )
    units = []
    for pair in pairs.dictionary.to_pylist():
        item, value = divmod(pair, len(value_words))
        unit = collector.units(item_words[item], value_words[value])
        if unit is None or abs(unit) >= LARGEST:
            return None
        units.append(unit)
    return pc.take(pa.array(units, pa.int64()), pairs.indices)


def _plain(numbers: pa.Array) -> "array[int]":
    """Copy an Arrow array of 64-bit numbers without nulls, which is quicker to walk through."""
    size = numbers.type.bit_width // 8
    start = numbers.offset * size
    plain = array("q")
    plain.frombytes(memoryview(numbers.buffers()[1])[start : start + len(numbers) * size])
    return plain
