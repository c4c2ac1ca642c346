"""The review desk (审核台): the queue, one entry beside its documents, the decision, the next."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from competition.domain.entry_reviews import Decision, compose
from competition.domain.errors import CompetitionError, Conflict, NotFound, RuleViolation
from competition.domain.files import PICTURES, Kind
from competition.domain.identifiers import CompetitionId, EntryId, EventId
from competition.domain.permissions import Role
from competition.services import entry_reviews, review_batches, review_queue, review_reasons
from competition.services.entry_reviews import Deed, Seen, StoredReview
from competition.services.newcomers import newcomers_of
from competition.services.review_batches import DoneLine
from competition.services.review_queue import ReviewScreen
from competition.services.unit_of_work import UnitOfWork, reading, unit_of_work
from competition.web.award_wording import level_words
from competition.web.eligibility_words import finding_lines
from competition.web.formatting import moment
from competition.web.organiser.blueprint import bp
from competition.web.organiser.entry_words import STATES
from competition.web.organiser.review_documents import answer_lines, documents
from competition.web.organiser.review_words import (
    DECISIONS,
    ISSUES,
    RECOMMENDED,
    TURNS,
    DeskAddress,
    asked,
    queue_url,
    refused,
    start_reasons,
    told,
)
from competition.web.session import current_actor
from competition.web.team_words import ROLES


@bp.get("/reviews")
def list_desks() -> str:
    """List the events whose entries the reader may review, with what waits in each."""
    with reading(current_actor()) as uow:
        found = review_queue.list_desks(uow)
    return render_template("organiser/reviews/desks.html", found=found)


@bp.get("/competitions/<int:competition_id>/reviews")
def list_reviews(competition_id: int) -> str:
    """List what waits for a decision in all events of the competition."""
    return _queue(CompetitionId(competition_id), 0)


@bp.get("/events/<int:event_id>/reviews")
def list_event_reviews(event_id: int) -> str:
    """List what waits for a decision in one event."""
    with reading(current_actor()) as uow:
        competition_id = review_queue.competition_of(uow, EventId(event_id))
    return _queue(competition_id, event_id)


def _queue(competition_id: CompetitionId, event_id: int) -> str:
    address = asked(event_id)
    with reading(current_actor()) as uow:
        found = review_queue.list_queue(uow, competition_id, address.wanted)
        undo = _undoable(uow, competition_id)
    over = {} if event_id else {"over": "competition"}
    return render_template(
        "organiser/reviews/queue.html",
        found=found,
        wanted=address.wanted,
        carried={**address.carried, **over},
        event_id=event_id,
        undo=undo,
        undo_words=told,
        state_words=STATES,
        turn_words=TURNS,
        issue_words=ISSUES,
        recommended_words=RECOMMENDED,
        decision_words=DECISIONS,
        ages=review_queue.AGES,
        is_organiser=current_actor().has_role(Role.ORGANISER),
    )


@bp.route("/events/<int:event_id>/reviews/<int:entry_id>", methods=["GET", "POST"])
def review_entry(event_id: int, entry_id: int) -> ResponseReturnValue:
    """Show an entry beside its documents; decide about it and go on to the next."""
    address = asked(event_id)
    if request.method == "GET":
        return _screen(event_id, entry_id, address)
    try:
        with unit_of_work(current_actor()) as uow:
            deed = _deed()
            entry_reviews.decide_entry(uow, EventId(event_id), EntryId(entry_id), deed)
    except (RuleViolation, Conflict) as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        return _screen(event_id, entry_id, address, refusal), status
    return redirect(_onward(event_id, entry_id, address, deed.batch))


def _deed() -> Deed:
    chosen = request.form.get("do", "")
    if chosen not in list(Decision):
        raise NotFound("There is no such decision.")
    decision = Decision(chosen)
    reason = compose(request.form.get("template", ""), request.form.get("reason", ""))
    return Deed(decision, reason, _seen(), review_batches.new_key())


def _seen() -> Seen:
    version, _, review = request.form.get("seen", "").partition(".")
    plain = all(text.isascii() and text.isdigit() and len(text) < 18 for text in (version, review))
    return (int(version), int(review)) if plain else (0, 0)


def _onward(event_id: int, entry_id: int, address: DeskAddress, key: str) -> str:
    """The next entry in the same queue, or the queue when nothing waits in it."""
    with reading(current_actor()) as uow:
        competition_id = review_queue.competition_of(uow, EventId(event_id))
        following = review_queue.find_next(uow, competition_id, address.wanted, EntryId(entry_id))
    carried: dict[str, Any] = {**address.carried, "done": key}
    if following is None:
        flash(gettext("Nothing else waits in this queue."), "success")
        return queue_url(competition_id, event_id, carried)
    next_id, next_event = following
    return url_for(".review_entry", event_id=next_event, entry_id=next_id, **carried)


def _screen(
    event_id: int, entry_id: int, address: DeskAddress, refusal: CompetitionError | None = None
) -> str:
    with reading(current_actor()) as uow:
        found = review_queue.describe_review(
            uow, EventId(event_id), EntryId(entry_id), address.wanted
        )
        competition_id = found.event.competition_id
        reasons = review_reasons.list_reasons(uow, competition_id).reasons
        undo = _undoable(uow, competition_id)
    papers = documents(found)
    chosen = request.args.get("doc", 0, type=int)
    return render_template(
        "organiser/reviews/review.html",
        found=found,
        entry=found.stored.draft,
        event=found.event,
        seen=".".join(map(str, found.seen)),
        papers=papers,
        paper=next((one for one in papers if one.file.id == chosen), papers[0] if papers else None),
        pictures=PICTURES,
        pdf=Kind.PDF,
        answers=answer_lines(found),
        newcomers=newcomers_of(found),
        findings=finding_lines(found.eligibility.eligibility),
        lifted={one.key: one for one in found.eligibility.liftings},
        reasons=reasons or start_reasons(),
        carried=address.carried,
        back=queue_url(competition_id, event_id, address.carried),
        **refused(refusal),
        theirs=_theirs(found, refusal),
        typed=request.form,
        undo=undo,
        undo_words=told,
        told=told,
        state_words=STATES,
        decision_words=DECISIONS,
        recommended_words=RECOMMENDED,
        roles=ROLES,
        level_words=level_words,
        is_organiser=current_actor().has_role(Role.ORGANISER),
    )


def _theirs(found: ReviewScreen, refusal: CompetitionError | None) -> str:
    """What somebody else decided meanwhile, in words."""
    newest = next((one for one in found.reviews if one.stands), None)
    if not isinstance(refusal, Conflict) or newest is None:
        return ""
    return review_line(newest)


def review_line(one: StoredReview) -> str:
    """Who decided what and when, in words."""
    text: str = gettext(
        "%(who)s, %(when)s: %(what)s",
        who=one.reviewer or gettext("the system"),
        when=moment(one.made_at),
        what=told(one.decision, is_final=one.is_final),
    )
    return text


def _undoable(uow: UnitOfWork, competition_id: CompetitionId) -> DoneLine | None:
    """The decision that led to this page, while it can be taken back."""
    key = request.args.get("done", "")
    try:
        lines = review_batches.describe_batch(uow, competition_id, key) if key else ()
    except NotFound:
        return None
    return lines[0] if len(lines) == 1 and lines[0].review.stands else None
