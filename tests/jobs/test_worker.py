"""Real workers, killed and stopped in the middle of a job: nothing is lost."""

import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from sqlalchemy import select

from competition.persistence.models.jobs import JobRow
from competition.persistence.models.messages import DeliveryRow
from competition.services import deliveries, jobs, messages
from competition.services.jobs import SYSTEM
from tests.factories import an_account
from tests.jobs.slow_worker import KIND, slow_carrier

pytestmark = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
PATIENCE = 60


@pytest.fixture
def start_worker(database_url, instance):
    """`start_worker()` starts a worker process; all are killed at the end."""
    running = []

    def start():
        command = [sys.executable, "-m", "tests.jobs.slow_worker", database_url, str(instance)]
        process = subprocess.Popen(command)  # noqa: S603 -- our own module
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.wait()


@pytest.fixture
def carry(app, database_url, instance):
    """`carry(job_id)` hands a job over as the server does."""
    carrier = slow_carrier(app, database_url, instance)
    yield carrier.carry
    carrier.close()


def asked(act):
    with act(SYSTEM) as uow:
        return jobs.enqueue(uow, KIND)


def line(act, job_id):
    with act(SYSTEM) as uow:
        return jobs.describe_job(uow, job_id)


def wait_for(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.1)


def test_a_job_whose_worker_is_killed_is_picked_up_by_the_next_one(act, carry, start_worker):
    job_id = asked(act)
    carry(job_id)
    first = start_worker()
    wait_for(lambda: line(act, job_id).done == 1)
    first.kill()

    start_worker()
    wait_for(lambda: line(act, job_id).state == "done")

    assert line(act, job_id).result == {"attempts": 2}
    assert line(act, job_id).attempts == 2


def test_a_worker_that_is_stopped_gives_its_job_back_at_once(act, carry, start_worker):
    job_id = asked(act)
    carry(job_id)
    worker = start_worker()
    wait_for(lambda: line(act, job_id).state == "running")

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(timeout=PATIENCE) == 0
    assert (line(act, job_id).state, line(act, job_id).error) == ("queued", jobs.WORKER_STOPPED)


def test_a_job_that_was_never_handed_over_is_found_by_the_sweeper(act, start_worker, instance):
    job_id = asked(act)
    (instance / f"attempts-{job_id}").write_text("started\n", encoding="utf-8")
    with act(SYSTEM) as uow:
        uow.session.get(JobRow, job_id).due_at = uow.now - timedelta(minutes=1)

    start_worker()
    wait_for(lambda: line(act, job_id).state == "done")

    assert line(act, job_id).attempts == 1


def test_a_message_whose_worker_died_before_recording_it_is_sent_again_with_its_reference(
    act, run_jobs, database_url, instance, monkeypatch
):
    with act() as uow:
        account_id = an_account(uow, login="13800001111")
        messages.notify(uow, account_id, "address.confirm", code="123456")
    with act(SYSTEM) as uow:
        (job_id,) = jobs.list_due_jobs(uow)
    command = [sys.executable, "-m", "tests.jobs.dying_worker", database_url, str(instance)]
    died = subprocess.run([*command, str(job_id)], check=False)  # noqa: S603 -- our own module
    monkeypatch.setattr(deliveries, "CLAIM", timedelta(seconds=-1))

    with act(SYSTEM) as uow:
        deliveries.resume_deliveries(uow)
    run_jobs()

    lines = (instance / "sms.jsonl").read_text(encoding="utf-8").splitlines()
    with act() as uow:
        rows = uow.session.scalars(select(DeliveryRow)).all()
        assert [(row.state, row.attempts) for row in rows] == [("sent", 2)]
    assert died.returncode == 9
    assert len(lines) == 2
    assert lines[0] == lines[1]
