"""Organisers' pages about changes after approval, and about publishing an edition."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from competition.domain.errors import RuleViolation
from competition.domain.identifiers import CompetitionId
from competition.services import programme_changes, programme_editions
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.errors import issue_words
from competition.web.organiser.blueprint import bp
from competition.web.organiser.programme_forms import ChangeForm, EditionForm, WordsForm
from competition.web.organiser.programme_words import FACT_VALUES, FACT_WORDS
from competition.web.session import current_actor

TOLD = {
    "approve": _l("Approved. A new edition shows the change in the published programme."),
    "decline": _l("Declined; whoever asked sees the reason."),
    "withdraw": _l("The change is taken back."),
}


@bp.get("/programme/changes")
def list_changes() -> str:
    """List the changes that wait for a decision."""
    with reading(current_actor()) as uow:
        found = programme_changes.list_open_changes(uow)
    return render_template(
        "organiser/programme/changes.html",
        changes=found,
        tab="changes",
        fact_words=FACT_WORDS,
        fact_values=FACT_VALUES,
    )


@bp.route("/competitions/<int:competition_id>/changes", methods=["GET", "POST"])
def ask_change(competition_id: int) -> ResponseReturnValue:
    """Show the history of a competition's changes, and take a new one."""
    id_, form = CompetitionId(competition_id), ChangeForm()
    with reading(current_actor()) as uow:
        history = programme_changes.describe_changes(uow, id_)
    if not form.is_submitted():
        form.take(history.facts)
    elif form.validate():
        try:
            with unit_of_work(current_actor()) as uow:
                programme_changes.ask_change(uow, id_, form.facts(), form.reason.data or "")
        except RuleViolation as violation:
            form.report(violation)
        else:
            flash(gettext("The change is asked for. It holds once it is approved."), "success")
            return redirect(url_for(".ask_change", competition_id=competition_id))
    page = render_template(
        "organiser/programme/history.html",
        form=form,
        history=history,
        fact_words=FACT_WORDS,
        fact_values=FACT_VALUES,
        competition_id=competition_id,
    )
    return page, 422 if form.is_submitted() else 200


@bp.route("/programme/changes/<int:change_id>", methods=["GET", "POST"])
def decide_change(change_id: int) -> ResponseReturnValue:
    """Show one change; approve, decline or withdraw it."""
    form = WordsForm()
    with reading(current_actor()) as uow:
        found = programme_changes.describe_change(uow, change_id)
    if form.validate_on_submit():
        try:
            _act(change_id, form.words.data or "", request.form.get("do", ""))
        except RuleViolation as violation:
            violation.field = "words" if violation.field == "reason" else violation.field
            form.report(violation)
        else:
            flash(str(TOLD.get(request.form.get("do", ""), TOLD["decline"])), "success")
            back = url_for(".ask_change", competition_id=found.stored.competition_id)
            return redirect(back)
    page = render_template(
        "organiser/programme/change.html",
        form=form,
        found=found,
        fact_words=FACT_WORDS,
        fact_values=FACT_VALUES,
    )
    return page, 422 if form.is_submitted() else 200


@bp.route("/programme/<int:season>/publish", methods=["GET", "POST"])
def publish_programme(season: int) -> ResponseReturnValue:
    """Show what a new edition would say and how it differs, then publish it."""
    form = EditionForm()
    with reading(current_actor()) as uow:
        draft = programme_editions.prepare_edition(uow, season)
    if form.validate_on_submit():
        try:
            with unit_of_work(current_actor()) as uow:
                number = programme_editions.publish_edition(uow, season, form.note.data or "")
        except RuleViolation as violation:
            form.report(violation)
        else:
            words = gettext("Edition %(number)s is published.", number=number)
            flash(words, "success")
            return redirect(url_for("public.show_programme", season=season))
    page = render_template(
        "organiser/programme/publish.html",
        form=form,
        draft=draft,
        obstacles=[issue_words(issue) for issue in draft.issues()],
        differences=draft.differences(),
    )
    return page, 422 if form.is_submitted() else 200


def _act(change_id: int, words: str, deed: str) -> None:
    with unit_of_work(current_actor()) as uow:
        if deed == "withdraw":
            programme_changes.withdraw_change(uow, change_id)
        else:
            programme_changes.decide_change(uow, change_id, words, approve=deed == "approve")
