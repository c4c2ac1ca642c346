"""Whom to ask in an organisation, and what changed in its name and place."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from competition.persistence.db import Base, UtcDateTime


class OrganisationContactRow(Base):
    """A person to ask in an organisation; the phone number is sealed."""

    __tablename__ = "organisation_contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    duty: Mapped[str] = mapped_column(String(60), default="")
    phone_sealed: Mapped[bytes | None]
    email: Mapped[str] = mapped_column(String(120), default="")


class OrganisationChangeRow(Base):
    """What changed in an organisation: its former name, and the fields before and after."""

    __tablename__ = "organisation_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(20))
    former_name: Mapped[str] = mapped_column(String(120), default="", index=True)
    detail: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    reason: Mapped[str] = mapped_column(String(400), default="")
