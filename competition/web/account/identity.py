"""Signing in through the city's identity provider, and connecting it with one's account."""

import time
from typing import cast

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, login_required
from werkzeug.exceptions import NotFound

from competition.domain.errors import RuleViolation
from competition.domain.permissions import VISITOR
from competition.services import identities
from competition.services.identity_provider import (
    Departure,
    Identity,
    IdentityProvider,
    ProviderFault,
)
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.account.blueprint import bp
from competition.web.account.opening import IDENTITY, proceed, wanted_path
from competition.web.account.second_factor import PresentForm, require_own_password
from competition.web.errors import words
from competition.web.limits import POSTS
from competition.web.session import current_actor

DEPARTURE = "departure"
CONFIRMED = "confirmed"
WITHIN = 600


def provider() -> IdentityProvider:
    """The installation's identity provider; without one these pages do not exist."""
    found = cast("IdentityProvider | None", current_app.config["IDENTITY_PROVIDER"])
    if found is None:
        raise NotFound
    return found


@bp.get("/identity/start")
def start_identity() -> ResponseReturnValue:
    """Send the browser to the provider, remembering what it has to bring back.

    With `anew` the signed-in person signs in there again, to confirm who asks.
    """
    anew = current_user.is_authenticated and "anew" in request.args
    try:
        url, departure = provider().depart(_callback(), anew=anew)
    except ProviderFault as fault:
        return _failed(fault, wanted_path())
    session[DEPARTURE] = departure.as_dict() | {"next": wanted_path()}
    return redirect(url)


@bp.get("/identity/callback")
def finish_identity() -> ResponseReturnValue:
    """Prove who came back: open the connected account, or offer to connect one."""
    kept = session.pop(DEPARTURE, None)
    if not isinstance(kept, dict):
        return redirect(url_for(".sign_in"))
    wanted, departure = kept.pop("next"), Departure(**kept)
    try:
        identity = provider().arrive(_callback(), request.url, departure)
    except ProviderFault as fault:
        return _failed(fault, wanted)
    with reading(VISITOR) as uow:
        account_id = identities.find_connected(uow, identity)
    if account_id is not None and not current_user.is_authenticated:
        return proceed(account_id, wanted)
    if departure.anew and account_id is not None and account_id == current_actor().account_id:
        session[CONFIRMED] = int(time.time()) + WITHIN
        return redirect(wanted)
    session[IDENTITY] = {
        "issuer": identity.issuer,
        "subject": identity.subject,
        "name": identity.name,
        "until": int(time.time()) + WITHIN,
    }
    return redirect(url_for(".connect_identity"))


@bp.route("/identity/connect", methods=["GET", "POST"])
@POSTS
def connect_identity() -> ResponseReturnValue:
    """Connect the identity that has just been proved with the account that is signed in."""
    label, identity = provider().settings.label, _proved()
    if not current_user.is_authenticated:
        return _offer(label, identity)
    if identity is None:
        return redirect(url_for(".profile"))
    form = PresentForm()
    if form.validate_on_submit():
        try:
            require_own_password(form.present.data or "")
            with unit_of_work(current_actor()) as uow:
                identities.connect_identity(uow, identity, label)
        except RuleViolation as violation:
            form.report(violation)
        else:
            session.pop(IDENTITY)
            flash(gettext("%(provider)s is connected.", provider=label), "success")
            return redirect(url_for(".profile"))
    page = render_template(
        "account/identity/connect.html", form=form, label=label, identity=identity
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/identity/<int:identity_id>/disconnect")
@login_required
def disconnect_identity(identity_id: int) -> ResponseReturnValue:
    """Disconnect an identity from one's account."""
    with unit_of_work(current_actor()) as uow:
        identities.disconnect_identity(uow, identity_id)
    flash(gettext("It is disconnected."), "success")
    return redirect(url_for(".profile"))


def is_confirmed() -> bool:
    """Whether the signed-in person has confirmed at the provider, within the last ten minutes."""
    return int(session.get(CONFIRMED, 0)) > time.time()


def _offer(label: str, identity: Identity | None) -> ResponseReturnValue:
    """The visitor signs in with the password first: nothing is connected without it."""
    if identity is None:
        return redirect(url_for(".sign_in", next=url_for(".connect_identity")))
    return render_template("account/identity/unknown.html", label=label, identity=identity)


def _proved() -> Identity | None:
    """The identity that was proved in this browser within the last ten minutes."""
    kept = session.get(IDENTITY)
    if not isinstance(kept, dict) or kept["until"] < time.time():
        session.pop(IDENTITY, None)
        return None
    return Identity(kept["issuer"], kept["subject"], kept["name"])


def _callback() -> str:
    return url_for("account.finish_identity", _external=True)


def _failed(fault: ProviderFault, wanted: str) -> ResponseReturnValue:
    flash(words(fault), "error")
    if current_user.is_authenticated:
        return redirect(url_for("account.profile"))
    return redirect(url_for("account.sign_in", next=None if wanted == "/" else wanted))
