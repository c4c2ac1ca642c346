"""The catalogues that competitions are planned by."""

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from competition.persistence.db import Base


class OccupationRow(Base):
    """An occupation of the national classification; `figures` is its code without hyphens."""

    __tablename__ = "occupation"

    code: Mapped[str] = mapped_column(String(10), primary_key=True)
    figures: Mapped[str] = mapped_column(String(7), unique=True)
    name: Mapped[str] = mapped_column(String(60), index=True)
    trades: Mapped[str] = mapped_column(Text, default="")
    levels: Mapped[str] = mapped_column(String(5), default="")


class IndustryRow(Base):
    """An industry of the city's list."""

    __tablename__ = "industry"

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    key: Mapped[bool] = mapped_column("is_key", default=False)
