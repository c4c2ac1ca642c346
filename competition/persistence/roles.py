"""The roles an account holds: granted, given by appointments, lent by others; rows in and out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    cast,
    delete,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import CompoundSelect

from competition.domain.errors import NotFound
from competition.domain.identifiers import AccountId
from competition.domain.permissions import Role, Scope, ScopeKind
from competition.domain.windows import Window
from competition.persistence.db import Base, UtcDateTime
from competition.persistence.models.account_security import DelegationRow
from competition.persistence.models.accounts import AccountRow, RoleRow
from competition.persistence.models.judging import AppointmentRow

# Asked by every request, so these statements are built once and pass by the mapper.
TABLES = Base.metadata.tables
ACCOUNTS = TABLES[AccountRow.__tablename__]
ROLES = TABLES[RoleRow.__tablename__]
APPOINTMENTS = TABLES[AppointmentRow.__tablename__]
DELEGATIONS = TABLES[DelegationRow.__tablename__]
NOW = bindparam("at", type_=UtcDateTime)
NOBODY = cast(null(), ACCOUNTS.c.id.type)
NAMELESS = cast(null(), ACCOUNTS.c.display_name.type)
APPOINTED = case((APPOINTMENTS.c.is_chief, Role.CHIEF_JUDGE.value), else_=Role.JUDGE.value)


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that counts now; `holder_id` is whom it is lent by, None for one's own."""

    role: Role
    scope: Scope
    holder_id: AccountId | None = None
    holder: str = ""


def _granted_now(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    return and_(
        or_(ROLES.c.valid_from.is_(None), ROLES.c.valid_from <= now),
        or_(ROLES.c.valid_until.is_(None), ROLES.c.valid_until > now),
    )


def _lent_now(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    return and_(
        DELEGATIONS.c.ended_at.is_(None),
        DELEGATIONS.c.valid_from <= now,
        DELEGATIONS.c.valid_until > now,
        _granted_now(now),
        ACCOUNTS.c.state == "active",
    )


def held_now(
    owner: ColumnElement[int] | None, now: ColumnElement[datetime] = NOW
) -> CompoundSelect[Any]:
    """All roles that an account holds at an instant: its own, by appointment, on behalf of others.

    Takes None for the roles of all accounts.
    A lent role counts as long as its holder is active and holds it.
    """
    return union_all(
        _columns(ROLES.c.account_id, ROLES.c.role, ROLES.c.scope_kind, ROLES.c.scope_id).where(
            _is(ROLES.c.account_id, owner), _granted_now(now)
        ),
        _columns(
            APPOINTMENTS.c.account_id,
            APPOINTED,
            literal(ScopeKind.EVENT.value),
            APPOINTMENTS.c.event_id,
        ).where(_is(APPOINTMENTS.c.account_id, owner)),
        _columns(
            DELEGATIONS.c.delegate_id,
            ROLES.c.role,
            DELEGATIONS.c.scope_kind,
            DELEGATIONS.c.scope_id,
            ACCOUNTS.c.id,
            ACCOUNTS.c.display_name,
        )
        .join(ROLES, ROLES.c.id == DELEGATIONS.c.assignment_id)
        .join(ACCOUNTS, ACCOUNTS.c.id == ROLES.c.account_id)
        .where(_is(DELEGATIONS.c.delegate_id, owner), _lent_now(now)),
    )


def _is(account: Column[Any], owner: ColumnElement[int] | None) -> ColumnElement[bool]:
    return true() if owner is None else account == owner


def _columns(
    account: Column[Any],
    role: ColumnElement[Any],
    *scope_and_holder: ColumnElement[Any],
) -> Select[Any]:
    kind, number, *holder = scope_and_holder
    holder_id, name = holder or (NOBODY, NAMELESS)
    return select(
        account.label("account_id"),
        role.label("role"),
        kind.label("scope_kind"),
        number.label("scope_id"),
        holder_id.label("holder_id"),
        name.label("holder"),
    )


OF_ACCOUNT = held_now(bindparam("owner", type_=ROLES.c.account_id.type))


def roles_now(session: Session, account_id: AccountId, at: datetime) -> tuple[HeldRole, ...]:
    """All roles that the account holds at the instant."""
    rows = session.connection().execute(OF_ACCOUNT, {"owner": account_id, "at": at})
    return read_held(row[1:] for row in rows)


def read_held(rows: Iterable[Any]) -> tuple[HeldRole, ...]:
    """Held roles from rows of role, scope kind, scope id, holder id, holder's name."""
    return tuple(
        HeldRole(
            Role(role),
            Scope(ScopeKind(kind), number),
            None if holder_id is None else AccountId(holder_id),
            holder or "",
        )
        for role, kind, number, holder_id, holder in rows
        if role is not None
    )


@dataclass(frozen=True, slots=True)
class Grant:
    """A granted role: from and until when, by whom."""

    id: int
    account_id: AccountId
    role: Role
    scope: Scope
    period: Window
    granted_by: AccountId | None


def load(session: Session, assignment_id: int) -> Grant:
    """Load a granted role. Raises NotFound."""
    row = session.get(RoleRow, assignment_id)
    if row is None:
        raise NotFound("This role is not held.")
    return _grant(row)


def granted(session: Session, account_id: AccountId) -> tuple[Grant, ...]:
    """The roles granted to the account, whether or not their time has come or gone."""
    query = select(RoleRow).where(RoleRow.account_id == account_id).order_by(RoleRow.id)
    return tuple(_grant(row) for row in session.scalars(query))


def grant(
    session: Session, account_id: AccountId, held: tuple[Role, Scope], period: Window, **by: object
) -> bool:
    """Store a granted role, or its new period; False when nothing changes."""
    role, scope = held
    row = session.scalar(_of(account_id, role, scope))
    if row is not None and (row.valid_from, row.valid_until) == (period.opens, period.closes):
        return False
    if row is None:
        row = RoleRow(
            account_id=account_id,
            role=role.value,
            scope_kind=scope.kind.value,
            scope_id=scope.id,
            **by,
        )
        session.add(row)
    row.valid_from, row.valid_until = period.opens, period.closes
    for name, value in by.items():
        setattr(row, name, value)
    session.flush()
    return True


def take_away(session: Session, account_id: AccountId, role: Role, scope: Scope) -> bool:
    """Delete a granted role and what was lent of it; False when it was not held."""
    row = session.scalar(_of(account_id, role, scope))
    if row is None:
        return False
    session.execute(delete(DelegationRow).where(DelegationRow.assignment_id == row.id))
    session.delete(row)
    session.flush()
    return True


def _of(account_id: AccountId, role: Role, scope: Scope) -> Select[RoleRow]:
    return select(RoleRow).where(
        RoleRow.account_id == account_id,
        RoleRow.role == role.value,
        RoleRow.scope_kind == scope.kind.value,
        RoleRow.scope_id == scope.id,
    )


def _grant(row: RoleRow) -> Grant:
    return Grant(
        row.id,
        AccountId(row.account_id),
        Role(row.role),
        Scope(ScopeKind(row.scope_kind), row.scope_id),
        Window(row.valid_from, row.valid_until),
        None if row.granted_by is None else AccountId(row.granted_by),
    )
