"""The list of public events, and the page of one."""

from dataclasses import dataclass

from flask import render_template, request
from flask_babel import lazy_gettext as _l

from competition.domain.entering import is_open
from competition.domain.events import Event, EventState, Group
from competition.domain.identifiers import EventId
from competition.services import deadlines, publications
from competition.services.publications import EventFilter
from competition.services.unit_of_work import reading
from competition.web.public.blueprint import bp
from competition.web.public.rules import rules_of
from competition.web.session import current_actor, request_time

SEARCH_LENGTH = 60
LAST_PAGE = 1000
STATES = {
    EventState.OPEN.value: _l("Open for entries"),
    EventState.CLOSED.value: _l("Entries closed"),
    EventState.MARKING.value: _l("Being marked"),
    EventState.PUBLISHED.value: _l("Ranking published"),
}
GROUPS = {Group.WORKER: _l("Workers"), Group.STUDENT: _l("Students")}


@dataclass(frozen=True, slots=True)
class EntryWindow:
    """Where an event's entry window stands for its readers: planned, open or closed."""

    state: str
    days_left: int | None = None


@bp.get("/events")
def list_events() -> str:
    """List the public events, narrowed by what the address says."""
    wanted = _wanted()
    with reading(current_actor()) as uow:
        found = publications.list_public_events(uow, wanted)
    return render_template(
        "public/events/list.html",
        found=found,
        wanted=wanted,
        states=STATES,
        window_of=window_of,
    )


@bp.get("/events/<int:event_id>")
def show_event(event_id: int) -> str:
    """Show one event: what, when, where, how to enter, how it is marked and ranked."""
    with reading(current_actor()) as uow:
        found = publications.describe_public_event(uow, EventId(event_id))
        waiting_list = publications.has_waiting_list(uow, EventId(event_id))
        extension = deadlines.last_extension(uow, found.about.event)
    return render_template(
        "public/events/show.html",
        found=found,
        extension=extension,
        waiting_list=waiting_list,
        event=found.about.event,
        window=window_of(found.about.event),
        group_names=GROUPS,
        rules=rules_of(found),
    )


def window_of(event: Event) -> EntryWindow:
    """Tell where the entry window stands at this request."""
    now, window = request_time(), event.entries
    if is_open(event, now):
        left = window.closes - now if window.closes else None
        return EntryWindow("open", left.days if left else None)
    if event.state is EventState.OPEN and window.opens and now < window.opens:
        return EntryWindow("planned")
    return EntryWindow("closed")


def page_number() -> int:
    """The page that the address asks for, 0 when it asks for none."""
    return min(max(request.args.get("page", 0, type=int), 0), LAST_PAGE)


def search_words(name: str = "q") -> str:
    """What the address searches for, cut."""
    return request.args.get(name, "").strip()[:SEARCH_LENGTH]


def _wanted() -> EventFilter:
    state = request.args.get("state", "")
    return EventFilter(
        search=search_words(),
        trade=request.args.get("trade", "")[:80],
        state=state if state in STATES else "",
        season=request.args.get("season", type=int),
        page=max(page_number(), 1),
    )
