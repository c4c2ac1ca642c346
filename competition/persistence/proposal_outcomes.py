"""The competition that comes of a proposal, taken away again while nobody has touched it."""

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from competition.domain.events import CompetitionState, EventState
from competition.domain.identifiers import CompetitionId
from competition.persistence.models.competitions import CompetitionRow, EventRow


def remove_untouched(session: Session, competition_id: CompetitionId, events: int) -> bool:
    """Remove the competition with its events, if all are as they were made; tell whether so.

    Takes how many events were made. Whatever else points to one of them (a scheme, an entry)
    keeps it: the database refuses, and everything stays.
    """
    competition = session.get(CompetitionRow, competition_id)
    if competition is None:
        return True
    found = session.scalars(select(EventRow).where(EventRow.competition_id == competition_id)).all()
    drafts = {competition.state == CompetitionState.DRAFT, competition.version == 1}
    drafts |= {event.state == EventState.DRAFT and event.version == 1 for event in found}
    if drafts != {True} or len(found) != events:
        return False
    try:
        with session.begin_nested():
            session.execute(delete(EventRow).where(EventRow.competition_id == competition_id))
            session.execute(delete(CompetitionRow).where(CompetitionRow.id == competition_id))
    except IntegrityError:
        return False
    return True
