"""Organisers replace a person of an entry, with a reason, and send the new one's answers."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from competition.domain.errors import NotFound, RuleViolation
from competition.domain.identifiers import EntryId, EventId
from competition.services import entrants, entry_desk, newcomers
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.organiser.blueprint import bp
from competition.web.organiser.events import describe
from competition.web.organiser.frame import render_event
from competition.web.replacements import (
    ReasonedForm,
    is_sound,
    newcomer_sheet,
    replacement_form,
    replacement_of,
    sent_answers,
)
from competition.web.session import current_actor
from competition.web.uploads import takes_files


@bp.route(
    "/events/<int:event_id>/entries/<int:entry_id>/entrants/<int:entrant_id>/replace",
    methods=["GET", "POST"],
)
def replace_entrant(event_id: int, entry_id: int, entrant_id: int) -> ResponseReturnValue:
    """Ask who takes the person's part and why, then do it."""
    with reading(current_actor()) as uow:
        found = entry_desk.describe_record(uow, EventId(event_id), EntryId(entry_id))
    old = next((one for one in found.entrants if one.id == entrant_id and not one.left_at), None)
    if old is None:
        raise NotFound("There is no such person in this entry.")
    form = replacement_form(found.rules, old, ReasonedForm)
    if form.validate_on_submit() and is_sound(form):
        try:
            with unit_of_work(current_actor()) as uow:
                wanted = replacement_of(form, found.rules, old)
                entrants.replace_entrant(uow, EntryId(entry_id), wanted)
        except RuleViolation as violation:
            form.report(violation)
        else:
            flash(gettext("The person is replaced."), "success")
            return redirect(url_for(".show_record", event_id=event_id, entry_id=entry_id))
    page = "organiser/entries/replace.html"
    shown = render_event(page, describe(event_id), "entries", form=form, found=found, old=old)
    return shown, 422 if form.is_submitted() else 200


@bp.route(
    "/events/<int:event_id>/entries/<int:entry_id>/entrants/<int:entrant_id>/answers",
    methods=["GET", "POST"],
)
@takes_files
def send_answers(event_id: int, entry_id: int, entrant_id: int) -> ResponseReturnValue:
    """Take down what whoever took over a part answers and sends."""
    with reading(current_actor()) as uow:
        entry_desk.describe_record(uow, EventId(event_id), EntryId(entry_id))
        found = newcomers.prepare_answers(uow, EntryId(entry_id), entrant_id)
    sheet, form = newcomer_sheet(found)
    if form.validate_on_submit() and sent_answers(found, sheet, form):
        flash(gettext("The answers are stored with the entry."), "success")
        return redirect(url_for(".show_record", event_id=event_id, entry_id=entry_id))
    page = "organiser/entries/newcomer.html"
    shown = render_event(page, describe(event_id), "entries", form=form, sheet=sheet, found=found)
    return shown, 422 if form.is_submitted() else 200
