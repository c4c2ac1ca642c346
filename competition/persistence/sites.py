"""The public pages' rows: texts, news, who watches."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from competition.domain.errors import Conflict, NotFound
from competition.domain.identifiers import AccountId, CompetitionId
from competition.domain.sites import PageKind
from competition.persistence.models.sites import SiteNewsRow, SitePageRow, SiteWatchRow


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page as it is written and as it is public; `published` None for never."""

    kind: PageKind
    draft: str = ""
    published: str | None = None
    published_at: datetime | None = None
    version: int = 0

    @property
    def is_ahead(self) -> bool:
        """Whether the draft says something that is not public yet."""
        return self.draft != (self.published or "")


@dataclass(frozen=True, slots=True)
class SiteNews:
    """A piece of news."""

    id: int
    title: str
    body: str
    published_at: datetime


def pages(session: Session, competition_id: CompetitionId) -> dict[PageKind, SitePage]:
    """Every page of the competition, also those that nobody has written yet."""
    query = select(SitePageRow).where(SitePageRow.competition_id == competition_id)
    stored = {PageKind(row.kind): _page(row) for row in session.scalars(query)}
    return {kind: stored.get(kind, SitePage(kind)) for kind in PageKind}


def save_draft(
    session: Session,
    competition_id: CompetitionId,
    page: SitePage,
    *,
    by: AccountId | None,
    at: datetime,
) -> None:
    """Store what is written. Raises Conflict when it was changed since the page's version."""
    row = _row(session, competition_id, page.kind)
    if (row.version if row else 0) != page.version:
        raise Conflict("The page was changed meanwhile.", theirs=_page(row) if row else None)
    if row is None:
        row = SitePageRow(competition_id=competition_id, kind=page.kind.value)
        session.add(row)
    row.draft, row.edited_by, row.edited_at = page.draft, by, at
    session.flush()


def publish_page(
    session: Session, competition_id: CompetitionId, kind: PageKind, text: str | None, at: datetime
) -> None:
    """Make a text public; None takes the page from view. Raises NotFound when it is unwritten."""
    row = _row(session, competition_id, kind)
    if row is None:
        raise NotFound("There is no such page.")
    row.published, row.published_at = text, at if text is not None else None
    session.flush()


def add_news(
    session: Session,
    competition_id: CompetitionId,
    title: str,
    body: str,
    *,
    by: AccountId | None,
    at: datetime,
) -> int:
    """Store a piece of news."""
    row = SiteNewsRow(competition_id=competition_id, title=title, body=body, published_at=at)
    row.written_by = by
    session.add(row)
    session.flush()
    return row.id


def news(session: Session, competition_id: CompetitionId) -> tuple[SiteNews, ...]:
    """The news that stand, the newest first."""
    query = select(SiteNewsRow).where(
        SiteNewsRow.competition_id == competition_id, SiteNewsRow.state == "published"
    )
    rows = session.scalars(query.order_by(SiteNewsRow.published_at.desc(), SiteNewsRow.id.desc()))
    return tuple(SiteNews(row.id, row.title, row.body, row.published_at) for row in rows)


def withdraw_news(session: Session, competition_id: CompetitionId, news_id: int) -> str:
    """Take a piece of news from view and give back its title. Raises NotFound."""
    row = session.get(SiteNewsRow, news_id)
    if row is None or row.competition_id != competition_id or row.state != "published":
        raise NotFound("There is no such piece of news.")
    row.state = "withdrawn"
    session.flush()
    return row.title


def watch(
    session: Session, competition_id: CompetitionId, account_id: AccountId, at: datetime
) -> None:
    """Let an account hear of changes; once is enough."""
    if session.get(SiteWatchRow, (competition_id, account_id)) is None:
        session.add(SiteWatchRow(competition_id=competition_id, account_id=account_id, since=at))
        session.flush()


def unwatch(session: Session, competition_id: CompetitionId, account_id: AccountId) -> None:
    """Let an account hear no more of changes."""
    session.execute(
        delete(SiteWatchRow).where(
            SiteWatchRow.competition_id == competition_id, SiteWatchRow.account_id == account_id
        )
    )


def watchers(session: Session, competition_id: CompetitionId) -> tuple[AccountId, ...]:
    """The accounts that want to hear of changes."""
    query = select(SiteWatchRow.account_id).where(SiteWatchRow.competition_id == competition_id)
    return tuple(AccountId(id_) for id_ in session.scalars(query))


def is_watching(
    session: Session, competition_id: CompetitionId, account_id: AccountId | None
) -> bool:
    """Whether the account hears of changes."""
    if account_id is None:
        return False
    return session.get(SiteWatchRow, (competition_id, account_id)) is not None


def _row(session: Session, competition_id: CompetitionId, kind: PageKind) -> SitePageRow | None:
    query = select(SitePageRow).where(
        SitePageRow.competition_id == competition_id, SitePageRow.kind == kind.value
    )
    return session.scalar(query.with_for_update())


def _page(row: SitePageRow) -> SitePage:
    return SitePage(PageKind(row.kind), row.draft, row.published, row.published_at, row.version)
