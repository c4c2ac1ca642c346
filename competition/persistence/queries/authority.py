"""Read models of who holds which role where, and through what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from competition.domain.identifiers import AccountId
from competition.domain.permissions import Role, Scope, ScopeKind
from competition.persistence.models.account_security import DelegationRow
from competition.persistence.models.accounts import AccountRow, RoleRow
from competition.persistence.models.competitions import CompetitionRow, EventRow, OrganisationRow
from competition.persistence.models.judging import AppointmentRow

_NAMES = {
    ScopeKind.ORGANISATION: (OrganisationRow.id, OrganisationRow.name),
    ScopeKind.COMPETITION: (CompetitionRow.id, CompetitionRow.title),
    ScopeKind.EVENT: (EventRow.id, EventRow.title),
}


class Through(StrEnum):
    """How somebody came to hold a role."""

    GRANT = "grant"
    APPOINTMENT = "appointment"
    DELEGATION = "delegation"


@dataclass(frozen=True, slots=True)
class Holding:
    """One role of one person: where, through what, by whom, from and until when."""

    account_id: AccountId
    name: str
    role: Role
    scope: Scope
    through: Through
    by: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    assignment_id: int | None = None

    def counts(self, at: datetime) -> bool:
        """Whether its time has come and is not over."""
        begun = self.valid_from is None or self.valid_from <= at
        return begun and (self.valid_until is None or self.valid_until > at)


def holdings_within(session: Session, scopes: Sequence[Scope]) -> tuple[Holding, ...]:
    """Every role held in one of these scopes by an active account: three queries."""
    events = [scope.id for scope in scopes if scope.kind is ScopeKind.EVENT]
    return (
        *_granted(session, _in(RoleRow, scopes)),
        *_appointed(session, AppointmentRow.event_id.in_(events)),
        *_lent(session, _in(DelegationRow, scopes)),
    )


def holdings_of(session: Session, account_id: AccountId) -> tuple[Holding, ...]:
    """Every role of one account: three queries."""
    return (
        *_granted(session, RoleRow.account_id == account_id),
        *_appointed(session, AppointmentRow.account_id == account_id),
        *_lent(session, DelegationRow.delegate_id == account_id),
    )


def scope_labels(session: Session, scopes: Iterable[Scope]) -> dict[Scope, str]:
    """What the organisations, competitions and events are called: a query for each kind."""
    wanted = set(scopes)
    found: dict[Scope, str] = {}
    for kind, columns in _NAMES.items():
        ids = [scope.id for scope in wanted if scope.kind is kind]
        if ids:
            rows = session.execute(select(*columns).where(columns[0].in_(ids)))
            found |= {Scope(kind, number): title for number, title in rows}
    return found


def places_named(
    session: Session, kind: ScopeKind, text: str, limit: int
) -> tuple[tuple[int, str], ...]:
    """Places of one kind by part of their name, or by an organisation's code; shortest first."""
    number, name = _NAMES[kind]
    wanted = name.contains(text, autoescape=True)
    if kind is ScopeKind.ORGANISATION:
        wanted = and_(
            OrganisationRow.state == "active",
            or_(wanted, OrganisationRow.code == text, OrganisationRow.short_name == text),
        )
    query = select(number, name).where(wanted).order_by(func.length(name), name).limit(limit)
    return tuple((found, title) for found, title in session.execute(query))


def _in(table: type[RoleRow] | type[DelegationRow], scopes: Sequence[Scope]) -> ColumnElement[bool]:
    return or_(
        *(
            and_(table.scope_kind == scope.kind.value, table.scope_id == scope.id)
            for scope in scopes
        )
    )


def _granted(session: Session, wanted: ColumnElement[bool]) -> list[Holding]:
    by = aliased(AccountRow)
    query = (
        select(RoleRow, AccountRow.display_name, by.display_name)
        .join(AccountRow, AccountRow.id == RoleRow.account_id)
        .outerjoin(by, by.id == RoleRow.granted_by)
        .where(wanted, AccountRow.state == "active")
        .order_by(RoleRow.id)
    )
    return [
        Holding(
            AccountId(row.account_id),
            name,
            Role(row.role),
            Scope(ScopeKind(row.scope_kind), row.scope_id),
            Through.GRANT,
            granter or "",
            row.valid_from,
            row.valid_until,
            row.id,
        )
        for row, name, granter in session.execute(query)
    ]


def _appointed(session: Session, wanted: ColumnElement[bool]) -> list[Holding]:
    query = (
        select(AppointmentRow, AccountRow.display_name)
        .join(AccountRow, AccountRow.id == AppointmentRow.account_id)
        .where(wanted, AccountRow.state == "active")
        .order_by(AppointmentRow.id)
    )
    return [
        Holding(
            AccountId(row.account_id),
            name,
            Role.CHIEF_JUDGE if row.is_chief else Role.JUDGE,
            Scope(ScopeKind.EVENT, row.event_id),
            Through.APPOINTMENT,
        )
        for row, name in session.execute(query)
    ]


def _lent(session: Session, wanted: ColumnElement[bool]) -> list[Holding]:
    holder = aliased(AccountRow)
    query = (
        select(DelegationRow, RoleRow.role, AccountRow.display_name, holder.display_name)
        .join(RoleRow, RoleRow.id == DelegationRow.assignment_id)
        .join(AccountRow, AccountRow.id == DelegationRow.delegate_id)
        .join(holder, holder.id == RoleRow.account_id)
        .where(
            wanted,
            DelegationRow.ended_at.is_(None),
            AccountRow.state == "active",
            holder.state == "active",
        )
        .order_by(DelegationRow.id)
    )
    return [
        Holding(
            AccountId(row.delegate_id),
            name,
            Role(role),
            Scope(ScopeKind(row.scope_kind), row.scope_id),
            Through.DELEGATION,
            lender,
            row.valid_from,
            row.valid_until,
        )
        for row, role, name, lender in session.execute(query)
    ]
