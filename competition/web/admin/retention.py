"""Administrators' pages about retention: the policy in words, what goes when, a run, the log."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from competition.domain.errors import Conflict, RuleViolation
from competition.domain.retention import Kind
from competition.services import retention
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.admin.blueprint import bp
from competition.web.errors import words
from competition.web.forms import version_of
from competition.web.retention_forms import periods_form
from competition.web.retention_words import KINDS, WAYS, sentence, when
from competition.web.session import current_actor

SHOWN = 100


@bp.get("/retention")
def show_retention() -> str:
    """Say how long what is kept, and what goes on which day."""
    with reading(current_actor()) as uow:
        outlook = retention.describe_retention(uow)
        titles = {one.what.competition_id: one.title for one in outlook.upcoming}
    return render_template(
        "admin/retention/show.html",
        outlook=outlook,
        shown=outlook.upcoming[:SHOWN],
        sentences=[sentence(kind, outlook.days[kind]) for kind in Kind],
        titles=titles,
        kinds=KINDS,
        when=when,
    )


@bp.route("/retention/periods", methods=["GET", "POST"])
def edit_periods() -> ResponseReturnValue:
    """Change the days of every kind, with a reason."""
    form = periods_form(Kind)
    with reading(current_actor()) as uow:
        outlook = retention.describe_retention(uow)
    if not form.is_submitted():
        form.show(outlook.days, outlook.policy.number)
        return render_template("admin/retention/periods.html", form=form, kinds=list(Kind))
    seen = version_of(request.form.get("version")) or 0
    try:
        with unit_of_work(current_actor()) as uow:
            issues = retention.save_periods(uow, form.texts(Kind), form.reason.data or "", seen)
    except RuleViolation as violation:
        form.report(violation)
    except Conflict as conflict:
        form.form_errors.append(words(conflict))
    else:
        if form.validate() and not issues:
            flash(gettext("The periods are saved."), "success")
            return redirect(url_for(".show_retention"))
        form.tell(issues)
    return render_template("admin/retention/periods.html", form=form, kinds=list(Kind)), 422


@bp.route("/retention/run", methods=["GET", "POST"])
def run_retention() -> ResponseReturnValue:
    """Say what goes now, then let it go."""
    if request.method == "POST":
        with unit_of_work(current_actor()) as uow:
            job_id = retention.request_run(uow)
        return redirect(url_for("account.show_job", job_id=job_id))
    with reading(current_actor()) as uow:
        outlook = retention.describe_retention(uow)
    return render_template("admin/retention/run.html", outlook=outlook, kinds=KINDS)


@bp.get("/retention/log")
def list_retention_runs() -> str:
    """List the runs with what each took away, the newest first."""
    with reading(current_actor()) as uow:
        found = retention.list_runs(uow, request.args.get("after", type=int))
    shown, more = found[: retention.PAGE], len(found) > retention.PAGE
    return render_template(
        "admin/retention/log.html",
        runs=shown,
        kinds=KINDS,
        ways=WAYS,
        next_key=shown[-1].id if more else None,
    )
