"""Proposers' pages: the list, a new proposal, its tasks, checking and handing in, withdrawing."""

from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # not in the stubs yet
from wtforms.validators import InputRequired, NumberRange

from competition.domain.errors import Conflict, RuleViolation
from competition.domain.identifiers import OrganisationId, ProposalId
from competition.domain.issues import errors
from competition.domain.proposals import WRITABLE, ProposalState
from competition.services import proposals
from competition.services.proposals import ProposalDescription, Wanted
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.errors import words
from competition.web.forms import Form, plain_digits, required
from competition.web.organisation.blueprint import bp
from competition.web.proposal_pages import comparison, step_of, steps_of
from competition.web.proposal_words import DONE, LABELS, LEVEL_NAMES, STATES, label_of
from competition.web.session import current_actor, request_time

NEEDED = InputRequired(_l("This is needed."))


class OpenProposalForm(Form):
    """For whom and for which season a proposal is begun."""

    organisation = SelectField(_l("Proposer"), [NEEDED], coerce=int)
    season = IntegerField(
        _l("Season"),
        [NEEDED, NumberRange(2000, 2100)],
        filters=[plain_digits],
        description=_l("The year in which it is to be held."),
    )


@bp.get("/proposals")
def list_proposals() -> str:
    """List the own organisation's proposals and those below it."""
    wanted = wanted_proposals()
    with reading(current_actor()) as uow:
        found = proposals.list_own(uow, wanted)
    return render_template(
        "organisation/proposals/list.html",
        state_words=STATES,
        found=found,
        wanted=wanted,
        states=tuple(ProposalState),
        level_words=LEVEL_NAMES,
    )


@bp.route("/proposals/new", methods=["GET", "POST"])
def open_proposal() -> ResponseReturnValue:
    """Begin a proposal for an organisation and a season."""
    form = OpenProposalForm()
    with reading(current_actor()) as uow:
        offered = proposals.list_proposers(uow)
    form.organisation.choices = [SelectChoice(*one) for one in offered]
    if form.validate_on_submit():
        chosen = OrganisationId(required(form.organisation.data))
        with unit_of_work(current_actor()) as uow:
            new = proposals.open_proposal(uow, chosen, required(form.season.data))
        return redirect(url_for(".show_proposal", proposal_id=new))
    if not form.is_submitted():
        form.season.data = request_time().year + 1
    page = render_template("organisation/proposals/new.html", form=form)
    return page, 422 if form.is_submitted() else 200


@bp.get("/proposals/<int:proposal_id>")
def show_proposal(proposal_id: int) -> str:
    """Show the tasks of a proposal that is written, or what was handed in and how it stands."""
    found = described(proposal_id)
    kind = "tasks" if found.proposal.state in WRITABLE else "show"
    return proposal_page(f"organisation/proposals/{kind}.html", found)


@bp.get("/proposals/<int:proposal_id>/check")
def check_proposal(proposal_id: int) -> ResponseReturnValue:
    """Show all answers with every issue, and the button that hands the proposal in."""
    found = described(proposal_id)
    return closed(found) or proposal_page("organisation/proposals/check.html", found)


@bp.post("/proposals/<int:proposal_id>/submit")
def submit_proposal(proposal_id: int) -> ResponseReturnValue:
    """Hand the proposal in."""
    version = request.form.get("version", 0, type=int)
    try:
        with unit_of_work(current_actor()) as uow:
            number = proposals.submit_proposal(uow, ProposalId(proposal_id), version)
    except (RuleViolation, Conflict) as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        found = described(proposal_id)
        page = "organisation/proposals/check.html"
        return closed(found) or (proposal_page(page, found, refusal), status)
    flash(gettext("Handed in as version %(number)s.", number=number), "success")
    return redirect(url_for(".show_proposal", proposal_id=proposal_id))


@bp.route("/proposals/<int:proposal_id>/withdraw", methods=["GET", "POST"])
def withdraw_proposal(proposal_id: int) -> ResponseReturnValue:
    """Say what withdrawing means, then do it."""
    if request.method == "GET":
        return proposal_page("organisation/proposals/withdraw.html", described(proposal_id))
    reason = request.form.get("reason", "")
    with unit_of_work(current_actor()) as uow:
        proposals.withdraw_proposal(uow, ProposalId(proposal_id), reason)
    flash(gettext("The proposal is withdrawn."), "success")
    return redirect(url_for(".list_proposals"))


@bp.get("/proposals/<int:proposal_id>/changes")
def compare_proposal(proposal_id: int) -> str:
    """Show what changed between two versions that were handed in."""
    return render_template(
        "proposals/changes.html",
        comparison=comparison(proposal_id),
        labels=LABELS,
        back=url_for(".show_proposal", proposal_id=proposal_id),
    )


def described(proposal_id: int) -> ProposalDescription:
    """The proposal as its proposer sees it."""
    with reading(current_actor()) as uow:
        return proposals.describe_proposal(uow, ProposalId(proposal_id))


def closed(found: ProposalDescription) -> ResponseReturnValue | None:
    """The way to the proposal, with a word, where it can no longer be written."""
    if found.proposal.state in WRITABLE:
        return None
    flash(gettext("The proposal can no longer be written: this is how it stands."), "info")
    return redirect(url_for("organisation.show_proposal", proposal_id=found.proposal.id))


def proposal_page(
    template: str,
    found: ProposalDescription,
    refusal: RuleViolation | Conflict | None = None,
    **context: object,
) -> str:
    """Render a page about one proposal."""
    return render_template(
        template,
        state_words=STATES,
        found=found,
        proposal=found.proposal,
        steps=steps_of(found),
        blocking=len(errors(found.checked.issues)),
        refusal=words(refusal) if refusal else "",
        label_of=label_of,
        step_of=step_of,
        done=DONE,
        **context,
    )


def wanted_proposals() -> Wanted:
    """Which proposals the address asks for."""
    args = request.args
    state = args.get("state", "")
    return Wanted(
        state=state if state in tuple(ProposalState) else "",
        level=args.get("level", "")[:20],
        union_id=args.get("union", type=int),
        industry=args.get("industry", "")[:40],
        season=args.get("season", type=int),
        is_late=args.get("late") == "yes",
        is_mine=args.get("mine") == "yes",
        search=args.get("search", "").strip()[:60],
        after=_after(args.get("after", "")),
    )


def _after(text: str) -> tuple[datetime, int] | None:
    at, _, last = text.partition("~")
    try:
        instant = datetime.fromisoformat(at)
        return (instant, int(last)) if instant.tzinfo else None
    except ValueError:
        return None
