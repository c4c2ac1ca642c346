"""Organisers' page about copying a competition into another season."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField
from wtforms.validators import Length, NumberRange

from competition.domain.errors import RuleViolation
from competition.domain.identifiers import CompetitionId
from competition.services import competition_copies
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.forms import Form, plain_digits, required
from competition.web.organiser.blueprint import bp
from competition.web.organiser.competition_forms import NEEDED, WRITTEN, tidy
from competition.web.public.sites import PAGES
from competition.web.session import current_actor

SETTING_WORDS = {
    "scheme": _l("marking scheme"),
    "policies": _l("policies"),
    "form": _l("entry form"),
    "rules": _l("entry conditions"),
}


class CopyForm(Form):
    """The season and the title of the copy."""

    season = IntegerField(_l("Season"), [NEEDED, NumberRange(2000, 2100)], filters=[plain_digits])
    title = StringField(_l("Title"), [WRITTEN, Length(max=120)], filters=[tidy])


@bp.route("/competitions/<int:competition_id>/copy", methods=["GET", "POST"])
def copy_competition(competition_id: int) -> ResponseReturnValue:
    """Show what a copy would hold, then write it down."""
    form, id_ = CopyForm(), CompetitionId(competition_id)
    with reading(current_actor()) as uow:
        copy = competition_copies.preview_copy(uow, id_)
    if form.is_submitted():
        copied = form.validate() and _copy(id_, form)
        if copied:
            flash(gettext("The copy is written down as a draft."), "success")
            return redirect(url_for(".show_competition", competition_id=copied))
    else:
        form.season.data, form.title.data = copy.details.season, copy.details.title
    page = render_template(
        "organiser/copies/copy.html",
        form=form,
        copy=copy,
        competition_id=competition_id,
        setting_words=SETTING_WORDS,
        copied_pages=[str(PAGES[kind.value]) for kind in copy.pages],
    )
    return page, 422 if form.is_submitted() else 200


def _copy(competition_id: CompetitionId, form: CopyForm) -> CompetitionId | None:
    """Copy it; what is wrong stands at its field, and then nothing is written."""
    try:
        with unit_of_work(current_actor()) as uow:
            season, title = required(form.season.data), required(form.title.data)
            return competition_copies.copy_competition(uow, competition_id, season, title)
    except RuleViolation as violation:
        form.report(violation)
        return None
