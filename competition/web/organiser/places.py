"""Organisers' page about an event's places: who has them, who waits, a later deadline."""

from collections.abc import Callable
from typing import TypeVar

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import StringField

from competition.domain.errors import RuleViolation
from competition.domain.identifiers import EventId
from competition.domain.registration import require_reason
from competition.domain.registration_rules import read_moment
from competition.services import entry_desk
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.eligibility_words import key_words, words_by_key
from competition.web.errors import words
from competition.web.forms import Form, Needed
from competition.web.organiser.blueprint import bp
from competition.web.organiser.events import describe
from competition.web.organiser.frame import render_event
from competition.web.session import current_actor

Value = TypeVar("Value")


class DeadlineForm(Form):
    """When entries close from now on."""

    closes = StringField(
        _l("Entries close on"),
        [Needed()],
        render_kw={"type": "datetime-local", "class": "num field-date"},
    )
    reason = StringField(
        _l("Reason"),
        [Needed()],
        description=_l("It stands on the event's public page and in the messages."),
        render_kw={"maxlength": 400, "autocomplete": "off"},
    )


@bp.route("/events/<int:event_id>/places", methods=["GET", "POST"])
def show_places(event_id: int) -> ResponseReturnValue:
    """Show the places; take a later end of entries."""
    form, status = DeadlineForm(), 200
    if form.validate_on_submit():
        told = _extend(event_id, form)
        if told is not None:
            flash(gettext("Entries close later now. %(count)s are told.", count=told), "success")
            return redirect(url_for(".show_places", event_id=event_id))
        status = 422
    with reading(current_actor()) as uow:
        found = entry_desk.describe_places(uow, EventId(event_id))
    event = describe(event_id)
    page = render_event(
        "organiser/entries/places.html",
        event,
        "entries",
        form=form,
        found=found,
        quotas={line.unit: found.rules.seats_of(line.unit) for line in found.units},
        condition_words=key_words(
            words_by_key(found.rules.conditions, event.event.held_on),
            {key for one in found.changes for key in (*one.before, *one.after)},
        ),
    )
    return page, status


@bp.post("/events/<int:event_id>/entries/check-again")
def check_all_again(event_id: int) -> ResponseReturnValue:
    """Hold all entries against the newest conditions."""
    try:
        with unit_of_work(current_actor()) as uow:
            changed = entry_desk.check_all_again(uow, EventId(event_id))
    except RuleViolation as violation:
        flash(words(violation), "error")
    else:
        flash(gettext("Checked. Entries with another answer: %(count)s.", count=changed), "success")
    return redirect(url_for(".show_places", event_id=event_id))


def _extend(event_id: int, form: DeadlineForm) -> int | None:
    """How many are told; None when the form says what is wrong, of both fields at once."""
    closes = _read(form, lambda: read_moment(form.closes.data or "", "closes"))
    reason = _read(form, lambda: require_reason(form.reason.data or ""))
    if closes is None or reason is None:
        return None
    try:
        with unit_of_work(current_actor()) as uow:
            return entry_desk.extend_entries(uow, EventId(event_id), closes, reason)
    except RuleViolation as violation:
        form.report(violation)
        return None


def _read(form: DeadlineForm, reader: Callable[[], Value]) -> Value | None:
    try:
        return reader()
    except RuleViolation as violation:
        form.report(violation)
        return None
