"""All that an event's overview tells, counted in one query."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from competition.domain.identifiers import EventId
from competition.domain.places import LIVE
from competition.persistence.models.competitions import (
    CompetitionRow,
    EventRow,
    OrganisationRow,
    PoliciesRow,
    SchemeRow,
)
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.judging import AppointmentRow, MarkSheetRow
from competition.persistence.models.publications import PublicationRow


@dataclass(frozen=True, slots=True)
class EventOverview:
    """What is there of an event, in numbers. A number 0 of scheme or policies means none."""

    competition_title: str
    competition_state: str
    organisation: str
    scheme_number: int
    policies_number: int
    accepted: int
    waiting: int
    unfit: int
    judges: int
    sheets: int
    submitted: int
    published_at: datetime | None


def overview(session: Session, event_id: EventId) -> EventOverview:
    """Count what the event has, of entries, judges, sheets, versions."""
    query = (
        select(
            CompetitionRow.title,
            CompetitionRow.state,
            OrganisationRow.name,
            _newest(SchemeRow, event_id).label("scheme"),
            _newest(PoliciesRow, event_id).label("policies"),
            _entries(event_id, "accepted").label("accepted"),
            _entries(event_id, "submitted").label("waiting"),
            _unfit(event_id).label("unfit"),
            _judges(event_id).label("judges"),
            _sheets(event_id).label("sheets"),
            _sheets(event_id, "submitted").label("submitted"),
            _published(event_id).label("published_at"),
        )
        .select_from(EventRow)
        .join(CompetitionRow, CompetitionRow.id == EventRow.competition_id)
        .join(OrganisationRow, OrganisationRow.id == CompetitionRow.organisation_id)
        .where(EventRow.id == event_id)
    )
    row = session.execute(query).one()
    return EventOverview(
        competition_title=row.title,
        competition_state=row.state,
        organisation=row.name,
        scheme_number=row.scheme or 0,
        policies_number=row.policies or 0,
        accepted=row.accepted,
        waiting=row.waiting,
        unfit=row.unfit,
        judges=row.judges,
        sheets=row.sheets,
        submitted=row.submitted,
        published_at=row.published_at,
    )


def _newest(model: type[SchemeRow | PoliciesRow], event_id: EventId) -> ScalarSelect[int]:
    return select(func.max(model.number)).where(model.event_id == event_id).scalar_subquery()


def _entries(event_id: EventId, state: str) -> ScalarSelect[int]:
    query = select(func.count(EntryRow.id)).where(EntryRow.event_id == event_id)
    return query.where(EntryRow.state == state).scalar_subquery()


def _unfit(event_id: EventId) -> ScalarSelect[int]:
    query = select(func.count(EntryRow.id)).where(
        EntryRow.event_id == event_id,
        EntryRow.problems > 0,
        EntryRow.state.in_([state.value for state in LIVE]),
    )
    return query.scalar_subquery()


def _judges(event_id: EventId) -> ScalarSelect[int]:
    query = select(func.count(AppointmentRow.id)).where(AppointmentRow.event_id == event_id)
    return query.scalar_subquery()


def _sheets(event_id: EventId, state: str | None = None) -> ScalarSelect[int]:
    query = select(func.count(MarkSheetRow.id)).where(MarkSheetRow.event_id == event_id)
    return (query.where(MarkSheetRow.state == state) if state else query).scalar_subquery()


def _published(event_id: EventId) -> ScalarSelect[datetime]:
    query = select(func.max(PublicationRow.published_at)).where(
        PublicationRow.event_id == event_id, PublicationRow.retracted_at.is_(None)
    )
    return query.scalar_subquery()
