"""Real judged protocols as an organiser would bring them: workbooks, marks by judge, what came out.

ISU protocols as extracted by BuzzFeed News (figure-skating-scores), data CC BY 4.0.
"""

import csv
import io
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl

from competition.domain.scheme_rows import ASPECT_COLUMNS, MODULE_COLUMNS, SETTINGS

HERE = Path(__file__).parent.parent / "known_answers"
JUDGES = tuple(f"J{number}" for number in range(1, 10))
TECHNICAL = "TP"
SOURCE = (
    "Figures of the International Skating Union's protocols as extracted by BuzzFeed News"
    " (figure-skating-scores), CC BY 4.0. Numbers only, no names."
)
MODULE_KEYS = [f"module_{column}" for column in MODULE_COLUMNS]


@dataclass(frozen=True)
class Protocol:
    """One event: its rows as published, and the marks by judge, entry and aspect."""

    name: str
    advancing: int
    published: list[dict[str, str]]
    components: dict[str, tuple[str, str]]
    marks: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)

    @property
    def numbers(self) -> list[str]:
        """The entry numbers, in order."""
        return [row["row"] for row in self.published]

    @property
    def deductions(self) -> dict[str, str]:
        """What is taken off the total, by entry number."""
        taken = {row["row"]: row["deductions"] for row in self.published}
        return {number: points for number, points in taken.items() if float(points)}


def read_protocol(name: str, advancing: int) -> Protocol:
    """The protocol of this name; aspects are C1 to C5 in the order of the components' names."""
    published, judged = _rows(name), _rows(f"{name}_judges")
    titles = sorted({row["component"] for row in judged})
    factors = {row["component"]: row["factor"] for row in judged}
    aspects = {title: f"C{number}" for number, title in enumerate(titles, 1)}
    marks: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for row in judged:
        for judge in JUDGES:
            if row[judge]:
                marks[judge][row["row"]][aspects[row["component"]]] = row[judge]
    for row in published:
        marks[TECHNICAL][row["row"]]["elements"] = row["part_a_elements"]
    components = {aspects[title]: (title, factors[title]) for title in titles}
    return Protocol(name, advancing, published, components, marks)


def scheme_workbook(template: bytes, protocol: Protocol) -> bytes:
    """The application's own template, filled in as the protocol's rules say."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    aspects, settings = book.worksheets[:2]
    keys = [*MODULE_KEYS, *ASPECT_COLUMNS]
    rows = [
        {
            "module_id": "A",
            "module_title": "技术分 elements",
            "id": "elements",
            "title": "技术动作总分",
            "kind": "score",
            "max": "200",
        }
    ]
    for aspect, (title, factor) in protocol.components.items():
        panel = {"combine": "mean", "drop_high": "1", "drop_low": "1", "drop_from": "3"}
        rows.append(
            {"module_id": "B", "module_title": "节目内容分 components", "id": aspect}
            | {"title": title, "kind": "score", "max": "10", "factor": factor}
            | panel
        )
    for line, row in enumerate(rows, 2):
        for key, value in row.items():
            aspects.cell(line, keys.index(key) + 1, value)
    values = {"places": "2", "mode": "half_up", "stages": "panel;item;module;weighted;total"}
    for key, value in values.items():
        settings.cell(SETTINGS.index(key) + 2, 2, value)
    return _bytes(book)


def entries_workbook(template: bytes, protocol: Protocol) -> bytes:
    """The template of entries with a row for each entry: number, made-up name, unit."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    sheet = book.worksheets[0]
    for line, number in enumerate(protocol.numbers, 2):
        for column, value in enumerate((number, f"选手{number}号", "国际滑联公开成绩"), 1):
            sheet.cell(line, column, value)
    return _bytes(book)


def as_published(results: list[dict]) -> list[tuple[str, ...]]:
    """A results document's lines in the columns of the published table."""
    lines = {line["entry"]: line for line in results}
    return [
        (
            number,
            line["modules"]["A"]["score"],
            line["modules"]["B"]["score"],
            line["deductions"],
            line["total"],
            str(line["place"]),
            str(int(line["advances"])),
        )
        for number, line in sorted(lines.items(), key=lambda item: int(item[0]))
    ]


def _bytes(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
