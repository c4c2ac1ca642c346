"""What carries the ids of committed jobs to a worker: huey, in a file or in PostgreSQL.

huey forgets a task as soon as a worker has fetched it. That does no harm: the job's row is the
truth, a row is claimed once however often its id arrives, and the sweeper sends lost ids again.
"""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock, Thread

import psycopg
from huey import PostgresHuey, SqliteHuey
from huey.serializer import SignedSerializer

from competition.domain.identifiers import JobId
from competition.jobs.running import Runner

NAME = "jiangjie"
SCHEMA = "huey"
LAST_WORK = 10
"""Seconds that running jobs get to finish when the worker is asked to stop."""
LONGEST_SLEEP = 0.5
SWEEP = 30
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Road:
    """Where the ids wait: in the database if it is PostgreSQL, else in a file beside it."""

    database_url: str
    folder: Path
    secret: str

    def open(self) -> SqliteHuey | PostgresHuey:
        """Open it. Tasks are signed, since whoever could write one could run code in the worker."""
        key = hashlib.sha256(f"jobs:{self.secret}".encode()).hexdigest()
        words = {"serializer": SignedSerializer(key), "results": False}
        if self.database_url.startswith("postgresql"):
            return PostgresHuey(NAME, connection=self._connect, **words)
        return SqliteHuey(NAME, filename=str(self.folder / "jobs.sqlite3"), **words)

    def _connect(self) -> psycopg.Connection:
        """Connect to a schema of its own, which no migration of ours knows."""
        address = self.database_url.replace("postgresql+psycopg:", "postgresql:", 1)
        connection = psycopg.connect(address, autocommit=True)
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        connection.execute(f"SET search_path TO {SCHEMA}")
        return connection


@dataclass
class Carrier:
    """Carries job ids from whoever commits a job to whoever runs it; opened at the first one."""

    road: Road
    runner: Runner
    _lock: Lock = field(default_factory=Lock)
    _huey: SqliteHuey | PostgresHuey | None = None
    _task: Callable[[int], object] | None = None

    def carry(self, job_id: JobId) -> None:
        """Hand a committed job over to whichever worker is free."""
        with self._lock:
            task = self._task or self._opened()
        task(int(job_id))

    def work(self, threads: int) -> None:
        """Run jobs until the process is asked to stop."""
        with self._lock:
            self._opened()
        assert self._huey is not None  # noqa: S101 -- opened above
        consumer = self._huey.create_consumer(
            workers=threads,
            periodic=False,
            max_delay=LONGEST_SLEEP,
            graceful_signal="TERM",
            shutdown_timeout=LAST_WORK,
        )
        logging.getLogger("huey").setLevel(logging.WARNING)  # our jobs say what is worth saying
        over = Event()
        sweeper = Thread(target=self._keep_sweeping, args=(over,), daemon=True)
        sweeper.start()
        try:
            consumer.run()
        finally:
            over.set()
            self.runner.give_back()

    def close(self) -> None:
        """Close what was opened."""
        if self._huey is not None:
            self._huey.storage.close()
        self._huey = self._task = None

    def _opened(self) -> Callable[[int], object]:
        self._huey = self.road.open()
        self._task = self._huey.task(name="run_job")(self._run)
        return self._task

    def _run(self, job_id: int) -> None:
        self.runner.run(JobId(job_id))

    def _keep_sweeping(self, over: Event) -> None:
        pause = min(SWEEP, self.runner.patience.total_seconds() / 2)
        while True:
            try:
                self.runner.sweep()
            except Exception:
                log.exception("the sweeper stumbled and goes on")
            if over.wait(pause):
                return
