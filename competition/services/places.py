"""What happens with places: given, waited for, offered, taken, handed on; never oversold.

Every function here that counts holds the event's row against other writers first: what it counted
stays true until its unit of work ends.
"""

from dataclasses import dataclass
from datetime import datetime

from competition.domain.errors import NotFound, NotPermitted
from competition.domain.events import PREPARING, Event
from competition.domain.identifiers import AccountId, EntryId, EventId
from competition.domain.permissions import GRANTS, Permission, Scope, ScopeKind
from competition.domain.places import (
    CountedUnit,
    Ending,
    Occupancy,
    Step,
    has_lapsed,
    left,
    moving_up,
    moving_up_step,
    offer_ends,
    require_same_unit,
    require_standing_offer,
    step,
)
from competition.domain.registration import EntryState, require_open_to_entries, require_reason
from competition.domain.registration_rules import RegistrationRules
from competition.persistence import (
    entries,
    events,
    organisations,
    places,
    registration_rules,
)
from competition.persistence.entries import StoredEntry
from competition.persistence.queries import reviewers
from competition.services import messages
from competition.services.unit_of_work import UnitOfWork

LAPSE = "places.lapse"
"""The kind of the job that takes back offers which have ended."""
CLERKS = frozenset(role for role in GRANTS if Permission.LIST_EDIT in GRANTS[role])


@dataclass(frozen=True, slots=True)
class Turn:
    """Where an entry stands on the waiting list, and until when an offered place may be taken."""

    position: int | None = None
    waiting: int = 0
    offer_until: datetime | None = None


def fill_places(uow: UnitOfWork, event: Event) -> tuple[EntryId, ...]:
    """Offer free places to those who wait, in their turn. For use cases that freed a place.

    Whoever has no account takes the place at once (rule PLC-11).
    The caller has authorised and holds the event. Audited as entry.offered or entry.place_taken;
    each one is told, or the clerks of the unit.
    """
    if event.state not in PREPARING:
        return ()
    rules = registration_rules.newest(uow.session, event.id).rules
    chosen = movable(uow, event, rules)
    until = offer_ends(uow.now, rules.offer_hours)
    for entry_id in chosen:
        stored = entries.load(uow.session, entry_id)
        name = moving_up_step(can_answer=stored.account_id is not None)
        state = step(name, stored.state)
        if name is Step.RECEIVE:
            _receive(uow, event, stored, state)
            continue
        entries.save_state(uow.session, entry_id, state, offer_until=until)
        note(uow, "entry.offered", stored, until=until.isoformat())
        tell(uow, stored, "entry.offered", event=event.title, until=until)
    return chosen


def _receive(uow: UnitOfWork, event: Event, stored: StoredEntry, state: EntryState) -> None:
    """Give the place without asking, and tell the clerks of the unit."""
    entries.save_state(uow.session, stored.id, state, at=uow.now)
    note(uow, "entry.place_taken", stored)
    unit_id = stored.place.unit_id
    if unit_id is not None:
        unit = (Scope(ScopeKind.ORGANISATION, unit_id),)
        told = {one.account_id for one in reviewers.holders(uow.session, CLERKS, unit, uow.now)}
        link = f"/organisation/lists/{event.id}/{unit_id}"
        messages.notify_many(uow, sorted(told), "list.moved_up", link=link, event=event.title)


def movable(
    uow: UnitOfWork, event: Event, rules: RegistrationRules, held: int | None = None
) -> tuple[EntryId, ...]:
    """Those on the waiting list for whom there is a place now. The caller holds the event."""
    queue = places.queue(uow.session, event.id)
    if not queue:
        return ()
    if held is None:
        held = room(uow, event, rules, CountedUnit("")).held
    known = organisations.names_of(uow.session, {id_ for _, _, id_ in queue if id_ is not None})
    units = {
        waiting.unit: CountedUnit(name, id_, known.get(id_, ()) if id_ is not None else ())
        for waiting, name, id_ in queue
    }
    taken = places.held_by_unit(uow.session, event.id, units)
    shares = {
        key: left(rules.seats_of(*unit.all_names), taken.get(key, 0)) for key, unit in units.items()
    }
    return moving_up((waiting for waiting, _, _ in queue), left(event.seats, held), shares)


def room(uow: UnitOfWork, event: Event, rules: RegistrationRules, unit: CountedUnit) -> Occupancy:
    """What is held of the event's seats and of the unit's quota. The caller holds the event."""
    quota = rules.seats_of(*unit.all_names)
    return places.occupancy(uow.session, event.id, event.seats, (unit.key, quota))


def describe_turn(uow: UnitOfWork, stored: StoredEntry) -> Turn:
    """Where an entry stands on the waiting list. The caller has authorised."""
    if stored.place.queue_number is None:
        return Turn(offer_until=stored.place.offer_until)
    turn, event_id = stored.place.queue_number, stored.event_id
    return Turn(
        places.position(uow.session, event_id, turn),
        places.count_waiting_list(uow.session, event_id),
    )


def take_place(uow: UnitOfWork, entry_id: EntryId) -> None:
    """Take the place that one's own entry is offered.

    Needs ENTRY_SUBMIT and that the entry is one's own. Audited as entry.place_taken.
    Raises NotFound, RuleViolation REG-09 without an offer, PLC-06 when it has ended.
    """
    stored = own_entry(uow, entry_id)
    event = events.load(uow.session, stored.event_id, lock=True)
    stored = entries.load(uow.session, entry_id, fresh=True)
    state = step(Step.TAKE, stored.state)
    require_standing_offer(stored.place.offer_until, event.state, uow.now)
    entries.save_state(uow.session, entry_id, state, at=uow.now)
    note(uow, "entry.place_taken", stored)


def refuse_place(uow: UnitOfWork, entry_id: EntryId) -> None:
    """Give the offered place back; the next on the waiting list is offered it.

    Needs ENTRY_SUBMIT and that the entry is one's own. Audited as entry.place_refused.
    Raises NotFound, RuleViolation REG-09 without an offer.
    """
    stored = own_entry(uow, entry_id)
    event = events.load(uow.session, stored.event_id, lock=True)
    end_entry(uow, entries.load(uow.session, entry_id, fresh=True), Step.REFUSE, Ending.REFUSED)
    note(uow, "entry.place_refused", stored)
    fill_places(uow, event)


def lapse_offers(uow: UnitOfWork) -> int:
    """Take back the offers that have ended and offer those places on; tell how many ended.

    For the clock: it needs no permission and does only what is due. Audited as entry.offer_lapsed.
    """
    ended = 0
    for event_id in places.events_with_due_offers(uow.session, uow.now):
        event = events.load(uow.session, event_id, lock=True)
        for entry_id in places.offered(uow.session, event_id):
            stored = entries.load(uow.session, entry_id)
            if has_lapsed(stored.place.offer_until, event.state, uow.now):
                end_entry(uow, stored, Step.LAPSE, Ending.LAPSED)
                note(uow, "entry.offer_lapsed", stored)
                tell(uow, stored, "entry.offer_lapsed", event=event.title)
                ended += 1
        fill_places(uow, event)
    return ended


def transfer_place(
    uow: UnitOfWork, event_id: EventId, giver_id: EntryId, taker_id: EntryId, reason: str
) -> None:
    """Hand a place on to another entry of the same unit that waits for one.

    Needs ENTRY_MANAGE. Audited as entry.place_transferred, with the reason; both are told.
    Raises NotFound, RuleViolation PLC-08 for another unit, REG-06 once codes are handed out,
    REG-08 without a reason, REG-09 unless the one has a place and the other waits.
    """
    uow.authorise(Permission.ENTRY_MANAGE, events.scope_path(uow.session, event_id))
    event = events.load(uow.session, event_id, lock=True)
    require_open_to_entries(event.state)
    said = require_reason(reason)
    giver, taker = (of_event(uow, event_id, one) for one in (giver_id, taker_id))
    require_same_unit(giver.place.unit_key, taker.place.unit_key)
    state = step(Step.RECEIVE, taker.state)
    end_entry(uow, giver, Step.HAND_ON, Ending.TRANSFERRED, said)
    entries.save_state(uow.session, taker_id, state, at=uow.now)
    note(uow, "entry.place_transferred", giver, to=f"entry:{taker_id}", reason=said)
    tell(uow, giver, "entry.place_given", event=event.title, reason=said)
    tell(uow, taker, "entry.place_received", event=event.title)


def end_entry(
    uow: UnitOfWork, stored: StoredEntry, name: Step, ending: Ending, remark: str = ""
) -> None:
    """Withdraw an entry by this step. The caller has authorised and holds the event."""
    state = step(name, stored.state)
    entries.save_state(uow.session, stored.id, state, remark, ended=ending.value)


def own_entry(uow: UnitOfWork, entry_id: EntryId) -> StoredEntry:
    """One's own entry. Raises NotPermitted without ENTRY_SUBMIT, NotFound for somebody else's."""
    account_id = own_account(uow)
    stored = entries.load(uow.session, entry_id)
    if stored.account_id != account_id:
        raise NotFound("There is no such entry.")
    return stored


def own_account(uow: UnitOfWork) -> AccountId:
    """The worker's account. Raises NotPermitted without ENTRY_SUBMIT."""
    uow.authorise(Permission.ENTRY_SUBMIT)
    if uow.actor.account_id is None:
        raise NotPermitted("Sign in first.")
    return uow.actor.account_id


def of_event(uow: UnitOfWork, event_id: EventId, entry_id: EntryId) -> StoredEntry:
    """An entry of this event, or NotFound. The caller has authorised."""
    stored = entries.load(uow.session, entry_id)
    if stored.event_id != event_id:
        raise NotFound("There is no such entry.")
    return stored


def note(uow: UnitOfWork, action: str, stored: StoredEntry, **detail: object) -> None:
    """Audit what happened to an entry in its event's chain."""
    uow.audit(action, f"event:{stored.event_id}", f"entry:{stored.id}", **detail)


def tell(
    uow: UnitOfWork, stored: StoredEntry, template: str, link: str = "", **params: object
) -> None:
    """Tell whoever entered what became of the entry; an entry without an account tells nobody."""
    if stored.account_id is not None:
        link = link or f"/me/entries/{stored.id}"
        messages.notify(uow, stored.account_id, template, link=link, **params)
