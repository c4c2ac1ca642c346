"""Proposals, the versions handed in, decisions on them, comments at fields, a season's rules."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.persistence.db import Base, UtcDateTime


class ProposalRow(Base):
    """A proposal (竞赛项目申报): where it stands, its draft as texts, and what lists filter by."""

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint(
            "state in ('draft', 'submitted', 'returned', 'approved', 'filed', 'declined',"
            " 'withdrawn')",
            name="state",
        ),
        Index(None, "state", "due_at"),
        Index(None, "stage_organisation_id", "state", "due_at"),
        Index(None, "organisation_id", "season"),
        Index(None, "season", "trade_code"),
        Index(None, "changed_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    union_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    season: Mapped[int]
    state: Mapped[str] = mapped_column(String(12), default="draft")
    stage: Mapped[int] = mapped_column(default=0)
    stage_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    title: Mapped[str] = mapped_column(String(120), default="")
    competition_class: Mapped[str] = mapped_column(String(1), default="")
    level: Mapped[str] = mapped_column(String(20), default="")
    trade_code: Mapped[str] = mapped_column(String(20), default="")
    trade: Mapped[str] = mapped_column(String(80), default="")
    industry: Mapped[str] = mapped_column(String(40), default="")
    texts: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    version: Mapped[int] = mapped_column(default=1)
    turn: Mapped[int] = mapped_column(default=0)
    number: Mapped[int] = mapped_column(default=0)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    competition_id: Mapped[int | None] = mapped_column(ForeignKey("competition.id"), index=True)


class ProposalVersionRow(Base):
    """What was handed in, word for word. Never updated, never deleted."""

    __tablename__ = "proposal_version"
    __table_args__ = (UniqueConstraint("proposal_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    number: Mapped[int]
    document: Mapped[dict[str, object]] = mapped_column(JSON)
    rules_number: Mapped[int] = mapped_column(default=0)
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ProposalDecisionRow(Base):
    """One step that a level, or the proposer withdrawing, took; `before` is where it was."""

    __tablename__ = "proposal_decision"
    __table_args__ = (Index(None, "proposal_id", "turn"), Index(None, "batch"))

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    turn: Mapped[int]
    number: Mapped[int]
    action: Mapped[str] = mapped_column(String(12))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    before: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    batch: Mapped[str | None] = mapped_column(String(32))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ProposalCommentRow(Base):
    """A reviewer's comment at a field; the proposer sees it once the level has decided."""

    __tablename__ = "proposal_comment"
    __table_args__ = (Index(None, "proposal_id", "field"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    number: Mapped[int]
    field: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(String(1000))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    shown_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ProposalRulesRow(Base):
    """One version of a season's rules for proposals."""

    __tablename__ = "proposal_rules"
    __table_args__ = (UniqueConstraint("season", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    season: Mapped[int]
    number: Mapped[int]
    document: Mapped[dict[str, object]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(400), default="")
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
