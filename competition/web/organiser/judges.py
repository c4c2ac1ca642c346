"""Organisers' pages about the judges of an event."""

from secrets import choice

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # not in the stubs yet
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from competition.domain.appointments import NewAppointment
from competition.domain.errors import RuleViolation
from competition.domain.identifiers import AppointmentId, EventId
from competition.domain.registration import plain
from competition.services import appointments
from competition.services.accounts import prepare_account
from competition.services.appointments import Appointed, JudgeList
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.errors import words
from competition.web.forms import Form
from competition.web.organiser.blueprint import bp
from competition.web.organiser.events import describe
from competition.web.organiser.frame import render_event
from competition.web.session import current_actor

SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 3, 4
NEEDED = DataRequired(_l("This is needed."))


class JudgeForm(Form):
    """A judge to be appointed; the name is asked only of people without an account."""

    login = StringField(
        _l("Sign-in name"), [NEEDED], description=_l("Phone number or name, as the judge signs in.")
    )
    name = StringField(
        _l("Name, if the judge has no account yet"),
        [Length(max=80)],
        description=_l("Then an account is opened, and its first password is shown once."),
    )
    label = StringField(
        _l("Label"), [NEEDED], description=_l("All that sheets and results tell of the judge.")
    )
    is_chief = BooleanField(
        _l("Chief judge"), description=_l("Also sees how far marking has come.")
    )
    modules = SelectMultipleField(
        _l("Modules to mark"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("None chosen means all."),
    )
    unit = StringField(
        _l("Own unit"),
        [Length(max=120)],
        description=_l("Works of this unit are given to others, and nobody is told why."),
    )

    def offer(self, found: JudgeList) -> None:
        """Show the modules of the scheme, and the next free label."""
        self.modules.choices = [
            SelectChoice(module.id, f"{module.id} {module.title}") for module in found.modules
        ]
        if not self.is_submitted():
            self.label.data = found.label

    def appointment(self) -> NewAppointment:
        """What was typed."""
        return NewAppointment(
            plain(self.label.data or ""),
            bool(self.is_chief.data),
            tuple(self.modules.data or ()),
            (self.unit.data or "").strip(),
        )


@bp.route("/events/<int:event_id>/judges", methods=["GET", "POST"])
def list_judges(event_id: int) -> ResponseReturnValue:
    """List the judges; appoint one more, opening an account where there is none."""
    form, found = JudgeForm(), _judges(event_id)
    form.offer(found)
    if form.validate_on_submit():
        password = _new_password()
        try:
            appointed = _appoint(event_id, form, password)
        except RuleViolation as violation:
            form.report(violation)
        else:
            if appointed.is_new_account:
                return _show_password(event_id, form, password)
            flash(gettext("Judge %(label)s is appointed.", label=form.label.data), "success")
            return redirect(url_for(".list_judges", event_id=event_id))
    page = "organiser/judges/list.html"
    shown = render_event(page, describe(event_id), "judges", form=form, found=found)
    return shown, 422 if form.is_submitted() else 200


@bp.route("/events/<int:event_id>/judges/<int:appointment_id>/remove", methods=["GET", "POST"])
def remove_judge(event_id: int, appointment_id: int) -> ResponseReturnValue:
    """Ask, then take an appointment back."""
    form = Form()
    if form.validate_on_submit():
        try:
            with unit_of_work(current_actor()) as uow:
                appointments.remove_judge(uow, EventId(event_id), AppointmentId(appointment_id))
        except RuleViolation as violation:
            flash(words(violation), "error")
        else:
            flash(gettext("The appointment is taken back."), "success")
        return redirect(url_for(".list_judges", event_id=event_id))
    found = [judge for judge in _judges(event_id).judges if judge.id == appointment_id]
    if not found:
        return redirect(url_for(".list_judges", event_id=event_id))
    page = "organiser/judges/remove.html"
    return render_event(page, describe(event_id), "judges", judge=found[0])


def _appoint(event_id: int, form: JudgeForm, password: str) -> Appointed:
    login, name = form.login.data or "", (form.name.data or "").strip()
    account = prepare_account(login, name, password, form.unit.data or "") if name else None
    with unit_of_work(current_actor()) as uow:
        return appointments.appoint_judge(
            uow, EventId(event_id), login, form.appointment(), account
        )


def _show_password(event_id: int, form: JudgeForm, password: str) -> str:
    page = "organiser/judges/password.html"
    return render_event(page, describe(event_id), "judges", form=form, password=password)


def _new_password() -> str:
    """A first password that can be read out and typed: three groups of four signs."""
    signs = "".join(choice(SIGNS) for _ in range(GROUPS * GROUP_LENGTH))
    return "-".join(signs[at : at + GROUP_LENGTH] for at in range(0, len(signs), GROUP_LENGTH))


def _judges(event_id: int) -> JudgeList:
    with reading(current_actor()) as uow:
        return appointments.list_judges(uow, EventId(event_id))
