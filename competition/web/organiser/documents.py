"""Organisers' pages about what is printed of an event: tickets and the programme book."""

from collections.abc import Sequence

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from competition.domain.errors import RuleViolation
from competition.domain.files import ENDINGS, Kind
from competition.domain.identifiers import EventId
from competition.domain.jobs import JobState
from competition.services import programme_books, tickets
from competition.services.documents import uncovered
from competition.services.programme_books import ProgrammeBook
from competition.services.unit_of_work import reading, unit_of_work
from competition.services.workbooks import Column, Page, write_workbook
from competition.web.award_wording import level_words
from competition.web.errors import words
from competition.web.files import disposition
from competition.web.forms import Form, is_htmx
from competition.web.organiser.blueprint import bp
from competition.web.organiser.events import describe
from competition.web.organiser.frame import render_event
from competition.web.session import current_actor
from competition.web.ticket_address import check_address

WIDE, NARROW = 40, 14


@bp.get("/events/<int:event_id>/documents")
def show_documents(event_id: int) -> str:
    """Show what can be printed, what is being printed, and what was printed before.

    A script asks for the part that changes; without one the page loads itself again.
    """
    with reading(current_actor()) as uow:
        desk = tickets.describe_desk(uow, EventId(event_id))
    is_alive = desk.printing is not None and desk.printing.state is not JobState.FAILED
    context = {"desk": desk, "is_alive": is_alive, "event_id": event_id}
    if is_htmx():
        return render_template("organiser/documents/_printed.html", **context)
    page = "organiser/documents/show.html"
    return render_event(page, describe(event_id), "documents", uncovered=uncovered, **context)


@bp.post("/events/<int:event_id>/documents/tickets")
def request_tickets(event_id: int) -> ResponseReturnValue:
    """Have all tickets of the event printed."""
    if Form().validate_on_submit():
        try:
            with unit_of_work(current_actor()) as uow:
                tickets.request_tickets(uow, EventId(event_id), check_address())
        except RuleViolation as violation:
            flash(words(violation), "error")
        else:
            flash(gettext("The tickets are being printed. A message tells you when."), "success")
    return redirect(url_for(".show_documents", event_id=event_id))


@bp.post("/events/<int:event_id>/documents/programme-book.<any(pdf, xlsx):ending>")
def export_book(event_id: int, ending: str) -> Response:
    """Give the programme book; that names left the system is on record."""
    with unit_of_work(current_actor()) as uow:
        book = programme_books.export_book(uow, EventId(event_id))
    is_pdf = ending == ENDINGS[Kind.PDF]
    content = programme_books.print_book(book) if is_pdf else _workbook(book)
    kind = Kind.PDF if is_pdf else Kind.XLSX
    name = gettext("programme book of %(event)s", event=book.event.title)
    response = Response(content, content_type=kind.value)
    response.headers["Content-Disposition"] = disposition(f"{name}.{ending}")
    return response


def _workbook(book: ProgrammeBook) -> bytes:
    columns = [
        Column(gettext("Unit"), WIDE),
        Column(gettext("Entry number"), NARROW),
        Column(gettext("Name"), NARROW),
        Column(gettext("Skill level held"), WIDE),
    ]
    rows = [
        (unit.name, entry.number, entry.name, level_words(entry.level))
        for unit in book.units
        for entry in unit.entries
    ]
    return write_workbook([Page(gettext("Entries"), columns, rows), _judges(book), _facts(book)])


def _judges(book: ProgrammeBook) -> Page:
    columns = [
        Column(gettext("Name"), NARROW),
        Column(gettext("Duty"), NARROW),
        Column(gettext("Unit"), WIDE),
    ]
    duties = {True: gettext("Chief judge"), False: gettext("Judge")}
    rows = [(one.name, duties[one.is_chief], one.unit) for one in book.judges]
    return Page(gettext("Judges"), columns, rows)


def _facts(book: ProgrammeBook) -> Page:
    event = book.event
    rows: Sequence[Sequence[str]] = (
        (gettext("Competition"), book.frame.competition),
        (gettext("Event"), event.title),
        (gettext("Organiser"), book.frame.organiser),
        (gettext("Day of the event"), event.held_on.isoformat() if event.held_on else ""),
        (gettext("Venue"), event.venue),
    )
    return Page(gettext("About"), [Column("", NARROW), Column("", WIDE)], rows)
