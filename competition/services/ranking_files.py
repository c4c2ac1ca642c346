"""A published ranking as files that people open in a spreadsheet: XLSX and CSV."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import BinaryIO

from competition.services.workbooks import Column, Page, write_workbook

BOM = "\ufeff"
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
WIDEST = 40
WIDE_FROM = 0x2E7F
Cell = str | int | None


def ranking_csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write rows as CSV; see `stream_csv`."""
    target = io.BytesIO()
    stream_csv(target, heads, rows)
    return target.getvalue()


def stream_csv(target: BinaryIO, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write rows as CSV one by one: UTF-8 with its mark, so that spreadsheets read Chinese.

    Texts that a spreadsheet would take for a formula get an apostrophe before them.
    """
    text = io.TextIOWrapper(target, encoding="utf-8", newline="")
    text.write(BOM)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_safe(head) for head in heads])
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    text.detach()


def ranking_xlsx(
    names: tuple[str, str],
    heads: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    about: Sequence[tuple[str, str]],
) -> bytes:
    """Write the ranking and what is to be known about it as a workbook.

    Takes the names of the two sheets, the ranking's table, and the facts as pairs. Numbers stay
    exact numbers, texts never become formulas.
    """
    cells = [[_exact(cell) for cell in row] for row in rows]
    columns = [Column(head, _width(head, row_widths)) for head, row_widths in _widths(heads, rows)]
    facts = [Column(""), Column("", WIDEST)]
    return write_workbook([Page(names[0], columns, cells), Page(names[1], facts, about)])


def _widths(
    heads: Sequence[str], rows: Sequence[Sequence[Cell]]
) -> Iterable[tuple[str, list[str]]]:
    for column, head in enumerate(heads):
        yield head, [str(row[column] or "") for row in rows]


def _width(head: str, texts: Sequence[str]) -> int:
    """How wide a column must be, in narrow characters; Chinese ones count twice."""
    longest = max(
        sum(2 if ord(sign) > WIDE_FROM else 1 for sign in text) for text in (head, *texts)
    )
    return min(longest + 2, WIDEST)


def _exact(cell: Cell) -> str | int | Decimal | None:
    number = None if isinstance(cell, int) else _number(cell)
    return cell if number is None else number


def _number(cell: str | None) -> Decimal | None:
    """A score such as 89.89 as a number; entry numbers such as 007 stay texts."""
    if not cell or "." not in cell:
        return None
    try:
        return Decimal(cell)
    except InvalidOperation:
        return None


def _safe(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.startswith(RISKY) and _number(cell) is None:
        return f"'{cell}"
    return cell
