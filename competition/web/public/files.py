"""A published ranking to take away: the results bundle, XLSX, CSV, and on paper."""

from collections.abc import Mapping
from typing import Any

from flask import Response, render_template
from flask_babel import gettext

from competition.domain.identifiers import EventId
from competition.services import publications
from competition.services.publications import PublishedLine, WholeRanking
from competition.services.ranking_files import Cell, ranking_csv, ranking_xlsx
from competition.services.unit_of_work import reading
from competition.web.award_wording import level_words
from competition.web.files import XLSX
from competition.web.formatting import moment
from competition.web.ladders import advance_words
from competition.web.public.blueprint import bp
from competition.web.public.ranking import module_titles
from competition.web.session import current_actor


@bp.get("/events/<int:event_id>/ranking.json")
def download_bundle(event_id: int) -> Response:
    """Give the results bundle, byte by byte as it was published."""
    with reading(current_actor()) as uow:
        publication, bundle = publications.bundle_of(uow, EventId(event_id))
    response = _attachment(bundle, "application/json", event_id, "json")
    response.headers["X-Bundle-Digest"] = f"sha256={publication.digest}"
    return response


@bp.get("/events/<int:event_id>/ranking.xlsx")
def download_xlsx(event_id: int) -> Response:
    """Give the ranking as a workbook."""
    found = _whole(event_id)
    heads, rows = table(found)
    names = (gettext("Ranking"), gettext("About"))
    return _attachment(ranking_xlsx(names, heads, rows, _about(found)), XLSX, event_id, "xlsx")


@bp.get("/events/<int:event_id>/ranking.csv")
def download_csv(event_id: int) -> Response:
    """Give the ranking as CSV."""
    heads, rows = table(_whole(event_id))
    return _attachment(ranking_csv(heads, rows), "text/csv; charset=utf-8", event_id, "csv")


@bp.get("/events/<int:event_id>/print")
def print_ranking(event_id: int) -> str:
    """Show the whole ranking on one page made for paper."""
    found = _whole(event_id)
    heads, rows = table(found)
    return render_template(
        "public/ranking/paper.html",
        found=found,
        event=found.page.about.event,
        heads=heads,
        rows=rows,
    )


def table(found: WholeRanking) -> tuple[list[str], list[list[Cell]]]:
    """The ranking as heads and rows; columns that the policies do not speak of are left out."""
    modules = module_titles(found.lines)
    titles = {module.id: module.title or module.id for module in found.page.scheme.modules}
    heads = [gettext("Place"), gettext("Entry number"), gettext("Name"), gettext("Unit")]
    heads += [titles.get(module, module) for module in modules]
    heads += [gettext("Total"), *_award_heads(found)]
    return heads, [_row(line, modules, found) for line in found.lines]


def _award_heads(found: WholeRanking) -> list[str]:
    policies = found.page.policies
    heads = [gettext("Advancement")] if policies.advance else []
    heads += [gettext("Prize")] if policies.prizes else []
    return heads + ([gettext("Proposed promotion")] if policies.promotions else [])


def _row(line: PublishedLine, modules: tuple[str, ...], found: WholeRanking) -> list[Cell]:
    document, policies = dict[str, Any](line.document), found.page.policies
    place = line.place if document["standing"] == "competing" else None
    row: list[Cell] = [place, line.number, line.name, line.unit]
    row += [_score(document["modules"].get(module)) for module in modules]
    row.append(line.total)
    if policies.advance:
        row.append(advance_words(document))
    if policies.prizes:
        row.append(document["prize"] or "")
    if policies.promotions:
        row.append(level_words(document["promotion"]) if document["promotion"] else "")
    return row


def _score(module: Mapping[str, Any] | None) -> str | None:
    return None if module is None else str(module["score"])


def _about(found: WholeRanking) -> list[tuple[str, str]]:
    publication, about = found.publication, found.page.about
    return [
        (gettext("Competition"), about.competition),
        (gettext("Event"), about.event.title),
        (gettext("Published on"), moment(publication.published_at)),
        (gettext("Remark"), publication.remark),
        (gettext("Checksum (SHA-256)"), publication.digest),
    ]


def _whole(event_id: int) -> WholeRanking:
    with reading(current_actor()) as uow:
        return publications.whole_ranking(uow, EventId(event_id))


def _attachment(content: bytes, kind: str, event_id: int, ending: str) -> Response:
    response = Response(content, content_type=kind)
    name = f"event-{event_id}-ranking.{ending}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
