"""Organisers' pages about the report of a competition: write it, hand it in, take it away."""

from dataclasses import dataclass, field
from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from competition.domain.errors import Conflict, RuleViolation
from competition.domain.identifiers import CompetitionId
from competition.domain.reports import COLUMNS, MOST_NOMINATIONS, Report
from competition.services import reports
from competition.services.reports import ReportDescription
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.errors import issue_words, words
from competition.web.files import XLSX
from competition.web.organiser.blueprint import bp
from competition.web.organiser.report_files import report_pdf, report_xlsx
from competition.web.session import current_actor, request_time

FRESH_ROWS = 3
NOMINATION_WORDS = {
    "name": _l("Name"),
    "unit": _l("Unit"),
    "event": _l("Event"),
    "honour": _l("Honour"),
    "reason": _l("Reason"),
}


@dataclass(slots=True)
class TypedReport:
    """What stands in the form's fields, and what is wrong with it by field."""

    summary: str
    analyses: dict[int, str]
    rows: list[dict[str, str]]
    version: int
    errors: dict[str, list[str]] = field(default_factory=dict)


@bp.get("/competitions/<int:competition_id>/report")
def show_report(competition_id: int) -> str:
    """Show a competition's report; who may writes it here."""
    found = _describe(competition_id)
    return _page(found, _stored(found))


@bp.post("/competitions/<int:competition_id>/report")
def save_report(competition_id: int) -> ResponseReturnValue:
    """Save the report as a draft; what is wrong is shown, and nothing typed is lost."""
    found = _describe(competition_id)
    typed = _typed(found)
    written = Report(typed.summary, typed.analyses)
    try:
        with unit_of_work(current_actor()) as uow:
            id_ = CompetitionId(competition_id)
            issues = reports.save_report(uow, id_, written, typed.rows, typed.version)
    except (RuleViolation, Conflict) as refusal:
        typed.errors["form"] = [words(refusal)]
        return _page(found, typed), 409 if isinstance(refusal, Conflict) else 422
    for issue in issues:
        typed.errors.setdefault(issue.path, []).append(issue_words(issue))
    if issues:
        return _page(found, typed), 422
    flash(gettext("Saved."), "success")
    return redirect(url_for(".show_report", competition_id=competition_id))


@bp.post("/competitions/<int:competition_id>/report/hand-in")
def hand_in_report(competition_id: int) -> ResponseReturnValue:
    """Hand the report in."""
    try:
        with unit_of_work(current_actor()) as uow:
            reports.hand_in_report(uow, CompetitionId(competition_id))
    except RuleViolation as violation:
        flash(words(violation), "error")
    else:
        flash(gettext("The report is handed in."), "success")
    return redirect(url_for(".show_report", competition_id=competition_id))


@bp.get("/competitions/<int:competition_id>/report.<any(xlsx, pdf):kind>")
def download_report(competition_id: int, kind: str) -> ResponseReturnValue:
    """Give the report as a workbook or on paper."""
    found = _describe(competition_id)
    data = report_xlsx(found) if kind == "xlsx" else report_pdf(found, request_time())
    name = gettext("Report %(title)s", title=found.line.title)
    return send_file(
        BytesIO(data),
        mimetype=XLSX if kind == "xlsx" else "application/pdf",
        as_attachment=True,
        download_name=f"{name}.{kind}",
    )


def _describe(competition_id: int) -> ReportDescription:
    with reading(current_actor()) as uow:
        return reports.describe_report(uow, CompetitionId(competition_id))


def _page(found: ReportDescription, typed: TypedReport) -> str:
    return render_template(
        "organiser/reports/report.html",
        found=found,
        line=found.line,
        typed=typed,
        columns=NOMINATION_WORDS,
        obstacles=[(issue.path, issue_words(issue)) for issue in found.obstacles],
    )


def _stored(found: ReportDescription) -> TypedReport:
    report = found.report
    rows = [{key: str(getattr(one, key)) for key in COLUMNS} for one in report.nominations]
    rows += [dict.fromkeys(COLUMNS, "")] * FRESH_ROWS
    return TypedReport(report.summary, dict(report.analyses), rows, found.version)


def _typed(found: ReportDescription) -> TypedReport:
    form = request.form
    ids = [int(one["event_id"]) for one in found.figures]
    analyses = {id_: form.get(f"analysis-{id_}", "").strip() for id_ in ids}
    rows: list[dict[str, str]] = []
    while len(rows) < MOST_NOMINATIONS and f"nominations-{len(rows)}-name" in form:
        at = len(rows)
        rows.append({key: form.get(f"nominations-{at}-{key}", "").strip() for key in COLUMNS})
    version = form.get("version", 0, type=int)
    return TypedReport(form.get("summary", "").strip(), analyses, rows, version)
