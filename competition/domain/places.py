"""Places (参赛名额): who holds one, who waits for one, and by which steps an entry passes on.

An event has so many seats, a unit so many of them; a place is one seat in the hands of one entry.
Whoever decides here holds the event against other writers, so that what was counted stays true.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from unicodedata import normalize

from competition.domain.errors import RuleViolation
from competition.domain.events import PREPARING, EventState
from competition.domain.identifiers import EntryId, OrganisationId
from competition.domain.registration import EntryState

HOLDING = frozenset(
    {EntryState.SUBMITTED, EntryState.OFFERED, EntryState.ACCEPTED, EntryState.RETURNED}
)
"""States in which an entry holds a place."""

LIVE = HOLDING | {EntryState.WAITING}
"""States of an entry that is still of account: it holds a place or waits for one."""


class Step(StrEnum):
    """What can happen to an entry (报名)."""

    SUBMIT = "submit"
    QUEUE = "queue"
    OFFER = "offer"
    TAKE = "take"
    REFUSE = "refuse"
    LAPSE = "lapse"
    ACCEPT = "accept"
    DECLINE = "decline"
    RETURN = "return"
    RESUBMIT = "resubmit"
    HAND_ON = "hand_on"
    RECEIVE = "receive"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


_S = EntryState
NEW = frozenset({None, _S.WITHDRAWN})
STEPS: Mapping[Step, tuple[frozenset[EntryState | None], EntryState]] = {
    Step.SUBMIT: (NEW, _S.SUBMITTED),
    Step.QUEUE: (NEW, _S.WAITING),
    Step.OFFER: (frozenset({_S.WAITING}), _S.OFFERED),
    Step.TAKE: (frozenset({_S.OFFERED}), _S.SUBMITTED),
    Step.REFUSE: (frozenset({_S.OFFERED}), _S.WITHDRAWN),
    Step.LAPSE: (frozenset({_S.OFFERED}), _S.WITHDRAWN),
    Step.ACCEPT: (frozenset({_S.SUBMITTED}), _S.ACCEPTED),
    Step.DECLINE: (
        frozenset({_S.SUBMITTED, _S.WAITING, _S.OFFERED, _S.RETURNED}),
        _S.DECLINED,
    ),
    Step.RETURN: (frozenset({_S.SUBMITTED}), _S.RETURNED),
    Step.RESUBMIT: (frozenset({_S.RETURNED}), _S.SUBMITTED),
    Step.HAND_ON: (frozenset({_S.SUBMITTED, _S.ACCEPTED, _S.RETURNED}), _S.WITHDRAWN),
    Step.RECEIVE: (frozenset({_S.WAITING, _S.OFFERED}), _S.SUBMITTED),
    Step.WITHDRAW: (frozenset(LIVE), _S.WITHDRAWN),
    Step.REOPEN: (frozenset({_S.ACCEPTED, _S.RETURNED, _S.DECLINED}), _S.SUBMITTED),
}
"""From which states a step leads, and to which one. None: there is no entry yet."""


def moving_up_step(*, can_answer: bool) -> Step:
    """How who waits gets a place that became free: by an offer, or at once.

    Rule PLC-11: whom nobody can ask, having no account, was entered on purpose and takes it
    at once.
    """
    return Step.OFFER if can_answer else Step.RECEIVE


class Ending(StrEnum):
    """Why an entry is withdrawn."""

    BY_WORKER = "worker"
    BY_ORGANISER = "organiser"
    REFUSED = "refused"
    LAPSED = "lapsed"
    TRANSFERRED = "transferred"


def step(name: Step, state: EntryState | None) -> EntryState:
    """The state to which the step leads. Raises RuleViolation REG-09 when it is not open.

    Rule REG-09: an entry passes on only by the listed steps; so it is answered once.
    """
    sources, target = STEPS[name]
    if state not in sources:
        raise RuleViolation(
            "REG-09",
            "This step is no longer possible: the entry was answered or changed meanwhile.",
        )
    return target


def may(name: Step, state: EntryState | None) -> bool:
    """Whether the step is open from this state."""
    return state in STEPS[name][0]


def unit_key(name: str, unit_id: OrganisationId | None = None) -> str:
    """By what a unit's places are counted: the organisation, else the name as people compare names.

    Rule PLC-03: an organisation is one unit, whatever it is or was called; of units that are not
    written down two spellings that differ in width, case or blanks are one.
    """
    if unit_id is not None:
        return f"unit {unit_id}"  # no name can be this: its blanks are gone
    return "".join(normalize("NFKC", name).casefold().split())


@dataclass(frozen=True, slots=True)
class CountedUnit:
    """A unit as quotas count it: its name; the organisation and all its names where it is known."""

    name: str
    id: OrganisationId | None = None
    names: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """By what its places are counted."""
        return unit_key(self.name, self.id)

    @property
    def all_names(self) -> tuple[str, ...]:
        """Every name by which organisers may have given it a quota, the present one first."""
        return self.names or (self.name,)


@dataclass(frozen=True, slots=True)
class Occupancy:
    """An event's seats (None: no limit), how many are held, and a unit's share of them."""

    seats: int | None
    held: int
    unit_seats: int | None = None
    unit_held: int = 0

    @property
    def left(self) -> int | None:
        """Places left in the event, None without a limit."""
        return left(self.seats, self.held)

    @property
    def unit_left(self) -> int | None:
        """Places left to the unit, None without a limit."""
        return left(self.unit_seats, self.unit_held)


def left(size: int | None, held: int) -> int | None:
    """What is left of a quota; never less than nothing, None without a limit."""
    return None if size is None else max(size - held, 0)


def smallest(*quotas: int | None) -> int | None:
    """What is left under several quotas at once.

    Rule PLC-02: of the event's seats and the unit's quota the smaller one counts.
    """
    limits = [quota for quota in quotas if quota is not None]
    return min(limits, default=None)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One entry on the waiting list (候补), in its turn."""

    entry_id: EntryId
    unit: str


def moving_up(
    queue: Iterable[Waiting], free: int | None, unit_left: Mapping[str, int | None]
) -> tuple[EntryId, ...]:
    """Choose who moves up (递补) from the waiting list.

    Takes the waiting entries in their turn, the free places (None: no limit), and what is left to
    each of their units.
    Returns the entries that get an offer, in their turn.
    Rule PLC-04: places go in the order of the waiting list; whose unit has none left is passed
    over and keeps the turn.
    """
    rest, chosen = dict(unit_left), list[EntryId]()
    for one in queue:
        if free is not None and len(chosen) >= free:
            break
        share = rest.get(one.unit)
        if share == 0:
            continue
        if share is not None:
            rest[one.unit] = share - 1
        chosen.append(one.entry_id)
    return tuple(chosen)


def admit(room: Occupancy, *, waiting_list: bool, ahead: int = 0) -> Step:
    """Decide whether a new entry gets a place or waits.

    Takes the room there is, whether there is a waiting list, and how many of those waiting could
    move up: free places are theirs.
    Raises RuleViolation REG-10 or PLC-01 when there is neither a place nor a waiting list.
    Rule REG-10: no more entries are held than the event has seats. Rule PLC-01: nor more of one
    unit than its quota. Rule PLC-05: nobody overtakes those who wait.
    """
    free = room.left
    if (free is None or free > ahead) and room.unit_left != 0:
        return Step.SUBMIT
    if waiting_list:
        return Step.QUEUE
    if room.unit_left == 0:
        raise RuleViolation(
            "PLC-01",
            "Your unit has %(seats)s places in this event, and all are taken.",
            seats=room.unit_seats,
        )
    raise RuleViolation(
        "REG-10",
        "The event has %(seats)s places, and %(taken)s are taken.",
        seats=room.seats,
        taken=room.held,
    )


def require_room(room: Occupancy, wanted: int = 1) -> None:
    """Raise RuleViolation REG-10 or PLC-01 unless so many more places are free.

    For organisers, who give places out of turn.
    """
    if room.seats is not None and room.held + wanted > room.seats:
        raise RuleViolation(
            "REG-10",
            "The event has %(seats)s places, and %(taken)s are taken.",
            seats=room.seats,
            taken=room.held,
        )
    if room.unit_seats is not None and room.unit_held + wanted > room.unit_seats:
        raise RuleViolation(
            "PLC-01",
            "This unit has %(seats)s places in this event, and %(taken)s are taken.",
            seats=room.unit_seats,
            taken=room.unit_held,
        )


def offer_ends(now: datetime, hours: int) -> datetime:
    """Until when an offered place must be taken."""
    return now + timedelta(hours=hours)


def has_lapsed(until: datetime | None, state: EventState, now: datetime) -> bool:
    """Whether an offered place was not taken in time.

    Rule PLC-06: an offer ends at its time, and at the latest when the codes are handed out.
    """
    return state not in PREPARING or (until is not None and until <= now)


def require_standing_offer(until: datetime | None, state: EventState, now: datetime) -> None:
    """Raise RuleViolation PLC-06 when the offer has ended."""
    if has_lapsed(until, state, now):
        raise RuleViolation("PLC-06", "The time to take this place is over.")


def is_replaceable(event: EventState, until: datetime | None, now: datetime) -> bool:
    """Whether workers may still replace persons. Rule PLC-07."""
    return event in PREPARING and (until is None or now < until)


def require_replaceable(
    event: EventState, until: datetime | None, now: datetime, *, by_organiser: bool = False
) -> None:
    """Raise RuleViolation PLC-07 when a person of an entry can no longer be replaced.

    Takes the deadline (None: there is none before the codes are handed out).
    Rule PLC-07: persons are replaced (更换) before the deadline; later only organisers do it, with
    a reason; nobody once the codes are handed out.
    """
    if event not in PREPARING:
        raise RuleViolation("PLC-07", "The codes are handed out: nobody can be replaced any more.")
    if not by_organiser and until is not None and until <= now:
        raise RuleViolation("PLC-07", "The time for replacements is over. Ask the organiser.")


def require_same_unit(giver: str, taker: str) -> None:
    """Raise RuleViolation PLC-08 unless both entries are of one unit.

    Rule PLC-08: a place is handed on (转让) only within one unit of one event.
    """
    if not giver or giver != taker:
        raise RuleViolation("PLC-08", "A place is handed on only within the same unit.")


def require_one_event(others: Collection[str], name: str = "") -> None:
    """Raise RuleViolation PLC-09 for somebody who has entered another event of the competition.

    Takes the titles of those events, and in a team the person's name.
    Rule PLC-09: where the organisers say so, a person enters one event of a competition, alone or
    in a team; to coach is not to enter.
    """
    if others and name:
        raise RuleViolation(
            "PLC-09",
            "One event for each person in this competition, and %(name)s has entered %(event)s.",
            name=name,
            event="、".join(sorted(others)),
        )
    if others:
        raise RuleViolation(
            "PLC-09",
            "One event for each person in this competition, and %(event)s is entered already.",
            event="、".join(sorted(others)),
        )


def require_later(old: datetime | None, new: datetime) -> None:
    """Raise RuleViolation PLC-10 unless the new deadline lies behind the old one.

    Rule PLC-10: a deadline on which people rely is only ever moved back.
    """
    if old is not None and new <= old:
        raise RuleViolation("PLC-10", "The new deadline must be later.", field="closes")
