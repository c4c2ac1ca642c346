"""What of people's data is still there, when each competition ended, and the log of runs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from competition.domain.identifiers import CompetitionId
from competition.domain.retention import Ending, Kind
from competition.persistence.aged import AGED_STORES
from competition.persistence.models.accounts import AccountRow
from competition.persistence.models.competitions import CompetitionRow, EventRow
from competition.persistence.models.programme import PlanRow
from competition.persistence.models.retention import (
    RetentionHoldRow,
    RetentionRemovalRow,
    RetentionRunRow,
)
from competition.persistence.retained import EVENT_STORES


@dataclass(frozen=True, slots=True)
class Ended:
    """A competition's name, and what is known of its end."""

    title: str
    ending: Ending


@dataclass(frozen=True, slots=True)
class LogLine:
    """What a run took away of one kind from one competition, or from none in particular."""

    kind: Kind
    way: str
    competition: str
    policy: str
    amount: int


@dataclass(frozen=True, slots=True)
class LoggedRun:
    """One run with what it took away; empty when nothing was due."""

    id: int
    started_at: datetime
    started_by: str
    lines: tuple[LogLine, ...]


def remaining(
    session: Session, kind: Kind, competition_id: CompetitionId | None = None
) -> dict[CompetitionId, int]:
    """How many rows of the kind each competition still has, or the one that is named."""
    rows = EVENT_STORES[kind].rows().subquery()
    query = select(rows.c.competition_id, func.count()).group_by(rows.c.competition_id)
    if competition_id is not None:
        query = query.where(rows.c.competition_id == competition_id)
    return {CompetitionId(id_): count for id_, count in session.execute(query)}


def first_ids(
    session: Session, kind: Kind, competition_id: CompetitionId, limit: int
) -> tuple[int, ...]:
    """The ids of the next rows of the kind that the competition still has."""
    rows = EVENT_STORES[kind].rows().subquery()
    query = select(rows.c.id).where(rows.c.competition_id == competition_id)
    return tuple(session.scalars(query.order_by(rows.c.id).limit(limit)))


def aged(session: Session, kind: Kind, before: datetime) -> int:
    """How many rows of the kind are from before the instant."""
    counts = (
        select(func.count()).select_from(store.rows(before).subquery())
        for store in AGED_STORES[kind]
    )
    return sum(session.scalar(query) or 0 for query in counts)


def endings(
    session: Session, now: datetime, among: Iterable[CompetitionId]
) -> dict[CompetitionId, Ended]:
    """When these competitions ended, as far as that is known, and which are held."""
    runs = or_(
        EventRow.state == "marking",
        and_(
            EventRow.state == "open",
            or_(EventRow.entries_close_at.is_(None), EventRow.entries_close_at > now),
        ),
    )
    held = select(RetentionHoldRow.competition_id).where(RetentionHoldRow.released_at.is_(None))
    query = (
        select(
            CompetitionRow.id,
            CompetitionRow.title,
            func.max(PlanRow.ends_on),
            func.max(EventRow.held_on),
            func.max(case((runs, 1), else_=0)),
            func.max(case((CompetitionRow.id.in_(held), 1), else_=0)),
        )
        .outerjoin(PlanRow, PlanRow.competition_id == CompetitionRow.id)
        .outerjoin(EventRow, EventRow.competition_id == CompetitionRow.id)
        .where(CompetitionRow.id.in_(list(among)))
        .group_by(CompetitionRow.id, CompetitionRow.title)
    )
    return {
        CompetitionId(id_): Ended(title, Ending(_last(planned, held_on), bool(runs_), bool(held_)))
        for id_, title, planned, held_on, runs_, held_ in session.execute(query)
    }


def runs(session: Session, before: int | None, limit: int) -> tuple[LoggedRun, ...]:
    """A page of runs, the newest first, with what each took away."""
    query = (
        select(RetentionRunRow, AccountRow.display_name)
        .outerjoin(AccountRow, AccountRow.id == RetentionRunRow.started_by)
        .order_by(RetentionRunRow.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(RetentionRunRow.id < before)
    found = session.execute(query).all()
    lines = _lines(session, [row.id for row, _ in found])
    return tuple(
        LoggedRun(row.id, row.started_at, name or "", tuple(lines.get(row.id, ())))
        for row, name in found
    )


def _lines(session: Session, run_ids: list[int]) -> dict[int, list[LogLine]]:
    row = RetentionRemovalRow
    query = (
        select(
            row.run_id, row.kind, row.way, CompetitionRow.title, row.policy, func.sum(row.amount)
        )
        .outerjoin(CompetitionRow, CompetitionRow.id == row.competition_id)
        .where(row.run_id.in_(run_ids))
        .group_by(
            row.run_id, row.kind, row.way, row.competition_id, CompetitionRow.title, row.policy
        )
        .order_by(row.run_id, func.min(row.id))
    )
    found: dict[int, list[LogLine]] = {}
    for run_id, kind, way, title, policy, amount in session.execute(query):
        line = LogLine(Kind(kind), way, title or "", policy, int(amount))
        found.setdefault(run_id, []).append(line)
    return found


def _last(planned: date | None, held_on: date | None) -> date | None:
    return max((day for day in (planned, held_on) if day is not None), default=None)
