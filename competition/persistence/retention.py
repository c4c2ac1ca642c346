"""Policies of retention, holds, runs and their log. No function changes or deletes the log."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from competition.domain.errors import Conflict
from competition.domain.identifiers import AccountId, CompetitionId
from competition.domain.retention import Kind, Way
from competition.persistence.models.accounts import AccountRow
from competition.persistence.models.retention import (
    RetentionHoldRow,
    RetentionPolicyRow,
    RetentionRemovalRow,
    RetentionRunRow,
)

INSTALLATION = "installation"


@dataclass(frozen=True, slots=True)
class StoredPolicy:
    """The newest days by kind in a scope; number 0 and nothing where none were set."""

    scope: str
    number: int
    days: dict[Kind, int]
    reason: str = ""
    made_by: str = ""
    made_at: datetime | None = None

    @property
    def version(self) -> str:
        """By which the log names it."""
        return f"{self.scope}#{self.number}"


@dataclass(frozen=True, slots=True)
class Hold:
    """Why nothing of a competition goes, who said so and since when."""

    competition_id: CompetitionId
    reason: str
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Removal:
    """One step of a run, to be logged."""

    run_id: int
    kind: Kind
    way: Way
    competition_id: CompetitionId | None
    policy: str
    amount: int
    at: datetime


def scope_name(competition_id: CompetitionId | None) -> str:
    """The scope of the installation's policy, or of one competition's own."""
    return INSTALLATION if competition_id is None else f"competition:{competition_id}"


def newest_policy(session: Session, scope: str) -> StoredPolicy:
    """The policy that holds now in the scope."""
    query = (
        select(RetentionPolicyRow, AccountRow.display_name)
        .outerjoin(AccountRow, AccountRow.id == RetentionPolicyRow.made_by)
        .where(RetentionPolicyRow.scope == scope)
        .order_by(RetentionPolicyRow.number.desc())
        .limit(1)
    )
    found = session.execute(query).first()
    return StoredPolicy(scope, 0, {}) if found is None else _policy(*found)


def policies(session: Session) -> dict[str, StoredPolicy]:
    """The newest policy of every scope that has one."""
    query = (
        select(RetentionPolicyRow, AccountRow.display_name)
        .outerjoin(AccountRow, AccountRow.id == RetentionPolicyRow.made_by)
        .order_by(RetentionPolicyRow.number)
    )
    return {row.scope: _policy(row, name) for row, name in session.execute(query)}


def add_policy(session: Session, new: StoredPolicy, by: AccountId | None, at: datetime) -> None:
    """Store a new version. Raises Conflict when somebody was quicker."""
    row = RetentionPolicyRow(
        scope=new.scope,
        number=new.number,
        days={kind.value: days for kind, days in new.days.items()},
        reason=new.reason,
        made_by=by,
        made_at=at,
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("The periods were changed meanwhile. Load the page again.") from error


def holds(session: Session, competition_id: CompetitionId | None = None) -> tuple[Hold, ...]:
    """The holds that stand, of one competition or of all."""
    query = (
        select(RetentionHoldRow, AccountRow.display_name)
        .outerjoin(AccountRow, AccountRow.id == RetentionHoldRow.made_by)
        .where(RetentionHoldRow.released_at.is_(None))
        .order_by(RetentionHoldRow.id)
    )
    if competition_id is not None:
        query = query.where(RetentionHoldRow.competition_id == competition_id)
    return tuple(
        Hold(CompetitionId(row.competition_id), row.reason, name or "", row.made_at)
        for row, name in session.execute(query)
    )


def add_hold(
    session: Session,
    competition_id: CompetitionId,
    reason: str,
    by: AccountId | None,
    at: datetime,
) -> None:
    """Store a hold."""
    row = RetentionHoldRow(competition_id=competition_id, reason=reason, made_by=by, made_at=at)
    session.add(row)
    session.flush()


def release(
    session: Session,
    competition_id: CompetitionId,
    reason: str,
    by: AccountId | None,
    at: datetime,
) -> None:
    """Note that the hold stands no longer, and why."""
    query = select(RetentionHoldRow).where(
        RetentionHoldRow.competition_id == competition_id, RetentionHoldRow.released_at.is_(None)
    )
    for row in session.scalars(query):
        row.released_by, row.released_at, row.release_reason = by, at, reason
    session.flush()


def add_run(session: Session, by: AccountId | None, at: datetime) -> int:
    """Begin a run and give its number."""
    row = RetentionRunRow(started_by=by, started_at=at)
    session.add(row)
    session.flush()
    return row.id


def log(session: Session, removal: Removal) -> None:
    """Write down what a step took away."""
    session.execute(
        insert(RetentionRemovalRow).values(
            run_id=removal.run_id,
            kind=removal.kind.value,
            way=removal.way.value,
            competition_id=removal.competition_id,
            policy=removal.policy,
            amount=removal.amount,
            at=removal.at,
        )
    )


def _policy(row: RetentionPolicyRow, name: str | None) -> StoredPolicy:
    days = {Kind(kind): count for kind, count in row.days.items() if kind in list(Kind)}
    return StoredPolicy(row.scope, row.number, days, row.reason, name or "", row.made_at)
