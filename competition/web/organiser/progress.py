"""How far marking has come: works by judges, for organisers, stewards and chief judges.

No entry is named here, so that a chief judge may watch it.
"""

from flask import render_template
from flask.typing import ResponseReturnValue

from competition.domain.identifiers import EventId
from competition.domain.judging import mark_text
from competition.services import progress
from competition.services.progress import CellState, Progress
from competition.services.unit_of_work import reading
from competition.web.forms import is_htmx
from competition.web.organiser.blueprint import bp
from competition.web.organiser.events import describe
from competition.web.organiser.frame import render_event
from competition.web.session import current_actor

STATES = [state.value for state in CellState if state is not CellState.NONE]


@bp.get("/events/<int:event_id>/progress")
def show_progress(event_id: int) -> ResponseReturnValue:
    """Show the matrix; htmx asks for it again every ten seconds."""
    with reading(current_actor()) as uow:
        found = progress.describe_progress(uow, EventId(event_id))
    context = {"found": found, "rows": _rows(found), "states": STATES, "event_id": event_id}
    context["text"] = mark_text
    if is_htmx():
        return render_template("organiser/progress/_board.html", **context)
    if not found.may_manage:
        return render_template("organiser/progress/chief.html", **context)
    page = "organiser/progress/show.html"
    return render_event(page, describe(event_id), "progress", **context)


def _rows(found: Progress) -> list[dict[str, object]]:
    """The lines of the matrix: a work code and a cell for each judge."""
    return [
        {
            "label": work.work_code,
            "is_idle": work.is_idle,
            "cells": [
                {
                    "state": cell.state.value,
                    "text": f"{cell.marks}/{cell.aspects}" if cell.aspects else "",
                }
                for cell in work.cells
            ],
        }
        for work in found.works
    ]
