"""Organisers' page about one entry: persons, conditions, place, answers, history; and its steps."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from competition.domain.entry_reviews import Decision
from competition.domain.errors import RuleViolation
from competition.domain.identifiers import EntryId, EventId
from competition.domain.places import Step
from competition.services import eligibility, entry_desk, entry_reviews, places
from competition.services.entry_desk import EntryRecord
from competition.services.entry_reviews import Deed
from competition.services.newcomers import newcomers_of
from competition.services.unit_of_work import UnitOfWork, reading, unit_of_work
from competition.web.award_wording import level_words
from competition.web.eligibility_words import finding_lines
from competition.web.errors import words
from competition.web.organiser.blueprint import bp
from competition.web.organiser.entry_forms import ReasonForm
from competition.web.organiser.entry_words import ENDINGS, STATES
from competition.web.organiser.events import describe
from competition.web.organiser.frame import render_event
from competition.web.session import current_actor
from competition.web.team_words import ROLES
from competition.web.told_answers import told_lines

STEPS = {
    "return": (Step.RETURN, _l("Send it back to be completed")),
    "withdraw": (Step.WITHDRAW, _l("Withdraw the entry")),
    "hand-on": (Step.HAND_ON, _l("Hand the place on")),
}
"""For each step that takes a reason: the step and its button."""


@bp.get("/events/<int:event_id>/entries/<int:entry_id>/record")
def show_record(event_id: int, entry_id: int) -> str:
    """Show all of an entry."""
    found = _record(event_id, entry_id)
    lines = finding_lines(found.eligibility.eligibility)
    return render_event(
        "organiser/entries/record.html",
        describe(event_id),
        "entries",
        found=found,
        entry=found.stored.draft,
        findings=lines,
        condition_words={line.key: line.words for line in lines},
        lifted={one.key: one for one in found.eligibility.liftings},
        answers=told_lines(found),
        newcomers=newcomers_of(found),
        sending_urls=_sending_urls(found),
        open_steps={name: STEPS[name][1] for name in STEPS if STEPS[name][0] in found.steps},
        state_words=STATES,
        ending_words=ENDINGS,
        roles=ROLES,
        level_words=level_words,
    )


@bp.route(
    "/events/<int:event_id>/entries/<int:entry_id>/<any('return', 'withdraw', 'hand-on'):step>",
    methods=["GET", "POST"],
)
def move_entry(event_id: int, entry_id: int, step: str) -> ResponseReturnValue:
    """Say what the step means, take the reason, then do it."""
    form, found = ReasonForm(), _record(event_id, entry_id)
    if form.validate_on_submit():
        try:
            with unit_of_work(current_actor()) as uow:
                _move(uow, found, step, form.reason.data or "")
        except RuleViolation as violation:
            form.report(violation)
        else:
            flash(gettext("Done. Those concerned are told."), "success")
            return redirect(url_for(".show_record", event_id=event_id, entry_id=entry_id))
    page = render_event(
        "organiser/entries/move.html",
        describe(event_id),
        "entries",
        form=form,
        found=found,
        step=step,
        button=STEPS[step][1],
        is_open=STEPS[step][0] in found.steps,
        heir=request.form.get("heir", type=int),
    )
    return page, 422 if form.is_submitted() else 200


def _move(uow: UnitOfWork, found: EntryRecord, step: str, reason: str) -> None:
    event_id, entry_id = found.stored.event_id, found.stored.id
    if step == "return":
        deed = Deed(Decision.RETURN, reason)
        entry_reviews.decide_entry(uow, event_id, entry_id, deed)
    elif step == "withdraw":
        entry_desk.withdraw_entry(uow, event_id, entry_id, reason)
    else:
        heir = request.form.get("heir", type=int)
        if heir is None:
            raise RuleViolation("PLC-08", "Choose who receives the place.")
        places.transfer_place(uow, event_id, entry_id, EntryId(heir), reason)


@bp.post("/events/<int:event_id>/entries/<int:entry_id>/conditions/<key>/lift")
def lift_condition(event_id: int, entry_id: int, key: str) -> ResponseReturnValue:
    """Lift a condition for this entry, with the reason."""
    reason = request.form.get("reason", "")
    try:
        with unit_of_work(current_actor()) as uow:
            eligibility.lift_condition(uow, EventId(event_id), EntryId(entry_id), key, reason)
    except RuleViolation as violation:
        flash(words(violation), "error")
    else:
        flash(gettext("The condition is lifted for this entry."), "success")
    return redirect(url_for(".show_record", event_id=event_id, entry_id=entry_id))


@bp.post("/events/<int:event_id>/entries/<int:entry_id>/conditions/<key>/restore")
def restore_condition(event_id: int, entry_id: int, key: str) -> ResponseReturnValue:
    """Let a lifted condition count again."""
    try:
        with unit_of_work(current_actor()) as uow:
            eligibility.restore_condition(uow, EventId(event_id), EntryId(entry_id), key)
    except RuleViolation as violation:
        flash(words(violation), "error")
    else:
        flash(gettext("The condition counts again."), "success")
    return redirect(url_for(".show_record", event_id=event_id, entry_id=entry_id))


def _sending_urls(found: EntryRecord) -> dict[int, str]:
    """Where the answers of newcomers are taken down, as long as anything is done with the entry."""
    here: dict[str, Any] = {"event_id": found.stored.event_id, "entry_id": found.stored.id}
    return {
        one.entrant.id: url_for(".send_answers", entrant_id=one.entrant.id, **here)
        for one in newcomers_of(found)
        if found.steps
    }


def _record(event_id: int, entry_id: int) -> EntryRecord:
    with reading(current_actor()) as uow:
        return entry_desk.describe_record(uow, EventId(event_id), EntryId(entry_id))
