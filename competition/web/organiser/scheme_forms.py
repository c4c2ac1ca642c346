"""The scheme editor's fields become rows of texts and back; its buttons change the rows.

Fields are named ``s-places``, ``m0-weight``, ``m0a2-max``: the numbers only tell rows apart, their
order is that in which they stand on the page. So scripts may move rows, and without script the
buttons do the same by a round trip.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from werkzeug.datastructures import MultiDict

from competition.domain.scheme_rows import (
    ASPECT_COLUMNS,
    MODULE_COLUMNS,
    ModuleRows,
    Placed,
    Row,
    SchemeRows,
    move,
)
from competition.web.formatting import decimal_text
from competition.web.forms import plain_digits

NAME = re.compile(r"m(\d+)(?:a(\d+))?-(\w+)")
TARGET = re.compile(r"([a-z-]+)(?::m(\d+)(?:a(\d+))?)?")
DECIMAL = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?", re.ASCII)
PASTED = ("id", "title", "kind", "max", "factor", "criterion", "sub_criterion")
SHORT = ("title", "max")
SETTINGS = ("better", "places", "mode")


def rows_from(form: MultiDict[str, str]) -> SchemeRows:
    """Read the editor's fields in the order in which they stand on the page."""
    rows = SchemeRows({key: form.get(f"s-{key}", "").strip() for key in SETTINGS})
    rows.settings["stages"] = " ".join(form.getlist("s-stages"))
    rows.settings["floor_at_zero"] = "true" if form.get("s-floor_at_zero") else "false"
    modules: dict[str, tuple[ModuleRows, dict[str, Row]]] = {}
    for name, value in form.items():
        match = NAME.fullmatch(name)
        if match is None:
            continue
        module, aspects = modules.setdefault(match[1], (ModuleRows(), {}))
        if match[2] is None and match[3] in MODULE_COLUMNS:
            module.values[match[3]] = value.strip()
        elif match[2] is not None and match[3] in ASPECT_COLUMNS:
            aspects.setdefault(match[2], {})[match[3]] = value.strip()
    for module, aspects in modules.values():
        module.aspects = list(aspects.values())
        rows.modules.append(module)
    return rows


def apply(action: str, rows: SchemeRows, form: MultiDict[str, str]) -> str:
    """Do what a button of the editor says; returns the id of the row to show, if any."""
    match = TARGET.fullmatch(action)
    change = CHANGES.get(match[1]) if match else None
    if match is None or change is None:
        return ""
    module = _position(form, match[2], None)
    aspect = _position(form, match[2], match[3]) if match[3] else None
    if match[1] == "add-module":
        return change(rows, 0, None, form)
    if module is None or (match[3] and aspect is None):
        return ""
    return change(rows, module, aspect, form)


def issues_by_row(placed: list[Placed]) -> dict[str, list[Placed]]:
    """The issues of each row of the editor, by the row's id; "" for the scheme's own."""
    found: dict[str, list[Placed]] = {}
    for one in placed:
        found.setdefault(row_id(one.module, one.aspect), []).append(one)
    return found


def row_id(module: int | None, aspect: int | None) -> str:
    """The id of a row on the page."""
    if module is None:
        return ""
    return f"m{module}" if aspect is None else f"m{module}a{aspect}"


def worths(rows: SchemeRows) -> list[tuple[str, str]]:
    """Each module's full marks, and what it and those before it are worth together, weighed."""
    found, total = [], Decimal(0)
    for module in rows.modules:
        worth = sum(
            (_number(row.get("max")) * _number(row.get("factor") or "1") for row in module.aspects),
            Decimal(0),
        )
        total += worth * _number(module.values.get("weight") or "1")
        found.append((decimal_text(worth), decimal_text(total)))
    return found


def _number(text: str | None) -> Decimal:
    """What was typed as a number; 0 when it is none."""
    plain = str(plain_digits(text or "0"))
    return Decimal(plain) if DECIMAL.fullmatch(plain) else Decimal(0)


def _position(form: Mapping[str, str], module: str | None, aspect: str | None) -> int | None:
    """Where a row stands on the page, as its fields came."""
    wanted = module if aspect is None else aspect
    seen: list[str] = []
    for name in form:
        match = NAME.fullmatch(name)
        if match and aspect is None and match[1] not in seen:
            seen.append(match[1])
        elif match and aspect is not None and match[1] == module and match[2]:
            seen += [match[2]] if match[2] not in seen else []
    return seen.index(wanted) if wanted in seen else None


def _add_module(rows: SchemeRows, _module: int, _aspect: int | None, _form: object) -> str:
    taken = {module.values.get("id") for module in rows.modules}
    letter = next((c for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if c not in taken), "")
    rows.modules.append(ModuleRows({"id": letter}, [new_aspect(letter, 1)]))
    return row_id(len(rows.modules) - 1, None)


def _add_aspect(rows: SchemeRows, module: int, _aspect: int | None, _form: object) -> str:
    target = rows.modules[module]
    before = target.aspects[-1] if target.aspects else {}
    row = new_aspect(target.values.get("id", ""), len(target.aspects) + 1)
    kept = ("kind", "criterion", "sub_criterion", "combine", "drop_high", "drop_low", "minimum")
    target.aspects.append(row | {key: before[key] for key in kept if before.get(key)})
    return row_id(module, len(target.aspects) - 1)


def _remove(rows: SchemeRows, module: int, aspect: int | None, _form: object) -> str:
    if aspect is None:
        del rows.modules[module]
        return ""
    del rows.modules[module].aspects[aspect]
    return row_id(module, None)


def _up(rows: SchemeRows, module: int, aspect: int | None, _form: object) -> str:
    move(rows, module, aspect, -1)
    if aspect is None:
        return row_id(max(module - 1, 0), None)
    return row_id(module, max(aspect - 1, 0))


def _down(rows: SchemeRows, module: int, aspect: int | None, _form: object) -> str:
    move(rows, module, aspect, 1)
    if aspect is None:
        return row_id(min(module + 1, len(rows.modules) - 1), None)
    return row_id(module, min(aspect + 1, len(rows.modules[module].aspects) - 1))


def _paste(rows: SchemeRows, module: int, _aspect: int | None, form: MultiDict[str, str]) -> str:
    """Add the rows that were pasted from a spreadsheet: title and full marks, or all columns."""
    target = rows.modules[module]
    letter = target.values.get("id", "")
    pasted = next((v for k, v in form.items() if k.endswith("-paste") and v.strip()), "")
    for line in pasted.splitlines():
        cells = [cell.strip() for cell in line.split("\t")]
        if any(cells):
            keys = SHORT if len(cells) <= len(SHORT) else PASTED
            row = new_aspect(letter, len(target.aspects) + 1)
            target.aspects.append(row | dict(zip(keys, cells, strict=False)))
    return row_id(module, None)


def new_aspect(letter: str, number: int) -> Row:
    """A row to begin with."""
    return {"id": f"{letter}{number}", "kind": "score", "factor": "1", "max": ""}


Change = Callable[[SchemeRows, int, int | None, MultiDict[str, str]], str]
CHANGES: dict[str, Change] = {
    "add-module": _add_module,
    "add-aspect": _add_aspect,
    "remove": _remove,
    "up": _up,
    "down": _down,
    "paste": _paste,
}
