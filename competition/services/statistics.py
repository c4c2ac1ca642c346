"""Registration in numbers, for organisers and for the officers of districts and industries."""

from dataclasses import dataclass
from datetime import date

from competition.domain.identifiers import CompetitionId, EventId, OrganisationId
from competition.domain.permissions import Permission, Scope, permits
from competition.domain.statistics import BANDS, Way, careful, way_of
from competition.persistence import competitions, events, organisations
from competition.persistence.queries import statistics as queries
from competition.persistence.queries.statistics import Among
from competition.services.unit_of_work import UnitOfWork

LEVELS = ("5", "4", "3", "2", "1")


@dataclass(frozen=True, slots=True)
class Statistics:
    """The figures under a title; None stands for a count that is too small to be told."""

    title: str
    way: Way
    states: dict[str, int]
    days: dict[date, int]
    events: dict[str, int]
    units: dict[str, int]
    unit_count: int
    districts: dict[str, int]
    levels: dict[str, int | None]
    ages: dict[str, int | None]
    is_careful: bool


def describe_event(uow: UnitOfWork, event_id: EventId) -> Statistics:
    """An event's registration in numbers. Needs STATISTICS_VIEW there. Raises NotFound."""
    path = events.scope_path(uow.session, event_id)
    title = events.load(uow.session, event_id).title
    return _figures(uow, Among(event_id=event_id), path, title)


def describe_competition(uow: UnitOfWork, competition_id: CompetitionId) -> Statistics:
    """A competition's registration in numbers. Needs STATISTICS_VIEW there. Raises NotFound."""
    path = events.competition_path(uow.session, competition_id)
    title = competitions.load(uow.session, competition_id).details.title
    return _figures(uow, Among(competition_id=competition_id), path, title)


def describe_season(uow: UnitOfWork, season: int) -> Statistics:
    """The whole city's registration of a season. Needs STATISTICS_VIEW everywhere."""
    return _figures(uow, Among(season=season), (), str(season))


def describe_organisation(
    uow: UnitOfWork, organisation_id: OrganisationId, season: int
) -> Statistics:
    """What the organisation's units entered in a season. Needs STATISTICS_VIEW there.

    Raises NotFound.
    """
    path = organisations.scope_path(uow.session, organisation_id)
    title = competitions.organisation_name(uow.session, organisation_id)
    among = Among(season=season, organisation_id=organisation_id)
    return _figures(uow, among, path, title)


def _figures(uow: UnitOfWork, among: Among, path: tuple[Scope, ...], title: str) -> Statistics:
    """Count, and hide what is too small from who does not manage the entries (STA-02)."""
    uow.authorise(Permission.STATISTICS_VIEW, path)
    found = queries.count(uow.session, among)
    is_careful = not permits(uow.actor, Permission.ENTRY_MANAGE, path)
    states: dict[str, int] = {}
    for (state, _), number in found.states.items():
        states[state] = states.get(state, 0) + number
    levels = _ordered(found.levels, LEVELS)
    ages = _ordered(found.ages, BANDS)
    return Statistics(
        title,
        way_of(found.states),
        states,
        found.days,
        found.events,
        found.units,
        found.unit_count,
        found.districts,
        careful(levels) if is_careful else dict(levels),
        careful(ages) if is_careful else dict(ages),
        is_careful,
    )


def _ordered(found: dict[str, int], keys: tuple[str, ...]) -> dict[str, int]:
    """In the order of the keys, what is not known last and only if there is any."""
    ordered = {key: found.get(key, 0) for key in keys}
    return ordered | ({"": found[""]} if found.get("") else {})
