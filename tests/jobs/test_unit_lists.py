"""A worker is killed in the middle of a long list: what was begun is undone, then it goes on."""

import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from competition.jobs.running import Runner
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.registration import EntrantRow
from competition.services import unit_lists
from tests.factories import an_id_number
from tests.services.test_unit_lists import Desk

ROWS, DIES_AT = unit_lists.AT_ONCE + 15, unit_lists.AT_ONCE + 10


@pytest.fixture
def desk(act):
    """A desk whose clerk has asked for a list that is a job's work to be entered."""
    found = Desk(act)
    typed = [
        {"name": "赵一鸣", "id_number": an_id_number(n, "19850307"), "level": "4"}
        for n in range(1, ROWS + 1)
    ]
    found.save(typed)
    return found


def entered(desk):
    with desk.act() as uow:
        people = uow.session.scalar(select(func.count(EntrantRow.person_id.distinct())))
        return uow.session.scalar(select(func.count(EntryRow.id))), people


def test_a_killed_worker_leaves_whole_steps_and_the_next_one_goes_on(
    desk, app, run_jobs, database_url, instance
):
    job_id = desk.enter()
    command = [sys.executable, "-m", "tests.jobs.dying_list_worker", database_url, str(instance)]

    died = subprocess.run([*command, str(job_id), str(DIES_AT)], check=False)  # noqa: S603 -- our own module
    left, state = entered(desk), desk.shown().stored.state
    Runner(app.app_context, {}, {}, timedelta(seconds=-1)).sweep()
    run_jobs()

    assert died.returncode == -signal.SIGKILL
    assert (left, state) == ((unit_lists.AT_ONCE, unit_lists.AT_ONCE), "entering")
    assert entered(desk) == (ROWS, ROWS)
    assert (desk.shown().stored.state, desk.shown().entered) == ("writing", ROWS)
