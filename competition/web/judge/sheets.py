"""The judge's works and the mark sheet of each, by work code only.

The word *entry* must not occur below this line.
"""

from datetime import datetime

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from competition.domain.errors import Conflict, RuleViolation
from competition.domain.identifiers import MarkSheetId
from competition.domain.judging import SheetState, StoredMark, TypedMark, mark_text
from competition.services import judging
from competition.services.judging import MarksRefused, SheetSaved
from competition.services.unit_of_work import in_one_go, reading, unit_of_work
from competition.web.errors import issue_words, words
from competition.web.formatting import SHANGHAI
from competition.web.judge.blueprint import bp
from competition.web.judge.cards import Troubles, cards_of
from competition.web.session import current_actor, request_time

MARK, BASE = "mark.", "base."
MOST_MARKS = 2000
DIGITS = 9
NO_TROUBLES = Troubles()


@bp.get("/")
def home() -> str:
    """List the actor's works with their progress, the one to go on with first."""
    with reading(current_actor()) as uow:
        sheets = judging.list_sheets(uow)
    waiting = [sheet for sheet in sheets if sheet.state is SheetState.OPEN]
    following = next((s for s in waiting if s.is_started), waiting[0] if waiting else None)
    events: dict[tuple[str, str, str], list[judging.SheetLine]] = {}
    for sheet in sheets:
        key = (sheet.competition_title, sheet.event_title, sheet.round_name)
        events.setdefault(key, []).append(sheet)
    return render_template(
        "judge/home.html", events=events, sheets=sheets, waiting=waiting, following=following
    )


@bp.get("/sheets/<int:sheet_id>")
def show_sheet(sheet_id: int) -> str:
    """Show one work to be marked, or what was submitted for it."""
    return _page(sheet_id)


@bp.post("/sheets/<int:sheet_id>")
def save_sheet(sheet_id: int) -> ResponseReturnValue:
    """Save the whole form, without script, and submit the sheet when its button was pressed."""
    typed = _typed_in_form(request.form)
    try:
        saved = _save(sheet_id, typed)
    except MarksRefused as refused:
        errors = {issue.path: issue_words(issue) for issue in refused.issues}
        return _page(sheet_id, Troubles(typed, errors=errors)), 422
    except Conflict as conflict:
        return _page(sheet_id, Troubles(typed, conflicts=_theirs(conflict))), 409
    except RuleViolation as violation:
        flash(words(violation), "warning")
        return redirect(url_for(".show_sheet", sheet_id=sheet_id))
    if request.form.get("then") == "submit":
        return _submit(sheet_id)
    flash(gettext("Saved. %(marked)s of %(aspects)s marked.", **_progress(saved)), "success")
    return redirect(url_for(".show_sheet", sheet_id=sheet_id))


@bp.post("/sheets/<int:sheet_id>/marks")
def save_marks(sheet_id: int) -> ResponseReturnValue:
    """Save marks one by one as they are typed: JSON in, JSON out."""
    typed = _typed_in_json(request.get_json(silent=True))
    try:
        saved = _save(sheet_id, typed)
    except MarksRefused as refused:
        errors = {issue.path: issue_words(issue) for issue in refused.issues}
        return jsonify(message=words(refused), errors=errors), 422
    except Conflict as conflict:
        stored = {a: _as_json(mark) for a, mark in _theirs(conflict).items()}
        return jsonify(message=words(conflict), conflicts=stored), 409
    except RuleViolation as violation:
        return jsonify(message=words(violation), closed=True), 422
    marks = {a: _as_json(mark) for a, mark in saved.marks.items()}
    return jsonify(marks=marks, saved_at=_clock(saved.at), **_progress(saved))


def _save(sheet_id: int, typed: list[TypedMark]) -> SheetSaved:
    return in_one_go(
        current_actor(), lambda uow: judging.enter_marks(uow, MarkSheetId(sheet_id), typed)
    )


def _submit(sheet_id: int) -> ResponseReturnValue:
    """Submit what is saved; when something is missing, show where."""
    try:
        with unit_of_work(current_actor()) as uow:
            judging.submit_sheet(uow, MarkSheetId(sheet_id))
    except RuleViolation as violation:
        return _page(sheet_id, refusal=words(violation)), 422
    flash(gettext("The sheet is submitted."), "success")
    return redirect(url_for(".show_sheet", sheet_id=sheet_id))


def _page(sheet_id: int, troubles: Troubles = NO_TROUBLES, refusal: str = "") -> str:
    with reading(current_actor()) as uow:
        sheet = judging.describe_sheet(uow, MarkSheetId(sheet_id))
    is_open = sheet.state is SheetState.OPEN and sheet.may_change
    return render_template(
        f"judge/sheets/{'sheet' if is_open else 'submitted'}.html",
        sheet=sheet,
        cards=cards_of(sheet, troubles),
        refusal=refusal,
        clock=_clock(request_time()),
        has_troubles=bool(troubles.errors or troubles.conflicts),
    )


def _typed_in_form(form: MultiDict[str, str]) -> list[TypedMark]:
    """What the form says of each aspect; a tapped "clear" empties, a tapped "take" drops mine."""
    typed = {key.removeprefix(MARK): text for key, text in form.items() if key.startswith(MARK)}
    if (cleared := form.get("clear")) is not None:
        typed[cleared] = ""
    typed.pop(form.get("take", ""), None)
    return [TypedMark(a, text, base_version(form.get(BASE + a, ""))) for a, text in typed.items()]


def base_version(text: str) -> int:
    """The version that a form's hidden field names; 0, never seen, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else 0


def _typed_in_json(document: object) -> list[TypedMark]:
    """The marks of the request; anything but the agreed shape is a bad request."""
    marks = document.get("marks") if isinstance(document, dict) else None
    if not isinstance(marks, list) or len(marks) > MOST_MARKS:
        raise BadRequest
    return [_mark_in_json(mark) for mark in marks]


def _mark_in_json(mark: object) -> TypedMark:
    if not isinstance(mark, dict):
        raise BadRequest
    aspect, text, base = mark.get("aspect"), mark.get("text"), mark.get("base")
    if not (isinstance(aspect, str) and isinstance(text, str) and isinstance(base, int)):
        raise BadRequest
    return TypedMark(aspect, text, base)


def _theirs(conflict: Conflict) -> dict[str, StoredMark | None]:
    assert isinstance(conflict.theirs, dict)  # noqa: S101 -- the judging service always says so
    return conflict.theirs


def _as_json(mark: StoredMark | None) -> dict[str, object] | None:
    return {"text": mark_text(mark.value), "version": mark.version} if mark else None


def _progress(saved: SheetSaved) -> dict[str, int]:
    return {"marked": saved.marked, "aspects": saved.aspects}


def _clock(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%H:%M}"
