"""What a published ranking gives: who advances, prizes, promotion proposals with their reasons."""

from dataclasses import dataclass
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.identifiers import PublicationId
from competition.persistence.models.publications import PublishedResultRow


@dataclass(frozen=True, slots=True)
class AwardLine:
    """One entry of a published ranking with what follows from its place.

    `cut` is why it does or does not advance, `proposal` the promotion rules held against it, both
    as `services.explanations` wrote them; None where the policies speak of no such thing.
    """

    number: str
    name: str
    unit: str
    place: int | None
    total: str | None
    standing: str
    advances: bool | None
    reserve: int | None
    prize: str | None
    promotion: str | None
    cut: dict[str, object] | None
    proposal: dict[str, object] | None


def award_lines(session: Session, publication_id: PublicationId) -> tuple[AwardLine, ...]:
    """Every line of the publication in its order, in one query."""
    row = PublishedResultRow
    query = select(
        row.entry_number,
        row.name,
        row.unit,
        row.place,
        row.total,
        row.document,
        row.explanation["advancement"].label("cut"),
        row.explanation["promotion"].label("proposal"),
    ).where(row.publication_id == publication_id)
    return tuple(
        AwardLine(
            number=found.entry_number,
            name=found.name,
            unit=found.unit,
            place=found.place,
            total=found.total,
            standing=str(found.document["standing"]),
            advances=cast(bool | None, found.document["advances"]),
            reserve=cast(int | None, found.document["reserve"]),
            prize=cast(str | None, found.document["prize"]),
            promotion=cast(str | None, found.document["promotion"]),
            cut=found.cut,
            proposal=found.proposal,
        )
        for found in session.execute(query.order_by(row.position))
    )
