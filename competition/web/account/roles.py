"""One's own roles: what they permit, where they come from, and lending them."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import login_required
from wtforms import DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # not in the stubs yet
from wtforms.validators import InputRequired, Length, Optional

from competition.domain.errors import RuleViolation
from competition.domain.identifiers import AccountId
from competition.domain.permissions import Scope, ScopeKind
from competition.services import authority, delegations
from competition.services.delegations import Grant
from competition.services.unit_of_work import UnitOfWork, reading, unit_of_work
from competition.web.account.blueprint import bp
from competition.web.forms import Form, required
from competition.web.periods import whole_days
from competition.web.role_words import SCOPES, permitted_words, place_words, role_words
from competition.web.session import current_actor

OWN = "own"


class LendForm(Form):
    """To whom the role is lent, where, and until when."""

    login = StringField(
        _l("Sign-in name of who stands in for you"), [InputRequired(), Length(max=60)]
    )
    scope_kind = SelectField(_l("Where"))
    scope_id = StringField(
        _l("Which organisation, competition or event"),
        [Length(max=120)],
        description=_l(
            "Its name or part of it, its code or number, where you choose a part of your own place."
        ),
    )
    first = DateField(_l("From"), [Optional()], description=_l("Left empty: at once."))
    until = DateField(_l("Until and including"), [InputRequired()])
    reason = StringField(_l("Reason"), [InputRequired(), Length(max=200)])

    def offer(self, own: Scope) -> None:
        """The own place, or one of the kinds of places inside it."""
        kinds = list(ScopeKind)
        narrower = kinds[kinds.index(own.kind) + 1 :]
        self.scope_kind.choices = [
            SelectChoice(OWN, gettext("All of my own place")),
            *(SelectChoice(kind.value, SCOPES[kind]) for kind in narrower),
        ]

    def place(self, uow: UnitOfWork, own: Scope) -> Scope:
        """The part of the own place that was chosen, or all of it."""
        kind, text = self.scope_kind.data, self.scope_id.data or ""
        return own if kind == OWN else authority.find_place(uow, kind, text, own)


@bp.get("/roles")
@login_required
def own_roles() -> str:
    """Show one's roles, what they permit, and what is lent."""
    actor = current_actor()
    with reading(actor) as uow:
        own = authority.explain_account(uow, AccountId(required(actor.account_id)))
        lent = delegations.list_delegations(uow)
    return render_template(
        "account/roles.html",
        own=own,
        lent=lent,
        role_words=role_words,
        place_words=place_words,
        permitted_words=permitted_words,
        me=actor.account_id,
        through=authority.Through,
    )


@bp.route("/roles/<int:assignment_id>/lend", methods=["GET", "POST"])
@login_required
def lend_role(assignment_id: int) -> ResponseReturnValue:
    """Ask to whom and until when, then lend the role."""
    with reading(current_actor()) as uow:
        grant = delegations.describe_own_grant(uow, assignment_id)
    form = LendForm()
    form.offer(grant.scope)
    if form.validate_on_submit():
        try:
            _lend(form, grant)
        except RuleViolation as violation:
            form.report(violation)
        else:
            flash(gettext("The role is lent; it ends by itself."), "success")
            return redirect(url_for(".own_roles"))
    page = render_template("account/lend.html", form=form, grant=grant, role=role_words(grant.role))
    return page, 422 if form.is_submitted() else 200


@bp.post("/roles/loans/<int:delegation_id>/end")
@login_required
def give_back(delegation_id: int) -> ResponseReturnValue:
    """End a loan before its time."""
    with unit_of_work(current_actor()) as uow:
        delegations.give_back(uow, delegation_id)
    flash(gettext("The loan has ended."), "success")
    return redirect(url_for(".own_roles"))


def _lend(form: LendForm, grant: Grant) -> None:
    with unit_of_work(current_actor()) as uow:
        delegations.lend_role(
            uow,
            grant.id,
            form.login.data or "",
            whole_days(form.first.data, form.until.data),
            scope=form.place(uow, grant.scope),
            reason=form.reason.data or "",
        )
