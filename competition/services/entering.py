"""What workers do with their own entries: enter an event, see where the entry stands, withdraw."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from competition.domain.eligibility import require_eligible
from competition.domain.entering import (
    require_answers,
    require_first,
    require_not_judging,
    require_open,
    require_real_name,
)
from competition.domain.entry_answers import Answer
from competition.domain.entry_forms import EntryForm, Whom
from competition.domain.errors import RuleViolation
from competition.domain.events import Event
from competition.domain.identifiers import AccountId, EntryId, EventId, FileId
from competition.domain.permissions import Role, Scope, ScopeKind
from competition.domain.places import CountedUnit, Step, admit, step
from competition.domain.registration import (
    EntryDraft,
    EntryState,
    next_number,
    require_open_to_entries,
)
from competition.domain.registration_rules import RegistrationRules
from competition.domain.teams import Entrant, answers_at
from competition.persistence import (
    entrants,
    entries,
    entry_drafts,
    events,
    places,
    registration_rules,
)
from competition.persistence.files import FileFacts
from competition.persistence.queries import own_entries, public_events
from competition.persistence.queries.own_entries import OwnData, OwnEntryLine
from competition.persistence.queries.public_events import PublicEvent
from competition.services import eligibility, entry_forms, entry_units, people, teams
from competition.services.people import Person
from competition.services.places import movable, own_account, room
from competition.services.teams import Group
from competition.services.unit_of_work import UnitOfWork

__all__ = ["OwnEntryLine"]
MOST_TEXT = 60_000
AGAIN = frozenset({EntryState.WITHDRAWN, EntryState.RETURNED})
"""States after which a worker fills the entry in again."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What entering starts from: the event, what the account knows, and what forbids it.

    `confirmed_unit` is the one that has confirmed the worker, who enters for it; else empty.
    `files` are those that an earlier entry has, which is filled in again.
    """

    about: PublicEvent
    own: OwnData
    entry_id: EntryId | None
    refusal: RuleViolation | None
    rules: RegistrationRules
    texts: dict[str, str]
    saved_at: datetime | None
    person: Person | None
    would_wait: bool
    questions: EntryForm
    returned: bool = False
    confirmed_unit: str = ""
    files: Mapping[FileId, FileFacts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    """What a worker says besides the entry itself: facts for the conditions, the team, answers.

    `answers` are by entrant: 0 the one who enters alone, or the team; 1 … its persons in order.
    """

    facts: Mapping[str, str] = field(default_factory=dict)
    entrants: tuple[Entrant, ...] = ()
    form_number: int = 0
    answers: Mapping[int, Mapping[str, Answer]] = field(default_factory=dict)


def prepare_entering(uow: UnitOfWork, event_id: EventId) -> Invitation:
    """Show what entering the event starts from. Needs ENTRY_SUBMIT. Raises NotFound."""
    account_id = own_account(uow)
    about = public_events.public_event(uow.session, event_id)
    rules = registration_rules.newest(uow.session, event_id).rules
    found = own_entries.find_own(uow.session, event_id, account_id)
    refusal, own = None, own_entries.own_data(uow.session, account_id)
    texts, saved_at = entry_drafts.load(uow.session, account_id, event_id)
    confirmed = entry_units.own_unit(uow)
    typed = texts.get("unit") or own.unit
    name = Step.SUBMIT
    try:
        _require_admissible(uow, about.event, found[1] if found else None)
        unit = confirmed or entry_units.unit_named(uow, typed)
        name = _admission(uow, about.event, rules, unit)
    except RuleViolation as violation:
        refusal = violation
    held = found is not None and found[1] not in AGAIN
    if found is not None and not held and not texts:
        texts = _told_before(uow, found[0], is_team=rules.team.is_team)
    return Invitation(
        about,
        own,
        found[0] if found and held else None,
        refusal,
        rules,
        texts,
        saved_at,
        people.own_person(uow),
        name is Step.QUEUE,
        entry_forms.present_form(uow, event_id),
        found is not None and found[1] is EntryState.RETURNED,
        confirmed.name if confirmed else "",
        _files_of(uow, found[0]) if found and not held else {},
    )


def save_draft(uow: UnitOfWork, event_id: EventId, texts: Mapping[str, str]) -> None:
    """Keep what the worker has typed so far, so that it can be finished later.

    An entry that came back or was withdrawn is what it starts from.
    Needs ENTRY_SUBMIT. Raises NotFound for an event that is not public.
    """
    account_id = own_account(uow)
    public_events.public_event(uow.session, event_id)
    kept, _ = entry_drafts.load(uow.session, account_id, event_id)
    kept = kept or _begun(uow, event_id, account_id)
    cut = {key[:60]: text[:MOST_TEXT] for key, text in texts.items()}
    entry_drafts.save(uow.session, account_id, event_id, {**kept, **cut}, uow.now)


def _files_of(uow: UnitOfWork, entry_id: EntryId) -> dict[FileId, FileFacts]:
    """The files of an entry that may be kept when it is filled in again."""
    found = entry_forms.list_answer_files(uow, entry_id).items()
    return {key: facts for key, facts in found if facts.subject == f"entry:{entry_id}"}


def _begun(uow: UnitOfWork, event_id: EventId, account_id: AccountId) -> dict[str, str]:
    """What is kept before anything is typed: all that one's earlier entry said."""
    found = own_entries.find_own(uow.session, event_id, account_id)
    if found is None or found[1] not in AGAIN:
        return {}
    rules = registration_rules.newest(uow.session, event_id).rules
    return _told_before(uow, found[0], is_team=rules.team.is_team)


def enter_event(
    uow: UnitOfWork, event_id: EventId, draft: EntryDraft, said: Said | None = None
) -> EntryId:
    """Enter the event, or wait for a place; the organiser accepts or declines. Gives the number.

    Needs ENTRY_SUBMIT. Audited as entry.submitted or entry.queued. The event stays locked
    meanwhile, so that places are not given twice.
    Raises NotFound, RuleViolation ENT-01, ENT-02, ENT-03, ENT-06, ENT-07, ELG-14, PLC-01, PLC-09,
    REG-10, TEA-01 to TEA-05; then nothing is written.
    """
    account_id, said = own_account(uow), said or Said()
    public_events.require_public(uow.session, event_id)
    unit = entry_units.unit_of_worker(uow, draft.unit)
    event = events.load(uow.session, event_id, lock=True)
    found = own_entries.find_own(uow.session, event_id, account_id)
    again, state = found or (None, None)
    _require_admissible(uow, event, state)
    newest = registration_rules.newest(uow.session, event_id)
    group = _group(uow, event, newest.rules, draft, said)
    _require_persons(uow, event, newest.rules, (group, unit), again)
    eligible = eligibility.check_people(uow, event, newest.rules, group.judged)
    require_eligible(eligibility.counted(uow, again, eligible, group.names))
    form = entry_forms.present_form(uow, event_id)
    require_answers(answered=not form.questions or said.form_number == form.number)
    name = Step.RESUBMIT
    if state is not EntryState.RETURNED:
        name = _admission(uow, event, newest.rules, unit)
    turn = places.next_turn(uow.session, event_id) if name is Step.QUEUE else None
    named = replace(draft, name=group.persons[group.captain].name, unit=unit.name)
    told = eligibility.with_texts(uow, named, group.captain_texts, event)
    entry_id = _store(uow, event_id, (told, unit), again)
    entries.save_state(uow.session, entry_id, step(name, state), queue_number=turn, at=uow.now)
    entrants.add_all(uow.session, entry_id, group.persons, uow.now)
    for number, answers in said.answers.items():
        entry_forms.store_answers(uow, entry_id, form, answers, entrant=number)
    if newest.number:
        eligibility.store_check(uow, entry_id, group.texts, eligible, newest.number)
    entry_drafts.remove(uow.session, account_id, event_id)
    action = "entry.queued" if name is Step.QUEUE else "entry.submitted"
    uow.audit(action, f"event:{event_id}", f"entry:{entry_id}", again=bool(found))
    return entry_id


def _require_admissible(uow: UnitOfWork, event: Event, state: EntryState | None) -> None:
    if state is EntryState.RETURNED:
        require_open_to_entries(event.state)
        return
    require_first(state)
    require_open(event, uow.now)
    here = Scope(ScopeKind.EVENT, event.id)
    judging = {(Role.JUDGE, here), (Role.CHIEF_JUDGE, here)}
    require_not_judging(judges=bool(judging & uow.actor.roles))


def _admission(uow: UnitOfWork, event: Event, rules: RegistrationRules, unit: CountedUnit) -> Step:
    found = room(uow, event, rules, unit)
    free = found.left
    ahead = len(movable(uow, event, rules, found.held)) if rules.waiting_list and free else 0
    return admit(found, waiting_list=rules.waiting_list, ahead=ahead)


def _group(
    uow: UnitOfWork, event: Event, rules: RegistrationRules, draft: EntryDraft, said: Said
) -> Group:
    """Who enters: the worker alone, or the team."""
    if rules.real_name:
        person = people.own_person(uow)
        require_real_name(complete=person is not None and person.is_complete)
    return teams.gather(uow, event, rules, draft.name, (said.facts, said.entrants))


def _require_persons(
    uow: UnitOfWork,
    event: Event,
    rules: RegistrationRules,
    whose: tuple[Group, CountedUnit],
    again: EntryId | None,
) -> None:
    """Nobody is part of another entry already, and a team is of one unit where that is the rule."""
    group, unit = whose
    teams.require_takeable(uow, event, rules, group.persons, again)
    teams.require_one_unit(uow, rules, unit, group.persons)


def _told_before(uow: UnitOfWork, entry_id: EntryId, *, is_team: bool) -> dict[str, str]:
    """What an earlier entry said, to start from; ID numbers stay where they are.

    Where somebody came in who has not answered yet, the answers count as not given.
    """
    stored = entries.load(uow.session, entry_id)
    level = {"level": stored.draft.level} if stored.draft.level else {}
    texts = {**level, **stored.check.facts, "name": stored.draft.name, "unit": stored.draft.unit}
    present = [one for one in entrants.of_entry(uow.session, entry_id) if one.left_at is None]
    for number, one in enumerate(present):
        texts |= {f"entrants{number}-role": one.role.value, f"entrants{number}-name": one.name}
    answered = entry_forms.list_answers(uow, entry_id)
    if answered:
        number = max(one.form_number for one in answered.values())
        places = {answers_at(one.position, is_team=is_team) for one in present}
        asks_persons = entry_forms.form_version(uow, stored.event_id, number).of(Whom.PERSON)
        number = 0 if asks_persons and not places <= answered.keys() else number
        given = {str(who): dict(one.answers) for who, one in answered.items()}
        texts["answers"] = json.dumps({"form": number, "given": given}, ensure_ascii=False)
    return texts


def _store(
    uow: UnitOfWork,
    event_id: EventId,
    told: tuple[EntryDraft, CountedUnit],
    again: EntryId | None,
) -> EntryId:
    draft, unit = told
    if again is None:
        number = next_number(entries.last_numbers(uow.session, event_id))
        new = replace(draft, number=number)
        account_id, state = uow.actor.account_id, EntryState.SUBMITTED
        again = entries.add(uow.session, event_id, new, uow.now, state, account_id=account_id)
    else:
        stored = entries.load(uow.session, again)
        kept = replace(draft, number=stored.draft.number)
        entries.save(uow.session, again, kept, stored.version)
        entry_forms.forget_left(uow, again)
    entries.save_unit(uow.session, again, unit.id)
    return again
