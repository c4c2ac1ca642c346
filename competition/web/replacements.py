"""Somebody takes a person's part in an entry: one form for workers and for organisers."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField

from competition.domain.conditions import asked, titles_of
from competition.domain.errors import RuleViolation
from competition.domain.facts import Fact
from competition.domain.people import PersonDraft
from competition.domain.registration import require_reason
from competition.domain.registration_rules import RegistrationRules
from competition.domain.teams import Entrant, EntrantRole
from competition.services import newcomers, people
from competition.services.entrants import Replacement, StoredEntrant
from competition.services.newcomers import Sending
from competition.services.unit_of_work import unit_of_work
from competition.web.entry_answers import AnswerSheet
from competition.web.fact_forms import fact_form, show_issues, typed_facts
from competition.web.forms import Form, Needed
from competition.web.session import current_actor


class ReplacementForm(Form):
    """Who comes in; facts for the conditions are asked of everybody who may compete."""

    name = StringField(_l("Name of the new person"), [Needed()])
    id_number = StringField(
        _l("ID number"),
        description=_l("So that nobody stands in two teams. It is kept sealed."),
        render_kw={"autocomplete": "off", "class": "num"},
    )


class ReasonedForm(ReplacementForm):
    """The same with the reason that organisers give."""

    reason = TextAreaField(_l("Reason"), [Needed()], description=_l("It stays with the record."))


def facts_asked(rules: RegistrationRules, old: StoredEntrant) -> tuple[Fact, ...]:
    """What the new person is asked: whoever may compete all that the conditions use."""
    if old.role is EntrantRole.COACH:
        return ()
    stands_for_entry = old.role is EntrantRole.CAPTAIN or not rules.team.is_team
    wanted = {*asked(rules.conditions), *((Fact.BORN_ON, Fact.LEVEL) if stands_for_entry else ())}
    return tuple(fact for fact in Fact if fact in wanted)


def replacement_form(
    rules: RegistrationRules, old: StoredEntrant, base: type[Form] = ReplacementForm
) -> Form:
    """The form for this event and this person."""
    return fact_form(facts_asked(rules, old), titles_of(rules.conditions), base)()


def is_sound(form: Form) -> bool:
    """Show all at once, each at its field, that is wrong with who comes in and the reason."""
    draft = PersonDraft(form["name"].data or "", form["id_number"].data or "")
    show_issues(form, people.draft_issues(draft))
    if "reason" in form:
        try:
            require_reason(form["reason"].data or "")
        except RuleViolation as refusal:
            form.report(refusal)
    return not form.errors


def replacement_of(form: Form, rules: RegistrationRules, old: StoredEntrant) -> Replacement:
    """What was typed."""
    new = Entrant(old.role, (form["name"].data or "").strip(), form["id_number"].data or "")
    reason = (form["reason"].data or "") if "reason" in form else ""
    facts = {key: text for key, text in typed_facts(form, facts_asked(rules, old)).items() if text}
    return Replacement(old.id, new, reason, facts)


def newcomer_sheet(found: Sending) -> tuple[AnswerSheet, Form]:
    """What the event asks of the new person, with what this person answered before."""
    sheet = AnswerSheet(found.questions)
    form = sheet.extend(Form)()
    answered = found.newcomer.answered
    if not form.is_submitted() and answered is not None:
        sheet.take(form, answered.answers, found.files)
    return sheet, form


def sent_answers(found: Sending, sheet: AnswerSheet, form: Form) -> bool:
    """Store what was answered; else show what is wrong, each at its field."""
    answers = sheet.read(form, found.files)
    if answers is None:
        return False
    entrant_id, version = found.newcomer.entrant.id, found.questions.number
    try:
        with unit_of_work(current_actor()) as uow:
            newcomers.send_answers(uow, found.stored.id, entrant_id, (version, answers))
    except RuleViolation as violation:
        form.report(violation)
        return False
    return True
