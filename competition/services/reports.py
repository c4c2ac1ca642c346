"""Report on a competition after its end: write, hand in, give out as a workbook and on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from competition.domain.errors import Conflict, RuleViolation
from competition.domain.identifiers import CompetitionId
from competition.domain.issues import Issue
from competition.domain.permissions import Permission, permits
from competition.domain.reports import (
    MOST_NOMINATIONS,
    Nomination,
    Report,
    ReportState,
    handing_in_issues,
    read_nominations,
    reading_issues,
)
from competition.persistence import events, reports
from competition.persistence.queries import programme as queries
from competition.persistence.queries import report_figures
from competition.persistence.queries.programme import ProgrammeLine
from competition.persistence.queries.report_figures import EventFigures, Winner
from competition.persistence.reports import StoredReport
from competition.services.unit_of_work import UnitOfWork

__all__ = ["Nomination", "Winner"]
Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReportDescription:
    """A report with the competition's basic data, and what keeps it from being handed in.

    `figures` are plain values by name; those of a report that is handed in are frozen.
    """

    line: ProgrammeLine
    report: Report
    version: int
    written_at: datetime | None
    figures: tuple[Figures, ...]
    winners: tuple[Winner, ...]
    obstacles: tuple[Issue, ...]
    may_edit: bool


def describe_report(
    uow: UnitOfWork, competition_id: CompetitionId, needed: Permission = Permission.PROGRAMME_VIEW
) -> ReportDescription:
    """Show a competition's report. Needs PROGRAMME_VIEW. Raises NotFound, NotPermitted."""
    path = events.competition_path(uow.session, competition_id)
    uow.authorise(needed, path)
    return _describe(
        uow, competition_id, may_edit=permits(uow.actor, Permission.COMPETITION_EDIT, path)
    )


def save_report(
    uow: UnitOfWork,
    competition_id: CompetitionId,
    written: Report,
    rows: Sequence[Mapping[str, str]],
    version: int,
) -> tuple[Issue, ...]:
    """Save a draft; the rows are the nominations as typed. Returns what is wrong with it.

    Needs COMPETITION_EDIT. Audited as report.saved. With issues nothing is written.
    Raises NotFound, NotPermitted, RuleViolation RPT-01, Conflict when changed since `version`.
    """
    uow.authorise(Permission.COMPETITION_EDIT, events.competition_path(uow.session, competition_id))
    stored = reports.load(uow.session, competition_id, lock=True)
    stored.report.require_open()
    if stored.version != version:
        raise Conflict("The report was changed meanwhile.")
    cut = rows[:MOST_NOMINATIONS]
    issues = reading_issues(written, cut)
    if issues:
        return tuple(issues)
    report = replace(written, nominations=read_nominations(cut), state=ReportState.DRAFT)
    changed = StoredReport(report, version)
    reports.save(uow.session, competition_id, changed, by=uow.actor.account_id, at=uow.now)
    _audit(uow, "report.saved", competition_id, nominations=len(report.nominations))
    return ()


def hand_in_report(uow: UnitOfWork, competition_id: CompetitionId) -> None:
    """Hand the report in: it is frozen with its figures.

    Needs COMPETITION_EDIT. Audited as report.handed_in.
    Raises NotFound, NotPermitted, RuleViolation RPT-01 or RPT-03.
    """
    uow.authorise(Permission.COMPETITION_EDIT, events.competition_path(uow.session, competition_id))
    found = _describe(uow, competition_id, may_edit=True)
    found.report.require_open()
    for issue in found.obstacles:
        raise RuleViolation(issue.rule, issue.message, field=issue.path, **issue.params)
    report = replace(found.report, state=ReportState.HANDED_IN)
    stored = StoredReport(report, found.version, figures=found.figures)
    reports.save(uow.session, competition_id, stored, by=uow.actor.account_id, at=uow.now)
    _audit(uow, "report.handed_in", competition_id, nominations=len(report.nominations))


def _describe(
    uow: UnitOfWork, competition_id: CompetitionId, *, may_edit: bool
) -> ReportDescription:
    line = queries.programme_line(uow.session, competition_id)
    assert line is not None  # noqa: S101 -- its scope path was found before
    stored = reports.load(uow.session, competition_id)
    is_open = stored.report.state is ReportState.DRAFT
    counted = report_figures.figures(uow.session, competition_id)
    held = {one.event_id: one.title for one in counted if one.published_at is not None}
    return ReportDescription(
        line=line,
        report=stored.report,
        version=stored.version,
        written_at=stored.written_at,
        figures=tuple(map(_plain, counted)) if is_open else stored.figures,
        winners=report_figures.winners(uow.session, competition_id) if is_open else (),
        obstacles=handing_in_issues(stored.report, line.progress, held) if is_open else (),
        may_edit=may_edit and is_open,
    )


def _plain(one: EventFigures) -> Figures:
    """An event's figures as values that JSON keeps."""
    return {key: _kept(value) for key, value in asdict(one).items()}


def _kept(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _audit(uow: UnitOfWork, action: str, competition_id: CompetitionId, **detail: object) -> None:
    chain = f"competition:{competition_id}"
    uow.audit(action, chain, chain, about=detail)
