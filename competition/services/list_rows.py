"""One row of a unit's list: held against people and conditions, and made an entry."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from competition.domain.conditions import asked
from competition.domain.eligibility import issues_of
from competition.domain.errors import RuleViolation
from competition.domain.events import Event
from competition.domain.identifiers import EntryId, EventId, OrganisationId
from competition.domain.issues import Issue, Severity, errors
from competition.domain.people import PersonDraft, is_same_name, require_own_name
from competition.domain.places import Step, admit, step
from competition.domain.registration import EntryDraft, EntryState, next_number
from competition.domain.registration_rules import RegistrationRules
from competition.domain.teams import EntrantRole
from competition.domain.unit_lists import PERSON, CheckedRow, check_rows
from competition.persistence import entrants, entries, places, registration_rules, unit_lists
from competition.persistence.entrants import NewEntrant
from competition.persistence.unit_lists import KnownPerson
from competition.services import eligibility, entry_units, people
from competition.services.places import movable, room
from competition.services.unit_of_work import UnitOfWork


def checked_rows(
    uow: UnitOfWork, rules: RegistrationRules, rows: Sequence[Mapping[str, str]]
) -> tuple[CheckedRow, ...]:
    """Read rows by what the event asks. For use cases that have authorised, as all here."""
    return check_rows(rows, asked(rules.conditions), eligibility.today(uow))


def known_people(
    uow: UnitOfWork, event_id: EventId, rows: Sequence[CheckedRow]
) -> dict[str, KnownPerson]:
    """Who of these is written down, by ID number, and entered already."""
    numbers = [number for row in rows if (number := _id_number(row))]
    return unit_lists.known_people(uow.session, event_id, numbers)


def _id_number(row: CheckedRow) -> str | None:
    if row.person is None or row.person.id_number is None:
        return None
    return row.person.id_number.number


def number_in(row: CheckedRow, known: Mapping[str, KnownPerson], unit: str) -> str | None:
    """The number of the row's entry, if the unit has entered this person already."""
    found = known.get(_id_number(row) or "")
    return found.entry_number if found is not None and found.entry_unit == unit else None


def held_against(
    uow: UnitOfWork,
    event: Event,
    rules: RegistrationRules,
    whose: tuple[CheckedRow, str],
    known: Mapping[str, KnownPerson],
) -> list[Issue]:
    """What the record of people and the conditions have against a row that can be read."""
    row, _ = whose
    person, own = known.get(_id_number(row) or ""), row.person
    issues = []
    if person is not None and own is not None and not is_same_name(own.name, person.name):
        issues.append(_dispute(own.name, person.name))
    elif person is not None and person.entry_number is not None:
        message = "This person is entered for this event already."
        issues.append(Issue("ENT-07", "id_number", message))
    who = None, person.person_id if person else None
    found, _ = eligibility.check_texts(uow, event, rules, said(row), who)
    return issues + [
        replace(issue, severity=Severity.ERROR) if issue.severity is Severity.NOTE else issue
        for issue in issues_of(found)
    ]


def _dispute(given: str, stored: str) -> Issue:
    """The ID number is written down with another name; the issue does not tell which."""
    try:
        require_own_name(given, stored)
    except RuleViolation as violation:
        return Issue(violation.rule, "name", violation.message)
    raise AssertionError("the names were the same")


def said(row: CheckedRow) -> dict[str, str]:
    """What the row says for the conditions; the ID number tells the day of birth."""
    told = {key: text for key, text in row.texts.items() if key not in PERSON}
    born = row.facts.born_on
    return told if born is None else told | {"born_on": born.isoformat()}


def require_enterable(
    uow: UnitOfWork,
    event: Event,
    rules: RegistrationRules,
    whose: tuple[CheckedRow, str],
    known: Mapping[str, KnownPerson],
) -> None:
    """Raise RuleViolation for the first thing that speaks against entering the row."""
    for issue in errors(held_against(uow, event, rules, whose, known)):
        raise RuleViolation(issue.rule, issue.message, field=issue.path, **issue.params)


def enter_row(
    uow: UnitOfWork,
    event: Event,
    rules: RegistrationRules,
    row: CheckedRow,
    unit: tuple[OrganisationId, str],
) -> EntryId:
    """Make the row an entry of the unit, with a place or on the waiting list.

    The caller holds the event. Raises RuleViolation REG-10, PLC-01.
    """
    unit_id, unit_name = unit
    given = PersonDraft(*(row.texts.get(key, "") for key in PERSON))
    person_id = people.find_or_add_person(uow, given, "list")
    found = room(uow, event, rules, entry_units.unit_of(uow, unit_id))
    ahead = len(movable(uow, event, rules, found.held)) if rules.waiting_list and found.left else 0
    name = admit(found, waiting_list=rules.waiting_list, ahead=ahead)
    texts = said(row)
    checked, facts = eligibility.check_texts(uow, event, rules, texts, (None, person_id))
    number = next_number(entries.last_numbers(uow.session, event.id))
    assert row.person is not None  # noqa: S101 -- only sound rows are entered
    draft = EntryDraft(number, row.person.name, unit_name)
    told = eligibility.with_facts(draft, facts, event)
    entry_id = entries.add(uow.session, event.id, told, uow.now, EntryState.SUBMITTED)
    turn = places.next_turn(uow.session, event.id) if name is Step.QUEUE else None
    entries.save_state(uow.session, entry_id, step(name, None), queue_number=turn)
    entries.save_unit(uow.session, entry_id, unit_id)
    entrants.add_all(
        uow.session, entry_id, [NewEntrant(EntrantRole.MEMBER, told.name, person_id)], uow.now
    )
    newest = registration_rules.newest(uow.session, event.id)
    if newest.number:
        eligibility.store_check(uow, entry_id, texts, checked, newest.number)
    return entry_id
