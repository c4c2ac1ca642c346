"""Sealed versions of lists and requests to change them, in words, for both sides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from competition.domain.id_numbers import masked_id_number
from competition.domain.list_requests import Change, RequestState
from competition.domain.people import masked_phone
from competition.web.unit_list_words import CHOICES, TITLES

CHANGES = {
    Change.ADD: _l("Add somebody"),
    Change.REPLACE: _l("Replace somebody"),
    Change.WITHDRAW: _l("Take somebody out"),
}
ANSWERS = {
    RequestState.OPEN: _l("Waiting for an answer"),
    RequestState.APPROVED: _l("Agreed to"),
    RequestState.REFUSED: _l("Refused"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of a row before and after a change; empty where there is no such row."""

    title: str
    before: str
    after: str


def cells(before: Mapping[str, str] | None, after: Mapping[str, str] | None) -> list[Cell]:
    """What a change does, column by column; ID numbers and phones only by their ends."""
    keys = [key for key in TITLES if (before or {}).get(key) or (after or {}).get(key)]
    return [
        Cell(str(TITLES[key]), shown(key, before or {}), shown(key, after or {})) for key in keys
    ]


def table_of(rows: Iterable[Mapping[str, str]]) -> tuple[list[str], list[list[str]]]:
    """The titles and the lines of a version."""
    found = list(rows)
    keys = [key for key in TITLES if any(row.get(key) for row in found)]
    return [str(TITLES[key]) for key in keys], [[shown(k, row) for k in keys] for row in found]


def shown(key: str, row: Mapping[str, str]) -> str:
    """One cell as it may be shown."""
    text = row.get(key, "")
    if key == "id_number" and text:
        return masked_id_number(text)
    if key == "phone" and text:
        return masked_phone(text)
    return str(CHOICES.get(key, {}).get(text, text))
