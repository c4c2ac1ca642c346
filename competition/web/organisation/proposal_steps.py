"""Proposers' pages that write one step: saved while typing or by the button; files."""

import secrets
from datetime import datetime
from io import BytesIO

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from competition.domain.errors import Conflict, RuleViolation
from competition.domain.identifiers import FileId, ProposalId
from competition.domain.issues import Issue
from competition.domain.proposal_document import BY_KEY, ProposalDocument, Step, fields_of, total
from competition.domain.proposal_texts import read_document
from competition.domain.proposals import Proposal
from competition.services import catalogues, files, proposal_files, proposals
from competition.services.proposals import ProposalDescription
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.errors import words
from competition.web.formatting import SHANGHAI, decimal_text
from competition.web.forms import is_htmx
from competition.web.organisation.blueprint import bp
from competition.web.organisation.proposal_texts import shown_rows, texts_from, without_row
from competition.web.organisation.proposals import closed, described
from competition.web.proposal_pages import industry_names, issues_at, names_for
from competition.web.proposal_words import (
    CHOICES,
    COLUMNS,
    HINTS,
    LABELS,
    STEPS,
    document_lines,
    label_of,
)
from competition.web.session import current_actor, request_time
from competition.web.uploads import takes_files

ORDER = tuple(Step)


@bp.get("/proposals/<int:proposal_id>/steps/<any({}):step>".format(", ".join(ORDER)))
def edit_step(proposal_id: int, step: str) -> ResponseReturnValue:
    """Show one step with what is stored of it."""
    found = described(proposal_id)
    return closed(found) or _page(found, Step(step), found.proposal.texts)


@bp.post("/proposals/<int:proposal_id>/steps/<any({}):step>".format(", ".join(ORDER)))
def save_step(proposal_id: int, step: str) -> ResponseReturnValue:
    """Save what was typed on a step; then go on, back, or stay for another line."""
    action, here = request.form.get("do", "next"), Step(step)
    texts = without_row(texts_from(request.form, here), action)
    version, page = request.form.get("version", 0, type=int), request.form.get("page", "")[:24]
    try:
        with unit_of_work(current_actor()) as uow:
            id_ = ProposalId(proposal_id)
            proposals.enter_step(uow, id_, here, texts, version, page=page)
    except Conflict as conflict:
        return _conflict(proposal_id, here, texts, conflict), 409
    except RuleViolation as violation:
        return _refused(proposal_id, here, texts, words(violation))
    found = described(proposal_id)
    if is_htmx():
        return _saved(found, here)
    if _unreadable(found, here) and action in ("next", "back"):
        return _page(found, here, found.proposal.texts, refused=True), 422
    return redirect(_onward(proposal_id, here, action))


@bp.post("/proposals/<int:proposal_id>/files")
@takes_files
def attach_file(proposal_id: int) -> ResponseReturnValue:
    """Attach a file to the draft."""
    described(proposal_id).proposal.require_writable()
    upload, here = request.files.get("file"), Step.ATTACHMENTS
    try:
        if upload is None or not upload.filename:
            raise RuleViolation("FIL-01", "Choose a file.", field="file")
        read = files.read_upload(BytesIO(upload.read()), upload.filename, "attachment")
        with unit_of_work(current_actor()) as uow:
            proposal_files.attach_file(uow, ProposalId(proposal_id), read)
    except RuleViolation as violation:
        found = described(proposal_id)
        return _page(found, here, found.proposal.texts, problem=words(violation)), 422
    flash(gettext("The file is attached."), "success")
    return redirect(url_for(".edit_step", proposal_id=proposal_id, step=here.value))


@bp.post("/proposals/<int:proposal_id>/files/<int:file_id>/remove")
def detach_file(proposal_id: int, file_id: int) -> ResponseReturnValue:
    """Take a file off the draft."""
    with unit_of_work(current_actor()) as uow:
        proposal_files.detach_file(uow, ProposalId(proposal_id), FileId(file_id))
    flash(gettext("The file is taken off."), "success")
    step = Step.ATTACHMENTS.value
    return redirect(url_for(".edit_step", proposal_id=proposal_id, step=step))


@bp.get("/occupations")
def suggest_occupations() -> str:
    """Suggest occupations for what is being typed, as options of a list."""
    with reading(current_actor()) as uow:
        found = catalogues.search_occupations(uow, request.args.get("trade_code", ""))
    return render_template("organisation/proposals/_occupations.html", found=found)


def _page(
    found: ProposalDescription, step: Step, texts: dict[str, object], **context: object
) -> str:
    document, _ = read_document(texts)
    return render_template(
        "organisation/proposals/step.html",
        found=found,
        proposal=found.proposal,
        step=step,
        title=STEPS[step],
        number=ORDER.index(step) + 1,
        last=len(ORDER),
        fields=fields_of(step),
        texts=texts,
        rows={field.key: shown_rows(texts, field) for field in fields_of(step)},
        issues=issues_at(_own_issues(found, step)),
        sums=_sums(document, step),
        page=secrets.token_hex(8),
        industries=industry_names() if step is Step.TRADE else {},
        occupations=names_for(document) if step is Step.TRADE else {},
        words={"labels": LABELS, "hints": HINTS, "columns": COLUMNS, "choices": CHOICES},
        label_of=label_of,
        comments=[one for one in found.comments if BY_KEY[one.field].step is step],
        **context,
    )


def _saved(found: ProposalDescription, step: Step) -> str:
    """The parts of the page that change when it was saved: when, version, sums, issues."""
    at: datetime = request_time().astimezone(SHANGHAI)
    return render_template(
        "organisation/proposals/_saved.html",
        proposal=found.proposal,
        at=f"{at:%H:%M}",
        unreadable=_unreadable(found, step),
        sums=_sums(found.checked.document, step),
        title_now=found.checked.title,
        step=step,
        label_of=label_of,
    )


def _conflict(proposal_id: int, step: Step, texts: dict[str, object], conflict: Conflict) -> str:
    """What is stored beside what was typed; an autosave only says that there is a conflict."""
    found, theirs = described(proposal_id), conflict.theirs
    if is_htmx() or not isinstance(theirs, Proposal):
        return render_template("organisation/proposals/_apart.html")
    sides = [read_document(one)[0] for one in (theirs.texts, texts)]
    names = names_for(*sides)
    stored, typed = (document_lines(document, names) for document in sides)
    differing = [
        (str(LABELS[field.key]), "\n".join(stored[field.key]), "\n".join(typed[field.key]))
        for field in fields_of(step)
        if stored[field.key] != typed[field.key]
    ]
    return _page(found, step, theirs.texts | texts, conflict=differing)


def _refused(
    proposal_id: int, step: Step, texts: dict[str, object], problem: str
) -> ResponseReturnValue:
    """What was typed, with why it was not saved; a proposal that is handed in is shown instead."""
    found = described(proposal_id)
    if is_htmx():
        return render_template("organisation/proposals/_apart.html", problem=problem), 422
    typed = found.proposal.texts | texts
    return closed(found) or (_page(found, step, typed, problem=problem), 422)


def _own_issues(found: ProposalDescription, step: Step) -> list[Issue]:
    """What is wrong with what is written on this step; what is only missing is not told yet."""
    keys = {field.key for field in fields_of(step)}
    told = (issue for issue in found.checked.issues if issue.rule != "PRP-09")
    return [one for one in told if one.path.partition("-")[0].rstrip("0123456789") in keys]


def _unreadable(found: ProposalDescription, step: Step) -> list[Issue]:
    return [issue for issue in _own_issues(found, step) if issue.rule == "PRP-08"]


def _sums(document: ProposalDocument, step: Step) -> dict[str, str]:
    """The sums that a step shows under its lines."""
    if step is Step.BUDGET:
        return {key: decimal_text(total(getattr(document, key))) for key in ("costs", "sources")}
    return {"parts": decimal_text(document.weight)} if step is Step.PARTS else {}


def _onward(proposal_id: int, step: Step, action: str) -> str:
    """Where saving leads: to the next step, to the tasks, or back to this one."""
    if action.startswith(("add:", "remove:")):
        return url_for(".edit_step", proposal_id=proposal_id, step=step.value)
    following = ORDER[ORDER.index(step) + 1 :]
    if action == "back":
        return url_for(".show_proposal", proposal_id=proposal_id)
    if not following:
        return url_for(".check_proposal", proposal_id=proposal_id)
    return url_for(".edit_step", proposal_id=proposal_id, step=following[0].value)
