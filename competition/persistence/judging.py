"""Mark sheets and marks: plain rows in, plain rows out, by work code only.

The word *entry* must not occur below this line. Marks pass by the dozen while sixteen judges save
at once, so nothing here makes an object of the mapper.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache

from sqlalchemy import (
    Integer,
    Select,
    String,
    Table,
    and_,
    bindparam,
    column,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import Insert

from competition.domain.bundle_scheme import read_scheme
from competition.domain.errors import NotFound
from competition.domain.events import EventState
from competition.domain.identifiers import AccountId, MarkSheetId
from competition.domain.judging import MarkValue, SheetState, StoredMark
from competition.domain.marking import MarkingScheme
from competition.domain.permissions import Scope, ScopeKind
from competition.persistence.db import Base, MarksType, UtcDateTime
from competition.persistence.models.competitions import CompetitionRow, EventRow, SchemeRow
from competition.persistence.models.judging import (
    AppointmentRow,
    MarkChangeRow,
    MarkRow,
    MarkSheetRow,
)

TABLES = Base.metadata.tables
APPOINTMENTS: Table = TABLES[AppointmentRow.__tablename__]
COMPETITIONS: Table = TABLES[CompetitionRow.__tablename__]
EVENTS: Table = TABLES[EventRow.__tablename__]
SCHEMES: Table = TABLES[SchemeRow.__tablename__]
MARKS: Table = TABLES[MarkRow.__tablename__]
SHEETS: Table = TABLES[MarkSheetRow.__tablename__]
CHANGES: Table = TABLES[MarkChangeRow.__tablename__]
MARKS_OF = select(
    MARKS.c.aspect_id,
    MARKS.c.value,
    MARKS.c.label,
    MARKS.c.version,
    MARKS.c.first_value,
    MARKS.c.first_label,
).where(MARKS.c.sheet_id == bindparam("of_sheet"))
NEW_VERSION = (
    update(SHEETS).where(SHEETS.c.id == bindparam("of_sheet")).values(version=bindparam("reached"))
)
SCHEMES_KEPT = 128

SchemeKey = tuple[int, datetime]
_schemes: OrderedDict[SchemeKey, MarkingScheme] = OrderedDict()


@dataclass(frozen=True, slots=True)
class FoundSheet:
    """A sheet with what decides about it: its judge, its event, its marking scheme."""

    id: MarkSheetId
    work_code: str
    state: SheetState
    version: int
    submitted_at: datetime | None
    account_id: AccountId
    modules: tuple[str, ...]
    event_id: int
    event_title: str
    round_name: str
    event_state: EventState
    competition_id: int
    competition_title: str
    organisation_id: int
    scheme: SchemeKey

    @property
    def scope_path(self) -> tuple[Scope, ...]:
        """The scopes that contain the sheet's event."""
        return (
            Scope(ScopeKind.EVENT, self.event_id),
            Scope(ScopeKind.COMPETITION, self.competition_id),
            Scope(ScopeKind.ORGANISATION, self.organisation_id),
        )


def find_sheet(session: Session, sheet_id: MarkSheetId, *, lock: bool = False) -> FoundSheet:
    """Find the sheet, if `lock` held against other writers, and its event against changes.

    Raises NotFound.
    """
    query = _one_sheet(lock=lock)
    found = session.connection().execute(query, {"sheet_id": sheet_id}).one_or_none()
    if found is None:
        raise NotFound("There is no such mark sheet.")
    return _found(found)


def sheets_of(session: Session, account_id: AccountId) -> list[FoundSheet]:
    """The judge's sheets of all events that are being marked, by event and work code."""
    query = _sheets().where(
        APPOINTMENTS.c.account_id == account_id, EVENTS.c.state == EventState.MARKING.value
    )
    rows = session.execute(query.order_by(EVENTS.c.id, SHEETS.c.work_code))
    return [_found(row) for row in rows]


@cache
def _one_sheet(*, lock: bool) -> Select[tuple[object, ...]]:
    query = _sheets().where(SHEETS.c.id == bindparam("sheet_id"))
    if not lock:
        return query
    # Whoever computes or publishes locks the event for itself: no mark slips in meanwhile.
    share = text(f"FOR SHARE OF {EVENTS.name}")
    return query.with_for_update(of=SHEETS).suffix_with(share, dialect="postgresql")


def _sheets() -> Select[tuple[object, ...]]:
    newest = select(func.max(SCHEMES.c.number)).where(SCHEMES.c.event_id == EVENTS.c.id)
    return (
        select(
            SHEETS.c.id,
            SHEETS.c.work_code,
            SHEETS.c.state,
            SHEETS.c.version,
            SHEETS.c.submitted_at,
            APPOINTMENTS.c.account_id,
            APPOINTMENTS.c.modules,
            EVENTS.c.id.label("event_id"),
            EVENTS.c.title.label("event_title"),
            EVENTS.c.round_name,
            EVENTS.c.state.label("event_state"),
            COMPETITIONS.c.id.label("competition_id"),
            COMPETITIONS.c.title.label("competition_title"),
            COMPETITIONS.c.organisation_id,
            SCHEMES.c.id.label("scheme_id"),
            SCHEMES.c.made_at,
        )
        .select_from(SHEETS)
        .join(APPOINTMENTS, APPOINTMENTS.c.id == SHEETS.c.appointment_id)
        .join(EVENTS, EVENTS.c.id == SHEETS.c.event_id)
        .join(COMPETITIONS, COMPETITIONS.c.id == EVENTS.c.competition_id)
        .join(
            SCHEMES,
            and_(
                SCHEMES.c.event_id == EVENTS.c.id,
                SCHEMES.c.number == newest.correlate(EVENTS).scalar_subquery(),
            ),
        )
    )


def _found(row: object) -> FoundSheet:
    values = dict(row._mapping)  # type: ignore[attr-defined]  # rows have no precise type here
    scheme = (values.pop("scheme_id"), values.pop("made_at"))
    values["state"] = SheetState(values["state"])
    values["event_state"] = EventState(values["event_state"])
    values["modules"] = tuple(values["modules"])
    return FoundSheet(**values, scheme=scheme)


def scheme_of(session: Session, key: SchemeKey) -> MarkingScheme:
    """The marking scheme, read once; a stored version of a scheme never changes."""
    kept = _schemes.get(key)
    if kept is not None:
        return kept
    document = session.scalar(select(SchemeRow.document).where(SchemeRow.id == key[0]))
    scheme, issues = read_scheme(document, headings=True)
    if scheme is None:
        raise ValueError(f"the stored marking scheme {key[0]} cannot be read: {issues[0]}")
    _schemes[key] = scheme
    while len(_schemes) > SCHEMES_KEPT:
        _schemes.popitem(last=False)
    return scheme


def marks_of(session: Session, sheet_id: MarkSheetId) -> dict[str, StoredMark]:
    """The sheet's marks by aspect."""
    rows = session.connection().execute(MARKS_OF, {"of_sheet": sheet_id})
    return {
        row.aspect_id: StoredMark(
            value=row.label if row.value is None else row.value,
            version=row.version,
            first=row.first_label if row.first_value is None else row.first_value,
        )
        for row in rows
    }


def marked_aspects(session: Session, sheet_ids: Sequence[int]) -> dict[int, set[str]]:
    """Which aspects are marked in each of these sheets."""
    found: dict[int, set[str]] = {sheet_id: set() for sheet_id in sheet_ids}
    query = select(MARKS.c.sheet_id, MARKS.c.aspect_id).where(MARKS.c.sheet_id.in_(sheet_ids))
    for sheet_id, aspect_id in session.execute(query):
        found[sheet_id].add(aspect_id)
    return found


def submitted_grades(
    session: Session, event_id: int, work_code: str, aspect_ids: Iterable[str]
) -> dict[str, list[Decimal]]:
    """What all judges who submitted their sheets gave the work, by aspect; no one is named."""
    query = (
        select(MARKS.c.aspect_id, MARKS.c.value)
        .join(SHEETS, SHEETS.c.id == MARKS.c.sheet_id)
        .where(
            SHEETS.c.event_id == event_id,
            SHEETS.c.work_code == work_code,
            SHEETS.c.state == SheetState.SUBMITTED.value,
            MARKS.c.aspect_id.in_(list(aspect_ids)),
            MARKS.c.value.is_not(None),
        )
    )
    found: dict[str, list[Decimal]] = {}
    for aspect_id, value in session.execute(query):
        found.setdefault(aspect_id, []).append(value)
    return found


def save_marks(
    session: Session,
    sheet_id: MarkSheetId,
    changes: Mapping[str, MarkValue | None],
    version: int,
    at: datetime,
) -> None:
    """Write the changed marks, delete the cleared ones, and move the sheet to the version."""
    connection = session.connection()
    kept = {aspect_id: value for aspect_id, value in changes.items() if value is not None}
    cleared = [aspect_id for aspect_id in changes if aspect_id not in kept]
    if kept:
        same: dict[str, object] = {"sheet_id": sheet_id, "version": version, "entered_at": at}
        if connection.dialect.name == "postgresql":
            connection.execute(_upsert_arrays(), same | _arrays(kept))
        else:
            connection.execute(_upsert_rows(), [same | _row(*mark) for mark in kept.items()])
    if cleared:
        mine = and_(MARKS.c.sheet_id == sheet_id, MARKS.c.aspect_id.in_(cleared))
        connection.execute(delete(MARKS).where(mine))
    connection.execute(NEW_VERSION, {"of_sheet": sheet_id, "reached": version})


WRITTEN = ("value", "label", "version", "entered_at")
KEY = [MARKS.c.sheet_id, MARKS.c.aspect_id]


@cache
def _upsert_rows() -> Insert:
    statement = sqlite.insert(MARKS)
    return statement.on_conflict_do_update(
        index_elements=KEY, set_={name: statement.excluded[name] for name in WRITTEN}
    )


@cache
def _upsert_arrays() -> Insert:
    """All marks in one statement: PostgreSQL answers it five times as fast as one for each."""
    marks = func.unnest(
        bindparam("aspects", type_=postgresql.ARRAY(String)),
        bindparam("numbers", type_=postgresql.ARRAY(MarksType)),
        bindparam("labels", type_=postgresql.ARRAY(String)),
    ).table_valued(column("aspect_id", String), column("value", MarksType), column("label", String))
    marks = marks.render_derived()
    rows = select(
        bindparam("sheet_id", type_=Integer),
        marks.c.aspect_id,
        marks.c.value,
        marks.c.label,
        bindparam("version", type_=Integer),
        bindparam("entered_at", type_=UtcDateTime),
    )
    columns = ["sheet_id", "aspect_id", "value", "label", "version", "entered_at"]
    statement = postgresql.insert(MARKS).from_select(columns, rows)
    return statement.on_conflict_do_update(
        index_elements=KEY, set_={name: statement.excluded[name] for name in WRITTEN}
    )


def _row(aspect_id: str, value: MarkValue) -> dict[str, object]:
    return {"aspect_id": aspect_id} | _columns(value)


def _arrays(marks: Mapping[str, MarkValue]) -> dict[str, object]:
    columns = [_columns(value) for value in marks.values()]
    return {
        "aspects": list(marks),
        "numbers": [mark["value"] for mark in columns],
        "labels": [mark["label"] for mark in columns],
    }


def _columns(value: MarkValue | None) -> dict[str, object]:
    is_label = isinstance(value, str)
    return {"value": None if is_label else value, "label": value if is_label else None}


def save_submitted(session: Session, sheet_id: MarkSheetId, version: int, at: datetime) -> None:
    """Close the sheet and keep each mark's value as its first."""
    connection = session.connection()
    connection.execute(
        update(MARKS)
        .where(MARKS.c.sheet_id == sheet_id)
        .values(first_value=MARKS.c.value, first_label=MARKS.c.label)
    )
    connection.execute(
        update(SHEETS)
        .where(SHEETS.c.id == sheet_id)
        .values(state=SheetState.SUBMITTED.value, submitted_at=at, version=version)
    )


@dataclass(frozen=True, slots=True)
class MarkChange:
    """A submitted mark that changes: from what to what, why, by whom and when."""

    sheet_id: MarkSheetId
    aspect_id: str
    old: MarkValue
    new: MarkValue
    reason: str
    account_id: AccountId
    at: datetime


def add_change(session: Session, change: MarkChange) -> None:
    """Append the change; changes are never updated or deleted."""
    old, new = _columns(change.old), _columns(change.new)
    session.connection().execute(
        insert(CHANGES).values(
            sheet_id=change.sheet_id,
            aspect_id=change.aspect_id,
            old_value=old["value"],
            old_label=old["label"],
            new_value=new["value"],
            new_label=new["label"],
            reason=change.reason,
            account_id=change.account_id,
            at=change.at,
        )
    )
