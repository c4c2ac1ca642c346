"""After the ranking: who advances, who receives which prize, who is proposed for promotion."""

from collections.abc import Mapping
from dataclasses import dataclass

from competition.domain.errors import NotFound
from competition.domain.identifiers import EventId
from competition.domain.permissions import Permission
from competition.domain.what_if import Change, if_declined, if_withdrawn
from competition.persistence import event_rules, events, publications
from competition.persistence.publications import Publication
from competition.persistence.queries.awards import AwardLine, award_lines
from competition.services.results import record_of_event
from competition.services.unit_of_work import UnitOfWork

__all__ = ["AwardLine"]


@dataclass(frozen=True, slots=True)
class Awards:
    """What a published ranking gives, and the titles of the modules that reasons name."""

    publication: Publication
    lines: tuple[AwardLine, ...]
    modules: Mapping[str, str]
    has_advancement: bool
    has_prizes: bool
    has_promotions: bool

    @property
    def advancing(self) -> tuple[AwardLine, ...]:
        """Who advances, in order of place."""
        return tuple(line for line in self.lines if line.advances)

    @property
    def reserves(self) -> tuple[AwardLine, ...]:
        """Who follows when a seat falls free, in order."""
        waiting = (line for line in self.lines if line.reserve is not None)
        return tuple(sorted(waiting, key=lambda line: line.reserve or 0))

    @property
    def prized(self) -> tuple[AwardLine, ...]:
        """Who receives a prize, in order of place."""
        return tuple(line for line in self.lines if line.prize)

    @property
    def proposed(self) -> tuple[AwardLine, ...]:
        """Who is proposed for promotion, in order of place."""
        return tuple(line for line in self.lines if line.promotion)


@dataclass(frozen=True, slots=True)
class MovingUp:
    """What would change if one entry declined its seat, or withdrew from the event altogether."""

    line: AwardLine
    moves_up: tuple[AwardLine, ...]
    changes: tuple[Change, ...]
    names: Mapping[str, str]


def list_awards(uow: UnitOfWork, event_id: EventId) -> Awards | None:
    """List what the published ranking gives; None while nothing is published.

    Needs AWARD_VIEW. Raises NotFound, NotPermitted.
    """
    uow.authorise(Permission.AWARD_VIEW, events.scope_path(uow.session, event_id))
    publication = publications.newest(uow.session, event_id)
    if publication is None or publication.retracted_at is not None:
        return None
    rules = event_rules.load(uow.session, event_id)
    return Awards(
        publication=publication,
        lines=award_lines(uow.session, publication.id),
        modules={module.id: module.title for module in rules.scheme.modules},
        has_advancement=rules.policies.advance is not None,
        has_prizes=bool(rules.policies.prizes),
        has_promotions=bool(rules.policies.promotions),
    )


def describe_moving_up(uow: UnitOfWork, event_id: EventId, number: str) -> MovingUp:
    """Tell who moves up (递补) if this entry does not go on, on the functions that ranked.

    Needs AWARD_VIEW; changes nothing. Raises NotFound for an entry that is not in the ranking.
    """
    awards = list_awards(uow, event_id)
    by_number = {line.number: line for line in awards.lines} if awards else {}
    if number not in by_number:
        raise NotFound("There is no such entry in this ranking.")
    record = record_of_event(uow, event_id)
    up = if_declined(record, number)
    return MovingUp(
        by_number[number],
        tuple(line for line in by_number.values() if line.number in up),
        if_withdrawn(record, number),
        {line.number: line.name for line in by_number.values()},
    )


def export_awards(uow: UnitOfWork, event_id: EventId) -> Awards:
    """The same as `list_awards`, for a file that leaves the system. Audited as awards.exported.

    Raises NotFound while nothing is published.
    """
    awards = list_awards(uow, event_id)
    if awards is None:
        raise NotFound("The ranking of this event is not published.")
    uow.audit("awards.exported", f"event:{event_id}", publication=awards.publication.number)
    return awards
