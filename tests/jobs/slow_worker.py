"""A worker with one job of its own, to be killed by tests: python -m tests.jobs.slow_worker

The job notes each of its attempts in a file; the first one never ends.
"""

import sys
import time
from datetime import timedelta
from pathlib import Path

from competition.app import create_app
from competition.jobs import carrier, running
from competition.jobs.carrier import Carrier, Road
from competition.jobs.running import Runner
from competition.services.unit_of_work import use_carrier
from tests.conftest import settings

KIND = "test.slow"
SECRET = "test-secret"


def slow(folder):
    """The job: slow at its first attempt."""

    def handle(job):
        notes = folder / f"attempts-{job.job_id}"
        with notes.open("a", encoding="utf-8") as file:
            file.write("started\n")
        if notes.read_text(encoding="utf-8").count("started") == 1:
            job.progress(1, 2)
            time.sleep(600)
        job.progress(2, 2)
        return {"attempts": notes.read_text(encoding="utf-8").count("started")}

    return handle


def slow_carrier(app, url, folder):
    runner = Runner(app.app_context, {KIND: slow(folder)}, {}, timedelta(seconds=4))
    return Carrier(Road(url, folder, SECRET), runner)


if __name__ == "__main__":
    address, place = sys.argv[1], Path(sys.argv[2])
    carrier.LAST_WORK = running.BEAT = 1
    worker = slow_carrier(create_app(settings(address, place)), address, place)
    use_carrier(worker.carry)
    worker.work(2)
