"""What all pages of one event share: its breadcrumb, its spine of states, its tabs.

A page extends ``organiser/event/_frame.html`` and is shown by `render_event`.
"""

from dataclasses import dataclass

from flask import render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from competition.domain.events import EventState
from competition.domain.issues import errors
from competition.domain.permissions import Permission
from competition.domain.windows import Window
from competition.services.events import EventDescription
from competition.web.errors import issue_words
from competition.web.formatting import day, moment

STATES = list(EventState)
PAGES = {
    "": (_l("Overview"), Permission.EVENT_VIEW),
    "scheme": (_l("Marking scheme"), Permission.EVENT_VIEW),
    "policies": (_l("Policies"), Permission.EVENT_VIEW),
    "registration": (_l("Registration"), Permission.EVENT_VIEW),
    "entry-form": (_l("Entry form"), Permission.FORM_EDIT),
    "entries": (_l("Entries"), Permission.ENTRY_MANAGE),
    "statistics": (_l("Figures"), Permission.STATISTICS_VIEW),
    "judges": (_l("Judges"), Permission.JUDGE_APPOINT),
    "codes": (_l("Work codes"), Permission.CODE_ISSUE),
    "progress": (_l("Progress"), Permission.PROGRESS_VIEW),
    "deductions": (_l("Deductions"), Permission.DEDUCTION_ENTER),
    "results": (_l("Results"), Permission.RESULT_COMPUTE),
    "awards": (_l("Advancement and prizes"), Permission.AWARD_VIEW),
    "documents": (_l("Documents"), Permission.ENTRY_MANAGE),
}
"""The pages of an event, each with what one needs to open it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the spine; `state` is done, now, blocked or next."""

    label: str
    state: str
    date: str = ""
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of the event."""

    key: str
    label: str
    url: str


def render_event(template: str, event: EventDescription, tab: str, **context: object) -> str:
    """Render a page of the event inside its frame; `tab` is the page's key among the tabs."""
    return render_template(
        template,
        event=event.event,
        description=event,
        tab=tab,
        tabs=tabs(event),
        may_open=Permission.EVENT_VIEW in event.permitted,
        spine_steps=spine(event),
        **context,
    )


def page_url(event_id: int, page: str = "") -> str:
    """The address of one of the event's pages; of its overview without a page."""
    overview = url_for("organiser.show_event", event_id=event_id)
    return f"{overview}{page}"


def way_to(event: EventDescription, page: str) -> str:
    """The address of one of the event's pages; empty when the reader may not open it."""
    needed = PAGES[page][1] if page in PAGES else Permission.EVENT_EDIT
    return page_url(event.event.id, page) if needed in event.permitted else ""


def tabs(event: EventDescription) -> tuple[Tab, ...]:
    """The event's pages that the reader may open, in the order in which they are worked through."""
    return tuple(
        Tab(page or "overview", str(label), page_url(event.event.id, page))
        for page, (label, needed) in PAGES.items()
        if needed in event.permitted
    )


def spine(event: EventDescription) -> tuple[Step, ...]:
    """The event's states with their dates; the present one says what comes before the next.

    It is blocked only by what must be put right; a mere hint is a note.
    """
    facts = event.event
    at = STATES.index(facts.state)
    published = event.overview.published_at
    rows = (
        (gettext("Preparation"), "", "scheme"),
        (gettext("Entries open"), _span(facts.entries), "entries"),
        (gettext("Work codes"), "", "codes"),
        (gettext("Marking"), day(facts.held_on), "progress"),
        (gettext("Ranking published"), moment(published), "results"),
    )
    faults = errors(event.obstacles)
    said = faults or event.obstacles
    note = issue_words(said[0]) if said else ""
    return tuple(
        Step(
            label,
            _state(number, at, blocked=bool(faults)),
            date,
            note if number == at else "",
            way_to(event, page),
        )
        for number, (label, date, page) in enumerate(rows)
    )


def _span(window: Window) -> str:
    return gettext("until %(moment)s", moment=moment(window.closes)) if window.closes else ""


def _state(number: int, at: int, *, blocked: bool) -> str:
    if number != at:
        return "done" if number < at else "next"
    if at == len(STATES) - 1:
        return "done"
    return "blocked" if blocked else "now"
