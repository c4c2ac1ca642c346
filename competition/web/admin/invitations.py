"""Invitations to roles: send one, see what became of them, take one back."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import DateField, StringField
from wtforms.validators import InputRequired, Length, Optional

from competition.domain.errors import RuleViolation
from competition.domain.permissions import Role
from competition.services import authority, invitations
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.admin.accounts import RoleForm
from competition.web.admin.blueprint import bp
from competition.web.errors import words
from competition.web.periods import end_of
from competition.web.role_words import place_words, role_words
from competition.web.session import current_actor


class InviteForm(RoleForm):
    """Who is invited to which role, where."""

    login = StringField(
        _l("Mobile number or sign-in name"),
        [InputRequired(), Length(max=60)],
        description=_l("Only this person can accept; the account may be opened afterwards."),
    )
    until = DateField(
        _l("The role ends after"), [Optional()], description=_l("Left empty: it does not end.")
    )


@bp.route("/invitations", methods=["GET", "POST"])
def list_invitations() -> ResponseReturnValue:
    """List the newest invitations; send one more, and show its link once."""
    form, link = InviteForm(), ""
    if form.validate_on_submit():
        try:
            link = _invited(form)
        except RuleViolation as violation:
            form.report(violation)
        else:
            form = InviteForm(formdata=None)
    with reading(current_actor()) as uow:
        lines = invitations.list_invitations(uow)
    page = render_template(
        "admin/invitations.html",
        form=form,
        lines=lines,
        link=link,
        role_words=role_words,
        place_words=place_words,
    )
    return page, 422 if form.errors or form.form_errors else 200


@bp.post("/invitations/<int:invitation_id>/revoke")
def revoke_invitation(invitation_id: int) -> ResponseReturnValue:
    """Take an invitation back."""
    try:
        with unit_of_work(current_actor()) as uow:
            invitations.revoke_invitation(uow, invitation_id)
    except RuleViolation as violation:
        flash(words(violation), "error")
    else:
        flash(gettext("The invitation is taken back."), "success")
    return redirect(url_for(".list_invitations"))


def _invited(form: InviteForm) -> str:
    with unit_of_work(current_actor()) as uow:
        token = invitations.invite(
            uow,
            form.login.data or "",
            Role(form.role.data),
            authority.find_place(uow, form.scope_kind.data, form.scope_id.data or ""),
            end_of(form.until.data),
        )
    return url_for("account.accept_invitation", token=token, _external=True)
