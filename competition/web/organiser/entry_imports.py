"""Organisers' pages that take entries from a workbook and give them back as files.

Between preview and confirmation the rows travel in the page, signed and tied to event and account:
what is stored is what was shown, and nothing lies about in the meantime.
"""

from io import BytesIO

from flask import current_app, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from itsdangerous import BadSignature, URLSafeTimedSerializer

from competition.domain.errors import Conflict, RuleViolation
from competition.domain.identifiers import EventId, FileId
from competition.domain.issues import Issue
from competition.domain.permissions import Permission
from competition.domain.registration import MEASURE_PREFIX
from competition.services import entries, entry_imports, entry_workbooks
from competition.services.entries import ReadRow, StagedEntries
from competition.services.entry_workbooks import COLUMNS, EntryFile
from competition.services.files import read_upload
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.errors import words
from competition.web.files import XLSX
from competition.web.organiser.blueprint import bp
from competition.web.organiser.entries import wanted_entries
from competition.web.organiser.entry_words import CHOICES, TITLES, entry_words
from competition.web.organiser.events import describe
from competition.web.organiser.frame import render_event
from competition.web.session import current_actor

VALID_FOR = 3600


@bp.get("/events/<int:event_id>/entries/template.xlsx")
def entry_template(event_id: int) -> ResponseReturnValue:
    """Send an empty workbook for entries."""
    with reading(current_actor()) as uow:
        measures = entries.list_measures(uow, EventId(event_id))
    data = entry_workbooks.entry_template(entry_words(), measures)
    name = gettext("Entries %(number)s.xlsx", number=event_id)
    return send_file(BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name)


@bp.get("/events/<int:event_id>/entries/export.<any(xlsx, csv):kind>")
def export_entries(event_id: int, kind: str) -> ResponseReturnValue:
    """Send exactly the entries that the list shows, all pages of it."""
    with unit_of_work(current_actor()) as uow:
        lines, measures = entries.export_entries(uow, EventId(event_id), wanted_entries())
    write = entry_workbooks.entries_xlsx if kind == "xlsx" else entry_workbooks.entries_csv
    data = write(lines, entry_words(), measures)
    name = gettext("Entries %(number)s.xlsx", number=event_id).replace("xlsx", kind)
    mimetype = XLSX if kind == "xlsx" else "text/csv"
    return send_file(BytesIO(data), mimetype=mimetype, as_attachment=True, download_name=name)


@bp.route("/events/<int:event_id>/entries/import", methods=["GET", "POST"])
def import_entries(event_id: int) -> ResponseReturnValue:
    """Read a workbook and show every row with its problems; store nothing."""
    if request.method == "GET":
        with reading(current_actor()) as uow:
            entries.prepare_entry(uow, EventId(event_id))
        return _page(event_id)
    upload = request.files.get("file")
    data = upload.read() if upload else b""
    with reading(current_actor()) as uow:
        measures = entries.list_measures(uow, EventId(event_id))
        file = entry_workbooks.read_entries(data, entry_words(), measures)
        staged = entries.preview_import(uow, EventId(event_id), file.rows)
    if file.issues or staged.faulty or not staged.rows:
        return _page(event_id, staged, _file_issues(file)), 422
    try:
        token = _sign(event_id, file, data)
    except RuleViolation as refusal:
        issue = Issue(refusal.rule, "file", refusal.message, refusal.params)
        return _page(event_id, staged, (issue,)), 422
    return _page(event_id, staged, token=token)


@bp.post("/events/<int:event_id>/entries/import/confirm")
def confirm_entries(event_id: int) -> ResponseReturnValue:
    """Store the rows that the preview showed, all or none; a long workbook in the background."""
    describe(event_id, Permission.ENTRY_MANAGE)
    rows, digest, file_id = _unsigned(event_id, request.form.get("token", ""))
    try:
        with unit_of_work(current_actor()) as uow:
            if file_id:
                kept = EventId(event_id), FileId(file_id)
                job_id = entry_imports.request_import(uow, *kept, entry_words())
                return redirect(url_for("account.show_job", job_id=job_id))
            many = entries.import_entries(uow, EventId(event_id), rows, digest)
    except (RuleViolation, Conflict) as refusal:
        flash(words(refusal), "error")
        return redirect(url_for(".import_entries", event_id=event_id))
    flash(gettext("Imported entries: %(count)s.", count=many), "success")
    return redirect(url_for(".list_entries", event_id=event_id))


def _file_issues(file: EntryFile) -> tuple[Issue, ...]:
    if file.rows or file.issues:
        return file.issues
    return (Issue("REG-12", "file", "The workbook has no entries."),)


def _page(
    event_id: int,
    staged: StagedEntries | None = None,
    file_issues: tuple[Issue, ...] = (),
    token: str = "",
) -> str:
    measures = staged.measures if staged else ()
    columns = [(key, str(TITLES[key])) for key in COLUMNS]
    columns += [(MEASURE_PREFIX + name, name) for name in measures]
    return render_event(
        "organiser/entries/import.html",
        describe(event_id),
        "entries",
        staged=staged if staged and staged.rows else None,
        file_issues=file_issues,
        columns=columns,
        choices=CHOICES,
        token=token,
    )


def _serializer(event_id: int) -> URLSafeTimedSerializer:
    salt = f"entries:{event_id}:{current_actor().account_id}"
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=salt)


def _sign(event_id: int, file: EntryFile, data: bytes) -> str:
    """The rows themselves, or the number under which a long workbook is kept meanwhile."""
    if len(file.rows) > entry_imports.LONG:
        read = read_upload(BytesIO(data), "entries.xlsx", "attachment")
        with unit_of_work(current_actor()) as uow:
            kept = entry_imports.keep_workbook(uow, EventId(event_id), read)
        return _serializer(event_id).dumps([file.digest, [], kept])
    rows = [[row.line, row.texts] for row in file.rows]
    return _serializer(event_id).dumps([file.digest, rows, 0])


def _unsigned(event_id: int, token: str) -> tuple[list[ReadRow], str, int]:
    """What the preview showed. Raises Conflict when the token is old or not from here."""
    try:
        digest, rows, kept = _serializer(event_id).loads(token, max_age=VALID_FOR)
    except BadSignature as error:
        raise Conflict("The preview has expired. Choose the workbook again.") from error
    return [ReadRow(line, texts) for line, texts in rows], digest, kept
