"""Lists of proposals: a proposer's own, a level's queue; a proposal's history and comments."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from competition.domain.identifiers import OrganisationId, ProposalId
from competition.domain.permissions import INSTALLATION, Scope, ScopeKind
from competition.domain.proposals import ProposalState
from competition.persistence.models.accounts import AccountRow
from competition.persistence.models.competitions import CompetitionRow, OrganisationRow
from competition.persistence.models.proposals import (
    ProposalCommentRow,
    ProposalDecisionRow,
    ProposalRow,
    ProposalVersionRow,
)

WAITING = (ProposalState.SUBMITTED.value, ProposalState.RETURNED.value)


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """One line of a list of proposals; `waits_at` is the level it waits at."""

    id: int
    title: str
    organisation: str
    union: str
    season: int
    state: str
    competition_class: str
    level: str
    trade: str
    industry: str
    waits_at: str
    reviewer: str
    due_at: datetime | None
    changed_at: datetime
    is_late: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which proposals are asked for; `after` is (instant, id) of the last one shown.

    `at` are the levels they wait at, None for any.
    """

    state: str = ""
    level: str = ""
    union_id: int | None = None
    industry: str = ""
    season: int | None = None
    is_late: bool = False
    is_mine: bool = False
    at: tuple[int, ...] | None = None
    with_drafts: bool = True
    search: str = ""
    after: tuple[datetime, int] | None = None
    limit: int = 25

    @property
    def by_deadline(self) -> bool:
        """Whether the most urgent comes first; else what changed last."""
        return self.state == ProposalState.SUBMITTED or self.is_late


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """Something that happened to a proposal: a version handed in, or a step taken."""

    at: datetime
    action: str
    number: int
    by: str
    organisation: str = ""
    reason: str = ""
    batch: str = ""
    undone_at: datetime | None = None
    undone_by: str = ""


@dataclass(frozen=True, slots=True)
class CommentLine:
    """A comment at a field; `shown_at` None: the proposer does not see it yet."""

    id: int
    number: int
    field: str
    body: str
    organisation: str
    account_id: int | None
    by: str
    at: datetime
    shown_at: datetime | None


def list_proposals(
    session: Session, reach: Iterable[Scope], wanted: Wanted, now: datetime, mine: Collection[int]
) -> tuple[ProposalLine, ...]:
    """The proposals in reach, one more than the limit if there are more. One query."""
    proposer, union, stage, reviewer = (
        *(aliased(OrganisationRow) for _ in range(3)),
        aliased(AccountRow),
    )
    query = (
        select(
            ProposalRow,
            proposer.name.label("proposer"),
            union.name.label("union_name"),
            stage.name.label("stage_name"),
            reviewer.display_name.label("reviewer_name"),
        )
        .join(proposer, proposer.id == ProposalRow.organisation_id)
        .outerjoin(union, union.id == ProposalRow.union_id)
        .outerjoin(stage, stage.id == ProposalRow.stage_organisation_id)
        .outerjoin(reviewer, reviewer.id == ProposalRow.reviewer_id)
        .where(*_conditions(reach, wanted, now, mine), _after(wanted))
        .order_by(*_order(wanted))
        .limit(wanted.limit + 1)
    )
    rows = session.execute(query)
    return tuple(
        _line(row.ProposalRow, row.proposer, row.union_name, row.stage_name, row.reviewer_name, now)
        for row in rows
    )


def count_states(
    session: Session, reach: Iterable[Scope], wanted: Wanted, now: datetime, mine: Collection[int]
) -> dict[str, int]:
    """How many proposals fit the other filters in each state, and ``late`` among them."""
    conditions = _conditions(reach, wanted, now, mine, but_state=True)
    late = func.count().filter(ProposalRow.state.in_(WAITING), ProposalRow.due_at < now)
    query = select(ProposalRow.state, func.count().label("many"), late.label("late"))
    rows = session.execute(query.where(*conditions).group_by(ProposalRow.state)).all()
    return {row.state: row.many for row in rows} | {"late": sum(row.late for row in rows)}


def history(session: Session, proposal_id: ProposalId) -> tuple[HistoryLine, ...]:
    """What happened to the proposal, the oldest first."""
    handed_in = (
        select(ProposalVersionRow, AccountRow.display_name)
        .outerjoin(AccountRow, AccountRow.id == ProposalVersionRow.submitted_by)
        .where(ProposalVersionRow.proposal_id == proposal_id)
    )
    undoer = aliased(AccountRow)
    steps = (
        select(
            ProposalDecisionRow,
            AccountRow.display_name.label("by"),
            OrganisationRow.name.label("organisation"),
            undoer.display_name.label("undoer"),
        )
        .outerjoin(AccountRow, AccountRow.id == ProposalDecisionRow.account_id)
        .outerjoin(undoer, undoer.id == ProposalDecisionRow.undone_by)
        .outerjoin(OrganisationRow, OrganisationRow.id == ProposalDecisionRow.organisation_id)
        .where(ProposalDecisionRow.proposal_id == proposal_id)
    )
    lines = [
        HistoryLine(row.submitted_at, "submit", row.number, name or "")
        for row, name in session.execute(handed_in)
    ]
    for found in session.execute(steps):
        row = found.ProposalDecisionRow
        places = found.by or "", found.organisation or ""
        undone = row.undone_at, found.undoer or ""
        lines.append(
            HistoryLine(
                row.at, row.action, row.number, *places, row.reason, row.batch or "", *undone
            )
        )
    return tuple(sorted(lines, key=lambda line: line.at))


def comments(
    session: Session, proposal_id: ProposalId, *, only_shown: bool
) -> tuple[CommentLine, ...]:
    """The comments at the proposal's fields, the oldest first."""
    query = (
        select(ProposalCommentRow, AccountRow.display_name, OrganisationRow.name)
        .outerjoin(AccountRow, AccountRow.id == ProposalCommentRow.account_id)
        .outerjoin(OrganisationRow, OrganisationRow.id == ProposalCommentRow.organisation_id)
        .where(ProposalCommentRow.proposal_id == proposal_id)
        .order_by(ProposalCommentRow.id)
    )
    if only_shown:
        query = query.where(ProposalCommentRow.shown_at.is_not(None))
    return tuple(
        CommentLine(
            row.id,
            row.number,
            row.field,
            row.body,
            organisation or "",
            row.account_id,
            name or "",
            row.at,
            row.shown_at,
        )
        for row, name, organisation in session.execute(query)
    )


def other_trades(
    session: Session, organisation_id: OrganisationId, season: int, but: ProposalId
) -> frozenset[str]:
    """The occupations of the proposer's other proposals of the season that are alive."""
    dead = (ProposalState.DECLINED.value, ProposalState.WITHDRAWN.value, ProposalState.DRAFT.value)
    query = select(ProposalRow.trade_code).where(
        ProposalRow.organisation_id == organisation_id,
        ProposalRow.season == season,
        ProposalRow.id != but,
        ProposalRow.state.not_in(dead),
        ProposalRow.trade_code != "",
    )
    return frozenset(session.scalars(query))


def held_trades(session: Session, season: int, code: str) -> frozenset[str]:
    """The code if a competition of the occupation came of a proposal of the season."""
    held = (ProposalState.APPROVED.value, ProposalState.FILED.value)
    query = select(ProposalRow.trade_code).where(
        ProposalRow.season == season,
        ProposalRow.trade_code == code,
        ProposalRow.state.in_(held),
    )
    return frozenset(session.scalars(query.distinct()))


def unions(session: Session, reach: Iterable[Scope]) -> tuple[tuple[int, str], ...]:
    """The district and industry unions that have proposals in reach, for a filter."""
    query = (
        select(OrganisationRow.id, OrganisationRow.name)
        .where(OrganisationRow.id.in_(select(ProposalRow.union_id).where(_within(reach))))
        .order_by(OrganisationRow.name)
    )
    return tuple((row.id, row.name) for row in session.execute(query))


def competition_title(session: Session, competition_id: int) -> str:
    """The title of the competition that came of a proposal."""
    query = select(CompetitionRow.title).where(CompetitionRow.id == competition_id)
    return session.scalar(query) or ""


def _line(  # noqa: PLR0917 -- one line, its columns
    row: ProposalRow,
    proposer: str,
    union: str | None,
    stage: str | None,
    reviewer: str | None,
    now: datetime,
) -> ProposalLine:
    waits = row.state in WAITING
    return ProposalLine(
        id=row.id,
        title=row.title,
        organisation=proposer,
        union=union or "",
        season=row.season,
        state=row.state,
        competition_class=row.competition_class,
        level=row.level,
        trade=row.trade,
        industry=row.industry,
        waits_at=(stage or "") if row.state == ProposalState.SUBMITTED else "",
        reviewer=reviewer or "",
        due_at=row.due_at if waits else None,
        changed_at=row.changed_at,
        is_late=waits and row.due_at is not None and row.due_at < now,
    )


def _order(wanted: Wanted) -> tuple[ColumnElement[Any], ...]:
    """The most urgent first, or what changed last."""
    if wanted.by_deadline:
        return ProposalRow.due_at.asc(), ProposalRow.id.asc()
    return ProposalRow.changed_at.desc(), ProposalRow.id.desc()


def _after(wanted: Wanted) -> ColumnElement[bool]:
    """The condition that a proposal stands behind the last one shown."""
    if wanted.after is None:
        return true()
    at, last = wanted.after
    if wanted.by_deadline:
        same = and_(ProposalRow.due_at == at, ProposalRow.id > last)
        return or_(ProposalRow.due_at > at, same)
    same = and_(ProposalRow.changed_at == at, ProposalRow.id < last)
    return or_(ProposalRow.changed_at < at, same)


def _conditions(
    reach: Iterable[Scope],
    wanted: Wanted,
    now: datetime,
    mine: Collection[int],
    *,
    but_state: bool = False,
) -> list[ColumnElement[bool]]:
    found = [_within(reach)]
    columns = {
        ProposalRow.level: wanted.level,
        ProposalRow.industry: wanted.industry,
        ProposalRow.season: wanted.season,
        ProposalRow.union_id: wanted.union_id,
    }
    found += [column == value for column, value in columns.items() if value]
    if wanted.at is not None:
        found.append(ProposalRow.stage_organisation_id.in_(wanted.at))
    if not wanted.with_drafts:
        found.append(ProposalRow.state != ProposalState.DRAFT.value)
    if wanted.is_mine:
        found.append(ProposalRow.reviewer_id.in_(mine))
    if wanted.search:
        columns_ = ProposalRow.title, ProposalRow.trade
        found.append(or_(*(one.contains(wanted.search, autoescape=True) for one in columns_)))
    if not but_state:
        if wanted.state:
            found.append(ProposalRow.state == wanted.state)
        if wanted.is_late:
            found += [ProposalRow.state.in_(WAITING), ProposalRow.due_at < now]
    return found


def _within(reach: Iterable[Scope]) -> ColumnElement[bool]:
    """The condition that the proposer lies in one of the scopes, or below it."""
    scopes = set(reach)
    if INSTALLATION in scopes:
        return true()
    tops = [scope.id for scope in scopes if scope.kind is ScopeKind.ORGANISATION]
    if not tops:
        return false()
    below = (
        select(OrganisationRow.id).where(OrganisationRow.id.in_(tops)).cte("below", recursive=True)
    )
    children = select(OrganisationRow.id).join(below, OrganisationRow.parent_id == below.c.id)
    return ProposalRow.organisation_id.in_(select(below.union(children).c.id))
