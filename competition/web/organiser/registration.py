"""Organisers' page about how an event is entered: the sentences first, the fields under them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.widgets import HiddenInput

from competition.domain.errors import Conflict, RuleViolation
from competition.domain.identifiers import EventId
from competition.domain.places_example import worked_example
from competition.domain.registration_rules import (
    SWITCHES,
    RegistrationRules,
    read_rules,
    rules_texts,
)
from competition.services import registration_rules
from competition.services.registration_rules import RulesDescription
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.errors import words
from competition.web.fact_forms import show_issues
from competition.web.forms import Form, is_htmx
from competition.web.organiser.blueprint import bp
from competition.web.organiser.events import describe
from competition.web.organiser.frame import render_event
from competition.web.registration_words import rules_sentences
from competition.web.session import current_actor

NUMBER = {"inputmode": "numeric", "autocomplete": "off", "class": "num field-short"}


class RulesForm(Form):
    """The settings of registration; each field is text, read by its rule."""

    version = IntegerField(default=0, widget=HiddenInput())
    team_least = StringField(_l("Smallest team"), description=_l("1: alone."), render_kw=NUMBER)
    team_most = StringField(_l("Largest team"), render_kw=NUMBER)
    substitutes = StringField(_l("Substitutes, at most"), render_kw=NUMBER)
    coaches = StringField(_l("Coaches, at most"), description=_l("Up to 2."), render_kw=NUMBER)
    mixed_teams = BooleanField(
        _l("Teams may be mixed from several units"),
        description=_l("Otherwise everybody but coaches belongs to the entering unit or below it."),
    )
    unit_seats = StringField(
        _l("Places of each unit, at most"), description=_l("Empty: no limit."), render_kw=NUMBER
    )
    exceptions = TextAreaField(
        _l("Units with another quota"),
        description=_l("One a line: the unit, a colon, its places."),
        render_kw={"rows": 3},
    )
    waiting_list = BooleanField(
        _l("Waiting list"), description=_l("Latecomers wait in turn and move up.")
    )
    offer_hours = StringField(_l("Hours to take an offered place"), render_kw=NUMBER)
    replace_until = StringField(
        _l("Persons are replaced until"),
        description=_l("Empty: until the codes are handed out."),
        render_kw={"type": "datetime-local", "class": "num field-date"},
    )
    one_event = BooleanField(_l("One event for each person in this competition"))
    real_name = BooleanField(_l("Name, ID number and phone are asked for"))
    second_review = BooleanField(_l("A second reviewer looks at each entry"))
    late_changes = BooleanField(
        _l("Units may ask for changes of sealed lists also after entries have closed")
    )

    def texts(self) -> dict[str, str]:
        """What was typed."""
        found = {name: str(self[name].data or "") for name in rules_texts(RegistrationRules())}
        return found | {name: "on" if self[name].data else "" for name in SWITCHES}

    def take(self, rules: RegistrationRules, version: int) -> None:
        """Show stored rules."""
        self.version.data = version
        for name, text in rules_texts(rules).items():
            self[name].data = bool(text) if name in SWITCHES else text


@bp.get("/events/<int:event_id>/registration")
def edit_registration(event_id: int) -> str:
    """Show how the event is entered, in words and with its fields."""
    found, form = _described(event_id), RulesForm()
    form.take(found.rules, found.number)
    return _page(event_id, form, found, found.rules)


@bp.post("/events/<int:event_id>/registration")
def save_registration(event_id: int) -> ResponseReturnValue:
    """Save a new version of the settings, or show what they would do."""
    found, form = _described(event_id), RulesForm()
    read, issues = read_rules(form.texts())
    show_issues(form, issues)
    if is_htmx() or request.form.get("do") == "try":
        return _tried(event_id, form, found, read)
    if read is None or not form.validate():
        return _page(event_id, form, found, read), 422
    try:
        with unit_of_work(current_actor()) as uow:
            base = form.version.data or 0
            number = registration_rules.save_settings(uow, EventId(event_id), read, base)
    except (RuleViolation, Conflict) as problem:
        found = _described(event_id)
        form.version.data = found.number
        status = 409 if isinstance(problem, Conflict) else 422
        return _page(event_id, form, found, read, words(problem)), status
    flash(gettext("Saved as version %(number)s.", number=number), "success")
    return redirect(url_for(".edit_registration", event_id=event_id))


def _tried(
    event_id: int, form: RulesForm, found: RulesDescription, read: RegistrationRules | None
) -> str:
    if is_htmx():
        return render_template("organiser/registration/_said.html", **_said(found, read), form=form)
    return _page(event_id, form, found, read)


def _described(event_id: int) -> RulesDescription:
    with reading(current_actor()) as uow:
        return registration_rules.describe_rules(uow, EventId(event_id))


def _said(found: RulesDescription, read: RegistrationRules | None) -> dict[str, object]:
    seats = found.event.seats
    return {
        "sentences": rules_sentences(read, seats) if read else (),
        "example": worked_example(read, seats) if read else (),
        "seats": seats,
        "words": words,
    }


def _page(
    event_id: int,
    form: RulesForm,
    found: RulesDescription,
    read: RegistrationRules | None,
    problem: str = "",
) -> str:
    return render_event(
        "organiser/registration/edit.html",
        describe(event_id),
        "registration",
        found=found,
        form=form,
        problem=problem,
        stored_sentences=rules_sentences(found.rules, found.event.seats) if problem else (),
        **_said(found, read),
    )
