"""What a unit or union settles: whose an ID number is, and corrections that wait."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from competition.domain.errors import Conflict, RuleViolation
from competition.domain.identifiers import OrganisationId
from competition.services import members, person_disputes
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.errors import words
from competition.web.organisation.blueprint import bp
from competition.web.organisation.frame import describe, render_organisation
from competition.web.session import current_actor


@bp.get("/<int:organisation_id>/settle")
def list_disputes(organisation_id: int) -> str:
    """List disputes over ID numbers and corrections that wait."""
    number = OrganisationId(organisation_id)
    with reading(current_actor()) as uow:
        disputes = person_disputes.list_disputes(uow, number)
        corrections = person_disputes.list_corrections(uow, number)
        may_answer = members.may_confirm(uow, number)
    return render_organisation(
        "organisation/disputes.html",
        describe(organisation_id),
        "disputes",
        disputes=disputes,
        corrections=corrections,
        may_answer=may_answer,
    )


@bp.post("/<int:organisation_id>/settle/<int:dispute_id>")
def settle_dispute(organisation_id: int, dispute_id: int) -> ResponseReturnValue:
    """Keep what is stored, or take what was given."""
    take, reason = request.form.get("do") == "take", request.form.get("reason", "")
    number = OrganisationId(organisation_id)
    try:
        with unit_of_work(current_actor()) as uow:
            person_disputes.settle_dispute(uow, number, dispute_id, take=take, reason=reason)
    except (RuleViolation, Conflict) as refusal:
        flash(words(refusal), "error")
    else:
        flash(gettext("Settled. Who is concerned gets a message."), "success")
    return redirect(url_for(".list_disputes", organisation_id=organisation_id))


@bp.post("/<int:organisation_id>/settle/corrections/<int:correction_id>")
def answer_correction(organisation_id: int, correction_id: int) -> ResponseReturnValue:
    """Let a correction hold, or refuse it."""
    confirm, reason = request.form.get("do") == "confirm", request.form.get("reason", "")
    number = OrganisationId(organisation_id)
    try:
        with unit_of_work(current_actor()) as uow:
            person_disputes.answer_correction(
                uow, number, correction_id, confirm=confirm, reason=reason
            )
    except (RuleViolation, Conflict) as refusal:
        flash(words(refusal), "error")
    else:
        flash(gettext("Answered. The person gets a message."), "success")
    return redirect(url_for(".list_disputes", organisation_id=organisation_id))
