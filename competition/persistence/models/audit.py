"""The audit chain: records, the head of each chain, seals over all heads. Append only."""

from datetime import datetime

from sqlalchemy import JSON, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.persistence.db import Base, BigId, UtcDateTime


class AuditRecordRow(Base):
    """Who did what; chained by digest to the record before it in its chain."""

    __tablename__ = "audit_record"
    __table_args__ = (UniqueConstraint("chain", "sequence"), Index(None, "subject", "id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    chain: Mapped[str] = mapped_column(String(40))
    sequence: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    account_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(60))
    detail: Mapped[dict[str, object]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))


class AuditChainRow(Base):
    """How long a chain is and the digest it ends with."""

    __tablename__ = "audit_chain"

    chain: Mapped[str] = mapped_column(String(40), primary_key=True)
    length: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))


class AuditSealRow(Base):
    """The heads of the chains that grew since the seal before it, sealed together."""

    __tablename__ = "audit_seal"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    heads: Mapped[dict[str, object]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
