"""Organisers' pages with figures of registration: of an event, a competition, a season."""

from flask import render_template
from flask.typing import ResponseReturnValue

from competition.domain.identifiers import CompetitionId, EventId
from competition.services import statistics
from competition.services.statistics import Statistics
from competition.services.unit_of_work import reading
from competition.web.organiser.blueprint import bp
from competition.web.session import current_actor
from competition.web.statistics_pages import blocks, count_text, export

ENDING = "statistics.<any(xlsx, csv):kind>"


@bp.get("/events/<int:event_id>/statistics")
def event_statistics(event_id: int) -> str:
    """Show an event's figures."""
    found = _of_event(event_id)
    return _page(found, "organiser.export_event_statistics", event_id=event_id)


@bp.get(f"/events/<int:event_id>/{ENDING}")
def export_event_statistics(event_id: int, kind: str) -> ResponseReturnValue:
    """Give an event's figures as a file."""
    return export(_of_event(event_id), kind)


@bp.get("/competitions/<int:competition_id>/statistics")
def competition_statistics(competition_id: int) -> str:
    """Show a competition's figures."""
    found = _of_competition(competition_id)
    endpoint = "organiser.export_competition_statistics"
    return _page(found, endpoint, competition_id=competition_id)


@bp.get(f"/competitions/<int:competition_id>/{ENDING}")
def export_competition_statistics(competition_id: int, kind: str) -> ResponseReturnValue:
    """Give a competition's figures as a file."""
    return export(_of_competition(competition_id), kind)


@bp.get("/seasons/<int:season>/statistics")
def season_statistics(season: int) -> str:
    """Show the whole city's figures of a season."""
    return _page(_of_season(season), "organiser.export_season_statistics", season=season)


@bp.get(f"/seasons/<int:season>/{ENDING}")
def export_season_statistics(season: int, kind: str) -> ResponseReturnValue:
    """Give the whole city's figures as a file."""
    return export(_of_season(season), kind)


def _of_event(event_id: int) -> Statistics:
    with reading(current_actor()) as uow:
        return statistics.describe_event(uow, EventId(event_id))


def _of_competition(competition_id: int) -> Statistics:
    with reading(current_actor()) as uow:
        return statistics.describe_competition(uow, CompetitionId(competition_id))


def _of_season(season: int) -> Statistics:
    with reading(current_actor()) as uow:
        return statistics.describe_season(uow, season)


def _page(found: Statistics, endpoint: str, **place: int) -> str:
    return render_template(
        "organiser/statistics/show.html",
        found=found,
        blocks=blocks(found),
        count_text=count_text,
        endpoint=endpoint,
        place=place,
    )
