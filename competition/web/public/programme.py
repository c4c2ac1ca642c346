"""The published annual programme, for everyone: the page, the workbook; and the occupations."""

from io import BytesIO
from typing import Any

from flask import Response, render_template, request, send_file
from flask_babel import gettext

from competition.domain.competitions import Level
from competition.domain.errors import NotFound
from competition.domain.programme import EditionFilter
from competition.services import catalogues, programme_editions
from competition.services.paper_lists import PaperTable, print_tables
from competition.services.programme_editions import PublicProgramme
from competition.services.unit_of_work import reading
from competition.services.workbooks import Column, Page, write_workbook
from competition.web.files import XLSX
from competition.web.formatting import moment
from competition.web.organiser.programme_words import PROGRESS_WORDS
from competition.web.proposal_words import LEVEL_NAMES
from competition.web.public.blueprint import bp
from competition.web.public.events import search_words
from competition.web.session import current_actor

PAPER_WIDTHS = (6, 2, 2, 4, 4, 3, 3, 3, 3, 4, 2, 2)


@bp.get("/programme")
@bp.get("/programme/<int:season>")
@bp.get("/programme/<int:season>/<int:edition>")
def show_programme(season: int | None = None, edition: int | None = None) -> str:
    """Show an edition of the annual programme; the newest one when none is named."""
    try:
        found = _edition(season, edition)
    except NotFound:
        if season is not None:
            raise
        return render_template("public/programme/none.html")
    keys = ("district", "industry", "trade")
    wanted = EditionFilter(search_words(), *(request.args.get(key, "")[:120] for key in keys))
    return render_template(
        "public/programme/show.html",
        found=found,
        wanted=wanted,
        lines=found.narrowed(wanted),
        choices={
            "district": found.choices("district"),
            "industry": found.choices("industry"),
            "trade": found.choices("trades"),
        },
        progress_words=PROGRESS_WORDS,
        level_names={level.value: words for level, words in LEVEL_NAMES.items()},
    )


@bp.get("/programme/<int:season>/<int:edition>.xlsx")
def download_programme(season: int, edition: int) -> Response:
    """Give an edition as a workbook."""
    found = _edition(season, edition)
    columns = [Column(head, width) for head, width in heads()]
    about = [
        (gettext("Season"), str(season)),
        (gettext("Edition"), str(edition)),
        (gettext("Published on"), moment(found.edition.published_at)),
        (gettext("Note"), found.edition.note),
        (gettext("Checksum (SHA-256)"), found.edition.digest),
    ]
    facts = Page(gettext("About"), [Column(gettext("Fact"), 22), Column("", 72)], about)
    listed = Page(gettext("Programme"), columns, [cells(line) for line in found.edition.lines])
    name = gettext("Programme %(season)s edition %(number)s.xlsx", season=season, number=edition)
    data = BytesIO(write_workbook([listed, facts]))
    return send_file(data, mimetype=XLSX, as_attachment=True, download_name=name)


@bp.get("/programme/<int:season>/<int:edition>.pdf")
def print_programme(season: int, edition: int) -> Response:
    """Give an edition on paper."""
    found = _edition(season, edition).edition
    rows = [["" if one is None else str(one) for one in cells(line)] for line in found.lines]
    table = PaperTable([head for head, _ in heads()], PAPER_WIDTHS, rows)
    published = moment(found.published_at)
    title = gettext("Annual programme %(season)s", season=season)
    lead = gettext("Edition %(number)s, published on %(moment)s", number=edition, moment=published)
    digest = f"{gettext('Checksum (SHA-256)')}: {found.digest}"
    notes = [note for note in (found.note, digest) if note]
    data = print_tables(title, [table], found.published_at, lead=lead, notes=notes)
    name = gettext("Programme %(season)s edition %(number)s.xlsx", season=season, number=edition)
    name = name.replace("xlsx", "pdf")
    pdf = "application/pdf"
    return send_file(BytesIO(data), mimetype=pdf, as_attachment=True, download_name=name)


@bp.get("/occupations")
def find_occupations() -> str:
    """Search the catalogue of occupations by name or code."""
    text = search_words()
    with reading(current_actor()) as uow:
        found = catalogues.search_occupations(uow, text)
    return render_template("public/programme/occupations.html", found=found, text=text)


@bp.get("/occupations/options")
def offer_occupations() -> str:
    """What the catalogue finds for the text of a field, as options of its list."""
    text = search_words(request.args.get("field", "q"))
    with reading(current_actor()) as uow:
        found = catalogues.search_occupations(uow, text)
    return render_template("public/programme/options.html", found=found)


def heads() -> list[tuple[str, int]]:
    """The columns of an edition with their widths."""
    return [
        (gettext("Competition"), 44),
        (gettext("Level"), 10),
        (gettext("Class"), 8),
        (gettext("Organising body"), 28),
        (gettext("Host"), 24),
        (gettext("Trade"), 24),
        (gettext("Industry"), 14),
        (gettext("First day"), 12),
        (gettext("Last day"), 12),
        (gettext("Venue"), 28),
        (gettext("Expected entrants"), 10),
        (gettext("Remark"), 12),
    ]


def cells(line: dict[str, Any]) -> list[str | int | None]:
    """One competition of an edition, in the order of `heads`."""
    return [
        line["title"],
        str(LEVEL_NAMES[Level(line["level"])]),
        line["class"],
        line["organiser"],
        line["host"],
        "、".join(line["trades"]),
        line["industry"],
        line["starts_on"] or "",
        line["ends_on"] or "",
        line["place"],
        line["entrants"],
        gettext("Cancelled") if line["cancelled"] else "",
    ]


def _edition(season: int | None, number: int | None) -> PublicProgramme:
    with reading(current_actor()) as uow:
        return programme_editions.public_programme(uow, season, number)
