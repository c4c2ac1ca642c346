"""Where the token that proves a request comes from our own page is looked for."""

from typing import cast

from flask import request
from flask_wtf.csrf import CSRFProtect

HEADER = "X-CSRFToken"


class HeaderFirst(CSRFProtect):  # type: ignore[misc]  # Flask-WTF is untyped
    """Asks the header before the form, so that JSON is not read as a form that has no fields."""

    def _get_csrf_token(self) -> str | None:
        return request.headers.get(HEADER) or cast("str | None", super()._get_csrf_token())
