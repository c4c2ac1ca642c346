"""A new password for whoever forgot the old one."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from competition.domain.errors import RuleViolation
from competition.domain.permissions import VISITOR
from competition.services import accounts, password_resets
from competition.services.passwords import hash_password
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.account.blueprint import bp
from competition.web.errors import words
from competition.web.forms import Form
from competition.web.limits import POSTS


class AskForm(Form):
    """Whose password is forgotten."""

    login = StringField(
        _l("Mobile number or sign-in name"),
        [InputRequired(), Length(max=60)],
        render_kw={"autocomplete": "username"},
    )


class NewPasswordForm(Form):
    """A new password."""

    password = PasswordField(
        _l("New password"),
        [InputRequired(), Length(max=200)],
        description=_l("At least 10 characters, for example four words that you can remember."),
        render_kw={"autocomplete": "new-password"},
    )


@bp.route("/reset", methods=["GET", "POST"])
@POSTS
def ask_reset() -> ResponseReturnValue:
    """Ask whose password it is; the answer is the same whether or not there is such an account."""
    form = AskForm()
    if form.validate_on_submit():
        with unit_of_work(VISITOR) as uow:
            password_resets.ask_reset(uow, form.login.data or "", request.remote_addr or "")
        return render_template("account/reset/asked.html")
    page = render_template("account/reset/ask.html", form=form)
    return page, 422 if form.is_submitted() else 200


@bp.route("/reset/<token>", methods=["GET", "POST"])
@POSTS
def reset_password(token: str) -> ResponseReturnValue:
    """Take the new password; the link counts once."""
    form = NewPasswordForm()
    try:
        with reading(VISITOR) as uow:
            login = password_resets.whose_reset(uow, token)
    except RuleViolation as refusal:
        return render_template("account/reset/void.html", message=words(refusal)), 422
    if form.validate_on_submit():
        try:
            _set(token, form.password.data or "")
        except RuleViolation as violation:
            form.report(violation)
        else:
            flash(gettext("The password is changed. Sign in with it."), "success")
            return redirect(url_for(".sign_in"))
    page = render_template("account/reset/choose.html", form=form, login=login)
    return page, 422 if form.is_submitted() else 200


def _set(token: str, password: str) -> None:
    with reading(VISITOR) as uow:
        login, name = password_resets.names_of_reset(uow, token)
    accounts.require_password(password, login=login, name=name)
    new_hash = hash_password(password)
    with unit_of_work(VISITOR) as uow:
        password_resets.reset_password(uow, token, new_hash)
