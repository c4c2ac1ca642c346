"""The season's competitions as the programme and the board list them, in a constant few queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, and_, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from competition.domain.competitions import Level
from competition.domain.events import CompetitionState, EventState
from competition.domain.permissions import Scope, ScopeKind
from competition.domain.programme import Plan, ProgrammeFilter, Progress, progress_of
from competition.persistence.models.catalogues import IndustryRow, OccupationRow
from competition.persistence.models.competitions import (
    CompetitionRow,
    EventRow,
    OrganisationRow,
    SchemeRow,
)
from competition.persistence.models.judging import MarkSheetRow
from competition.persistence.models.programme import PlanRow, ReportRow
from competition.persistence.models.proposals import ProposalRow
from competition.persistence.programme import GRANTED, plan_of, plan_of_proposal

MOST = 2000
Parent = aliased(OrganisationRow)


@dataclass(frozen=True, slots=True)
class ProgrammeEvent:
    """One event of a line."""

    id: int
    title: str
    trade: str
    state: EventState
    held_on: date | None
    entries_open_at: datetime | None
    entries_close_at: datetime | None
    venue: str


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """One competition of the programme with its plan and its events."""

    id: int
    title: str
    season: int
    level: Level
    competition_class: int
    organiser: str
    district_id: int
    district: str
    plan: Plan
    occupation: str
    industry: str
    progress: Progress
    announced: bool
    events: tuple[ProgrammeEvent, ...] = ()

    @property
    def trades(self) -> tuple[str, ...]:
        """The trades contested: the planned occupation's, else those of the events."""
        found = [self.occupation] if self.occupation else [event.trade for event in self.events]
        return tuple(dict.fromkeys(found))

    @property
    def first_day(self) -> date | None:
        """The day on which it begins: as planned, else the first event's."""
        held = [event.held_on for event in self.events if event.held_on]
        return self.plan.starts_on or min(held, default=None)

    @property
    def last_day(self) -> date | None:
        """The day on which it ends: as planned, else the last event's."""
        held = [event.held_on for event in self.events if event.held_on]
        return self.plan.ends_on or max(held, default=self.plan.starts_on)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a season can be narrowed by: industries and districts with their names, trades."""

    industries: tuple[tuple[str, str], ...] = ()
    districts: tuple[tuple[int, str], ...] = ()
    trades: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BoardFacts:
    """What the board adds to the lines: events with a scheme, sheets and submitted, reports."""

    prepared: frozenset[int] = frozenset()
    sheets: dict[int, tuple[int, int]] = field(default_factory=dict)
    reported: frozenset[int] = frozenset()


def programme_lines(
    session: Session, season: int, within: ColumnElement[bool] | None = None
) -> tuple[ProgrammeLine, ...]:
    """The season's competitions in order of their first day; those without one come last.

    Takes the condition of who asks; None for all. Two queries, whatever their number.
    """
    query = _lines().where(CompetitionRow.season == season).limit(MOST)
    rows = session.execute(query if within is None else query.where(within)).all()
    events = _events(session, [row.CompetitionRow.id for row in rows])
    lines = [_line(row, events.get(row.CompetitionRow.id, ())) for row in rows]
    return tuple(sorted(lines, key=lambda line: (line.first_day or date.max, line.id)))


def programme_line(session: Session, competition_id: int) -> ProgrammeLine | None:
    """One competition as the programme lists it; None when there is none."""
    row = session.execute(_lines().where(CompetitionRow.id == competition_id)).one_or_none()
    if row is None:
        return None
    return _line(row, _events(session, [competition_id]).get(competition_id, ()))


def narrowed(lines: Iterable[ProgrammeLine], wanted: ProgrammeFilter) -> tuple[ProgrammeLine, ...]:
    """The lines that fit the filter."""
    return tuple(line for line in lines if _fits(line, wanted))


def choices(lines: Iterable[ProgrammeLine]) -> Choices:
    """What these lines can be narrowed by."""
    found = list(lines)
    industries = {line.plan.industry_code: line.industry for line in found if line.industry}
    districts = {line.district_id: line.district for line in found if line.district}
    return Choices(
        tuple(sorted(industries.items())),
        tuple(sorted(districts.items(), key=lambda pair: pair[1])),
        tuple(sorted({trade for line in found for trade in line.trades})),
    )


def board_facts(session: Session, lines: Iterable[ProgrammeLine]) -> BoardFacts:
    """What the board needs beside the lines, in three queries whatever their number."""
    listed = list(lines)
    events = [event.id for line in listed for event in line.events]
    prepared = select(SchemeRow.event_id).where(SchemeRow.event_id.in_(events)).distinct()
    submitted = func.count(MarkSheetRow.id).filter(MarkSheetRow.state == "submitted")
    sheets = (
        select(MarkSheetRow.event_id, func.count(MarkSheetRow.id), submitted)
        .where(MarkSheetRow.event_id.in_(events))
        .group_by(MarkSheetRow.event_id)
    )
    reported = select(ReportRow.competition_id).where(
        ReportRow.competition_id.in_([line.id for line in listed]), ReportRow.state == "handed_in"
    )
    return BoardFacts(
        frozenset(session.scalars(prepared)),
        {row[0]: (row[1], row[2]) for row in session.execute(sheets)},
        frozenset(session.scalars(reported)),
    )


def within_reach(session: Session, reach: Iterable[Scope]) -> ColumnElement[bool]:
    """The condition that a competition lies in one of the scopes, or below one of them."""
    ids: dict[ScopeKind, list[int]] = {kind: [] for kind in ScopeKind}
    for scope in reach:
        ids[scope.kind].append(scope.id)
    if ids[ScopeKind.INSTALLATION]:
        return true()
    top = select(OrganisationRow.id).where(OrganisationRow.id.in_(ids[ScopeKind.ORGANISATION]))
    below = top.cte("below", recursive=True)
    child = aliased(OrganisationRow)
    below = below.union(select(child.id).join(below, child.parent_id == below.c.id))
    holding = select(EventRow.competition_id).where(EventRow.id.in_(ids[ScopeKind.EVENT]))
    return or_(
        CompetitionRow.organisation_id.in_(select(below.c.id)),
        CompetitionRow.id.in_(ids[ScopeKind.COMPETITION]),
        CompetitionRow.id.in_(holding),
    )


def seasons(session: Session, within: ColumnElement[bool]) -> tuple[int, ...]:
    """The seasons that hold a competition within reach, the newest first."""
    query = select(CompetitionRow.season).where(within).distinct()
    return tuple(session.scalars(query.order_by(CompetitionRow.season.desc())))


def _lines() -> Any:
    return (
        select(
            CompetitionRow,
            PlanRow,
            ProposalRow,
            OrganisationRow.id.label("organisation_id"),
            OrganisationRow.name.label("organiser"),
            OrganisationRow.kind.label("kind"),
            Parent.id.label("parent_id"),
            Parent.name.label("parent"),
            Parent.kind.label("parent_kind"),
            OccupationRow.name.label("occupation"),
            IndustryRow.name.label("industry"),
            IndustryRow.code.label("industry_code"),
        )
        .join(OrganisationRow, OrganisationRow.id == CompetitionRow.organisation_id)
        .outerjoin(Parent, Parent.id == OrganisationRow.parent_id)
        .outerjoin(PlanRow, PlanRow.competition_id == CompetitionRow.id)
        .outerjoin(ProposalRow, ProposalRow.id == _granted())
        .outerjoin(
            OccupationRow,
            OccupationRow.code == func.coalesce(PlanRow.occupation_code, ProposalRow.trade_code),
        )
        .outerjoin(
            IndustryRow,
            or_(
                IndustryRow.code == func.coalesce(PlanRow.industry_code, ProposalRow.industry),
                and_(PlanRow.competition_id.is_(None), IndustryRow.name == ProposalRow.industry),
            ),
        )
    )


def _granted() -> ScalarSelect[int]:
    """The newest approved or filed proposal that the competition came from."""
    newest = select(func.max(ProposalRow.id)).where(
        ProposalRow.competition_id == CompetitionRow.id, ProposalRow.state.in_(GRANTED)
    )
    return newest.correlate(CompetitionRow).scalar_subquery()


def _plan(row: Row[Any]) -> Plan:
    """The plan as written, else as proposed; a proposal may name its industry, not its code."""
    if row.PlanRow is not None:
        return plan_of(row.PlanRow)
    if row.ProposalRow is None:
        return Plan()
    return replace(plan_of_proposal(row.ProposalRow), industry_code=row.industry_code or "")


def _events(session: Session, ids: list[int]) -> dict[int, tuple[ProgrammeEvent, ...]]:
    query = (
        select(EventRow)
        .where(EventRow.competition_id.in_(ids))
        .order_by(EventRow.held_on, EventRow.id)
    )
    found: dict[int, tuple[ProgrammeEvent, ...]] = {}
    for row in session.scalars(query):
        event = ProgrammeEvent(
            row.id,
            row.title,
            row.trade,
            EventState(row.state),
            row.held_on,
            row.entries_open_at,
            row.entries_close_at,
            row.venue,
        )
        found[row.competition_id] = (*found.get(row.competition_id, ()), event)
    return found


def _line(row: Row[Any], events: tuple[ProgrammeEvent, ...]) -> ProgrammeLine:
    one: CompetitionRow = row.CompetitionRow
    plan = _plan(row)
    state = CompetitionState(one.state)
    district_id, district = _district(row)
    return ProgrammeLine(
        id=one.id,
        title=one.title,
        season=one.season,
        level=Level(one.level),
        competition_class=one.competition_class,
        organiser=row.organiser,
        district_id=district_id,
        district=district,
        plan=plan,
        occupation=row.occupation or "",
        industry=row.industry or "",
        progress=progress_of(plan.state, state, [event.state for event in events]),
        announced=state is CompetitionState.ANNOUNCED,
        events=events,
    )


def _district(row: Row[Any]) -> tuple[int, str]:
    """The district or industry union that holds it, or to which its holder belongs."""
    unions = {"district", "industry"}
    if row.kind in unions:
        return row.organisation_id, row.organiser
    if row.parent_kind in unions:
        return row.parent_id, row.parent
    return 0, ""


def _fits(line: ProgrammeLine, wanted: ProgrammeFilter) -> bool:
    plain = (
        (wanted.industry, line.plan.industry_code),
        (wanted.district, line.district_id),
        (wanted.progress, line.progress.value),
        (wanted.level, line.level.value),
    )
    if any(asked and asked != held for asked, held in plain):
        return False
    if wanted.trade and wanted.trade not in line.trades:
        return False
    words = [line.title, line.organiser, line.plan.place, *line.trades]
    return not wanted.search or any(wanted.search.lower() in word.lower() for word in words)
