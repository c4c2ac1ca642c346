"""Organisers' pages of units' lists of an event: who sealed what, late requests, versions."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from competition.domain.errors import RuleViolation
from competition.domain.identifiers import EventId, ListRequestId, OrganisationId
from competition.domain.list_requests import RequestState
from competition.services import list_requests, unit_lists
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.forms import Form
from competition.web.list_versions import ANSWERS, CHANGES, cells, table_of
from competition.web.organiser.blueprint import bp
from competition.web.organiser.entry_forms import ReasonForm
from competition.web.organiser.events import describe
from competition.web.organiser.frame import render_event
from competition.web.session import current_actor
from competition.web.unit_list_words import STATES


@bp.get("/events/<int:event_id>/lists")
def list_unit_lists(event_id: int) -> str:
    """All lists of the event with their seals, and what units ask for."""
    with reading(current_actor()) as uow:
        lines, requests = list_requests.list_event_lists(uow, EventId(event_id))
    return render_event(
        "organiser/lists/index.html",
        describe(event_id),
        "entries",
        lines=lines,
        requests=requests,
        states=STATES,
        changes=CHANGES,
        answers=ANSWERS,
    )


@bp.route("/events/<int:event_id>/lists/requests/<int:list_request_id>", methods=["GET", "POST"])
def answer_list_request(event_id: int, list_request_id: int) -> ResponseReturnValue:
    """Show what would change, then approve it, or refuse it with the reason."""
    form = ReasonForm()
    if form.validate_on_submit() and _answered(event_id, list_request_id, form):
        return redirect(url_for(".list_unit_lists", event_id=event_id))
    with reading(current_actor()) as uow:
        found = list_requests.describe_request(
            uow, EventId(event_id), ListRequestId(list_request_id)
        )
    page = render_event(
        "organiser/lists/request.html",
        describe(event_id),
        "entries",
        found=found,
        form=form,
        title=CHANGES[found.wanted.change],
        answer=ANSWERS[found.state],
        is_open=found.state is RequestState.OPEN,
        cells=cells(found.before, found.wanted.row),
    )
    return page, 422 if form.is_submitted() else 200


@bp.get("/events/<int:event_id>/lists/<int:organisation_id>/versions")
def show_sealed_versions(event_id: int, organisation_id: int) -> str:
    """All sealed versions of a unit's list, each held against its digest."""
    event, unit = EventId(event_id), OrganisationId(organisation_id)
    with reading(current_actor()) as uow:
        found = list_requests.list_versions(uow, event, unit)
    tables = [(one, *table_of(one.version.rows)) for one in found]
    return render_event(
        "organiser/lists/versions.html", describe(event_id), "entries", tables=tables
    )


@bp.route("/events/<int:event_id>/lists/<int:organisation_id>/reopen", methods=["GET", "POST"])
def reopen_list(event_id: int, organisation_id: int) -> ResponseReturnValue:
    """Say what taking the seal back means, take the reason, then do it."""
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            with unit_of_work(current_actor()) as uow:
                event, unit = EventId(event_id), OrganisationId(organisation_id)
                unit_lists.reopen_list(uow, event, unit, form.reason.data or "")
        except RuleViolation as violation:
            form.report(violation)
        else:
            flash(gettext("The unit may change its list again."), "success")
            return redirect(url_for(".list_unit_lists", event_id=event_id))
    with reading(current_actor()) as uow:
        lines, _ = list_requests.list_event_lists(uow, EventId(event_id))
    line = list_requests.line_of(lines, OrganisationId(organisation_id))
    page = render_event(
        "organiser/lists/reopen.html", describe(event_id), "entries", form=form, line=line
    )
    return page, 422 if form.is_submitted() else 200


def _answered(event_id: int, request_id: int, form: Form) -> bool:
    event, number = EventId(event_id), ListRequestId(request_id)
    try:
        with unit_of_work(current_actor()) as uow:
            if request.form.get("do") == "approve":
                list_requests.approve_change(uow, event, number)
            else:
                list_requests.refuse_change(uow, event, number, form["reason"].data or "")
    except RuleViolation as violation:
        form.report(violation)
        return False
    flash(gettext("Answered. The unit is told."), "success")
    return True
