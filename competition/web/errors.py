"""Domain errors become HTTP here, once. No trace ever reaches a person."""

import logging
import secrets
from urllib.parse import urlsplit

from flask import Flask, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from competition.domain.errors import (
    CompetitionError,
    Conflict,
    NotFound,
    NotPermitted,
    RuleViolation,
)
from competition.domain.issues import Issue
from competition.web.session import OPEN_BLUEPRINTS
from competition.web.uploads import swallow_request

STATUS: dict[type[CompetitionError], int] = {
    NotFound: 404,
    NotPermitted: 403,
    RuleViolation: 422,
    Conflict: 409,
}
PAGES = {400, 403, 404, 405, 409, 413, 422, 429, 500}
log = logging.getLogger(__name__)


def words(error: CompetitionError) -> str:
    """The error's message in the reader's language."""
    text = str(gettext(error.message))
    return text % error.params if error.params else text


def issue_words(issue: Issue) -> str:
    """A finding's message in the reader's language."""
    text = str(gettext(issue.message))
    return text % issue.params if issue.params else text


def register_error_handlers(app: Flask) -> None:
    """Show every error as a page that says what happened and what to do next."""

    @app.errorhandler(CompetitionError)
    def show_refusal(error: CompetitionError) -> ResponseReturnValue:
        status = next(code for kind, code in STATUS.items() if isinstance(error, kind))
        return _page(status, message=words(error)), status

    @app.errorhandler(CSRFError)
    def show_stale_form(error: CSRFError) -> ResponseReturnValue:
        message = gettext("This form has expired. Go back, reload the page and send it again.")
        again = ""
        if request.blueprint not in OPEN_BLUEPRINTS and not current_user.is_authenticated:
            message = gettext("Your sign-in has ended, so nothing was saved.")
            again = url_for("account.sign_in", next=urlsplit(request.referrer or "").path or "/")
        return render_template("errors/400.html", message=message, again=again), 400

    @app.errorhandler(HTTPException)
    def show_http(error: HTTPException) -> ResponseReturnValue:
        status = error.code or 500
        if status not in PAGES:
            return error
        if status == 413:
            swallow_request()
        return _page(status), status

    @app.errorhandler(InternalServerError)
    def show_failure(error: InternalServerError) -> ResponseReturnValue:
        reference = secrets.token_hex(4).upper()
        log.error("failure %s", reference, exc_info=error.original_exception)
        # Not render_template: the page frame's context asks the database, which may be what failed.
        page = app.jinja_env.get_template("errors/500.html")
        return page.render(reference=reference), 500


def _page(status: int, message: str | None = None) -> str:
    shown = 404 if status == 405 else status
    return render_template(f"errors/{shown}.html", message=message)
