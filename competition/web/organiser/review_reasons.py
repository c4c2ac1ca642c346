"""The page of the reasons that reviewers keep ready."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from competition.domain.entry_reviews import REASONED, Reason, read_reasons
from competition.domain.errors import Conflict
from competition.domain.identifiers import CompetitionId
from competition.domain.issues import Issue
from competition.services import review_reasons
from competition.services.review_reasons import StoredReasons
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.errors import issue_words
from competition.web.forms import version_of
from competition.web.organiser.blueprint import bp
from competition.web.organiser.review_words import DECISIONS, start_reasons
from competition.web.session import current_actor

FIELDS = ("decision", "title", "text")
EMPTY_ROWS = 3


@bp.route("/competitions/<int:competition_id>/reviews/reasons", methods=["GET", "POST"])
def edit_reasons(competition_id: int) -> ResponseReturnValue:
    """Edit the competition's reasons as a whole; an empty row is left out."""
    with reading(current_actor()) as uow:
        stored = review_reasons.list_reasons(uow, CompetitionId(competition_id))
    if request.method == "GET":
        return _page(competition_id, _rows(stored.reasons or start_reasons()), stored.version)
    typed = _typed()
    reasons, issues = read_reasons(typed)
    version = version_of(request.form.get("version")) or 0
    if reasons is None:
        return _page(competition_id, typed, version, issues), 422
    try:
        with unit_of_work(current_actor()) as uow:
            review_reasons.save_reasons(uow, CompetitionId(competition_id), reasons, version)
    except Conflict as conflict:
        theirs = conflict.theirs if isinstance(conflict.theirs, StoredReasons) else stored
        return _page(competition_id, typed, theirs.version, theirs=theirs.reasons), 409
    flash(gettext("The reasons are saved."), "success")
    return redirect(url_for(".edit_reasons", competition_id=competition_id))


def _typed() -> list[dict[str, str]]:
    columns = [request.form.getlist(name) for name in FIELDS]
    return [dict(zip(FIELDS, row, strict=True)) for row in zip(*columns, strict=False)]


def _rows(reasons: tuple[Reason, ...]) -> list[dict[str, str]]:
    return [
        {"decision": one.decision.value, "title": one.title, "text": one.text} for one in reasons
    ]


def _page(
    competition_id: int,
    rows: list[dict[str, str]],
    version: int,
    issues: list[Issue] | None = None,
    theirs: tuple[Reason, ...] = (),
) -> str:
    found: dict[str, list[str]] = {}
    for issue in issues or ():
        found.setdefault(issue.path, []).append(issue_words(issue))
    return render_template(
        "organiser/reviews/reasons.html",
        competition_id=competition_id,
        rows=rows + [{"decision": "return", "title": "", "text": ""}] * EMPTY_ROWS,
        version=version,
        issues=found,
        theirs=theirs,
        choices={one.value: DECISIONS[one] for one in REASONED},
    )
