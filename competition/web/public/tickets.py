"""Checking an admission ticket: the page behind its QR code."""

from flask import render_template

from competition.domain.identifiers import EntryId
from competition.services import tickets
from competition.services.unit_of_work import reading
from competition.web.limits import limiter
from competition.web.public.blueprint import bp
from competition.web.session import current_actor


@bp.get("/tickets/<int:entry_id>/<code>")
@limiter.limit("60/minute")
def check_ticket(entry_id: int, code: str) -> str:
    """Say whether the ticket holds, and barely of whom it is."""
    with reading(current_actor()) as uow:
        found = tickets.check_ticket(uow, EntryId(entry_id), code)
    return render_template("public/tickets/check.html", found=found, event=found.event)
