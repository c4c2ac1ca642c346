"""The forms of the annual programme: a plan, a change that is asked for, a decision."""

from collections.abc import Iterable, Mapping
from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # not in the stubs yet
from wtforms.validators import Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from competition.domain.catalogues import Industry
from competition.domain.programme import Plan
from competition.web.forms import Form, plain_digits
from competition.web.organiser.competition_forms import WRITTEN, class_field, level_field, tidy

WORDS = ("title", "level", "competition_class", "place", "host", "partners")


class PlanForm(Form):
    """What the programme knows of a competition."""

    version = IntegerField(default=0, widget=HiddenInput())
    occupation = StringField(
        _l("Trade"),
        [Length(max=80)],
        filters=[tidy],
        description=_l("Name or code of the occupation, as the catalogue has it."),
    )
    industry = SelectField(_l("Industry"), validate_choice=True)
    starts_on = DateField(_l("First day"), [Optional()])
    ends_on = DateField(_l("Last day"), [Optional()])
    place = StringField(_l("Venue"), [Length(max=120)], filters=[tidy])
    host = StringField(_l("Host"), [Length(max=120)], filters=[tidy])
    partners = StringField(_l("Co-organisers"), [Length(max=400)], filters=[tidy])
    entrants = IntegerField(
        _l("Expected entrants"), [Optional(), NumberRange(1, 1_000_000)], filters=[plain_digits]
    )
    contact = StringField(
        _l("Contact"),
        [Length(max=200)],
        filters=[tidy],
        description=_l("Whom the public may ask: name, telephone, hours."),
    )

    def offer(self, industries: Iterable[Industry]) -> None:
        """Offer these industries to choose from."""
        known = [SelectChoice(one.code, one.name) for one in industries]
        self.industry.choices = [SelectChoice("", _l("not set")), *known]

    def take(self, plan: Plan, occupation: str, version: int) -> None:
        """Show a stored plan."""
        self.version.data, self.occupation.data = version, occupation
        self.industry.data = plan.industry_code
        for name in ("starts_on", "ends_on", "place", "host", "partners", "entrants", "contact"):
            self[name].data = getattr(plan, name)

    def plan(self, occupation_code: str) -> Plan:
        """What was typed, as the domain knows it."""
        return Plan(
            occupation_code=occupation_code,
            industry_code=self.industry.data or "",
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            place=self.place.data or "",
            host=self.host.data or "",
            partners=self.partners.data or "",
            entrants=self.entrants.data,
            contact=self.contact.data or "",
        )


class ChangeForm(Form):
    """The facts as they shall be, and why."""

    title = StringField(_l("Title"), [WRITTEN, Length(max=120)], filters=[tidy])
    level = level_field()
    competition_class = class_field()
    starts_on = DateField(_l("First day"), [Optional()])
    ends_on = DateField(_l("Last day"), [Optional()])
    place = StringField(_l("Venue"), [Length(max=120)], filters=[tidy])
    host = StringField(_l("Host"), [Length(max=120)], filters=[tidy])
    partners = StringField(_l("Co-organisers"), [Length(max=400)], filters=[tidy])
    entrants = IntegerField(
        _l("Expected entrants"), [Optional(), NumberRange(1, 1_000_000)], filters=[plain_digits]
    )
    cancelled = BooleanField(_l("Cancel the competition"))
    reason = TextAreaField(
        _l("Reason"),
        [WRITTEN, Length(max=1000)],
        filters=[tidy],
        description=_l("It stays with the record."),
    )

    def take(self, facts: Mapping[str, str]) -> None:
        """Show the facts as they are."""
        for name in WORDS:
            self[name].data = facts[name]
        for name in ("starts_on", "ends_on"):
            self[name].data = date.fromisoformat(facts[name]) if facts[name] else None
        self.entrants.data = int(facts["entrants"]) if facts["entrants"] else None

    def facts(self) -> dict[str, str]:
        """The facts as typed, as texts."""
        days = {key: self[key].data for key in ("starts_on", "ends_on")}
        return {
            **{key: self[key].data or "" for key in WORDS},
            **{key: day.isoformat() if day else "" for key, day in days.items()},
            "entrants": "" if self.entrants.data is None else str(self.entrants.data),
            "cancelled": "yes" if self.cancelled.data else "",
        }


class WordsForm(Form):
    """Words that go with a decision or an edition."""

    words = TextAreaField(
        _l("Words to the one who asked"),
        [Length(max=1000)],
        filters=[tidy],
        description=_l("Needed when the change is declined."),
    )


class EditionForm(Form):
    """What is said of a new edition."""

    note = StringField(
        _l("Note"),
        [Length(max=400)],
        filters=[tidy],
        description=_l("Stands above the edition, for example what has changed."),
    )
