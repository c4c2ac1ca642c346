"""A marking scheme (评分标准) as rows of texts: the fields of an editor, the cells of a workbook.

Rows become a scheme's document and are judged by the same readers as every other scheme; what is
wrong comes back at its row and column.
"""

import re
from dataclasses import dataclass, field, replace

from competition.domain.bundle_calculations import calculation_document
from competition.domain.bundle_scheme import read_scheme
from competition.domain.documents import NUMBER, REFERENCE, SHAPE, RepeatedKeys
from competition.domain.issues import Issue, errors
from competition.domain.marking import Aspect, Choice, Ladder, MarkingScheme, Module
from competition.domain.numbers import Stage
from competition.domain.scheme_issues import marking_issues

Row = dict[str, str]

SETTINGS = ("better", "places", "mode", "stages", "floor_at_zero")
MODULE_COLUMNS = ("id", "title", "weight", "pass_mark")
PANEL = ("combine", "drop_high", "drop_low", "drop_from", "minimum")
GRADES = ("grade_0", "grade_1", "grade_2", "grade_3")
CALCULATIONS: dict[str, tuple[str, ...]] = {
    "difference": ("target", "step", "deduct", "count"),
    "ladder": ("rungs", "beyond"),
    "tolerance": ("target", "plus", "minus"),
    "choice": ("labels",),
}
PLAIN = ("id", "title", "criterion", "sub_criterion", "kind", "max", "factor", "max_spread")
ASPECT_COLUMNS = (
    *("id", "title", "criterion", "sub_criterion", "kind", "max", "factor"),
    *PANEL,
    *("calculation", "target", "step", "deduct", "count", "plus", "minus"),
    *("rungs", "beyond", "labels", "max_spread"),
    *GRADES,
)
NUMBERS = frozenset(
    {"weight", "pass_mark", "max", "factor", "target", "step", "deduct", "plus", "minus", "beyond"}
)
WHOLE = frozenset({"places", "drop_high", "drop_low", "drop_from", "minimum", "max_spread"})
FULL_WIDTH = str.maketrans("０１２３４５６７８９．－＋，：；＝％　", "0123456789.-+,:;=% ")
AT = re.compile(r"scheme(?:\.modules\[(\d+)\](?:\.items\[(\d+)\])?)?\.?(.*)")
INDEXED = re.compile(r"^(\w+)(?:\[(\d+)\])?")


@dataclass(slots=True)
class ModuleRows:
    """A module's own texts and those of its aspects, by column."""

    values: Row = field(default_factory=dict)
    aspects: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class SchemeRows:
    """A whole scheme as texts; every column may be missing."""

    settings: Row = field(default_factory=dict)
    modules: list[ModuleRows] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Placed:
    """An issue at its row: module and aspect count from 0, None is the row above them."""

    issue: Issue
    module: int | None
    aspect: int | None
    column: str


def read_rows(rows: SchemeRows) -> tuple[MarkingScheme | None, list[Placed]]:
    """Read rows as a scheme, judged by every rule that a scheme has to keep.

    Returns it with the warnings found, or None with every error.
    """
    scheme, issues = read_scheme(document_of(rows), headings=True)
    if scheme is not None:
        issues = issues + marking_issues(scheme)
    # A faulty cell is read as 0: what else is odd then is not worth telling.
    wrong = errors(issues)
    return (None if wrong else scheme), sorted(map(_placed, wrong or issues), key=_position)


def document_of(rows: SchemeRows) -> dict[str, object]:
    """Write rows as the document that `read_scheme` reads; what is blank has its usual value."""
    settings = _values(rows.settings, ("places", "mode"))
    stages = rows.settings.get("stages")
    if stages is not None:
        settings["stages"] = stages.replace(",", " ").split()
    document: dict[str, object] = {"rounding": settings}
    document |= _values(rows.settings, ("better",))
    if "floor_at_zero" in rows.settings:
        document["floor_at_zero"] = rows.settings["floor_at_zero"] in ("true", "TRUE", "1")
    document["modules"] = [
        {
            **_values(module.values, MODULE_COLUMNS),
            "items": [_item(aspect) for aspect in module.aspects],
        }
        for module in rows.modules
    ]
    return document


def rows_of(scheme: MarkingScheme) -> SchemeRows:
    """Write a scheme as rows; `read_rows` gives the same scheme back."""
    rounding = scheme.rounding
    settings = {
        "better": scheme.better.value,
        "places": str(rounding.places),
        "mode": rounding.mode.value,
        "stages": " ".join(stage.value for stage in Stage if stage in rounding.stages),
        "floor_at_zero": "true" if scheme.floor_at_zero else "false",
    }
    return SchemeRows(settings, [_module_rows(module) for module in scheme.modules])


def _module_rows(module: Module) -> ModuleRows:
    values = {
        "id": module.id,
        "title": module.title,
        "weight": f"{module.weight:f}",
        "pass_mark": "" if module.pass_mark is None else f"{module.pass_mark:f}",
    }
    return ModuleRows(values, [_aspect_row(aspect) for aspect in module.aspects])


def _aspect_row(aspect: Aspect) -> Row:
    panel = aspect.panel
    row = {
        "id": aspect.id,
        "title": aspect.title,
        "criterion": aspect.criterion,
        "sub_criterion": aspect.sub_criterion,
        "kind": aspect.kind.value,
        "max": "" if aspect.maximum is None else f"{aspect.maximum:f}",
        "factor": f"{aspect.factor:f}",
        "combine": panel.combine.value,
        "drop_high": str(panel.drop_high),
        "drop_low": str(panel.drop_low),
        "drop_from": str(panel.drop_from),
        "minimum": str(panel.minimum),
        "max_spread": str(aspect.max_spread),
    }
    row |= dict(zip(GRADES, aspect.descriptors, strict=False))
    return row | _calculation_row(aspect)


def _calculation_row(aspect: Aspect) -> Row:
    if aspect.calculation is None:
        return {}
    document = calculation_document(aspect.calculation)
    row = {"calculation": str(document["type"])}
    if isinstance(aspect.calculation, Ladder):
        rungs = (f"{bound:f}:{mark:f}" for bound, mark in aspect.calculation.rungs)
        return row | {"rungs": "; ".join(rungs), "beyond": str(document["beyond"])}
    if isinstance(aspect.calculation, Choice):
        labels = (
            f"{label}={'max' if points is None else f'{points:f}'}"
            for label, points in aspect.calculation.deduct
        )
        return row | {"labels": "; ".join(labels)}
    return row | {key: str(value) for key, value in document.items() if key != "type"}


def _item(row: Row) -> dict[str, object]:
    item = _values(row, PLAIN)
    panel = _values(row, PANEL)
    if panel:
        item["panel"] = panel
    grades = [row.get(grade, "").strip() for grade in GRADES]
    if any(grades):
        item["descriptors"] = grades
    kind = row.get("calculation", "").strip()
    if kind:
        item["calculation"] = {"type": kind, **_calculation(kind, row)}
    if item.get("kind") != "judgement" and item.get("max_spread") == 1:
        del item["max_spread"]
    return item


def _calculation(kind: str, row: Row) -> dict[str, object]:
    values = _values(row, CALCULATIONS.get(kind, ()))
    if "rungs" in values:
        values["rungs"] = [piece.split(":") for piece in _pieces(row["rungs"])]
    if "labels" in values:
        values["deduct"] = _labels(_pieces(row["labels"]))
        del values["labels"]
    return values


def _labels(pieces: list[str]) -> dict[str, object]:
    pairs = [piece.rpartition("=") for piece in pieces]
    labels = [label.strip() or points for label, _, points in pairs]
    deduct = RepeatedKeys(zip(labels, (points.strip() for _, _, points in pairs), strict=True))
    deduct.repeated = tuple(label for label in deduct if labels.count(label) > 1)
    return deduct


def _pieces(text: str) -> list[str]:
    """Cut "0:10; 1:9" at its semicolons; blanks around colons do not count."""
    plain = text.translate(FULL_WIDTH).replace("\n", ";")
    pieces = (re.sub(r"\s*([:=])\s*", r"\1", piece.strip()) for piece in plain.split(";"))
    return [piece for piece in pieces if piece]


def _values(row: Row, columns: tuple[str, ...]) -> dict[str, object]:
    """The columns that are filled in: numbers with plain digits, whole numbers as such."""
    found: dict[str, object] = {}
    for column in columns:
        text = row.get(column, "").strip()
        if column in NUMBERS or column in WHOLE:
            text = text.translate(FULL_WIDTH).strip()
        if text:
            found[column] = int(text) if column in WHOLE and _is_whole(text) else text
    return found


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9


def _placed(issue: Issue) -> Placed:
    """Find the row and column that an issue's path speaks of, and say it for people who type."""
    match = AT.fullmatch(issue.path)
    module, aspect, rest = match.groups() if match else (None, None, "")
    at_module = None if module is None else int(module)
    at_aspect = None if aspect is None else int(aspect)
    return Placed(_reworded(issue), at_module, at_aspect, _column(rest))


def _position(placed: Placed) -> tuple[int, int]:
    """Where an issue stands among the rows: the scheme's own first, a module's before its rows."""
    module = -1 if placed.module is None else placed.module
    return module, -1 if placed.aspect is None else placed.aspect


def _column(rest: str) -> str:
    """The column that a path inside an item, a module or the scheme leads to."""
    *_, last = rest.split(".") if rest else [""]
    match = INDEXED.match(last)
    name, index = (match[1], match[2]) if match else ("", None)
    if name == "descriptors":
        return f"grade_{index}" if index else "grade_0"
    if rest.startswith("calculation.deduct") and rest != "calculation.deduct":
        return "labels"
    return name or rest


def _reworded(issue: Issue) -> Issue:
    """Say for a typed cell what the reader says of a document."""
    found = str(issue.params.get("found", "")).strip('"')
    if issue.rule == NUMBER and "decimal" in issue.message:
        return Issue(issue.rule, issue.path, "is not a number: %(found)s", {"found": found})
    if issue.rule == SHAPE and "whole number" in issue.message:
        return Issue(issue.rule, issue.path, "is not a whole number: %(found)s", {"found": found})
    if issue.rule == REFERENCE and "where" in issue.params:
        name = {"id": issue.params["id"]}
        return Issue(issue.rule, issue.path, '"%(id)s" stands twice; every one needs its own', name)
    return replace(issue)


def move(rows: SchemeRows, module: int, aspect: int | None, by: int) -> None:
    """Move a module, or an aspect inside its module, by so many places; the ends stop it."""
    if aspect is None:
        to = min(max(module + by, 0), len(rows.modules) - 1)
        rows.modules.insert(to, rows.modules.pop(module))
    else:
        aspects = rows.modules[module].aspects
        to = min(max(aspect + by, 0), len(aspects) - 1)
        aspects.insert(to, aspects.pop(aspect))
