"""What organisers do with events: write them down, open and close entries, see where they stand."""

from dataclasses import dataclass
from datetime import datetime

from competition.domain.errors import Conflict, RuleViolation
from competition.domain.events import Event, EventState
from competition.domain.identifiers import CompetitionId, EventId
from competition.domain.issues import Issue, errors
from competition.domain.permissions import Permission, permissions_at, permits
from competition.domain.preparation import EventDetails, Readiness, obstacles
from competition.persistence import events, programme
from competition.persistence.queries.event_overview import EventOverview, overview
from competition.services import eligibility, places
from competition.services.authority import may_explain
from competition.services.unit_of_work import UnitOfWork

__all__ = ["EventOverview"]


@dataclass(frozen=True, slots=True)
class EventDescription:
    """An event, what there is of it, what keeps it from its next step, what the actor may do."""

    event: Event
    overview: EventOverview
    aspects: int
    obstacles: tuple[Issue, ...]
    may_edit: bool
    now: datetime
    may_explain: bool = False
    permitted: frozenset[Permission] = frozenset()


def describe_event(
    uow: UnitOfWork, event_id: EventId, needed: Permission = Permission.EVENT_VIEW
) -> EventDescription:
    """Show where the event stands. Needs EVENT_VIEW, or what the page it stands on is for.

    Raises NotFound, NotPermitted.
    """
    path = events.scope_path(uow.session, event_id)
    uow.authorise(needed, path)
    event = events.load(uow.session, event_id)
    counts = overview(uow.session, event_id)
    aspects = _aspects(uow, event_id)
    return EventDescription(
        event=event,
        overview=counts,
        aspects=aspects,
        obstacles=obstacles(_readiness(event, counts, aspects), uow.now),
        may_edit=permits(uow.actor, Permission.EVENT_EDIT, path),
        now=uow.now,
        may_explain=may_explain(uow, path),
        permitted=permissions_at(uow.actor, path),
    )


def create_event(uow: UnitOfWork, competition_id: CompetitionId, details: EventDetails) -> EventId:
    """Write down a new event of the competition as a draft.

    Needs EVENT_CREATE. Audited as event.created. Raises NotFound, NotPermitted, RuleViolation.
    """
    path = events.competition_path(uow.session, competition_id)
    uow.authorise(Permission.EVENT_CREATE, path)
    details.require_sound()
    event_id = events.add(uow.session, competition_id, details)
    uow.audit("event.created", f"event:{event_id}", f"event:{event_id}", **_detail(details))
    return event_id


def edit_event(uow: UnitOfWork, event_id: EventId, details: EventDetails, version: int) -> None:
    """Change what is written down about an event; new seats go to who waits.

    Needs EVENT_EDIT. Audited as event.edited.
    Raises NotFound, NotPermitted, RuleViolation EVT-01 once the ranking is published, EVT-04,
    Conflict when the event was changed since `version`.
    """
    event = _for_change(uow, event_id)
    if event.state is EventState.PUBLISHED:
        raise RuleViolation("EVT-01", "The ranking is published: the event does not change.")
    details.require_sound()
    if event.version != version:
        raise Conflict("The event was changed meanwhile.", theirs=event, ours=details)
    events.save(uow.session, event_id, details)
    places.fill_places(uow, events.load(uow.session, event_id))
    uow.audit("event.edited", f"event:{event_id}", f"event:{event_id}", **_detail(details))


def open_entries(uow: UnitOfWork, event_id: EventId) -> None:
    """Open the event for entries, or open it again after they were closed.

    Needs EVENT_EDIT. Audited as event.entries_opened.
    Raises NotFound, NotPermitted, RuleViolation EVT-01, EVT-05 or PRG-10.
    """
    event = _for_change(uow, event_id)
    stored = programme.load_plan(uow.session, event.competition_id)
    if stored is not None:
        stored.plan.require_held()
    event.require_transition(EventState.OPEN)
    if event.state is EventState.MARKING:
        raise RuleViolation("EVT-02", "Marking has begun: this can no longer be changed.")
    counts = overview(uow.session, event_id)
    ready = _readiness(event, counts, _aspects(uow, event_id), EventState.DRAFT)
    for issue in errors(obstacles(ready, uow.now)):
        raise RuleViolation(issue.rule, issue.message, field=issue.path, **issue.params)
    events.save_state(uow.session, event, EventState.OPEN)
    uow.audit("event.entries_opened", f"event:{event_id}", entries=counts.accepted)


def close_entries(uow: UnitOfWork, event_id: EventId) -> None:
    """Close the event for entries; each is held against the conditions of entry once more.

    Needs EVENT_EDIT. Audited as event.entries_closed.
    Raises NotFound, NotPermitted, RuleViolation EVT-01 unless entries are open.
    """
    event = _for_change(uow, event_id)
    if event.state is not EventState.OPEN:
        raise RuleViolation("EVT-01", "This step is not possible in the event's present state.")
    counts = overview(uow.session, event_id)
    eligibility.recheck_entries(uow, event)
    events.save_state(uow.session, event, EventState.CLOSED)
    uow.audit("event.entries_closed", f"event:{event_id}", entries=counts.accepted)


def _for_change(uow: UnitOfWork, event_id: EventId) -> Event:
    uow.authorise(Permission.EVENT_EDIT, events.scope_path(uow.session, event_id))
    return events.load(uow.session, event_id, lock=True)


def _aspects(uow: UnitOfWork, event_id: EventId) -> int:
    """Count what the newest scheme marks; its document was read and checked when it was saved."""
    row = events.newest_scheme(uow.session, event_id)
    modules = row.document["modules"] if row else []
    if not isinstance(modules, list):
        return 0
    return sum(len(module["items"]) for module in modules)


def _readiness(
    event: Event, counts: EventOverview, aspects: int, state: EventState | None = None
) -> Readiness:
    return Readiness(
        state=state or event.state,
        held_on=event.held_on,
        entries=event.entries,
        aspects=aspects,
        accepted=counts.accepted,
        waiting=counts.waiting,
        unfit=counts.unfit,
        judges=counts.judges,
        sheets=counts.sheets,
        submitted=counts.submitted,
    )


def _detail(details: EventDetails) -> dict[str, object]:
    opens, closes = details.entries.opens, details.entries.closes
    return {
        "title": details.title,
        "held_on": details.held_on.isoformat() if details.held_on else None,
        "opens": opens.isoformat() if opens else None,
        "closes": closes.isoformat() if closes else None,
        "seats": details.seats,
    }
