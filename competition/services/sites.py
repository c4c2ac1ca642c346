"""The public pages of a competition: everyone reads them, organisers write them, people follow."""

from dataclasses import dataclass

from competition.domain.errors import NotFound, NotPermitted
from competition.domain.events import CompetitionState, EventState
from competition.domain.identifiers import CompetitionId, FileId
from competition.domain.permissions import Permission, permits
from competition.domain.site_text import require_length
from competition.domain.sites import PageKind, require_public, require_text, require_title
from competition.persistence import competitions, events, sites
from competition.persistence import files as file_rows
from competition.persistence.files import FileFacts
from competition.persistence.queries import programme as queries
from competition.persistence.queries.programme import ProgrammeEvent, ProgrammeLine
from competition.persistence.sites import SiteNews, SitePage
from competition.services import files, messages
from competition.services.files import ReadFile
from competition.services.unit_of_work import UnitOfWork

__all__ = ["ProgrammeEvent", "SiteNews", "SitePage"]


@dataclass(frozen=True, slots=True)
class Site:
    """A competition's pages as everyone reads them; texts are those that are published."""

    line: ProgrammeLine
    about: str
    events: tuple[ProgrammeEvent, ...]
    texts: dict[PageKind, str]
    news: tuple[SiteNews, ...]
    downloads: tuple[FileFacts, ...]
    watching: bool
    may_edit: bool


@dataclass(frozen=True, slots=True)
class SiteDesk:
    """A competition's pages as organisers write them."""

    line: ProgrammeLine
    pages: dict[PageKind, SitePage]
    news: tuple[SiteNews, ...]
    downloads: tuple[FileFacts, ...]
    watchers: int


def describe_site(uow: UnitOfWork, competition_id: CompetitionId) -> Site:
    """Show the public pages of a competition. Anyone may.

    Raises NotFound unless the competition is announced; draft events and drafts of texts are not
    among what it gives.
    """
    found = competitions.load(uow.session, competition_id)
    require_public(found.state)
    line = _line(uow, competition_id)
    path = events.competition_path(uow.session, competition_id)
    stored = sites.pages(uow.session, competition_id)
    return Site(
        line=line,
        about=found.details.about,
        events=tuple(one for one in line.events if one.state is not EventState.DRAFT),
        texts={kind: page.published for kind, page in stored.items() if page.published},
        news=sites.news(uow.session, competition_id),
        downloads=file_rows.of_subject(uow.session, _subject(competition_id)),
        watching=sites.is_watching(uow.session, competition_id, uow.actor.account_id),
        may_edit=permits(uow.actor, Permission.SITE_EDIT, path),
    )


def describe_desk(uow: UnitOfWork, competition_id: CompetitionId) -> SiteDesk:
    """Show organisers what of the pages is written and what is public. Needs SITE_EDIT.

    Raises NotFound, NotPermitted.
    """
    _authorise(uow, competition_id)
    return SiteDesk(
        _line(uow, competition_id),
        sites.pages(uow.session, competition_id),
        sites.news(uow.session, competition_id),
        file_rows.of_subject(uow.session, _subject(competition_id)),
        len(sites.watchers(uow.session, competition_id)),
    )


def save_page(
    uow: UnitOfWork, competition_id: CompetitionId, kind: PageKind, text: str, version: int
) -> None:
    """Save the draft of a page; what is public stays as it is.

    Needs SITE_EDIT. Audited as site.saved.
    Raises NotFound, NotPermitted, RuleViolation SIT-01, Conflict when it changed since `version`.
    """
    _authorise(uow, competition_id)
    page = SitePage(kind, require_length(text), version=version)
    sites.save_draft(uow.session, competition_id, page, by=uow.actor.account_id, at=uow.now)
    _audit(uow, "site.saved", competition_id, page=kind.value, characters=len(page.draft))


def publish_page(uow: UnitOfWork, competition_id: CompetitionId, kind: PageKind) -> None:
    """Make the draft public and tell those who follow, once the competition is announced.

    Needs SITE_EDIT. Audited as site.published.
    Raises NotFound, NotPermitted, RuleViolation SIT-05 for an empty draft.
    """
    _authorise(uow, competition_id)
    text = require_text(sites.pages(uow.session, competition_id)[kind].draft)
    sites.publish_page(uow.session, competition_id, kind, text, uow.now)
    _audit(uow, "site.published", competition_id, page=kind.value, characters=len(text))
    _tell(uow, competition_id, f"site.{kind.value}_changed")


def withdraw_page(uow: UnitOfWork, competition_id: CompetitionId, kind: PageKind) -> None:
    """Take a page from view; its draft stays. Needs SITE_EDIT. Audited as site.withdrawn."""
    _authorise(uow, competition_id)
    sites.publish_page(uow.session, competition_id, kind, None, uow.now)
    _audit(uow, "site.withdrawn", competition_id, page=kind.value)


def post_news(uow: UnitOfWork, competition_id: CompetitionId, title: str, body: str) -> int:
    """Publish a piece of news and tell those who follow.

    Needs SITE_EDIT. Audited as site.news_posted. Raises RuleViolation SIT-01 or SIT-05.
    """
    _authorise(uow, competition_id)
    cut, text = require_title(title), require_text(body)
    account = uow.actor.account_id
    news_id = sites.add_news(uow.session, competition_id, cut, text, by=account, at=uow.now)
    _audit(uow, "site.news_posted", competition_id, title=cut)
    _tell(uow, competition_id, "site.changed", title=cut)
    return news_id


def withdraw_news(uow: UnitOfWork, competition_id: CompetitionId, news_id: int) -> None:
    """Take a piece of news from view. Needs SITE_EDIT. Audited as site.news_withdrawn."""
    _authorise(uow, competition_id)
    title = sites.withdraw_news(uow.session, competition_id, news_id)
    _audit(uow, "site.news_withdrawn", competition_id, title=title)


def add_download(uow: UnitOfWork, competition_id: CompetitionId, read: ReadFile) -> FileId:
    """Offer a file, read before, for download. Needs SITE_EDIT. Audited as site.file_added."""
    _authorise(uow, competition_id)
    file_id = files.store_file(uow, read, _subject(competition_id))
    _audit(uow, "site.file_added", competition_id, name=read.name)
    return file_id


def remove_download(uow: UnitOfWork, competition_id: CompetitionId, file_id: FileId) -> None:
    """Offer a file no longer. Needs SITE_EDIT. Audited as site.file_removed. Raises NotFound."""
    _authorise(uow, competition_id)
    facts = file_rows.load(uow.session, file_id)
    if facts.subject != _subject(competition_id):
        raise NotFound("There is no such file.")
    files.discard(uow, file_id)
    _audit(uow, "site.file_removed", competition_id, name=facts.name)


def follow(uow: UnitOfWork, competition_id: CompetitionId, *, wanted: bool) -> None:
    """Hear of changes of a competition's pages, or no more. For signed-in people.

    Raises NotFound unless the competition is announced, NotPermitted for visitors.
    """
    require_public(competitions.load(uow.session, competition_id).state)
    if uow.actor.account_id is None:
        raise NotPermitted("Sign in first.")
    if wanted:
        sites.watch(uow.session, competition_id, uow.actor.account_id, uow.now)
    else:
        sites.unwatch(uow.session, competition_id, uow.actor.account_id)


def _authorise(uow: UnitOfWork, competition_id: CompetitionId) -> None:
    uow.authorise(Permission.SITE_EDIT, events.competition_path(uow.session, competition_id))


def _line(uow: UnitOfWork, competition_id: CompetitionId) -> ProgrammeLine:
    line = queries.programme_line(uow.session, competition_id)
    if line is None:
        raise NotFound("There is no such competition.")
    return line


def _tell(uow: UnitOfWork, competition_id: CompetitionId, template: str, **params: object) -> None:
    """Tell those who follow; nobody hears of a competition that is not announced."""
    found = competitions.load(uow.session, competition_id)
    if found.state is CompetitionState.ANNOUNCED:
        messages.notify_many(
            uow,
            sites.watchers(uow.session, competition_id),
            template,
            link=f"/competitions/{competition_id}",
            competition=found.details.title,
            **params,
        )


def _subject(competition_id: CompetitionId) -> str:
    return f"site:{competition_id}"


def _audit(uow: UnitOfWork, action: str, competition_id: CompetitionId, **detail: object) -> None:
    chain = f"competition:{competition_id}"
    uow.audit(action, chain, chain, about=detail)
