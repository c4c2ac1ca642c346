"""Running one job: taking its row, keeping it alive, and recording how it ended."""

import logging
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event, Thread

from competition.domain.errors import CompetitionError
from competition.domain.identifiers import JobId
from competition.domain.permissions import Actor
from competition.services import deliveries, jobs, messages
from competition.services.jobs import SYSTEM, StartedJob, StoredJob
from competition.services.unit_of_work import unit_of_work

GLANCE = 1
"""Seconds between two looks at whether there is progress to write down."""
BEAT = 10
"""Looks between two signs of life when there is no progress."""
log = logging.getLogger(__name__)
Context = Callable[[], AbstractContextManager[object]]


@dataclass(slots=True)
class RunningJob:
    """What a handler gets: its payload, who asked, and where to say how far it is."""

    job_id: JobId
    payload: Mapping[str, object]
    actor: Actor
    done: int = 0
    total: int = 0

    def progress(self, done: int, total: int) -> None:
        """Say how far it is. Costs nothing: it is written down about once a second."""
        self.done, self.total = done, total

    def number(self, name: str) -> int:
        """A number of the payload. Raises TypeError when it is none."""
        value = self.payload.get(name)
        if not isinstance(value, int):
            raise TypeError(f"the payload has no number {name}")
        return value

    def numbers(self, name: str) -> list[int]:
        """A list of numbers of the payload. Raises TypeError when it is none."""
        values = self.payload.get(name)
        if not isinstance(values, list) or not all(isinstance(value, int) for value in values):
            raise TypeError(f"the payload has no numbers {name}")
        return values


Handler = Callable[[RunningJob], dict[str, object]]


@dataclass(frozen=True)
class Runner:
    """Runs jobs by their kinds, each in an application context of its own.

    `schedule` names the kinds that the clock asks for, each as often as it says; `patience` is how
    long a running job may be silent before its worker is held to be gone.
    """

    context: Context
    handlers: Mapping[str, Handler]
    schedule: Mapping[str, timedelta] = field(default_factory=dict)
    patience: timedelta = timedelta(minutes=3)
    _now_running: dict[JobId, StoredJob] = field(default_factory=dict)

    def run(self, job_id: JobId) -> None:
        """Run the job if it is there to be taken; record how it ended, whatever happens."""
        with self.context():
            with unit_of_work(SYSTEM) as uow:
                started = jobs.start_job(uow, job_id)
            if started is not None:
                self._now_running[job_id] = started.stored
                try:
                    self._attempt(started)
                finally:
                    self._now_running.pop(job_id, None)

    def sweep(self) -> None:
        """Find what was lost on the way, and what the clock asks for."""
        with self.context(), unit_of_work(SYSTEM) as uow:
            for job in jobs.sweep_jobs(uow, self.patience):
                messages.tell_end(uow, job, failed=True)
            deliveries.resume_deliveries(uow)
            for kind, pause in self.schedule.items():
                jobs.enqueue_if_older(uow, kind, pause)

    def give_back(self) -> None:
        """Queue again what is still running, because this process ends now."""
        with self.context(), unit_of_work(SYSTEM) as uow:
            for job in list(self._now_running.values()):
                jobs.give_back_job(uow, job)

    def _attempt(self, started: StartedJob) -> None:
        stored = started.stored
        job = RunningJob(stored.job_id, stored.payload, started.actor)
        try:
            with self._alive(started, job):
                result = self.handlers[stored.kind](job)
        except CompetitionError as refusal:
            # A refusal stays one however often it is tried; a filled-in text may name a person.
            text = refusal.message if not refusal.params else type(refusal).__name__
            self._break_off(started, refusal, text, final=True)
        except Exception as failure:
            self._break_off(started, failure, type(failure).__name__)
        else:
            with unit_of_work(SYSTEM) as uow:
                jobs.report_progress(uow, stored, job.done, job.total)
                if jobs.finish_job(uow, stored, result):
                    messages.tell_end(uow, stored, link=str(result.get("link", "")))

    def _break_off(
        self, started: StartedJob, failure: Exception, text: str, *, final: bool = False
    ) -> None:
        stored, reference = started.stored, secrets.token_hex(4).upper()
        log.error("job %s (%s) %s", stored.job_id, stored.kind, reference, exc_info=failure)
        with unit_of_work(SYSTEM) as uow:
            if jobs.break_off_job(uow, stored, text, reference, final=final):
                messages.tell_end(uow, stored, failed=True)

    @contextmanager
    def _alive(self, started: StartedJob, job: RunningJob) -> Iterator[None]:
        """Give signs of life from a thread of its own, so that the handler may hold its locks."""
        over = Event()
        thread = Thread(target=self._beat, args=(started, job, over), daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _beat(self, started: StartedJob, job: RunningJob, over: Event) -> None:
        written, quiet = (0, 0), 0
        while not over.wait(GLANCE):
            quiet += 1
            if (job.done, job.total) == written and quiet < BEAT:
                continue
            written, quiet = (job.done, job.total), 0
            try:
                with self.context(), unit_of_work(SYSTEM) as uow:
                    jobs.report_progress(uow, started.stored, *written)
            except Exception:
                log.warning("no sign of life of job %s could be written", job.job_id)
