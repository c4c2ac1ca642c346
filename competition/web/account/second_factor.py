"""The second factor: giving its code, setting it up, recovery codes, taking it off."""

import io
from dataclasses import dataclass

import segno
from flask import Response, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_required
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length, Optional

from competition.domain.accounts import require_present_password
from competition.domain.errors import RuleViolation
from competition.domain.identifiers import AccountId
from competition.domain.permissions import VISITOR, Actor
from competition.services import accounts, second_factors
from competition.services.demo.factors import demonstration_code
from competition.services.passwords import is_password
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.account.blueprint import bp
from competition.web.account.opening import enter_with_factor, first_step, wanted_path
from competition.web.forms import Form
from competition.web.limits import POSTS
from competition.web.session import current_actor, factor_roles, signed_in

CODE = {"autocomplete": "one-time-code", "inputmode": "text", "autocapitalize": "off"}


class CodeForm(Form):
    """A code of the moment, or a recovery code."""

    code = StringField(
        _l("Code"),
        [InputRequired(), Length(max=40)],
        description=_l("The six digits that your app shows now, or one of your recovery codes."),
        render_kw=CODE,
    )


class EnrolForm(Form):
    """The first code of a new second factor; with the password unless it was given just now."""

    present = PasswordField(
        _l("Current password"),
        [Optional(), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )
    code = StringField(
        _l("Code"),
        [InputRequired(), Length(max=40)],
        description=_l("The six digits that your app shows now."),
        render_kw=CODE,
    )


class PresentForm(Form):
    """The present password, before something that weakens the account."""

    present = PasswordField(
        _l("Current password"),
        [InputRequired(), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose second factor this page is about, and the token that its session has so far."""

    account_id: AccountId
    token: str
    actor: Actor
    is_signed_in: bool


def subject() -> Subject | None:
    """The person after the first step of the sign-in, or signed in already."""
    account = signed_in()
    if account is not None and account.actor.account_id is not None:
        return Subject(account.actor.account_id, current_user.id, account.actor, True)
    step = first_step()
    return None if step is None else Subject(step[1], step[0], VISITOR, False)


def to_sign_in() -> ResponseReturnValue:
    """Back to the password, keeping where the person wanted to go."""
    return redirect(url_for("account.sign_in", next=wanted_path()))


@bp.route("/second-factor", methods=["GET", "POST"])
@POSTS
def give_factor() -> ResponseReturnValue:
    """Ask for the code, and go on to where the person wanted to go."""
    who = subject()
    if who is None:
        return to_sign_in()
    if who.is_signed_in:
        return redirect(url_for("account.profile"))
    if _is_missing(who.account_id):
        return redirect(url_for("account.enrol_factor", next=wanted_path()))
    form = CodeForm()
    if form.validate_on_submit() and _is_given(form, who):
        return redirect(wanted_path())
    page = render_template(
        "account/second_factor/give.html",
        form=form,
        wanted=wanted_path(),
        demonstration=_demonstration(who.account_id),
    )
    return page, 422 if form.is_submitted() else 200


@bp.route("/second-factor/set-up", methods=["GET", "POST"])
@POSTS
def enrol_factor() -> ResponseReturnValue:
    """Show the secret as a QR code, take the first code, then show the recovery codes once."""
    who = subject()
    if who is None:
        return to_sign_in()
    if not _is_missing(who.account_id):
        return redirect(url_for(".profile" if who.is_signed_in else ".give_factor"))
    form = EnrolForm()
    form.present.flags.required = who.is_signed_in
    if form.validate_on_submit():
        try:
            return _show_codes(_enrolled(form, who))
        except RuleViolation as violation:
            form.report(violation)
    with unit_of_work(who.actor) as uow:
        found = second_factors.begin_enrolment(uow, who.account_id)
    page = render_template(
        "account/second_factor/set_up.html", form=form, found=found, who=who, wanted=wanted_path()
    )
    return page, 422 if form.is_submitted() else 200


@bp.get("/second-factor/qr.svg")
def factor_qr() -> ResponseReturnValue:
    """The secret as a QR code; only while it is being set up, only for its own account."""
    who = subject()
    if who is None:
        return to_sign_in()
    with reading(who.actor) as uow:
        found = second_factors.describe_enrolment(uow, who.account_id)
    picture = io.BytesIO()
    segno.make(found.address, error="m").save(
        picture, kind="svg", scale=5, border=4, light="white", xmldecl=False
    )
    return Response(picture.getvalue(), mimetype="image/svg+xml")


@bp.route("/second-factor/codes", methods=["GET", "POST"])
@login_required
@POSTS
def renew_codes() -> ResponseReturnValue:
    """Ask for the password, then replace the recovery codes and show them once."""
    form = PresentForm()
    if form.validate_on_submit():
        try:
            require_own_password(form.present.data or "")
            with unit_of_work(current_actor()) as uow:
                codes = second_factors.renew_recovery_codes(uow)
        except RuleViolation as violation:
            form.report(violation)
        else:
            return _show_codes(codes)
    page = render_template("account/second_factor/renew.html", form=form)
    return page, 422 if form.is_submitted() else 200


@bp.route("/second-factor/remove", methods=["GET", "POST"])
@login_required
@POSTS
def remove_factor() -> ResponseReturnValue:
    """Ask for the password, then take the second factor off."""
    form = PresentForm()
    if form.validate_on_submit():
        try:
            require_own_password(form.present.data or "")
            with unit_of_work(current_actor()) as uow:
                second_factors.remove_own_factor(uow, factor_roles())
        except RuleViolation as violation:
            form.report(violation)
        else:
            flash(gettext("The second factor is taken off."), "success")
            return redirect(url_for(".profile"))
    page = render_template("account/second_factor/remove.html", form=form)
    return page, 422 if form.is_submitted() else 200


def require_own_password(typed: str) -> None:
    """Raise RuleViolation ACC-06 unless this is the signed-in person's present password."""
    with reading(current_actor()) as uow:
        stored = accounts.own_password_hash(uow)
    require_present_password(fits=is_password(typed, stored))


def _is_missing(account_id: AccountId) -> bool:
    with reading(VISITOR) as uow:
        return second_factors.describe_factor(uow, account_id).since is None


def _is_given(form: CodeForm, who: Subject) -> bool:
    with reading(VISITOR) as uow:
        wait = second_factors.factor_wait(uow, who.account_id)
    if wait is not None:
        minutes = int(wait.total_seconds() // 60) + 1
        form.form_errors.append(
            ngettext(
                "Too many failed tries. Try again in %(num)s minute.",
                "Too many failed tries. Try again in %(num)s minutes.",
                minutes,
            )
        )
        return False
    with unit_of_work(VISITOR) as uow:
        refusal = second_factors.give_factor(uow, who.account_id, form.code.data or "")
        if refusal is None:
            enter_with_factor(uow, who.token)
    if refusal is not None:
        form.report(refusal)
    return refusal is None


def _enrolled(form: EnrolForm, who: Subject) -> tuple[str, ...]:
    """Let the new factor count; the session gets a new token that has passed it."""
    if who.is_signed_in:
        require_own_password(form.present.data or "")
    with unit_of_work(who.actor) as uow:
        codes = second_factors.confirm_enrolment(uow, who.account_id, form.code.data or "")
        enter_with_factor(uow, who.token)
    return codes


def _show_codes(codes: tuple[str, ...]) -> str:
    return render_template("account/second_factor/codes.html", codes=codes, wanted=wanted_path())


def _demonstration(account_id: AccountId) -> str | None:
    """The code of the moment, where the installation is a demonstration and the account made up."""
    if not current_app.config["DEMONSTRATION"]:
        return None
    with reading(VISITOR) as uow:
        return demonstration_code(uow, account_id)
