"""Persons: rows in and out. ID numbers and phones are sealed here and nowhere else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from competition.domain.accounts import PHONE
from competition.domain.errors import Conflict, NotFound
from competition.domain.identifiers import AccountId, PersonId
from competition.domain.people import CheckedPerson
from competition.persistence.models.accounts import AccountRow
from competition.persistence.models.people import PersonRow
from competition.persistence.prepared import Prepared
from competition.persistence.sealing import keyring

COLUMNS = (
    PersonRow.id,
    PersonRow.account_id,
    PersonRow.name,
    PersonRow.id_sealed,
    PersonRow.phone_sealed,
    PersonRow.born_on,
    PersonRow.sex,
    PersonRow.version,
)
BY_ACCOUNT = Prepared(select(*COLUMNS).where(PersonRow.account_id == bindparam("account")))


@dataclass(frozen=True, slots=True)
class StoredPerson:
    """A person as stored, with ID number and phone readable: never for a page as it is."""

    id: PersonId
    account_id: AccountId | None
    name: str
    id_number: str | None
    phone: str | None
    born_on: date | None
    sex: str | None
    version: int

    @property
    def is_complete(self) -> bool:
        """Whether name, ID number and phone are there."""
        return bool(self.name and self.id_number and self.phone)


def id_index(number: str) -> str:
    """The blind index of an ID number."""
    return keyring().index(f"id:{number}")


def phone_index(phone: str) -> str:
    """The blind index of a phone number."""
    return keyring().index(f"phone:{phone}")


def seal(text: str | None) -> bytes | None:
    """Seal a text if there is one."""
    return None if text is None else keyring().seal(text)


def unseal(sealed: bytes | None) -> str | None:
    """Read a sealed text if there is one."""
    return None if sealed is None else keyring().unseal(sealed)


def by_account(session: Session, account_id: AccountId) -> StoredPerson | None:
    """The person behind an account."""
    for row in BY_ACCOUNT.rows(session, {"account": account_id}):
        return _person(row)
    return None


def by_id_number(session: Session, number: str) -> StoredPerson | None:
    """The person with this ID number."""
    return _one(session, PersonRow.id_index == id_index(number))


def without_number(session: Session, phone: str) -> list[StoredPerson]:
    """Those with this phone of whom no ID number is known."""
    query = select(PersonRow).where(
        PersonRow.phone_index == phone_index(phone), PersonRow.id_index.is_(None)
    )
    return [_stored(row) for row in session.scalars(query.order_by(PersonRow.id).limit(20))]


def by_phone(session: Session, phone: str) -> list[StoredPerson]:
    """Those with this phone; several may share one."""
    query = select(PersonRow).where(PersonRow.phone_index == phone_index(phone))
    return [_stored(row) for row in session.scalars(query.order_by(PersonRow.id).limit(20))]


def load(session: Session, person_id: PersonId) -> StoredPerson:
    """One person. Raises NotFound."""
    return _stored(_row(session, person_id))


def login_phone(session: Session, account_id: AccountId) -> str:
    """The mobile number with which an account signs in; empty for another sign-in name."""
    sealed = session.scalar(select(AccountRow.login_sealed).where(AccountRow.id == account_id))
    login = unseal(sealed) or ""
    return login if PHONE.fullmatch(login) else ""


def add(
    session: Session,
    person: CheckedPerson,
    at: datetime,
    origin: str,
    account_id: AccountId | None = None,
) -> PersonId:
    """Store a new person. Raises Conflict when somebody has just stored the same one."""
    row = PersonRow(account_id=account_id, name=person.name, origin=origin, created_at=at)
    _write(row, person)
    session.add(row)
    _flush(session)
    return PersonId(row.id)


def save(
    session: Session, person_id: PersonId, person: CheckedPerson, version: int | None = None
) -> None:
    """Store what is given about a person; what is not given stays.

    Raises NotFound, and Conflict when it is not the version that was read.
    """
    row = _row(session, person_id)
    if version is not None and row.version != version:
        raise Conflict("Somebody changed this person meanwhile. Load the page again.")
    row.name = person.name
    _write(row, person)
    _flush(session)


def link(session: Session, person_id: PersonId, account_id: AccountId | None) -> None:
    """Tie a person to an account, or to none."""
    _row(session, person_id).account_id = account_id
    _flush(session)


def _write(row: PersonRow, person: CheckedPerson) -> None:
    if person.id_number is not None:
        row.id_kind = person.id_number.kind.value
        row.id_index = id_index(person.id_number.number)
        row.id_sealed = keyring().seal(person.id_number.number)
        row.born_on, row.sex = person.id_number.born_on, person.id_number.sex.value
    if person.phone is not None:
        row.phone_index = phone_index(person.phone)
        row.phone_sealed = keyring().seal(person.phone)


def _flush(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        message = "This person has just been written down by somebody else. Try again."
        raise Conflict(message) from error


def _one(session: Session, condition: object) -> StoredPerson | None:
    row = session.scalars(select(PersonRow).where(condition)).one_or_none()  # type: ignore[arg-type]  # a column's comparison
    return None if row is None else _stored(row)


def _row(session: Session, person_id: PersonId) -> PersonRow:
    row = session.get(PersonRow, person_id)
    if row is None:
        raise NotFound("There is no such person.")
    return row


def _stored(row: PersonRow) -> StoredPerson:
    return _person([getattr(row, column.key) for column in COLUMNS])


def _person(row: Sequence[Any]) -> StoredPerson:
    person_id, account_id, name, id_sealed, phone_sealed, born_on, sex, version = row
    return StoredPerson(
        PersonId(person_id),
        None if account_id is None else AccountId(account_id),
        name,
        unseal(id_sealed),
        unseal(phone_sealed),
        born_on,
        sex,
        version,
    )
