"""Which rows of a unit's list a page shows, and what is wrong with each in words at its cell."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from flask import request
from flask_babel import gettext

from competition.domain.conditions import Effect
from competition.domain.eligibility import Verdict
from competition.services.unit_lists import ListRow, UnitListDescription
from competition.web.eligibility_words import finding_lines, missing_facts
from competition.web.errors import issue_words

WHOLE = 200
"""So many rows are one page; of a longer list a page shows so many at a time."""

CHOICES = ("problems", "open")


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row with its problems by column, and what is only to be known."""

    row: ListRow
    problems: Mapping[str, list[str]]
    remarks: list[str]


@dataclass(frozen=True, slots=True)
class ListPage:
    """The rows to be shown of a list, and where the page stands in it."""

    lines: tuple[RowLine, ...]
    is_part: bool
    show: str = ""
    search: str = ""
    page: int = 1
    pages: int = 1
    matching: int = 0


def list_page(found: UnitListDescription, typed: Collection[int] = ()) -> ListPage:
    """Choose the rows of one page by the address: all, those with problems, those not entered.

    Takes the lines that were typed into and must come back as they were.
    """
    if len(found.rows) <= WHOLE:
        return ListPage(_lines(found, found.rows), is_part=False, matching=len(found.rows))
    show, search = request.args.get("show", ""), request.args.get("search", "").strip()[:60]
    show = "" if show not in CHOICES or (show == "problems" and not found.faulty) else show
    if typed:
        chosen = [row for row in found.rows if row.line in typed]
    else:
        chosen = [row for row in found.rows if _fits(row, show, search)]
    pages = max(-(-len(chosen) // WHOLE), 1)
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    part = chosen[(page - 1) * WHOLE : page * WHOLE]
    return ListPage(_lines(found, part), True, show, search, page, pages, len(chosen))


def _fits(row: ListRow, show: str, search: str) -> bool:
    if show == "problems" and not row.is_faulty:
        return False
    if show == "open" and row.entry_number is not None:
        return False
    texts = (row.texts.get("name", ""), row.texts.get("id_number", ""), row.entry_number or "")
    return not search or any(search.casefold() in text.casefold() for text in texts)


def _lines(found: UnitListDescription, rows: Iterable[ListRow]) -> tuple[RowLine, ...]:
    return tuple(_line(row, found.columns) for row in rows)


def _line(row: ListRow, columns: Collection[str]) -> RowLine:
    problems: dict[str, list[str]] = {}
    for issue in (*row.issues, *missing_facts(row.held.eligibility)):
        path = "id_number" if issue.path == "born_on" else issue.path
        at = path if path in columns else "name"
        problems.setdefault(at, []).append(issue_words(issue))
    remarks = [
        str(gettext("May enter, but receives no award: %(words)s", words=line.words))
        for line in finding_lines(row.held.eligibility)
        if line.verdict == Verdict.UNMET and line.effect == Effect.NO_HONOURS
    ]
    return RowLine(row, problems, remarks)
