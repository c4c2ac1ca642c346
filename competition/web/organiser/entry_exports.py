"""Organisers' page that gives all of an event's entries, in the columns that were chosen."""

from collections.abc import Mapping

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from competition.domain.errors import RuleViolation
from competition.domain.facts import NONE, Fact
from competition.domain.files import ENDINGS, Kind
from competition.domain.identifiers import EventId
from competition.services import entry_exports
from competition.services.entry_exports import ANSWER, FACT, Desk, Wanted
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.award_wording import LEVELS
from competition.web.eligibility_words import RESIDENCES, STATUSES, key_words, words_by_key
from competition.web.errors import words
from competition.web.fact_forms import LABELS
from competition.web.files import disposition
from competition.web.organiser.blueprint import bp
from competition.web.organiser.entry_words import HONOURS, STANDINGS, STATES, TITLES
from competition.web.organiser.events import describe
from competition.web.organiser.frame import render_event
from competition.web.session import current_actor
from competition.web.team_words import ROLES

MORE = {
    "created_at": _l("Entered on"),
    "team": _l("Persons of the entry"),
    "id_number": _l("ID number"),
    "phone": _l("Mobile number"),
    "issues": _l("Conditions not met"),
}
USUAL = frozenset({"number", "name", "unit", "state", "level", "age"})


@bp.route("/events/<int:event_id>/entries/export", methods=["GET", "POST"])
def choose_export(event_id: int) -> ResponseReturnValue:
    """Choose the columns; give the file, or have it written when there are many entries."""
    with reading(current_actor()) as uow:
        desk = entry_exports.describe_desk(uow, EventId(event_id))
    chosen = request.form.getlist("columns") if request.method == "POST" else USUAL
    if request.method == "GET":
        return _page(desk, chosen)
    try:
        with unit_of_work(current_actor()) as uow:
            found = entry_exports.request_export(uow, EventId(event_id), _wanted(desk))
    except RuleViolation as violation:
        return _page(desk, chosen, violation), 422
    if isinstance(found, bytes):
        return _file(found, desk.event.title)
    flash(gettext("The file is being written. A message tells you when."), "success")
    return redirect(url_for("account.show_job", job_id=found))


def _heads(desk: Desk) -> dict[str, str]:
    """Every column's head in the reader's language."""
    heads = {**TITLES, **MORE}
    heads |= {f"{FACT}{key}": LABELS[Fact(key)] for key in desk.facts if key in list(Fact)}
    heads |= {f"{ANSWER}{one.key}": one.label for one in desk.questions}
    return {key: str(heads.get(key, key)) for key in desk.columns}


def _wanted(desk: Desk) -> Wanted:
    ending = request.form.get("kind", "")
    return Wanted(
        request.form.getlist("columns"),
        _heads(desk),
        _values(desk),
        gettext("Entries"),
        "csv" if ending == "csv" else "xlsx",
        request.form.get("readable") == "yes",
        request.form.get("reason", ""),
    )


def _values(desk: Desk) -> dict[str, Mapping[str, str]]:
    """The words of coded values, by column."""
    held_on = desk.event.held_on
    keys = [one.key for one in desk.conditions]
    told = {
        "state": STATES,
        "standing": STANDINGS,
        "level": LEVELS,
        "honours": HONOURS,
        "team": {role.value: word for role, word in ROLES.items()},
        "issues": key_words(words_by_key(desk.conditions, held_on), keys),
        f"{FACT}level": {**LEVELS, NONE: gettext("none yet")},
        f"{FACT}residence": {one.value: word for one, word in RESIDENCES.items()},
        f"{FACT}status": {one.value: word for one, word in STATUSES.items()},
    }
    return {key: {code: str(word) for code, word in words.items()} for key, words in told.items()}


def _file(content: bytes, title: str) -> Response:
    ending = "csv" if request.form.get("kind") == "csv" else ENDINGS[Kind.XLSX]
    kind = "text/csv" if ending == "csv" else Kind.XLSX.value
    response = Response(content, content_type=kind)
    name = gettext("Entries of %(event)s", event=title)
    response.headers["Content-Disposition"] = disposition(f"{name}.{ending}")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _page(desk: Desk, chosen: object, refusal: RuleViolation | None = None) -> str:
    return render_event(
        "organiser/entries/export.html",
        describe(desk.event.id),
        "entries",
        desk=desk,
        heads=_heads(desk),
        chosen=chosen,
        refused=refusal.field if refusal else "",
        refusal=words(refusal) if refusal else "",
        typed=request.form,
    )
