"""Accounts and their roles, for administrators."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # not in the stubs yet
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from competition.domain.errors import RuleViolation
from competition.domain.identifiers import AccountId
from competition.domain.permissions import Role, scope_of
from competition.services import accounts, authority, password_resets, second_factors
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.admin.blueprint import bp
from competition.web.errors import words
from competition.web.forms import Form, Needed
from competition.web.periods import whole_days
from competition.web.role_words import ROLES, SCOPES, permitted_words, place_words, role_words
from competition.web.session import current_actor

GRANTABLE = (Role.CLERK, Role.OFFICER, Role.ORGANISER, Role.STEWARD, Role.ADMINISTRATOR)


class HeldRoleForm(Form):
    """A role that is held, whichever it is."""

    role = SelectField(_l("Role"), choices=[SelectChoice(role.value) for role in Role])
    scope_kind = SelectField(
        _l("Where"), choices=[SelectChoice(k.value, w) for k, w in SCOPES.items()]
    )
    scope_id = IntegerField(_l("Number"), [NumberRange(min=0)])


class RoleForm(Form):
    """A role and where it holds, in the words of whoever gives it."""

    role = SelectField(
        _l("Role"), [Needed()], choices=[SelectChoice(r.value, ROLES[r]) for r in GRANTABLE]
    )
    scope_kind = SelectField(
        _l("Where"), [Needed()], choices=[SelectChoice(k.value, w) for k, w in SCOPES.items()]
    )
    scope_id = StringField(
        _l("Which organisation, competition or event"),
        [Length(max=120)],
        description=_l("Its name or part of it, its code or number; empty for everywhere."),
    )


class GrantForm(RoleForm):
    """A role, where it holds, from and until when."""

    first = DateField(_l("From"), [Optional()], description=_l("Left empty: at once."))
    until = DateField(
        _l("Until and including"), [Optional()], description=_l("Left empty: it does not end.")
    )


class ReasonForm(Form):
    """Why an account is blocked or unblocked."""

    reason = StringField(_l("Reason"), [InputRequired(), Length(max=200)])


@bp.get("/accounts")
def list_accounts() -> str:
    """List accounts by name, a page at a time."""
    search = request.args.get("q", "").strip()
    with reading(current_actor()) as uow:
        lines = accounts.list_accounts(uow, search, request.args.get("after", 0, type=int))
    shown, more = lines[: accounts.PAGE], len(lines) > accounts.PAGE
    return render_template(
        "admin/accounts.html",
        lines=shown,
        search=search,
        roles=ROLES,
        next_key=shown[-1].account_id if more else None,
    )


@bp.get("/accounts/<int:account_id>")
def show_account(account_id: int) -> str:
    """Show one account, its roles, and what can be done about it."""
    return _account_page(account_id, GrantForm(), ReasonForm())


@bp.post("/accounts/<int:account_id>/roles")
def grant_role(account_id: int) -> ResponseReturnValue:
    """Give the account a role."""
    form = GrantForm()
    if form.validate_on_submit():
        try:
            with unit_of_work(current_actor()) as uow:
                scope = authority.find_place(uow, form.scope_kind.data, form.scope_id.data or "")
                period = whole_days(form.first.data, form.until.data)
                accounts.grant_role(uow, AccountId(account_id), Role(form.role.data), scope, period)
        except RuleViolation as violation:
            form.report(violation)
        else:
            flash(gettext("The role is granted."), "success")
            return redirect(url_for(".show_account", account_id=account_id))
    return _account_page(account_id, form, ReasonForm()), 422


@bp.post("/accounts/<int:account_id>/roles/revoke")
def revoke_role(account_id: int) -> ResponseReturnValue:
    """Take a role away."""
    form = HeldRoleForm()
    if form.validate_on_submit():
        try:
            with unit_of_work(current_actor()) as uow:
                scope = scope_of(form.scope_kind.data, form.scope_id.data)
                accounts.revoke_role(uow, AccountId(account_id), Role(form.role.data), scope)
        except RuleViolation as violation:
            form.report(violation)
        else:
            flash(gettext("The role is taken away."), "success")
            return redirect(url_for(".show_account", account_id=account_id))
    for message in form.form_errors:
        flash(message, "error")
    return _account_page(account_id, GrantForm(formdata=None), ReasonForm(formdata=None)), 422


@bp.post("/accounts/<int:account_id>/reset-link")
def make_reset_link(account_id: int) -> ResponseReturnValue:
    """Make a link to a new password, to be handed over in person; it is shown once."""
    try:
        with unit_of_work(current_actor()) as uow:
            path = password_resets.make_reset_link(uow, AccountId(account_id))
            account = accounts.describe_account(uow, AccountId(account_id))
    except RuleViolation as violation:
        flash(words(violation), "error")
        return redirect(url_for(".show_account", account_id=account_id))
    link = f"{request.host_url.rstrip('/')}{path}"
    return render_template("admin/reset_link.html", account=account, link=link)


@bp.post("/accounts/<int:account_id>/state")
def set_state(account_id: int) -> ResponseReturnValue:
    """Block or unblock the account, with the reason."""
    form = ReasonForm()
    blocked = request.form.get("blocked") == "yes"
    if form.validate_on_submit():
        try:
            with unit_of_work(current_actor()) as uow:
                accounts.block_account(
                    uow, AccountId(account_id), blocked=blocked, reason=form.reason.data or ""
                )
        except RuleViolation as violation:
            form.report(violation)
        else:
            flash(gettext("Done."), "success")
            return redirect(url_for(".show_account", account_id=account_id))
    return _account_page(account_id, GrantForm(formdata=None), form), 422


def _account_page(account_id: int, role_form: GrantForm, reason_form: ReasonForm) -> str:
    with reading(current_actor()) as uow:
        account = accounts.describe_account(uow, AccountId(account_id))
        factor = second_factors.describe_factor(uow, AccountId(account_id))
        held = authority.explain_account(uow, AccountId(account_id))
    return render_template(
        "admin/account.html",
        account=account,
        factor=factor,
        role_form=role_form,
        reason_form=reason_form,
        held=held,
        through=authority.Through,
        role_words=role_words,
        place_words=place_words,
        permitted_words=permitted_words,
    )
