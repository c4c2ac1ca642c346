"""Organisers' pages about one event: where it stands, its details, opening and closing entries."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from competition.domain.errors import Conflict, RuleViolation
from competition.domain.events import Event
from competition.domain.identifiers import CompetitionId, EventId
from competition.domain.issues import errors
from competition.domain.permissions import Permission
from competition.services import competitions, events
from competition.services.events import EventDescription
from competition.services.unit_of_work import UnitOfWork, reading, unit_of_work
from competition.web.errors import issue_words, words
from competition.web.organiser.blueprint import bp
from competition.web.organiser.competition_forms import GROUP_NAMES, EventForm, differences
from competition.web.organiser.frame import page_url, render_event, way_to
from competition.web.session import current_actor

WRITERS: dict[str, Callable[[UnitOfWork, EventId], None]] = {
    "open": events.open_entries,
    "close": events.close_entries,
}


@bp.get("/events/<int:event_id>/")
def show_event(event_id: int) -> str:
    """Show where the event stands, what blocks it, and the one thing to do next."""
    found = describe(event_id)
    blocking = [
        (issue_words(issue), way_to(found, issue.path), issue.severity.value)
        for issue in found.obstacles
    ]
    return render_event(
        "organiser/event/overview.html",
        found,
        "overview",
        blocking=blocking,
        is_blocked=bool(errors(found.obstacles)),
        page_url=page_url,
        way_to=way_to,
        group_names=GROUP_NAMES,
    )


@bp.route("/competitions/<int:competition_id>/events/new", methods=["GET", "POST"])
def create_event(competition_id: int) -> ResponseReturnValue:
    """Write down a new event of the competition."""
    form = EventForm()
    with reading(current_actor()) as uow:
        found = competitions.describe_competition(
            uow, CompetitionId(competition_id), Permission.EVENT_CREATE
        )
    if form.validate_on_submit():
        try:
            with unit_of_work(current_actor()) as uow:
                event_id = events.create_event(uow, CompetitionId(competition_id), form.details())
        except RuleViolation as violation:
            form.report(violation)
        else:
            flash(gettext("The event is written down. Next: its marking scheme."), "success")
            return redirect(url_for(".show_event", event_id=event_id))
    page = render_template("organiser/competitions/event_form.html", form=form, found=found)
    return page, 422 if form.is_submitted() else 200


@bp.route("/events/<int:event_id>/edit", methods=["GET", "POST"])
def edit_event(event_id: int) -> ResponseReturnValue:
    """Change what is written down about an event."""
    found, form = describe(event_id, Permission.EVENT_EDIT), EventForm()
    conflict, status = None, 422
    if not form.is_submitted():
        form.take(found.event)
        status = 200
    elif form.validate():
        try:
            with unit_of_work(current_actor()) as uow:
                version = form.version.data or 0
                events.edit_event(uow, EventId(event_id), form.details(), version)
        except RuleViolation as violation:
            form.report(violation)
        except Conflict as error:
            conflict, status = _both_versions(form, error), 409
        else:
            flash(gettext("Saved."), "success")
            return redirect(url_for(".show_event", event_id=event_id))
    return _edit_page(found, form, conflict), status


@bp.route("/events/<int:event_id>/entry-window/<any(open, close):step>", methods=["GET", "POST"])
def change_entry_window(event_id: int, step: str) -> ResponseReturnValue:
    """Say what opening or closing entries will change, then do it."""
    problem, status = None, 200
    if request.method == "POST":
        try:
            with unit_of_work(current_actor()) as uow:
                WRITERS[step](uow, EventId(event_id))
        except RuleViolation as violation:
            problem, status = violation, 422
        else:
            opened = gettext("Entries are open."), gettext("Entries are closed.")
            flash(opened[step == "close"], "success")
            return redirect(url_for(".show_event", event_id=event_id))
    found = describe(event_id, Permission.EVENT_EDIT)
    template = f"organiser/event/{step}_entries.html"
    return render_event(template, found, "overview", problem=problem, words=words), status


def describe(event_id: int, needed: Permission = Permission.EVENT_VIEW) -> EventDescription:
    """The event as its frame shows it; refused to who lacks what the page is for."""
    with reading(current_actor()) as uow:
        return events.describe_event(uow, EventId(event_id), needed)


def _edit_page(
    found: EventDescription, form: EventForm, conflict: list[tuple[str, str, str]] | None
) -> str:
    return render_event(
        "organiser/event/edit.html", found, "overview", form=form, conflict=conflict
    )


def _both_versions(form: EventForm, conflict: Conflict) -> list[tuple[str, str, str]]:
    if not isinstance(conflict.theirs, Event):
        raise conflict
    stored = EventForm(formdata=None)
    stored.take(conflict.theirs)
    form.version.data = stored.version.data
    return differences(form, stored)
