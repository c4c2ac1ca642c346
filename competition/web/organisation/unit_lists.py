"""A unit clerk's lists: a table to type and paste into, an upload, entering everybody, the seal."""

import csv
import re
from collections.abc import Mapping, Sequence
from io import BytesIO, StringIO
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from werkzeug.datastructures import MultiDict

from competition.domain.errors import Conflict, RuleViolation
from competition.domain.identifiers import EventId, OrganisationId
from competition.domain.issues import Issue
from competition.domain.unit_lists import ListChanges, ListState
from competition.services import list_requests, unit_list_files, unit_lists
from competition.services.unit_lists import UnitListDescription
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.errors import words
from competition.web.files import XLSX
from competition.web.list_versions import ANSWERS, CHANGES
from competition.web.organisation.blueprint import bp
from competition.web.organisation.list_pages import list_page
from competition.web.session import current_actor
from competition.web.unit_list_words import CHOICES, HINTS, STATES, TITLES, list_words, paper_words
from competition.web.uploads import takes_files

SPARE = 3
"""Empty rows under the list, to go on writing."""

CELL = re.compile(r"row(\d{1,5})-([a-z_]+)")
REMOVE = re.compile(r"remove(\d{1,5})")
PLACE = "/lists/<int:event_id>/<int:organisation_id>"


@bp.get("/lists")
def list_lists() -> str:
    """The open events, each with the unit's list for it."""
    with reading(current_actor()) as uow:
        lines = unit_lists.list_lists(uow)
    return render_template("organisation/lists/index.html", lines=lines, states=STATES)


@bp.get(PLACE)
def show_list(event_id: int, organisation_id: int) -> str:
    """The list with everything that is wrong in it."""
    return _page(event_id, organisation_id)


@bp.post(PLACE)
def save_list(event_id: int, organisation_id: int) -> ResponseReturnValue:
    """Keep the rows; then enter everybody, where that was asked for."""
    changes = ListChanges(_typed(request.form), _removed(request.form), _pasted(request.form))
    event, unit = EventId(event_id), OrganisationId(organisation_id)
    version = request.form.get("version", 0, type=int)
    rows = changes.made_to(())
    if "part" in request.form:
        with reading(current_actor()) as uow:
            rows = unit_lists.merge_part(uow, event, unit, changes)
    try:
        with unit_of_work(current_actor()) as uow:
            version = unit_lists.save_list(uow, event, unit, rows, version)
    except Conflict as conflict:
        return _page(event_id, organisation_id, rows, conflict=conflict), 409
    except RuleViolation as violation:
        return _page(event_id, organisation_id, rows, refusal=violation), 422
    if "enter" not in request.form:
        flash(gettext("The list is saved."), "success")
        return redirect(_address(event_id, organisation_id))
    return _entered(event_id, organisation_id, version)


@bp.post(f"{PLACE}/upload")
def upload_list(event_id: int, organisation_id: int) -> ResponseReturnValue:
    """Read a workbook into the list, every row with its problems; nobody is entered yet."""
    event, unit = EventId(event_id), OrganisationId(organisation_id)
    with reading(current_actor()) as uow:
        columns = unit_lists.describe_list(uow, event, unit).columns
    upload = request.files.get("file")
    data = upload.read() if upload else b""
    rows, issues = unit_list_files.read_list(data, list_words(), columns)
    if not rows and not issues:
        issues = [Issue("LST-05", "file", "The list is empty.")]
    if issues:
        return _page(event_id, organisation_id, file_issues=issues), 422
    try:
        with unit_of_work(current_actor()) as uow:
            version = request.form.get("version", 0, type=int)
            unit_lists.save_list(uow, event, unit, rows, version)
    except Conflict as conflict:
        return _page(event_id, organisation_id, rows, conflict=conflict), 409
    except RuleViolation as violation:
        return _page(event_id, organisation_id, refusal=violation), 422
    flash(ngettext("%(num)s row was read.", "%(num)s rows were read.", len(rows)), "success")
    return redirect(_address(event_id, organisation_id))


@bp.get(f"{PLACE}/template.xlsx")
def list_template(event_id: int, organisation_id: int) -> ResponseReturnValue:
    """Send an empty workbook with a column for everything that this event asks."""
    with reading(current_actor()) as uow:
        found = unit_lists.describe_list(uow, EventId(event_id), OrganisationId(organisation_id))
    data = unit_list_files.list_template(list_words(), found.columns)
    name = gettext("List %(event)s.xlsx", event=found.event.title)
    return send_file(BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name)


@bp.route(f"{PLACE}/seal", methods=["GET", "POST"])
def seal_list(event_id: int, organisation_id: int) -> ResponseReturnValue:
    """Say what sealing does, then freeze the list."""
    event, unit = EventId(event_id), OrganisationId(organisation_id)
    refusal = None
    if request.method == "POST":
        try:
            with unit_of_work(current_actor()) as uow:
                version = request.form.get("version", 0, type=int)
                unit_lists.seal_list(uow, event, unit, version)
        except RuleViolation as violation:
            refusal = words(violation)
        except Conflict as conflict:
            refusal = words(conflict)
        else:
            flash(gettext("The list is sealed. Print it, have it stamped, hand it in."), "success")
            return redirect(_address(event_id, organisation_id))
    with reading(current_actor()) as uow:
        found = unit_lists.describe_list(uow, event, unit)
    page = render_template("organisation/lists/seal.html", found=found, refusal=refusal)
    return page, 422 if refusal else 200


@bp.get(f"{PLACE}/sealed.pdf")
def print_list(event_id: int, organisation_id: int) -> ResponseReturnValue:
    """Send the sealed list as PDF, to be stamped."""
    declaration = gettext(
        "We declare that the data in this list are true and that everybody on it agreed to enter."
    )
    with reading(current_actor()) as uow:
        data = unit_list_files.sealed_paper(
            uow, EventId(event_id), OrganisationId(organisation_id), paper_words(declaration)
        )
    name = gettext("Sealed list %(number)s.pdf", number=event_id)
    return send_file(BytesIO(data), mimetype="application/pdf", download_name=name)


@bp.post(f"{PLACE}/scan")
@takes_files
def attach_scan(event_id: int, organisation_id: int) -> ResponseReturnValue:
    """Keep the stamped list that was scanned."""
    upload = request.files.get("scan")
    try:
        with unit_of_work(current_actor()) as uow:
            unit_list_files.attach_scan(
                uow,
                EventId(event_id),
                OrganisationId(organisation_id),
                BytesIO(upload.read() if upload else b""),
                (upload.filename or "") if upload else "",
            )
    except RuleViolation as violation:
        return _page(event_id, organisation_id, refusal=violation), 422
    flash(gettext("The stamped list is handed in."), "success")
    return redirect(_address(event_id, organisation_id))


def _entered(event_id: int, organisation_id: int, version: int) -> ResponseReturnValue:
    try:
        with unit_of_work(current_actor()) as uow:
            event, unit = EventId(event_id), OrganisationId(organisation_id)
            job_id = unit_lists.enter_list(uow, event, unit, version)
    except RuleViolation as violation:
        return _page(event_id, organisation_id, refusal=violation), 422
    except Conflict as conflict:
        return _page(event_id, organisation_id, conflict=conflict), 409
    if job_id is not None:
        return redirect(url_for("account.show_job", job_id=job_id))
    flash(gettext("Everybody on the list is entered."), "success")
    return redirect(_address(event_id, organisation_id))


def _address(event_id: int, organisation_id: int) -> str:
    """The page of the list; of a long one the same part as before."""
    kept = {key: request.args[key] for key in ("show", "search", "page") if key in request.args}
    address = url_for(".show_list", event_id=event_id, organisation_id=organisation_id)
    return f"{address}?{urlencode(kept)}" if kept else address


def _typed(form: MultiDict[str, str]) -> dict[int, dict[str, str]]:
    """What stands in the cells of the form, by line."""
    rows: dict[int, dict[str, str]] = {}
    for key, text in form.items():
        cell = CELL.fullmatch(key)
        if cell:
            rows.setdefault(int(cell[1]), {})[cell[2]] = text
    return rows


def _removed(form: MultiDict[str, str]) -> set[int]:
    """The lines to be taken out."""
    return {int(found[1]) for key in form if (found := REMOVE.fullmatch(key))}


def _pasted(form: MultiDict[str, str]) -> list[dict[str, str]]:
    """Rows pasted from a spreadsheet, cells apart by tabs, in the order of the columns."""
    columns = form.get("columns", "").split(",")
    lines = csv.reader(StringIO(form.get("pasted", "")), dialect="excel-tab")
    choices = list_words().known_choices
    return [
        {
            key: choices.get(key, {}).get(cell.strip(), cell)
            for key, cell in zip(columns, cells, strict=False)
        }
        for cells in lines
    ]


def _page(
    event_id: int,
    organisation_id: int,
    rows: Sequence[Mapping[str, str]] | None = None,
    *,
    refusal: RuleViolation | None = None,
    conflict: Conflict | None = None,
    file_issues: Sequence[Issue] = (),
) -> str:
    event, unit = EventId(event_id), OrganisationId(organisation_id)
    with reading(current_actor()) as uow:
        shown = None if isinstance(refusal, RuleViolation) and refusal.rule == "LST-01" else rows
        found: UnitListDescription = unit_lists.describe_list(uow, event, unit, shown)
        theirs = unit_lists.describe_list(uow, event, unit) if conflict else None
        history = list_requests.describe_history(uow, event, unit)
    typed = _typed(request.form) if rows is not None else {}
    writing = found.stored.state is ListState.WRITING
    return render_template(
        "organisation/lists/show.html",
        found=found,
        part=list_page(found, typed),
        theirs=theirs,
        their_part=list_page(theirs, typed) if theirs else None,
        history=history,
        change_words=CHANGES,
        answer_words=ANSWERS,
        titles=TITLES,
        hints=HINTS,
        choices=CHOICES,
        states=STATES,
        spare=range(len(found.rows) + 1, len(found.rows) + 1 + SPARE) if writing else (),
        editable=writing,
        refusal=words(refusal) if refusal else None,
        closed=words(found.refusal) if found.refusal else "",
        conflict=words(conflict) if conflict else None,
        file_issues=file_issues,
        version=theirs.stored.version if theirs else found.stored.version,
    )
