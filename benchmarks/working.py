"""A job in a worker of its own: what it took, and how often somebody saw how far it was."""

import json
import resource
import subprocess
import sys
import time

from sqlalchemy import create_engine, func, select

from benchmarks.ground import confirm
from competition.app import create_app, job_runner
from competition.domain.identifiers import JobId
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.jobs import JobRow
from config import Settings


def work(job: int) -> None:
    """Run the job as a worker does, and tell what it took: seconds and MiB."""
    settings = Settings.from_env()
    app = create_app(settings)
    wall, busy_before = time.perf_counter(), time.process_time()
    job_runner(app, settings).run(JobId(job))
    used = {
        "wall": time.perf_counter() - wall,
        "busy": time.process_time() - busy_before,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(used))


def watch(module: str, url: str, job: int, event: int, many: int) -> tuple[dict[str, float], int]:
    """Have the module's `--work` do the job, confirm that so many entries are stored after it.

    Returns what the worker told and how many steps of progress were seen.
    """
    line = [sys.executable, "-m", module, "--work", str(job)]
    engine, seen = create_engine(url), set[tuple[int, int]]()
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as worker:  # noqa: S603 -- ours
        while worker.poll() is None:
            with engine.connect() as connection:
                row = connection.execute(
                    select(JobRow.done, JobRow.total).where(JobRow.id == job)
                ).one()
                seen.add((row.done, row.total))
            time.sleep(0.2)
        told = worker.stdout.read() if worker.stdout else ""
    with engine.connect() as connection:
        state = connection.scalar(select(JobRow.state).where(JobRow.id == job))
        stored = connection.scalar(select(func.count()).where(EntryRow.event_id == event))
    engine.dispose()
    confirm((state, stored) == ("done", many), (state, stored))
    used: dict[str, float] = json.loads(told)
    return used, len(seen)
