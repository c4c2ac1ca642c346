"""Mark sheets and marks: plain rows in, plain rows out, by work code only.

The word *entry* must not occur below this line. Marks pass by the dozen while sixteen judges save
at once, so nothing here makes an object of the mapper.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache

from sqlalchemy import (
    Select,
    Table,
    and_,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from competition.domain.bundle_scheme import read_scheme
from competition.domain.errors import NotFound
from competition.domain.events import EventState
from competition.domain.identifiers import AccountId, MarkSheetId
from competition.domain.judging import MarkValue, SheetState, StoredMark
from competition.domain.marking import MarkingScheme
from competition.domain.permissions import Scope, ScopeKind
from competition.persistence.db import Base
from competition.persistence.models.competitions import CompetitionRow, EventRow, SchemeRow
from competition.persistence.models.judging import (
    AppointmentRow,
    MarkChangeRow,
    MarkRow,
    MarkSheetRow,
)
from competition.persistence.prepared import Prepared, Row

TABLES = Base.metadata.tables
APPOINTMENTS: Table = TABLES[AppointmentRow.__tablename__]
COMPETITIONS: Table = TABLES[CompetitionRow.__tablename__]
EVENTS: Table = TABLES[EventRow.__tablename__]
SCHEMES: Table = TABLES[SchemeRow.__tablename__]
MARKS: Table = TABLES[MarkRow.__tablename__]
SHEETS: Table = TABLES[MarkSheetRow.__tablename__]
CHANGES: Table = TABLES[MarkChangeRow.__tablename__]
MARKS_OF = Prepared(
    select(
        MARKS.c.aspect_id,
        MARKS.c.value,
        MARKS.c.label,
        MARKS.c.version,
        MARKS.c.first_value,
        MARKS.c.first_label,
    ).where(MARKS.c.sheet_id == bindparam("of_sheet"))
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
    event_version: int
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


def find_sheet(session: Session, sheet_id: MarkSheetId) -> FoundSheet:
    """Find the sheet. Raises NotFound."""
    rows = _one_sheet().rows(session, {"sheet_id": sheet_id})
    if not rows:
        raise NotFound("There is no such mark sheet.")
    return found_sheet(rows[0])


def sheets_of(session: Session, account_id: AccountId) -> list[FoundSheet]:
    """The judge's sheets of all events that are being marked, by event and work code."""
    query = sheets_with_all().where(
        APPOINTMENTS.c.account_id == account_id, EVENTS.c.state == EventState.MARKING.value
    )
    rows = session.execute(query.order_by(EVENTS.c.id, SHEETS.c.work_code))
    return [found_sheet(tuple(row)) for row in rows]


@cache
def _one_sheet() -> Prepared:
    return Prepared(sheets_with_all().where(SHEETS.c.id == bindparam("sheet_id")))


def locked(query: Select[tuple[object, ...]]) -> Select[tuple[object, ...]]:
    """The same, with its sheet held against other writers and its event against changes.

    Whoever computes or publishes locks the event for itself: no mark slips in meanwhile.
    """
    return query.with_for_update(of=SHEETS).suffix_with(text(f"FOR SHARE OF {EVENTS.name}"))


def sheets_with_all() -> Select[tuple[object, ...]]:
    """Every sheet with its judge, its event, its competition and its newest scheme."""
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
            EVENTS.c.version.label("event_version"),
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


def found_sheet(row: Row) -> FoundSheet:
    """The sheet in a row of `sheets_with_all`."""
    values = dict(zip(_names(), row, strict=True))
    scheme = (values.pop("scheme_id"), values.pop("made_at"))
    values["state"] = SheetState(values["state"])
    values["event_state"] = EventState(values["event_state"])
    values["modules"] = tuple(values["modules"])
    return FoundSheet(**values, scheme=scheme)


@cache
def _names() -> tuple[str, ...]:
    return tuple(sheets_with_all().selected_columns.keys())


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
    return stored_marks(MARKS_OF.rows(session, {"of_sheet": sheet_id}))


def stored_marks(rows: Iterable[Row]) -> dict[str, StoredMark]:
    """Marks by aspect, from rows of aspect, value, label, version, first value, first label."""
    return {
        aspect_id: StoredMark(
            value=label if value is None else value,
            version=version,
            first=first_label if first_value is None else first_value,
        )
        for aspect_id, value, label, version, first_value, first_label in rows
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
    session.connection().execute(
        insert(CHANGES).values(
            sheet_id=change.sheet_id,
            aspect_id=change.aspect_id,
            **_columns("old", change.old),
            **_columns("new", change.new),
            reason=change.reason,
            account_id=change.account_id,
            at=change.at,
        )
    )


def _columns(which: str, value: MarkValue) -> dict[str, object]:
    return {f"{which}_label" if isinstance(value, str) else f"{which}_value": value}
