"""Who took over a part in an entry (更换人员): the answers and files that person sends."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from competition.domain.entering import require_answers
from competition.domain.entry_answers import Answer
from competition.domain.entry_forms import EntryForm, Whom
from competition.domain.errors import NotFound, RuleViolation
from competition.domain.events import PREPARING, Event
from competition.domain.identifiers import EntryId, EventId, FileId, OrganisationId
from competition.domain.permissions import Permission, permits
from competition.domain.places import LIVE, require_replaceable
from competition.domain.registration_rules import RegistrationRules
from competition.domain.teams import answers_at
from competition.persistence import entries, events, organisations, registration_rules
from competition.persistence.entries import StoredEntry
from competition.persistence.files import FileFacts
from competition.services import entrants, entry_forms, places
from competition.services.entrants import StoredEntrant
from competition.services.entry_forms import Answered
from competition.services.unit_of_work import UnitOfWork


class Told(Protocol):
    """An entry with what was answered: `answers` by place, `left` by who was replaced."""

    @property
    def rules(self) -> RegistrationRules:
        """The rules of the event."""

    @property
    def entrants(self) -> tuple[StoredEntrant, ...]:
        """Everybody who is or was part of it."""

    @property
    def answers(self) -> Mapping[int, Answered]:
        """What the entry and those who are part of it answered."""

    @property
    def left(self) -> Mapping[int, Answered]:
        """What those who were replaced answered."""

    @property
    def asks_persons(self) -> bool:
        """Whether the event still asks something of everybody who takes part."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who took over from whom, and the own answers once they are sent.

    From nobody (an empty name): whom a unit entered, and who has not answered yet.
    """

    entrant: StoredEntrant
    place: int
    took_over_from: str
    answered: Answered | None


@dataclass(frozen=True, slots=True)
class Sending:
    """What a newcomer's answers start from: the event's form, and what is stored of this person."""

    stored: StoredEntry
    event: Event
    rules: RegistrationRules
    newcomer: Newcomer
    questions: EntryForm
    files: Mapping[FileId, FileFacts]


def newcomers_of(told: Told) -> tuple[Newcomer, ...]:
    """Those who took over from somebody whose answers were set aside, or never sent any."""
    found = []
    for one in told.entrants:
        before = [
            other
            for other in told.entrants
            if other.left_at is not None and other.position == one.position
        ]
        place = answers_at(one.position, is_team=told.rules.team.is_team)
        answered = told.answers.get(place)
        took_over = any(other.id in told.left for other in before)
        is_silent = told.asks_persons and answered is None
        if one.left_at is None and (took_over or is_silent):
            name = before[-1].name if took_over else ""
            found.append(Newcomer(one, place, name, answered))
    return tuple(found)


def asks_persons(uow: UnitOfWork, stored: StoredEntry) -> bool:
    """Whether the event still asks something of those who take part in the entry."""
    is_open = events.load(uow.session, stored.event_id).state in PREPARING
    if not is_open or stored.state not in LIVE:
        return False
    return entry_forms.present_form(uow, stored.event_id).needs_persons


def prepare_answers(uow: UnitOfWork, entry_id: EntryId, entrant_id: int) -> Sending:
    """Show what a newcomer is asked. Needs that the entry is one's own, or ENTRY_MANAGE.

    Raises NotFound where nobody took over a part, or the event asks nothing of a person.
    """
    stored = entries.load(uow.session, entry_id)
    entrants.may_manage(uow, stored)
    return _sending(uow, stored, entrant_id)


def prepare_unit_answers(
    uow: UnitOfWork, place: tuple[EventId, OrganisationId], entry_id: EntryId, entrant_id: int
) -> Sending:
    """The same for a person whom the unit has entered for the event. Needs LIST_EDIT for the unit.

    Raises NotFound also for an entry of another event or unit.
    """
    event_id, unit_id = place
    uow.authorise(Permission.LIST_EDIT, organisations.scope_path(uow.session, unit_id))
    stored = entries.load(uow.session, entry_id)
    if (stored.event_id, stored.place.unit_id) != (event_id, unit_id):
        raise NotFound("There is no such entry.")
    return _sending(uow, stored, entrant_id)


def send_answers(
    uow: UnitOfWork,
    entry_id: EntryId,
    entrant_id: int,
    answered: tuple[int, Mapping[str, Answer]],
) -> None:
    """Store what a newcomer answers and sends; whoever reviews the entry has to look again.

    Takes the version of the form and the answers. Needs that the entry is one's own or LIST_EDIT
    for its unit, until the deadline of replacements; or ENTRY_MANAGE. Audited as entrant.answered.
    Raises NotFound, RuleViolation ENT-08 for another version, PLC-07, REG-09.
    """
    stored = entries.load(uow.session, entry_id)
    event = events.load(uow.session, stored.event_id, lock=True)
    by_organiser = not _is_units(uow, stored) and entrants.may_manage(uow, stored)
    stored = entries.load(uow.session, entry_id, fresh=True)
    found = _sending(uow, stored, entrant_id)
    until = found.rules.replace_until if found.newcomer.took_over_from else None
    require_replaceable(event.state, until, uow.now, by_organiser=by_organiser)
    if stored.state not in LIVE:
        raise RuleViolation("REG-09", "This entry has been answered or withdrawn already.")
    number, answers = answered
    require_answers(answered=number == found.questions.number)
    one, place = found.newcomer.entrant, found.newcomer.place
    entry_forms.store_answers(uow, entry_id, found.questions, answers, entrant=place)
    entries.touch(uow.session, entry_id)
    places.note(uow, "entrant.answered", stored, role=one.role.value)


def _is_units(uow: UnitOfWork, stored: StoredEntry) -> bool:
    """Whether a clerk of the entry's unit acts, who is no organiser of the event."""
    unit_id, event = stored.place.unit_id, events.scope_path(uow.session, stored.event_id)
    if unit_id is None or permits(uow.actor, Permission.ENTRY_MANAGE, event):
        return False
    unit = organisations.scope_path(uow.session, unit_id)
    return permits(uow.actor, Permission.LIST_EDIT, unit)


@dataclass(frozen=True, slots=True)
class Parts:
    """What `newcomers_of` looks at, by itself."""

    rules: RegistrationRules
    entrants: tuple[StoredEntrant, ...]
    answers: Mapping[int, Answered]
    left: Mapping[int, Answered]
    asks_persons: bool


def _sending(uow: UnitOfWork, stored: StoredEntry, entrant_id: int) -> Sending:
    rules = registration_rules.newest(uow.session, stored.event_id).rules
    told = Parts(
        rules,
        entrants.list_entrants(uow, stored),
        entry_forms.list_answers(uow, stored.id),
        entry_forms.list_left(uow, stored.id),
        asks_persons(uow, stored),
    )
    form = entry_forms.present_form(uow, stored.event_id)
    for one in newcomers_of(told):
        if one.entrant.id == entrant_id and form.of(Whom.PERSON):
            event = events.load(uow.session, stored.event_id)
            known = entry_forms.list_answer_files(uow, stored.id)
            return Sending(stored, event, rules, one, form, known)
    raise NotFound("There is no such person in this entry.")
