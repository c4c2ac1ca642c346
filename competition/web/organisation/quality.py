"""Real-name data quality: complete, confirmed, disputed, against the federation's target."""

from decimal import Decimal

from flask_babel import gettext

from competition.domain.identifiers import OrganisationId
from competition.services import data_quality
from competition.services.data_quality import QualityLine
from competition.services.unit_of_work import reading
from competition.web.organisation.blueprint import bp
from competition.web.organisation.desk import real_name_target
from competition.web.organisation.frame import describe, render_organisation
from competition.web.session import current_actor

CHARTED = 15
SHOWN = 200


@bp.get("/<int:organisation_id>/quality")
def show_quality(organisation_id: int) -> str:
    """Show the shares of the organisation and of each right below it, the lowest first."""
    with reading(current_actor()) as uow:
        report = data_quality.describe_quality(uow, OrganisationId(organisation_id))
    parts = sorted(report.parts, key=_urgency)
    target = real_name_target()
    behind = [part for part in parts if not part.quality.reaches(target)]
    return render_organisation(
        "organisation/quality.html",
        describe(organisation_id),
        "quality",
        report=report,
        parts=parts[:SHOWN],
        hidden=max(0, len(parts) - SHOWN),
        behind=len(behind),
        target=target,
        chart_option=_chart(parts, target) if any(p.quality.members for p in parts) else None,
    )


def _urgency(part: QualityLine) -> tuple[bool, Decimal, str]:
    """The lowest share first; who has no people comes last."""
    share = part.quality.share
    return share is None, share or Decimal(0), part.name


def _chart(parts: list[QualityLine], target: int) -> dict[str, object]:
    """Bars of the lowest shares with the target as a line."""
    shown = [part for part in parts if part.quality.share is not None][:CHARTED][::-1]
    bars = [str(part.quality.share) for part in shown]
    mark = {"symbol": "none", "data": [{"xAxis": target, "name": gettext("Target")}]}
    return {
        "xAxis": {"type": "value", "max": 100, "axisLabel": {"formatter": "{value} %"}},
        "yAxis": {"type": "category", "data": [part.name for part in shown]},
        "series": [{"type": "bar", "data": bars, "barMaxWidth": 18, "markLine": mark}],
    }
