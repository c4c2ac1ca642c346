"""Reviewers' pages that decide many proposals: the preview, the deed, and taking it back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from competition.domain.errors import Conflict, NotPermitted, RuleViolation
from competition.domain.identifiers import ProposalId
from competition.services import proposal_batches
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.errors import words
from competition.web.organiser.blueprint import bp
from competition.web.proposal_words import VERBS, label_of
from competition.web.session import current_actor


@bp.post("/proposals/batch")
def preview_batch() -> ResponseReturnValue:
    """Show what deciding the chosen proposals would do; nothing is done yet."""
    ids = [int(text) for text in request.form.getlist("ids") if text.isdigit()]
    try:
        return _preview(ids, accept=request.form.get("do") != "decline")
    except RuleViolation as violation:
        flash(words(violation), "error")
        return redirect(url_for(".list_proposals"))


@bp.post("/proposals/batch/decide")
def decide_batch() -> ResponseReturnValue:
    """Decide what the preview showed: all of it, or nothing."""
    seen = [pair.split(":") for pair in request.form.getlist("seen") if pair.count(":") == 1]
    pairs = [(ProposalId(int(a)), int(b)) for a, b in seen if a.isdigit() and b.isdigit()]
    accept, reason = request.form.get("do") != "decline", request.form.get("reason", "")
    try:
        with unit_of_work(current_actor()) as uow:
            batch = proposal_batches.decide_batch(uow, pairs, reason, accept=accept)
    except (RuleViolation, Conflict, NotPermitted) as refusal:
        if isinstance(refusal, NotPermitted) or not pairs:
            raise
        status = 409 if isinstance(refusal, Conflict) else 422
        ids = [int(proposal_id) for proposal_id, _ in pairs]
        return _preview(ids, accept=accept, problem=words(refusal), reason=reason), status
    return redirect(url_for(".show_batch", key=batch.key))


@bp.get("/proposals/batch/<key>")
def show_batch(key: str) -> str:
    """Show what was decided together, and the button that takes it back."""
    with reading(current_actor()) as uow:
        lines = proposal_batches.describe_batch(uow, key)
    return render_template("organiser/proposals/batch_done.html", lines=lines, key=key, verbs=VERBS)


@bp.post("/proposals/batch/<key>/undo")
def undo_batch(key: str) -> ResponseReturnValue:
    """Take a batch back as a whole."""
    try:
        with unit_of_work(current_actor()) as uow:
            many = proposal_batches.undo_batch(uow, key)
    except RuleViolation as violation:
        flash(words(violation), "error")
        return redirect(url_for(".list_proposals"))
    told = ngettext("%(num)s decision is taken back.", "%(num)s decisions are taken back.", many)
    flash(told, "success")
    return redirect(url_for(".list_proposals"))


def _preview(ids: list[int], *, accept: bool, problem: str = "", reason: str = "") -> str:
    with reading(current_actor()) as uow:
        chosen = [ProposalId(number) for number in ids]
        lines = proposal_batches.preview_batch(uow, chosen, accept=accept)
    counts: dict[str, int] = {}
    for line in lines:
        if line.problem is None:
            counts[line.action] = counts.get(line.action, 0) + 1
    return render_template(
        "organiser/proposals/batch.html",
        lines=lines,
        counts=counts,
        accept=accept,
        problem=problem,
        reason=reason,
        verbs=VERBS,
        error_words=words,
        label_of=label_of,
    )
