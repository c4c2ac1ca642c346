"""A worker replaces a person of the own entry before the deadline; the new one sends answers."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from competition.domain.errors import NotFound, RuleViolation
from competition.domain.identifiers import EntryId
from competition.services import entrants, newcomers, own_entries
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.competitor.blueprint import bp
from competition.web.replacements import (
    is_sound,
    newcomer_sheet,
    replacement_form,
    replacement_of,
    sent_answers,
)
from competition.web.session import current_actor
from competition.web.uploads import takes_files


@bp.route("/me/entries/<int:entry_id>/entrants/<int:entrant_id>/replace", methods=["GET", "POST"])
def replace_entrant(entry_id: int, entrant_id: int) -> ResponseReturnValue:
    """Ask who takes the person's part, then do it."""
    with reading(current_actor()) as uow:
        found = own_entries.describe_own_entry(uow, EntryId(entry_id))
    old = next((one for one in found.entrants if one.id == entrant_id and not one.left_at), None)
    if old is None or not found.rules.team.is_team:
        raise NotFound("There is no such person in this entry.")
    form = replacement_form(found.rules, old)
    if form.validate_on_submit() and is_sound(form):
        try:
            with unit_of_work(current_actor()) as uow:
                wanted = replacement_of(form, found.rules, old)
                entrants.replace_entrant(uow, EntryId(entry_id), wanted)
        except RuleViolation as violation:
            form.report(violation)
        else:
            flash(gettext("The person is replaced."), "success")
            return redirect(url_for(".show_entry", entry_id=entry_id))
    page = "competitor/entries/replace.html"
    shown = render_template(page, form=form, found=found, event=found.about.event, old=old)
    return shown, 422 if form.is_submitted() else 200


@bp.route("/me/entries/<int:entry_id>/entrants/<int:entrant_id>/answers", methods=["GET", "POST"])
@takes_files
def send_answers(entry_id: int, entrant_id: int) -> ResponseReturnValue:
    """Ask of whoever took over a part what the event asks of everybody."""
    with reading(current_actor()) as uow:
        about = own_entries.describe_own_entry(uow, EntryId(entry_id)).about
        found = newcomers.prepare_answers(uow, EntryId(entry_id), entrant_id)
    sheet, form = newcomer_sheet(found)
    if form.validate_on_submit() and sent_answers(found, sheet, form):
        flash(gettext("The answers are sent. The reviewers see them."), "success")
        return redirect(url_for(".show_entry", entry_id=entry_id))
    page = "competitor/entries/newcomer.html"
    shown = render_template(page, form=form, sheet=sheet, found=found, event=about.event)
    return shown, 422 if form.is_submitted() else 200
