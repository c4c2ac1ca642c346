"""Deciding about an entry, alone or as one of two reviewers; the later of two sees the other's.

Every decision goes through here, from whichever page: so none passes by the second reviewer.
"""

from dataclasses import dataclass, field

from competition.domain.eligibility import require_no_problems
from competition.domain.entry_reviews import STEPS, Decision, holds, settles
from competition.domain.errors import Conflict
from competition.domain.events import Event
from competition.domain.identifiers import EntryId, EventId
from competition.domain.permissions import Permission
from competition.domain.places import Occupancy, require_room, step
from competition.domain.registration import EntryState, require_open_to_entries, require_reason
from competition.domain.registration_rules import RegistrationRules
from competition.persistence import entries, entry_reviews, events, registration_rules
from competition.persistence.entries import StoredEntry
from competition.persistence.entry_reviews import StoredReview
from competition.services import entry_units, messages, places
from competition.services.messages import Letter
from competition.services.unit_of_work import UnitOfWork

__all__ = ["StoredReview"]
Seen = tuple[int, int]
"""What a reviewer had before the eyes: the entry's version, the recommendation's id or 0."""


MESSAGES = {
    Decision.ACCEPT: "entry.accepted",
    Decision.RETURN: "entry.returned",
    Decision.DECLINE: "entry.declined",
}
"""What workers are sent, and what is audited, when a decision stands."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What a reviewer says to an entry. `seen` None: nobody can have seen anything else."""

    decision: Decision
    reason: str = ""
    seen: Seen | None = None
    batch: str = ""


@dataclass(frozen=True, slots=True)
class Bench:
    """An event whose entries are being decided: held against others, with its rules."""

    event: Event
    rules: RegistrationRules
    rooms: dict[str, Occupancy] = field(default_factory=dict)
    letters: list[Letter] = field(default_factory=list)
    freed: list[EntryId] = field(default_factory=list)


def answer_entry(
    uow: UnitOfWork, event_id: EventId, entry_id: EntryId, *, accept: bool, reason: str = ""
) -> bool:
    """Accept a submitted entry, or decline one with a reason; see `decide_entry`."""
    decision = Decision.ACCEPT if accept else Decision.DECLINE
    return decide_entry(uow, event_id, entry_id, Deed(decision, reason))


def decide_entry(uow: UnitOfWork, event_id: EventId, entry_id: EntryId, deed: Deed) -> bool:
    """Accept an entry, send it back or decline it; tell whether that stands or is recommended.

    Needs ENTRY_REVIEW. Audited as entry.accepted, entry.returned, entry.declined or
    entry.recommended; the worker is told of what stands. A place that becomes free goes on.
    Raises NotFound, Conflict when somebody decided or changed the entry since it was seen,
    RuleViolation REG-06, REG-08 without a reason, REG-09 when the step is not open, REG-10 or
    PLC-01 when there are more entries than places, ELG-14 while a condition refuses it, REV-02 for
    the own recommendation; then nothing is written.
    """
    bench = open_bench(uow, event_id)
    stored = places.of_event(uow, event_id, entry_id)
    newest = entry_reviews.standing(uow.session, [entry_id]).get(entry_id)
    stands = decide(uow, bench, (stored, newest), deed)
    close_bench(uow, bench)
    return stands


def open_bench(uow: UnitOfWork, event_id: EventId, *, lock: bool = True) -> Bench:
    """The event with its rules, to decide about its entries.

    Needs ENTRY_REVIEW. Raises NotFound, RuleViolation REG-06 once codes are handed out.
    """
    uow.authorise(Permission.ENTRY_REVIEW, events.scope_path(uow.session, event_id))
    event = events.load(uow.session, event_id, lock=lock)
    require_open_to_entries(event.state)
    return Bench(event, registration_rules.newest(uow.session, event_id).rules)


def close_bench(uow: UnitOfWork, bench: Bench) -> None:
    """Tell those about whom was decided, then offer on what places became free."""
    for template in dict.fromkeys(letter.template for letter in bench.letters):
        chosen = [letter for letter in bench.letters if letter.template == template]
        messages.notify_each(uow, template, chosen)
    if bench.freed:
        places.fill_places(uow, bench.event)


def decide(
    uow: UnitOfWork, bench: Bench, about: tuple[StoredEntry, StoredReview | None], deed: Deed
) -> bool:
    """Do what a reviewer says; for use cases that hold the bench and close it afterwards."""
    stored, newest = about
    recommended = recommendation(stored, newest)
    if deed.seen is not None and deed.seen != seen_of(stored, recommended):
        message = "This entry was decided or changed meanwhile. Nothing of yours was done."
        raise Conflict(message, theirs=newest)
    stands = weigh(uow, bench, (stored, recommended), deed.decision)
    said = _said(deed, recommended)
    left = stored.version
    if stands:
        left = _settle(uow, bench, stored, deed.decision, said)
    else:
        kept = deed.decision.value
        places.note(uow, "entry.recommended", stored, decision=kept, reason=said)
    can_undo = stored.state is EntryState.SUBMITTED
    review = StoredReview(
        event_id=bench.event.id,
        entry_id=stored.id,
        decision=deed.decision,
        is_final=stands,
        reason=said,
        made_by=uow.actor.account_id,
        made_at=uow.now,
        seen_version=stored.version,
        left_version=left,
        batch=deed.batch if can_undo else "",
    )
    entry_reviews.add(uow.session, review, newest)
    return stands


def weigh(
    uow: UnitOfWork,
    bench: Bench,
    about: tuple[StoredEntry, StoredReview | None],
    decision: Decision,
) -> bool:
    """Tell whether the decision would stand; write nothing. Raises what keeps it from being made.

    Takes the entry with the recommendation that stands for it.
    """
    stored, recommended = about
    step(STEPS[decision], stored.state)
    if decision is Decision.ACCEPT:
        require_no_problems(stored.check.problems)
        require_room(_room(uow, bench, stored), 0)
    before = recommended.recommendation if recommended else None
    two = bench.rules.second_review
    return settles(decision, before, uow.actor.account_id, needs_two=two)


def recommendation(stored: StoredEntry, newest: StoredReview | None) -> StoredReview | None:
    """The newest decision if it is a recommendation for the entry as it is now. Rule REV-03."""
    if newest is None or newest.is_final or not holds(newest.left_version, stored.version):
        return None
    return newest


def seen_of(stored: StoredEntry, recommended: StoredReview | None) -> Seen:
    """What a page that shows the entry so has to send back."""
    return stored.version, recommended.id if recommended else 0


def _room(uow: UnitOfWork, bench: Bench, stored: StoredEntry) -> Occupancy:
    """What is held; accepting changes nothing of it, so it is counted once for each unit."""
    key = stored.place.unit_key
    if key not in bench.rooms:
        bench.rooms[key] = room_for(uow, bench, stored)
    return bench.rooms[key]


def room_for(uow: UnitOfWork, bench: Bench, stored: StoredEntry) -> Occupancy:
    """What is held of the event's seats and of the quota of the entry's unit, as of now."""
    unit_id = stored.place.unit_id
    if unit_id is None:
        unit = entry_units.unit_named(uow, stored.draft.unit)
    else:
        unit = entry_units.unit_of(uow, unit_id)
    return places.room(uow, bench.event, bench.rules, unit)


def _said(deed: Deed, recommended: StoredReview | None) -> str:
    """The reason, where one is needed; who confirms need not repeat the first one's."""
    if deed.decision is Decision.ACCEPT:
        return ""
    same = recommended is not None and recommended.decision is deed.decision
    earlier = recommended.reason if recommended and same else ""
    return require_reason(deed.reason.strip() or earlier)


def _settle(
    uow: UnitOfWork, bench: Bench, stored: StoredEntry, decision: Decision, said: str
) -> int:
    """Let the decision stand; gives the version that it leaves."""
    left = entries.save_state(uow.session, stored.id, step(STEPS[decision], stored.state), said)
    params: dict[str, object] = {"event": bench.event.title, "reason": said}
    if decision is Decision.ACCEPT:
        params = {"event": bench.event.title, "number": stored.draft.number}
    elif decision is Decision.DECLINE:
        bench.freed.append(stored.id)
    more = {"reason": said} if said else {}
    places.note(uow, MESSAGES[decision], stored, number=stored.draft.number, **more)
    if stored.account_id is not None:
        link = f"/me/entries/{stored.id}"
        bench.letters.append(Letter(stored.account_id, MESSAGES[decision], link, params))
    return left
