"""The fields in which a worker says what conditions ask; each is text, read by its rule."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # not in the stubs yet
from wtforms.widgets import CheckboxInput, ListWidget

from competition.domain.facts import NONE, Fact
from competition.domain.issues import Issue
from competition.web.award_wording import LEVELS
from competition.web.eligibility_words import RESIDENCES, STATUSES
from competition.web.errors import issue_words
from competition.web.forms import Form

LABELS = {
    Fact.BORN_ON: _l("Day of birth"),
    Fact.LEVEL: _l("Skill level you hold"),
    Fact.LEVEL_SINCE: _l("Holding this level since"),
    Fact.TRADE_SINCE: _l("Working in this trade since"),
    Fact.INSURED_MONTHS: _l("Months of social insurance in this city"),
    Fact.RESIDENCE: _l("Residence"),
    Fact.STATUS: _l("What you are"),
    Fact.TITLES: _l("Honours you hold"),
}
HINTS = {
    Fact.BORN_ON: _l("As on your ID card, like 1990-05-17."),
    Fact.LEVEL: _l("By your newest certificate."),
    Fact.LEVEL_SINCE: _l("Year and month on the certificate, like 2019-06."),
    Fact.TRADE_SINCE: _l("Year and month, like 2012-03."),
    Fact.INSURED_MONTHS: _l("A whole number; 2 years are 24 months."),
    Fact.RESIDENCE: "",
    Fact.STATUS: "",
    Fact.TITLES: _l("Tick all that apply."),
}
NUMERIC = {"inputmode": "numeric", "autocomplete": "off"}
LEVEL_CHOICES = [
    SelectChoice(NONE, _l("none yet")),
    *(SelectChoice(*one) for one in LEVELS.items()),
]


def fact_form(asked: Iterable[Fact], titles: Sequence[str], base: type[Form] = Form) -> type[Form]:
    """A form with a field for each fact that is asked."""
    return type("FactForm", (base,), {fact.value: _field(fact, titles) for fact in asked})


def typed_facts(form: Form, asked: Collection[Fact]) -> dict[str, str]:
    """What was typed, as the texts that `facts.read_facts` takes."""
    return {fact.value: _text(form[fact.value]) for fact in asked if fact.value in form}


def show_facts(form: Form, texts: dict[str, str], asked: Collection[Fact]) -> None:
    """Show texts that were typed before."""
    for fact in asked:
        if fact.value in form:
            text = texts.get(fact.value, "")
            form[fact.value].data = text.split("\n") if fact is Fact.TITLES else text


def show_issues(form: Form, issues: Iterable[Issue]) -> None:
    """Show findings at their fields, or above the form where there is none."""
    for issue in issues:
        if issue.path not in form:
            form.form_errors.append(issue_words(issue))
        elif not form[issue.path].errors:
            form[issue.path].errors = [issue_words(issue)]


def _text(field: Field) -> str:
    data = field.data
    return "\n".join(map(str, data)) if isinstance(data, list) else str(data or "")


def _field(fact: Fact, titles: Sequence[str]) -> Field:
    common: dict[str, Any] = {"label": LABELS[fact], "description": HINTS[fact]}
    if fact is Fact.LEVEL:
        first = SelectChoice("", _l("Please choose"))
        return SelectField(choices=[first, *LEVEL_CHOICES], validate_choice=False, **common)
    if fact in (Fact.RESIDENCE, Fact.STATUS):
        words = RESIDENCES if fact is Fact.RESIDENCE else STATUSES
        choices = [SelectChoice(str(key), word) for key, word in words.items()]
        return RadioField(choices=choices, validate_choice=False, **common)
    if fact is Fact.TITLES:
        choices = [*(SelectChoice(title, title) for title in titles), _none()]
        boxes: dict[str, Any] = {"option_widget": CheckboxInput()}
        boxes["widget"] = ListWidget(prefix_label=False)
        return SelectMultipleField(choices=choices, validate_choice=False, **boxes, **common)
    return StringField(render_kw={**NUMERIC, "class": "num"}, **common)


def _none() -> SelectChoice:
    return SelectChoice(NONE, _l("none of these"))
