"""A clerk answers what an event asks of somebody whom the unit has entered."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from competition.domain.identifiers import EntryId, EventId, OrganisationId
from competition.services import newcomers
from competition.services.unit_of_work import reading
from competition.web.organisation.blueprint import bp
from competition.web.organisation.unit_lists import PLACE
from competition.web.replacements import newcomer_sheet, sent_answers
from competition.web.session import current_actor
from competition.web.uploads import takes_files


@bp.route(
    f"{PLACE}/entries/<int:entry_id>/entrants/<int:entrant_id>/answers", methods=["GET", "POST"]
)
@takes_files
def send_answers(
    event_id: int, organisation_id: int, entry_id: int, entrant_id: int
) -> ResponseReturnValue:
    """Take down for a person of the list what the event asks of everybody."""
    place = EventId(event_id), OrganisationId(organisation_id)
    with reading(current_actor()) as uow:
        found = newcomers.prepare_unit_answers(uow, place, EntryId(entry_id), entrant_id)
    sheet, form = newcomer_sheet(found)
    back = url_for(".show_list", event_id=event_id, organisation_id=organisation_id)
    if form.validate_on_submit() and sent_answers(found, sheet, form):
        flash(gettext("The answers are sent. The reviewers see them."), "success")
        return redirect(back)
    page = "organisation/lists/answers.html"
    shown = render_template(page, form=form, sheet=sheet, found=found, back=back)
    return shown, 422 if form.is_submitted() else 200
