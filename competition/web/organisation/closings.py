"""Closing an organisation for good reasons, and opening it again."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from competition.domain.errors import NotPermitted, RuleViolation
from competition.domain.identifiers import OrganisationId
from competition.services import organisation_closings
from competition.services.unit_of_work import unit_of_work
from competition.web.errors import issue_words
from competition.web.forms import Form
from competition.web.organisation.blueprint import bp
from competition.web.organisation.frame import describe, render_organisation
from competition.web.session import current_actor


class ClosingForm(Form):
    """Why an organisation is closed, or works again."""

    reason = TextAreaField(
        _l("Reason"),
        [InputRequired(), Length(max=400)],
        description=_l("Kept in its history, for example the number of the decision."),
    )


@bp.route("/<int:organisation_id>/close", methods=["GET", "POST"])
def close_organisation(organisation_id: int) -> ResponseReturnValue:
    """Say what closing would do and all that stands against it; then close it with a reason."""
    number, form, found = OrganisationId(organisation_id), ClosingForm(), describe(organisation_id)
    if not (found.may_edit or found.may_reopen):
        raise NotPermitted("You are not permitted to do this here.")
    if found.facts.state != "active":
        return redirect(url_for(".show_organisation", organisation_id=organisation_id))
    if form.validate_on_submit():
        try:
            with unit_of_work(current_actor()) as uow:
                organisation_closings.close_organisation(uow, number, form.reason.data or "")
        except RuleViolation as violation:
            form.report(violation)
        else:
            flash(gettext("The organisation is closed."), "success")
            return redirect(url_for(".show_organisation", organisation_id=organisation_id))
    with unit_of_work(current_actor()) as uow:
        closing = organisation_closings.preview_closing(uow, number)
    page, obstacles = "organisation/close.html", [issue_words(one) for one in closing.obstacles]
    shown = render_organisation(
        page, found, "overview", form=form, closing=closing, obstacles=obstacles
    )
    return shown, 422 if form.is_submitted() else 200


@bp.route("/<int:organisation_id>/reopen", methods=["GET", "POST"])
def reopen_organisation(organisation_id: int) -> ResponseReturnValue:
    """Let a closed organisation work again, with a reason."""
    form, found = ClosingForm(), describe(organisation_id)
    if not (found.may_edit or found.may_reopen):
        raise NotPermitted("You are not permitted to do this here.")
    if found.facts.state != "closed":
        return redirect(url_for(".show_organisation", organisation_id=organisation_id))
    if form.validate_on_submit():
        try:
            with unit_of_work(current_actor()) as uow:
                number, reason = OrganisationId(organisation_id), form.reason.data or ""
                organisation_closings.reopen_organisation(uow, number, reason)
        except RuleViolation as violation:
            form.report(violation)
        else:
            flash(gettext("The organisation is at work again."), "success")
            return redirect(url_for(".show_organisation", organisation_id=organisation_id))
    shown = render_organisation("organisation/reopen.html", found, "overview", form=form)
    return shown, 422 if form.is_submitted() else 200
