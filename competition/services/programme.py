"""The annual programme at work: a season's list, its calendar, its board, and the plans in it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from competition.domain.errors import Conflict, NotPermitted
from competition.domain.events import CompetitionState
from competition.domain.identifiers import CompetitionId
from competition.domain.issues import Issue
from competition.domain.permissions import (
    Permission,
    Scope,
    ScopeKind,
    permits,
)
from competition.domain.programme import LISTED, Plan, PlanState, ProgrammeFilter, Progress
from competition.domain.proposals import ProposalState
from competition.domain.season_board import (
    BoardCompetition,
    BoardEvent,
    BoardStep,
    Dot,
    dots,
    lateness,
    proposed_dots,
)
from competition.domain.windows import Window
from competition.persistence import competitions, events, programme
from competition.persistence.queries import programme as queries
from competition.persistence.queries import proposals as proposal_queries
from competition.persistence.queries.programme import BoardFacts, Choices, ProgrammeLine
from competition.persistence.queries.proposals import ProposalLine
from competition.services.competitions import reach_of
from competition.services.unit_of_work import UnitOfWork

__all__ = ["Choices", "ProgrammeLine"]
CITY_TIME = ZoneInfo("Asia/Shanghai")
PROPOSED = "proposed"
"""What the board's filter calls a proposal that is no competition yet."""


@dataclass(frozen=True, slots=True)
class SeasonFigures:
    """How many competitions a season has, and how many proposals that are none: yet, or ever."""

    competitions: int
    waiting: int = 0
    drafts: int = 0
    ended: int = 0

    @property
    def total(self) -> int:
        """All that was meant to be held in the season."""
        return self.competitions + self.waiting + self.drafts + self.ended


@dataclass(frozen=True, slots=True)
class Programme:
    """A season as the actor may see it: what fits the filter, and what it can be narrowed by.

    `counts` says how many fit the filter in each state, whatever state it asks for.
    """

    lines: tuple[ProgrammeLine, ...]
    figures: SeasonFigures
    counts: Mapping[str, int]
    choices: Choices
    seasons: tuple[int, ...]
    may_edit: bool


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something on one day of the calendar: begins, held, closes (entries), ends."""

    day: date
    kind: str
    competition_id: int
    title: str
    event: str = ""


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One row of the season board."""

    line: ProgrammeLine
    dots: tuple[tuple[BoardStep, Dot], ...]
    late: tuple[Issue, ...]

    @property
    def step(self) -> BoardStep | None:
        """The step at which the competition stands; None when all are done."""
        return next((step for step, dot in self.dots if dot in {Dot.NOW, Dot.LATE}), None)


@dataclass(frozen=True, slots=True)
class BoardProposal:
    """A proposal on the season board: no competition came of it yet."""

    line: ProposalLine
    dots: tuple[tuple[BoardStep, Dot], ...]


@dataclass(frozen=True, slots=True)
class PlanDescription:
    """A competition's plan, and what the actor may do with it."""

    line: ProgrammeLine
    plan: Plan
    version: int
    may_edit: bool
    state: CompetitionState


def list_programme(uow: UnitOfWork, wanted: ProgrammeFilter) -> Programme:
    """List the season's competitions that the actor may see, narrowed.

    Needs PROGRAMME_VIEW somewhere. Raises NotPermitted.
    """
    reach = reach_of(uow.actor, Permission.PROGRAMME_VIEW)
    if not reach:
        raise NotPermitted("You are not permitted to see the programme.")
    within = queries.within_reach(uow.session, reach)
    lines = queries.programme_lines(uow.session, wanted.season, within)
    in_any_state = queries.narrowed(lines, replace(wanted, progress=""))
    return Programme(
        queries.narrowed(lines, wanted),
        _figures(uow, wanted.season, len(lines)),
        Counter(line.progress.value for line in in_any_state),
        queries.choices(lines),
        queries.seasons(uow.session, within),
        permits(uow.actor, Permission.PROGRAMME_EDIT, city_scopes(uow)),
    )


def season_board(uow: UnitOfWork, wanted: ProgrammeFilter) -> tuple[Programme, list[BoardLine]]:
    """Show every competition of the season with its nine steps and what is late, late ones first.

    Needs PROGRAMME_VIEW somewhere. As many queries for a hundred competitions as for one.
    """
    found = list_programme(uow, wanted)
    facts = queries.board_facts(uow.session, found.lines)
    now = uow.now.astimezone(CITY_TIME)
    rows = []
    for line in found.lines:
        one = _on_board(line, facts)
        late = lateness(one, now)
        rows.append(BoardLine(line, dots(one, late), late))
    return found, sorted(rows, key=lambda row: (not row.late, row.line.first_day or date.max))


def board_proposals(uow: UnitOfWork, wanted: ProgrammeFilter) -> tuple[BoardProposal, ...]:
    """The season's proposals that somebody has to act on, the most urgent first.

    None without PROPOSAL_REVIEW somewhere, or when the filter asks for a competition's state.
    """
    reach = _reviewed(uow)
    if not reach or wanted.progress not in ("", PROPOSED):
        return ()
    asked = proposal_queries.Wanted(
        level=wanted.level,
        union_id=wanted.district or None,
        industry=wanted.industry,
        season=wanted.season,
        with_drafts=False,
        search=wanted.search,
        limit=queries.MOST,
    )
    found = [
        line
        for state in proposal_queries.WAITING
        for line in proposal_queries.list_proposals(
            uow.session, reach, replace(asked, state=state), uow.now, ()
        )
        if wanted.trade in ("", line.trade)
    ]
    found.sort(key=lambda line: line.due_at.isoformat() if line.due_at else "~")
    return tuple(BoardProposal(line, proposed_dots(is_late=line.is_late)) for line in found)


def occasions(lines: Iterable[ProgrammeLine], first: date, last: date) -> tuple[Occasion, ...]:
    """What happens from the first to the last day, in order; cancelled competitions left out."""
    found = []
    for line in lines:
        if line.progress is not Progress.CANCELLED:
            found.extend(_occasions(line))
    within = [one for one in found if first <= one.day <= last]
    return tuple(sorted(within, key=lambda one: (one.day, one.title, one.kind)))


def describe_plan(
    uow: UnitOfWork,
    competition_id: CompetitionId,
    needed: Permission = Permission.PROGRAMME_VIEW,
) -> PlanDescription:
    """Show what the programme knows of a competition. Raises NotFound, NotPermitted."""
    path = events.competition_path(uow.session, competition_id)
    uow.authorise(needed, path)
    line = queries.programme_line(uow.session, competition_id)
    stored = programme.load_plan(uow.session, competition_id)
    found = competitions.load(uow.session, competition_id)
    if line is None:
        raise NotPermitted("You are not permitted to see the programme.")
    return PlanDescription(
        line=line,
        plan=stored.plan if stored else Plan(),
        version=stored.version if stored else 0,
        may_edit=permits(uow.actor, Permission.PROGRAMME_EDIT, path),
        state=found.state,
    )


def save_plan(uow: UnitOfWork, competition_id: CompetitionId, plan: Plan, version: int) -> None:
    """Write down the plan of a competition; one that is in the programme keeps what only changes
    by request.

    Needs PROGRAMME_EDIT. Audited as programme.planned.
    Raises NotFound, NotPermitted, RuleViolation PRG-01, Conflict when it changed since `version`.
    """
    uow.authorise(Permission.PROGRAMME_EDIT, events.competition_path(uow.session, competition_id))
    stored = programme.load_plan(uow.session, competition_id, lock=True)
    if (stored.version if stored else 0) != version:
        raise Conflict("The plan was changed meanwhile.", theirs=stored, ours=plan)
    if stored is not None and stored.plan.state is not PlanState.DRAFT:
        plan = replace(
            stored.plan,
            occupation_code=plan.occupation_code,
            industry_code=plan.industry_code,
            contact=plan.contact,
        )
    plan.require_sound(competitions.load(uow.session, competition_id).details.season)
    programme.save_plan(uow.session, competition_id, plan)
    _audit(uow, "programme.planned", competition_id, plan)


def take_in(uow: UnitOfWork, competition_id: CompetitionId) -> None:
    """Take a competition into the programme; from then on its facts change by request.

    Needs PROGRAMME_EDIT. Audited as programme.taken_in. Raises NotFound, NotPermitted.
    """
    uow.authorise(Permission.PROGRAMME_EDIT, events.competition_path(uow.session, competition_id))
    stored = programme.load_plan(uow.session, competition_id, lock=True)
    plan = stored.plan if stored else Plan()
    if plan.state is PlanState.DRAFT:
        taken = replace(plan, state=PlanState.PLANNED)
        programme.save_plan(uow.session, competition_id, taken)
        _audit(uow, "programme.taken_in", competition_id, taken)


def listed(lines: Iterable[ProgrammeLine]) -> tuple[ProgrammeLine, ...]:
    """The lines that a published programme speaks of."""
    return tuple(line for line in lines if line.progress in LISTED)


def city_scopes(uow: UnitOfWork) -> tuple[Scope, ...]:
    """The scopes of those who may act for the whole city: the federations."""
    ids = competitions.federations(uow.session)
    return tuple(Scope(ScopeKind.ORGANISATION, id_) for id_ in ids)


def month_bounds(day: date) -> tuple[date, date]:
    """The first and the last day of a month."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _figures(uow: UnitOfWork, season: int, competitions: int) -> SeasonFigures:
    """Proposals are counted for those who review them."""
    asked = proposal_queries.Wanted(season=season)
    counts = proposal_queries.count_states(uow.session, _reviewed(uow), asked, uow.now, ())
    waiting, ended = (
        sum(counts.get(state, 0) for state in states)
        for states in (proposal_queries.WAITING, (ProposalState.DECLINED, ProposalState.WITHDRAWN))
    )
    return SeasonFigures(competitions, waiting, counts.get(ProposalState.DRAFT, 0), ended)


def _reviewed(uow: UnitOfWork) -> frozenset[Scope]:
    """Where the actor reviews proposals."""
    return frozenset(
        scope
        for scope in reach_of(uow.actor, Permission.PROPOSAL_REVIEW)
        if scope.kind in (ScopeKind.INSTALLATION, ScopeKind.ORGANISATION)
    )


def _on_board(line: ProgrammeLine, facts: BoardFacts) -> BoardCompetition:
    board = [
        BoardEvent(
            event.state,
            event.held_on,
            Window(event.entries_open_at, event.entries_close_at),
            event.id in facts.prepared,
            *facts.sheets.get(event.id, (0, 0)),
        )
        for event in line.events
    ]
    plan = line.plan
    return BoardCompetition(
        line.progress, board, plan.starts_on, plan.ends_on, line.id in facts.reported
    )


def _occasions(line: ProgrammeLine) -> list[Occasion]:
    found = [
        Occasion(event.held_on, "held", line.id, line.title, event.title)
        for event in line.events
        if event.held_on
    ]
    found += [
        Occasion(
            event.entries_close_at.astimezone(CITY_TIME).date(),
            "closes",
            line.id,
            line.title,
            event.title,
        )
        for event in line.events
        if event.entries_close_at
    ]
    plan = line.plan
    if plan.starts_on:
        found.append(Occasion(plan.starts_on, "begins", line.id, line.title))
    if plan.ends_on and plan.ends_on != plan.starts_on:
        found.append(Occasion(plan.ends_on, "ends", line.id, line.title))
    return found


def _audit(uow: UnitOfWork, action: str, competition_id: CompetitionId, plan: Plan) -> None:
    chain = f"competition:{competition_id}"
    facts = {
        "state": plan.state.value,
        "occupation": plan.occupation_code,
        "industry": plan.industry_code,
        "starts_on": plan.starts_on.isoformat() if plan.starts_on else None,
        "ends_on": plan.ends_on.isoformat() if plan.ends_on else None,
    }
    uow.audit(action, chain, chain, plan=facts)
