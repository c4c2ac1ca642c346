"""Invitations to a role: rows in and out."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from competition.domain.errors import NotFound
from competition.domain.identifiers import AccountId
from competition.domain.permissions import Role, Scope, ScopeKind
from competition.persistence.models.account_security import InvitationRow
from competition.persistence.models.accounts import AccountRow
from competition.persistence.sealing import keyring


@dataclass(frozen=True, slots=True)
class StoredInvitation:
    """An invitation as it is stored; the sign-in name is readable and stays in the services."""

    id: int
    login: str
    role: Role
    scope: Scope
    role_until: datetime | None
    invited_by: AccountId | None
    sender: str
    made_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    revoked_at: datetime | None


def add(session: Session, token: str, login: str, **columns: object) -> int:
    """Store an invitation for a sign-in name; of the token only its digest."""
    row = InvitationRow(
        token_digest=_digest(token),
        invited_index=keyring().index(login),
        invited_sealed=keyring().seal(login),
        **columns,
    )
    session.add(row)
    session.flush()
    return row.id


def by_token(session: Session, token: str, *, lock: bool = False) -> StoredInvitation:
    """The invitation of a link, held against others if `lock`. Raises NotFound."""
    query = _query().where(InvitationRow.token_digest == _digest(token))
    return _found(session, query.with_for_update(of=InvitationRow) if lock else query)


def load(session: Session, invitation_id: int) -> StoredInvitation:
    """Load an invitation. Raises NotFound."""
    return _found(session, _query().where(InvitationRow.id == invitation_id))


def newest(session: Session, limit: int) -> tuple[StoredInvitation, ...]:
    """The newest invitations."""
    rows = session.execute(_query().order_by(InvitationRow.id.desc()).limit(limit))
    return tuple(_stored(row, sender) for row, sender in rows)


def note_accepted(
    session: Session, invitation_id: int, account_id: AccountId, at: datetime
) -> None:
    """Note who accepted."""
    row = session.get_one(InvitationRow, invitation_id)
    row.accepted_at, row.accepted_by = at, account_id


def note_revoked(session: Session, invitation_id: int, at: datetime) -> None:
    """Note that the invitation was taken back."""
    session.get_one(InvitationRow, invitation_id).revoked_at = at


def _query() -> Select[InvitationRow, str | None]:
    return select(InvitationRow, AccountRow.display_name).outerjoin(
        AccountRow, AccountRow.id == InvitationRow.invited_by
    )


def _found(session: Session, query: Select[InvitationRow, str | None]) -> StoredInvitation:
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFound("There is no such invitation.")
    return _stored(*found)


def _stored(row: InvitationRow, sender: str | None) -> StoredInvitation:
    return StoredInvitation(
        row.id,
        keyring().unseal(row.invited_sealed),
        Role(row.role),
        Scope(ScopeKind(row.scope_kind), row.scope_id),
        row.role_until,
        None if row.invited_by is None else AccountId(row.invited_by),
        sender or "",
        row.made_at,
        row.expires_at,
        row.accepted_at,
        row.revoked_at,
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
