"""Deciding about many entries at once: the preview, the deed, and taking it back."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from competition.domain.entry_reviews import MOST_TOGETHER, REASONED, Decision, compose
from competition.domain.errors import CompetitionError, Conflict, NotFound, RuleViolation
from competition.domain.identifiers import CompetitionId, EntryId
from competition.services import message_texts, review_batches, review_queue, review_reasons
from competition.services.entry_reviews import MESSAGES, Deed, Seen
from competition.services.review_batches import BatchLine
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.errors import words
from competition.web.organiser.blueprint import bp
from competition.web.organiser.review_words import (
    DECISIONS,
    RECOMMENDED,
    asked,
    refused,
    start_reasons,
    told,
)
from competition.web.session import current_actor


@bp.post("/competitions/<int:competition_id>/reviews/batch")
def preview_reviews(competition_id: int) -> ResponseReturnValue:
    """Show what a decision would do to the chosen entries; nothing is done yet."""
    try:
        return _preview(competition_id, _chosen(competition_id))
    except RuleViolation as violation:
        flash(words(violation), "error")
        back: dict[str, Any] = {
            key: text for key, text in request.args.items() if key not in ("done", "after")
        }
        return redirect(url_for(".list_reviews", competition_id=competition_id, **back))


@bp.post("/competitions/<int:competition_id>/reviews/batch/decide")
def decide_reviews(competition_id: int) -> ResponseReturnValue:
    """Decide what the preview showed: all of it, or nothing."""
    seen, reason = _seen_lines(), request.form.get("reason", "")
    deed = Deed(_decision(), compose(request.form.get("template", ""), reason))
    try:
        with unit_of_work(current_actor()) as uow:
            key = review_batches.decide_batch(uow, CompetitionId(competition_id), seen, deed)
    except (RuleViolation, Conflict) as refusal:
        if not seen:
            raise
        status = 409 if isinstance(refusal, Conflict) else 422
        return _preview(competition_id, [one for one, _ in seen], refusal), status
    return redirect(url_for(".show_reviews", competition_id=competition_id, key=key))


@bp.get("/competitions/<int:competition_id>/reviews/batches/<key>")
def show_reviews(competition_id: int, key: str) -> str:
    """Show what was decided together, and the button that takes it back."""
    with reading(current_actor()) as uow:
        lines = review_batches.describe_batch(uow, CompetitionId(competition_id), key)
    return render_template(
        "organiser/reviews/batch_done.html",
        competition_id=competition_id,
        key=key,
        lines=lines,
        standing=[line for line in lines if line.review.stands],
        told=told,
    )


@bp.post("/competitions/<int:competition_id>/reviews/batches/<key>/undo")
def undo_reviews(competition_id: int, key: str) -> ResponseReturnValue:
    """Take back what was decided together, where nothing has happened since."""
    try:
        with unit_of_work(current_actor()) as uow:
            done = review_batches.undo_batch(uow, CompetitionId(competition_id), key)
            lines = review_batches.describe_batch(uow, CompetitionId(competition_id), key)
    except RuleViolation as violation:
        flash(words(violation), "error")
        return redirect(url_for(".show_reviews", competition_id=competition_id, key=key))
    for stored, problem in done.left:
        number, why = stored.draft.number, words(problem)
        flash(gettext("Entry %(number)s stays as it is: %(why)s", number=number, why=why), "error")
    if done.count:
        text = ngettext(
            "%(num)s decision on an entry is taken back.",
            "%(num)s decisions on entries are taken back.",
            done.count,
        )
        flash(text, "success")
    if len(lines) > 1:
        return redirect(url_for(".show_reviews", competition_id=competition_id, key=key))
    (only,) = lines
    event_id, entry_id = only.stored.event_id, only.stored.id
    carried = asked(event_id).carried
    return redirect(url_for(".review_entry", event_id=event_id, entry_id=entry_id, **carried))


def _preview(
    competition_id: int, entry_ids: list[EntryId], refusal: CompetitionError | None = None
) -> str:
    decision, chosen = _decision(), CompetitionId(competition_id)
    with reading(current_actor()) as uow:
        lines = review_batches.preview_batch(uow, chosen, entry_ids, decision)
        reasons = review_reasons.list_reasons(uow, chosen).reasons or start_reasons()
    return render_template(
        "organiser/reviews/batch.html",
        competition_id=competition_id,
        decision=decision,
        decision_words=DECISIONS,
        recommended_words=RECOMMENDED,
        lines=lines,
        able=[line for line in lines if line.problem is None],
        told_lines=[line for line in lines if line.is_told],
        message=_message(decision, lines),
        reasons=[one for one in reasons if one.decision is decision],
        is_reasoned=decision in REASONED,
        most=MOST_TOGETHER,
        **refused(refusal),
        typed=request.form,
        error_words=words,
    )


def _message(decision: Decision, lines: tuple[BatchLine, ...]) -> str:
    """The message that goes out, as the first one to get it will read it."""
    first = next((line for line in lines if line.is_told), None)
    if first is None:
        return ""
    params = {"event": first.event, "number": first.number, "reason": "……"}
    template = message_texts.TEMPLATES[MESSAGES[decision]]
    return str(gettext(template.body)) % params


def _chosen(competition_id: int) -> list[EntryId]:
    """The rows that were ticked, or all that fit the filter of the address."""
    if request.form.get("which") == "all":
        with reading(current_actor()) as uow:
            found = review_queue.list_fitting(
                uow, CompetitionId(competition_id), asked().wanted, MOST_TOGETHER
            )
        return list(found)
    return [EntryId(int(text)) for text in request.form.getlist("ids") if _is_number(text)]


def _seen_lines() -> list[tuple[EntryId, Seen]]:
    triples = [text.split(".") for text in request.form.getlist("seen")]
    return [
        (EntryId(int(one[0])), (int(one[1]), int(one[2])))
        for one in triples
        if len(one) == 3 and all(map(_is_number, one))
    ]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _decision() -> Decision:
    chosen = request.form.get("do", "")
    if chosen not in list(Decision):
        raise NotFound("There is no such decision.")
    return Decision(chosen)
