"""Admission tickets: one's own, those of an event in one document, and checking one at the door.

A ticket carries the address at which it is checked, with a code that follows from the entry and the
installation's key: nobody can make one up, and nothing is stored for it.
"""

import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from competition.domain.errors import NotFound, RuleViolation
from competition.domain.events import Event
from competition.domain.files import Kind
from competition.domain.identifiers import EntryId, EventId, FileId, JobId
from competition.domain.jobs import JobState
from competition.domain.permissions import Permission
from competition.domain.tickets import (
    has_ticket,
    masked,
    require_ticket,
    ticket_code,
    tidy_code,
)
from competition.persistence import entries, events, files
from competition.persistence.files import FileFacts
from competition.persistence.queries import documents as queries
from competition.persistence.queries import jobs
from competition.persistence.queries.documents import PrintedEntry, PrintedFrame
from competition.persistence.queries.jobs import JobLine
from competition.persistence.sealing import keyring
from competition.services.documents import compile_document, qr_drawing, ticket_photo, uncovered
from competition.services.files import store_document
from competition.services.jobs import enqueue
from competition.services.unit_of_work import UnitOfWork

PRINT = "tickets"
"""The kind of the job that prints an event's tickets, and the purpose of what it stores."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What one ticket says."""

    entry: PrintedEntry
    event: Event
    frame: PrintedFrame
    code: str
    photo: FileId | None


@dataclass(frozen=True, slots=True)
class TicketDesk:
    """What there is to print of an event, what lacks, and what was printed before.

    `printing` is the job that prints, or that could not; None when nothing is under way.
    """

    tickets: int
    without_photo: int
    unprintable: tuple[PrintedEntry, ...]
    printed: tuple[FileFacts, ...]
    printing: JobLine | None = None


@dataclass(frozen=True, slots=True)
class CheckedTicket:
    """What whoever checks a ticket learns: whether it holds, and of whom it is, barely."""

    is_valid: bool
    number: str
    name: str
    unit: str
    event: Event
    competition: str


def describe_desk(uow: UnitOfWork, event_id: EventId) -> TicketDesk:
    """Show what tickets there are to print. Needs ENTRY_MANAGE. Raises NotFound."""
    _authorise(uow, event_id)
    found = queries.taking_part(uow.session, event_id)
    photos = queries.photos(uow.session, event_id)
    printed = files.of_subject(uow.session, f"event:{event_id}")
    return TicketDesk(
        len(found),
        sum(entry.id not in photos for entry in found),
        tuple(entry for entry in found if uncovered(_names(entry))),
        tuple(one for one in reversed(printed) if one.purpose == PRINT),
        _under_way(uow, event_id),
    )


def _under_way(uow: UnitOfWork, event_id: EventId) -> JobLine | None:
    """The newest job that prints the event's tickets, unless it is done."""
    found = jobs.newest_of(uow.session, PRINT, f"event:{event_id}")
    return None if found is None or found.state is JobState.DONE else found


def request_tickets(uow: UnitOfWork, event_id: EventId, address: str) -> JobId:
    """Ask for all tickets of the event in one document; a job prints them.

    Takes the address under which tickets are checked. Needs ENTRY_MANAGE.
    Raises NotFound, RuleViolation TKT-01 when nobody takes part.
    """
    _authorise(uow, event_id)
    event = events.load(uow.session, event_id)
    _require_some(queries.taking_part(uow.session, event_id))
    key = f"event:{event_id}"
    return enqueue(uow, PRINT, about=event.title, key=key, event=event_id, address=address)


def collect_tickets(uow: UnitOfWork, event_id: EventId) -> tuple[Ticket, ...]:
    """The tickets of everybody who takes part, to be printed.

    Needs ENTRY_MANAGE. Audited as tickets.printed, because names and photos leave the house.
    Raises NotFound, RuleViolation TKT-01 when nobody takes part.
    """
    _authorise(uow, event_id)
    found = queries.taking_part(uow.session, event_id)
    _require_some(found)
    uow.audit("tickets.printed", f"event:{event_id}", tickets=len(found))
    return _tickets(uow, event_id, found)


def own_ticket(uow: UnitOfWork, entry_id: EntryId) -> Ticket:
    """One's own ticket.

    Needs ENTRY_SUBMIT and that the entry is one's own. Raises NotFound, RuleViolation TKT-01.
    """
    uow.authorise(Permission.ENTRY_SUBMIT)
    stored = entries.load(uow.session, entry_id)
    if uow.actor.account_id is None or stored.account_id != uow.actor.account_id:
        raise NotFound("There is no such entry.")
    require_ticket(stored.state, stored.draft.standing)
    found = queries.taking_part(uow.session, stored.event_id)
    return _tickets(uow, stored.event_id, [one for one in found if one.id == entry_id])[0]


def load_photos(
    uow: UnitOfWork,
    tickets: Sequence[Ticket],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, bytes]:
    """The photos of the tickets by the names that their document gives them, cut to size."""
    found = {}
    for done, ticket in enumerate(tickets):
        if ticket.photo is not None:
            content = files.content(uow.session, ticket.photo)
            found[_photo_name(ticket)] = ticket_photo(content)
        progress(done, len(tickets))
    return found


def print_tickets(
    tickets: Iterable[Ticket], photos: Mapping[str, bytes], address: str, at: datetime
) -> bytes:
    """The tickets as one PDF, a page each. Takes the address under which they are checked."""
    plain = [_plain(ticket, photos, address) for ticket in tickets]
    maker = plain[0]["maker"] if plain else ""
    return compile_document("tickets", {"maker": maker, "tickets": plain}, photos, at=at)


def store_tickets(uow: UnitOfWork, event_id: EventId, content: bytes, called: str) -> FileId:
    """Keep an event's printed tickets for its organisers, in place of the earlier ones.

    Takes what such a document is called; its file is named so, with the event. Needs ENTRY_MANAGE.
    """
    _authorise(uow, event_id)
    subject, title = f"event:{event_id}", events.load(uow.session, event_id).title
    for earlier in files.of_subject(uow.session, subject):
        if earlier.purpose == PRINT:
            files.remove(uow.session, earlier.id)
    return store_document(uow, content, f"{called}-{title}.pdf", Kind.PDF, subject, purpose=PRINT)


def check_ticket(uow: UnitOfWork, entry_id: EntryId, code: str) -> CheckedTicket:
    """Check a ticket by what stands on it. Anyone may; without the code nothing is told.

    Raises NotFound when there is no such ticket.
    """
    if not hmac.compare_digest(_code(entry_id), tidy_code(code)):
        raise NotFound("There is no such ticket.")
    stored = entries.load(uow.session, entry_id)
    return CheckedTicket(
        has_ticket(stored.state, stored.draft.standing),
        stored.draft.number,
        masked(stored.draft.name),
        stored.draft.unit,
        events.load(uow.session, stored.event_id),
        queries.frame(uow.session, stored.event_id).competition,
    )


def _tickets(
    uow: UnitOfWork, event_id: EventId, found: Iterable[PrintedEntry]
) -> tuple[Ticket, ...]:
    event, frame = events.load(uow.session, event_id), queries.frame(uow.session, event_id)
    photos = queries.photos(uow.session, event_id)
    return tuple(
        Ticket(entry, event, frame, _code(entry.id), photos.get(entry.id)) for entry in found
    )


def _plain(ticket: Ticket, photos: Mapping[str, bytes], address: str) -> dict[str, object]:
    entry, event, code = ticket.entry, ticket.event, ticket.code
    photo = _photo_name(ticket)
    return {
        "maker": ticket.frame.organiser,
        "competition": ticket.frame.competition,
        "name": entry.name,
        "members": [list(member) for member in entry.members],
        "number": entry.number,
        "unit": entry.unit,
        "event": event.title,
        "group": event.group.value,
        "round": event.round_name,
        "day": event.held_on.isoformat() if event.held_on else "",
        "venue": event.venue,
        "photo": photo if photo in photos else "",
        "qr": qr_drawing(f"{address.rstrip('/')}/{entry.id}/{code}"),
        "code": f"{code[:5]}-{code[5:]}",
    }


def _names(entry: PrintedEntry) -> str:
    return " ".join([entry.name, *(name for _, name in entry.members)])


def _photo_name(ticket: Ticket) -> str:
    return f"photo-{ticket.entry.id}.jpg"


def _code(entry_id: EntryId) -> str:
    return ticket_code(keyring().index(f"ticket:{entry_id}"))


def _authorise(uow: UnitOfWork, event_id: EventId) -> None:
    uow.authorise(Permission.ENTRY_MANAGE, events.scope_path(uow.session, event_id))


def _require_some(found: Sequence[PrintedEntry]) -> None:
    if not found:
        raise RuleViolation("TKT-01", "Nobody takes part yet: there are no tickets to print.")
