"""Jobs (后台任务): work that goes on after the page is left; the stored row is the truth."""

from datetime import datetime, timedelta
from enum import StrEnum

ATTEMPTS = 4
FIRST_WAIT = timedelta(seconds=30)
SLOWER = 4


class JobState(StrEnum):
    """How a job stands. Queued and running ones are alive."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


def next_attempt(attempts: int, now: datetime) -> datetime | None:
    """When to try again after so many failed attempts; None: give up.

    Rule JOB-01: a job that breaks off is tried again after 30 s, 2 min and 8 min, then it has
    failed until a person asks for it again.
    """
    if attempts >= ATTEMPTS:
        return None
    return now + FIRST_WAIT * int(SLOWER ** (attempts - 1))


def is_abandoned(heartbeat: datetime, now: datetime, patience: timedelta) -> bool:
    """Whether a running job's worker must be gone.

    Rule JOB-02: a running job whose worker gave no sign of life for the set time is queued again.
    """
    return now - heartbeat > patience


def remaining(done: int, total: int, running_for: timedelta) -> timedelta | None:
    """How long the rest will take at the pace so far; None when nothing can be said yet."""
    if not 0 < done <= total:
        return None
    return running_for * (total - done) / done
