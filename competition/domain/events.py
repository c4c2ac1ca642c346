"""A competition (竞赛) and its events (赛项), and the states an event passes through."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from competition.domain.errors import RuleViolation
from competition.domain.identifiers import CompetitionId, EventId
from competition.domain.windows import Window


class CompetitionState(StrEnum):
    """A draft is the organisers' own; an announced competition is public."""

    DRAFT = "draft"
    ANNOUNCED = "announced"


class EventState(StrEnum):
    """Where an event stands between its preparation and its published ranking."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    MARKING = "marking"
    PUBLISHED = "published"


TRANSITIONS: dict[EventState, frozenset[EventState]] = {
    EventState.DRAFT: frozenset({EventState.OPEN}),
    EventState.OPEN: frozenset({EventState.CLOSED, EventState.DRAFT}),
    EventState.CLOSED: frozenset({EventState.OPEN, EventState.MARKING}),
    EventState.MARKING: frozenset({EventState.CLOSED, EventState.PUBLISHED}),
    EventState.PUBLISHED: frozenset({EventState.MARKING}),
}

PREPARING = frozenset({EventState.DRAFT, EventState.OPEN, EventState.CLOSED})
"""States in which the marking scheme and the entries may still change."""


class Group(StrEnum):
    """Workers (职工组) or students (学生组)."""

    WORKER = "worker"
    STUDENT = "student"


@dataclass(frozen=True, slots=True)
class Event:
    """One trade contest in a competition, as the rules about it need to know it."""

    id: EventId
    competition_id: CompetitionId
    title: str
    trade: str
    state: EventState
    version: int
    group: Group = Group.WORKER
    round_name: str = ""
    venue: str = ""
    about: str = ""
    held_on: date | None = None
    entries: Window = Window()
    seats: int | None = None

    def require_transition(self, target: EventState) -> None:
        """Raise RuleViolation EVT-01 unless the event may pass to the target state.

        Rule EVT-01: an event passes through its states in order; only the listed steps exist.
        """
        if target not in TRANSITIONS[self.state]:
            raise RuleViolation("EVT-01", "This step is not possible in the event's present state.")

    def require_preparing(self) -> None:
        """Raise RuleViolation EVT-02 once marking has begun.

        Rule EVT-02: scheme, entries and appointments do not change after codes are handed out.
        """
        if self.state not in PREPARING:
            raise RuleViolation("EVT-02", "Marking has begun: this can no longer be changed.")

    def require_marking(self) -> None:
        """Raise RuleViolation EVT-03 unless marks may be entered now.

        Rule EVT-03: marks are entered and changed only while the event is being marked.
        """
        if self.state is not EventState.MARKING:
            raise RuleViolation("EVT-03", "Marks can be entered only while the event is marked.")
