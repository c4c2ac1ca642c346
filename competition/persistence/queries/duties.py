"""What waits for the holders of a role, counted: one query for each kind of work."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlalchemy.orm import Session

from competition.domain.events import EventState
from competition.domain.identifiers import AccountId
from competition.domain.permissions import INSTALLATION, Role, Scope, ScopeKind
from competition.persistence.models.account_security import InvitationRow
from competition.persistence.models.accounts import RoleRow
from competition.persistence.models.competitions import CompetitionRow, EventRow, OrganisationRow
from competition.persistence.models.jobs import JobRow
from competition.persistence.models.messages import DeliveryRow
from competition.persistence.models.people import (
    MembershipRow,
    PersonCorrectionRow,
    PersonDisputeRow,
)
from competition.persistence.models.programme import ChangeRow, ReportRow
from competition.persistence.models.proposals import ProposalRow
from competition.persistence.models.unit_lists import UnitListRow

MOST = 20


@dataclass(frozen=True, slots=True)
class Work:
    """Something that waits: its number, its title, where, how much of how much, until when."""

    id: int
    title: str
    where: str = ""
    count: int = 0
    total: int = 0
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReviewWork:
    """How many proposals wait at one's levels, how many of them late or one's own, first answer."""

    waiting: int = 0
    late: int = 0
    mine: int = 0
    due: datetime | None = None


def members_waiting(session: Session, units: Collection[int]) -> tuple[Work, ...]:
    """Units with the number of people who ask to belong to them, and since when."""
    query = (
        select(
            OrganisationRow.id,
            OrganisationRow.name,
            func.count().label("many"),
        )
        .join(MembershipRow, MembershipRow.organisation_id == OrganisationRow.id)
        .where(OrganisationRow.id.in_(units), MembershipRow.state == "claimed")
        .group_by(OrganisationRow.id, OrganisationRow.name)
        .order_by(OrganisationRow.id)
    )
    return tuple(Work(row.id, row.name, count=row.many) for row in session.execute(query))


def people_to_settle(session: Session, units: Collection[int]) -> tuple[Work, ...]:
    """Units with the number of open corrections and disputes about their people."""
    corrections = (
        select(MembershipRow.organisation_id.label("unit"), PersonCorrectionRow.id.label("id"))
        .join(PersonCorrectionRow, PersonCorrectionRow.person_id == MembershipRow.person_id)
        .where(
            MembershipRow.state == "confirmed",
            MembershipRow.organisation_id.in_(units),
            PersonCorrectionRow.state == "open",
        )
    )
    disputes = select(
        PersonDisputeRow.organisation_id.label("unit"), PersonDisputeRow.id.label("id")
    ).where(PersonDisputeRow.organisation_id.in_(units), PersonDisputeRow.state == "open")
    both = corrections.union_all(disputes).subquery()
    query = (
        select(OrganisationRow.id, OrganisationRow.name, func.count().label("many"))
        .join(both, both.c.unit == OrganisationRow.id)
        .group_by(OrganisationRow.id, OrganisationRow.name)
        .order_by(OrganisationRow.id)
    )
    return tuple(Work(row.id, row.name, count=row.many) for row in session.execute(query))


def lists_to_seal(session: Session, units: Collection[int]) -> tuple[tuple[Work, int], ...]:
    """The units' lists that are not sealed while entries are open, and whose each is.

    Its count are the rows that are no entries yet, of all rows.
    """
    query = (
        select(
            UnitListRow.event_id,
            UnitListRow.organisation_id,
            UnitListRow.row_count,
            UnitListRow.entered,
            EventRow.title,
            EventRow.entries_close_at,
            CompetitionRow.title.label("competition"),
        )
        .join(EventRow, EventRow.id == UnitListRow.event_id)
        .join(CompetitionRow, CompetitionRow.id == EventRow.competition_id)
        .where(
            UnitListRow.organisation_id.in_(units),
            UnitListRow.state != "sealed",
            EventRow.state == EventState.OPEN,
        )
        .order_by(EventRow.entries_close_at, EventRow.id)
        .limit(MOST)
    )
    return tuple(
        (
            Work(
                row.event_id,
                row.title,
                row.competition,
                row.row_count - row.entered,
                row.row_count,
                row.entries_close_at,
            ),
            row.organisation_id,
        )
        for row in session.execute(query)
    )


def own_proposals(session: Session, organisations: Collection[int]) -> tuple[tuple[Work, str], ...]:
    """The organisations' proposals that were returned or are still drafts, and which it is."""
    query = (
        select(
            ProposalRow.id,
            ProposalRow.title,
            ProposalRow.trade,
            ProposalRow.state,
            ProposalRow.due_at,
            OrganisationRow.name,
        )
        .join(OrganisationRow, OrganisationRow.id == ProposalRow.organisation_id)
        .where(
            ProposalRow.organisation_id.in_(organisations),
            ProposalRow.state.in_(["returned", "draft"]),
        )
        .order_by(ProposalRow.state.desc(), ProposalRow.due_at, ProposalRow.id)
        .limit(MOST)
    )
    return tuple(
        (Work(row.id, row.title or row.trade, row.name, due=row.due_at), row.state)
        for row in session.execute(query)
    )


def reviews(
    session: Session, levels: Collection[int], mine: Collection[int], now: datetime
) -> ReviewWork:
    """The proposals that wait at these levels, `mine` being those of these reviewers."""
    query = select(
        func.count(),
        func.count().filter(ProposalRow.due_at < now),
        func.count().filter(ProposalRow.reviewer_id.in_(mine)),
        func.min(ProposalRow.due_at),
    ).where(ProposalRow.state == "submitted", ProposalRow.stage_organisation_id.in_(levels))
    return ReviewWork(*session.execute(query).one())


def open_changes(session: Session) -> int:
    """How many changes of planned competitions wait for a decision."""
    query = select(func.count()).select_from(ChangeRow).where(ChangeRow.state == "requested")
    return session.scalar(query) or 0


def failed_jobs(session: Session, asked_by: AccountId | None) -> int:
    """How many jobs failed for good: all of them, or those that somebody asked for."""
    whose = true() if asked_by is None else JobRow.asked_by == asked_by
    query = select(func.count()).select_from(JobRow).where(JobRow.state == "failed", whose)
    return session.scalar(query) or 0


def failed_deliveries(session: Session) -> int:
    """How many messages could not be sent on one of their ways."""
    query = select(func.count()).select_from(DeliveryRow).where(DeliveryRow.state == "failed")
    return session.scalar(query) or 0


def invitations_ending(session: Session, now: datetime, until: datetime) -> Work:
    """How many open invitations end before the instant, and when the first of them does."""
    query = select(func.count(), func.min(InvitationRow.expires_at)).where(
        InvitationRow.accepted_at.is_(None),
        InvitationRow.revoked_at.is_(None),
        InvitationRow.expires_at > now,
        InvitationRow.expires_at <= until,
    )
    many, first = session.execute(query).one()
    return Work(0, "", count=many, due=first)


def has_unions_or_units(session: Session) -> bool:
    """Whether any organisation but the federation is written down."""
    query = select(OrganisationRow.id).where(OrganisationRow.kind != "federation").limit(1)
    return session.scalar(query) is not None


def has_organiser(session: Session, now: datetime) -> bool:
    """Whether somebody holds an organiser's role, or is invited to one."""
    held = select(RoleRow.id).where(RoleRow.role == Role.ORGANISER.value)
    invited = select(InvitationRow.id).where(
        InvitationRow.role == Role.ORGANISER.value,
        InvitationRow.accepted_at.is_(None),
        InvitationRow.revoked_at.is_(None),
        InvitationRow.expires_at > now,
    )
    return bool(session.scalar(select(or_(held.exists(), invited.exists()))))


def reports_due(session: Session, reach: Collection[Scope]) -> int:
    """How many competitions in reach have every ranking published and no report handed in."""
    unfinished = select(EventRow.id).where(
        EventRow.competition_id == CompetitionRow.id, EventRow.state != EventState.PUBLISHED
    )
    held = select(EventRow.id).where(EventRow.competition_id == CompetitionRow.id)
    handed_in = select(ReportRow.competition_id).where(
        ReportRow.competition_id == CompetitionRow.id, ReportRow.state == "handed_in"
    )
    query = (
        select(func.count())
        .select_from(CompetitionRow)
        .where(
            CompetitionRow.state == "announced",
            held.exists(),
            ~unfinished.exists(),
            ~handed_in.exists(),
            _within(reach),
        )
    )
    return session.scalar(query) or 0


def _within(reach: Collection[Scope]) -> ColumnElement[bool]:
    columns = {
        ScopeKind.COMPETITION: CompetitionRow.id,
        ScopeKind.ORGANISATION: CompetitionRow.organisation_id,
    }
    if INSTALLATION in reach:
        return true()
    known = (scope for scope in reach if scope.kind in columns)
    return or_(false(), *(columns[scope.kind] == scope.id for scope in known))
