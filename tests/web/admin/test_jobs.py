"""All jobs, and trying a failed one again."""

import re

import pytest

from competition.domain.permissions import Role
from competition.persistence.models.jobs import JobRow
from tests.factories import a_job, a_role, an_account


@pytest.fixture
def administrator(act):
    with act() as uow:
        account_id = an_account(uow, name="管理员")
        a_role(uow, account_id, Role.ADMINISTRATOR)
        return account_id


def test_jobs_are_found_by_state_and_kind(sign_in, act, administrator):
    with act() as uow:
        a_job(uow, administrator, about="甲", state="failed", error="OSError")
        a_job(uow, administrator, about="乙")
        a_job(uow, administrator, about="丙", kind="jobs.tidy", state="failed")

    page = sign_in(administrator).get("/admin/jobs?state=failed&kind=messages.deliver").text

    assert ("<br>甲" in page, "<br>乙" in page, "<br>丙" in page) == (True, False, False)
    assert "OSError" in page


def test_routine_runs_that_ended_well_are_shown_on_request_only(sign_in, act, administrator):
    with act() as uow:
        wanted = [
            a_job(uow, administrator, about="甲", state="done"),
            a_job(uow, None, about="", kind="places.lapse", state="failed"),
        ]
        routine = a_job(uow, None, about="", kind="places.lapse", state="done")
    client = sign_in(administrator)

    def shown(query):
        return sorted(map(int, re.findall(r"/account/jobs/(\d+)", client.get(query).text)))

    assert shown("/admin/jobs") == wanted
    assert shown("/admin/jobs?kind=all") == shown("/admin/jobs?kind=") + [routine]


def test_a_failed_job_is_tried_again(sign_in, act, administrator, run_jobs):
    with act() as uow:
        job = a_job(uow, administrator, state="failed", attempts=4)

    answer = sign_in(administrator).post(f"/admin/jobs/{job}/retry")
    run_jobs()

    assert (answer.status_code, answer.location) == (302, f"/account/jobs/{job}")
    with act() as uow:
        assert uow.session.get(JobRow, job).state == "done"


def test_a_job_that_has_not_failed_is_not_tried_again(sign_in, act, administrator):
    with act() as uow:
        job = a_job(uow, administrator, state="done", finished_at=uow.now)

    assert sign_in(administrator).post(f"/admin/jobs/{job}/retry").status_code == 409
