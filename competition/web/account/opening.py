"""What opens a session in this browser: after the password, and after the second factor.

The token changes at each of these steps, and the cookie session begins empty, so that nothing
planted before survives.
"""

from secrets import token_urlsafe
from typing import cast
from urllib.parse import urlsplit

from flask import Response, after_this_request, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user

from competition.domain.identifiers import AccountId
from competition.domain.permissions import VISITOR
from competition.services import sessions
from competition.services.sessions import Browser
from competition.services.unit_of_work import UnitOfWork, reading, unit_of_work
from competition.web.language import local_path
from competition.web.session import SignedIn, factor_roles, session_hours

COOKIE = "browser"
YEAR = 365 * 24 * 3600
FIRST_STEP = "first_step"
IDENTITY = "identity"


def proceed(account_id: AccountId, wanted: str = "") -> ResponseReturnValue:
    """Go on after the first proof: to the second factor where one is due, else inside."""
    wanted, browser = wanted or wanted_path(), this_browser()
    with unit_of_work(VISITOR) as uow:
        if sessions.is_factor_due(uow, account_id, factor_roles()):
            token = sessions.open_first_step(uow, account_id, browser)
        else:
            token = ""
            _enter(uow, sessions.open_session(uow, account_id, session_hours(), browser))
    if not token:
        return redirect(wanted)
    _begin_anew()
    session[FIRST_STEP] = token
    return redirect(url_for("account.give_factor", next=wanted))


def enter_with_factor(uow: UnitOfWork, token: str) -> None:
    """Put a session that has passed the second factor in the place of this token's."""
    _enter(uow, sessions.change_session(uow, token, session_hours(), this_browser()))


def first_step() -> tuple[str, AccountId] | None:
    """The token of the first step and its account, while the second factor is due."""
    token = cast(str, session.get(FIRST_STEP, ""))
    if not token:
        return None
    with reading(VISITOR) as uow:
        account_id = sessions.find_first_step(uow, token)
    return None if account_id is None else (token, account_id)


def _enter(uow: UnitOfWork, token: str) -> None:
    account = sessions.find_session(uow, token, factor_roles())
    assert account is not None  # noqa: S101 -- opened in the same transaction
    _begin_anew()
    login_user(SignedIn(token, account))


def _begin_anew() -> None:
    """Empty the cookie session, but for an identity that its provider has just proved here."""
    identity = session.get(IDENTITY)
    session.clear()
    if identity is not None:
        session[IDENTITY] = identity


def this_browser() -> Browser:
    """This browser; one that is new here gets its cookie with the answer."""
    secret = request.cookies.get(COOKIE, "")[:64]
    if not secret:
        secret = token_urlsafe(24)

        @after_this_request
        def remember(response: Response) -> Response:
            response.set_cookie(
                COOKIE,
                secret,
                max_age=YEAR,
                httponly=True,
                samesite="Lax",
                secure=current_app.config["SESSION_COOKIE_SECURE"],
            )
            return response

    return Browser(request.user_agent.string, secret)


def wanted_path() -> str:
    """Where the person wanted to go, inside this site; the home page if nowhere."""
    target = request.values.get("next", "")
    path = local_path(target) if target else url_for("home.home")
    outside = urlsplit(path).path.startswith((url_for("account.sign_in"), "/account/second-factor"))
    return url_for("home.home") if outside else path
