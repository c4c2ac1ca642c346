"""A proposal's document as texts: what people type, what the table keeps, and back.

A draft keeps what was typed even where it cannot be read yet, so that saving never loses anything;
what cannot be read is an issue at its field and blocks handing in. Paths are ``judges`` or, in
rows, ``rounds0-place``.
"""

import re
from collections.abc import Mapping
from dataclasses import fields as attributes
from datetime import date
from decimal import Decimal
from typing import Any

from competition.domain.issues import Issue
from competition.domain.proposal_document import (
    FIELDS,
    MOST_ROWS,
    Field,
    Kind,
    ProposalDocument,
)

PLAIN = str.maketrans("０１２３４５６７８９．－−，／", "0123456789.--,/")
WHOLE = re.compile(r"-?\d{1,12}")
DECIMAL = re.compile(r"-?\d{1,12}(?:\.(\d{1,9}))?")
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def read_document(texts: Mapping[str, object]) -> tuple[ProposalDocument, tuple[Issue, ...]]:
    """Read texts as a document.

    Takes a text, a list of texts or a list of rows (texts by column) for each field; what is
    missing is empty. Returns the document, with None or nothing where a text cannot be read, and
    an issue for each such text. Rule PRP-08.
    """
    issues: list[Issue] = []
    found: dict[str, Any] = {
        field.key: read_field(field, texts.get(field.key), field.key, issues) for field in FIELDS
    }
    return ProposalDocument(**found), tuple(issues)


def write_document(document: ProposalDocument) -> dict[str, object]:
    """Write a document as texts; empty fields are left out."""
    found = {field.key: write_value(field, getattr(document, field.key)) for field in FIELDS}
    return {key: value for key, value in found.items() if value}


def read_field(field: Field, raw: object, path: str, issues: list[Issue]) -> Any:
    """Read one field's text, list of texts, or rows; adds an issue for each fault at its path."""
    if field.kind is Kind.NAMES:
        return _names(field, raw, path, issues)
    if field.kind is Kind.ROWS:
        rows = [row for row in _listed(raw) if isinstance(row, Mapping)]
        if len(rows) > MOST_ROWS:
            issues.append(_issue(path, "At most %(most)s lines.", most=MOST_ROWS))
        return tuple(_row(field, row, f"{path}{n}", issues) for n, row in enumerate(rows))
    return _one(field, _tidy(raw), path, issues)


def _row(field: Field, row: Mapping[str, object], path: str, issues: list[Issue]) -> Any:
    cells = {
        column.key: read_field(column, row.get(column.key), f"{path}-{column.key}", issues)
        for column in field.columns
    }
    return field.row(**cells) if field.row else None


def _names(field: Field, raw: object, path: str, issues: list[Issue]) -> tuple[str, ...]:
    texts = [text.strip() for text in _listed(raw) if isinstance(text, str)]
    names = tuple(dict.fromkeys(filter(None, texts)))
    if len(names) > MOST_ROWS:
        issues.append(_issue(path, "At most %(most)s lines.", most=MOST_ROWS))
    if any(len(name) > field.most for name in names):
        issues.append(_issue(path, "At most %(most)s characters in a line.", most=field.most))
    return names


def _one(field: Field, text: str, path: str, issues: list[Issue]) -> Any:
    """One text as its kind wants it; None, or nothing, when there is none or it is unreadable."""
    if field.kind in (Kind.TEXT, Kind.LONG):
        if len(text) > field.most:
            message = "At most %(most)s characters; these are %(now)s."
            issues.append(_issue(path, message, most=field.most, now=len(text)))
        return text
    if field.kind is Kind.CHOICE:
        if text and text not in field.choices:
            issues.append(_issue(path, "Choose one of the answers."))
        return text if text in field.choices else ""
    if not text:
        return None
    plain = text.translate(PLAIN).replace(" ", "")
    value, message = _PLAIN_VALUES[field.kind](field, plain)
    if message:
        bounds = {"least": field.least, "most": field.most, "places": field.places}
        issues.append(_issue(path, message, found=text[:40], **bounds))
    return value


def _whole(field: Field, text: str) -> tuple[int | None, str]:
    digits = text.replace(",", "")
    if WHOLE.fullmatch(digits) is None:
        message = "“%(found)s” is not a whole number."
        return None, message
    message = _outside(field, int(digits))
    return (None, message) if message else (int(digits), "")


def _decimal(field: Field, text: str) -> tuple[Decimal | None, str]:
    match = DECIMAL.fullmatch(text.replace(",", "").removesuffix("%"))
    if match is None:
        message = "“%(found)s” is not a number."
        return None, message
    if len(match[1] or "") > field.places:
        message = "At most %(places)s decimals."
        return None, message
    message = _outside(field, Decimal(match[0]))
    return (None, message) if message else (Decimal(match[0]), "")


def _outside(field: Field, value: Decimal | int) -> str:
    message = ""
    if value < field.least:
        message = "At least %(least)s."
    elif value > field.most:
        message = "At most %(most)s."
    return message


def _day(_field: Field, text: str) -> tuple[date | None, str]:
    match = DAY.fullmatch(text)
    try:
        year, month, day = map(int, match.groups()) if match else (0, 0, 0)
        return date(year, month, day), ""
    except ValueError:
        message = "“%(found)s” is not a day such as 2026-05-01."
        return None, message


_PLAIN_VALUES: dict[Kind, Any] = {Kind.WHOLE: _whole, Kind.DECIMAL: _decimal, Kind.DAY: _day}


def write_value(field: Field, value: Any) -> Any:
    """Write one field's value as the texts that `read_field` reads."""
    if field.kind is Kind.ROWS:
        return [{a.name: _text(getattr(row, a.name)) for a in attributes(row)} for row in value]
    return list(value) if field.kind is Kind.NAMES else _text(value)


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    return "" if value is None else str(value)


def _tidy(raw: object) -> str:
    return raw.replace("\r\n", "\n").strip() if isinstance(raw, str) else ""


def _listed(raw: object) -> list[object]:
    return list(raw) if isinstance(raw, list | tuple) else []


def _issue(path: str, message: str, **params: object) -> Issue:
    used = {key: value for key, value in params.items() if f"%({key})s" in message}
    return Issue("PRP-08", path, message, used)
