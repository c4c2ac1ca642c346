"""Occupations and industries: rows in and out, and the search."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, case, or_, select
from sqlalchemy.orm import Session

from competition.domain.catalogues import Industry, Occupation, code_start
from competition.persistence.models.catalogues import IndustryRow, OccupationRow

BETWEEN = "、"


def search_occupations(session: Session, text: str, limit: int) -> tuple[Occupation, ...]:
    """Find occupations by the beginning of the code, or by words in name or trades.

    Names that begin with the words come first. An empty text finds the first ones of the list.
    """
    query = select(OccupationRow).order_by(*_order(text), OccupationRow.code).limit(limit)
    return tuple(_occupation(row) for row in session.scalars(query.where(*_conditions(text))))


def occupations(session: Session, codes: Iterable[str] | None = None) -> dict[str, Occupation]:
    """The occupations with these codes by code, or all of them."""
    query = select(OccupationRow).order_by(OccupationRow.code)
    if codes is not None:
        query = query.where(OccupationRow.code.in_(set(codes)))
    return {row.code: _occupation(row) for row in session.scalars(query)}


def named_occupations(session: Session, text: str) -> tuple[Occupation, ...]:
    """The occupations that bear exactly this name, or have a trade of this name."""
    trade = OccupationRow.trades.contains(text, autoescape=True)
    query = select(OccupationRow).where(or_(OccupationRow.name == text, trade))
    found = [_occupation(row) for row in session.scalars(query.order_by(OccupationRow.code))]
    same = [one for one in found if one.name == text]
    return tuple(same or [one for one in found if text in one.trades])


def save_occupations(session: Session, rows: Iterable[Occupation]) -> None:
    """Store occupations; those with a known code are replaced."""
    for one in rows:
        session.merge(
            OccupationRow(
                code=one.code,
                figures=one.code.replace("-", ""),
                name=one.name,
                trades=BETWEEN.join(one.trades),
                levels="".join(map(str, one.levels)),
            )
        )
    session.flush()


def industries(session: Session) -> tuple[Industry, ...]:
    """All industries, key industries first, in order of their codes."""
    query = select(IndustryRow).order_by(IndustryRow.key.desc(), IndustryRow.code)
    return tuple(Industry(row.code, row.name, row.key) for row in session.scalars(query))


def save_industries(session: Session, rows: Iterable[Industry]) -> None:
    """Store industries; those with a known code are replaced. Two may swap their names."""
    kept = list(rows)
    same = IndustryRow.code.in_([one.code for one in kept])
    for row in session.scalars(select(IndustryRow).where(same)):
        row.name = f"~{row.code}"
    session.flush()
    for one in kept:
        session.merge(IndustryRow(code=one.code, name=one.name, key=one.key))
    session.flush()


def _conditions(text: str) -> list[ColumnElement[bool]]:
    figures = code_start(text)
    if figures:
        return [OccupationRow.figures.startswith(figures)]
    return [
        or_(
            OccupationRow.name.contains(word, autoescape=True),
            OccupationRow.trades.contains(word, autoescape=True),
        )
        for word in text.split()
    ]


def _order(text: str) -> list[ColumnElement[int]]:
    words = text.split()
    if not words or code_start(text):
        return []
    return [
        case(
            (OccupationRow.name == words[0], 0),
            (OccupationRow.name.startswith(words[0], autoescape=True), 1),
            (OccupationRow.name.contains(words[0], autoescape=True), 2),
            else_=3,
        )
    ]


def _occupation(row: OccupationRow) -> Occupation:
    trades = tuple(row.trades.split(BETWEEN)) if row.trades else ()
    return Occupation(row.code, row.name, trades, tuple(map(int, row.levels)))
