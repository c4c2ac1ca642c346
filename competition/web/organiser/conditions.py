"""Organisers' page about the conditions of entry: sentences, fields, a person to try them on."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from competition.domain.conditions import (
    Condition,
    ConditionTexts,
    Kind,
    asked,
    read_conditions,
    titles_of,
)
from competition.domain.errors import Conflict, RuleViolation
from competition.domain.identifiers import EventId
from competition.domain.issues import Issue
from competition.services import eligibility, registration_rules
from competition.services.registration_rules import RulesDescription
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.award_wording import LEVELS
from competition.web.eligibility_words import (
    EFFECTS,
    RESIDENCES,
    STATUSES,
    FindingLine,
    finding_lines,
    usual_words,
)
from competition.web.errors import words
from competition.web.fact_forms import fact_form, show_issues, typed_facts
from competition.web.forms import Form, is_htmx
from competition.web.organiser.blueprint import bp
from competition.web.organiser.condition_forms import (
    issues_by_field,
    shift,
    shown_conditions,
    texts_of,
    typed_conditions,
)
from competition.web.organiser.events import describe
from competition.web.organiser.frame import render_event
from competition.web.session import current_actor

KINDS = {
    Kind.AGE: _l("age"),
    Kind.LEVEL: _l("skill level held"),
    Kind.TRADE: _l("years in the trade"),
    Kind.INSURANCE: _l("months of social insurance"),
    Kind.RESIDENCE: _l("residence"),
    Kind.TITLES: _l("honours that must not be held"),
    Kind.STATUS: _l("employed, student or teacher"),
    Kind.WINNER: _l("no earlier winner of this trade"),
}
LISTS = {
    "kinds": {key.value: word for key, word in KINDS.items()},
    "effects": {key.value: word for key, word in EFFECTS.items()},
    "levels": LEVELS,
    "residence": {key.value: word for key, word in RESIDENCES.items()},
    "status": {key.value: word for key, word in STATUSES.items()},
}


@dataclass(frozen=True, slots=True)
class Trial:
    """The person to try the conditions on: the form, and what became of each condition."""

    form: Form
    lines: list[FindingLine]


@bp.get("/events/<int:event_id>/conditions")
def edit_conditions(event_id: int) -> str:
    """Show the conditions of entry, in words and with their fields."""
    found = _described(event_id)
    return _page(event_id, found, texts_of(found.rules.conditions), [])


@bp.post("/events/<int:event_id>/conditions")
def save_conditions(event_id: int) -> ResponseReturnValue:
    """Save a new version of the conditions, or do what another button of the form says."""
    found, typed = _described(event_id), typed_conditions(request.form)
    action = request.form.get("do", "save")
    if action != "save" or is_htmx():
        shift(typed, action)
        return _page(event_id, found, typed, read_conditions(typed)[1])
    read, issues = read_conditions(typed)
    if read is None:
        return _page(event_id, found, typed, issues), 422
    base = request.form.get("version", 0, type=int)
    try:
        with unit_of_work(current_actor()) as uow:
            number = registration_rules.save_conditions(uow, EventId(event_id), read, base)
    except (RuleViolation, Conflict) as problem:
        status = 409 if isinstance(problem, Conflict) else 422
        return _page(event_id, _described(event_id), typed, [], words(problem)), status
    flash(gettext("Saved as version %(number)s.", number=number), "success")
    return redirect(url_for(".edit_conditions", event_id=event_id))


def _described(event_id: int) -> RulesDescription:
    with reading(current_actor()) as uow:
        return registration_rules.describe_rules(uow, EventId(event_id))


def _trial(event_id: int, conditions: tuple[Condition, ...]) -> Trial:
    wanted = asked(conditions)
    form = fact_form(wanted, titles_of(conditions))(prefix="test-")
    texts = typed_facts(form, wanted) if request.method == "POST" else {}
    texts["best_place"] = request.form.get("best_place", "")
    with reading(current_actor()) as uow:
        result, issues = eligibility.try_conditions(uow, EventId(event_id), conditions, texts)
    show_issues(form, issues)
    return Trial(form, finding_lines(result))


def _page(
    event_id: int,
    found: RulesDescription,
    typed: list[ConditionTexts],
    issues: list[Issue],
    problem: str = "",
) -> str:
    read, _ = read_conditions(typed)
    held_on = found.event.held_on
    context: dict[str, object] = {
        "found": found,
        "conditions": shown_conditions(typed, spare=found.may_edit),
        "issues": issues_by_field(issues),
        "sentences": [one.words or usual_words(one, held_on) for one in read or ()],
        "usual": [usual_words(one, held_on) for one in read or ()],
        "trial": _trial(event_id, read) if read and found.may_edit else None,
        "asks_winner": any(test.kind is Kind.WINNER for one in read or () for test in one.tests),
        "best_place": request.form.get("best_place", ""),
        "lists": LISTS,
        "problem": problem,
    }
    if is_htmx():
        return render_template("organiser/conditions/_form.html", event=found.event, **context)
    page = "organiser/conditions/edit.html"
    return render_event(page, describe(event_id), "registration", **context)
