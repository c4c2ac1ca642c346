"""The public pages of a competition, and its calendar to subscribe to."""

from dataclasses import dataclass

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from competition.domain.competitions import Level
from competition.domain.identifiers import CompetitionId
from competition.domain.site_text import read_text
from competition.domain.sites import PageKind
from competition.services import calendar_feeds, sites
from competition.services.sites import Site
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.files import disposition
from competition.web.organiser.programme_words import OCCASION_WORDS, PROGRESS_WORDS
from competition.web.proposal_words import LEVEL_NAMES
from competition.web.public.blueprint import bp
from competition.web.session import current_actor, signed_in

PAGES = {
    "announcement": _l("Announcement"),
    "timetable": _l("Timetable"),
    "technical": _l("Technical document"),
    "downloads": _l("Downloads"),
    "faq": _l("Questions and answers"),
    "news": _l("News"),
    "contact": _l("Contact"),
}
SUBPAGES = "any(timetable, technical, downloads, faq, news, contact)"


@dataclass(frozen=True, slots=True)
class SiteTab:
    """One page among the tabs."""

    key: str
    label: str
    url: str


@bp.get("/competitions/<int:competition_id>")
def show_site(competition_id: int) -> str:
    """Show a competition's announcement."""
    return _page(competition_id, "announcement")


@bp.get(f"/competitions/<int:competition_id>/<{SUBPAGES}:page>")
def show_site_page(competition_id: int, page: str) -> str:
    """Show one of the further pages."""
    return _page(competition_id, page)


@bp.get("/competitions/<int:competition_id>/calendar.ics")
def competition_calendar(competition_id: int) -> Response:
    """Give the competition's days as an iCalendar feed."""
    with reading(current_actor()) as uow:
        feed = calendar_feeds.competition_feed(uow, CompetitionId(competition_id), _words())
    return _calendar(feed, f"competition-{competition_id}.ics")


@bp.get("/programme/<int:season>/calendar.ics")
def programme_calendar(season: int) -> Response:
    """Give the days of all announced competitions of the season as an iCalendar feed."""
    name = gettext("Skills competitions %(season)s", season=season)
    with reading(current_actor()) as uow:
        feed = calendar_feeds.programme_feed(uow, season, name, _words())
    return _calendar(feed, f"programme-{season}.ics")


@bp.post("/competitions/<int:competition_id>/follow")
def follow(competition_id: int) -> ResponseReturnValue:
    """Hear of changes, or no more."""
    if signed_in() is None:
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined,no-any-return]  # set by Flask-Login
    wanted = request.form.get("wanted") != "no"
    with unit_of_work(current_actor()) as uow:
        sites.follow(uow, CompetitionId(competition_id), wanted=wanted)
    if wanted:
        flash(gettext("You will hear of every change here."), "success")
    else:
        flash(gettext("You will hear of changes no more."), "success")
    return redirect(url_for(".show_site", competition_id=competition_id))


def _page(competition_id: int, page: str) -> str:
    with reading(current_actor()) as uow:
        found = sites.describe_site(uow, CompetitionId(competition_id))
    kinds = {kind.value for kind in PageKind}
    text = found.texts.get(PageKind(page)) if page in kinds else None
    return render_template(
        "public/sites/show.html",
        found=found,
        line=found.line,
        page=page,
        tabs=_tabs(found),
        names=PAGES,
        blocks=read_text(text) if text else (),
        news=[(one, read_text(one.body)) for one in found.news],
        level_names={Level(key): words for key, words in LEVEL_NAMES.items()},
        progress_words=PROGRESS_WORDS,
    )


def _tabs(found: Site) -> list[SiteTab]:
    """The pages that have something to read, in their order."""
    filled = {"announcement", "timetable", *(kind.value for kind in found.texts)}
    filled |= {"downloads"} if found.downloads else set()
    filled |= {"news"} if found.news else set()
    filled |= {"contact"} if found.line.plan.contact else set()
    id_ = found.line.id
    return [
        SiteTab(
            key,
            str(label),
            url_for(".show_site", competition_id=id_)
            if key == "announcement"
            else url_for(".show_site_page", competition_id=id_, page=key),
        )
        for key, label in PAGES.items()
        if key in filled
    ]


def _words() -> dict[str, str]:
    site = request.url_root.rstrip("/")
    return {key: str(words) for key, words in OCCASION_WORDS.items()} | {"site": site}


def _calendar(feed: bytes, name: str) -> Response:
    response = Response(feed, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = disposition(name)
    response.headers["Cache-Control"] = "public, max-age=900"
    return response
