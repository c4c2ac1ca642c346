"""Reviewers' pages about proposals: the queue, one of them with its comments, deciding, undoing."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import Length

from competition.domain.errors import Conflict, RuleViolation
from competition.domain.identifiers import AccountId, ProposalId
from competition.domain.proposals import DECISIONS, Action, ProposalState
from competition.services import proposal_reviews
from competition.services.proposal_reviews import Decision, ReviewDescription
from competition.services.proposals import HistoryLine
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.errors import words
from competition.web.forms import Form
from competition.web.organisation.proposals import wanted_proposals
from competition.web.organiser.blueprint import bp
from competition.web.proposal_pages import comparison, industry_names, steps_of
from competition.web.proposal_words import DONE, LABELS, LEVEL_NAMES, STATES, VERBS, label_of
from competition.web.session import current_actor

REVIEWED = tuple(state for state in ProposalState if state is not ProposalState.DRAFT)
TOLD = {
    Action.ENDORSE: _l("Endorsed; the next level has it now."),
    Action.APPROVE: _l("Approved; the competition is there as a draft."),
    Action.FILE: _l("Filed; the competition is there as a draft."),
    Action.RETURN: _l("Returned; the proposer sees your comments now."),
    Action.DECLINE: _l("Declined; the proposer sees the reason."),
}


class DecisionForm(Form):
    """Why a proposal is decided so."""

    reason = TextAreaField(_l("Reason or remark"), [Length(max=1000)])


@bp.get("/proposals")
def list_proposals() -> str:
    """List the proposals that one's levels review, filtered by the address."""
    wanted, here = wanted_proposals(), request.args.get("here") == "yes"
    if "state" not in request.args and not wanted.is_late:
        wanted = replace(wanted, state=ProposalState.SUBMITTED.value)
    with reading(current_actor()) as uow:
        found = proposal_reviews.list_reviews(uow, wanted, here=here)
    return render_template(
        "organiser/proposals/list.html",
        state_words=STATES,
        found=found,
        wanted=wanted,
        here=here,
        states=REVIEWED,
        level_words=LEVEL_NAMES,
        industries=industry_names(),
    )


@bp.get("/proposals/<int:proposal_id>")
def show_proposal(proposal_id: int) -> str:
    """Show a proposal field by field, with what may be done about it."""
    return _page(proposal_id)


@bp.post("/proposals/<int:proposal_id>/comments")
def add_comment(proposal_id: int) -> ResponseReturnValue:
    """Comment on a field."""
    field = request.form.get("field", "")
    body = request.form.get("body", "")
    try:
        with unit_of_work(current_actor()) as uow:
            proposal_reviews.enter_comment(uow, ProposalId(proposal_id), field, body)
    except RuleViolation as violation:
        return _page(proposal_id, problem=words(violation), typed={field: body}), 422
    return redirect(url_for(".show_proposal", proposal_id=proposal_id, _anchor=f"field-{field}"))


@bp.post("/proposals/<int:proposal_id>/comments/<int:comment_id>/remove")
def remove_comment(proposal_id: int, comment_id: int) -> ResponseReturnValue:
    """Take one's own comment back."""
    with unit_of_work(current_actor()) as uow:
        proposal_reviews.withdraw_comment(uow, ProposalId(proposal_id), comment_id)
    return redirect(url_for(".show_proposal", proposal_id=proposal_id))


@bp.post("/proposals/<int:proposal_id>/reviewer")
def assign_reviewer(proposal_id: int) -> ResponseReturnValue:
    """Say who looks at the proposal at this level."""
    chosen = request.form.get("reviewer", type=int)
    reviewer = AccountId(chosen) if chosen else None
    try:
        with unit_of_work(current_actor()) as uow:
            proposal_reviews.assign_reviewer(uow, ProposalId(proposal_id), reviewer)
    except RuleViolation as violation:
        return _page(proposal_id, problem=words(violation)), 422
    flash(gettext("Assigned."), "success")
    return redirect(url_for(".show_proposal", proposal_id=proposal_id))


@bp.route(
    "/proposals/<int:proposal_id>/decide/<any({}):action>".format(", ".join(sorted(DECISIONS))),
    methods=["GET", "POST"],
)
def decide_proposal(proposal_id: int, action: str) -> ResponseReturnValue:
    """Say what deciding so does, then do it."""
    form, chosen = DecisionForm(), Action(action)
    turn = request.form.get("turn", 0, type=int)
    if form.validate_on_submit():
        decision = Decision(chosen, turn, form.reason.data or "")
        try:
            with unit_of_work(current_actor()) as uow:
                proposal_reviews.decide(uow, ProposalId(proposal_id), decision)
        except RuleViolation as violation:
            form.report(violation)
        except Conflict as conflict:
            return _apart(proposal_id, conflict, decision), 409
        else:
            flash(str(TOLD[chosen]), "success")
            return redirect(url_for(".show_proposal", proposal_id=proposal_id))
    return _decision_page(proposal_id, chosen, form)


@bp.post("/proposals/<int:proposal_id>/undo")
def undo_decision(proposal_id: int) -> ResponseReturnValue:
    """Take the last decision back."""
    turn = request.form.get("turn", 0, type=int)
    try:
        with unit_of_work(current_actor()) as uow:
            proposal_reviews.undo_decision(uow, ProposalId(proposal_id), turn)
    except RuleViolation as violation:
        return _page(proposal_id, problem=words(violation)), 422
    flash(gettext("The decision is taken back."), "success")
    return redirect(url_for(".show_proposal", proposal_id=proposal_id))


@bp.get("/proposals/<int:proposal_id>/changes")
def compare_proposal(proposal_id: int) -> str:
    """Show what changed between two versions."""
    back = url_for(".show_proposal", proposal_id=proposal_id)
    found = comparison(proposal_id)
    return render_template("proposals/changes.html", comparison=found, labels=LABELS, back=back)


def _described(proposal_id: int) -> ReviewDescription:
    with reading(current_actor()) as uow:
        return proposal_reviews.describe_review(uow, ProposalId(proposal_id))


def _page(proposal_id: int, problem: str = "", typed: dict[str, str] | None = None) -> str:
    review = _described(proposal_id)
    return render_template(
        "organiser/proposals/show.html",
        state_words=STATES,
        review=review,
        found=review.found,
        proposal=review.found.proposal,
        steps=steps_of(review.found),
        problem=problem,
        typed=typed or {},
        verbs=VERBS,
        done=DONE,
        label_of=label_of,
        me=current_actor().account_id,
    )


def _decision_page(proposal_id: int, action: Action, form: DecisionForm) -> ResponseReturnValue:
    review = _described(proposal_id)
    if action not in review.actions:
        flash(gettext("This step is not open to you (any more). The proposal stands so."), "info")
        return redirect(url_for(".show_proposal", proposal_id=proposal_id))
    waiting = any(comment.shown_at is None for comment in review.found.comments)
    needed = action is Action.DECLINE or (action is Action.RETURN and not waiting)
    form.reason.flags.required = needed
    page = render_template(
        "organiser/proposals/decide.html",
        state_words=STATES,
        review=review,
        found=review.found,
        proposal=review.found.proposal,
        action=action,
        verb=VERBS[action],
        label_of=label_of,
        form=form,
    )
    return page, 422 if form.is_submitted() else 200


def _apart(proposal_id: int, conflict: Conflict, ours: Decision) -> str:
    """Both views: what somebody else decided, and what was about to be decided here."""
    theirs = conflict.theirs if isinstance(conflict.theirs, HistoryLine) else None
    review = _described(proposal_id)
    return render_template(
        "organiser/proposals/apart.html",
        state_words=STATES,
        proposal=review.found.proposal,
        found=review.found,
        theirs=theirs,
        ours=ours,
        done=DONE,
        verbs=VERBS,
    )
