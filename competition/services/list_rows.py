"""One row of a unit's list: held against people and conditions, and made an entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from competition.domain.conditions import asked
from competition.domain.eligibility import Eligibility, Verdict, issues_of
from competition.domain.errors import RuleViolation
from competition.domain.events import Event
from competition.domain.identifiers import EntryId, EventId, OrganisationId
from competition.domain.issues import Issue, Severity
from competition.domain.people import PersonDraft, is_same_name, require_own_name
from competition.domain.places import (
    CountedUnit,
    Occupancy,
    Step,
    admit,
    require_one_event,
    step,
)
from competition.domain.registration import EntryDraft, EntryState, next_number
from competition.domain.registration_rules import RegistrationRules
from competition.domain.teams import EntrantRole
from competition.domain.unit_lists import PERSON, CheckedRow, check_rows
from competition.persistence import entrants, entries, places, registration_rules, unit_lists
from competition.persistence.entrants import NewEntrant
from competition.persistence.entries import EligibilityFacts, PlaceFacts
from competition.persistence.registration_rules import StoredRules
from competition.persistence.unit_lists import KnownPerson, RowEntry
from competition.services import eligibility, entry_owners, entry_units, people
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


def number_in(
    row: CheckedRow, known: Mapping[str, KnownPerson], unit_id: OrganisationId
) -> str | None:
    """The number of the row's entry, if the unit has entered this person already."""
    entry = entry_in(row, known, unit_id)
    return entry.number if entry is not None and entry.is_live else None


def entry_in(
    row: CheckedRow, known: Mapping[str, KnownPerson], unit_id: OrganisationId
) -> RowEntry | None:
    """The entry that the unit has made of the row, however it stands."""
    found = known.get(_id_number(row) or "")
    entry = None if found is None else found.entry
    return entry if entry is not None and entry.unit_id == unit_id else None


@dataclass(frozen=True, slots=True)
class Held:
    """What speaks against entering a row: what the record of people says, and the conditions."""

    taken: tuple[Issue, ...] = ()
    eligibility: Eligibility = Eligibility()

    @property
    def refuses(self) -> bool:
        """Whether the row cannot be entered; a list says everything that the conditions ask."""
        return bool(self.taken) or self.eligibility.verdict is not Verdict.MET

    @property
    def issues(self) -> tuple[Issue, ...]:
        """All of it as issues; those of the conditions at the keys of the conditions."""
        found = (
            replace(issue, severity=Severity.ERROR) if issue.severity is Severity.NOTE else issue
            for issue in issues_of(self.eligibility)
        )
        return (*self.taken, *found)


def held_against(
    uow: UnitOfWork,
    event: Event,
    rules: RegistrationRules,
    row: CheckedRow,
    known: Mapping[str, KnownPerson],
) -> Held:
    """What the record of people and the conditions have against a row that can be read."""
    person, own = known.get(_id_number(row) or ""), row.person
    issues = []
    if person is not None and own is not None and not is_same_name(own.name, person.name):
        issues.append(_dispute(own.name, person.name))
    elif person is not None:
        issues += _taken(rules, person)
    who = None, person.person_id if person else None
    found, _ = eligibility.check_texts(uow, event, rules, said(row), who)
    return Held(tuple(issues), found)


def unmet(uow: UnitOfWork, event: Event, rules: RegistrationRules, entry: RowEntry) -> Held:
    """What speaks by now against a row that is entered already, but for what was lifted."""
    stored = entries.load(uow.session, entry.id)
    found = eligibility.check_entry(uow, event, rules, stored)
    return Held((), eligibility.not_lifted(uow, entry.id, found))


def _taken(rules: RegistrationRules, person: KnownPerson) -> list[Issue]:
    """What else the person does in the event and in its competition."""
    issues = []
    if person.entry is not None and person.entry.is_live:
        message = "This person is entered for this event already."
        issues.append(Issue("ENT-07", "id_number", message))
    if person.judges:
        message = "This person judges the event and cannot compete in it."
        issues.append(Issue("ENT-03", "name", message))
    if rules.one_event:
        try:
            require_one_event(person.elsewhere)
        except RuleViolation as refusal:
            told = dict(refusal.params)
            issues.append(Issue(refusal.rule, "name", refusal.message, told))
    return issues


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


@dataclass(slots=True)
class Seating:
    """The places, turns and numbers that the next rows of a unit get, counted once for all of them.

    `ahead`: how many of those who wait could move up; free places are theirs.
    """

    unit: CountedUnit
    room: Occupancy
    ahead: int
    waiting_list: bool
    number: str
    turn: int

    def take(self) -> tuple[EntryState, str, int | None]:
        """The state, number and turn of the next entry. Raises RuleViolation REG-10, PLC-01."""
        name = admit(self.room, waiting_list=self.waiting_list, ahead=self.ahead)
        turn, number = None, self.number
        if name is Step.QUEUE:
            turn, self.turn = self.turn, self.turn + 1
        else:
            held, unit_held = self.room.held + 1, self.room.unit_held + 1
            self.room = replace(self.room, held=held, unit_held=unit_held)
        self.number = next_number([number])
        return step(name, None), number, turn


def seating(
    uow: UnitOfWork, event: Event, rules: RegistrationRules, unit_id: OrganisationId
) -> Seating:
    """What is free for the unit now. The caller holds the event until all rows are entered."""
    unit = entry_units.unit_of(uow, unit_id)
    found = room(uow, event, rules, unit)
    ahead = len(movable(uow, event, rules, found.held)) if rules.waiting_list and found.left else 0
    number = next_number(entries.last_numbers(uow.session, event.id))
    turn = places.next_turn(uow.session, event.id)
    return Seating(unit, found, ahead, rules.waiting_list, number, turn)


def enter_rows(
    uow: UnitOfWork, event: Event, rows: Sequence[CheckedRow], unit_id: OrganisationId
) -> None:
    """Make the rows entries of the unit, each with a place or on the waiting list.

    The caller holds the event and has asked what is held against the rows.
    Raises RuleViolation REG-10, PLC-01.
    """
    newest = registration_rules.newest(uow.session, event.id)
    seats = seating(uow, event, newest.rules, unit_id)
    for row in rows:
        enter_row(uow, event, newest, row, seats)


def enter_row(
    uow: UnitOfWork, event: Event, newest: StoredRules, row: CheckedRow, seats: Seating
) -> EntryId:
    """Make one row an entry; as `enter_rows`."""
    given = PersonDraft(*(row.texts.get(key, "") for key in PERSON))
    person_id = people.find_or_add_person(uow, given, "list")
    texts, unit = said(row), seats.unit
    found, facts = eligibility.check_texts(uow, event, newest.rules, texts, (None, person_id))
    state, number, turn = seats.take()
    assert row.person is not None  # noqa: S101 -- only sound rows are entered
    draft = EntryDraft(number, row.person.name, unit.name, honours=found.honours)
    told = eligibility.with_facts(draft, facts, event)
    place = PlaceFacts(unit.key, unit.id, turn)
    check = None
    if newest.number:
        failed = eligibility.failed_keys(found)
        check = EligibilityFacts(texts, newest.number, failed, len(found.refusing))
    entry_id = entries.add(uow.session, event.id, told, uow.now, state, place=place, check=check)
    alone = NewEntrant(EntrantRole.MEMBER, told.name, person_id)
    entrants.add_all(uow.session, entry_id, [alone], uow.now)
    entry_owners.hand_over(uow, person_id)
    return entry_id
