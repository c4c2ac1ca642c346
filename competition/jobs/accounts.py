"""Links to new passwords, sent where nobody can time whether an account exists."""

from competition.jobs.running import RunningJob
from competition.services import password_resets
from competition.services.jobs import SYSTEM
from competition.services.unit_of_work import unit_of_work


def send_reset(job: RunningJob) -> dict[str, object]:
    """Send a link to a new password if somebody has the sign-in name."""
    with unit_of_work(SYSTEM) as uow:
        password_resets.send_reset(uow, str(job.payload["login_index"]))
    return {}
