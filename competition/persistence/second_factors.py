"""Second factors and recovery codes: rows in and out. Each code is taken in one statement."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.orm import Session

from competition.domain.identifiers import AccountId
from competition.persistence.models.account_security import RecoveryCodeRow, SecondFactorRow
from competition.persistence.sealing import keyring


@dataclass(frozen=True, slots=True)
class Factor:
    """An account's second factor: its secret, whether it counts yet, the last half minute used."""

    secret: str
    is_confirmed: bool
    last_step: int
    made_at: datetime


def find(
    session: Session, account_id: AccountId, *, confirmed: bool = False, lock: bool = False
) -> Factor | None:
    """The account's second factor, or only one that counts; held against others if `lock`."""
    query = select(SecondFactorRow).where(SecondFactorRow.account_id == account_id)
    if confirmed:
        query = query.where(SecondFactorRow.confirmed_at.is_not(None))
    row = session.scalar(query.with_for_update() if lock else query)
    if row is None:
        return None
    secret = keyring().unseal(row.secret_sealed)
    return Factor(secret, row.confirmed_at is not None, row.last_step, row.made_at)


def begin(session: Session, account_id: AccountId, secret: str, at: datetime) -> None:
    """Store a secret that does not count yet, in the place of an earlier one that did not."""
    remove(session, account_id)
    sealed = keyring().seal(secret)
    session.add(SecondFactorRow(account_id=account_id, secret_sealed=sealed, made_at=at))
    session.flush()


def confirm(session: Session, account_id: AccountId, at: datetime) -> None:
    """Let the secret count from now on."""
    mine = update(SecondFactorRow).where(SecondFactorRow.account_id == account_id)
    session.execute(mine.values(confirmed_at=at))


def take_step(session: Session, account_id: AccountId, step: int) -> bool:
    """Use up a half minute; False when it or a later one was used already."""
    later = update(SecondFactorRow).where(
        SecondFactorRow.account_id == account_id, SecondFactorRow.last_step < step
    )
    return _changed(session.execute(later.values(last_step=step)))


def replace_codes(session: Session, account_id: AccountId, codes: Iterable[str]) -> None:
    """Store these recovery codes instead of all earlier ones."""
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.account_id == account_id))
    session.add_all(
        RecoveryCodeRow(account_id=account_id, digest=_digest(account_id, code)) for code in codes
    )


def take_code(session: Session, account_id: AccountId, code: str, at: datetime) -> bool | None:
    """Use up a recovery code: True when it fits, False when it was used, None if unknown."""
    mine = (
        RecoveryCodeRow.account_id == account_id,
        RecoveryCodeRow.digest == _digest(account_id, code),
    )
    taken = update(RecoveryCodeRow).where(*mine, RecoveryCodeRow.used_at.is_(None))
    if _changed(session.execute(taken.values(used_at=at))):
        return True
    return False if session.scalar(select(RecoveryCodeRow.id).where(*mine)) else None


def count_codes(session: Session, account_id: AccountId) -> int:
    """How many recovery codes are left."""
    query = select(func.count(RecoveryCodeRow.id)).where(
        RecoveryCodeRow.account_id == account_id, RecoveryCodeRow.used_at.is_(None)
    )
    return session.scalar(query) or 0


def remove(session: Session, account_id: AccountId) -> None:
    """Delete the second factor and its recovery codes."""
    for table in (RecoveryCodeRow, SecondFactorRow):
        session.execute(delete(table).where(table.account_id == account_id))


def _changed(result: object) -> bool:
    return isinstance(result, CursorResult) and result.rowcount == 1


def _digest(account_id: AccountId, code: str) -> str:
    return keyring().index(f"recovery:{account_id}:{code}")
