"""Administrators' pages about the catalogues: look, import from Excel with a preview.

Between preview and confirmation the rows travel in the page, signed and tied to the account.
"""

from io import BytesIO

from flask import current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from itsdangerous import BadSignature, URLSafeTimedSerializer

from competition.domain.catalogues import Industry, Occupation
from competition.domain.errors import Conflict, RuleViolation
from competition.services import catalogues
from competition.services.catalogues import Catalogue, CatalogueRow, StagedCatalogue
from competition.services.unit_of_work import reading, unit_of_work
from competition.services.workbooks import Column, Page, write_workbook
from competition.web.admin.blueprint import bp
from competition.web.errors import words
from competition.web.files import XLSX
from competition.web.session import current_actor

VALID_FOR, MOST_SHOWN = 3600, 100
NAMES = {Catalogue.OCCUPATIONS: _l("Occupations"), Catalogue.INDUSTRIES: _l("Industries")}
WIDTHS = {"code": 14, "name": 32, "trades": 48}
TITLES = {
    Catalogue.OCCUPATIONS: {
        "code": _l("Occupation code"),
        "name": _l("Occupation"),
        "trades": _l("Trades"),
        "levels": _l("Skill levels"),
    },
    Catalogue.INDUSTRIES: {
        "code": _l("Industry code"),
        "name": _l("Industry name"),
        "key": _l("Key industry"),
    },
}


@bp.get("/catalogues/<any(occupations, industries):kind>")
def show_catalogue(kind: str) -> str:
    """Show a catalogue."""
    return _page("show", kind, rows=_rows(kind))


@bp.get("/catalogues/<any(occupations, industries):kind>.xlsx")
def download_catalogue(kind: str) -> ResponseReturnValue:
    """Send the catalogue as the workbook that can be imported again."""
    rows = _rows(kind)
    columns = [
        Column(str(title), WIDTHS.get(key, 14)) for key, title in TITLES[Catalogue(kind)].items()
    ]
    data = BytesIO(write_workbook([Page(str(NAMES[Catalogue(kind)]), columns, rows)]))
    name = f"{NAMES[Catalogue(kind)]}.xlsx"
    return send_file(data, mimetype=XLSX, as_attachment=True, download_name=name)


@bp.route("/catalogues/<any(occupations, industries):kind>/import", methods=["GET", "POST"])
def import_catalogue(kind: str) -> ResponseReturnValue:
    """Read a workbook and show what it would change and every problem; store nothing."""
    if request.method == "GET":
        _rows(kind)
        return _page("import", kind, staged=None, token="")
    upload = request.files.get("file")
    with reading(current_actor()) as uow:
        data = upload.read() if upload else b""
        staged = catalogues.read_catalogue(uow, Catalogue(kind), data)
    wrong = bool(staged.issues or staged.faulty)
    token = "" if wrong else _signer(kind).dumps([[row.line, row.texts] for row in staged.rows])
    page = _page("import", kind, staged=staged, token=token, shown=_shown(staged))
    return page, 422 if wrong else 200


@bp.post("/catalogues/<any(occupations, industries):kind>/import/confirm")
def confirm_catalogue(kind: str) -> ResponseReturnValue:
    """Store the rows that the preview showed: all of them, or none."""
    _rows(kind)
    try:
        rows = _unsigned(kind, request.form.get("token", ""))
        with unit_of_work(current_actor()) as uow:
            stored = catalogues.import_catalogue(uow, Catalogue(kind), rows)
    except (RuleViolation, Conflict) as refusal:
        flash(words(refusal), "error")
        return redirect(url_for(".import_catalogue", kind=kind))
    added, changed = stored.count("added"), stored.count("changed")
    text = gettext("Added: %(added)s. Changed: %(changed)s.", added=added, changed=changed)
    flash(text, "success")
    return redirect(url_for(".show_catalogue", kind=kind))


def _rows(kind: str) -> list[list[str | int | None]]:
    """The catalogue as cells in the order of the titles; refuses who may not import it."""
    with reading(current_actor()) as uow:
        found = catalogues.browse_catalogue(uow, Catalogue(kind))
    return [_cells(one) for one in found]


def _cells(one: Occupation | Industry) -> list[str | int | None]:
    if isinstance(one, Occupation):
        return [one.code, one.name, "、".join(one.trades), ",".join(map(str, one.levels))]
    return [one.code, one.name, gettext("yes") if one.key else gettext("no")]


def _shown(staged: StagedCatalogue) -> list[CatalogueRow]:
    """Every row with a problem, and the first ones that bring something."""
    bringing = [row for row in staged.rows if row.change in {"added", "changed"}]
    return [*staged.faulty, *bringing[:MOST_SHOWN]]


def _page(view: str, kind: str, **context: object) -> str:
    catalogue = Catalogue(kind)
    return render_template(
        f"admin/catalogues/{view}.html",
        kind=kind,
        name=NAMES[catalogue],
        names={one.value: words_ for one, words_ in NAMES.items()},
        titles=TITLES[catalogue],
        **context,
    )


def _signer(kind: str) -> URLSafeTimedSerializer:
    salt = f"catalogue:{kind}:{current_actor().account_id}"
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=salt)


def _unsigned(kind: str, token: str) -> list[tuple[int, dict[str, str]]]:
    """What the preview showed. Raises Conflict when the token is old or not from here."""
    try:
        rows = _signer(kind).loads(token, max_age=VALID_FOR)
    except BadSignature as error:
        raise Conflict("The preview has expired. Choose the workbook again.") from error
    return [(line, texts) for line, texts in rows]
