"""Saving a sheet in few words: one to open it, one to write its marks with the record of them.

The word *entry* must not occur below this line. Each word to the database and back costs more than
what it does there, so a sheet comes with its marks and the head of its audit chain.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    TableValuedAlias,
    and_,
    bindparam,
    column,
    delete,
    func,
    select,
    true,
    type_coerce,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import Insert

from competition.domain.errors import NotFound
from competition.domain.identifiers import MarkSheetId
from competition.domain.judging import MarkValue, StoredMark
from competition.persistence import audit
from competition.persistence.audit import Along, Head, Writing, head_of
from competition.persistence.db import THOUSANDTHS, UtcDateTime, thousandths
from competition.persistence.judging import (
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

_one = sheets_with_all().where(SHEETS.c.id == bindparam("of_sheet", type_=Integer))
COLUMNS = len(_one.selected_columns)
_seen = SHEETS.alias("seen")
_version_seen = (
    select(_seen.c.version).where(_seen.c.id == bindparam("of_sheet", type_=Integer))
).scalar_subquery()
_marks_seen = (
    select(
        func.json_agg(
            func.json_build_array(
                MARKS.c.aspect_id,
                type_coerce(MARKS.c.value, BigInteger),
                MARKS.c.label,
                MARKS.c.version,
                type_coerce(MARKS.c.first_value, BigInteger),
                MARKS.c.first_label,
            ),
            type_=postgresql.JSON,
        )
    )
    .where(MARKS.c.sheet_id == bindparam("of_sheet", type_=Integer))
    .scalar_subquery()
)
OPENED = Prepared(
    _one,
    postgresql=locked(_one.add_columns(_version_seen, _marks_seen, head_of(bindparam("of_chain")))),
)
_new_version = (
    update(SHEETS).where(SHEETS.c.id == bindparam("of_sheet")).values(version=bindparam("moved_to"))
)


def _keeping(
    inserting: type[sqlite.Insert | postgresql.Insert],
    marks: TableValuedAlias,
    parts: Sequence[ColumnElement[Any]],
) -> Insert:
    """All marks of a save in one statement, which reads them from a list of lists."""
    same = [
        bindparam("of_sheet", type_=Integer),
        bindparam("moved_to", type_=Integer),
        bindparam("entered_at", type_=UtcDateTime),
    ]
    columns = ["aspect_id", "value", "label", "sheet_id", "version", "entered_at"]
    rows = select(*parts, *same).select_from(marks).where(true())
    statement = inserting(MARKS).from_select(columns, rows)
    return statement.on_conflict_do_update(
        index_elements=[MARKS.c.sheet_id, MARKS.c.aspect_id],
        set_={
            name: statement.excluded[name] for name in ("value", "label", "version", "entered_at")
        },
    )


SENT = bindparam("marks", type_=postgresql.JSON)
EACH = func.json_each(SENT).table_valued("value")
ELEMENT = func.json_array_elements(SENT).table_valued(column("value", postgresql.JSON))
_on_sqlite = _keeping(
    sqlite.Insert, EACH, [func.json_extract(EACH.c.value, f"$[{n}]") for n in range(3)]
)
_on_postgresql = _keeping(
    postgresql.Insert,
    ELEMENT,
    [
        ELEMENT.c.value[0].astext,
        ELEMENT.c.value[1].astext.cast(BigInteger),
        ELEMENT.c.value[2].astext,
    ],
)
MARKS_KEPT = Along(
    _new_version, _on_sqlite, postgresql={"moved": _new_version, "kept": _on_postgresql}
)
NONE_KEPT = Along(_new_version, postgresql={"moved": _new_version})


@dataclass(frozen=True, slots=True)
class OpenedSheet:
    """A sheet that is held against other writers, its marks, and the head of its audit chain."""

    sheet: FoundSheet
    marks: dict[str, StoredMark]
    head: Head | None


def open_sheet(session: Session, sheet_id: MarkSheetId, chain: str) -> OpenedSheet:
    """Open the sheet for writing, its event held against changes. Raises NotFound."""
    rows = OPENED.rows(session, {"of_sheet": sheet_id, "of_chain": chain})
    if not rows:
        raise NotFound("There is no such mark sheet.")
    sheet, seen = found_sheet(rows[0][:COLUMNS]), rows[0][COLUMNS:]
    # Who waited for the sheet has its new version beside what its marks were before.
    if not seen or seen[0] != sheet.version:
        return OpenedSheet(sheet, marks_of(session, sheet_id), audit.head(session, chain))
    marks = stored_marks(
        (aspect_id, _marks(value), label, version, _marks(first), first_label)
        for aspect_id, value, label, version, first, first_label in seen[1] or ()
    )
    return OpenedSheet(sheet, marks, (seen[2][0], seen[2][1]) if seen[2] else None)


def _marks(stored: int | None) -> Decimal | None:
    return None if stored is None else Decimal(stored) / THOUSANDTHS


def changed_marks(
    session: Session,
    opened: OpenedSheet,
    changes: Mapping[str, MarkValue | None],
    at: datetime,
) -> Writing:
    """Delete the cleared marks; give what is still to be written along with the audit record.

    That is the changed marks, and the sheet's next version.
    """
    sheet = opened.sheet
    kept = [_sent(a, value) for a, value in changes.items() if value is not None]
    cleared = [aspect_id for aspect_id, value in changes.items() if value is None]
    if cleared:
        mine = and_(MARKS.c.sheet_id == sheet.id, MARKS.c.aspect_id.in_(cleared))
        session.connection().execute(delete(MARKS).where(mine))
    moved = {"of_sheet": sheet.id, "moved_to": sheet.version + 1}
    if not kept:
        return Writing(NONE_KEPT, moved, opened.head)
    return Writing(MARKS_KEPT, {**moved, "entered_at": at, "marks": kept}, opened.head)


def _sent(aspect_id: str, value: MarkValue) -> list[str | int | None]:
    if isinstance(value, str):
        return [aspect_id, None, value]
    return [aspect_id, thousandths(value), None]
