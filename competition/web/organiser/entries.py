"""Organisers' pages about entries: the list, one entry, the answer to it, its standing."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from competition.domain.blind_codes import CODED
from competition.domain.entries import Standing
from competition.domain.errors import Conflict, NotFound, RuleViolation
from competition.domain.identifiers import EntryId, EventId
from competition.services import blind_codes, entries, entry_reviews, results
from competition.services.entries import EntryFilter, StoredEntry
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.errors import words
from competition.web.organiser.blueprint import bp
from competition.web.organiser.competition_forms import differences
from competition.web.organiser.entry_forms import EntryForm, ReasonForm, entry_form
from competition.web.organiser.entry_words import LEVELS, STANDINGS, STATES
from competition.web.organiser.events import describe
from competition.web.organiser.frame import render_event
from competition.web.session import current_actor


def wanted_entries() -> EntryFilter:
    """Which entries the address asks for."""
    names = ("search", "state", "standing", "after", "unit", "problems")
    return EntryFilter(*(request.args.get(name, "").strip() for name in names))


@bp.get("/events/<int:event_id>/entries")
def list_entries(event_id: int) -> str:
    """List the event's entries, filtered as the address says."""
    wanted = wanted_entries()
    with reading(current_actor()) as uow:
        found = entries.list_entries(uow, EventId(event_id), wanted)
    return render_event(
        "organiser/entries/list.html",
        describe(event_id),
        "entries",
        found=found,
        wanted=wanted,
        state_words=STATES,
        standing_words=STANDINGS,
        level_words=LEVELS,
        measure_columns=[{"label": name, "kind": "num"} for name in found.measures],
    )


@bp.route("/events/<int:event_id>/entries/new", methods=["GET", "POST"])
def add_entry(event_id: int) -> ResponseReturnValue:
    """Write an entry down; its number is proposed."""
    with reading(current_actor()) as uow:
        new = entries.prepare_entry(uow, EventId(event_id))
    form = entry_form(new.measures)
    if not form.is_submitted():
        form.number.data = new.number
    elif form.validate() and (draft := form.draft()) is not None:
        try:
            with unit_of_work(current_actor()) as uow:
                entries.add_entry(uow, EventId(event_id), draft)
        except RuleViolation as violation:
            form.report(violation)
        else:
            flash(gettext("Entry %(number)s is written down.", number=draft.number), "success")
            return redirect(url_for(_next(), event_id=event_id))
    return _entry_page(event_id, form, new.units), 422 if form.is_submitted() else 200


@bp.route("/events/<int:event_id>/entries/<int:entry_id>", methods=["GET", "POST"])
def edit_entry(event_id: int, entry_id: int) -> ResponseReturnValue:
    """Change an entry."""
    stored = _stored(event_id, entry_id)
    with reading(current_actor()) as uow:
        form = entry_form(entries.list_measures(uow, EventId(event_id)))
    if not form.is_submitted():
        form.take(stored.draft, stored.version)
        return _entry_page(event_id, form, (), stored), 200
    if form.validate() and (draft := form.draft()) is not None:
        try:
            with unit_of_work(current_actor()) as uow:
                version = int(form.version.data or 0)
                entries.edit_entry(uow, EventId(event_id), stored.id, draft, version)
        except RuleViolation as violation:
            form.report(violation)
        except Conflict:
            both = _both_versions(form, _stored(event_id, entry_id))
            return _entry_page(event_id, form, (), stored, both), 409
        else:
            flash(gettext("The entry is saved."), "success")
            return redirect(url_for(".list_entries", event_id=event_id))
    return _entry_page(event_id, form, (), stored), 422


def _both_versions(form: EntryForm, stored: StoredEntry) -> list[tuple[str, str, str]]:
    theirs = entry_form(form.measures, formdata=None)
    theirs.take(stored.draft, stored.version)
    form.version.data = stored.version
    return differences(form, theirs)


@bp.post("/events/<int:event_id>/entries/<int:entry_id>/accept")
def accept_entry(event_id: int, entry_id: int) -> ResponseReturnValue:
    """Accept a submitted entry."""
    try:
        with unit_of_work(current_actor()) as uow:
            stands = entry_reviews.answer_entry(
                uow, EventId(event_id), EntryId(entry_id), accept=True
            )
    except RuleViolation as violation:
        flash(words(violation), "error")
    else:
        flash(_told(stands, gettext("The entry is accepted.")), "success")
    return redirect(url_for(".list_entries", event_id=event_id, state="submitted"))


@bp.route("/events/<int:event_id>/entries/<int:entry_id>/decline", methods=["GET", "POST"])
def decline_entry(event_id: int, entry_id: int) -> ResponseReturnValue:
    """Decline a submitted entry with a reason."""
    form, stored = ReasonForm(), _stored(event_id, entry_id)
    if form.validate_on_submit():
        try:
            with unit_of_work(current_actor()) as uow:
                reason = form.reason.data or ""
                stands = entry_reviews.answer_entry(
                    uow, EventId(event_id), stored.id, accept=False, reason=reason
                )
        except RuleViolation as violation:
            form.report(violation)
        else:
            flash(_told(stands, gettext("The entry is declined.")), "success")
            return redirect(url_for(".list_entries", event_id=event_id, state="submitted"))
    page = "organiser/entries/decline.html"
    shown = render_event(page, describe(event_id), "entries", form=form, stored=stored)
    return shown, 422 if form.is_submitted() else 200


def _told(stands: bool, words: str) -> str:
    return words if stands else gettext("Recommended. A second reviewer has to confirm it.")


@bp.route("/events/<int:event_id>/entries/<int:entry_id>/standing", methods=["GET", "POST"])
def change_standing(event_id: int, entry_id: int) -> ResponseReturnValue:
    """Choose how an entry takes part, see what that changes, then do it with a reason."""
    form, stored = ReasonForm(), _stored(event_id, entry_id)
    chosen = _chosen_standing(stored)
    if form.validate_on_submit() and chosen is not None:
        try:
            with unit_of_work(current_actor()) as uow:
                reason = form.reason.data or ""
                entries.set_standing(uow, EventId(event_id), stored.id, chosen, reason)
                coded = blind_codes.code_late_works(uow, EventId(event_id))
        except RuleViolation as violation:
            form.report(violation)
        else:
            flash(gettext("The standing is changed."), "success")
            if coded:
                flash(gettext("The work has its code, and the judges have its sheets."), "success")
            return redirect(url_for(".list_entries", event_id=event_id))
    return _standing_page(event_id, stored, form, chosen), 422 if form.is_submitted() else 200


def _standing_page(
    event_id: int, stored: StoredEntry, form: ReasonForm, chosen: Standing | None
) -> str:
    changes: dict[str, list[object]] = {}
    if chosen is not None:
        with reading(current_actor()) as uow:
            number = stored.draft.number
            for change in results.preview_standing(uow, EventId(event_id), number, chosen):
                changes.setdefault(change.entry, []).append(change)
    return render_event(
        "organiser/entries/standing.html",
        describe(event_id),
        "entries",
        form=form,
        stored=stored,
        chosen=chosen,
        changes=changes,
        coded=CODED,
        standing_words=STANDINGS,
    )


def _chosen_standing(stored: StoredEntry) -> Standing | None:
    """The standing that the address names, unless the entry has it already."""
    text = request.args.get("to", "")
    if not text or text == stored.draft.standing:
        return None
    if text not in list(Standing):
        raise NotFound("There is no such standing.")
    return Standing(text)


def _stored(event_id: int, entry_id: int) -> StoredEntry:
    with reading(current_actor()) as uow:
        return entries.describe_entry(uow, EventId(event_id), EntryId(entry_id))


def _next() -> str:
    return ".add_entry" if request.form.get("do") == "again" else ".list_entries"


def _entry_page(
    event_id: int,
    form: EntryForm,
    units: tuple[str, ...],
    stored: StoredEntry | None = None,
    conflict: list[tuple[str, str, str]] | None = None,
) -> str:
    return render_event(
        "organiser/entries/form.html",
        describe(event_id),
        "entries",
        form=form,
        units=units,
        stored=stored,
        conflict=conflict,
    )
