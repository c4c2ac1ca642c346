"""The forms of competitions and events: what is typed becomes what the domain knows, and back."""

from collections.abc import Sequence
from datetime import UTC, datetime

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    DateTimeLocalField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # not in the stubs yet
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from competition.domain.competitions import Competition, CompetitionDetails, Level
from competition.domain.events import Event, Group
from competition.domain.identifiers import OrganisationId
from competition.domain.preparation import EventDetails
from competition.domain.windows import Window
from competition.web.formatting import SHANGHAI
from competition.web.forms import Form, plain_digits, required
from competition.web.proposal_words import LEVEL_NAMES

NEEDED = InputRequired(_l("This is needed."))
WRITTEN = DataRequired(_l("This is needed."))
LOCAL_TIME = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]
CLASS_NAMES = {1: _l("Class 1"), 2: _l("Class 2")}
GROUP_NAMES = {Group.WORKER: _l("Workers"), Group.STUDENT: _l("Students")}


def tidy(value: str | None) -> str | None:
    """Filter for texts: blanks at the ends are cut."""
    return value.strip() if value else value


def level_field() -> SelectField:
    """A field to choose the level."""
    known = [SelectChoice(key.value, name) for key, name in LEVEL_NAMES.items()]
    return SelectField(_l("Level"), [NEEDED], choices=known)


def class_field() -> SelectField:
    """A field to choose the class."""
    known = [SelectChoice(str(key), name) for key, name in CLASS_NAMES.items()]
    return SelectField(_l("Class"), [NEEDED], choices=known)


class CompetitionForm(Form):
    """A competition as organisers write it down."""

    version = IntegerField(default=0, widget=HiddenInput())
    organisation = SelectField(_l("Organising body"), [NEEDED], coerce=int)
    title = StringField(
        _l("Title"),
        [WRITTEN, Length(max=120)],
        filters=[tidy],
        description=_l("As it will stand on posters and certificates."),
    )
    season = IntegerField(
        _l("Season"),
        [NEEDED, NumberRange(2000, 2100)],
        filters=[plain_digits],
        description=_l("The year."),
    )
    level = level_field()
    competition_class = class_field()
    about = TextAreaField(_l("About"), [Length(max=4000)], filters=[tidy])

    def take(self, competition: Competition, organisation: str) -> None:
        """Show a stored competition; its organiser stays."""
        details = competition.details
        self.offer([(details.organisation_id, organisation)])
        self.organisation.data = details.organisation_id
        self.version.data = competition.version
        self.title.data, self.season.data = details.title, details.season
        self.level.data = details.level.value
        self.competition_class.data = str(details.competition_class)
        self.about.data = details.about

    def offer(self, organisations: Sequence[tuple[OrganisationId, str]]) -> None:
        """Offer these organisations to choose from."""
        self.organisation.choices = [SelectChoice(*one) for one in organisations]

    def details(self) -> CompetitionDetails:
        """What was typed, as the domain knows it."""
        return CompetitionDetails(
            organisation_id=OrganisationId(required(self.organisation.data)),
            title=required(self.title.data),
            season=required(self.season.data),
            level=Level(self.level.data),
            competition_class=int(self.competition_class.data),
            about=self.about.data or "",
        )


class EventForm(Form):
    """An event as organisers write it down. Times are typed in Shanghai time and kept in UTC."""

    version = IntegerField(default=0, widget=HiddenInput())
    title = StringField(_l("Title"), [WRITTEN, Length(max=120)], filters=[tidy])
    trade = StringField(
        _l("Trade"),
        [WRITTEN, Length(max=80)],
        filters=[tidy],
        description=_l("The occupation as the national list names it."),
    )
    group = SelectField(
        _l("Group"), choices=[SelectChoice(key.value, name) for key, name in GROUP_NAMES.items()]
    )
    round_name = StringField(
        _l("Round"), [Length(max=40)], filters=[tidy], description=_l("Heat, semi-final, final …")
    )
    venue = StringField(_l("Venue"), [Length(max=120)], filters=[tidy])
    held_on = DateField(_l("Day of the event"), [Optional()])
    entries_open_at = DateTimeLocalField(
        _l("Entries open"),
        [Optional()],
        format=LOCAL_TIME,
        description=_l("Beijing time. Left empty, they open at once when you open them."),
    )
    entries_close_at = DateTimeLocalField(
        _l("Entries close"), [Optional()], format=LOCAL_TIME, description=_l("Beijing time.")
    )
    seats = IntegerField(
        _l("Number of places"),
        [Optional(), NumberRange(1, 100000)],
        filters=[plain_digits],
        description=_l("How many may compete. Left empty, there is no limit."),
    )
    about = TextAreaField(_l("About"), [Length(max=4000)], filters=[tidy])

    def take(self, event: Event) -> None:
        """Show a stored event."""
        self.version.data = event.version
        self.title.data, self.trade.data = event.title, event.trade
        self.group.data, self.round_name.data = event.group.value, event.round_name
        self.venue.data, self.held_on.data = event.venue, event.held_on
        self.entries_open_at.data = _local(event.entries.opens)
        self.entries_close_at.data = _local(event.entries.closes)
        self.seats.data, self.about.data = event.seats, event.about

    def details(self) -> EventDetails:
        """What was typed, as the domain knows it."""
        return EventDetails(
            title=required(self.title.data),
            trade=required(self.trade.data),
            group=self.group.data,
            round_name=self.round_name.data or "",
            venue=self.venue.data or "",
            about=self.about.data or "",
            held_on=self.held_on.data,
            entries=Window(
                _instant(self.entries_open_at.data), _instant(self.entries_close_at.data)
            ),
            seats=self.seats.data,
        )


def differences(form: Form, stored: Form) -> list[tuple[str, str, str]]:
    """The fields in which a form and what is stored differ: label, stored, typed."""
    found = []
    for field in form:
        if field.name in ("version", "csrf_token"):
            continue
        theirs = stored[field.name]
        if theirs.data != field.data:
            found.append((str(field.label.text), _shown(theirs.data), _shown(field.data)))
    return found


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return "" if value is None else str(value)


def _local(value: datetime | None) -> datetime | None:
    return value.astimezone(SHANGHAI).replace(tzinfo=None) if value else None


def _instant(value: datetime | None) -> datetime | None:
    return value.replace(tzinfo=SHANGHAI).astimezone(UTC) if value else None
