"""A stored file, to whom it concerns; never by a path, never kept by a proxy."""

from urllib.parse import quote

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from competition.domain.errors import NotFound
from competition.domain.files import PICTURES, Kind
from competition.domain.identifiers import FileId
from competition.services import files
from competition.services.files import StoredFile
from competition.services.unit_of_work import reading
from competition.web.session import current_actor

bp = Blueprint("files", __name__)
XLSX = Kind.XLSX.value
PICTURE_POLICY = "default-src 'none'; frame-ancestors 'self'; sandbox"
PAPER_POLICY = "default-src 'none'; object-src 'self'; frame-ancestors 'self'"
"""A PDF is shown by the browser's own reader, which a sandbox would switch off."""


@bp.get("/files/<int:file_id>")
def show_file(file_id: int) -> ResponseReturnValue:
    """Show a picture or a PDF, or give the file to be saved; visitors see what is public."""
    try:
        with reading(current_actor()) as uow:
            found = files.open_stored(uow, FileId(file_id))
    except NotFound:
        if current_user.is_authenticated:
            raise
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined,no-any-return]  # set by Flask-Login
    return file_response(found, as_attachment="save" in request.args)


def file_response(found: StoredFile, *, as_attachment: bool = False) -> Response:
    """The file as an answer: its kind as told by its content, its name as a text."""
    response = Response(found.content, content_type=found.facts.kind.value)
    shown = found.is_shown and not as_attachment
    kind = "inline" if shown else "attachment"
    response.headers["Content-Disposition"] = disposition(found.facts.name, kind)
    response.headers["Cache-Control"] = "private, no-store"
    is_picture = found.facts.kind in PICTURES
    response.headers["Content-Security-Policy"] = PICTURE_POLICY if is_picture else PAPER_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def disposition(name: str, kind: str = "attachment") -> str:
    """What to do with a file and what to call it; a name in Chinese is written as RFC 5987 says."""
    plain = "".join(c if c.isascii() and c not in '"\\%' else "_" for c in name)
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
