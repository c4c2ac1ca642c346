"""Signing in and out."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user, logout_user
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from competition.domain.identifiers import AccountId
from competition.domain.permissions import VISITOR
from competition.services import accounts, sessions
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.account.blueprint import bp
from competition.web.account.opening import proceed, wanted_path
from competition.web.forms import Form
from competition.web.limits import POSTS


class SignInForm(Form):
    """A sign-in name and its password."""

    login = StringField(
        _l("Mobile number or sign-in name"),
        [InputRequired(), Length(max=60)],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _l("Password"),
        [InputRequired(), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )


@bp.route("/sign-in", methods=["GET", "POST"])
@POSTS
def sign_in() -> ResponseReturnValue:
    """Ask who it is, check it, and go on to where the person wanted to go."""
    if current_user.is_authenticated:
        return redirect(wanted_path())
    form = SignInForm()
    if form.validate_on_submit() and (account_id := _proven(form)) is not None:
        return proceed(account_id)
    page = render_template("account/sign_in.html", form=form, wanted=wanted_path())
    return page, 422 if form.is_submitted() else 200


def _proven(form: SignInForm) -> AccountId | None:
    address = request.remote_addr or ""
    with reading(VISITOR) as uow:
        found = accounts.find_credentials(uow, form.login.data or "", address)
    if found.wait is not None:
        minutes = int(found.wait.total_seconds() // 60) + 1
        form.form_errors.append(
            ngettext(
                "Too many failed tries. Try again in %(num)s minute.",
                "Too many failed tries. Try again in %(num)s minutes.",
                minutes,
            )
        )
        return None
    account_id = accounts.prove(found, form.password.data or "")
    with unit_of_work(VISITOR) as uow:
        accounts.record_attempt(uow, found, succeeded=account_id is not None)
    if account_id is None:
        form.form_errors.append(gettext("The sign-in name and the password do not match."))
    return account_id


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this browser's session, here and in the database."""
    if current_user.is_authenticated:
        with unit_of_work(current_user.account.actor) as uow:
            sessions.close_session(uow, current_user.id)
    logout_user()
    session.clear()
    flash(gettext("You are signed out."), "success")
    return redirect(url_for("home.home"))
