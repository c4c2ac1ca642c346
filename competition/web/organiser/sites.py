"""Organisers' pages about a competition's public pages: write, preview, publish, news, files."""

from typing import BinaryIO, cast

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.widgets import HiddenInput

from competition.domain.errors import Conflict, RuleViolation
from competition.domain.identifiers import CompetitionId, FileId
from competition.domain.site_text import LONGEST, Block, read_text
from competition.domain.sites import PageKind
from competition.services import files, sites
from competition.services.sites import SiteDesk
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.errors import words
from competition.web.forms import Form, Needed
from competition.web.organiser.blueprint import bp
from competition.web.organiser.site_drafts import first_text
from competition.web.public.sites import PAGES
from competition.web.session import current_actor
from competition.web.uploads import takes_files

KIND = f"any({', '.join(kind.value for kind in PageKind)})"
HELP = _l(
    "A line that begins with # is a heading, with - a list. **bold** is bold,"
    " [words](address) is a link. An empty line begins a new paragraph."
)


class PageForm(Form):
    """The text of a page."""

    version = IntegerField(default=0, widget=HiddenInput())
    text = TextAreaField(_l("Text"), [Needed()], description=HELP)


class NewsForm(Form):
    """A piece of news."""

    title = StringField(_l("Headline"), [Needed()])
    text = TextAreaField(_l("Text"), [Needed()], description=HELP)


@bp.get("/competitions/<int:competition_id>/site")
def show_site_desk(competition_id: int) -> str:
    """Show what of the public pages is written, and what is public."""
    return _desk(competition_id, NewsForm(formdata=None))


@bp.route(f"/competitions/<int:competition_id>/site/<{KIND}:kind>", methods=["GET", "POST"])
def edit_site_page(competition_id: int, kind: str) -> ResponseReturnValue:
    """Write a page: save it, look at it, publish it."""
    form, found = PageForm(), _describe(competition_id)
    page = found.pages[PageKind(kind)]
    is_new = not page.draft and page.published is None
    draft = first_text(competition_id, PageKind(kind)) if is_new else page.draft
    blocks = read_text(draft)
    if not form.is_submitted():
        form.text.data, form.version.data = draft, page.version
    elif request.form.get("do") == "preview":
        blocks = read_text((form.text.data or "")[:LONGEST])
    elif form.validate() and _save(competition_id, PageKind(kind), form):
        return redirect(url_for(".edit_site_page", competition_id=competition_id, kind=kind))
    page_ = render_template(
        "organiser/sites/page.html",
        form=form,
        found=found,
        page=page,
        kind=kind,
        name=PAGES[kind],
        blocks=blocks,
        is_proposed=is_new and bool(draft),
    )
    return page_, 422 if form.errors else 200


@bp.post(f"/competitions/<int:competition_id>/site/<{KIND}:kind>/withdraw")
def withdraw_site_page(competition_id: int, kind: str) -> ResponseReturnValue:
    """Take a page from view."""
    with unit_of_work(current_actor()) as uow:
        sites.withdraw_page(uow, CompetitionId(competition_id), PageKind(kind))
    flash(gettext("The page is no longer public."), "success")
    return _back(competition_id)


@bp.post("/competitions/<int:competition_id>/site/news")
def post_site_news(competition_id: int) -> ResponseReturnValue:
    """Publish a piece of news."""
    form = NewsForm()
    try:
        with unit_of_work(current_actor()) as uow:
            title, body = form.title.data or "", form.text.data or ""
            sites.post_news(uow, CompetitionId(competition_id), title, body)
    except RuleViolation as violation:
        form.report(violation)
        return _desk(competition_id, form), 422
    flash(gettext("The news is published."), "success")
    return _back(competition_id)


@bp.post("/competitions/<int:competition_id>/site/news/<int:news_id>/withdraw")
def withdraw_site_news(competition_id: int, news_id: int) -> ResponseReturnValue:
    """Take a piece of news from view."""
    with unit_of_work(current_actor()) as uow:
        sites.withdraw_news(uow, CompetitionId(competition_id), news_id)
    flash(gettext("The news is no longer public."), "success")
    return _back(competition_id)


@bp.post("/competitions/<int:competition_id>/site/files")
@takes_files
def add_site_file(competition_id: int) -> ResponseReturnValue:
    """Offer a file for download."""
    _describe(competition_id)
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        flash(gettext("Choose a file first."), "error")
        return _back(competition_id)
    try:
        read = files.read_upload(cast(BinaryIO, upload.stream), upload.filename, "download")
        with unit_of_work(current_actor()) as uow:
            sites.add_download(uow, CompetitionId(competition_id), read)
    except RuleViolation as violation:
        flash(words(violation), "error")
    else:
        flash(gettext("The file is offered for download."), "success")
    return _back(competition_id)


@bp.post("/competitions/<int:competition_id>/site/files/<int:file_id>/remove")
def remove_site_file(competition_id: int, file_id: int) -> ResponseReturnValue:
    """Offer a file no longer."""
    with unit_of_work(current_actor()) as uow:
        sites.remove_download(uow, CompetitionId(competition_id), FileId(file_id))
    flash(gettext("The file is removed."), "success")
    return _back(competition_id)


def _describe(competition_id: int) -> SiteDesk:
    with reading(current_actor()) as uow:
        return sites.describe_desk(uow, CompetitionId(competition_id))


def _desk(competition_id: int, form: NewsForm) -> str:
    found = _describe(competition_id)
    news: list[tuple[object, tuple[Block, ...]]] = [
        (one, read_text(one.body)) for one in found.news
    ]
    return render_template(
        "organiser/sites/desk.html", found=found, form=form, names=PAGES, news=news
    )


def _save(competition_id: int, kind: PageKind, form: PageForm) -> bool:
    """Save, and publish if asked; what is wrong stands at its field, and the text stays."""
    id_, publish = CompetitionId(competition_id), request.form.get("do") == "publish"
    try:
        with unit_of_work(current_actor()) as uow:
            text, version = form.text.data or "", form.version.data or 0
            sites.save_page(uow, id_, kind, text, version)
            if publish:
                sites.publish_page(uow, id_, kind)
    except RuleViolation as violation:
        form.report(violation)
        return False
    except Conflict as conflict:
        form.form_errors.append(gettext(conflict.message))
        return False
    flash(gettext("The page is published.") if publish else gettext("Saved."), "success")
    return True


def _back(competition_id: int) -> ResponseReturnValue:
    return redirect(url_for(".show_site_desk", competition_id=competition_id))
