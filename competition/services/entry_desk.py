"""What organisers do with one entry: see all of it, withdraw it; and who has the places."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from competition.domain.entry_forms import EntryForm
from competition.domain.events import PREPARING, Event
from competition.domain.identifiers import EntryId, EventId, FileId
from competition.domain.permissions import Permission
from competition.domain.places import Ending, Step, may, require_later
from competition.domain.registration import (
    EntryState,
    require_open_to_entries,
    require_reason,
)
from competition.domain.registration_rules import RegistrationRules
from competition.persistence import events, registration_rules, sites
from competition.persistence import places as stored_places
from competition.persistence.entries import StoredEntry
from competition.persistence.files import FileFacts
from competition.persistence.queries import audit
from competition.persistence.queries import places as lists
from competition.persistence.queries.audit import AuditLine
from competition.persistence.queries.places import TurnLine, UnitLine
from competition.services import eligibility, entrants, messages, places
from competition.services.eligibility import Change, EntryEligibility
from competition.services.entrants import StoredEntrant
from competition.services.entry_forms import Answered
from competition.services.own_entries import told_answers
from competition.services.places import Turn
from competition.services.unit_of_work import UnitOfWork

__all__ = ["AuditLine", "TurnLine", "UnitLine"]


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """All there is about one entry, and the steps that are open to organisers."""

    stored: StoredEntry
    turn: Turn
    entrants: tuple[StoredEntrant, ...]
    eligibility: EntryEligibility
    rules: RegistrationRules
    history: tuple[AuditLine, ...]
    steps: frozenset[Step]
    heirs: tuple[TurnLine, ...]
    answers: Mapping[int, Answered]
    forms: Mapping[int, EntryForm]
    files: Mapping[FileId, FileFacts]
    left: Mapping[int, Answered]
    asks_persons: bool


@dataclass(frozen=True, slots=True)
class PlacesOverview:
    """Who has the event's places, who waits, what changed when entries were checked again."""

    held: int
    rules: RegistrationRules
    units: tuple[UnitLine, ...]
    waiting: tuple[TurnLine, ...]
    waiting_in_all: int
    offered: tuple[TurnLine, ...]
    changes: tuple[Change, ...]
    may_change: bool


def describe_record(uow: UnitOfWork, event_id: EventId, entry_id: EntryId) -> EntryRecord:
    """Show all of an entry. Needs ENTRY_MANAGE. Raises NotFound."""
    event, stored = _opened(uow, event_id, entry_id, lock=False)
    steps = {Step.ACCEPT, Step.DECLINE, Step.RETURN, Step.WITHDRAW, Step.HAND_ON}
    is_open = event.state in PREPARING
    open_steps = frozenset(name for name in steps if is_open and may(name, stored.state))
    heirs: tuple[TurnLine, ...] = ()
    if Step.HAND_ON in open_steps and stored.place.unit_key:
        heirs = lists.waiting_of_unit(uow.session, event_id, stored.place.unit_key)
    return EntryRecord(
        stored,
        places.describe_turn(uow, stored),
        entrants.list_entrants(uow, stored),
        eligibility.describe_eligibility(uow, event_id, stored),
        registration_rules.newest(uow.session, event_id).rules,
        audit.about(uow.session, f"event:{event_id}", f"entry:{entry_id}"),
        open_steps,
        heirs,
        *told_answers(uow, stored),
    )


def withdraw_entry(uow: UnitOfWork, event_id: EventId, entry_id: EntryId, reason: str) -> None:
    """Withdraw an entry for the worker or the unit; its place goes to the next who waits.

    Needs ENTRY_MANAGE. Audited as entry.withdrawn; the worker is told.
    Raises NotFound, RuleViolation REG-06, REG-08, REG-09.
    """
    event, stored = _opened(uow, event_id, entry_id)
    require_open_to_entries(event.state)
    said = require_reason(reason)
    places.end_entry(uow, stored, Step.WITHDRAW, Ending.BY_ORGANISER, said)
    places.note(uow, "entry.withdrawn", stored, reason=said)
    places.tell(uow, stored, "entry.withdrawn", event=event.title, reason=said)
    places.fill_places(uow, event)


def describe_places(uow: UnitOfWork, event_id: EventId) -> PlacesOverview:
    """Show who has the event's places and who waits. Needs ENTRY_MANAGE. Raises NotFound."""
    uow.authorise(Permission.ENTRY_MANAGE, events.scope_path(uow.session, event_id))
    event = events.load(uow.session, event_id)
    rules = registration_rules.newest(uow.session, event_id).rules
    units = lists.unit_lines(uow.session, event_id)
    return PlacesOverview(
        stored_places.occupancy(uow.session, event_id, event.seats or 0, ("", None)).held,
        rules,
        units,
        lists.turn_lines(uow.session, event_id, EntryState.WAITING),
        stored_places.count_waiting_list(uow.session, event_id),
        lists.turn_lines(uow.session, event_id, EntryState.OFFERED),
        eligibility.list_changes(uow, event_id),
        event.state in PREPARING,
    )


def extend_entries(uow: UnitOfWork, event_id: EventId, closes: datetime, reason: str) -> int:
    """Let entries close later; tell who has entered or begun to, and who follows the competition.

    Returns how many are told. Needs EVENT_EDIT. Audited as event.deadline_moved with the reason,
    which the event's public page shows.
    Raises NotFound, RuleViolation PLC-10 for an earlier one, REG-06 once codes are handed out,
    REG-08 without a reason.
    """
    uow.authorise(Permission.EVENT_EDIT, events.scope_path(uow.session, event_id))
    event = events.load(uow.session, event_id, lock=True)
    require_open_to_entries(event.state)
    require_later(event.entries.closes, closes)
    cut = require_reason(reason)
    events.save_closing(uow.session, event_id, closes)
    watching = sites.watchers(uow.session, event.competition_id)
    told = dict.fromkeys((*lists.concerned(uow.session, event_id), *watching))
    link, about = f"/events/{event_id}", {"event": event.title, "until": closes, "reason": cut}
    messages.notify_many(uow, told, "entry.deadline_moved", link=link, **about)
    before = event.entries.closes.isoformat() if event.entries.closes else None
    moved = {"before": before, "after": closes.isoformat(), "reason": cut}
    uow.audit("event.deadline_moved", f"event:{event_id}", f"event:{event_id}", **moved)
    return len(told)


def check_all_again(uow: UnitOfWork, event_id: EventId) -> int:
    """Hold all entries against the newest conditions; how many have another answer now.

    Needs ENTRY_MANAGE. Audited as entries.rechecked. Raises RuleViolation REG-06.
    """
    uow.authorise(Permission.ENTRY_MANAGE, events.scope_path(uow.session, event_id))
    event = events.load(uow.session, event_id, lock=True)
    require_open_to_entries(event.state)
    return eligibility.recheck_entries(uow, event)


def _opened(
    uow: UnitOfWork, event_id: EventId, entry_id: EntryId, *, lock: bool = True
) -> tuple[Event, StoredEntry]:
    uow.authorise(Permission.ENTRY_MANAGE, events.scope_path(uow.session, event_id))
    event = events.load(uow.session, event_id, lock=lock)
    return event, places.of_event(uow, event_id, entry_id)
