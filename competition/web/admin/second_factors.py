"""An account's second factor, for administrators: taken off when phone and codes are lost."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from competition.domain.identifiers import AccountId
from competition.services import accounts, second_factors
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.admin.accounts import ReasonForm
from competition.web.admin.blueprint import bp
from competition.web.session import current_actor


@bp.route("/accounts/<int:account_id>/second-factor/reset", methods=["GET", "POST"])
def reset_factor(account_id: int) -> ResponseReturnValue:
    """Ask for the reason, then take the second factor off."""
    form = ReasonForm()
    with reading(current_actor()) as uow:
        account = accounts.describe_account(uow, AccountId(account_id))
    if form.validate_on_submit():
        with unit_of_work(current_actor()) as uow:
            second_factors.reset_factor(uow, AccountId(account_id), form.reason.data or "")
        flash(gettext("The second factor is taken off."), "success")
        return redirect(url_for(".show_account", account_id=account_id))
    page = render_template("admin/reset_factor.html", account=account, form=form)
    return page, 422 if form.is_submitted() else 200
