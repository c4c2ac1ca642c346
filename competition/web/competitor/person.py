"""My data: name, ID number, phone, and the unit that I belong to."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length

from competition.domain.errors import Conflict, NotFound, RuleViolation
from competition.domain.identifiers import MembershipId, OrganisationId
from competition.domain.issues import Issue
from competition.domain.people import PersonDraft
from competition.services import members, organisations, people
from competition.services.people import Person, SavedPerson
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.competitor.blueprint import bp
from competition.web.errors import issue_words, words
from competition.web.forms import Form, version_of
from competition.web.language import local_path
from competition.web.limits import POSTS
from competition.web.session import current_actor


class PersonForm(Form):
    """What a worker writes down about herself or himself."""

    name = StringField(
        _l("Name as on the ID card"),
        [InputRequired(), Length(max=120)],
        description=_l("Rare characters and names with · are fine."),
        render_kw={"autocomplete": "name"},
    )
    id_number = StringField(
        _l("ID number"),
        [Length(max=60)],
        description=_l("18 characters. Stored encrypted; pages show it without its middle."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    phone = StringField(
        _l("Mobile number"),
        [Length(max=40)],
        render_kw={"autocomplete": "tel", "inputmode": "tel"},
    )
    version = HiddenField()

    def ask_for(self, person: Person | None) -> None:
        """Ask for what is not stored yet; what is stored may be left empty."""
        for field, stored in (
            (self.id_number, person and person.id_number),
            (self.phone, person and person.phone),
        ):
            if not stored:
                field.validators = [InputRequired(), *field.validators]
                field.flags.required = True

    def draft(self) -> PersonDraft:
        """What was typed."""
        texts = (self.name.data, self.id_number.data, self.phone.data)
        return PersonDraft(*(text or "" for text in texts))


@bp.route("/me/person", methods=["GET", "POST"])
@POSTS
def own_person() -> ResponseReturnValue:
    """Show and change the own data; the way on is the unit."""
    person = _own()
    form = PersonForm()
    form.ask_for(person)
    if not form.is_submitted():
        _fill(form, person)
        return _page(form, person), 200
    is_whole = form.validate()
    wrong = people.draft_issues(form.draft())
    issues = tuple(issue for issue in wrong if not form[issue.path].errors)
    if is_whole and not issues and (saved := _saved(form)) is not None:
        _tell(saved)
        return redirect(url_for(".own_person", next=_onward()))
    _report(form, issues)
    return _page(form, person), 422


@bp.get("/me/person/unit")
def choose_unit() -> ResponseReturnValue:
    """Search for the own unit and ask to belong to it."""
    text = request.args.get("q", "").strip()
    with reading(current_actor()) as uow:
        person = people.own_person(uow)
        found = organisations.organisation_options(uow, "unit", text) if text else ()
    if person is None:
        return redirect(url_for(".own_person"))
    return render_template("competitor/person/unit.html", person=person, found=found, text=text)


@bp.post("/me/person/unit")
@POSTS
def join_unit() -> ResponseReturnValue:
    """Ask the chosen unit to confirm."""
    chosen = request.form.get("organisation_id", 0, type=int)
    try:
        with unit_of_work(current_actor()) as uow:
            members.join_unit(uow, OrganisationId(chosen))
    except (RuleViolation, NotFound) as refusal:
        flash(words(refusal), "error")
        return redirect(url_for(".choose_unit", q=request.form.get("q", "")))
    flash(gettext("Your unit has been asked. You can enter events meanwhile."), "success")
    return redirect(url_for(".own_person"))


@bp.post("/me/person/unit/<int:membership_id>/leave")
def leave_unit(membership_id: int) -> ResponseReturnValue:
    """Leave the unit, or take back what was asked of it."""
    try:
        with unit_of_work(current_actor()) as uow:
            members.leave_unit(uow, MembershipId(membership_id))
    except RuleViolation as refusal:
        flash(words(refusal), "error")
    else:
        flash(gettext("You do not belong to this unit any more."), "success")
    return redirect(url_for(".own_person"))


def _onward() -> str | None:
    """Where the person wanted to go before the own data were asked for."""
    target = request.args.get("next", "")
    return local_path(target) if target else None


def _own() -> Person | None:
    with reading(current_actor()) as uow:
        return people.own_person(uow)


def _fill(form: PersonForm, person: Person | None) -> None:
    with reading(current_actor()) as uow:
        phone = people.own_login_phone(uow)
    form.name.data = person.name if person else current_actor().name
    form.phone.data = "" if person and person.phone else phone
    form.version.data = str(person.version) if person else ""


def _saved(form: PersonForm) -> SavedPerson | None:
    version = version_of(form.version.data)
    try:
        with unit_of_work(current_actor()) as uow:
            return people.save_own_person(uow, form.draft(), version)
    except RuleViolation as violation:
        form.report(violation)
    except Conflict as conflict:
        form.form_errors.append(words(conflict))
    return None


def _report(form: PersonForm, issues: tuple[Issue, ...]) -> None:
    for issue in issues:
        field = form[issue.path]
        field.errors = [*field.errors, issue_words(issue)]


def _tell(saved: SavedPerson) -> None:
    if saved.is_claimed:
        message = gettext(
            "Your data are saved, but the ID number could not be taken over by itself. Show your"
            " card to your unit or to the federation; they settle it and you get a message."
        )
        flash(message, "warning")
    elif saved.waits:
        message = gettext("Saved. Your unit confirms the changed name or ID number first.")
        flash(message, "success")
    else:
        flash(gettext("Your data are saved."), "success")


def _page(form: PersonForm, person: Person | None) -> str:
    with reading(current_actor()) as uow:
        claimed, history = people.has_open_claim(uow), people.own_history(uow)
    return render_template(
        "competitor/person/person.html",
        form=form,
        person=person,
        claimed=claimed,
        history=history,
        is_new=request.args.get("new") == "1",
        onward=_onward(),
    )
