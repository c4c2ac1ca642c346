"""Am I eligible? Answered at once, for everyone, also before signing in."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from competition.domain.identifiers import EventId
from competition.services import eligibility, entering
from competition.services.eligibility import Answer
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.eligibility_words import finding_lines
from competition.web.fact_forms import fact_form, show_facts, show_issues, typed_facts
from competition.web.forms import Form, is_htmx
from competition.web.public.blueprint import bp
from competition.web.session import current_actor


@bp.route("/events/<int:event_id>/eligible", methods=["GET", "POST"])
def check_eligibility(event_id: int) -> ResponseReturnValue:
    """Ask what the event's conditions need and say how they stand; as a part of the page too."""
    answer = _answer(event_id, {})
    form = _form(answer)
    if not form.is_submitted():
        show_facts(form, answer.texts, answer.asked)
        return _page(form, answer)
    texts = typed_facts(form, answer.asked)
    answer = _answer(event_id, texts)
    _keep(event_id, texts)
    if request.form.get("do") == "enter" and not answer.issues:
        return redirect(url_for("competitor.enter_event", event_id=event_id, step="me"))
    show_issues(form, answer.issues)
    if is_htmx():
        return render_template("eligibility/_answer.html", **_context(answer), form=form)
    return _page(form, answer), 422 if answer.issues else 200


def _form(answer: Answer) -> Form:
    wanted = [fact for fact in answer.asked if fact.value not in answer.known]
    return fact_form(wanted, answer.titles)()


def _answer(event_id: int, texts: dict[str, str]) -> Answer:
    with reading(current_actor()) as uow:
        return eligibility.check_oneself(uow, EventId(event_id), texts)


def _keep(event_id: int, texts: dict[str, str]) -> None:
    """Keep what a signed-in worker typed, so that entering goes on from there."""
    actor = current_actor()
    if actor.account_id is not None:
        with unit_of_work(actor) as uow:
            entering.save_draft(uow, EventId(event_id), texts)


def _page(form: Form, answer: Answer) -> str:
    return render_template("eligibility/check.html", form=form, **_context(answer))


def _context(answer: Answer) -> dict[str, object]:
    return {
        "answer": answer,
        "event": answer.about.event,
        "lines": finding_lines(answer.eligibility),
        "verdict": answer.eligibility.verdict.value,
        "honours": answer.eligibility.honours,
        "is_said": any(answer.texts.values()) or not answer.asked,
    }
