"""What workers do with their own entries: enter an event, see where the entry stands, withdraw."""

from dataclasses import dataclass, replace

from competition.domain.entering import (
    may_withdraw,
    require_first,
    require_not_judging,
    require_open,
    require_withdrawable,
)
from competition.domain.errors import NotFound, NotPermitted, RuleViolation
from competition.domain.identifiers import AccountId, EntryId, EventId
from competition.domain.permissions import Permission, Role, Scope, ScopeKind
from competition.domain.registration import EntryDraft, EntryState, next_number, require_seats
from competition.persistence import entries, events
from competition.persistence.entries import StoredEntry
from competition.persistence.queries import own_entries, public_events, publications
from competition.persistence.queries.own_entries import OwnData, OwnEntryLine
from competition.persistence.queries.public_events import PublicEvent
from competition.persistence.queries.publications import PresentPublication, PublishedLine
from competition.services.unit_of_work import UnitOfWork

__all__ = ["OwnEntryLine"]


@dataclass(frozen=True, slots=True)
class Invitation:
    """What entering starts from: the event, what the account knows, and what forbids it."""

    about: PublicEvent
    own: OwnData
    entry_id: EntryId | None
    refusal: RuleViolation | None


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """A worker's entry, and its line of the ranking once that is published."""

    stored: StoredEntry
    about: PublicEvent
    may_withdraw: bool
    publication: PresentPublication | None
    line: PublishedLine | None


def prepare_entering(uow: UnitOfWork, event_id: EventId) -> Invitation:
    """Show what entering the event starts from. Needs ENTRY_SUBMIT. Raises NotFound."""
    account_id = _account(uow)
    about = public_events.public_event(uow.session, event_id)
    found = own_entries.find_own(uow.session, event_id, account_id)
    refusal = None
    try:
        _require_admissible(uow, about, found[1] if found else None)
    except RuleViolation as violation:
        refusal = violation
    held = found is not None and found[1] is not EntryState.WITHDRAWN
    own = own_entries.own_data(uow.session, account_id)
    return Invitation(about, own, found[0] if found and held else None, refusal)


def enter_event(uow: UnitOfWork, event_id: EventId, draft: EntryDraft) -> EntryId:
    """Enter the event; the organiser accepts or declines. The number is given here.

    Needs ENTRY_SUBMIT. Audited as entry.submitted. The event stays locked meanwhile, so that
    seats are not given twice.
    Raises NotFound, RuleViolation ENT-01, ENT-02, ENT-03 or REG-10; then nothing is written.
    """
    account_id = _account(uow)
    events.load(uow.session, event_id, lock=True)
    about = public_events.public_event(uow.session, event_id)
    found = own_entries.find_own(uow.session, event_id, account_id)
    _require_admissible(uow, about, found[1] if found else None)
    entry_id = _store(uow, event_id, draft, found[0] if found else None)
    uow.audit("entry.submitted", f"event:{event_id}", f"entry:{entry_id}", again=bool(found))
    return entry_id


def withdraw_entry(uow: UnitOfWork, entry_id: EntryId) -> None:
    """Take one's own entry back.

    Needs ENTRY_SUBMIT and that the entry is one's own. Audited as entry.withdrawn.
    Raises NotFound, RuleViolation ENT-05.
    """
    stored = _own(uow, entry_id)
    event = events.load(uow.session, stored.event_id, lock=True)
    require_withdrawable(event, stored.state, uow.now)
    entries.save_state(uow.session, entry_id, EntryState.WITHDRAWN, "")
    uow.audit("entry.withdrawn", f"event:{event.id}", f"entry:{entry_id}")


def list_own_entries(uow: UnitOfWork) -> tuple[OwnEntryLine, ...]:
    """List one's own entries, the newest first. Needs ENTRY_SUBMIT."""
    return own_entries.own_lines(uow.session, _account(uow))


def describe_own_entry(uow: UnitOfWork, entry_id: EntryId) -> OwnEntry:
    """Show one's own entry, with the result once it is published.

    Needs ENTRY_SUBMIT and that the entry is one's own. Raises NotFound.
    """
    stored = _own(uow, entry_id)
    about = public_events.public_event(uow.session, stored.event_id)
    publication = publications.present(uow.session, stored.event_id)
    line = None
    if publication is not None and stored.state is EntryState.ACCEPTED:
        line = publications.line(uow.session, publication, stored.draft.number)
    return OwnEntry(
        stored,
        about,
        may_withdraw(about.event, stored.state, uow.now),
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


def _require_admissible(uow: UnitOfWork, about: PublicEvent, state: EntryState | None) -> None:
    event = about.event
    require_first(state)
    require_open(event, uow.now)
    here = Scope(ScopeKind.EVENT, event.id)
    judging = {(Role.JUDGE, here), (Role.CHIEF_JUDGE, here)}
    require_not_judging(judges=bool(judging & uow.actor.roles))
    require_seats(event.seats, about.held_seats, 1)


def _store(uow: UnitOfWork, event_id: EventId, draft: EntryDraft, again: EntryId | None) -> EntryId:
    if again is None:
        number = next_number(entries.numbers(uow.session, event_id))
        new = replace(draft, number=number)
        account_id, state = uow.actor.account_id, EntryState.SUBMITTED
        return entries.add(uow.session, event_id, new, uow.now, state, account_id=account_id)
    stored = entries.load(uow.session, again)
    entries.save(uow.session, again, replace(draft, number=stored.draft.number), stored.version)
    entries.save_state(uow.session, again, EntryState.SUBMITTED, "")
    return again


def _own(uow: UnitOfWork, entry_id: EntryId) -> StoredEntry:
    account_id = _account(uow)
    stored = entries.load(uow.session, entry_id)
    if stored.account_id != account_id:
        raise NotFound("There is no such entry.")
    return stored


def _account(uow: UnitOfWork) -> AccountId:
    uow.authorise(Permission.ENTRY_SUBMIT)
    if uow.actor.account_id is None:
        raise NotPermitted("Sign in first.")
    return uow.actor.account_id
