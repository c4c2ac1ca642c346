"""Saving a sheet in few words: one to open it, one to write its marks with the record of them.

The word *entry* must not occur below this line. Each word to the database and back costs more than
what it does there, so a sheet comes with its marks and the head of its audit chain.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Delete,
    Function,
    Insert,
    Integer,
    ScalarSelect,
    Select,
    String,
    TableValuedAlias,
    Update,
    and_,
    bindparam,
    column,
    delete,
    exists,
    func,
    select,
    true,
    type_coerce,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Session

from competition.domain.errors import NotFound
from competition.domain.identifiers import MarkSheetId
from competition.domain.judging import MarkValue, StoredMark
from competition.persistence import audit
from competition.persistence.audit import Along, Head, Writing, head_of
from competition.persistence.db import THOUSANDTHS, UtcDateTime, is_writing, thousandths
from competition.persistence.judging import (
    EVENTS,
    MARKS,
    SHEETS,
    FoundSheet,
    found_sheet,
    locked,
    marks_of,
    sheets_with_all,
    stored_marks,
)
from competition.persistence.prepared import Prepared

OF_SHEET = bindparam("of_sheet", type_=Integer)
OF_CHAIN = bindparam("of_chain", type_=String)
_one = sheets_with_all().where(SHEETS.c.id == OF_SHEET)
COLUMNS = len(_one.selected_columns)
_seen = SHEETS.alias("seen")
_version_seen = select(_seen.c.version).where(_seen.c.id == OF_SHEET).scalar_subquery()


def _marks_seen(
    every: Callable[..., Function[Any]], listed: Callable[..., Function[Any]]
) -> ScalarSelect[Any]:
    """The sheet's marks as one value, a list of lists."""
    one = listed(
        MARKS.c.aspect_id,
        type_coerce(MARKS.c.value, BigInteger),
        MARKS.c.label,
        MARKS.c.version,
        type_coerce(MARKS.c.first_value, BigInteger),
        MARKS.c.first_label,
    )
    return select(every(one, type_=JSON)).where(MARKS.c.sheet_id == OF_SHEET).scalar_subquery()


def _looked(
    every: Callable[..., Function[Any]], listed: Callable[..., Function[Any]]
) -> Select[tuple[Any, ...]]:
    return _one.add_columns(_version_seen, _marks_seen(every, listed), head_of(OF_CHAIN, listed))


_on_sqlite = _looked(func.json_group_array, func.json_array)
_on_postgresql = _looked(func.json_agg, func.json_build_array)
LOOKED = Prepared(_on_sqlite, postgresql=_on_postgresql)
HELD = Prepared(_on_sqlite, postgresql=locked(_on_postgresql))


def _keeping(
    inserting: type[sqlite.Insert | postgresql.Insert],
    marks: TableValuedAlias,
    parts: Sequence[ColumnElement[Any]],
    condition: ColumnElement[bool],
    *,
    replaces: bool,
) -> Insert:
    """All marks of a save in one statement, which reads them from a list of lists."""
    same = [
        OF_SHEET,
        bindparam("moved_to", type_=Integer),
        bindparam("entered_at", type_=UtcDateTime),
    ]
    columns = ["aspect_id", "value", "label", "sheet_id", "version", "entered_at"]
    rows = select(*parts, *same).select_from(marks).where(condition)
    statement = inserting(MARKS).from_select(columns, rows)
    if not replaces:
        return statement
    return statement.on_conflict_do_update(
        index_elements=[MARKS.c.sheet_id, MARKS.c.aspect_id],
        set_={
            name: statement.excluded[name] for name in ("value", "label", "version", "entered_at")
        },
    )


SENT = bindparam("marks", type_=JSON)
EACH = func.json_each(SENT).table_valued("value")
ELEMENT = func.json_array_elements(SENT).table_valued(column("value", JSON))
GONE = bindparam("cleared", type_=JSON)
GONE_EACH = func.json_each(GONE).table_valued("value")
GONE_ELEMENT = func.json_array_elements_text(GONE).table_valued("value")


def _kept_on_sqlite(*, replaces: bool) -> Insert:
    parts = [func.json_extract(EACH.c.value, f"$[{n}]") for n in range(3)]
    return _keeping(sqlite.Insert, EACH, parts, true(), replaces=replaces)


def _kept_on_postgresql(head: CTE, *, replaces: bool) -> Insert:
    parts: list[ColumnElement[Any]] = [
        ELEMENT.c.value[0].astext,
        ELEMENT.c.value[1].astext.cast(BigInteger),
        ELEMENT.c.value[2].astext,
    ]
    condition = exists(select(head))
    return _keeping(postgresql.Insert, ELEMENT, parts, condition, replaces=replaces)


def _clearing(names: TableValuedAlias) -> Delete:
    mine = and_(MARKS.c.sheet_id == OF_SHEET, MARKS.c.aspect_id.in_(select(names.c.value)))
    return delete(MARKS).where(mine)


_event_seen = select(EVENTS.c.version).where(EVENTS.c.id == SHEETS.c.event_id).scalar_subquery()
_moving = update(SHEETS).where(SHEETS.c.id == OF_SHEET).values(version=bindparam("moved_to"))
_moving_as_seen = _moving.where(
    SHEETS.c.version == bindparam("sheet_seen"), _event_seen == bindparam("event_seen")
)
_as_seen = (
    select(SHEETS.c.id)
    .join(EVENTS, EVENTS.c.id == SHEETS.c.event_id)
    .where(
        SHEETS.c.id == OF_SHEET,
        SHEETS.c.version == bindparam("sheet_seen"),
        EVENTS.c.version == bindparam("event_seen"),
    )
)


@cache
def _along(*, keeps: bool, replaces: bool, clears: bool) -> Along:
    """What is written with the record of a save: the sheet's version and what changes of marks."""

    def parts(head: CTE) -> dict[str, Insert | Update | Delete]:
        found: dict[str, Insert | Update | Delete] = {}
        found["moved"] = _moving.where(exists(select(head)))
        if keeps:
            found["kept"] = _kept_on_postgresql(head, replaces=replaces)
        if clears:
            found["gone"] = _clearing(GONE_ELEMENT).where(exists(select(head)))
        return found

    on_sqlite: list[Insert | Update | Delete] = [_moving_as_seen]
    on_sqlite += [_kept_on_sqlite(replaces=replaces)] if keeps else []
    on_sqlite += [_clearing(GONE_EACH)] if clears else []
    return Along(*on_sqlite, held=locked(_as_seen), parts=parts)


@dataclass(frozen=True, slots=True)
class OpenedSheet:
    """A sheet that is held against other writers, its marks, and the head of its audit chain."""

    sheet: FoundSheet
    marks: dict[str, StoredMark]
    head: Head | None


def open_sheet(session: Session, sheet_id: MarkSheetId, chain: str) -> OpenedSheet:
    """Open the sheet, held with its event against changes if the session writes. Or NotFound.

    Otherwise nothing is held, and what is written later finds out whether it still is so.
    """
    given = {"of_sheet": sheet_id, "of_chain": chain}
    is_held = is_writing(session)
    rows = HELD.rows(session, given) if is_held else LOOKED.glance(session, given)
    if not rows:
        raise NotFound("There is no such mark sheet.")
    sheet, seen = found_sheet(rows[0][:COLUMNS]), rows[0][COLUMNS:]
    # Who waited for the sheet has its new version beside what its marks were before.
    if seen[0] != sheet.version:
        return OpenedSheet(sheet, marks_of(session, sheet_id), audit.head(session, chain))
    marks = stored_marks(
        (aspect_id, _marks(value), label, version, _marks(first), first_label)
        for aspect_id, value, label, version, first, first_label in seen[1] or ()
    )
    return OpenedSheet(sheet, marks, (seen[2][0], seen[2][1]) if seen[2] else None)


def _marks(stored: int | None) -> Decimal | None:
    return None if stored is None else Decimal(stored) / THOUSANDTHS


def changed_marks(
    opened: OpenedSheet, changes: Mapping[str, MarkValue | None], at: datetime
) -> Writing:
    """What is to be written along with the audit record of these changes; None clears a mark.

    That is the changed marks, and the sheet's next version, if sheet and event are as they were.
    """
    sheet = opened.sheet
    kept = [_sent(a, value) for a, value in changes.items() if value is not None]
    cleared = [aspect_id for aspect_id, value in changes.items() if value is None]
    given = {
        "of_sheet": sheet.id,
        "sheet_seen": sheet.version,
        "event_seen": sheet.event_version,
        "moved_to": sheet.version + 1,
        "entered_at": at,
        "marks": kept,
        "cleared": cleared,
    }
    replaces = any(row[0] in opened.marks for row in kept)
    along = _along(keeps=bool(kept), replaces=replaces, clears=bool(cleared))
    return Writing(along, given, opened.head)


def _sent(aspect_id: str, value: MarkValue) -> list[str | int | None]:
    if isinstance(value, str):
        return [aspect_id, None, value]
    return [aspect_id, thousandths(value), None]
