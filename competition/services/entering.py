"""What workers do with their own entries: enter an event, see where the entry stands, withdraw."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from competition.domain.eligibility import require_eligible
from competition.domain.entering import (
    may_withdraw,
    require_first,
    require_not_judging,
    require_open,
    require_real_name,
    require_withdrawable,
)
from competition.domain.errors import NotPermitted, RuleViolation
from competition.domain.events import Event
from competition.domain.identifiers import AccountId, EntryId, EventId
from competition.domain.permissions import Permission, Role, Scope, ScopeKind
from competition.domain.places import Ending, Step, admit, step
from competition.domain.registration import EntryDraft, EntryState, next_number
from competition.domain.registration_rules import RegistrationRules
from competition.domain.teams import Entrant, require_sound_team
from competition.persistence import (
    entrants,
    entries,
    entry_drafts,
    events,
    places,
    registration_rules,
)
from competition.persistence.entrants import NewEntrant
from competition.persistence.entries import StoredEntry
from competition.persistence.queries import own_entries, public_events, publications
from competition.persistence.queries.own_entries import OwnData, OwnEntryLine
from competition.persistence.queries.public_events import PublicEvent
from competition.persistence.queries.publications import PresentPublication, PublishedLine
from competition.services import eligibility, people
from competition.services.entrants import (
    StoredEntrant,
    find_people,
    list_entrants,
    oneself,
    require_free,
)
from competition.services.people import Person
from competition.services.places import (
    Turn,
    describe_turn,
    end_entry,
    fill_places,
    movable,
    note,
    own_entry,
    room,
)
from competition.services.unit_of_work import UnitOfWork

__all__ = ["OwnEntryLine"]
MOST_TEXT = 4000


@dataclass(frozen=True, slots=True)
class Invitation:
    """What entering starts from: the event, what the account knows, and what forbids it."""

    about: PublicEvent
    own: OwnData
    entry_id: EntryId | None
    refusal: RuleViolation | None
    rules: RegistrationRules
    texts: dict[str, str]
    saved_at: datetime | None
    person: Person | None
    would_wait: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What a worker says besides the entry itself: facts for the conditions, and the team."""

    facts: Mapping[str, str] = field(default_factory=dict)
    entrants: tuple[Entrant, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """A worker's entry, and its line of the ranking once that is published."""

    stored: StoredEntry
    about: PublicEvent
    may_withdraw: bool
    turn: Turn
    entrants: tuple[StoredEntrant, ...]
    publication: PresentPublication | None
    line: PublishedLine | None


def prepare_entering(uow: UnitOfWork, event_id: EventId) -> Invitation:
    """Show what entering the event starts from. Needs ENTRY_SUBMIT. Raises NotFound."""
    account_id = _account(uow)
    about = public_events.public_event(uow.session, event_id)
    rules = registration_rules.newest(uow.session, event_id).rules
    found = own_entries.find_own(uow.session, event_id, account_id)
    refusal, own = None, own_entries.own_data(uow.session, account_id)
    texts, saved_at = entry_drafts.load(uow.session, account_id, event_id)
    unit = texts.get("unit") or own.unit
    name = Step.SUBMIT
    try:
        _require_admissible(uow, about.event, found[1] if found else None)
        name = _admission(uow, about.event, rules, unit)
    except RuleViolation as violation:
        refusal = violation
    held = found is not None and found[1] is not EntryState.WITHDRAWN
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
    )


def save_draft(uow: UnitOfWork, event_id: EventId, texts: Mapping[str, str]) -> None:
    """Keep what the worker has typed so far, so that it can be finished later.

    Needs ENTRY_SUBMIT. Raises NotFound for an event that is not public.
    """
    account_id = _account(uow)
    public_events.public_event(uow.session, event_id)
    kept, _ = entry_drafts.load(uow.session, account_id, event_id)
    cut = {key[:60]: text[:MOST_TEXT] for key, text in texts.items()}
    entry_drafts.save(uow.session, account_id, event_id, {**kept, **cut}, uow.now)


def enter_event(
    uow: UnitOfWork, event_id: EventId, draft: EntryDraft, said: Said | None = None
) -> EntryId:
    """Enter the event, or wait for a place; the organiser accepts or declines. Gives the number.

    Needs ENTRY_SUBMIT. Audited as entry.submitted or entry.queued. The event stays locked
    meanwhile, so that places are not given twice.
    Raises NotFound, RuleViolation ENT-01, ENT-02, ENT-03, ENT-06, ENT-07, ELG-14, PLC-01, PLC-09,
    REG-10, TEA-01 to TEA-04; then nothing is written.
    """
    account_id, said = _account(uow), said or Said()
    public_events.require_public(uow.session, event_id)
    event = events.load(uow.session, event_id, lock=True)
    found = own_entries.find_own(uow.session, event_id, account_id)
    state = found[1] if found else None
    _require_admissible(uow, event, state)
    newest = registration_rules.newest(uow.session, event_id)
    group = _group(uow, event, newest.rules, draft, said)
    eligible, facts = eligibility.check_texts(
        uow, event, newest.rules, said.facts, (account_id, group[0].person_id)
    )
    require_eligible(eligible)
    name = _admission(uow, event, newest.rules, draft.unit)
    turn = places.next_turn(uow.session, event_id) if name is Step.QUEUE else None
    told = eligibility.with_facts(draft, facts, event)
    entry_id = _store(uow, event_id, told, found[0] if found else None)
    entries.save_state(uow.session, entry_id, step(name, state), queue_number=turn)
    entrants.add_all(uow.session, entry_id, group, uow.now)
    if newest.number:
        eligibility.store_check(uow, entry_id, said.facts, eligible, newest.number)
    entry_drafts.remove(uow.session, account_id, event_id)
    action = "entry.queued" if name is Step.QUEUE else "entry.submitted"
    uow.audit(action, f"event:{event_id}", f"entry:{entry_id}", again=bool(found))
    return entry_id


def withdraw_entry(uow: UnitOfWork, entry_id: EntryId) -> None:
    """Take one's own entry back; its place goes to the next on the waiting list.

    Needs ENTRY_SUBMIT and that the entry is one's own. Audited as entry.withdrawn.
    Raises NotFound, RuleViolation ENT-05.
    """
    stored = own_entry(uow, entry_id)
    event = events.load(uow.session, stored.event_id, lock=True)
    stored = entries.load(uow.session, entry_id, fresh=True)
    require_withdrawable(event, stored.state, uow.now)
    end_entry(uow, stored, Step.WITHDRAW, Ending.BY_WORKER)
    note(uow, "entry.withdrawn", stored)
    fill_places(uow, event)


def list_own_entries(uow: UnitOfWork) -> tuple[OwnEntryLine, ...]:
    """List one's own entries, the newest first. Needs ENTRY_SUBMIT."""
    return own_entries.own_lines(uow.session, _account(uow))


def describe_own_entry(uow: UnitOfWork, entry_id: EntryId) -> OwnEntry:
    """Show one's own entry, with the result once it is published.

    Needs ENTRY_SUBMIT and that the entry is one's own. Raises NotFound.
    """
    stored = own_entry(uow, entry_id)
    about = public_events.public_event(uow.session, stored.event_id)
    publication = publications.present(uow.session, stored.event_id)
    line = None
    if publication is not None and stored.state is EntryState.ACCEPTED:
        line = publications.line(uow.session, publication, stored.draft.number)
    return OwnEntry(
        stored,
        about,
        may_withdraw(about.event, stored.state, uow.now),
        describe_turn(uow, stored),
        list_entrants(uow, stored),
        publication,
        line,
    )


def own_number(uow: UnitOfWork, event_id: EventId) -> str | None:
    """The number of one's own accepted entry in the event, if there is one. Anyone may ask."""
    if uow.actor.account_id is None:
        return None
    found = own_entries.find_own(uow.session, event_id, uow.actor.account_id)
    if found is None or found[1] is not EntryState.ACCEPTED:
        return None
    return entries.load(uow.session, found[0]).draft.number


def _require_admissible(uow: UnitOfWork, event: Event, state: EntryState | None) -> None:
    require_first(state)
    require_open(event, uow.now)
    here = Scope(ScopeKind.EVENT, event.id)
    judging = {(Role.JUDGE, here), (Role.CHIEF_JUDGE, here)}
    require_not_judging(judges=bool(judging & uow.actor.roles))


def _admission(uow: UnitOfWork, event: Event, rules: RegistrationRules, unit: str) -> Step:
    found = room(uow, event, rules, unit)
    free = found.left
    ahead = len(movable(uow, event, rules, found.held)) if rules.waiting_list and free else 0
    return admit(found, waiting_list=rules.waiting_list, ahead=ahead)


def _group(
    uow: UnitOfWork, event: Event, rules: RegistrationRules, draft: EntryDraft, said: Said
) -> tuple[NewEntrant, ...]:
    """Who enters: the worker alone, or the team; each free to do so."""
    account_id = _account(uow)
    if rules.team.is_team:
        require_sound_team(said.entrants, rules.team)
        group = find_people(uow, said.entrants)
    else:
        group = (oneself(uow, account_id, draft.name),)
    if rules.real_name:
        person = people.own_person(uow)
        require_real_name(complete=person is not None and person.is_complete)
    ids = {one.person_id for one in group if one.person_id is not None}
    require_free(uow, event, rules, (account_id, ids))
    return group


def _store(uow: UnitOfWork, event_id: EventId, draft: EntryDraft, again: EntryId | None) -> EntryId:
    if again is None:
        number = next_number(entries.last_numbers(uow.session, event_id))
        new = replace(draft, number=number)
        account_id, state = uow.actor.account_id, EntryState.SUBMITTED
        return entries.add(uow.session, event_id, new, uow.now, state, account_id=account_id)
    stored = entries.load(uow.session, again)
    entries.save(uow.session, again, replace(draft, number=stored.draft.number), stored.version)
    return again


def _account(uow: UnitOfWork) -> AccountId:
    uow.authorise(Permission.ENTRY_SUBMIT)
    if uow.actor.account_id is None:
        raise NotPermitted("Sign in first.")
    return uow.actor.account_id
