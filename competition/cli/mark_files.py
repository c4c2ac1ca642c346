"""Marks in a CSV or Parquet file beside a results bundle.

Ten million rows are read in columns: what is new in a block is checked once, then only its number
is carried. A block with anything wrong is read again row by row, so that every row is reported at
its path: ``marks[17].value``, where 17 counts the rows below the header from 0.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as arrow_parquet

from competition.cli.mark_columns import take_block
from competition.domain.bundle_marks import MARK_KEYS, MarkCollector
from competition.domain.documents import MARKS_FILE, Node

Reader = Callable[[Path, Node, MarkCollector], None]

BLOCK_BYTES, BLOCK_ROWS = 16 << 20, 500_000
WORDS = pa.dictionary(pa.int32(), pa.string())


def read_marks(bundle: Path, name: str, collector: MarkCollector) -> None:
    """Read the marks file of this name beside the bundle. Rule BND-08."""
    file = collector.node.inside("file", name)
    path = bundle.parent / name
    reader = READERS.get(path.suffix.lower())
    if path.resolve().parent != bundle.parent.resolve():
        file.wrong(MARKS_FILE, "must be the name of a file beside the bundle")
    elif reader is None:
        file.wrong(MARKS_FILE, "must end in .csv or .parquet")
    elif not path.is_file():
        file.wrong(MARKS_FILE, "there is no file %(file)s beside the bundle", file=name)
    else:
        _read(reader, path, file, collector)


def _read(reader: Reader, path: Path, file: Node, collector: MarkCollector) -> None:
    try:
        reader(path, file, collector)
    except UnicodeDecodeError:
        file.wrong(MARKS_FILE, "is not UTF-8 text")
    except (csv.Error, pa.ArrowException, OSError) as error:
        file.wrong(MARKS_FILE, "cannot be read: %(problem)s", problem=" ".join(str(error).split()))
    collector.flush()


def _read_csv(path: Path, file: Node, collector: MarkCollector) -> None:
    """Read in columns; where the file does not parse so, go on line by line for its issues."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.reader(lines, strict=True)
        header = next(rows, [])
        if not _are_the_columns(header, file):
            return
        done = 0
        try:
            for block in _csv_blocks(path, header):
                take_block(done, block, collector)
                done += block.num_rows
        except pa.ArrowInvalid:
            _take_lines(rows, header, done, collector)


def _csv_blocks(path: Path, header: list[str]) -> Iterator[pa.RecordBatch]:
    """Yield the rows in blocks; the next one is parsed while this one is taken."""
    read_options = arrow_csv.ReadOptions(column_names=header, skip_rows=1, block_size=BLOCK_BYTES)
    convert_options = arrow_csv.ConvertOptions(column_types=dict.fromkeys(header, WORDS))
    with (
        arrow_csv.open_csv(
            path, read_options=read_options, convert_options=convert_options
        ) as blocks,
        ThreadPoolExecutor(1) as ahead,
    ):
        coming = ahead.submit(next, blocks, None)
        while (block := coming.result()) is not None:
            coming = ahead.submit(next, blocks, None)
            yield block


def _take_lines(
    rows: Iterable[list[str]], header: list[str], done: int, collector: MarkCollector
) -> None:
    """Take the rows behind those done; empty lines are no rows."""
    for number, row in enumerate(filter(None, rows)):
        if number < done:
            continue
        if len(row) == len(header):
            collector.take(number, dict(zip(header, row, strict=True)))
        else:
            path = f"{collector.node.path}[{number}]"
            message = "has %(found)s columns, not %(wanted)s"
            Node(row, path, collector.node.issues).wrong(
                MARKS_FILE, message, found=len(row), wanted=len(header)
            )


def _read_parquet(path: Path, file: Node, collector: MarkCollector) -> None:
    with arrow_parquet.ParquetFile(path) as marks:
        schema = marks.schema_arrow
        if not (_are_the_columns(schema.names, file) and _are_words(schema, file)):
            return
        done = 0
        for block in marks.iter_batches(BLOCK_ROWS):
            take_block(done, block, collector)
            done += block.num_rows


def _are_the_columns(header: list[str], file: Node) -> bool:
    if sorted(header) == sorted(MARK_KEYS):
        return True
    wanted = ", ".join(MARK_KEYS)
    file.wrong(
        MARKS_FILE,
        "must have the columns %(wanted)s, not %(found)s",
        wanted=wanted,
        found=", ".join(header),
    )
    return False


def _are_words(schema: pa.Schema, file: Node) -> bool:
    """Rule BND-02 holds in Parquet too: a value is a text or an exact decimal, never a float."""
    wrong = [field for field in schema if not _is_word(field)]
    for field in wrong:
        message = "column %(column)s must hold texts, not %(found)s"
        file.wrong(MARKS_FILE, message, column=field.name, found=field.type)
    return not wrong


def _is_word(field: pa.Field) -> bool:
    kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    text: bool = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    return text or bool(field.name == "value" and pa.types.is_decimal(kind))


READERS: dict[str, Reader] = {".csv": _read_csv, ".parquet": _read_parquet}
