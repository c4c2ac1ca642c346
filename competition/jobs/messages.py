"""Taking messages out of the house: claim, send, record, one after another."""

import logging
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from flask_babel import force_locale, gettext

from competition.domain.identifiers import DeliveryId, MessageId
from competition.domain.messages import Channel, without_id_numbers
from competition.jobs.couriers import Courier, Letter, Undelivered, Unreachable
from competition.jobs.running import Handler, RunningJob
from competition.services import deliveries
from competition.services.deliveries import RESUME, Parcel
from competition.services.jobs import SYSTEM
from competition.services.message_texts import worded
from competition.services.messages import DELIVER
from competition.services.unit_of_work import reading, unit_of_work

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PostOffice:
    """The channels that this installation has, and how each is served; `site` begins every link."""

    couriers: Mapping[Channel, Callable[[], Courier]]
    site: str

    def handlers(self) -> dict[str, Handler]:
        """The jobs of this office."""
        return {DELIVER: self.deliver, RESUME: self.resume}

    def deliver(self, job: RunningJob) -> dict[str, object]:
        """Decide on the ways of new messages, then send them."""
        ids = [MessageId(number) for number in job.numbers("messages")]
        with unit_of_work(SYSTEM) as uow:
            deliveries.plan_deliveries(uow, ids, self.couriers.keys())
        with reading(SYSTEM) as uow:
            found = deliveries.list_due_deliveries(uow, ids)
        return self._send(job, found)

    def resume(self, job: RunningJob) -> dict[str, object]:
        """Send whatever waits and is due: what did not get through before."""
        with reading(SYSTEM) as uow:
            found = deliveries.list_due_deliveries(uow)
        return self._send(job, found)

    def _send(self, job: RunningJob, found: list[tuple[DeliveryId, str]]) -> dict[str, object]:
        closed: set[str] = set()
        sent = 0
        with self._opened() as couriers:
            for number, (delivery_id, route) in enumerate(found, start=1):
                if route not in closed:
                    sent += self._one(delivery_id, couriers, closed)
                job.progress(number, len(found))
        return {"sent": sent}

    def _one(
        self, delivery_id: DeliveryId, couriers: Mapping[Channel, Courier], closed: set[str]
    ) -> bool:
        """Claim one delivery, send it, record it. A way whose other side is away is closed."""
        with unit_of_work(SYSTEM) as uow:
            parcel = deliveries.claim_delivery(uow, delivery_id)
        if parcel is None:
            return False
        try:
            answer = self._take_out(parcel, couriers)
        except Undelivered as refusal:
            if isinstance(refusal, Unreachable):
                closed.add(parcel.route)
            with unit_of_work(SYSTEM) as uow:
                deliveries.record_refused(uow, parcel, refusal.answer, final=refusal.final)
            return False
        with unit_of_work(SYSTEM) as uow:
            deliveries.record_sent(uow, parcel, answer)
        return True

    def _take_out(self, parcel: Parcel, couriers: Mapping[Channel, Courier]) -> str:
        """Hand the message to its courier. What nobody foresaw is logged and tried again."""
        courier = couriers.get(parcel.channel)
        if courier is None:
            raise Undelivered("This channel is not set up.")
        try:
            return courier.send(parcel, self._letter(parcel))
        except Undelivered:
            raise
        except Exception as failure:
            reference = secrets.token_hex(4).upper()
            log.exception("delivery %s %s", parcel.delivery_id, reference)
            raise Undelivered(f"{type(failure).__name__} {reference}") from failure

    def _letter(self, parcel: Parcel) -> Letter:
        """Word the message in its reader's language, with no ID number in it."""
        with force_locale(parcel.locale):
            chinese = parcel.locale.startswith("zh")
            words = worded(parcel.template, parcel.params, gettext, chinese=chinese)
        link = self.site.rstrip("/") + parcel.link if parcel.link.startswith("/") else parcel.link
        return Letter(
            without_id_numbers(words.subject),
            without_id_numbers(words.body),
            link,
            parcel.created_at,
        )

    @contextmanager
    def _opened(self) -> Iterator[dict[Channel, Courier]]:
        couriers = {channel: make() for channel, make in self.couriers.items()}
        try:
            yield couriers
        finally:
            for courier in couriers.values():
                courier.close()
