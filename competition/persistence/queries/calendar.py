"""What makes calendar entries known again: a root that never changes, and counts of changes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.persistence.models.competitions import CompetitionRow, EventRow
from competition.persistence.models.programme import PlanRow


@dataclass(frozen=True, slots=True)
class Stamp:
    """The root of a competition's identifiers, the version of its plan and of each event.

    The root holds the moment at which the competition was written down, so that two installations
    do not use the same identifiers.
    """

    root: str
    plan: int
    versions: dict[int, int] = field(default_factory=dict)


def stamps(session: Session, ids: Sequence[int]) -> dict[int, Stamp]:
    """The stamps of these competitions by id, in two queries.

    The title counts too: the competition's version is part of the plan's number.
    """
    query = (
        select(CompetitionRow.id, CompetitionRow.created_at, CompetitionRow.version)
        .add_columns(PlanRow.version.label("plan"))
        .outerjoin(PlanRow, PlanRow.competition_id == CompetitionRow.id)
        .where(CompetitionRow.id.in_(ids))
    )
    found = {
        row.id: Stamp(f"{row.created_at:%Y%m%dT%H%M%S%f}-{row.id}", row.version + (row.plan or 0))
        for row in session.execute(query)
    }
    events = select(EventRow.competition_id, EventRow.id, EventRow.version)
    for row in session.execute(events.where(EventRow.competition_id.in_(ids))):
        stamp = found[row.competition_id]
        stamp.versions[row.id] = row.version + stamp.plan
    return found
