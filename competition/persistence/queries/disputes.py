"""Read models of disputes over ID numbers and of corrections that wait for the unit."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from competition.domain.id_numbers import masked_id_number
from competition.domain.identifiers import OrganisationId, PersonId
from competition.domain.people import masked_phone
from competition.persistence.models.competitions import OrganisationRow
from competition.persistence.models.people import (
    MembershipRow,
    PersonCorrectionRow,
    PersonDisputeRow,
    PersonRow,
)
from competition.persistence.people import unseal
from competition.persistence.queries.members import IS_PRESENT, below

Giver = aliased(OrganisationRow)


@dataclass(frozen=True, slots=True)
class DisputeLine:
    """One open dispute. What the record says is None for those whose person it is not."""

    id: int
    kind: str
    given_name: str
    given_phone: str | None
    given_by: str | None
    made_at: datetime
    person_id: PersonId | None
    name: str | None
    id_number: str | None
    unit: str | None
    has_account: bool


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """One correction that waits: whose, which field, before and after (numbers masked)."""

    id: int
    person_id: PersonId
    name: str
    field: str
    before: str | None
    after: str | None
    made_at: datetime


def disputes(
    session: Session, organisation_id: OrganisationId, *, everybody: bool, limit: int
) -> tuple[DisputeLine, ...]:
    """Open disputes about people of the organisation and below, or given by units below.

    Takes whether people of no unit at all are this organisation's business too.
    """
    units = below(organisation_id)
    is_own = _belongs(units, everybody=everybody)
    query = (
        select(PersonDisputeRow, PersonRow, Giver.name, is_own.label("is_own"), _unit_name())
        .join(PersonRow, PersonRow.id == PersonDisputeRow.person_id)
        .outerjoin(Giver, Giver.id == PersonDisputeRow.organisation_id)
        .where(
            PersonDisputeRow.state == "open",
            or_(is_own, PersonDisputeRow.organisation_id.in_(units)),
        )
    )
    rows = session.execute(query.order_by(PersonDisputeRow.id).limit(limit))
    return tuple(_dispute(*row) for row in rows)


def is_business(
    session: Session, organisation_id: OrganisationId, person_id: PersonId, *, everybody: bool
) -> bool:
    """Whether the person belongs to the organisation or below, or to nobody if that counts."""
    belongs = _belongs(below(organisation_id), everybody=everybody)
    query = select(func.count()).where(PersonRow.id == person_id, belongs)
    return bool(session.scalar(query.select_from(PersonRow)))


def waiting_corrections(
    session: Session, organisation_id: OrganisationId, limit: int
) -> tuple[CorrectionLine, ...]:
    """Corrections of people of the organisation and below that nobody has answered."""
    query = (
        select(PersonCorrectionRow, PersonRow.name)
        .join(PersonRow, PersonRow.id == PersonCorrectionRow.person_id)
        .where(
            PersonCorrectionRow.state == "open",
            _belongs(below(organisation_id), everybody=False),
        )
        .order_by(PersonCorrectionRow.id)
        .limit(limit)
    )
    return tuple(_correction(*row) for row in session.execute(query))


def _belongs(units: object, *, everybody: bool) -> ColumnElement[bool]:
    mine = exists().where(
        MembershipRow.person_id == PersonRow.id,
        MembershipRow.organisation_id.in_(units),  # type: ignore[arg-type]  # a select of numbers
        IS_PRESENT,
    )
    if not everybody:
        return mine
    anywhere = exists().where(MembershipRow.person_id == PersonRow.id, IS_PRESENT)
    return or_(mine, ~anywhere)


def _unit_name() -> ColumnElement[str]:
    return (
        select(OrganisationRow.name)
        .join(MembershipRow, MembershipRow.organisation_id == OrganisationRow.id)
        .where(and_(MembershipRow.person_id == PersonRow.id, IS_PRESENT))
        .order_by(MembershipRow.state.desc())
        .limit(1)
        .correlate(PersonRow)
        .scalar_subquery()
        .label("unit")
    )


def _dispute(
    row: PersonDisputeRow, person: PersonRow, giver: str | None, is_own: object, unit: str | None
) -> DisputeLine:
    phone, number = unseal(row.given_phone_sealed), unseal(person.id_sealed)
    shown = bool(is_own)
    return DisputeLine(
        row.id,
        row.kind,
        row.given_name,
        masked_phone(phone) if phone else None,
        giver,
        row.made_at,
        PersonId(person.id) if shown else None,
        person.name if shown else None,
        masked_id_number(number) if shown and number else None,
        unit if shown else None,
        shown and person.account_id is not None,
    )


def _correction(row: PersonCorrectionRow, name: str) -> CorrectionLine:
    before, after = unseal(row.before_sealed), unseal(row.after_sealed)
    if row.field == "id_number":
        before = masked_id_number(before) if before else None
        after = masked_id_number(after) if after else None
    return CorrectionLine(
        row.id, PersonId(row.person_id), name, row.field, before, after, row.made_at
    )
