"""Organisers' page about how long one competition's personal data are kept, and its hold."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from competition.domain.errors import Conflict, RuleViolation
from competition.domain.identifiers import CompetitionId
from competition.domain.retention import OF_COMPETITIONS
from competition.services import retention
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.errors import words
from competition.web.forms import version_of
from competition.web.organiser.blueprint import bp
from competition.web.retention_forms import PeriodsForm, periods_form
from competition.web.retention_words import KINDS, when
from competition.web.session import current_actor


@bp.route("/competitions/<int:competition_id>/retention", methods=["GET", "POST"])
def show_retention(competition_id: int) -> ResponseReturnValue:
    """Say what goes when; set this competition's own days."""
    id_, form = CompetitionId(competition_id), periods_form(OF_COMPETITIONS, partly=True)
    if form.is_submitted() and _save(id_, form):
        flash(gettext("The periods are saved."), "success")
        return redirect(url_for(".show_retention", competition_id=competition_id))
    page = _page(id_, form)
    return page, 422 if form.is_submitted() else 200


@bp.post("/competitions/<int:competition_id>/retention/hold")
def hold_data(competition_id: int) -> ResponseReturnValue:
    """Hold all data of the competition, or let them go by their periods again."""
    wanted = request.form.get("wanted") == "yes"
    try:
        with unit_of_work(current_actor()) as uow:
            reason = request.form.get("reason", "")
            retention.set_hold(uow, CompetitionId(competition_id), reason, wanted=wanted)
    except RuleViolation as violation:
        form = periods_form(OF_COMPETITIONS, partly=True)
        return _page(CompetitionId(competition_id), form, words(violation)), 422
    flash(
        gettext("The data of this competition are held.")
        if wanted
        else gettext("The data of this competition go by their periods again."),
        "success",
    )
    return redirect(url_for(".show_retention", competition_id=competition_id))


def _save(competition_id: CompetitionId, form: PeriodsForm) -> bool:
    seen = version_of(request.form.get("version")) or 0
    texts, reason = form.texts(OF_COMPETITIONS), form.reason.data or ""
    try:
        with unit_of_work(current_actor()) as uow:
            issues = retention.save_periods(uow, texts, reason, seen, competition_id)
    except RuleViolation as violation:
        form.report(violation)
    except Conflict as conflict:
        form.form_errors.append(words(conflict))
    else:
        form.validate()
        form.tell(issues)
    return not form.errors


def _page(competition_id: CompetitionId, form: PeriodsForm, refusal: str = "") -> str:
    with reading(current_actor()) as uow:
        outlook = retention.describe_own(uow, competition_id)
    if not form.is_submitted() or refusal:
        form.show(outlook.policy.days, outlook.policy.number)
    return render_template(
        "organiser/retention/show.html",
        form=form,
        outlook=outlook,
        competition_id=competition_id,
        of_competitions=OF_COMPETITIONS,
        kinds=KINDS,
        when=when,
        refusal=refusal,
    )
