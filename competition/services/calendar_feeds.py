"""iCalendar feeds (日历订阅): the days of announced competitions, for every calendar program.

Identifiers and sequence numbers come from what is stored, so that a calendar knows a changed entry
again and shows it at its new time; what is cancelled says so instead of vanishing.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event, vText

from competition.domain.events import EventState
from competition.domain.identifiers import CompetitionId
from competition.domain.programme import Progress
from competition.persistence.queries import programme as queries
from competition.persistence.queries.calendar import Stamp, stamps
from competition.persistence.queries.programme import ProgrammeLine
from competition.services.programme import CITY_TIME
from competition.services.sites import describe_site
from competition.services.unit_of_work import UnitOfWork

PRODUCT = "-//Jiangjie//Competition calendar//ZH"
REFRESH = "PT12H"


def competition_feed(
    uow: UnitOfWork, competition_id: CompetitionId, words: dict[str, str]
) -> bytes:
    """The days of one announced competition. Anyone may. Raises NotFound.

    Takes the words of what happens: held, closes, begins, and the feed's site address.
    """
    line = describe_site(uow, competition_id).line
    return _feed(uow, line.title, [line], words)


def programme_feed(uow: UnitOfWork, season: int, name: str, words: dict[str, str]) -> bytes:
    """The days of every announced competition of a season. Anyone may."""
    lines = [line for line in queries.programme_lines(uow.session, season) if line.announced]
    return _feed(uow, name, lines, words)


def _feed(
    uow: UnitOfWork, name: str, lines: Iterable[ProgrammeLine], words: dict[str, str]
) -> bytes:
    calendar, listed = Calendar(), list(lines)
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", str(CITY_TIME))
    calendar.add("refresh-interval", vText(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH)
    marks = stamps(uow.session, [line.id for line in listed])
    for line in listed:
        for entry in _entries(line, marks[line.id], uow.now, words):
            calendar.add_component(entry)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _entries(
    line: ProgrammeLine, stamp: Stamp, now: datetime, words: dict[str, str]
) -> Iterable[Event]:
    cancelled = line.progress is Progress.CANCELLED
    address = f"{words['site']}/competitions/{line.id}"
    for event in line.events:
        if event.state is EventState.DRAFT:
            continue
        sequence = stamp.versions[event.id]
        for key, start in (("held", event.held_on), ("closes", event.entries_close_at)):
            if start is None:
                continue
            entry = _entry(f"{stamp.root}-event-{event.id}-{key}", sequence, now, start)
            entry.add("summary", f"{event.title}：{words[key]}")
            entry.add("description", line.title)
            _finish(entry, event.venue, f"{words['site']}/events/{event.id}", cancelled=cancelled)
            yield entry
    if line.plan.starts_on:
        last = line.plan.ends_on or line.plan.starts_on
        entry = _entry(f"{stamp.root}-days", stamp.plan, now, line.plan.starts_on, last)
        entry.add("summary", line.title)
        _finish(entry, line.plan.place, address, cancelled=cancelled)
        yield entry


def _entry(
    uid: str, sequence: int, now: datetime, start: date | datetime, last: date | None = None
) -> Event:
    entry = Event()
    entry.add("uid", f"{uid}@jiangjie")
    entry.add("sequence", sequence)
    entry.add("dtstamp", now)
    if isinstance(start, datetime):
        entry.add("dtstart", start.astimezone(CITY_TIME))
    else:
        entry.add("dtstart", start)
        entry.add("dtend", (last or start) + timedelta(days=1))
    return entry


def _finish(entry: Event, place: str, address: str, *, cancelled: bool) -> None:
    if place:
        entry.add("location", place)
    entry.add("url", address)
    entry.add("transp", "TRANSPARENT")
    entry.add("status", "CANCELLED" if cancelled else "CONFIRMED")
