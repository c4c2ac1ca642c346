"""Organisers' pages about an event's marking scheme: the editor, the template, the import."""

from io import BytesIO

from flask import flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from competition.domain.bundle_scheme import read_scheme, scheme_document
from competition.domain.document_text import document_text, parse_document
from competition.domain.errors import Conflict, RuleViolation
from competition.domain.identifiers import EventId
from competition.domain.issues import errors
from competition.domain.marking import MarkingScheme
from competition.domain.permissions import Permission
from competition.domain.scheme_rows import Placed, SchemeRows, read_rows, rows_of
from competition.services import cis_workbooks, scheme_workbooks, schemes
from competition.services.scheme_workbooks import Imported
from competition.services.schemes import SchemeDescription
from competition.services.unit_of_work import reading, unit_of_work
from competition.services.workbooks import read_workbook
from competition.web.errors import issue_words, words
from competition.web.files import XLSX
from competition.web.organiser import scheme_words
from competition.web.organiser.blueprint import bp
from competition.web.organiser.events import describe
from competition.web.organiser.frame import render_event
from competition.web.organiser.scheme_forms import apply, issues_by_row, rows_from, worths
from competition.web.session import current_actor
from competition.web.wording import scheme_sentences


@bp.get("/events/<int:event_id>/scheme")
def edit_scheme(event_id: int) -> str:
    """Show the scheme in its editor."""
    found = _described(event_id)
    rows = rows_of(found.scheme)
    return _editor(event_id, found, rows, read_rows(rows)[1] if found.number else [])


@bp.post("/events/<int:event_id>/scheme")
def save_scheme(event_id: int) -> ResponseReturnValue:
    """Save the scheme as a new version, or do what another button of the editor says."""
    rows, found = rows_from(request.form), _described(event_id)
    action = request.form.get("do", "save")
    if action != "save":
        row = apply(action, rows, request.form)
        return _editor(event_id, found, rows, read_rows(rows)[1], focus=row), 200
    scheme, placed = read_rows(rows)
    if scheme is None:
        return _editor(event_id, found, rows, placed, refused=True), 422
    problem, status = _save(event_id, scheme, request.form.get("version", 0, type=int))
    if problem is None:
        return redirect(url_for(".edit_scheme", event_id=event_id))
    theirs = problem.theirs if isinstance(problem, Conflict) else None
    page = _editor(event_id, _described(event_id), rows, placed, problem=problem, theirs=theirs)
    return page, status


@bp.get("/events/<int:event_id>/scheme/template")
def export_scheme(event_id: int) -> ResponseReturnValue:
    """Send the scheme, or an empty one, as our workbook."""
    rows = rows_of(_described(event_id).scheme)
    data = scheme_workbooks.export_scheme(rows, scheme_words.scheme_words())
    name = gettext("Marking scheme %(number)s.xlsx", number=event_id)
    return send_file(BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name)


@bp.route("/events/<int:event_id>/scheme/import", methods=["GET", "POST"])
def import_scheme(event_id: int) -> ResponseReturnValue:
    """Read a workbook and show what would be taken over, with every fault at its cell."""
    found, event = _described(event_id), describe(event_id, Permission.SCHEME_EDIT)
    imported, scheme = None, None
    if request.method == "POST":
        file = request.files.get("file")
        imported = _read_file(file.read() if file else b"")
        if not errors(imported.issues):
            scheme, _ = read_rows(imported.rows)
    document = document_text(scheme_document(scheme, headings=True)) if scheme else ""
    page = render_event(
        "organiser/scheme/import.html",
        event,
        "scheme",
        found=found,
        imported=imported,
        scheme=scheme,
        document=document,
        version=found.number,
    )
    return page, 422 if imported and not scheme else 200


@bp.post("/events/<int:event_id>/scheme/import/confirm")
def confirm_import(event_id: int) -> ResponseReturnValue:
    """Save the scheme that the import's preview showed."""
    describe(event_id, Permission.SCHEME_EDIT)
    document, issues = parse_document(request.form.get("document", ""))
    scheme = None
    if not issues:
        scheme, issues = read_scheme(document, headings=True)
    if scheme is None:
        flash(gettext("The preview was changed. Choose the workbook again."), "error")
        return redirect(url_for(".import_scheme", event_id=event_id))
    problem, status = _save(event_id, scheme, request.form.get("version", 0, type=int))
    if problem is None:
        return redirect(url_for(".edit_scheme", event_id=event_id))
    found = _described(event_id)
    page = _editor(event_id, found, rows_of(scheme), [], problem=problem, theirs=found)
    return page, status


def _save(
    event_id: int, scheme: MarkingScheme, base: int
) -> tuple[Conflict | RuleViolation | None, int]:
    """Save, and say so; or return why not with the status to answer."""
    try:
        with unit_of_work(current_actor()) as uow:
            stale = schemes.save_scheme(uow, EventId(event_id), scheme, base)
    except Conflict as conflict:
        return conflict, 409
    except RuleViolation as violation:
        return violation, 422
    flash(gettext("Saved as version %(number)s.", number=base + 1), "success")
    for issue in stale:
        text = gettext("The policies no longer fit: %(words)s", words=issue_words(issue))
        flash(text, "warning")
    return None, 200


def _described(event_id: int) -> SchemeDescription:
    with reading(current_actor()) as uow:
        return schemes.describe_scheme(uow, EventId(event_id))


def _read_file(data: bytes) -> Imported:
    sheets, issues = read_workbook(data)
    if issues:
        return Imported(issues=issues)
    cis = cis_workbooks.find_cis_sheet(sheets)
    if cis is not None:
        return cis_workbooks.read_cis(cis)
    return scheme_workbooks.read_template(sheets, scheme_words.scheme_words(), issues)


def _editor(
    event_id: int,
    found: SchemeDescription,
    rows: SchemeRows,
    placed: list[Placed],
    **context: object,
) -> str:
    scheme, _ = read_rows(rows)
    usual: dict[str, object] = {"focus": "", "refused": False, "problem": None, "theirs": None}
    return render_event(
        "organiser/scheme/edit.html",
        describe(event_id),
        "scheme",
        found=found,
        rows=rows,
        issues=issues_by_row(placed),
        sentences=scheme_sentences(scheme) if scheme else (),
        sums=[worth for worth, _ in worths(rows)],
        total=worths(rows)[-1][1] if rows.modules else "0",
        lists=scheme_words.CHOICES,
        titles=scheme_words.ASPECT_TITLES,
        module_titles=scheme_words.MODULE_TITLES,
        setting_titles=scheme_words.SETTING_TITLES,
        hints=scheme_words.HINTS,
        words=words,
        **(usual | context),
    )
