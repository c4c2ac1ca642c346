"""A worker's own entries: where each stands, taking it back, and the own result."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from competition.domain.eligibility import Verdict
from competition.domain.errors import RuleViolation
from competition.domain.identifiers import EntryId
from competition.services import own_entries
from competition.services.newcomers import newcomers_of
from competition.services.own_entries import OwnEntry
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.award_wording import check_words, level_words
from competition.web.competitor.blueprint import bp
from competition.web.eligibility_words import FindingLine, finding_lines
from competition.web.errors import words
from competition.web.ladders import advance_words, ladder, titles_of
from competition.web.session import current_actor
from competition.web.team_words import ROLES
from competition.web.told_answers import told_lines


@bp.get("/me/entries")
def list_entries() -> str:
    """List one's own entries."""
    with reading(current_actor()) as uow:
        found = own_entries.list_own_entries(uow)
    return render_template("competitor/entries/list.html", entries=found)


@bp.get("/me/entries/<int:entry_id>")
def show_entry(entry_id: int) -> str:
    """Show one's own entry, and the result once it is published."""
    found = _own(entry_id)
    context = _result(found) if found.line else {}
    return render_template(
        "competitor/entries/show.html",
        found=found,
        entry=found.stored.draft,
        event=found.about.event,
        level_words=level_words,
        roles=ROLES,
        answers=told_lines(found),
        newcomers=newcomers_of(found),
        sending_urls=_sending_urls(found),
        unmet=_unmet(found),
        lifted={one.key for one in found.eligibility.liftings} if found.eligibility else (),
        **context,
    )


@bp.route("/me/entries/<int:entry_id>/withdraw", methods=["GET", "POST"])
def withdraw_entry(entry_id: int) -> ResponseReturnValue:
    """Say what withdrawing means, then do it."""
    problem, status = None, 200
    if request.method == "POST":
        try:
            with unit_of_work(current_actor()) as uow:
                own_entries.withdraw_entry(uow, EntryId(entry_id))
        except RuleViolation as violation:
            problem, status = words(violation), 422
        else:
            flash(gettext("Your entry is withdrawn."), "success")
            return redirect(url_for(".show_entry", entry_id=entry_id))
    found = _own(entry_id)
    page = render_template(
        "competitor/entries/withdraw.html", found=found, event=found.about.event, problem=problem
    )
    return page, status


def _unmet(found: OwnEntry) -> list[FindingLine]:
    """The conditions that the entry does not meet."""
    lines = finding_lines(found.eligibility.eligibility) if found.eligibility else []
    return [line for line in lines if line.verdict == Verdict.UNMET]


def _sending_urls(found: OwnEntry) -> dict[int, str]:
    """Where those who have not answered send their answers, as long as the worker may."""
    entry_id = found.stored.id
    return {
        one.entrant.id: url_for(".send_answers", entry_id=entry_id, entrant_id=one.entrant.id)
        for one in newcomers_of(found)
        if found.may_replace or not one.took_over_from
    }


def _own(entry_id: int) -> OwnEntry:
    with reading(current_actor()) as uow:
        return own_entries.describe_own_entry(uow, EntryId(entry_id))


def _result(found: OwnEntry) -> dict[str, Any]:
    """The own result as its page shows it: ladder, award, promotion with each condition."""
    assert found.line is not None  # noqa: S101 -- asked by the caller
    steps = dict[str, Any](found.line.explanation or {})
    modules = titles_of(steps).modules if steps else {}
    proposal = steps.get("promotion")
    rules = proposal["rules"] if proposal else []
    return {
        "line": found.line,
        "result": dict(found.line.document),
        "rungs": ladder(found.line),
        "advance_words": advance_words,
        "promotion_rules": [
            (
                level_words(rule["to"]),
                rule["fits"],
                [(check_words(check, modules), check["fits"]) for check in rule["checks"]],
            )
            for rule in rules
        ],
    }
