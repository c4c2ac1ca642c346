"""Figures of what an organisation's units entered, for its officers."""

from flask import request
from flask.typing import ResponseReturnValue

from competition.domain.identifiers import OrganisationId
from competition.services import statistics
from competition.services.statistics import Statistics
from competition.services.unit_of_work import reading
from competition.web.formatting import local_day
from competition.web.organisation.blueprint import bp
from competition.web.organisation.frame import describe, render_organisation
from competition.web.session import current_actor, request_time
from competition.web.statistics_pages import blocks, count_text, export


@bp.get("/<int:organisation_id>/statistics")
def show_statistics(organisation_id: int) -> str:
    """Show what the units entered in a season, this year's unless another is asked for."""
    season = _season()
    found = _figures(organisation_id, season)
    return render_organisation(
        "organisation/statistics.html",
        describe(organisation_id),
        "statistics",
        found=found,
        blocks=blocks(found),
        count_text=count_text,
        season=season,
    )


@bp.get("/<int:organisation_id>/statistics.<any(xlsx, csv):kind>")
def export_statistics(organisation_id: int, kind: str) -> ResponseReturnValue:
    """Give the figures as a file."""
    return export(_figures(organisation_id, _season()), kind)


def _figures(organisation_id: int, season: int) -> Statistics:
    with reading(current_actor()) as uow:
        return statistics.describe_organisation(uow, OrganisationId(organisation_id), season)


def _season() -> int:
    return request.args.get("season", local_day(request_time()).year, type=int)
