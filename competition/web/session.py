"""The signed-in person, as Flask-Login and as the domain see them."""

from datetime import UTC, datetime
from typing import cast

from flask import Flask, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user
from flask_login.utils import login_url

from competition.domain.permissions import VISITOR, Actor, Role
from competition.services import sessions
from competition.services.identity_provider import IdentityProvider
from competition.services.sessions import RENEW_AFTER, SignedInAccount
from competition.services.unit_of_work import reading, unit_of_work

OPEN_BLUEPRINTS = {"static", "account", "public", "language", "styleguide"}
"""Where somebody may go whose second factor is still to be set up."""


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login is untyped
    """Flask-Login's view of a session: its id is the session's secret token."""

    def __init__(self, token: str, account: SignedInAccount) -> None:
        self.id = token
        self.account = account

    @property
    def display_name(self) -> str:
        """The name to show in the header."""
        return self.account.actor.name


def current_actor() -> Actor:
    """The actor behind this request; a visitor when nobody is signed in."""
    account = signed_in()
    return account.actor if account else VISITOR


def signed_in() -> SignedInAccount | None:
    """The account behind this request, if any."""
    if not current_user.is_authenticated:
        return None
    return cast(SignedIn, current_user).account


def init_login(app_login: LoginManager) -> None:
    """Tell Flask-Login how a token becomes a person and where to sign in."""
    app_login.unauthorized_handler(_ask_to_sign_in)
    # It would only mark sessions whose address changes as old, which nothing here asks.
    app_login.session_protection = None
    app_login.user_loader(_load)


def _ask_to_sign_in() -> ResponseReturnValue:
    """Lead to the sign-in page and back; a part of a page is refused instead of being one."""
    if request.headers.get("HX-Request") == "true":
        return "", 401
    return redirect(login_url("account.sign_in", request.url))


def _load(token: str) -> SignedIn | None:
    with reading(VISITOR) as uow:
        account = sessions.find_session(uow, token, factor_roles())
        now = uow.now
    if account is None:
        return None
    if now - account.seen_at > RENEW_AFTER:
        with unit_of_work(account.actor) as uow:
            sessions.renew_session(uow, account.session_id, session_hours())
    return SignedIn(token, account)


def session_hours() -> int:
    """How long a session lasts without use."""
    return int(current_app.config["SESSION_HOURS"])


def factor_roles() -> frozenset[Role]:
    """The roles that need a second factor in this installation."""
    return cast("frozenset[Role]", current_app.config["FACTOR_ROLES"])


def provider_label() -> str:
    """What people call the identity provider; empty where there is none."""
    provider = cast("IdentityProvider | None", current_app.config["IDENTITY_PROVIDER"])
    return "" if provider is None else provider.settings.label


def register_second_factor(app: Flask) -> None:
    """Send whoever lacks a second factor that a role needs to set one up, before all else."""

    @app.before_request
    def require_second_factor() -> ResponseReturnValue | None:
        blueprint = (request.endpoint or "static").split(".")[0]
        if blueprint in OPEN_BLUEPRINTS:
            return None
        account = signed_in()
        if account is None or not account.lacks_factor:
            return None
        wanted = request.full_path if request.method == "GET" else "/"
        return redirect(url_for("account.enrol_factor", next=wanted.rstrip("?")))


def request_time() -> datetime:
    """One instant for the whole page, for what a template shows as now."""
    if "now" not in g:
        g.now = datetime.now(UTC)
    return cast(datetime, g.now)
