"""Everybody of an entry before it is stored: who they are, what is said of them, what forbids."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from competition.domain.eligibility import Eligibility
from competition.domain.errors import RuleViolation
from competition.domain.events import Event
from competition.domain.identifiers import AccountId, EntryId, EventId, PersonId
from competition.domain.issues import Issue
from competition.domain.people import PersonDraft, check_person, require_own_name
from competition.domain.places import CountedUnit
from competition.domain.registration_rules import RegistrationRules
from competition.domain.teams import (
    Entrant,
    EntrantRole,
    all_texts,
    captain_of,
    require_sound_team,
    told_facts,
)
from competition.persistence import entrants, events, registration_rules
from competition.persistence import people as persons
from competition.persistence.entrants import NewEntrant
from competition.persistence.queries import own_entries, public_events
from competition.services import eligibility, entry_units, people
from competition.services.eligibility import Judged
from competition.services.entrants import check_free, find_people, oneself
from competition.services.places import own_account
from competition.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Group:
    """Who enters: the persons, what was said of all of them, who is held against conditions.

    `captain` is the position of the one whose name, level and age stand for the entry.
    """

    persons: tuple[NewEntrant, ...]
    texts: Mapping[str, str]
    judged: tuple[Judged, ...]
    captain: int = 0

    @property
    def names(self) -> list[str]:
        """The names of all persons in order."""
        return [one.name for one in self.persons]

    @property
    def captain_texts(self) -> Mapping[str, str]:
        """What was said of the captain, or of the one who enters alone."""
        return next((one.texts for one in self.judged if one.position == self.captain), self.texts)


@dataclass(frozen=True, slots=True)
class TeamCheck:
    """How a team that is being typed stands to the conditions, and what else speaks against it."""

    eligibility: Eligibility
    issues: tuple[Issue, ...]


def check_team(
    uow: UnitOfWork,
    event_id: EventId,
    facts: Mapping[str, str],
    drafts: Sequence[Entrant],
    unit: str = "",
) -> TeamCheck:
    """Hold a team against conditions and other entries before it is sent; nothing is stored.

    Takes what was said of the first person, who is the worker, and the unit that was typed. An
    issue's path is the field of its person, such as ``entrants1-name``. Needs ENTRY_SUBMIT.
    Raises NotFound.
    """
    account_id = own_account(uow)
    public_events.require_public(uow.session, event_id)
    event = events.load(uow.session, event_id)
    rules = registration_rules.newest(uow.session, event_id).rules
    told = _told(uow, facts, drafts)
    found, issues = _known_people(uow, told, known_people(uow, event_id))
    judged = _judged(told, found, account_id)
    own = own_entries.find_own(uow.session, event_id, account_id)
    issues += taken_issues(uow, event, rules, found, own[0] if own else None)
    entering = entry_units.unit_of_worker(uow, unit)
    issues += entry_units.strangers(uow, rules, entering, list(enumerate(found)))
    return TeamCheck(eligibility.check_people(uow, event, rules, judged), tuple(issues))


def gather(
    uow: UnitOfWork,
    event: Event,
    rules: RegistrationRules,
    name: str,
    said: tuple[Mapping[str, str], Sequence[Entrant]],
) -> Group:
    """Who enters: the worker of this name alone, or the team; new persons are written down.

    Takes what was said of the worker, and the persons of the team. For use cases that have
    authorised. Raises RuleViolation TEA-01 to TEA-04, and those of a bad name or number.
    """
    facts, drafts = said
    account_id = own_account(uow)
    if not rules.team.is_team:
        alone = oneself(uow, account_id, name)
        return Group((alone,), facts, (Judged(0, "", facts, account_id, alone.person_id),))
    require_sound_team(drafts, rules.team)
    told = _told(uow, facts, drafts)
    found = find_people(uow, told, known_people(uow, event.id))
    for issue in _repeated(found):
        raise RuleViolation(issue.rule, issue.message, field=issue.path, **issue.params)
    judged = _judged(told, found, account_id)
    return Group(found, all_texts(told), judged, captain_of(told))


def require_takeable(
    uow: UnitOfWork,
    event: Event,
    rules: RegistrationRules,
    found: Sequence[NewEntrant],
    but: EntryId | None,
) -> None:
    """Raise RuleViolation for persons of a team who are part of another entry; hold the others.

    Raises ENT-07 within the event, PLC-09 within the competition; at the person's field.
    """
    account_id = own_account(uow)
    ids = {one.person_id for one in found if one.person_id is not None}
    entrants.hold(uow.session, account_id, ids)
    for issue in taken_issues(uow, event, rules, found, but):
        raise RuleViolation(issue.rule, issue.message, field=issue.path, **issue.params)


def require_one_unit(
    uow: UnitOfWork, rules: RegistrationRules, unit: CountedUnit, found: Sequence[NewEntrant]
) -> None:
    """Raise RuleViolation TEA-05 for the first of a team who belongs to another unit."""
    for issue in entry_units.strangers(uow, rules, unit, list(enumerate(found))):
        raise RuleViolation(issue.rule, issue.message, field=issue.path, **issue.params)


def taken_issues(
    uow: UnitOfWork,
    event: Event,
    rules: RegistrationRules,
    found: Sequence[NewEntrant],
    but: EntryId | None,
) -> list[Issue]:
    """Who of these is part of another entry already; who coaches is free. For one's own entry."""
    issues = _repeated(found)
    for position, one in enumerate(found):
        if one.role is EntrantRole.COACH:
            continue
        ids = () if one.person_id is None else (one.person_id,)
        account_id = None if position else own_account(uow)
        named = one.name if rules.team.is_team else ""
        try:
            check_free(uow, event, rules, (account_id, ids), but=but, name=named)
        except RuleViolation as violation:
            path = f"entrants{position}-name"
            issues.append(Issue(violation.rule, path, violation.message, dict(violation.params)))
    return issues


def known_people(uow: UnitOfWork, event_id: EventId) -> dict[str, PersonId]:
    """Oneself and who is part of one's own entry: their ID numbers need not be typed again."""
    account_id = own_account(uow)
    found = own_entries.find_own(uow.session, event_id, account_id)
    before = entrants.of_entry(uow.session, found[0]) if found else ()
    known = {one.name: one.person_id for one in before if one.person_id is not None}
    own = persons.by_account(uow.session, account_id)
    return known if own is None else known | {own.name: own.id}


def _told(
    uow: UnitOfWork, facts: Mapping[str, str], drafts: Sequence[Entrant]
) -> tuple[Entrant, ...]:
    """The persons with all that is known of each; the first one is the worker."""
    first = [replace(one, facts=facts) for one in drafts[:1]]
    today = eligibility.today(uow)
    return tuple(replace(one, facts=told_facts(one, today)) for one in [*first, *drafts[1:]])


def _judged(
    told: Sequence[Entrant], found: Sequence[NewEntrant], account_id: AccountId
) -> tuple[Judged, ...]:
    return tuple(
        Judged(at, one.name, one.facts, None if at else account_id, who.person_id)
        for at, (one, who) in enumerate(zip(told, found, strict=True))
        if one.role is not EntrantRole.COACH
    )


def _known_people(
    uow: UnitOfWork, drafts: Sequence[Entrant], known: Mapping[str, PersonId]
) -> tuple[tuple[NewEntrant, ...], list[Issue]]:
    """Who these are as far as they are written down; a number of somebody else is an issue."""
    found, issues = [], list[Issue]()
    for position, draft in enumerate(drafts):
        person_id = known.get(draft.name)
        given = PersonDraft(draft.name, draft.id_number)
        checked, _ = check_person(given, eligibility.today(uow))
        if checked is not None and checked.id_number is not None:
            stored = people.find_person(uow, checked)
            person_id = stored.id if stored else None
            try:
                require_own_name(checked.name, stored.name if stored else checked.name)
            except RuleViolation as violation:
                path = f"entrants{position}-{violation.field or 'id_number'}"
                issues.append(Issue(violation.rule, path, violation.message))
                person_id = None
        found.append(NewEntrant(draft.role, draft.name, person_id))
    return tuple(found), issues


def _repeated(found: Sequence[NewEntrant]) -> list[Issue]:
    """Who stands twice in the team by the record of people, whatever was typed."""
    issues, seen = [], set[PersonId]()
    for position, one in enumerate(found):
        if one.person_id is not None and one.person_id in seen:
            message = "%(name)s stands twice in this entry."
            path = f"entrants{position}-name"
            issues.append(Issue("TEA-04", path, message, {"name": one.name}))
        elif one.person_id is not None:
            seen.add(one.person_id)
    return issues
