"""The ranking before it is public: look at it, explain any line, publish it, take it back."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length

from competition.domain.errors import Conflict, RuleViolation
from competition.domain.events import EventState
from competition.domain.forecast import Chance
from competition.domain.identifiers import EventId
from competition.domain.permissions import Permission
from competition.services import events, previews, results
from competition.services.events import EventDescription
from competition.services.results import ResultsPreview
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.errors import words
from competition.web.forms import Form
from competition.web.ladders import ladder
from competition.web.organiser.blueprint import bp
from competition.web.organiser.frame import render_event
from competition.web.organiser.result_lines import change_lines, preview_lines
from competition.web.session import current_actor
from competition.web.wording import policy_sections

RANKED = frozenset({EventState.MARKING, EventState.PUBLISHED})
CHANCES = {Chance.CERTAIN: "certain", Chance.POSSIBLE: "possible", Chance.OUT: "no_longer"}
"""The state that the page shows for each chance."""


class PublishForm(Form):
    """The ranking that was looked at, by its digest, and a remark."""

    seen = HiddenField()
    remark = TextAreaField(
        _l("Remark shown with the ranking"),
        [Length(max=400)],
        description=_l("Needed only when something is open: say why you publish all the same."),
    )


class RetractForm(Form):
    """Why a published ranking is taken back."""

    reason = TextAreaField(_l("Reason"), [InputRequired(), Length(max=400)])


@bp.get("/events/<int:event_id>/results")
def preview_results(event_id: int) -> str:
    """Show the ranking as it would be published now, with all that is open."""
    return _page(event_id, PublishForm(formdata=None))


@bp.get("/events/<int:event_id>/outlook")
def show_outlook(event_id: int) -> str:
    """Show who is certainly through, who may still be, and who is out, while marks are missing."""
    with reading(current_actor()) as uow:
        event = events.describe_event(uow, EventId(event_id))
        if event.event.state not in RANKED:
            return render_event("organiser/results/too_early.html", event, "results")
        outlook = previews.preview_outlook(uow, EventId(event_id))
    return render_event(
        "organiser/results/outlook.html",
        event,
        "results",
        outlook=outlook,
        counts=[(CHANCES[chance], outlook.count(chance)) for chance in Chance],
        chances=CHANCES,
        sentences=policy_sections(outlook.policies, outlook.scheme)[1][1],
    )


@bp.get("/events/<int:event_id>/results/<number>")
def explain_result(event_id: int, number: str) -> str:
    """Show how one line of the preview came about."""
    with reading(current_actor()) as uow:
        event = events.describe_event(uow, EventId(event_id))
        line = previews.explain_preview(uow, EventId(event_id), number)
    return render_event(
        "organiser/results/explanation.html", event, "results", line=line, rungs=ladder(line)
    )


@bp.post("/events/<int:event_id>/results/publish")
def publish_results(event_id: int) -> ResponseReturnValue:
    """Publish exactly the ranking that was looked at."""
    form = PublishForm()
    if form.validate_on_submit():
        try:
            with unit_of_work(current_actor()) as uow:
                seen = form.seen.data or ""
                results.publish_results(uow, EventId(event_id), form.remark.data or "", seen=seen)
        except RuleViolation as violation:
            form.report(violation)
        except Conflict as conflict:
            form.form_errors.append(words(conflict))
            return _page(event_id, form), 409
        else:
            flash(gettext("The ranking is published."), "success")
            return redirect(url_for(".preview_results", event_id=event_id))
    return _page(event_id, form), 422


@bp.route("/events/<int:event_id>/results/retract", methods=["GET", "POST"])
def retract_results(event_id: int) -> ResponseReturnValue:
    """Say what retracting will do, ask for the reason, then take the ranking back."""
    form = RetractForm()
    if form.validate_on_submit():
        try:
            with unit_of_work(current_actor()) as uow:
                results.retract_results(uow, EventId(event_id), form.reason.data or "")
        except RuleViolation as violation:
            form.report(violation)
        else:
            flash(gettext("The ranking is taken back; marking is open again."), "success")
            return redirect(url_for(".preview_results", event_id=event_id))
    with reading(current_actor()) as uow:
        event = events.describe_event(uow, EventId(event_id), Permission.RESULT_PUBLISH)
    page = render_event("organiser/results/retract.html", event, "results", form=form)
    return page, 422 if form.is_submitted() else 200


def _page(event_id: int, form: PublishForm) -> str:
    with reading(current_actor()) as uow:
        event = events.describe_event(uow, EventId(event_id))
        if event.event.state not in RANKED:
            return render_event("organiser/results/too_early.html", event, "results")
        preview = results.preview_results(uow, EventId(event_id))
    form.seen.data = preview.digest
    return _preview_page(event, preview, form)


def _preview_page(event: EventDescription, preview: ResultsPreview, form: PublishForm) -> str:
    return render_event(
        "organiser/results/show.html",
        event,
        "results",
        preview=preview,
        form=form,
        lines=preview_lines(preview),
        changes=change_lines(preview) if preview.state is EventState.MARKING else (),
        published=preview.state is EventState.PUBLISHED,
    )
