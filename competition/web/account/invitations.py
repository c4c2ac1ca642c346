"""An invitation to a role, as the invited sees it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import login_required
from wtforms import StringField
from wtforms.validators import Length

from competition.domain.errors import RuleViolation
from competition.services import invitations
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.account.blueprint import bp
from competition.web.errors import words
from competition.web.forms import Form, Needed
from competition.web.limits import POSTS
from competition.web.role_words import permitted_words, role_words
from competition.web.session import current_actor


class AcceptForm(Form):
    """The code that was sent to the phone, where one is needed."""

    code = StringField(
        _l("Code"),
        [Needed(), Length(max=10)],
        description=_l("The six digits that were sent to your phone."),
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


@bp.route("/invitations/<token>", methods=["GET", "POST"])
@login_required
@POSTS
def accept_invitation(token: str) -> ResponseReturnValue:
    """Show the role and who offers it; take it."""
    form = AcceptForm()
    if form.validate_on_submit():
        try:
            with unit_of_work(current_actor()) as uow:
                refusal = invitations.accept_invitation(uow, token, form.code.data or "")
        except RuleViolation as violation:
            refusal = violation
        if refusal is None:
            flash(gettext("The role is yours. What it permits stands here."), "success")
            return redirect(url_for(".own_roles"))
        form.report(refusal)
    with reading(current_actor()) as uow:
        found = invitations.find_invitation(uow, token)
    page = render_template(
        "account/invitation.html",
        form=form,
        found=found,
        token=token,
        role=role_words(found.role),
        permitted=permitted_words(found.role),
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/invitations/<token>/code")
@login_required
@POSTS
def send_invitation_code(token: str) -> ResponseReturnValue:
    """Send the code that proves the phone."""
    try:
        with unit_of_work(current_actor()) as uow:
            invitations.send_proof_code(uow, token)
    except RuleViolation as violation:
        flash(words(violation), "error")
    else:
        flash(gettext("The code is on its way to your phone."), "success")
    return redirect(url_for(".accept_invitation", token=token))
