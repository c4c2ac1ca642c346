"""An offered place: take it or give it back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from competition.domain.errors import RuleViolation
from competition.domain.identifiers import EntryId
from competition.services import own_entries, places
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.competitor.blueprint import bp
from competition.web.errors import words
from competition.web.session import current_actor


@bp.post("/me/entries/<int:entry_id>/take")
def take_place(entry_id: int) -> ResponseReturnValue:
    """Take the offered place."""
    try:
        with unit_of_work(current_actor()) as uow:
            places.take_place(uow, EntryId(entry_id))
    except RuleViolation as violation:
        flash(words(violation), "error")
    else:
        flash(gettext("The place is yours. The organiser will answer your entry."), "success")
    return redirect(url_for(".show_entry", entry_id=entry_id))


@bp.route("/me/entries/<int:entry_id>/refuse", methods=["GET", "POST"])
def refuse_place(entry_id: int) -> ResponseReturnValue:
    """Say what giving the offered place back means, then do it."""
    problem = None
    if request.method == "POST":
        try:
            with unit_of_work(current_actor()) as uow:
                places.refuse_place(uow, EntryId(entry_id))
        except RuleViolation as violation:
            problem = words(violation)
        else:
            flash(gettext("The place goes to the next on the waiting list."), "success")
            return redirect(url_for(".show_entry", entry_id=entry_id))
    with reading(current_actor()) as uow:
        found = own_entries.describe_own_entry(uow, EntryId(entry_id))
    page = "competitor/entries/refuse.html"
    shown = render_template(page, found=found, event=found.about.event, problem=problem)
    return shown, 422 if problem else 200
