"""The people of a unit: who they are, who asks to belong to it, confirming and refusing."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from competition.domain.errors import RuleViolation
from competition.domain.identifiers import OrganisationId
from competition.services import members
from competition.services.members import Answer, MemberFilter
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.forms import Form
from competition.web.organisation.blueprint import bp
from competition.web.organisation.frame import describe, render_organisation
from competition.web.session import current_actor

STATES = {
    "claimed": _l("Waiting for confirmation"),
    "confirmed": _l("Confirmed"),
    "refused": _l("Refused"),
    "left": _l("Left"),
}
QUALITIES = {
    "incomplete": _l("Data incomplete"),
    "unconfirmed": _l("Not confirmed"),
    "disputed": _l("ID number disputed"),
    "corrected": _l("Correction waits"),
    "good": _l("Real-name data in order"),
}


class ConfirmForm(Form):
    """Confirming needs nothing more than the button."""


class RefuseForm(Form):
    """Why members are refused."""

    reason = TextAreaField(
        _l("Reason"),
        [InputRequired(), Length(max=400)],
        description=_l("The person reads it."),
    )


def wanted_members() -> MemberFilter:
    """Which members the address asks for."""
    args = request.args
    search, state, quality = (args.get(k, "").strip() for k in ("search", "state", "quality"))
    return MemberFilter(search, state, quality, args.get("after", 0, type=int))


@bp.get("/<int:organisation_id>/people")
def list_members(organisation_id: int) -> str:
    """List the people of the organisation and of all below it."""
    wanted = wanted_members()
    with reading(current_actor()) as uow:
        found = members.list_members(uow, OrganisationId(organisation_id), wanted)
        may_answer = members.may_confirm(uow, OrganisationId(organisation_id))
    return render_organisation(
        "organisation/people.html",
        describe(organisation_id),
        "people",
        found=found,
        wanted=wanted,
        may_answer=may_answer,
        state_words=STATES,
        quality_words=QUALITIES,
    )


@bp.route("/<int:organisation_id>/people/answer", methods=["GET", "POST"])
def answer_members(organisation_id: int) -> ResponseReturnValue:
    """Show what confirming or refusing the chosen would do, then do it."""
    ids = request.values.getlist("m", type=int)
    confirm = request.values.get("do") != "refuse"
    form = ConfirmForm() if confirm else RefuseForm()
    answers = _previewed(organisation_id, ids, confirm=confirm)
    if form.validate_on_submit():
        try:
            with unit_of_work(current_actor()) as uow:
                number, reason = OrganisationId(organisation_id), request.form.get("reason", "")
                done = members.answer_members(uow, number, ids, confirm=confirm, reason=reason)
        except RuleViolation as violation:
            form.report(violation)
        else:
            _tell(done, confirm=confirm)
            return redirect(url_for(".list_members", organisation_id=organisation_id))
    page = render_organisation(
        "organisation/answer.html",
        describe(organisation_id),
        "people",
        form=form,
        answers=answers,
        confirm=confirm,
    )
    return page, 422 if form.is_submitted() else 200


@bp.get("/<int:organisation_id>/people/<int:membership_id>")
def show_member(organisation_id: int, membership_id: int) -> str:
    """Show one person: data, history, what waits."""
    with reading(current_actor()) as uow:
        member = members.describe_member(uow, OrganisationId(organisation_id), membership_id)
        may_answer = members.may_confirm(uow, OrganisationId(organisation_id))
    return render_organisation(
        "organisation/member.html",
        describe(organisation_id),
        "people",
        member=member.line,
        history=member.history,
        may_answer=may_answer,
    )


def _previewed(organisation_id: int, ids: list[int], *, confirm: bool) -> tuple[Answer, ...]:
    with reading(current_actor()) as uow:
        return members.preview_answers(uow, OrganisationId(organisation_id), ids, confirm=confirm)


def _tell(done: int, *, confirm: bool) -> None:
    if not done:
        flash(gettext("Nobody was answered: somebody else has done it meanwhile."), "warning")
    elif confirm:
        text = ngettext("%(num)s person is confirmed.", "%(num)s people are confirmed.", done)
        flash(text, "success")
    else:
        flash(
            ngettext("%(num)s person is refused.", "%(num)s people are refused.", done), "success"
        )
