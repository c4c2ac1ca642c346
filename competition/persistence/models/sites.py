"""The public pages of a competition: texts as drafted and as published, news, who watches."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.persistence.db import Base, UtcDateTime


class SitePageRow(Base):
    """One page: what is being written, and what the public reads (null: nothing yet)."""

    __tablename__ = "site_page"
    __table_args__ = (UniqueConstraint("competition_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id"))
    kind: Mapped[str] = mapped_column(String(20))
    draft: Mapped[str] = mapped_column(Text, default="")
    published: Mapped[str | None] = mapped_column(Text)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    edited_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    edited_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class SiteNewsRow(Base):
    """A piece of news; unpublished until it has its time, gone from view once withdrawn."""

    __tablename__ = "site_news"
    __table_args__ = (Index(None, "competition_id", "published_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id"))
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20), default="published")
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    written_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class SiteWatchRow(Base):
    """Somebody who wants to hear of changes."""

    __tablename__ = "site_watch"

    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
