"""A worker's own admission ticket."""

from flask import Response
from flask_babel import gettext

from competition.domain.files import Kind
from competition.domain.identifiers import EntryId
from competition.services import tickets
from competition.services.unit_of_work import reading
from competition.web.competitor.blueprint import bp
from competition.web.files import disposition
from competition.web.session import current_actor
from competition.web.ticket_address import check_address


@bp.get("/me/entries/<int:entry_id>/ticket.pdf")
def download_ticket(entry_id: int) -> Response:
    """Give the own ticket, to be shown on the phone or printed."""
    with reading(current_actor()) as uow:
        found, at = tickets.own_ticket(uow, EntryId(entry_id)), uow.now
        photos = tickets.load_photos(uow, [found])
    content = tickets.print_tickets([found], photos, check_address(), at)
    response = Response(content, content_type=Kind.PDF.value)
    what = gettext("Admission ticket")
    name = f"{what}-{found.event.title}-{found.entry.number}.pdf"
    response.headers["Content-Disposition"] = disposition(name, "inline")
    return response
