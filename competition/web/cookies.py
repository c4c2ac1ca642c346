"""The session's cookie, as Flask signs it: a signature once proved is not computed again."""

from time import time
from typing import NamedTuple

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature

MOST_PROVED = 4096


class Proved(NamedTuple):
    """What a cookie says whose signature was right, and when it was signed."""

    said: dict[str, object]
    signed_at: float


class ProvedCookies(SecureCookieSessionInterface):
    """Flask's signed cookies. How old one is, and what its session is worth, is asked each time."""

    def __init__(self) -> None:
        self._proved: dict[str, Proved] = {}

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """The session that the cookie holds; an empty one if it is missing, old or not ours."""
        cookie = request.cookies.get(self.get_cookie_name(app))
        if not cookie:
            return self.session_class()
        most = int(app.permanent_session_lifetime.total_seconds())
        proved = self._proved.get(cookie) or self._prove(app, cookie, most)
        if proved is None or not 0 <= int(time()) - proved.signed_at <= most:
            return self.session_class()
        return self.session_class(proved.said)

    def _prove(self, app: Flask, cookie: str, most: int) -> Proved | None:
        signer = self.get_signing_serializer(app)
        if signer is None:
            return None
        try:
            said, signed_at = signer.loads(cookie, max_age=most, return_timestamp=True)
        except BadSignature:
            return None
        proved = Proved(said, signed_at.timestamp())
        if all(isinstance(value, str | bool) for value in said.values()):  # nothing that changes
            if len(self._proved) >= MOST_PROVED:
                self._proved.clear()
            self._proved[cookie] = proved
        return proved
