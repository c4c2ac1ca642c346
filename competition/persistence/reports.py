"""Reports of competitions: rows in and out."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.errors import Conflict
from competition.domain.identifiers import AccountId, CompetitionId
from competition.domain.reports import Nomination, Report, ReportState
from competition.persistence.models.programme import ReportRow


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report with its version, when it was written, and its figures once it is handed in."""

    report: Report
    version: int = 0
    written_at: datetime | None = None
    figures: tuple[dict[str, Any], ...] = ()


def load(session: Session, competition_id: CompetitionId, *, lock: bool = False) -> StoredReport:
    """The competition's report, held against other writers if `lock`; an empty one if none."""
    query = select(ReportRow).where(ReportRow.competition_id == competition_id)
    row = session.scalar(query.with_for_update() if lock else query)
    if row is None:
        return StoredReport(Report())
    report = Report(
        summary=row.summary,
        analyses={int(key): text for key, text in row.analyses.items()},
        nominations=tuple(Nomination(**one) for one in row.nominations),
        state=ReportState(row.state),
    )
    figures = dict[str, Any](row.figures).get("events", ())
    return StoredReport(report, row.version, row.written_at, tuple(figures))


def save(
    session: Session,
    competition_id: CompetitionId,
    stored: StoredReport,
    *,
    by: AccountId | None,
    at: datetime,
) -> None:
    """Store a report. Raises Conflict when it was changed since its version."""
    row = session.get(ReportRow, competition_id)
    if (row.version if row else 0) != stored.version:
        raise Conflict("The report was changed meanwhile.")
    if row is None:
        row = ReportRow(competition_id=competition_id)
        session.add(row)
    report = stored.report
    row.state, row.summary = report.state.value, report.summary
    row.analyses = {str(key): text for key, text in report.analyses.items()}
    row.nominations = [asdict(one) for one in report.nominations]
    row.figures = {"events": list(stored.figures)}
    row.written_by, row.written_at = by, at
    session.flush()
