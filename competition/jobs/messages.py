"""Taking messages out of the house."""

from competition.domain.identifiers import MessageId
from competition.jobs.running import RunningJob
from competition.services import messages
from competition.services.jobs import SYSTEM
from competition.services.unit_of_work import unit_of_work


def deliver(job: RunningJob) -> dict[str, object]:
    """Decide on the ways of new messages."""
    with unit_of_work(SYSTEM) as uow:
        messages.plan_deliveries(uow, [MessageId(number) for number in job.numbers("messages")])
    return {}
