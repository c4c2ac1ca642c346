"""The programme book (秩序册) of an event: who judges, who takes part, where and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from competition.domain.events import Event
from competition.domain.identifiers import EventId
from competition.domain.permissions import Permission
from competition.persistence import appointments, events
from competition.persistence.queries import documents as queries
from competition.persistence.queries.documents import PrintedEntry, PrintedFrame
from competition.services.documents import compile_document
from competition.services.unit_of_work import UnitOfWork

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class BookJudge:
    """A judge as the book names them: no marks, no modules, no label."""

    name: str
    unit: str
    is_chief: bool


@dataclass(frozen=True, slots=True)
class BookUnit:
    """A unit and its entries, by number."""

    name: str
    entries: tuple[PrintedEntry, ...]


@dataclass(frozen=True, slots=True)
class ProgrammeBook:
    """What the book of an event holds."""

    event: Event
    frame: PrintedFrame
    judges: tuple[BookJudge, ...]
    units: tuple[BookUnit, ...]
    index: tuple[PrintedEntry, ...]
    made_at: datetime


def export_book(uow: UnitOfWork, event_id: EventId) -> ProgrammeBook:
    """Collect the book of the event.

    Needs ENTRY_MANAGE. Audited as book.exported, because names leave the house. Raises NotFound.
    """
    uow.authorise(Permission.ENTRY_MANAGE, events.scope_path(uow.session, event_id))
    found = queries.taking_part(uow.session, event_id)
    judges = tuple(
        BookJudge(one.name, one.assignment.unit, one.is_chief)
        for one in appointments.of_event(uow.session, event_id)
    )
    uow.audit("book.exported", f"event:{event_id}", entries=len(found), judges=len(judges))
    return ProgrammeBook(
        events.load(uow.session, event_id),
        queries.frame(uow.session, event_id),
        tuple(sorted(judges, key=lambda judge: (not judge.is_chief, _by_sound(judge.name)))),
        _by_unit(found),
        found,
        uow.now,
    )


def print_book(book: ProgrammeBook) -> bytes:
    """The book as PDF."""
    event, frame = book.event, book.frame
    opens, closes = event.entries.opens, event.entries.closes
    data = {
        "maker": frame.organiser,
        "footer": f"{frame.competition} · {event.title}",
        "title": event.title,
        "competition": frame.competition,
        "organiser": frame.organiser,
        "day": event.held_on.isoformat() if event.held_on else "",
        "trade": event.trade,
        "group": event.group.value,
        "round": event.round_name,
        "venue": event.venue,
        "seats": "" if event.seats is None else str(event.seats),
        "about": event.about,
        "opens": _instant(opens),
        "closes": _instant(closes),
        "judges": [[judge.is_chief, judge.name, judge.unit] for judge in book.judges],
        "units": [
            {"name": unit.name, "entries": [_row(entry) for entry in unit.entries]}
            for unit in book.units
        ],
        "index": [[entry.number, entry.name] for entry in book.index],
    }
    return compile_document("programme_book", data, at=book.made_at)


def _by_unit(found: Iterable[PrintedEntry]) -> tuple[BookUnit, ...]:
    units: dict[str, list[PrintedEntry]] = {}
    for entry in found:
        units.setdefault(entry.unit, []).append(entry)
    return tuple(BookUnit(name, tuple(units[name])) for name in sorted(units, key=_by_sound))


def _by_sound(name: str) -> bytes:
    """Names in the order in which they sound (拼音): GB codes keep it for the common signs."""
    return name.encode("gb18030", "replace")


def _row(entry: PrintedEntry) -> list[object]:
    return [entry.number, entry.name, entry.level or "", [list(one) for one in entry.members]]


def _instant(at: datetime | None) -> str:
    return "" if at is None else at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
