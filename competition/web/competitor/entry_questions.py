"""The step of entering at which the event's own questions are answered."""

import json
from collections.abc import Mapping

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from competition.domain.entry_answers import Answer
from competition.domain.entry_forms import Whom
from competition.domain.identifiers import FileId
from competition.services import files
from competition.services.entering import Invitation
from competition.services.files import FileFacts
from competition.services.unit_of_work import reading
from competition.web.competitor.blueprint import bp
from competition.web.competitor.entry_drafts import (
    ANSWERS,
    ME,
    answers_of,
    invitation_of,
    keep,
    on_from,
    said_of,
    step_lines,
)
from competition.web.entry_answers import AnswerSheet
from competition.web.forms import Form
from competition.web.session import current_actor
from competition.web.uploads import takes_files

Sheets = dict[int, tuple[str, AnswerSheet]]


@bp.route("/events/<int:event_id>/enter/answers", methods=["GET", "POST"])
@takes_files
def answer_questions(event_id: int) -> ResponseReturnValue:
    """Ask the event's own questions, of everybody in a team."""
    invitation = invitation_of(event_id)
    if invitation.refusal or not invitation.questions.questions:
        return redirect(step_lines(invitation, ME)[0].url)
    sheets = _sheets(invitation)
    form = _form(sheets)
    if not form.is_submitted():
        _show(form, sheets, invitation)
    elif form.validate() and (given := _read(form, sheets, invitation)) is not None:
        document = {"form": invitation.questions.number, "given": given}
        keep(event_id, {"answers": json.dumps(document, ensure_ascii=False)})
        return on_from(invitation, ANSWERS)
    page = render_template(
        "competitor/entries/answers.html",
        form=form,
        invitation=invitation,
        event=invitation.about.event,
        steps=step_lines(invitation, ANSWERS),
        sheets=sheets.values(),
    )
    return page, 422 if form.is_submitted() else 200


def _sheets(invitation: Invitation) -> Sheets:
    """A sheet for who enters alone; for a team one for the team and one for each person."""
    form = invitation.questions
    if not invitation.rules.team.is_team:
        return {0: ("", AnswerSheet(form))}
    found = {0: ("", AnswerSheet(form, Whom.TEAM, "t-"))}
    for number, entrant in enumerate(said_of(invitation).entrants, 1):
        found[number] = (entrant.name, AnswerSheet(form, Whom.PERSON, f"p{number}-"))
    return {who: one for who, one in found.items() if one[1].questions}


def _form(sheets: Sheets) -> Form:
    made: type[Form] = Form
    for _, sheet in sheets.values():
        made = sheet.extend(made)
    return made()


def _show(form: Form, sheets: Sheets, invitation: Invitation) -> None:
    _, answers = answers_of(invitation)
    known = {**_waiting(), **invitation.files}
    for who, (_, sheet) in sheets.items():
        sheet.take(form, answers.get(who, {}), known)


def _read(
    form: Form, sheets: Sheets, invitation: Invitation
) -> dict[int, Mapping[str, Answer]] | None:
    """All answers by entrant, or None when something is wrong; it stands at its field."""
    found: dict[int, Mapping[str, Answer]] = {}
    for who, (_, sheet) in sheets.items():
        answers = sheet.read(form, invitation.files)
        if answers is not None:
            found[who] = answers
    return found if len(found) == len(sheets) else None


def _waiting() -> Mapping[FileId, FileFacts]:
    with reading(current_actor()) as uow:
        return files.list_waiting(uow)
