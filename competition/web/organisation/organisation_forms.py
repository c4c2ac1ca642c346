"""Forms about organisations: writing one down, changing it, merging two."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, HiddenField, SelectField, StringField, TextAreaField
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # not in the stubs yet
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from competition.domain.errors import RuleViolation
from competition.domain.identifiers import OrganisationId
from competition.domain.organisations import require_code
from competition.services.organisations import (
    Contact,
    Organisation,
    OrganisationDraft,
    OrganisationLine,
)
from competition.web.errors import words
from competition.web.forms import Form
from competition.web.organisation.frame import KINDS

CONTACTS = 3


class ContactForm(PlainForm):
    """A person to ask."""

    name = StringField(_l("Contact person"), [Length(max=80)])
    duty = StringField(_l("Duty"), [Length(max=60)])
    phone = StringField(_l("Mobile number"), [Length(max=40)], render_kw={"inputmode": "tel"})
    email = StringField(_l("E-mail"), [Optional(), Length(max=120)])


class OrganisationForm(Form):
    """What is written down about an organisation."""

    name = StringField(_l("Full name"), [InputRequired(), Length(max=120)])
    short_name = StringField(_l("Short name"), [Length(max=40)])
    kind = SelectField(
        _l("Kind"), [InputRequired()], choices=[SelectChoice(k, w) for k, w in KINDS.items()]
    )
    parent = SelectField(_l("Belongs to"), [InputRequired()], coerce=int)
    code = StringField(
        _l("Unified social credit code"),
        [Length(max=40)],
        description=_l("18 characters, as on the licence; the last one checks the others."),
    )
    region = StringField(_l("District"), [Length(max=40)])
    industry = StringField(_l("Industry"), [Length(max=40)])
    contacts = FieldList(FormField(ContactForm), min_entries=CONTACTS, max_entries=10)
    reason = StringField(
        _l("Reason for the change"),
        [Length(max=400)],
        description=_l("Kept in the history, for example the number of the decision."),
    )
    version = HiddenField()

    def validate_code(self, field: StringField) -> None:
        """Say what is wrong with the code together with what else is wrong."""
        try:
            require_code(field.data or "")
        except RuleViolation as violation:
            raise ValidationError(words(violation)) from violation

    def offer(self, parents: Sequence[OrganisationLine], *, may_be_top: bool) -> None:
        """Offer these organisations as parents."""
        top = [SelectChoice(0, _l("Nobody: it stands at the top"))] if may_be_top else []
        self.parent.choices = top + [SelectChoice(int(line.id), line.name) for line in parents]
        self.federation = next((int(line.id) for line in parents if line.kind == "federation"), 0)

    def take(self, found: Organisation) -> None:
        """Show what is stored."""
        facts = found.facts
        for name in ("name", "short_name", "kind", "region", "industry"):
            self[name].data = getattr(facts, name)
        self.code.data, self.parent.data = facts.code or "", int(facts.parent_id or 0)
        self.version.data = str(facts.version)
        for entry, contact in zip(self.contacts.entries, found.contacts, strict=False):
            for name in ("name", "duty", "phone", "email"):
                entry.form[name].data = getattr(contact, name)

    def draft(self) -> OrganisationDraft:
        """What was typed."""
        contacts = tuple(
            Contact(*(entry.form[key].data or "" for key in ("name", "duty", "phone", "email")))
            for entry in self.contacts.entries
        )
        parent = self.parent.data
        return OrganisationDraft(
            self.name.data or "",
            self.kind.data,
            OrganisationId(parent) if parent else None,
            self.code.data or "",
            self.short_name.data or "",
            self.region.data or "",
            self.industry.data or "",
            contacts,
        )


class MergeForm(Form):
    """Why two organisations become one."""

    reason = TextAreaField(
        _l("Reason"),
        [InputRequired(), Length(max=400)],
        description=_l("Kept in the history of both, for example the number of the decision."),
    )
