"""The reasons that reviewers keep ready (常用理由), for each competition."""

from competition.domain.entry_reviews import Reason
from competition.domain.errors import Conflict
from competition.domain.identifiers import CompetitionId
from competition.domain.permissions import Permission
from competition.persistence import events, review_reasons
from competition.persistence.review_reasons import StoredReasons
from competition.services.review_queue import reviewable
from competition.services.unit_of_work import UnitOfWork

__all__ = ["StoredReasons"]


def list_reasons(uow: UnitOfWork, competition_id: CompetitionId) -> StoredReasons:
    """The competition's reasons, else those that its organiser wrote last; none at first.

    Needs ENTRY_REVIEW. Raises NotFound.
    """
    reviewable(uow, competition_id)
    return review_reasons.load(uow.session, competition_id)


def save_reasons(
    uow: UnitOfWork, competition_id: CompetitionId, reasons: tuple[Reason, ...], version: int
) -> None:
    """Store the competition's reasons as a whole.

    Needs ENTRY_REVIEW for all of the competition. Audited as reasons.saved.
    Raises NotFound, Conflict for a stale version.
    """
    path = events.competition_path(uow.session, competition_id)
    uow.authorise(Permission.ENTRY_REVIEW, path)
    given = StoredReasons(version, reasons)
    try:
        review_reasons.save(uow.session, competition_id, given, uow.actor.account_id, uow.now)
    except Conflict as conflict:
        theirs = review_reasons.load(uow.session, competition_id)
        raise Conflict(conflict.message, theirs=theirs, ours=given) from conflict
    uow.audit("reasons.saved", f"competition:{competition_id}", reasons=len(reasons))
