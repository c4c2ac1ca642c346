"""Organisers' pages about an event's policies: in words, with fields under them and a preview."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from competition.domain.errors import Conflict, RuleViolation
from competition.domain.identifiers import EventId
from competition.domain.issues import Issue
from competition.domain.policies import CountOf, CountRounding, Policies, TieAtCut
from competition.services import policies
from competition.services.policies import PoliciesDescription, PoliciesPreview
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.award_wording import LEVELS, level_words
from competition.web.errors import words
from competition.web.forms import is_htmx
from competition.web.organiser.blueprint import bp
from competition.web.organiser.events import describe
from competition.web.organiser.frame import render_event
from competition.web.organiser.policy_forms import PolicyRows, read_rows, rows_from, rows_of, shift
from competition.web.session import current_actor
from competition.web.wording import policy_sections

LISTS = {
    "by": {
        "": _l("nobody advances"),
        "places": _l("a fixed number of places"),
        "percent": _l("a share of the entries"),
        "total": _l("whose total reaches a threshold"),
    },
    "of": {
        CountOf.PLACED: _l("all placed"),
        CountOf.ENTERED: _l("all who entered and did not withdraw"),
    },
    "round": {
        CountRounding.DOWN: _l("rounded down"),
        CountRounding.HALF_UP: _l("rounded half up"),
        CountRounding.UP: _l("rounded up"),
    },
    "tie": {
        TieAtCut.ALL_IN: _l("all advance"),
        TieAtCut.ALL_OUT: _l("all stay out"),
        "keys": _l("separated by these keys"),
    },
    "prize_tie": {
        TieAtCut.ALL_IN: _l("all receive it, the next has as many fewer"),
        TieAtCut.ALL_OUT: _l("all receive the next one"),
    },
    "levels": LEVELS,
    "from": LEVELS | {"none": _l("no level")},
}


@bp.get("/events/<int:event_id>/policies")
def edit_policies(event_id: int) -> str:
    """Show the event's policies in words, with their fields."""
    found = _described(event_id)
    return _page(event_id, found, rows_of(found.policies), found.policies)


@bp.post("/events/<int:event_id>/policies")
def save_policies(event_id: int) -> ResponseReturnValue:
    """Save the policies as a new version, or do what another button of the form says."""
    rows, found, action = rows_from(request.form), _described(event_id), request.form.get("do")
    if action not in (None, "save"):
        shift(rows, action)
        return _tried(event_id, found, rows), 200
    read, issues = read_rows(rows, found.scheme)
    if read is None:
        return _page(event_id, found, rows, None, issues=issues), 422
    base, reason = request.form.get("version", 0, type=int), request.form.get("reason", "").strip()
    try:
        with unit_of_work(current_actor()) as uow:
            number = policies.save_policies(uow, EventId(event_id), read, base, reason[:400])
    except Conflict as conflict:
        return _page(event_id, _described(event_id), rows, read, problem=conflict), 409
    except RuleViolation as violation:
        return _page(event_id, found, rows, read, problem=violation), 422
    flash(gettext("Saved as version %(number)s.", number=number), "success")
    return redirect(url_for(".edit_policies", event_id=event_id))


@bp.post("/events/<int:event_id>/policies/preview")
def preview_policies(event_id: int) -> ResponseReturnValue:
    """Show what the policies in the form would do: a part of the page, or the whole of it."""
    found, rows = _described(event_id), rows_from(request.form)
    if not is_htmx():
        return _tried(event_id, found, rows)
    read, issues = read_rows(rows, found.scheme)
    return render_template(
        "organiser/policies/_preview.html",
        preview=_preview(event_id, read),
        sections=policy_sections(read, found.scheme) if read else (),
        issues=issues,
        level_words=level_words,
        is_fragment=True,
    )


def _tried(event_id: int, found: PoliciesDescription, rows: PolicyRows) -> str:
    """The whole page with what was typed, and what it would do."""
    read, issues = read_rows(rows, found.scheme)
    return _page(event_id, found, rows, read, issues=issues)


def _described(event_id: int) -> PoliciesDescription:
    with reading(current_actor()) as uow:
        return policies.describe_policies(uow, EventId(event_id))


def _preview(event_id: int, read: Policies | None) -> PoliciesPreview | None:
    if read is None:
        return None
    with reading(current_actor()) as uow:
        return policies.preview_policies(uow, EventId(event_id), read)


def _page(
    event_id: int,
    found: PoliciesDescription,
    rows: PolicyRows,
    read: Policies | None,
    *,
    issues: dict[str, list[Issue]] | None = None,
    problem: Conflict | RuleViolation | None = None,
) -> str:
    theirs = problem.theirs if isinstance(problem, Conflict) else None
    stored = theirs.policies if isinstance(theirs, PoliciesDescription) else None
    return render_event(
        "organiser/policies/edit.html",
        describe(event_id),
        "policies",
        found=found,
        rows=rows,
        issues=issues or {},
        problem=problem,
        theirs=policy_sections(stored, found.scheme) if stored else (),
        sections=policy_sections(read, found.scheme) if read else (),
        preview=_preview(event_id, read) if found.may_edit and found.scheme.modules else None,
        lists=LISTS,
        keys=_keys(found),
        modules_by_id={module.id: module.title or module.id for module in found.scheme.modules},
        words=words,
        level_words=level_words,
        reason=request.form.get("reason", ""),
    )


def _keys(found: PoliciesDescription) -> dict[str, str]:
    """The tie keys that the scheme offers, and a measure of the entry's own."""
    modules = {f"module:{m.id}": f"{m.id} {m.title}".strip() for m in found.scheme.modules}
    items = {f"item:{a.id}": f"{a.id} {a.title}".strip() for a in found.scheme.aspects}
    return modules | items | {"measure": gettext("a further value of the entry")}
