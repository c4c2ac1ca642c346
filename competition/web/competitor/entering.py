"""A worker enters an event: about oneself first, then what the event asks, then check and send."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField

from competition.domain.eligibility import Eligibility
from competition.domain.entering import read_application, require_declaration
from competition.domain.errors import RuleViolation
from competition.domain.facts import Fact, read_facts
from competition.domain.identifiers import EntryId, EventId
from competition.domain.issues import Issue
from competition.services import eligibility, entering, teams
from competition.services.entering import Invitation
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.competitor.blueprint import bp
from competition.web.competitor.entry_drafts import (
    CHECK,
    ME,
    draft_of,
    invitation_of,
    keep,
    missing_step,
    on_from,
    said_of,
    step_lines,
)
from competition.web.competitor.entry_summary import summary_of
from competition.web.eligibility_words import finding_lines
from competition.web.errors import words
from competition.web.fact_forms import HINTS, LABELS, LEVEL_CHOICES, NUMERIC, show_issues
from competition.web.formatting import SHANGHAI
from competition.web.forms import Form, Needed
from competition.web.session import current_actor, request_time

ABOUT_ME = ("name", "unit", "born_on", "level")


class MeForm(Form):
    """Who enters; what the real-name record knows is not asked again."""

    name = StringField(
        _l("Your name"),
        [Needed()],
        description=_l("As it will stand in the ranking and on certificates."),
        render_kw={"autocomplete": "name"},
    )
    unit = StringField(
        _l("Your unit"),
        [Needed()],
        description=_l("The enterprise or school you compete for."),
        render_kw={"autocomplete": "organization"},
    )
    born_on = StringField(
        LABELS[Fact.BORN_ON],
        [Needed()],
        description=HINTS[Fact.BORN_ON],
        render_kw={**NUMERIC, "class": "num field-short"},
    )
    level = SelectField(
        LABELS[Fact.LEVEL],
        [Needed()],
        choices=LEVEL_CHOICES,
        description=_l("By your newest certificate. A promotion is proposed only above it."),
        validate_choice=False,
    )

    def texts(self) -> dict[str, str]:
        """What was typed."""
        return {name: str(self[name].data or "") for name in ABOUT_ME if name in self}


class CheckForm(Form):
    """The declaration with which an entry is sent."""

    declared = BooleanField(
        _l("What I typed is true, and I know the rules of this event."), [Needed()]
    )


@bp.route("/events/<int:event_id>/enter", methods=["GET", "POST"])
def enter_event(event_id: int) -> ResponseReturnValue:
    """Ask who enters, or say why that cannot be; conditions of entry come first."""
    invitation = invitation_of(event_id)
    if invitation.refusal:
        return _refused(invitation), 422 if request.method == "POST" else 200
    if _comes_first(invitation):
        return redirect(url_for("public.check_eligibility", event_id=event_id))
    form = _me_form(invitation)
    if form.is_submitted():
        texts = {"unit": invitation.confirmed_unit} | form.texts()
        issues = _read_me(form, texts)
        if form.validate() and not issues:
            keep(event_id, texts)
            return on_from(invitation, ME)
        show_issues(form, issues)
    page = render_template("competitor/entries/me.html", **_frame(form, invitation, ME))
    return page, 422 if form.is_submitted() else 200


@bp.route("/events/<int:event_id>/enter/check", methods=["GET", "POST"])
def check_entry(event_id: int) -> ResponseReturnValue:
    """Show all that was typed, take the declaration, and send the entry."""
    invitation, form = invitation_of(event_id), CheckForm()
    if invitation.refusal:
        return _refused(invitation), 422 if request.method == "POST" else 200
    missing = missing_step(invitation)
    if missing is not None:
        return redirect(missing)
    if form.validate_on_submit():
        entry_id = _send(form, invitation)
        if entry_id is not None:
            return redirect(url_for(".show_entry", entry_id=entry_id))
    found = _found(invitation)
    page = render_template(
        "competitor/entries/check.html",
        findings=finding_lines(found),
        verdict=found.verdict.value,
        sections=summary_of(invitation),
        **_frame(form, invitation, CHECK),
    )
    return page, 422 if form.is_submitted() else 200


def _found(invitation: Invitation) -> Eligibility:
    """How everybody who enters stands to the conditions."""
    event_id, said = EventId(invitation.about.event.id), said_of(invitation)
    with reading(current_actor()) as uow:
        if invitation.rules.team.is_team:
            return teams.check_team(uow, event_id, said.facts, said.entrants).eligibility
        return eligibility.check_oneself(uow, event_id, {}).eligibility


def _send(form: CheckForm, invitation: Invitation) -> EntryId | None:
    draft = draft_of(invitation)
    try:
        require_declaration(declared=bool(form.declared.data))
        if draft is None:
            return None
        with unit_of_work(current_actor()) as uow:
            event_id = invitation.about.event.id
            entry_id = entering.enter_event(uow, event_id, draft, said_of(invitation))
    except RuleViolation as violation:
        form.report(violation)
        return None
    flash(gettext("Your entry is sent. Here you see where it stands."), "success")
    return entry_id


def _comes_first(invitation: Invitation) -> bool:
    """Whether the conditions are to be answered before anything else."""
    is_new = not invitation.texts and "step" not in request.args
    return bool(invitation.rules.conditions) and is_new and request.method == "GET"


def _me_form(invitation: Invitation) -> MeForm:
    form, texts, person = MeForm(), invitation.texts, invitation.person
    if invitation.confirmed_unit:
        del form.unit
    if person is not None and person.born_on is not None:
        del form.born_on
    if not form.is_submitted():
        own = {"name": person.name if person else invitation.own.name, "unit": invitation.own.unit}
        for name, text in {**own, **texts}.items():
            if name in ABOUT_ME and name in form:
                form[name].data = text
    return form


def _read_me(form: MeForm, texts: dict[str, str]) -> list[Issue]:
    today = request_time().astimezone(SHANGHAI).date()
    _, issues = read_application({key: texts[key] for key in ("name", "unit")})
    if not texts["unit"].strip():
        issues.append(Issue("REG-02", "unit", "Type your unit."))
    facts, more = read_facts(texts, ("born_on", "level"), today)
    if "born_on" in form and facts.born_on is None and not more:
        more.append(Issue("ELG-10", "born_on", "Type the day of birth like 1990-05-17."))
    return [*issues, *more]


def _frame(form: Form, invitation: Invitation, here: str) -> dict[str, object]:
    return {
        "form": form,
        "invitation": invitation,
        "event": invitation.about.event,
        "steps": step_lines(invitation, here),
    }


def _refused(invitation: Invitation) -> str:
    assert invitation.refusal is not None  # noqa: S101 -- asked by the caller
    return render_template(
        "competitor/entries/refused.html",
        invitation=invitation,
        event=invitation.about.event,
        refusal=words(invitation.refusal),
    )
