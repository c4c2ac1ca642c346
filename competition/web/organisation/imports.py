"""Organisations from Excel and into files.

Between preview and confirmation the rows travel in the page, signed and tied to the account.
"""

from io import BytesIO

from flask import current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from itsdangerous import BadSignature, URLSafeTimedSerializer

from competition.domain.errors import Conflict, RuleViolation
from competition.domain.identifiers import OrganisationId
from competition.domain.issues import Issue
from competition.services import organisation_imports, organisation_workbooks
from competition.services.organisation_imports import StagedOrganisations
from competition.services.organisation_workbooks import (
    COLUMNS,
    OrganisationFile,
    OrganisationWords,
    ReadOrganisation,
)
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.errors import words
from competition.web.files import XLSX
from competition.web.organisation.blueprint import bp
from competition.web.organisation.frame import KINDS
from competition.web.organisation.tree import wanted_organisations
from competition.web.session import current_actor
from competition.web.workbook_words import words_anywhere, words_now

VALID_FOR = 3600
TITLES = {
    "name": _l("Full name"),
    "kind": _l("Kind"),
    "parent": _l("Belongs to"),
    "code": _l("Unified social credit code"),
    "short_name": _l("Short name"),
    "region": _l("District"),
    "industry": _l("Industry"),
    "contact": _l("Contact person"),
    "contact_duty": _l("Duty"),
    "contact_phone": _l("Mobile number"),
    "contact_email": _l("E-mail"),
    "people": _l("People"),
}


@bp.get("/template.xlsx")
def organisation_template() -> ResponseReturnValue:
    """Send an empty workbook for organisations."""
    data = organisation_workbooks.organisation_template(_words())
    name = gettext("Organisations.xlsx")
    return send_file(BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name)


@bp.get("/export.<any(xlsx, csv):kind>")
def export_organisations(kind: str) -> ResponseReturnValue:
    """Send exactly the organisations that the list shows, all pages of it."""
    wanted = wanted_organisations(_under())
    with unit_of_work(current_actor()) as uow:
        lines = organisation_imports.export_organisations(uow, wanted)
    write = getattr(organisation_workbooks, f"organisations_{kind}")
    name = gettext("Organisations.xlsx").replace("xlsx", kind)
    mimetype = XLSX if kind == "xlsx" else "text/csv"
    data = BytesIO(write(lines, _words()))
    return send_file(data, mimetype=mimetype, as_attachment=True, download_name=name)


@bp.route("/import", methods=["GET", "POST"])
def import_organisations() -> ResponseReturnValue:
    """Read a workbook and show every row with its problems; store nothing."""
    under = _under()
    number = OrganisationId(under) if under else None
    if request.method == "GET":
        with reading(current_actor()) as uow:
            organisation_imports.preview_import(uow, number, ())
        return _page(under)
    upload = request.files.get("file")
    file = organisation_workbooks.read_organisations(upload.read() if upload else b"", _words())
    with reading(current_actor()) as uow:
        staged = organisation_imports.preview_import(uow, number, file.rows)
    if file.issues or staged.faulty or not staged.rows:
        return _page(under, staged, _file_issues(file)), 422
    return _page(under, staged, token=_sign(under, file))


@bp.post("/import/confirm")
def confirm_organisations() -> ResponseReturnValue:
    """Store the rows that the preview showed: all of them, or none."""
    under = _under()
    number = OrganisationId(under) if under else None
    with reading(current_actor()) as uow:
        organisation_imports.preview_import(uow, number, ())
    try:
        rows, digest = _unsigned(under, request.form.get("token", ""))
        with unit_of_work(current_actor()) as uow:
            done = organisation_imports.import_organisations(uow, number, rows, digest)
    except (RuleViolation, Conflict) as refusal:
        flash(words(refusal), "error")
        return redirect(url_for(".import_organisations", under=under))
    added, changed = done
    text = gettext("Added: %(added)s. Changed: %(changed)s.", added=added, changed=changed)
    flash(text, "success")
    if under:
        return redirect(url_for(".list_below", organisation_id=under))
    return redirect(url_for(".list_all"))


def _under() -> int | None:
    return request.args.get("under", 0, type=int) or None


def _words() -> OrganisationWords:
    """The words to write a workbook with, and those of all languages to read one with."""
    return OrganisationWords(
        gettext("Organisations"),
        words_now(TITLES),
        words_now(KINDS),
        words_anywhere(TITLES),
        words_anywhere(KINDS),
    )


def _file_issues(file: OrganisationFile) -> tuple[Issue, ...]:
    if file.rows or file.issues:
        return file.issues
    return (Issue("workbook", "file", "The workbook has no organisations."),)


def _page(
    under: int | None,
    staged: StagedOrganisations | None = None,
    file_issues: tuple[Issue, ...] = (),
    token: str = "",
) -> str:
    return render_template(
        "organisation/import.html",
        under=under,
        staged=staged if staged and staged.rows else None,
        file_issues=file_issues,
        columns=[(key, str(TITLES[key])) for key in COLUMNS],
        kinds=KINDS,
        token=token,
    )


def _serializer(under: int | None) -> URLSafeTimedSerializer:
    salt = f"organisations:{under}:{current_actor().account_id}"
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=salt)


def _sign(under: int | None, file: OrganisationFile) -> str:
    rows = [[row.line, row.texts] for row in file.rows]
    return _serializer(under).dumps([file.digest, rows])


def _unsigned(under: int | None, token: str) -> tuple[list[ReadOrganisation], str]:
    """What the preview showed. Raises Conflict when the token is old or not from here."""
    try:
        digest, rows = _serializer(under).loads(token, max_age=VALID_FOR)
    except BadSignature as error:
        raise Conflict("The preview has expired. Choose the workbook again.") from error
    return [ReadOrganisation(line, texts) for line, texts in rows], digest
