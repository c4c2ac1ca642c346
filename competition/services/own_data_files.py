"""The copy of a person's own data as a ZIP: to be read by people, by spreadsheets, by programs."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape

from competition.services.ranking_files import ranking_csv

STYLE = (
    "body{font-family:sans-serif;line-height:1.6;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #ccc;padding:.3rem .5rem;"
    "text-align:left;vertical-align:top;overflow-wrap:anywhere}"
)


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the copy: its key, its title, and a table in the reader's words."""

    key: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands on the first page, and the language it is in."""

    title: str
    said: str
    language: str


def pack(
    cover: Cover,
    sections: Sequence[Section],
    document: Mapping[str, object],
    contents: Mapping[str, bytes],
) -> bytes:
    """Write the ZIP: my-data.html, my-data.json, a CSV of every section, the files as sent."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("my-data.html", page(cover, sections))
        plain = json.dumps(document, ensure_ascii=False, indent=2, default=str)
        archive.writestr("my-data.json", plain)
        for one in sections:
            archive.writestr(f"tables/{one.key}.csv", ranking_csv(one.heads, one.rows))
        for name, content in contents.items():
            archive.writestr(f"files/{name}", content)
    return target.getvalue()


def page(cover: Cover, sections: Sequence[Section]) -> str:
    """The whole copy as one page that any browser opens."""
    parts = [
        f'<!doctype html><html lang="{escape(cover.language)}"><head><meta charset="utf-8">',
        f"<title>{escape(cover.title)}</title><style>{STYLE}</style></head><body>",
        f"<h1>{escape(cover.title)}</h1><p>{escape(cover.said)}</p>",
        *(_table(one) for one in sections),
        "</body></html>",
    ]
    return "".join(parts)


def cell_text(value: object) -> str:
    """A stored value as a text; times in their own zone, nested values as JSON."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return (
            value.isoformat(sep=" ", timespec="minutes")
            if isinstance(value, datetime)
            else f"{value}"
        )
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _table(section: Section) -> str:
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in section.heads)
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in section.rows
    )
    return (
        f"<h2>{escape(section.title)}</h2>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )
