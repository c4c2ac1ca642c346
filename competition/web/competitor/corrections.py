"""Asking the organisers to correct one's own entry."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from competition.domain.errors import RuleViolation
from competition.domain.identifiers import EntryId
from competition.domain.own_data import TEXT
from competition.services import correction_requests, own_entries
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.competitor.blueprint import bp
from competition.web.forms import Form, Needed
from competition.web.limits import POSTS
from competition.web.session import current_actor


class CorrectionForm(Form):
    """What is wrong, in words."""

    text = TextAreaField(
        _l("What is wrong, and what should it be?"),
        [Needed()],
        description=_l("For example: the skill level is 3, not 4; the certificate is attached."),
        render_kw={"maxlength": TEXT, "rows": 4},
    )


@bp.route("/me/entries/<int:entry_id>/correction", methods=["GET", "POST"])
@POSTS
def ask_correction(entry_id: int) -> ResponseReturnValue:
    """Show what was asked and answered; ask for a correction."""
    form = CorrectionForm()
    if form.is_submitted() and form.validate():
        try:
            with unit_of_work(current_actor()) as uow:
                text = form.text.data or ""
                correction_requests.ask_correction(uow, EntryId(entry_id), text)
        except RuleViolation as violation:
            form.report(violation)
        else:
            flash(gettext("The organisers have been asked. You get a message."), "success")
            return redirect(url_for(".ask_correction", entry_id=entry_id))
    with reading(current_actor()) as uow:
        found = own_entries.describe_own_entry(uow, EntryId(entry_id))
        asked = correction_requests.list_own_requests(uow, EntryId(entry_id))
    page = render_template(
        "competitor/data/correction.html",
        form=form,
        found=found,
        asked=asked,
        has_open=any(one.state == "asked" for one in asked),
    )
    return page, 422 if form.is_submitted() else 200
