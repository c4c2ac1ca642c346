"""The jobs that one asked for: how far they are, and what became of them."""

from flask import render_template, request
from flask_login import login_required

from competition.domain.identifiers import JobId
from competition.domain.jobs import JobState, remaining
from competition.services import jobs
from competition.services.jobs import JobLine
from competition.services.unit_of_work import reading
from competition.web.account.blueprint import bp
from competition.web.forms import is_htmx
from competition.web.job_wording import KINDS, error_words, span_words
from competition.web.language import local_path
from competition.web.session import current_actor, request_time


@bp.get("/jobs")
@login_required
def list_jobs() -> str:
    """List the jobs that one asked for, the newest first."""
    with reading(current_actor()) as uow:
        lines = jobs.list_own_jobs(uow, request.args.get("after", type=int))
    shown, more = lines[: jobs.PAGE], len(lines) > jobs.PAGE
    return render_template(
        "account/jobs.html",
        lines=shown,
        kinds=KINDS,
        next_key=shown[-1].job_id if more else None,
    )


@bp.get("/jobs/<int:job_id>")
@login_required
def show_job(job_id: int) -> str:
    """Show how far a job is; a script asks for the part that changes, else the page reloads."""
    with reading(current_actor()) as uow:
        job = jobs.describe_job(uow, JobId(job_id))
    link = job.result.get("link")
    template = "account/_job.html" if is_htmx() else "account/job.html"
    return render_template(
        template,
        job=job,
        kind=KINDS.get(job.kind, job.kind),
        is_alive=job.state in {JobState.QUEUED, JobState.RUNNING},
        rest=_rest(job),
        error=error_words(job),
        link=local_path(link) if isinstance(link, str) else None,
    )


def _rest(job: JobLine) -> str:
    if job.state is not JobState.RUNNING or job.started_at is None:
        return ""
    return span_words(remaining(job.done, job.total, request_time() - job.started_at))
