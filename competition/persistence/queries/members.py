"""Read models of the people of a unit, or of all units below a union."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, exists, func, or_, select, union
from sqlalchemy.orm import Session

from competition.domain.id_numbers import masked_id_number
from competition.domain.identifiers import AccountId, OrganisationId, PersonId
from competition.domain.memberships import PRESENT, MembershipState
from competition.domain.people import masked_phone
from competition.persistence.models.competitions import OrganisationRow
from competition.persistence.models.people import (
    MembershipRow,
    PersonCorrectionRow,
    PersonDisputeRow,
    PersonRow,
)
from competition.persistence.people import id_index, phone_index, unseal

IS_COMPLETE = and_(PersonRow.id_index.is_not(None), PersonRow.phone_index.is_not(None))
IS_DISPUTED = exists().where(
    PersonDisputeRow.person_id == PersonRow.id, PersonDisputeRow.state == "open"
)
IS_CORRECTED = exists().where(
    PersonCorrectionRow.person_id == PersonRow.id, PersonCorrectionRow.state == "open"
)
IS_PRESENT = MembershipRow.state.in_([state.value for state in PRESENT])
CONFIRMED = MembershipState.CONFIRMED
IS_CONFIRMED = MembershipRow.state == CONFIRMED.value
QUALITIES: dict[str, ColumnElement[bool]] = {
    "good": and_(IS_PRESENT, IS_COMPLETE, IS_CONFIRMED, ~IS_DISPUTED),
    "incomplete": and_(IS_PRESENT, ~IS_COMPLETE),
    "unconfirmed": and_(IS_PRESENT, ~IS_CONFIRMED),
    "disputed": and_(IS_PRESENT, IS_DISPUTED),
    "corrected": and_(IS_PRESENT, IS_CORRECTED),
}
"""The filters of data quality; a member may fall under several."""


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One person in one unit; ID number and phone are masked, None when not given."""

    membership_id: int
    person_id: PersonId
    account_id: AccountId | None
    name: str
    unit_id: OrganisationId
    unit: str
    id_number: str | None
    phone: str | None
    state: str
    origin: str
    asked_at: datetime
    reason: str
    is_complete: bool
    is_disputed: bool
    is_corrected: bool


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """Which members are wanted: a search, a state, a quality, and where the page begins."""

    search: str = ""
    state: str = ""
    quality: str = ""
    after: int = 0


@dataclass(frozen=True, slots=True)
class MemberCounts:
    """How many members there are of each state and quality."""

    states: dict[str, int]
    qualities: dict[str, int]


def below(organisation_id: OrganisationId) -> Select[int]:
    """The numbers of the organisation and of all below it."""
    own = select(OrganisationRow.id).where(OrganisationRow.id == organisation_id)
    tree = own.cte("tree", recursive=True)
    tree = tree.union(select(OrganisationRow.id).join(tree, OrganisationRow.parent_id == tree.c.id))
    return select(tree.c.id)


def members(
    session: Session, organisation_id: OrganisationId, wanted: MemberFilter, limit: int
) -> tuple[MemberLine, ...]:
    """Members in the order in which they asked."""
    conditions = [MembershipRow.organisation_id.in_(below(organisation_id)), *_wanted(wanted)]
    conditions.append(MembershipRow.id > wanted.after)
    query = _lines().where(*conditions).order_by(MembershipRow.id).limit(limit)
    return tuple(_line(*row) for row in session.execute(query))


def chosen(
    session: Session, organisation_id: OrganisationId, ids: list[int]
) -> tuple[MemberLine, ...]:
    """Those of the given memberships that are in the organisation or below it."""
    query = _lines().where(
        MembershipRow.id.in_(ids), MembershipRow.organisation_id.in_(below(organisation_id))
    )
    return tuple(_line(*row) for row in session.execute(query.order_by(MembershipRow.id)))


def counts(session: Session, organisation_id: OrganisationId) -> MemberCounts:
    """Count the members by state and by quality: all of them once, and the few that stand out."""
    here = MembershipRow.organisation_id.in_(below(organisation_id))
    query = select(MembershipRow.state, func.count()).where(here).group_by(MembershipRow.state)
    states = _by_state(session, query)
    lacking = _by_state(session, query.where(MembershipRow.person_id.in_(_incomplete())))
    disputed = MembershipRow.person_id.in_(_noted(PersonDisputeRow))
    spoiled = _by_state(session, query.where(IS_CONFIRMED, IS_COMPLETE, disputed).join(PersonRow))
    corrected = MembershipRow.person_id.in_(_noted(PersonCorrectionRow))
    confirmed = CONFIRMED.value
    qualities = {
        "good": states.get(confirmed, 0) - lacking.get(confirmed, 0) - sum(spoiled.values()),
        "incomplete": _present(lacking),
        "unconfirmed": _present(states) - states.get(confirmed, 0),
        "disputed": _present(_by_state(session, query.where(disputed))),
        "corrected": _present(_by_state(session, query.where(corrected))),
    }
    return MemberCounts(states, qualities)


def _by_state(session: Session, query: Select[str, int]) -> dict[str, int]:
    return {row[0]: row[1] for row in session.execute(query)}


def _present(states: dict[str, int]) -> int:
    return sum(states.get(state.value, 0) for state in PRESENT)


def _incomplete() -> CompoundSelect[int]:
    """Those of whom the ID number or the phone is missing, each found by its index."""
    return union(
        select(PersonRow.id).where(PersonRow.id_index.is_(None)),
        select(PersonRow.id).where(PersonRow.phone_index.is_(None)),
    )


def _noted(notes: type[PersonDisputeRow | PersonCorrectionRow]) -> Select[int | None]:
    """Those of whom something open is noted."""
    return select(notes.person_id).where(notes.state == "open")


def has_other_unit(session: Session, ids: list[int]) -> frozenset[int]:
    """Of these memberships those whose person is confirmed in another unit."""
    other = MembershipRow.__table__.alias("other")
    query = select(MembershipRow.id).join(
        other, and_(other.c.person_id == MembershipRow.person_id, other.c.id != MembershipRow.id)
    )
    found = session.scalars(query.where(MembershipRow.id.in_(ids), other.c.state == "confirmed"))
    return frozenset(found)


def _lines() -> Select[MembershipRow, PersonRow, str, bool, bool, bool]:
    return (
        select(
            MembershipRow,
            PersonRow,
            OrganisationRow.name,
            IS_COMPLETE.label("is_complete"),
            IS_DISPUTED.label("is_disputed"),
            IS_CORRECTED.label("is_corrected"),
        )
        .join(PersonRow, PersonRow.id == MembershipRow.person_id)
        .join(OrganisationRow, OrganisationRow.id == MembershipRow.organisation_id)
    )


def _wanted(wanted: MemberFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state:
        found.append(MembershipRow.state == wanted.state)
    elif not wanted.search:
        found.append(IS_PRESENT)
    if wanted.quality in QUALITIES:
        found.append(QUALITIES[wanted.quality])
    if wanted.search:
        found.append(_search(wanted.search))
    return found


def _search(text: str) -> ColumnElement[bool]:
    """Part of a name, a whole ID number or a whole phone number."""
    plain = text.upper().replace(" ", "")
    return or_(
        PersonRow.name.contains(text, autoescape=True),
        PersonRow.id_index == id_index(plain),
        PersonRow.phone_index == phone_index(plain),
    )


def _line(  # noqa: PLR0917 -- the columns of _lines in their order
    membership: MembershipRow,
    person: PersonRow,
    unit: str,
    is_complete: bool,
    is_disputed: bool,
    is_corrected: bool,
) -> MemberLine:
    number, phone = unseal(person.id_sealed), unseal(person.phone_sealed)
    return MemberLine(
        membership.id,
        PersonId(person.id),
        None if person.account_id is None else AccountId(person.account_id),
        person.name,
        OrganisationId(membership.organisation_id),
        unit,
        masked_id_number(number) if number else None,
        masked_phone(phone) if phone else None,
        membership.state,
        membership.origin,
        membership.asked_at,
        membership.reason,
        bool(is_complete),
        bool(is_disputed),
        bool(is_corrected),
    )
