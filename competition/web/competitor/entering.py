"""A worker enters an event: one short form, its rules said beforehand."""

from collections.abc import Iterable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # not in the stubs yet
from wtforms.validators import InputRequired, Length

from competition.domain.entering import read_application, require_declaration
from competition.domain.errors import RuleViolation
from competition.domain.identifiers import EntryId, EventId
from competition.domain.issues import Issue
from competition.domain.registration import NAME_LENGTH, UNIT_LENGTH, EntryDraft
from competition.services import entering
from competition.services.entering import Invitation
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.award_wording import LEVELS
from competition.web.competitor.blueprint import bp
from competition.web.errors import issue_words, words
from competition.web.forms import Form
from competition.web.session import current_actor

NEEDED = InputRequired(_l("This is needed."))
LEVEL_CHOICES = [("", _l("none yet")), *LEVELS.items()]
TEXTS = ("name", "unit", "level", "age")


class EntryForm(Form):
    """What a worker says to enter an event."""

    name = StringField(
        _l("Your name"),
        [NEEDED, Length(max=NAME_LENGTH)],
        description=_l("As it will stand in the ranking and on certificates."),
        render_kw={"autocomplete": "name"},
    )
    unit = StringField(
        _l("Your unit"),
        [NEEDED, Length(max=UNIT_LENGTH)],
        description=_l("The enterprise or school you compete for."),
        render_kw={"autocomplete": "organization"},
    )
    level = SelectField(
        _l("Skill level you hold"),
        choices=[SelectChoice(value, name) for value, name in LEVEL_CHOICES],
        description=_l("By your newest certificate. A promotion is proposed only above it."),
    )
    age = StringField(
        _l("Your age on the day of the event"),
        [NEEDED],
        description=_l("In whole years."),
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    declared = BooleanField(_l("What I typed is true, and I know the rules of this event."))

    def draft(self) -> EntryDraft | None:
        """What was typed, as the domain reads it; None with every issue at its field."""
        texts = {name: str(self._fields[name].data or "") for name in TEXTS}
        draft, issues = read_application(texts)
        self._show(issues)
        try:
            require_declaration(declared=bool(self.declared.data))
        except RuleViolation as violation:
            self.report(violation)
            return None
        return draft

    def _show(self, issues: Iterable[Issue]) -> None:
        for issue in issues:
            field = self._fields[issue.path]
            if not field.errors:
                field.errors = [issue_words(issue)]


@bp.route("/events/<int:event_id>/enter", methods=["GET", "POST"])
def enter_event(event_id: int) -> ResponseReturnValue:
    """Enter the event, or say why that cannot be."""
    form, invitation, status = EntryForm(), _invitation(event_id), 200
    if not form.is_submitted():
        form.name.data, form.unit.data = invitation.own.name, invitation.own.unit
    else:
        status = 422
        is_shaped, draft = form.validate(), form.draft()
        entry_id = _enter(event_id, form, draft) if is_shaped and draft else None
        if entry_id is not None:
            flash(gettext("You have entered. The organiser will answer."), "success")
            return redirect(url_for(".show_entry", entry_id=entry_id))
    return _page(form, invitation), status


def _page(form: EntryForm, invitation: Invitation) -> str:
    return render_template(
        "competitor/entries/enter.html",
        form=form,
        invitation=invitation,
        event=invitation.about.event,
        refusal=words(invitation.refusal) if invitation.refusal else "",
    )


def _invitation(event_id: int) -> Invitation:
    with reading(current_actor()) as uow:
        return entering.prepare_entering(uow, EventId(event_id))


def _enter(event_id: int, form: EntryForm, draft: EntryDraft) -> EntryId | None:
    try:
        with unit_of_work(current_actor()) as uow:
            return entering.enter_event(uow, EventId(event_id), draft)
    except RuleViolation as violation:
        form.report(violation)
        return None
