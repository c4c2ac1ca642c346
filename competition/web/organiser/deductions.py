"""Points taken off single entries, and difficulties of their aspects."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # not in the stubs yet
from wtforms.validators import InputRequired, Length

from competition.domain.deductions import read_points
from competition.domain.entries import Deduction
from competition.domain.errors import RuleViolation
from competition.domain.identifiers import EventId
from competition.services import deductions, events
from competition.services.deductions import Adjustments
from competition.services.events import EventDescription
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.forms import Form
from competition.web.organiser.blueprint import bp
from competition.web.organiser.frame import render_event
from competition.web.session import current_actor

TOTAL = ""


class DeductionForm(Form):
    """Points off a module of an entry or off its total, with the reason."""

    entry = StringField(
        _l("Entry number"), [InputRequired(), Length(max=20)], render_kw={"list": "entry-numbers"}
    )
    module = SelectField(_l("Taken off"), choices=[])
    points = StringField(
        _l("Points"), [InputRequired(), Length(max=20)], render_kw={"inputmode": "decimal"}
    )
    reason = StringField(
        _l("Reason"),
        [InputRequired(), Length(max=400)],
        description=_l("It is shown with the result."),
    )

    def deduction(self) -> Deduction:
        """What was typed. Raises RuleViolation DED-01."""
        points = read_points(self.points.data or "", "points")
        entry = (self.entry.data or "").strip()
        return Deduction(entry, points, self.module.data or None, self.reason.data or "")


class DifficultyForm(Form):
    """The number by which one aspect of an entry is multiplied."""

    entry = StringField(
        _l("Entry number"), [InputRequired(), Length(max=20)], render_kw={"list": "entry-numbers"}
    )
    aspect = SelectField(_l("Aspect"), choices=[])
    value = StringField(
        _l("Difficulty"), [InputRequired(), Length(max=20)], render_kw={"inputmode": "decimal"}
    )


class WithdrawForm(Form):
    """Why a deduction is taken back."""

    reason = StringField(_l("Reason"), [InputRequired(), Length(max=400)])


@bp.get("/events/<int:event_id>/deductions")
def list_deductions(event_id: int) -> str:
    """Show what is taken off or multiplied, and the forms for more."""
    return _page(event_id, DeductionForm(formdata=None), DifficultyForm(formdata=None, prefix="d-"))


@bp.post("/events/<int:event_id>/deductions")
def enter_deduction(event_id: int) -> ResponseReturnValue:
    """Take points off an entry."""
    form = DeductionForm()
    _, found = _read(event_id)
    _offer(found, form, None)
    if form.validate():
        try:
            with unit_of_work(current_actor()) as uow:
                deductions.enter_deduction(uow, EventId(event_id), form.deduction())
        except RuleViolation as violation:
            form.report(violation)
        else:
            flash(gettext("The deduction is entered."), "success")
            return redirect(url_for(".list_deductions", event_id=event_id))
    return _page(event_id, form, DifficultyForm(formdata=None, prefix="d-")), 422


@bp.post("/events/<int:event_id>/difficulties")
def enter_difficulty(event_id: int) -> ResponseReturnValue:
    """Set the difficulty of an entry's aspect."""
    form = DifficultyForm(prefix="d-")
    _, found = _read(event_id)
    _offer(found, None, form)
    if form.validate():
        try:
            value = read_points(form.value.data or "", "value")
            number = (form.entry.data or "").strip()
            with unit_of_work(current_actor()) as uow:
                deductions.enter_difficulty(uow, EventId(event_id), number, form.aspect.data, value)
        except RuleViolation as violation:
            form.report(violation)
        else:
            flash(gettext("The difficulty is entered."), "success")
            return redirect(url_for(".list_deductions", event_id=event_id))
    return _page(event_id, DeductionForm(formdata=None), form), 422


@bp.route("/events/<int:event_id>/deductions/<int:deduction_id>/withdraw", methods=["GET", "POST"])
def withdraw_deduction(event_id: int, deduction_id: int) -> ResponseReturnValue:
    """Ask why, then take a deduction back."""
    form = WithdrawForm()
    if form.validate_on_submit():
        try:
            with unit_of_work(current_actor()) as uow:
                reason = form.reason.data or ""
                deductions.withdraw_deduction(uow, EventId(event_id), deduction_id, reason)
        except RuleViolation as violation:
            form.report(violation)
        else:
            flash(gettext("The deduction is taken back."), "success")
            return redirect(url_for(".list_deductions", event_id=event_id))
    event, found = _read(event_id)
    line = next((one for one in found.deductions if one.id == deduction_id), None)
    template = "organiser/deductions/withdraw.html"
    page = render_event(template, event, "deductions", form=form, line=line, key=deduction_id)
    return page, 422 if form.is_submitted() else 200


@bp.post("/events/<int:event_id>/difficulties/<int:difficulty_id>/withdraw")
def withdraw_difficulty(event_id: int, difficulty_id: int) -> ResponseReturnValue:
    """Let an aspect count once again."""
    with unit_of_work(current_actor()) as uow:
        deductions.withdraw_difficulty(uow, EventId(event_id), difficulty_id)
    flash(gettext("The difficulty is taken back."), "success")
    return redirect(url_for(".list_deductions", event_id=event_id))


def _read(event_id: int) -> tuple[EventDescription, Adjustments]:
    with reading(current_actor()) as uow:
        event = events.describe_event(uow, EventId(event_id))
        return event, deductions.list_adjustments(uow, EventId(event_id))


def _offer(
    found: Adjustments, deduction: DeductionForm | None, difficulty: DifficultyForm | None
) -> None:
    """Give the forms the scheme's modules and aspects to choose from."""
    if deduction is not None:
        modules = [SelectChoice(m.id, m.title or m.id) for m in found.scheme.modules]
        deduction.module.choices = [SelectChoice(TOTAL, gettext("the total")), *modules]
    if difficulty is not None:
        difficulty.aspect.choices = [
            SelectChoice(a.id, f"{a.id} {a.title}".strip()) for a in found.scheme.aspects
        ]


def _page(event_id: int, form: DeductionForm, difficulty_form: DifficultyForm) -> str:
    event, found = _read(event_id)
    _offer(found, form, difficulty_form)
    return render_event(
        "organiser/deductions/show.html",
        event,
        "deductions",
        found=found,
        form=form,
        difficulty_form=difficulty_form,
        names=dict(found.numbers),
        modules={m.id: m.title or m.id for m in found.scheme.modules},
        aspects={a.id: a.title or a.id for a in found.scheme.aspects},
    )
