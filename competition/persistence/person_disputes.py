"""Disputes over an ID number, and corrections of a person's data: rows in and out."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from competition.domain.errors import NotFound
from competition.domain.identifiers import AccountId, OrganisationId, PersonId
from competition.persistence.models.people import PersonCorrectionRow, PersonDisputeRow
from competition.persistence.people import seal, unseal


@dataclass(frozen=True, slots=True)
class StoredDispute:
    """Somebody gives an ID number with another name, or from another account."""

    id: int
    person_id: PersonId
    kind: str
    given_name: str
    given_phone: str | None
    account_id: AccountId | None
    organisation_id: OrganisationId | None
    state: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class StoredCorrection:
    """One field of a person's data that changed or is to change."""

    id: int
    person_id: PersonId
    field: str
    before: str | None
    after: str | None
    state: str
    made_at: datetime
    reason: str


def open_dispute(session: Session, at: datetime, **given: object) -> int:
    """Store a dispute; the same one that is open already is kept. Gives its number."""
    phone = given.pop("given_phone", None)
    same = select(PersonDisputeRow.id).filter_by(state="open", **given)
    found = session.scalars(same.limit(1)).first()
    if found is not None:
        return found
    sealed = seal(phone if isinstance(phone, str) else None)
    row = PersonDisputeRow(made_at=at, given_phone_sealed=sealed, **given)
    session.add(row)
    session.flush()
    return row.id


def load_dispute(session: Session, dispute_id: int) -> StoredDispute:
    """One dispute, locked. Raises NotFound."""
    query = select(PersonDisputeRow).where(PersonDisputeRow.id == dispute_id).with_for_update()
    row = session.scalars(query).one_or_none()
    if row is None:
        raise NotFound("There is no such dispute.")
    return _dispute(row)


def open_claims(session: Session, account_id: AccountId) -> tuple[StoredDispute, ...]:
    """What an account claims and nobody has settled yet."""
    query = select(PersonDisputeRow).where(
        PersonDisputeRow.account_id == account_id, PersonDisputeRow.state == "open"
    )
    return tuple(_dispute(row) for row in session.scalars(query.order_by(PersonDisputeRow.id)))


def settle_dispute(
    session: Session,
    dispute_id: int,
    state: str,
    by: AccountId | None,
    at: datetime,
    *,
    reason: str,
) -> None:
    """Store how a dispute ended: what was stored is kept, or what was given is taken."""
    row = session.get_one(PersonDisputeRow, dispute_id)
    row.state, row.answered_by, row.answered_at, row.reason = state, by, at, reason
    session.flush()


def add_correction(
    session: Session,
    person_id: PersonId,
    change: tuple[str, str | None, str | None],
    *,
    state: str,
    by: AccountId | None,
    at: datetime,
) -> int:
    """Store a change of one field: its name, the text before and after."""
    field, before, after = change
    row = PersonCorrectionRow(
        person_id=person_id,
        field=field,
        before_sealed=seal(before),
        after_sealed=seal(after),
        state=state,
        made_by=by,
        made_at=at,
    )
    session.add(row)
    session.flush()
    return row.id


def withdraw_open(session: Session, person_id: PersonId, field: str, at: datetime) -> None:
    """Take back the person's own change of this field that nobody has answered yet."""
    open_ones = update(PersonCorrectionRow).where(
        PersonCorrectionRow.person_id == person_id,
        PersonCorrectionRow.field == field,
        PersonCorrectionRow.state == "open",
    )
    session.execute(open_ones.values(state="refused", answered_at=at))


def corrections(session: Session, person_id: PersonId) -> tuple[StoredCorrection, ...]:
    """All corrections of a person's data, the latest first."""
    query = select(PersonCorrectionRow).where(PersonCorrectionRow.person_id == person_id)
    rows = session.scalars(query.order_by(PersonCorrectionRow.id.desc()).limit(100))
    return tuple(_correction(row) for row in rows)


def load_correction(session: Session, correction_id: int) -> StoredCorrection:
    """One correction, locked. Raises NotFound."""
    query = select(PersonCorrectionRow).where(PersonCorrectionRow.id == correction_id)
    row = session.scalars(query.with_for_update()).one_or_none()
    if row is None:
        raise NotFound("There is no such correction.")
    return _correction(row)


def answer_correction(
    session: Session,
    correction_id: int,
    state: str,
    by: AccountId | None,
    at: datetime,
    *,
    reason: str,
) -> None:
    """Store the answer to a correction."""
    row = session.get_one(PersonCorrectionRow, correction_id)
    row.state, row.answered_by, row.answered_at, row.reason = state, by, at, reason
    session.flush()


def _dispute(row: PersonDisputeRow) -> StoredDispute:
    return StoredDispute(
        row.id,
        PersonId(row.person_id),
        row.kind,
        row.given_name,
        unseal(row.given_phone_sealed),
        None if row.account_id is None else AccountId(row.account_id),
        None if row.organisation_id is None else OrganisationId(row.organisation_id),
        row.state,
        row.made_at,
    )


def _correction(row: PersonCorrectionRow) -> StoredCorrection:
    return StoredCorrection(
        row.id,
        PersonId(row.person_id),
        row.field,
        unseal(row.before_sealed),
        unseal(row.after_sealed),
        row.state,
        row.made_at,
        row.reason,
    )
