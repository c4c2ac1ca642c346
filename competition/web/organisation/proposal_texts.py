"""A step's form becomes texts and back: names of fields are ``judges`` and ``rounds0-place``."""

import re
from collections.abc import Mapping

from werkzeug.datastructures import MultiDict

from competition.domain.proposal_document import Field, Kind, Step, fields_of

ROW = re.compile(r"([a-z_]+)(\d{1,3})-([a-z_]+)")
Row = dict[str, str]


def texts_from(form: MultiDict[str, str], step: Step) -> dict[str, object]:
    """Read a step's fields as texts; lines that are blank are dropped, the others keep order."""
    found: dict[str, object] = {}
    for field in fields_of(step):
        if field.kind is Kind.ROWS:
            found[field.key] = _rows(form, field)
        elif field.key == "conditions":
            found[field.key] = form.getlist(field.key)
        elif field.kind is Kind.NAMES:
            lines = form.get(field.key, "").splitlines()
            found[field.key] = [line.strip() for line in lines if line.strip()]
        else:
            found[field.key] = form.get(field.key, "").replace("\r\n", "\n").strip()
    return found


def without_row(texts: dict[str, object], action: str) -> dict[str, object]:
    """The texts without the row that a button names, such as ``remove:rounds1``."""
    match = re.fullmatch(r"remove:([a-z_]+?)(\d{1,3})", action)
    rows = texts.get(match[1]) if match else None
    if match is None or not isinstance(rows, list):
        return texts
    number = int(match[2])
    return texts | {match[1]: [row for n, row in enumerate(rows) if n != number]}


def shown_rows(texts: Mapping[str, object], field: Field) -> list[Row]:
    """The rows to show, with one to type into."""
    stored = texts.get(field.key)
    rows = stored if isinstance(stored, list) else []
    return [*rows, {}]


def _rows(form: MultiDict[str, str], field: Field) -> list[Row]:
    columns = {column.key for column in field.columns}
    rows: dict[int, Row] = {}
    for name, value in form.items():
        match = ROW.fullmatch(name)
        if match and match[1] == field.key and match[3] in columns:
            rows.setdefault(int(match[2]), {})[match[3]] = value.strip()
    return [rows[n] for n in sorted(rows) if any(rows[n].values())]
