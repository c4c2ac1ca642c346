"""Organisers' pages about work codes: handing out, the list for coding staff, taking back."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from competition.domain.errors import RuleViolation
from competition.domain.identifiers import EventId
from competition.services import blind_codes
from competition.services.blind_codes import CodePlan
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.errors import words
from competition.web.forms import Form
from competition.web.organiser.blueprint import bp
from competition.web.organiser.events import describe
from competition.web.organiser.frame import page_url, render_event
from competition.web.session import current_actor


@bp.get("/events/<int:event_id>/codes")
def show_codes(event_id: int) -> str:
    """Show what handing out would do and what is missing, or what it has done."""
    return _page(event_id)


@bp.post("/events/<int:event_id>/codes/issue")
def issue_codes(event_id: int) -> ResponseReturnValue:
    """Hand out codes and mark sheets; marking begins."""

    def done() -> None:
        with unit_of_work(current_actor()) as uow:
            many = blind_codes.issue_codes(uow, EventId(event_id))
        flash(gettext("Work codes handed out: %(count)s. Marking begins.", count=many), "success")

    return _do(event_id, done)


@bp.post("/events/<int:event_id>/codes/withdraw")
def withdraw_codes(event_id: int) -> ResponseReturnValue:
    """Take all codes and sheets back."""

    def done() -> None:
        with unit_of_work(current_actor()) as uow:
            blind_codes.withdraw_codes(uow, EventId(event_id))
        flash(gettext("The codes are taken back."), "success")

    return _do(event_id, done)


@bp.post("/events/<int:event_id>/codes/list")
def decode_works(event_id: int) -> ResponseReturnValue:
    """Show which code belongs to whom, to be printed; every look is audited."""
    form = Form()
    if not form.validate_on_submit():
        return redirect(url_for(".show_codes", event_id=event_id))
    with unit_of_work(current_actor()) as uow:
        works = blind_codes.decode_works(uow, EventId(event_id))
    found = describe(event_id)
    return render_template("organiser/codes/list.html", event=found.event, works=works)


def _do(event_id: int, done: Callable[[], None]) -> ResponseReturnValue:
    if not Form().validate_on_submit():
        return redirect(url_for(".show_codes", event_id=event_id))
    try:
        done()
    except RuleViolation as violation:
        return _page(event_id, words(violation)), 422
    return redirect(url_for(".show_codes", event_id=event_id))


def _page(event_id: int, problem: str = "") -> str:
    with reading(current_actor()) as uow:
        plan: CodePlan = blind_codes.describe_codes(uow, EventId(event_id))
    return render_event(
        "organiser/codes/show.html",
        describe(event_id),
        "codes",
        plan=plan,
        problem=problem,
        page_url=page_url,
    )
