"""A unit asks for a change of its sealed list, and looks at what was sealed before."""

from dataclasses import replace
from io import BytesIO

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import Field, FileField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # not in the stubs yet

from competition.domain.errors import NotFound, RuleViolation
from competition.domain.identifiers import EventId, OrganisationId
from competition.domain.issues import Issue
from competition.domain.list_requests import Change, Wanted
from competition.services import list_requests
from competition.services.list_requests import Changing, Upload
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.eligibility_words import missing_facts
from competition.web.errors import words
from competition.web.fact_forms import show_issues
from competition.web.forms import Form, Needed
from competition.web.list_versions import CHANGES, cells, table_of
from competition.web.organisation.blueprint import bp
from competition.web.organisation.unit_lists import PLACE
from competition.web.session import current_actor
from competition.web.unit_list_words import CHOICES, HINTS, TITLES
from competition.web.uploads import takes_files


class Reasons(Form):
    """Why a change is asked for, with a paper if there is one."""

    reason = TextAreaField(_l("Reason"), [Needed()], description=_l("The organisers read it."))
    file = FileField(
        _l("Letter of the unit"),
        description=_l("PDF or photo, up to 20 MB; for example with the stamp."),
        render_kw={"accept": ".pdf,.jpg,.jpeg,.png"},
    )


@bp.route(f"{PLACE}/changes", methods=["GET", "POST"])
@takes_files
def ask_change(event_id: int, organisation_id: int) -> ResponseReturnValue:
    """Ask who comes, who goes and why; then send it to the organisers."""
    place = EventId(event_id), OrganisationId(organisation_id)
    wanted = _wanted()
    found = _described(place, wanted)
    form = _form(found, wanted)
    if form.validate_on_submit() and _asked(form, place, wanted):
        flash(gettext("The organisers are told. You see their answer here."), "success")
        return redirect(url_for(".show_list", event_id=event_id, organisation_id=organisation_id))
    page = render_template(
        "organisation/lists/change.html",
        found=found,
        form=form,
        wanted=wanted,
        title=CHANGES[wanted.change],
        cells=cells(found.stored.rows[wanted.line - 1] if wanted.line else None, None),
        refusal=words(found.refusal) if found.refusal else "",
    )
    return page, 422 if form.is_submitted() else 200


def _asked(form: Form, place: tuple[EventId, OrganisationId], wanted: Wanted) -> bool:
    """Send what was typed; everything that is wrong stands at its field."""
    typed, reason = _typed(form, wanted), form["reason"].data or ""
    try:
        with unit_of_work(current_actor()) as uow:
            list_requests.ask_change(uow, place, typed, reason, _upload())
    except RuleViolation as violation:
        show_issues(form, _issues(_described(place, typed)))
        if request.files.get("file") and violation.field != "file":
            form["file"].errors = [gettext("Please choose the file again.")]
        if not form.errors or violation.field in ("reason", "file"):
            form.report(violation)
        return False
    return True


@bp.get(f"{PLACE}/versions/<int:version>")
def show_list_version(event_id: int, organisation_id: int, version: int) -> str:
    """Show what was sealed once, held against its digest."""
    event, unit = EventId(event_id), OrganisationId(organisation_id)
    with reading(current_actor()) as uow:
        found = list_requests.describe_version(uow, event, unit, version)
    titles, lines = table_of(found.version.rows)
    page = "organisation/lists/version.html"
    back = url_for(".show_list", event_id=event_id, organisation_id=organisation_id)
    return render_template(page, found=found, titles=titles, lines=lines, back=back)


def _wanted() -> Wanted:
    text = request.values.get("change", Change.ADD.value)
    if text not in list(Change):
        raise NotFound("There is no such change.")
    line = request.values.get("line", 0, type=int)
    return Wanted(Change(text), 0 if text == Change.ADD else line)


def _described(place: tuple[EventId, OrganisationId], wanted: Wanted) -> Changing:
    with reading(current_actor()) as uow:
        found = list_requests.describe_changing(uow, *place, wanted)
    if not 0 <= wanted.line <= len(found.stored.rows):
        raise NotFound("There is no such row.")
    return found


def _form(found: Changing, wanted: Wanted) -> Form:
    """A field for each column of the row, then the reason."""
    columns = () if wanted.change is Change.WITHDRAW else found.columns
    made = type("ColumnsForm", (Form,), {key: _field(key) for key in columns})
    form: Form = type("ListChangeForm", (made, Reasons), {})()
    return form


def _field(key: str) -> Field:
    hint = HINTS.get(key, "")
    needed = [Needed()] if key in ("name", "id_number") else []
    if key in CHOICES:
        choices = [SelectChoice("", _l("Please choose"))]
        choices += [SelectChoice(*one) for one in CHOICES[key].items()]
        return SelectField(TITLES[key], needed, choices=choices, validate_choice=False)
    plain = {"autocomplete": "off"}
    return StringField(TITLES[key], needed, description=hint, render_kw=plain)


def _typed(form: Form, wanted: Wanted) -> Wanted:
    if wanted.change is Change.WITHDRAW:
        return wanted
    row = {key: str(form[key].data or "") for key in TITLES if key in form}
    return Wanted(wanted.change, wanted.line, row)


def _issues(found: Changing) -> list[Issue]:
    """All that is wrong with the new row, each at the column that says it."""
    unmet = missing_facts(found.held.eligibility)
    born = [replace(one, path="id_number") if one.path == "born_on" else one for one in unmet]
    return [*found.issues, *found.held.taken, *born]


def _upload() -> Upload | None:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return None
    return Upload(BytesIO(sent.read()), sent.filename)
