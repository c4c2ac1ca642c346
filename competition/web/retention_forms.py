"""The form in which the days of retention are set."""

from collections.abc import Iterable, Mapping

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.widgets import HiddenInput

from competition.domain.issues import Issue
from competition.domain.retention import RULES, Kind
from competition.web.errors import issue_words
from competition.web.forms import Form, Needed, plain_digits
from competition.web.retention_words import KINDS


class PeriodsForm(Form):
    """A field of days for each kind, and why they are changed."""

    version = IntegerField(widget=HiddenInput(), default=0)
    reason = TextAreaField(
        _l("Reason"),
        [Needed()],
        description=_l("It is kept with this version and in the audit trail."),
        render_kw={"maxlength": 400},
    )

    def texts(self, kinds: Iterable[Kind]) -> dict[str, str]:
        """What was typed, by kind."""
        return {kind.value: str(self[kind.value].data or "") for kind in kinds}

    def show(self, days: Mapping[Kind, int], version: int) -> None:
        """Fill in the days that hold."""
        for kind, count in days.items():
            if kind.value in self:
                self[kind.value].data = str(count)
        self.version.data = version

    def tell(self, issues: Iterable[Issue]) -> None:
        """Show each issue at its field."""
        for issue in issues:
            self[issue.path].errors = [issue_words(issue)]


def periods_form(kinds: Iterable[Kind], *, partly: bool = False) -> PeriodsForm:
    """The form with a field for each of the kinds; none is needed if only some are set."""
    fields = {
        kind.value: StringField(
            KINDS[kind],
            [] if partly else [Needed()],
            filters=[plain_digits],
            description=_l(
                "Days, at least %(least)s, usually %(usual)s.",
                least=RULES[kind].least,
                usual=RULES[kind].usual,
            ),
            render_kw={"inputmode": "numeric", "class": "form-control short", "maxlength": 5},
        )
        for kind in kinds
    }
    form: PeriodsForm = type("FilledPeriodsForm", (PeriodsForm,), fields)()
    return form
