"""What the public is told of an event whose entries close later than was announced."""

from dataclasses import dataclass
from datetime import datetime

from competition.domain.events import Event
from competition.persistence.queries import audit
from competition.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Extension:
    """When entries were to close before, and why they close later now."""

    before: datetime | None
    reason: str


def last_extension(uow: UnitOfWork, event: Event) -> Extension | None:
    """The extension by which entries close when they do; None when there was none. Anyone may."""
    closes = event.entries.closes
    found = audit.newest_detail(uow.session, f"event:{event.id}", "event.deadline_moved")
    if found is None or closes is None or found.get("after") != closes.isoformat():
        return None
    before, reason = found.get("before"), found.get("reason")
    return Extension(datetime.fromisoformat(str(before)) if before else None, str(reason or ""))
