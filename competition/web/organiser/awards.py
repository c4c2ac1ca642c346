"""After the ranking: who advances, prizes, promotion proposals; each with its reason."""

from flask import Response, request
from flask_babel import gettext

from competition.domain.identifiers import EventId
from competition.services import awards, events
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.files import XLSX, disposition
from competition.web.organiser.award_rows import (
    awards_workbook,
    change_words,
    cut_reason,
    proposal_row,
)
from competition.web.organiser.blueprint import bp
from competition.web.organiser.frame import render_event
from competition.web.session import current_actor

PROPOSALS_PAGE = 50


@bp.get("/events/<int:event_id>/awards")
def show_awards(event_id: int) -> str:
    """Show what the published ranking gives."""
    with reading(current_actor()) as uow:
        event = events.describe_event(uow, EventId(event_id))
        found = awards.list_awards(uow, EventId(event_id))
    if found is None:
        return render_event("organiser/awards/unpublished.html", event, "awards")
    examined = [line for line in found.lines if line.proposal is not None]
    page = max(1, request.args.get("page", 1, type=int))
    pages = max(1, -(-len(examined) // PROPOSALS_PAGE))
    shown = examined[(page - 1) * PROPOSALS_PAGE : page * PROPOSALS_PAGE]
    return render_event(
        "organiser/awards/show.html",
        event,
        "awards",
        awards=found,
        reason=lambda line: cut_reason(line, found.modules),
        proposals=[proposal_row(line, found.modules) for line in shown],
        page=page,
        pages=pages,
    )


@bp.get("/events/<int:event_id>/awards/<number>/moving-up")
def show_moving_up(event_id: int, number: str) -> str:
    """Tell who moves up if this entry does not go on."""
    with reading(current_actor()) as uow:
        event = events.describe_event(uow, EventId(event_id))
        moving = awards.describe_moving_up(uow, EventId(event_id), number)
    changes = change_words(moving)
    return render_event(
        "organiser/awards/moving_up.html", event, "awards", moving=moving, changes=changes
    )


@bp.post("/events/<int:event_id>/awards.xlsx")
def export_awards(event_id: int) -> Response:
    """Give the three lists as a workbook; that they left the system is on record."""
    with unit_of_work(current_actor()) as uow:
        found = awards.export_awards(uow, EventId(event_id))
    name = gettext("awards-%(event)s-%(number)s", event=event_id, number=found.publication.number)
    response = Response(awards_workbook(found), mimetype=XLSX)
    response.headers["Content-Disposition"] = disposition(f"{name}.xlsx")
    return response
