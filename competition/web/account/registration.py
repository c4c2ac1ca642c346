"""Opening an account: at once, or with a code sent to the phone where codes can be sent."""

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from competition.domain.errors import RuleViolation
from competition.domain.identifiers import AccountId
from competition.domain.permissions import VISITOR
from competition.services import accounts, registrations
from competition.services.accounts import NewAccount
from competition.services.unit_of_work import unit_of_work
from competition.web.account.blueprint import bp
from competition.web.account.opening import proceed, wanted_path
from competition.web.forms import Form
from competition.web.limits import POSTS

WAITING = "registration"
INVITATIONS = "/account/invitations/"


class RegisterForm(Form):
    """What a worker gives to get an account."""

    name = StringField(
        _l("Your name"), [InputRequired(), Length(max=80)], render_kw={"autocomplete": "name"}
    )
    login = StringField(
        _l("Mobile number or sign-in name"),
        [InputRequired(), Length(max=60)],
        description=_l("You sign in with it. It is stored encrypted and never shown to others."),
        render_kw={"autocomplete": "username"},
    )
    unit = StringField(
        _l("Your unit"),
        [Length(max=120)],
        description=_l("The enterprise or school you compete for."),
        render_kw={"autocomplete": "organization"},
    )
    password = PasswordField(
        _l("Password"),
        [InputRequired(), Length(max=200)],
        description=_l("At least 10 characters, for example four words that you can remember."),
        render_kw={"autocomplete": "new-password"},
    )


class PhoneCodeForm(Form):
    """The code that was sent to the phone."""

    code = StringField(
        _l("Code"),
        [InputRequired(), Length(max=10)],
        description=_l("The six digits that were sent to your phone."),
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


@bp.route("/register", methods=["GET", "POST"])
@POSTS
def register() -> ResponseReturnValue:
    """Open an account for a worker and sign the worker in, or ask for the code first."""
    form = RegisterForm()
    if form.validate_on_submit():
        try:
            return _registered(form)
        except RuleViolation as violation:
            form.report(violation)
    page = render_template("account/register.html", form=form, wanted=wanted_path())
    return page, 422 if form.is_submitted() else 200


@bp.route("/register/code", methods=["GET", "POST"])
@POSTS
def confirm_phone() -> ResponseReturnValue:
    """Take the code that was sent to the phone; only then the account is opened."""
    waiting = session.get(WAITING, "")
    if not waiting:
        return redirect(url_for(".register"))
    form = PhoneCodeForm()
    if form.validate_on_submit():
        with unit_of_work(VISITOR) as uow:
            found = registrations.finish_registration(uow, waiting, form.code.data or "")
        if not isinstance(found, RuleViolation):
            return _welcome(found)
        form.report(found)
    page = render_template("account/register_code.html", form=form, wanted=wanted_path())
    return page, 422 if form.is_submitted() else 200


def _registered(form: RegisterForm) -> ResponseReturnValue:
    new = accounts.prepare_account(
        form.login.data or "", form.name.data or "", form.password.data or "", form.unit.data or ""
    )
    if current_app.config["PHONE_CODES"]:
        return _ask_code(new)
    with unit_of_work(VISITOR) as uow:
        account_id = accounts.register_account(uow, new)
    return _welcome(account_id)


def _ask_code(new: NewAccount) -> ResponseReturnValue:
    with unit_of_work(VISITOR) as uow:
        sealed = registrations.begin_registration(uow, new, request.remote_addr or "")
    session[WAITING] = sealed
    return redirect(url_for(".confirm_phone", next=wanted_path()))


def _welcome(account_id: AccountId) -> ResponseReturnValue:
    """Go on to the own data, which every entry needs, and from there to where one wanted to go.

    Who was invited to a role goes straight to the invitation.
    """
    wanted = wanted_path()
    onward = None if wanted == url_for("home.home") else wanted
    first = url_for("competitor.own_person", new=1, next=onward)
    answer = proceed(account_id, wanted if wanted.startswith(INVITATIONS) else first)
    flash(gettext("Your account is ready."), "success")
    return answer
