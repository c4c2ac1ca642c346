"""Where the token that proves a request comes from our own page is looked for."""

from typing import cast

from flask import g, request, session
from flask_wtf.csrf import CSRFProtect

HEADER, FIELD = "X-CSRFToken", "csrf_token"
MOST_PROVED = 4096


class HeaderFirst(CSRFProtect):  # type: ignore[misc]  # Flask-WTF is untyped
    """Asks the header before the form, so that JSON is not read as a form that has no fields.

    A token once proved for a session is not computed again; it has no end of its own.
    """

    def init_app(self, app: object) -> None:
        """Begin with nothing proved."""
        self._proved: set[tuple[str, str]] = set()
        super().init_app(app)

    def protect(self, apply_exemptions: bool = False) -> None:
        """Refuse a request without the token of its session, or from elsewhere under https."""
        sent, kept = request.headers.get(HEADER), session.get(FIELD)
        if (kept, sent) in self._proved and _from_here():
            g.csrf_valid = True
            return
        super().protect(apply_exemptions)
        if sent and kept and g.get("csrf_valid", False):
            if len(self._proved) >= MOST_PROVED:
                self._proved.clear()
            self._proved.add((kept, sent))

    def _get_csrf_token(self) -> str | None:
        return request.headers.get(HEADER) or cast("str | None", super()._get_csrf_token())


def _from_here() -> bool:
    return not request.is_secure or (request.referrer or "").startswith(f"https://{request.host}/")
