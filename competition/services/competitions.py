"""What organisers do with competitions."""

from dataclasses import dataclass

from competition.domain.competitions import Competition, CompetitionDetails
from competition.domain.errors import Conflict, NotPermitted
from competition.domain.events import CompetitionState
from competition.domain.identifiers import CompetitionId, OrganisationId
from competition.domain.permissions import (
    GRANTS,
    INSTALLATION,
    Actor,
    Permission,
    Scope,
    ScopeKind,
    permits,
)
from competition.domain.programme import PlanState, require_kept
from competition.persistence import competitions, events, programme
from competition.persistence.queries import competitions as lists
from competition.persistence.queries.competitions import (
    CompetitionSummary,
    EventSummary,
    Wanted,
)
from competition.services.authority import may_explain
from competition.services.unit_of_work import UnitOfWork

__all__ = ["CompetitionSummary", "EventSummary", "Wanted"]


@dataclass(frozen=True, slots=True)
class CompetitionList:
    """One page of competitions; `after` is where the next page starts, None on the last."""

    competitions: tuple[CompetitionSummary, ...]
    total: int
    seasons: tuple[int, ...]
    after: tuple[int, int] | None
    may_create: bool


@dataclass(frozen=True, slots=True)
class CompetitionDescription:
    """A competition with its events, and what the actor may do with it."""

    competition: Competition
    organisation: str
    events: tuple[EventSummary, ...]
    may_edit: bool
    may_copy: bool = False
    plan: PlanState = PlanState.DRAFT
    may_explain: bool = False


def list_competitions(uow: UnitOfWork, wanted: Wanted) -> CompetitionList:
    """List the competitions that the actor organises, watches or may write down, newest first.

    Needs EVENT_VIEW or COMPETITION_CREATE somewhere. Raises NotPermitted.
    """
    creates = reach_of(uow.actor, Permission.COMPETITION_CREATE)
    reach = reach_of(uow.actor, Permission.EVENT_VIEW) | creates
    if not reach:
        raise NotPermitted("You organise no competition.")
    found = lists.list_competitions(uow.session, reach, wanted)
    page = found[: wanted.limit]
    more = len(found) > wanted.limit
    return CompetitionList(
        competitions=page,
        total=lists.count_competitions(uow.session, reach, wanted),
        seasons=lists.seasons(uow.session, reach),
        after=(page[-1].season, page[-1].id) if more else None,
        may_create=bool(creates),
    )


def describe_competition(
    uow: UnitOfWork, competition_id: CompetitionId, needed: Permission = Permission.EVENT_VIEW
) -> CompetitionDescription:
    """Show a competition and its events. Needs EVENT_VIEW, in any of the events for looking, or
    what the page it stands on is for, in the competition.

    Raises NotFound, NotPermitted.
    """
    found = competitions.load(uow.session, competition_id)
    path = events.competition_path(uow.session, competition_id)
    listed = lists.list_events(uow.session, competition_id)
    inside = tuple(Scope(ScopeKind.EVENT, event.id) for event in listed)
    uow.authorise(needed, (*path, *inside) if needed is Permission.EVENT_VIEW else path)
    return CompetitionDescription(
        competition=found,
        organisation=competitions.organisation_name(uow.session, found.details.organisation_id),
        events=listed,
        may_edit=permits(uow.actor, Permission.COMPETITION_EDIT, path),
        may_copy=permits(uow.actor, Permission.COMPETITION_CREATE, path),
        plan=_plan_state(uow, competition_id),
        may_explain=may_explain(uow, path),
    )


def list_organisations(uow: UnitOfWork) -> tuple[tuple[OrganisationId, str], ...]:
    """List the organisations for which the actor may create competitions.

    Needs COMPETITION_CREATE somewhere. Raises NotPermitted.
    """
    reach = reach_of(uow.actor, Permission.COMPETITION_CREATE)
    known = competitions.organisations(uow.session)
    if INSTALLATION in reach:
        return known
    own = {scope.id for scope in reach if scope.kind is ScopeKind.ORGANISATION}
    if not own:
        raise NotPermitted("You are not permitted to create competitions.")
    return tuple((id_, name) for id_, name in known if id_ in own)


def create_competition(uow: UnitOfWork, details: CompetitionDetails) -> CompetitionId:
    """Write down a new competition as a draft.

    Needs COMPETITION_CREATE. Audited as competition.created. Raises NotPermitted.
    """
    scope = Scope(ScopeKind.ORGANISATION, details.organisation_id)
    uow.authorise(Permission.COMPETITION_CREATE, (scope,))
    competition_id = competitions.add(uow.session, details, uow.now)
    chain = f"competition:{competition_id}"
    uow.audit("competition.created", chain, chain, **_detail(details))
    return competition_id


def edit_competition(
    uow: UnitOfWork, competition_id: CompetitionId, details: CompetitionDetails, version: int
) -> None:
    """Change what is written down about a competition; its organisation stays.

    Needs COMPETITION_EDIT. Audited as competition.edited.
    Raises NotFound, NotPermitted, Conflict when it was changed since `version`, RuleViolation
    PRG-09 for what changes only by request.
    """
    path = events.competition_path(uow.session, competition_id)
    uow.authorise(Permission.COMPETITION_EDIT, path)
    found = competitions.load(uow.session, competition_id, lock=True)
    if found.version != version:
        raise Conflict("The competition was changed meanwhile.", theirs=found, ours=details)
    plan = _plan_state(uow, competition_id)
    require_kept(plan, _in_programme(found.details), _in_programme(details))
    competitions.save(uow.session, competition_id, details)
    chain = f"competition:{competition_id}"
    uow.audit("competition.edited", chain, chain, **_detail(details))


def announce_competition(uow: UnitOfWork, competition_id: CompetitionId) -> None:
    """Make the competition public with its open events.

    Needs COMPETITION_EDIT. Audited as competition.announced. Raises RuleViolation CMP-01.
    """
    path = events.competition_path(uow.session, competition_id)
    uow.authorise(Permission.COMPETITION_EDIT, path)
    competitions.load(uow.session, competition_id, lock=True).require_draft()
    competitions.save_state(uow.session, competition_id, CompetitionState.ANNOUNCED)
    uow.audit("competition.announced", f"competition:{competition_id}")


def reach_of(actor: Actor, permission: Permission) -> frozenset[Scope]:
    """The scopes in which the actor has the permission."""
    return frozenset(scope for role, scope in actor.roles if permission in GRANTS[role])


def _plan_state(uow: UnitOfWork, competition_id: CompetitionId) -> PlanState:
    stored = programme.load_plan(uow.session, competition_id)
    return stored.plan.state if stored else PlanState.DRAFT


def _in_programme(details: CompetitionDetails) -> dict[str, str]:
    """What the programme says of the competition, as texts."""
    return {
        "title": details.title,
        "level": details.level.value,
        "competition_class": str(details.competition_class),
        "season": str(details.season),
    }


def _detail(details: CompetitionDetails) -> dict[str, object]:
    return {"title": details.title, "season": details.season, "level": details.level.value}
