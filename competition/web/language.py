"""Which language a page speaks, and the switch between the two."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

LANGUAGES = ("zh_CN", "en")
COOKIE = "language"
YEAR = 365 * 24 * 3600

bp = Blueprint("language", __name__)


def choose_locale() -> str:
    """The language of this request: what was chosen, else Chinese."""
    chosen = request.cookies.get(COOKIE, "") if request else ""
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


@bp.post("/language")
def switch() -> ResponseReturnValue:
    """Remember the language in a cookie and go back to the page."""
    response = redirect(local_path(request.form.get("next", "/")))
    language = request.form.get("language", "")
    if language in LANGUAGES:
        response.set_cookie(COOKIE, language, max_age=YEAR, samesite="Lax", httponly=True)
    return response


def local_path(target: str) -> str:
    """Keep a redirect inside this site: anything but a plain path becomes the home page."""
    parts = urlsplit(target)
    safe = not parts.scheme and not parts.netloc and target.startswith("/")
    return target if safe and not target.startswith(("//", "/\\")) else "/"
