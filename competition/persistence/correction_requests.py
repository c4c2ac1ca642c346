"""What entrants ask to have corrected in their entries: rows in and out. Texts are sealed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.errors import NotFound
from competition.domain.identifiers import AccountId, EntryId, EventId
from competition.domain.own_data import RequestState
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.retention import CorrectionRequestRow
from competition.persistence.people import seal, unseal

MOST = 200


@dataclass(frozen=True, slots=True)
class CorrectionRequest:
    """A request with the entry it is about; the text is empty once its time was over."""

    id: int
    event_id: EventId
    entry_id: EntryId
    number: str
    name: str
    account_id: AccountId
    state: RequestState
    text: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None


def of_entry(session: Session, entry_id: EntryId) -> tuple[CorrectionRequest, ...]:
    """The requests about an entry, the newest first."""
    return _read(session, CorrectionRequestRow.entry_id == entry_id)


def of_event(session: Session, event_id: EventId) -> tuple[CorrectionRequest, ...]:
    """The requests about an event's entries, open ones before the others."""
    found = _read(session, EntryRow.event_id == event_id)
    return tuple(sorted(found, key=lambda one: one.state is not RequestState.ASKED))


def load(session: Session, request_id: int, *, lock: bool = False) -> CorrectionRequest:
    """One request. Raises NotFound."""
    if lock:
        query = select(CorrectionRequestRow.id).where(CorrectionRequestRow.id == request_id)
        session.execute(query.with_for_update())
    found = _read(session, CorrectionRequestRow.id == request_id)
    if not found:
        raise NotFound("There is no such request.")
    return found[0]


def add(session: Session, entry_id: EntryId, account_id: AccountId, text: str, at: datetime) -> int:
    """Store a new request."""
    row = CorrectionRequestRow(entry_id=entry_id, account_id=account_id, asked_at=at)
    row.text_sealed = seal(text)
    session.add(row)
    session.flush()
    return row.id


def save_answer(
    session: Session,
    request_id: int,
    state: RequestState,
    answer: str,
    *,
    by: AccountId | None,
    at: datetime,
) -> None:
    """Store the answer."""
    row = session.get_one(CorrectionRequestRow, request_id)
    row.state, row.answer, row.answered_by, row.answered_at = state.value, answer, by, at
    session.flush()


def _read(session: Session, condition: object) -> tuple[CorrectionRequest, ...]:
    row = CorrectionRequestRow
    query = (
        select(row, EntryRow.event_id, EntryRow.number, EntryRow.name)
        .join(EntryRow, EntryRow.id == row.entry_id)
        .where(condition)  # type: ignore[arg-type]  # a column's comparison
        .order_by(row.id.desc())
        .limit(MOST)
    )
    return tuple(
        CorrectionRequest(
            found.id,
            EventId(event_id),
            EntryId(found.entry_id),
            number,
            name,
            AccountId(found.account_id),
            RequestState(found.state),
            unseal(found.text_sealed) or "",
            found.asked_at,
            found.answer,
            found.answered_at,
        )
        for found, event_id, number, name in session.execute(query)
    )
