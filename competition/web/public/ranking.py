"""The published ranking, and how each of its results came about."""

from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from competition.domain.identifiers import EventId
from competition.services import own_entries, publications
from competition.services.publications import (
    RANKING_PAGE,
    EventPage,
    LinesWanted,
    PublishedLine,
    Ranking,
)
from competition.services.unit_of_work import reading
from competition.web.forms import is_htmx
from competition.web.ladders import advance_words, ladder
from competition.web.public.blueprint import bp
from competition.web.public.events import page_number, search_words
from competition.web.public.rules import rules_of
from competition.web.session import current_actor


@bp.get("/events/<int:event_id>/ranking")
def show_ranking(event_id: int) -> str:
    """Show a page of the ranking, with the reader's own row; `page_cache` keeps visitors' pages."""
    wanted = LinesWanted(search_words(), page_number(), RANKING_PAGE)
    number = request.args.get("number", "").strip()[:20]
    with reading(current_actor()) as uow:
        own = number or own_entries.own_number(uow, EventId(event_id)) or ""
        found = publications.describe_ranking(uow, EventId(event_id), wanted, own)
    if isinstance(found, EventPage):
        template = "public/ranking/unpublished.html"
        return render_template(template, found=found, event=found.about.event)
    return render_template("public/ranking/show.html", **_context(found), own_number=own)


@bp.get("/events/<int:event_id>/ranking/<number>")
def explain_result(event_id: int, number: str) -> ResponseReturnValue:
    """Show how one result came about: a page, or the fragment that opens under its row."""
    with reading(current_actor()) as uow:
        found = publications.explain_line(uow, EventId(event_id), number)
    template = "public/ranking/_ladder.html" if is_htmx() else "public/ranking/explanation.html"
    page = render_template(template, found=found, event=found.page.about.event, **_line(found.line))
    response = Response(page)
    response.headers["Vary"] = "HX-Request, Cookie"
    return response


def _context(found: Ranking) -> dict[str, Any]:
    return {
        "found": found,
        "event": found.page.about.event,
        "module_titles": module_titles(found.lines or found.podium),
        "rules": rules_of(found.page),
        "titles": {module.id: module.title or module.id for module in found.page.scheme.modules},
    }


def module_titles(lines: tuple[PublishedLine, ...]) -> tuple[str, ...]:
    """The modules that the lines show, in their order."""
    return tuple(dict[str, Any](lines[0].document)["modules"]) if lines else ()


def _line(line: PublishedLine) -> dict[str, Any]:
    return {"line": line, "rungs": ladder(line), "advance_words": advance_words}
