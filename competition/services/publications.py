"""What everyone sees: events, their published rankings, and the proof behind them.

Anyone may, so nothing here authorises: what is public is decided by the queries, which give
nothing else.
"""

from dataclasses import dataclass
from math import ceil

from competition.domain.errors import NotFound
from competition.domain.identifiers import EventId
from competition.domain.marking import MarkingScheme
from competition.domain.policies import Policies
from competition.persistence import event_rules, registration_rules
from competition.persistence.queries import public_events, publications
from competition.persistence.queries.public_events import Choices, EventFilter, PublicEvent
from competition.persistence.queries.publications import (
    LinesWanted,
    PresentPublication,
    PublishedLine,
)
from competition.services.unit_of_work import UnitOfWork

__all__ = ["EventFilter", "LinesWanted", "PresentPublication", "PublicEvent", "PublishedLine"]

EVENTS_PAGE = 24
RANKING_PAGE = 50


@dataclass(frozen=True, slots=True)
class PublicEvents:
    """One page of events, how many fit, and what they can be narrowed by."""

    events: tuple[PublicEvent, ...]
    total: int
    pages: int
    choices: Choices


@dataclass(frozen=True, slots=True)
class EventPage:
    """An event as everyone sees it, with the rules it is marked and ranked by."""

    about: PublicEvent
    scheme: MarkingScheme
    policies: Policies
    publication: PresentPublication | None
    was_retracted: bool


@dataclass(frozen=True, slots=True)
class Ranking:
    """A page of a published ranking."""

    page: EventPage
    publication: PresentPublication
    podium: tuple[PublishedLine, ...]
    lines: tuple[PublishedLine, ...]
    shown: LinesWanted
    total: int
    pages: int


@dataclass(frozen=True, slots=True)
class WholeRanking:
    """A published ranking with all its lines, for files and paper."""

    page: EventPage
    publication: PresentPublication
    lines: tuple[PublishedLine, ...]


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """One line of a published ranking and how it came about."""

    page: EventPage
    publication: PresentPublication
    line: PublishedLine


def list_public_events(uow: UnitOfWork, wanted: EventFilter) -> PublicEvents:
    """List the public events that fit, open ones first. Anyone may."""
    total = public_events.count_events(uow.session, wanted)
    return PublicEvents(
        public_events.public_events(uow.session, wanted, EVENTS_PAGE),
        total,
        max(1, ceil(total / EVENTS_PAGE)),
        public_events.choices(uow.session),
    )


def describe_public_event(uow: UnitOfWork, event_id: EventId) -> EventPage:
    """Show a public event. Anyone may. Raises NotFound, also for events that are not public."""
    about = public_events.public_event(uow.session, event_id)
    rules = event_rules.load(uow.session, event_id)
    publication = publications.present(uow.session, event_id)
    retracted = publication is None and publications.was_retracted(uow.session, event_id)
    return EventPage(about, rules.scheme, rules.policies, publication, retracted)


def has_waiting_list(uow: UnitOfWork, event_id: EventId) -> bool:
    """Whether one may wait for a place of a public event once all are taken. Anyone may ask."""
    return registration_rules.newest(uow.session, event_id).rules.waiting_list


def describe_ranking(
    uow: UnitOfWork, event_id: EventId, wanted: LinesWanted, number: str = ""
) -> Ranking | EventPage:
    """Show a page of the ranking, or the event alone while nothing is published.

    Takes the entry number to be found when no page and no search is asked for. Anyone may.
    Raises NotFound.
    """
    page = describe_public_event(uow, event_id)
    publication = page.publication
    if publication is None:
        return page
    if number and not wanted.search and wanted.page < 1:
        at = publications.page_of(uow.session, publication, number, wanted.size)
        wanted = LinesWanted(page=at or 1, size=wanted.size)
    total = publications.count_lines(uow.session, publication, wanted.search)
    pages = max(1, ceil(total / wanted.size))
    shown = LinesWanted(wanted.search, min(max(wanted.page, 1), pages), wanted.size)
    return Ranking(
        page,
        publication,
        publications.podium(uow.session, publication),
        publications.lines(uow.session, publication, shown),
        shown,
        total,
        pages,
    )


def whole_ranking(uow: UnitOfWork, event_id: EventId) -> WholeRanking:
    """Give the ranking with all its lines. Anyone may. Raises NotFound while unpublished."""
    page, publication = _published(uow, event_id)
    return WholeRanking(page, publication, publications.lines(uow.session, publication))


def explain_line(uow: UnitOfWork, event_id: EventId, number: str) -> ExplainedLine:
    """Give one line with its explanation. Anyone may. Raises NotFound."""
    page, publication = _published(uow, event_id)
    line = publications.line(uow.session, publication, number)
    if line is None:
        raise NotFound("There is no such entry in this ranking.")
    return ExplainedLine(page, publication, line)


def bundle_of(uow: UnitOfWork, event_id: EventId) -> tuple[PresentPublication, bytes]:
    """Give the published results bundle as it was published. Anyone may. Raises NotFound."""
    _, publication = _published(uow, event_id)
    return publication, publications.bundle(uow.session, publication)


def _published(uow: UnitOfWork, event_id: EventId) -> tuple[EventPage, PresentPublication]:
    page = describe_public_event(uow, event_id)
    if page.publication is None:
        raise NotFound("The ranking of this event is not published.")
    return page, page.publication
