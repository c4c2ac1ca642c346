"""Memberships: rows in and out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from competition.domain.errors import NotFound
from competition.domain.identifiers import AccountId, MembershipId, OrganisationId, PersonId
from competition.domain.memberships import MembershipState
from competition.persistence.models.competitions import OrganisationRow
from competition.persistence.models.people import MembershipRow


@dataclass(frozen=True, slots=True)
class StoredMembership:
    """One person in one unit."""

    id: MembershipId
    person_id: PersonId
    organisation_id: OrganisationId
    unit: str
    state: MembershipState
    asked_at: datetime
    answered_at: datetime | None
    reason: str


def of_person(session: Session, person_id: PersonId) -> tuple[StoredMembership, ...]:
    """All memberships of a person, the latest first."""
    query = _query().where(MembershipRow.person_id == person_id)
    rows = session.execute(query.order_by(MembershipRow.asked_at.desc(), MembershipRow.id.desc()))
    return tuple(_stored(row, unit) for row, unit in rows)


def confirmed_units(
    session: Session, person_ids: Collection[PersonId]
) -> dict[PersonId, OrganisationId]:
    """The units that have confirmed these persons, by person; there is at most one of each."""
    query = select(MembershipRow.person_id, MembershipRow.organisation_id).where(
        MembershipRow.person_id.in_(person_ids),
        MembershipRow.state == MembershipState.CONFIRMED.value,
    )
    return {PersonId(one): OrganisationId(unit) for one, unit in session.execute(query)}


def load(session: Session, membership_id: MembershipId, *, lock: bool = False) -> StoredMembership:
    """One membership. Raises NotFound."""
    query = _query().where(MembershipRow.id == membership_id)
    if lock:
        query = query.with_for_update(of=MembershipRow)
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound("There is no such membership.")
    return _stored(*row)


def ask(
    session: Session,
    person_id: PersonId,
    organisation_id: OrganisationId,
    at: datetime,
    origin: str,
) -> MembershipId:
    """Store that a person belongs to a unit, still to be confirmed; once for each pair."""
    query = select(MembershipRow).where(
        MembershipRow.person_id == person_id, MembershipRow.organisation_id == organisation_id
    )
    row = session.scalars(query).one_or_none()
    if row is None:
        row = MembershipRow(person_id=person_id, organisation_id=organisation_id)
        session.add(row)
    row.state, row.origin, row.asked_at = MembershipState.CLAIMED.value, origin, at
    row.answered_at, row.answered_by, row.reason = None, None, ""
    session.flush()
    return MembershipId(row.id)


def answer(
    session: Session,
    membership_id: MembershipId,
    state: MembershipState,
    by: AccountId | None,
    at: datetime,
    *,
    reason: str = "",
) -> None:
    """Store the unit's or the person's answer."""
    row = session.get_one(MembershipRow, membership_id)
    row.state, row.answered_by, row.answered_at, row.reason = state.value, by, at, reason
    session.flush()


def _query() -> Select[MembershipRow, str]:
    return select(MembershipRow, OrganisationRow.name).join(
        OrganisationRow, OrganisationRow.id == MembershipRow.organisation_id
    )


def _stored(row: MembershipRow, unit: str) -> StoredMembership:
    return StoredMembership(
        MembershipId(row.id),
        PersonId(row.person_id),
        OrganisationId(row.organisation_id),
        unit,
        MembershipState(row.state),
        row.asked_at,
        row.answered_at,
        row.reason,
    )
