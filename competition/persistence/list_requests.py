"""Sealed versions of units' lists and requests to change them: rows in and out, sealed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from competition.domain.errors import NotFound
from competition.domain.identifiers import (
    AccountId,
    EventId,
    FileId,
    ListRequestId,
    OrganisationId,
)
from competition.domain.list_requests import Change, RequestState, Wanted
from competition.domain.unit_lists import ListState
from competition.persistence.models.accounts import AccountRow
from competition.persistence.models.competitions import OrganisationRow
from competition.persistence.models.unit_lists import (
    ListRequestRow,
    ListVersionRow,
    UnitListRow,
)
from competition.persistence.sealing import keyring
from competition.persistence.unit_lists import StoredList

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class ListVersion:
    """One sealed version of a list: what was sealed, its digest, the scan of the stamped paper."""

    number: int
    head: Mapping[str, object]
    rows: tuple[Row, ...]
    digest: str
    sealed_at: datetime
    sealed_by: str
    scan_file_id: FileId | None


@dataclass(frozen=True, slots=True)
class ListRequest:
    """A change that a unit asks for, and the answer. `before` is the row as it stands."""

    id: ListRequestId
    event_id: EventId
    organisation_id: OrganisationId
    unit: str
    wanted: Wanted
    before: Row | None
    reason: str
    file_id: FileId | None
    state: RequestState
    asked_by: AccountId
    asked_at: datetime
    answer: str = ""
    answered_at: datetime | None = None
    made_version: int | None = None


@dataclass(frozen=True, slots=True)
class SealLine:
    """One unit's list of an event: how far it is, who sealed it, what is asked for."""

    organisation_id: OrganisationId
    unit: str
    state: ListState
    rows: int
    entered: int
    sealed_at: datetime | None
    sealed_by: str
    digest: str
    scan_file_id: FileId | None
    open_requests: int


def add_version(
    session: Session,
    found: StoredList,
    sealed: tuple[Mapping[str, object], Sequence[Mapping[str, str]], str],
    by: AccountId | None,
    at: datetime,
) -> int:
    """Keep what was sealed (its head, its rows, its digest) as the next version; its number."""
    head, rows, digest = sealed
    number = 1 + (session.scalar(_last(found.id)) or 0)
    document = {"head": dict(head), "rows": [dict(row) for row in rows]}
    session.add(
        ListVersionRow(
            list_id=found.id,
            number=number,
            document_sealed=_seal(document),
            digest=digest,
            sealed_at=at,
            sealed_by=by,
        )
    )
    session.flush()
    return number


def note_scan(session: Session, found: StoredList, file_id: FileId) -> None:
    """Keep the scan with the version that was stamped: the newest."""
    query = select(ListVersionRow).where(ListVersionRow.list_id == found.id)
    row = session.scalars(query.order_by(ListVersionRow.number.desc()).limit(1)).one_or_none()
    if row is not None:
        row.scan_file_id = file_id
        session.flush()


def versions(session: Session, list_id: int) -> tuple[ListVersion, ...]:
    """All sealed versions of a list, the newest first."""
    query = (
        select(ListVersionRow, AccountRow.display_name)
        .outerjoin(AccountRow, AccountRow.id == ListVersionRow.sealed_by)
        .where(ListVersionRow.list_id == list_id)
        .order_by(ListVersionRow.number.desc())
    )
    return tuple(_version(row, name or "") for row, name in session.execute(query))


def add_request(
    session: Session, found: StoredList, wanted: Wanted, before: Row | None, **columns: object
) -> ListRequestId:
    """Store what is asked for."""
    document = {"before": before, "after": None if wanted.row is None else dict(wanted.row)}
    row = ListRequestRow(
        list_id=found.id,
        change=wanted.change.value,
        line=wanted.line,
        document_sealed=_seal(document),
        state=RequestState.OPEN.value,
        **columns,
    )
    session.add(row)
    session.flush()
    return ListRequestId(row.id)


def load(session: Session, request_id: ListRequestId, *, lock: bool = False) -> ListRequest:
    """One request. Raises NotFound."""
    query = _requests().where(ListRequestRow.id == request_id)
    if lock:
        query = query.with_for_update(of=ListRequestRow)
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFound("There is no such request.")
    return _request(*found)


def of_list(session: Session, list_id: int) -> tuple[ListRequest, ...]:
    """The requests about a list, the newest first."""
    query = _requests().where(ListRequestRow.list_id == list_id)
    return tuple(_request(*found) for found in session.execute(query))


def of_event(session: Session, event_id: EventId, limit: int) -> tuple[ListRequest, ...]:
    """The requests about all lists of an event, open ones first, then the newest."""
    query = _requests(ListRequestRow.state != RequestState.OPEN.value)
    query = query.where(UnitListRow.event_id == event_id).limit(limit)
    return tuple(_request(*found) for found in session.execute(query))


def answer(
    session: Session, request_id: ListRequestId, state: RequestState, **columns: object
) -> None:
    """Store the answer."""
    row = session.get_one(ListRequestRow, request_id)
    row.state = state.value
    for name, value in columns.items():
        setattr(row, name, value)
    session.flush()


def seal_lines(session: Session, event_id: EventId) -> tuple[SealLine, ...]:
    """All lists of an event, by the names of their units."""
    waiting = (
        select(func.count())
        .where(
            ListRequestRow.list_id == UnitListRow.id,
            ListRequestRow.state == RequestState.OPEN.value,
        )
        .scalar_subquery()
    )
    query = (
        select(UnitListRow, OrganisationRow.name, AccountRow.display_name, waiting)
        .join(OrganisationRow, OrganisationRow.id == UnitListRow.organisation_id)
        .outerjoin(AccountRow, AccountRow.id == UnitListRow.sealed_by)
        .where(UnitListRow.event_id == event_id)
        .order_by(OrganisationRow.name)
    )
    return tuple(
        SealLine(
            OrganisationId(row.organisation_id),
            unit,
            ListState(row.state),
            row.row_count,
            row.entered,
            row.sealed_at,
            by or "",
            row.digest,
            None if row.scan_file_id is None else FileId(row.scan_file_id),
            count,
        )
        for row, unit, by, count in session.execute(query)
    )


def _last(list_id: int) -> Select[int | None]:
    return select(func.max(ListVersionRow.number)).where(ListVersionRow.list_id == list_id)


def _requests(*order: ColumnElement[bool]) -> Select[ListRequestRow, int, int, str]:
    return (
        select(
            ListRequestRow, UnitListRow.event_id, UnitListRow.organisation_id, OrganisationRow.name
        )
        .join(UnitListRow, UnitListRow.id == ListRequestRow.list_id)
        .join(OrganisationRow, OrganisationRow.id == UnitListRow.organisation_id)
        .order_by(*order, ListRequestRow.id.desc())
    )


def _request(row: ListRequestRow, event_id: int, organisation_id: int, unit: str) -> ListRequest:
    document = _unseal(row.document_sealed)
    return ListRequest(
        ListRequestId(row.id),
        EventId(event_id),
        OrganisationId(organisation_id),
        unit,
        Wanted(Change(row.change), row.line, document["after"]),
        document["before"],
        row.reason,
        None if row.file_id is None else FileId(row.file_id),
        RequestState(row.state),
        AccountId(row.asked_by),
        row.asked_at,
        row.answer,
        row.answered_at,
        row.made_version,
    )


def _version(row: ListVersionRow, name: str) -> ListVersion:
    document = _unseal(row.document_sealed)
    return ListVersion(
        row.number,
        document["head"],
        tuple(document["rows"]),
        row.digest,
        row.sealed_at,
        name,
        None if row.scan_file_id is None else FileId(row.scan_file_id),
    )


def _seal(document: object) -> bytes:
    return keyring().seal(json.dumps(document, ensure_ascii=False))


def _unseal(sealed: bytes) -> dict[str, Any]:
    return dict(json.loads(keyring().unseal(sealed)))
