"""One's own account: the password, and the browsers that are signed in."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import login_required
from wtforms import PasswordField
from wtforms.validators import InputRequired, Length

from competition.domain.accounts import require_present_password
from competition.domain.errors import RuleViolation
from competition.services import accounts, identities, people, second_factors
from competition.services.passwords import hash_password, is_password
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.account.blueprint import bp
from competition.web.forms import Form
from competition.web.session import current_actor, signed_in


class PasswordForm(Form):
    """The present password and a new one."""

    present = PasswordField(
        _l("Current password"),
        [InputRequired(), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )
    password = PasswordField(
        _l("New password"),
        [InputRequired(), Length(max=200)],
        description=_l("At least 10 characters, for example four words that you can remember."),
        render_kw={"autocomplete": "new-password"},
    )


@bp.get("/")
@login_required
def profile() -> str:
    """Show one's own account."""
    return _page(PasswordForm())


@bp.post("/password")
@login_required
def change_password() -> ResponseReturnValue:
    """Change the password and sign every other browser out."""
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            _change(form)
        except RuleViolation as violation:
            form.report(violation)
        else:
            flash(gettext("The password is changed; every other browser is signed out."), "success")
            return redirect(url_for(".profile"))
    return _page(form), 422


def _change(form: PasswordForm) -> None:
    actor, account = current_actor(), signed_in()
    with reading(actor) as uow:
        own, stored = accounts.own_account(uow), accounts.own_password_hash(uow)
    require_present_password(fits=is_password(form.present.data or "", stored))
    accounts.require_password(form.password.data or "", login=own.login, name=own.name)
    new_hash = hash_password(form.password.data or "")
    with unit_of_work(actor) as uow:
        accounts.change_password(uow, new_hash, account.session_id if account else None)


@bp.post("/sessions/<int:session_id>/revoke")
@login_required
def revoke_session(session_id: int) -> ResponseReturnValue:
    """Sign one of one's own browsers out."""
    with unit_of_work(current_actor()) as uow:
        accounts.revoke_session(uow, session_id)
    flash(gettext("That browser is signed out."), "success")
    return redirect(url_for(".profile"))


@bp.post("/sessions/revoke-others")
@login_required
def revoke_other_sessions() -> ResponseReturnValue:
    """Sign every other browser out."""
    account = signed_in()
    with unit_of_work(current_actor()) as uow:
        accounts.revoke_other_sessions(uow, account.session_id if account else None)
    flash(gettext("Every other browser is signed out."), "success")
    return redirect(url_for(".profile"))


def _page(form: PasswordForm) -> str:
    account = signed_in()
    with reading(current_actor()) as uow:
        own, lines = accounts.own_account(uow), accounts.list_sessions(uow)
        person = people.own_person(uow)
        factor = second_factors.describe_factor(uow, own.account_id)
        connected = identities.list_connected(uow)
    present = account.session_id if account else None
    return render_template(
        "account/profile.html",
        form=form,
        own=own,
        unit=person.unit if person else None,
        sessions=lines,
        present=present,
        factor=factor,
        identities=connected,
    )
