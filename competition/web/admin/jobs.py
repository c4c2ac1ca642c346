"""All jobs, for administrators: what runs, what failed, and trying again."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from competition.domain.identifiers import JobId
from competition.domain.jobs import JobState
from competition.services import jobs
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.admin.blueprint import bp
from competition.web.job_wording import KINDS
from competition.web.session import current_actor


@bp.get("/jobs")
def list_jobs() -> str:
    """List jobs, the newest first; without a wish all but routine runs that ended well."""
    state, kind = request.args.get("state", ""), request.args.get("kind", "")
    with reading(current_actor()) as uow:
        lines = jobs.list_jobs(
            uow, state=state, kind=kind, before=request.args.get("after", type=int)
        )
    shown, more = lines[: jobs.PAGE], len(lines) > jobs.PAGE
    return render_template(
        "admin/jobs.html",
        lines=shown,
        state=state,
        kind=kind,
        kinds={jobs.EVERY_KIND: gettext("All, routine runs too"), **KINDS},
        states=list(JobState),
        next_key=shown[-1].job_id if more else None,
    )


@bp.post("/jobs/<int:job_id>/retry")
def retry_job(job_id: int) -> ResponseReturnValue:
    """Try a failed job again."""
    with unit_of_work(current_actor()) as uow:
        jobs.retry_job(uow, JobId(job_id))
    flash(gettext("The task is queued again."), "success")
    return redirect(url_for("account.show_job", job_id=job_id))
