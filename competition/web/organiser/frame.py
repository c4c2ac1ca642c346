"""What all pages of one event share: its breadcrumb, its spine of states, its tabs.

A page extends ``organiser/event/_frame.html`` and is shown by `render_event`.
"""

from dataclasses import dataclass

from flask import render_template, url_for
from flask_babel import gettext

from competition.domain.events import EventState
from competition.domain.windows import Window
from competition.services.events import EventDescription
from competition.web.errors import issue_words
from competition.web.formatting import day, moment

STATES = list(EventState)


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
        tabs=tabs(event.event.id),
        spine_steps=spine(event),
        **context,
    )


def page_url(event_id: int, page: str = "") -> str:
    """The address of one of the event's pages; of its overview without a page."""
    overview = url_for("organiser.show_event", event_id=event_id)
    return f"{overview}{page}"


def tabs(event_id: int) -> tuple[Tab, ...]:
    """The event's pages in the order in which they are worked through."""
    labels = {
        "": gettext("Overview"),
        "scheme": gettext("Marking scheme"),
        "policies": gettext("Policies"),
        "registration": gettext("Registration"),
        "entry-form": gettext("Entry form"),
        "entries": gettext("Entries"),
        "statistics": gettext("Figures"),
        "judges": gettext("Judges"),
        "codes": gettext("Work codes"),
        "progress": gettext("Progress"),
        "deductions": gettext("Deductions"),
        "results": gettext("Results"),
        "awards": gettext("Advancement and prizes"),
        "documents": gettext("Documents"),
    }
    return tuple(
        Tab(page or "overview", label, page_url(event_id, page)) for page, label in labels.items()
    )


def spine(event: EventDescription) -> tuple[Step, ...]:
    """The event's states with their dates; the present one says what keeps it from the next."""
    facts, id_ = event.event, event.event.id
    at = STATES.index(facts.state)
    published = event.overview.published_at
    rows = (
        (gettext("Preparation"), "", page_url(id_, "scheme")),
        (gettext("Entries open"), _span(facts.entries), page_url(id_, "entries")),
        (gettext("Work codes"), "", page_url(id_, "codes")),
        (gettext("Marking"), day(facts.held_on), page_url(id_, "progress")),
        (gettext("Ranking published"), moment(published), page_url(id_, "results")),
    )
    note = issue_words(event.obstacles[0]) if event.obstacles else ""
    return tuple(
        Step(
            label,
            _state(number, at, blocked=bool(note)),
            date,
            note if number == at else "",
            url,
        )
        for number, (label, date, url) in enumerate(rows)
    )


def _span(window: Window) -> str:
    return gettext("until %(moment)s", moment=moment(window.closes)) if window.closes else ""


def _state(number: int, at: int, *, blocked: bool) -> str:
    if number != at:
        return "done" if number < at else "next"
    if at == len(STATES) - 1:
        return "done"
    return "blocked" if blocked else "now"
