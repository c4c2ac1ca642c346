"""The form of an entry: every field is text, read by the same rule that reads a workbook's row."""

from collections.abc import Iterable, Sequence

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # not in the stubs yet
from wtforms.widgets import HiddenInput

from competition.domain.issues import Issue
from competition.domain.registration import MEASURE_PREFIX, EntryDraft, read_draft
from competition.web.errors import issue_words
from competition.web.forms import Form, Needed
from competition.web.organiser.entry_words import HINTS, LEVELS, STANDINGS, TITLES


class EntryForm(Form):
    """An entry as organisers write it down; one more field for each measure."""

    version = IntegerField(default=0, widget=HiddenInput())
    number = StringField(TITLES["number"], [Needed()], description=HINTS["number"])
    name = StringField(TITLES["name"], [Needed()])
    unit = StringField(TITLES["unit"], description=HINTS["unit"])
    level = SelectField(
        TITLES["level"],
        choices=[
            SelectChoice("", _l("None")),
            *(SelectChoice(key, word) for key, word in LEVELS.items()),
        ],
        description=HINTS["level"],
        validate_choice=False,
    )
    age = StringField(TITLES["age"], description=HINTS["age"])
    honours = BooleanField(TITLES["honours"], default=True, description=HINTS["honours"])
    guest = BooleanField(
        STANDINGS["guest"], description=_l("Is marked and sees the place, but takes none.")
    )

    measures: Sequence[str] = ()

    def draft(self) -> EntryDraft | None:
        """Read the entry; what is wrong is shown at its field, and then there is none."""
        plain = ("number", "name", "unit", "level", "age")
        texts = {key: str(self[key].data or "") for key in plain}
        texts["honours"] = "yes" if self.honours.data else "no"
        texts["standing"] = "guest" if self.guest.data else "competing"
        for at, name in enumerate(self.measures):
            texts[MEASURE_PREFIX + name] = str(self[f"measure_{at}"].data or "")
        draft, issues = read_draft(texts, self.measures)
        self.show(issues)
        return draft

    def show(self, issues: Iterable[Issue]) -> None:
        """Show findings at their fields."""
        for issue in issues:
            field = self._at(issue.path)
            field.errors = [*field.errors, issue_words(issue)]

    def _at(self, path: str) -> Field:
        if path.startswith(MEASURE_PREFIX):
            path = f"measure_{self.measures.index(path.removeprefix(MEASURE_PREFIX))}"
        field: Field = self[path]
        return field

    def take(self, draft: EntryDraft, version: int) -> None:
        """Show a stored entry."""
        self.version.data = version
        self.number.data, self.name.data, self.unit.data = draft.number, draft.name, draft.unit
        self.level.data, self.age.data = draft.level or "", str(draft.age or "")
        self.honours.data = draft.honours
        for at, name in enumerate(self.measures):
            value = draft.measures.get(name)
            self[f"measure_{at}"].data = "" if value is None else f"{value:f}"


def entry_form(measures: Sequence[str], **options: object) -> EntryForm:
    """Make the form with a field for each measure that the event's tie keys name."""
    fields = {f"measure_{at}": StringField(name) for at, name in enumerate(measures)}
    form = type("MeasuredEntryForm", (EntryForm,), {**fields, "measures": tuple(measures)})
    return form(**options)  # type: ignore[no-any-return]  # built from EntryForm above


class ReasonForm(Form):
    """Why something is done; the reason is checked by its rule."""

    reason = TextAreaField(_l("Reason"), [Needed()], description=_l("It stays with the record."))
