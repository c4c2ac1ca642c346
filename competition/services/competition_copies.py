"""Copy last year's competition into another season: everything but people and results."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from competition.domain.competitions import CompetitionDetails
from competition.domain.identifiers import CompetitionId, EventId
from competition.domain.permissions import Permission, Scope, ScopeKind
from competition.domain.preparation import EventDetails
from competition.domain.programme import Plan, PlanState, moved, require_season, title_of_copy
from competition.domain.sites import PageKind
from competition.domain.windows import Window
from competition.persistence import competition_copies, competitions, events, programme
from competition.persistence.competition_copies import Origin
from competition.services.programme import CITY_TIME
from competition.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class EventCopy:
    """An event as it will be, and which settings come along."""

    source: EventId
    details: EventDetails
    settings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompetitionCopy:
    """What a copy will hold, before anything is written."""

    source: CompetitionId
    details: CompetitionDetails
    source_title: str
    source_season: int
    plan: Plan
    events: tuple[EventCopy, ...]
    pages: tuple[PageKind, ...]


def preview_copy(
    uow: UnitOfWork, source: CompetitionId, season: int | None = None
) -> CompetitionCopy:
    """Show what a copy in the season, without one the next, would hold.

    Needs COMPETITION_EDIT for what is copied and COMPETITION_CREATE for its organisation.
    Raises NotFound, NotPermitted, RuleViolation PRG-08 for no later season.
    """
    uow.authorise(Permission.COMPETITION_EDIT, events.competition_path(uow.session, source))
    found = competitions.load(uow.session, source)
    scope = Scope(ScopeKind.ORGANISATION, found.details.organisation_id)
    uow.authorise(Permission.COMPETITION_CREATE, (scope,))
    season = found.details.season + 1 if season is None else season
    years = require_season(found.details.season, season)
    title = title_of_copy(found.details.title, found.details.season, season)
    stored = programme.load_plan(uow.session, source)
    ids = competition_copies.event_ids(uow.session, source)
    settings = competition_copies.settings_of(uow.session, ids)
    return CompetitionCopy(
        source,
        replace(found.details, title=title, season=season),
        found.details.title,
        found.details.season,
        _moved_plan(stored.plan if stored else Plan(), years),
        tuple(EventCopy(id_, _details(uow, id_, years), settings[id_]) for id_ in ids),
        competition_copies.written_pages(uow.session, source),
    )


def copy_competition(
    uow: UnitOfWork, source: CompetitionId, season: int, title: str
) -> CompetitionId:
    """Write the copy down as a draft under the title, and return it.

    Needs what `preview_copy` needs. Audited as competition.copied in the copy's own record.
    Raises as `preview_copy`; then nothing is written.
    """
    copy = preview_copy(uow, source, season)
    details = replace(copy.details, title=title)
    origin = Origin(uow.actor.account_id, uow.now)
    target = competitions.add(uow.session, details, uow.now)
    programme.save_plan(uow.session, target, copy.plan, source)
    new = {one.source: events.add(uow.session, target, one.details) for one in copy.events}
    competition_copies.copy_settings(uow.session, new, origin)
    competition_copies.copy_texts(uow.session, source, target, origin)
    chain = f"competition:{target}"
    uow.audit("competition.copied", chain, chain, source=int(source), season=season)
    return target


def _moved_plan(plan: Plan, years: int) -> Plan:
    return replace(
        plan,
        state=PlanState.DRAFT,
        starts_on=moved(plan.starts_on, years),
        ends_on=moved(plan.ends_on, years),
    )


def _details(uow: UnitOfWork, event_id: EventId, years: int) -> EventDetails:
    details = events.details_of(events.load(uow.session, event_id))
    window = details.entries
    return replace(
        details,
        held_on=moved(details.held_on, years),
        entries=Window(_later(window.opens, years), _later(window.closes, years)),
    )


def _later(instant: datetime | None, years: int) -> datetime | None:
    """The same hour of the city's same day, some years on."""
    if instant is None:
        return None
    local = instant.astimezone(CITY_TIME)
    day: date = moved(local.date(), years) or local.date()
    return datetime.combine(day, local.timetz()).astimezone(instant.tzinfo)
