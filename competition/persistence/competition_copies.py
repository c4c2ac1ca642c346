"""What a competition's copy takes along: its events' newest settings, the texts of its pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.domain.identifiers import AccountId, CompetitionId, EventId
from competition.domain.sites import PageKind
from competition.persistence.models.competitions import EventRow, PoliciesRow, SchemeRow
from competition.persistence.models.entry_forms import EntryFormRow
from competition.persistence.models.registration import RegistrationRulesRow
from competition.persistence.sites import SitePage, pages, save_draft

Versioned = type[SchemeRow] | type[PoliciesRow] | type[EntryFormRow] | type[RegistrationRulesRow]
SETTINGS: dict[str, Versioned] = {
    "scheme": SchemeRow,
    "policies": PoliciesRow,
    "form": EntryFormRow,
    "rules": RegistrationRulesRow,
}
"""What an event is marked, ranked and entered by, each in versions of its own."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Who makes the copy, and when."""

    by: AccountId | None
    at: datetime


def event_ids(session: Session, competition_id: CompetitionId) -> tuple[EventId, ...]:
    """The competition's events in order of their day."""
    query = select(EventRow.id).where(EventRow.competition_id == competition_id)
    rows = session.scalars(query.order_by(EventRow.held_on, EventRow.id))
    return tuple(EventId(id_) for id_ in rows)


def settings_of(session: Session, event_ids: tuple[EventId, ...]) -> dict[EventId, tuple[str, ...]]:
    """Which settings each of the events has, in one query for each kind."""
    found: dict[EventId, tuple[str, ...]] = dict.fromkeys(event_ids, ())
    for name, model in SETTINGS.items():
        having = select(model.event_id).where(model.event_id.in_(event_ids)).distinct()
        for event_id in session.scalars(having):
            found[EventId(event_id)] += (name,)
    return found


def copy_settings(session: Session, events: Mapping[EventId, EventId], origin: Origin) -> None:
    """Give each new event the newest settings of the old one, as their first version."""
    for model in SETTINGS.values():
        newest = (
            select(model.event_id, func.max(model.number).label("number"))
            .where(model.event_id.in_(events))
            .group_by(model.event_id)
            .subquery()
        )
        query = select(model).join(
            newest, (newest.c.event_id == model.event_id) & (newest.c.number == model.number)
        )
        rows: list[Any] = list(session.scalars(query))
        for row in rows:
            session.add(_copied(row, events[EventId(row.event_id)], origin))
    session.flush()


def copy_texts(
    session: Session, source: CompetitionId, target: CompetitionId, origin: Origin
) -> None:
    """Take the texts of the public pages along, as drafts that nobody has published."""
    for kind, page in pages(session, source).items():
        text = page.draft or page.published
        if text:
            save_draft(session, target, SitePage(kind, text), by=origin.by, at=origin.at)


def written_pages(session: Session, competition_id: CompetitionId) -> tuple[PageKind, ...]:
    """The pages that have a text."""
    stored = pages(session, competition_id)
    return tuple(kind for kind, page in stored.items() if page.draft or page.published)


def _copied(row: Any, event_id: EventId, origin: Origin) -> Any:
    """A first version for another event; what the version says is kept as it is."""
    model = type(row)
    kept = {"document", "digest", "reason"} & set(model.__table__.columns.keys())
    columns = {name: getattr(row, name) for name in kept}
    return model(event_id=event_id, number=1, made_by=origin.by, made_at=origin.at, **columns)
