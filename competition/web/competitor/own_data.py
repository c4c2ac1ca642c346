"""What is stored about me: a copy of all of it, and the end of the account."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import logout_user

from competition.domain.errors import RuleViolation
from competition.domain.identifiers import FileId
from competition.domain.own_data import KEPT
from competition.services import closing, identities, own_data
from competition.services.own_data_words import SECTIONS
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.account.identity import is_confirmed
from competition.web.account.second_factor import PresentForm, require_own_password
from competition.web.competitor.blueprint import bp
from competition.web.errors import issue_words, words
from competition.web.files import file_response
from competition.web.forms import Form
from competition.web.limits import POSTS, limiter
from competition.web.session import current_actor, provider_label

TAKEN = limiter.limit("20/hour")


@bp.get("/me/data")
def show_data() -> str:
    """Say what is stored about the reader, and offer the copies that are there."""
    with reading(current_actor()) as uow:
        counts, copies = own_data.count_own(uow), own_data.describe_copies(uow)
    return render_template(
        "competitor/data/show.html", counts=counts, copies=copies, sections=SECTIONS, kept=KEPT
    )


@bp.post("/me/data/copy")
@POSTS
def ask_copy() -> ResponseReturnValue:
    """Ask for a copy; a job makes it."""
    try:
        with unit_of_work(current_actor()) as uow:
            job_id = own_data.request_copy(uow, gettext("Copy of my data"))
    except RuleViolation as violation:
        flash(words(violation), "error")
        return redirect(url_for(".show_data"))
    return redirect(url_for("account.show_job", job_id=job_id))


@bp.get("/me/data/copy/<int:file_id>")
@TAKEN
def download_copy(file_id: int) -> ResponseReturnValue:
    """Give one's own copy to be saved."""
    with unit_of_work(current_actor()) as uow:
        found = own_data.open_copy(uow, FileId(file_id))
    return file_response(found, as_attachment=True)


@bp.route("/me/data/close", methods=["GET", "POST"])
@POSTS
def close_account() -> ResponseReturnValue:
    """Say what closing means and what has to end first; then close."""
    form = Form() if is_confirmed() else PresentForm()
    if form.validate_on_submit():
        try:
            _close(form)
        except RuleViolation as violation:
            form.report(violation)
        else:
            logout_user()
            flash(gettext("Your account is closed."), "success")
            return redirect(url_for("home.home"))
    with reading(current_actor()) as uow:
        found = closing.describe_closing(uow)
        provider = provider_label() if identities.list_connected(uow) else ""
    problems = [issue_words(issue) for issue in found.issues]
    page = render_template(
        "competitor/data/close.html", form=form, found=found, problems=problems, provider=provider
    )
    return page, 422 if form.is_submitted() else 200


def _close(form: Form) -> None:
    """Close, after the present password or a confirmation at the identity provider."""
    if isinstance(form, PresentForm):
        require_own_password(form.present.data or "")
    with unit_of_work(current_actor()) as uow:
        closing.close_own_account(uow)
