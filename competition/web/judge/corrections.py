"""Changing a submitted mark, with the reason for it.

The word *entry* must not occur below this line.
"""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired

from competition.domain.errors import Conflict, NotFound, RuleViolation
from competition.domain.identifiers import MarkSheetId
from competition.domain.judging import TypedMark
from competition.services import judging
from competition.services.judging import MarkSheet
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.errors import words
from competition.web.forms import Form
from competition.web.judge.blueprint import bp
from competition.web.judge.cards import Card, cards_of
from competition.web.judge.sheets import NO_TROUBLES, base_version
from competition.web.session import current_actor


class CorrectionForm(Form):
    """The new value of one mark and why it changes; rules are the domain's."""

    value = StringField(_l("New mark"))
    reason = TextAreaField(
        _l("Reason"),
        [DataRequired(_l("Say why the mark changes."))],
        description=_l("Kept with the change and seen by whoever checks results."),
    )
    base = HiddenField()

    def typed(self, aspect_id: str) -> TypedMark:
        """What was typed, over the version that was seen."""
        base = base_version(self.base.data or "")
        return TypedMark(aspect_id, self.value.data or "", base)

    def show(self, violation: RuleViolation) -> None:
        """Show a broken rule at the mark unless it is about the reason."""
        if violation.field == "reason":
            self.report(violation)
        else:
            self.value.errors = [*self.value.errors, words(violation)]


@bp.route("/sheets/<int:sheet_id>/correct", methods=["GET", "POST"])
def correct_mark(sheet_id: int) -> ResponseReturnValue:
    """Ask for the new mark and the reason, then change the mark."""
    form = CorrectionForm()
    aspect_id = request.args.get("aspect", "")
    if form.validate_on_submit():
        try:
            with unit_of_work(current_actor()) as uow:
                judging.correct_mark(
                    uow, MarkSheetId(sheet_id), form.typed(aspect_id), form.reason.data or ""
                )
        except RuleViolation as violation:
            form.show(violation)
        except Conflict as conflict:
            form.value.errors = [words(conflict)]
            return _page(form, sheet_id, aspect_id, newest=True), 409
        else:
            flash(gettext("The mark is changed. The first one is kept beside it."), "success")
            return redirect(url_for(".show_sheet", sheet_id=sheet_id))
    return _page(form, sheet_id, aspect_id), 422 if form.is_submitted() else 200


def _page(form: CorrectionForm, sheet_id: int, aspect_id: str, *, newest: bool = False) -> str:
    with reading(current_actor()) as uow:
        sheet = judging.describe_sheet(uow, MarkSheetId(sheet_id))
    card = _card(sheet, aspect_id)
    if form.is_submitted():
        error = next(iter(form.value.errors), "")
        card = replace(card, text=form.value.data or "", error=error)
    if newest or not form.is_submitted():
        form.base.data = str(card.base)
    return render_template("judge/sheets/correct.html", form=form, sheet=sheet, card=card)


def _card(sheet: MarkSheet, aspect_id: str) -> Card:
    """The card of the aspect. Raises NotFound."""
    for cards in cards_of(sheet, NO_TROUBLES).values():
        for card in cards:
            if card.aspect.id == aspect_id:
                return card
    raise NotFound("This aspect is not on your sheet.")
