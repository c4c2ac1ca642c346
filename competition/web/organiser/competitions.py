"""Organisers' pages about competitions: the list, one of them, writing it down, announcing it."""

from contextlib import suppress

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from competition.domain.competitions import Competition
from competition.domain.errors import Conflict, RuleViolation
from competition.domain.events import CompetitionState
from competition.domain.identifiers import CompetitionId
from competition.domain.permissions import Permission
from competition.services import competitions
from competition.services.competitions import CompetitionDescription, Wanted
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.organiser.blueprint import bp
from competition.web.organiser.competition_forms import (
    CLASS_NAMES,
    CompetitionForm,
    differences,
)
from competition.web.proposal_words import LEVEL_NAMES
from competition.web.session import current_actor

STATE_WORDS = {
    CompetitionState.DRAFT.value: _l("Drafts"),
    CompetitionState.ANNOUNCED.value: _l("Announced"),
}


@bp.get("/competitions")
def list_competitions() -> str:
    """List the competitions in reach, filtered by state and season, page by page."""
    wanted = _wanted()
    with reading(current_actor()) as uow:
        found = competitions.list_competitions(uow, wanted)
    return render_template(
        "organiser/competitions/list.html",
        found=found,
        wanted=wanted,
        state_words=STATE_WORDS,
        level_names=LEVEL_NAMES,
        may_invite=bool(competitions.reach_of(current_actor(), Permission.ROLE_GRANT)),
    )


@bp.get("/competitions/<int:competition_id>")
def show_competition(competition_id: int) -> str:
    """Show one competition with its events."""
    return render_template(
        "organiser/competitions/show.html", found=_describe(competition_id), level_names=LEVEL_NAMES
    )


@bp.route("/competitions/new", methods=["GET", "POST"])
def create_competition() -> ResponseReturnValue:
    """Write down a new competition."""
    form = CompetitionForm()
    with reading(current_actor()) as uow:
        form.offer(competitions.list_organisations(uow))
        form.season.data = form.season.data if form.is_submitted() else uow.now.year
    if form.validate_on_submit():
        with unit_of_work(current_actor()) as uow:
            competition_id = competitions.create_competition(uow, form.details())
        return _onward(competition_id)
    return _form_page(form, None), 422 if form.is_submitted() else 200


def _onward(competition_id: CompetitionId) -> ResponseReturnValue:
    """To the new competition, or back to the list for whom only its organisers let in."""
    if not competitions.reach_of(current_actor(), Permission.EVENT_VIEW):
        flash(
            gettext("The competition is written down. Now make somebody its organiser."), "success"
        )
        return redirect(url_for(".list_competitions"))
    flash(gettext("The competition is written down. Now add its events."), "success")
    return redirect(url_for(".show_competition", competition_id=competition_id))


@bp.route("/competitions/<int:competition_id>/edit", methods=["GET", "POST"])
def edit_competition(competition_id: int) -> ResponseReturnValue:
    """Change what is written down about a competition."""
    found = _describe(competition_id, Permission.COMPETITION_EDIT)
    form, status = CompetitionForm(), 422
    form.offer([(found.competition.details.organisation_id, found.organisation)])
    if not form.is_submitted():
        form.take(found.competition, found.organisation)
        status = 200
    elif form.validate():
        try:
            with unit_of_work(current_actor()) as uow:
                version = form.version.data or 0
                id_ = CompetitionId(competition_id)
                competitions.edit_competition(uow, id_, form.details(), version)
        except RuleViolation as violation:
            form.report(violation)
        except Conflict as conflict:
            return _both_versions(form, conflict, found), 409
        else:
            flash(gettext("Saved."), "success")
            return redirect(url_for(".show_competition", competition_id=competition_id))
    return _form_page(form, found), status


@bp.route("/competitions/<int:competition_id>/announce", methods=["GET", "POST"])
def announce_competition(competition_id: int) -> ResponseReturnValue:
    """Say what announcing will show to the public, then do it."""
    if request.method == "GET":
        found = _describe(competition_id, Permission.COMPETITION_EDIT)
        return render_template("organiser/competitions/announce.html", found=found)
    with unit_of_work(current_actor()) as uow:
        competitions.announce_competition(uow, CompetitionId(competition_id))
    flash(gettext("The competition is announced."), "success")
    return redirect(url_for(".show_competition", competition_id=competition_id))


def _describe(
    competition_id: int, needed: Permission = Permission.EVENT_VIEW
) -> CompetitionDescription:
    with reading(current_actor()) as uow:
        return competitions.describe_competition(uow, CompetitionId(competition_id), needed)


def _form_page(
    form: CompetitionForm, found: CompetitionDescription | None, **context: object
) -> str:
    return render_template(
        "organiser/competitions/form.html",
        form=form,
        found=found,
        level_names=LEVEL_NAMES,
        class_names=CLASS_NAMES,
        **{"conflict": None} | context,
    )


def _both_versions(form: CompetitionForm, conflict: Conflict, found: CompetitionDescription) -> str:
    theirs = conflict.theirs
    if not isinstance(theirs, Competition):
        raise conflict
    stored = CompetitionForm(formdata=None)
    stored.take(theirs, found.organisation)
    form.version.data = stored.version.data
    return _form_page(form, found, conflict=differences(form, stored))


def _wanted() -> Wanted:
    args, after, state = request.args, None, None
    with suppress(ValueError):
        season, last = map(int, args.get("after", "").split("-"))
        after = (season, last)
    with suppress(ValueError):
        state = CompetitionState(args.get("state", "")).value
    return Wanted(state=state, season=args.get("season", type=int), after=after)
