"""For which unit an entry counts: the one that has confirmed the worker, else the one named."""

from collections.abc import Collection, Mapping, Sequence

from competition.domain.identifiers import OrganisationId
from competition.domain.issues import Issue
from competition.domain.memberships import MembershipState
from competition.domain.places import CountedUnit
from competition.domain.registration_rules import RegistrationRules
from competition.domain.teams import EntrantRole, unit_issues
from competition.persistence import memberships, organisations, people
from competition.persistence.entrants import NewEntrant
from competition.services.places import own_account
from competition.services.unit_of_work import UnitOfWork


def unit_of_worker(uow: UnitOfWork, typed: str) -> CountedUnit:
    """For which unit the worker enters: the own one; what was typed where there is none.

    Needs ENTRY_SUBMIT.
    """
    own = own_unit(uow)
    return unit_named(uow, typed) if own is None else own


def own_unit(uow: UnitOfWork) -> CountedUnit | None:
    """The unit that has confirmed the worker; there is at most one. Needs ENTRY_SUBMIT."""
    person = people.by_account(uow.session, own_account(uow))
    if person is None:
        return None
    for one in memberships.of_person(uow.session, person.id):
        if one.state is MembershipState.CONFIRMED:
            return unit_of(uow, one.organisation_id)
    return None


def strangers(
    uow: UnitOfWork,
    rules: RegistrationRules,
    unit: CountedUnit,
    persons: Sequence[tuple[int, NewEntrant]],
) -> list[Issue]:
    """Who of a team, by position, belongs to another unit than the one that enters. Rule TEA-05."""
    if not rules.team.is_team or rules.mixed_teams:
        return []
    ids = {one.person_id for _, one in persons if one.person_id is not None}
    units = memberships.confirmed_units(uow.session, ids) if ids else {}
    around = {
        own: {scope.id for scope in organisations.scope_path(uow.session, own)}
        for own in set(units.values())
    }
    known = (
        (position, one, units[one.person_id])
        for position, one in persons
        if one.person_id in units and one.role is not EntrantRole.COACH
    )
    return unit_issues((position, one.name, unit.id in around[own]) for position, one, own in known)


def unit_of(uow: UnitOfWork, organisation_id: OrganisationId) -> CountedUnit:
    """The organisation as quotas count it, with all names it has or had."""
    names = organisations.names_of(uow.session, [organisation_id])[organisation_id]
    return CountedUnit(names[0], organisation_id, names)


def unit_named(uow: UnitOfWork, name: str) -> CountedUnit:
    """The unit of this name; one that is not written down counts by its name alone."""
    return units_named(uow, [name])[name]


def units_named(uow: UnitOfWork, names: Collection[str]) -> Mapping[str, CountedUnit]:
    """The units of these names. Rule PLC-03: an organisation is known by each of its names."""
    found = organisations.by_any_name(uow.session, {name.strip() for name in names})
    known = organisations.names_of(uow.session, set(found.values()))
    units = {}
    for name in names:
        organisation_id = found.get(name.strip())
        if organisation_id is None:
            units[name] = CountedUnit(name)
        else:
            all_names = known[organisation_id]
            units[name] = CountedUnit(all_names[0], organisation_id, all_names)
    return units
