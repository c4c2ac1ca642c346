"""Organisers' page of corrections that entrants ask for."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from competition.domain.errors import RuleViolation
from competition.domain.identifiers import EventId
from competition.services import correction_requests
from competition.services.events import describe_event
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.errors import words
from competition.web.organiser.blueprint import bp
from competition.web.organiser.frame import render_event
from competition.web.session import current_actor


@bp.get("/events/<int:event_id>/corrections")
def list_corrections(event_id: int) -> str:
    """List what was asked, open requests first."""
    return _page(event_id)


@bp.post("/events/<int:event_id>/corrections/<int:request_id>")
def answer_correction(event_id: int, request_id: int) -> ResponseReturnValue:
    """Tell the entrant that it is corrected, or why not."""
    answer, done = request.form.get("answer", ""), request.form.get("done") == "yes"
    try:
        with unit_of_work(current_actor()) as uow:
            correction_requests.answer_correction(
                uow, EventId(event_id), request_id, answer, done=done
            )
    except RuleViolation as violation:
        return _page(event_id, (request_id, answer, words(violation))), 422
    flash(gettext("The entrant has been told."), "success")
    return redirect(url_for(".list_corrections", event_id=event_id))


def _page(event_id: int, refused: tuple[int, str, str] = (0, "", "")) -> str:
    with reading(current_actor()) as uow:
        asked = correction_requests.list_requests(uow, EventId(event_id))
        event = describe_event(uow, EventId(event_id))
    return render_event(
        "organiser/corrections/list.html", event, "entries", asked=asked, refused=refused
    )
