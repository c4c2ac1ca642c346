"""Whether the demonstration city stands, and whether anybody else lives here."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from competition.persistence.models.accounts import AccountRow
from competition.persistence.models.audit import AuditChainRow


def has_chain(session: Session, chain: str) -> bool:
    """Whether anything was recorded in this audit chain."""
    return bool(session.scalar(select(exists().where(AuditChainRow.chain == chain))))


def has_accounts(session: Session) -> bool:
    """Whether anybody has an account."""
    return bool(session.scalar(select(exists().where(AccountRow.id.is_not(None)))))
