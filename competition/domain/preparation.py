"""What an event (赛项) still lacks before its next step: every obstacle at once, each at its place.

The path of an issue names the page on which it is put right: ``edit``, ``scheme``, ``entries``,
``judges``, ``progress``, ``results``.
"""

from dataclasses import dataclass
from datetime import date, datetime

from competition.domain.errors import RuleViolation
from competition.domain.events import EventState
from competition.domain.issues import Issue, Severity
from competition.domain.windows import Window


@dataclass(frozen=True, slots=True)
class EventDetails:
    """What organisers write down about an event. Times are aware; `seats` None is no limit."""

    title: str
    trade: str
    group: str = "worker"
    round_name: str = ""
    venue: str = ""
    about: str = ""
    held_on: date | None = None
    entries: Window = Window()
    seats: int | None = None

    def require_sound(self) -> None:
        """Raise RuleViolation EVT-04 when entries would close before they open.

        Rule EVT-04: the entry window has its end behind its start.
        """
        opens, closes = self.entries.opens, self.entries.closes
        if opens is not None and closes is not None and closes <= opens:
            raise RuleViolation(
                "EVT-04", "Entries must close after they open.", field="entries_close_at"
            )


@dataclass(frozen=True, slots=True)
class Readiness:
    """Where an event stands: its state, its dates, and how much of what it needs is there."""

    state: EventState
    held_on: date | None
    entries: Window
    aspects: int = 0
    accepted: int = 0
    waiting: int = 0
    unfit: int = 0
    judges: int = 0
    sheets: int = 0
    submitted: int = 0


def obstacles(ready: Readiness, now: datetime) -> tuple[Issue, ...]:
    """Say all that keeps the event from its next step; warnings do not stop it.

    Returns nothing for an event that is published or that can go on.
    """
    if ready.state is EventState.DRAFT:
        return tuple(opening_issues(ready, now))
    if ready.state is EventState.OPEN:
        return (*_closing_issues(ready, now), *_unfit_issues(ready))
    if ready.state is EventState.CLOSED:
        return (*handing_out_issues(ready), *_unfit_issues(ready))
    return tuple(publishing_issues(ready)) if ready.state is EventState.MARKING else ()


def opening_issues(ready: Readiness, now: datetime) -> list[Issue]:
    """What is missing before entries can open.

    Rule EVT-05: entries open only with a date of the event and an end of entries to come.
    """
    found = []
    if ready.held_on is None:
        found.append(Issue("EVT-05", "edit", "The day of the event is not set."))
    if ready.entries.closes is None:
        found.append(Issue("EVT-05", "edit", "It is not set when entries close."))
    elif ready.entries.closes <= now:
        found.append(Issue("EVT-05", "edit", "The time for entries is over. Set a later end."))
    if not ready.aspects:
        found.append(
            Issue(
                "EVT-05",
                "scheme",
                "There is no marking scheme yet. Entries can open without one.",
                severity=Severity.WARNING,
            )
        )
    return found


def _closing_issues(ready: Readiness, now: datetime) -> list[Issue]:
    found = []
    if ready.entries.is_open(now):
        found.append(
            Issue(
                "EVT-05",
                "entries",
                "The time for entries is not over yet.",
                severity=Severity.WARNING,
            )
        )
    if ready.waiting:
        found.append(
            Issue(
                "EVT-05",
                "entries",
                "Entries that wait for an answer: %(count)s.",
                {"count": ready.waiting},
                Severity.WARNING,
            )
        )
    return found


def _unfit_issues(ready: Readiness) -> list[Issue]:
    """Entries that the last check found against the conditions: to be declined or let pass."""
    if not ready.unfit:
        return []
    message = "Entries that do not meet the conditions of entry: %(count)s."
    return [Issue("EVT-05", "entries", message, {"count": ready.unfit}, Severity.WARNING)]


def handing_out_issues(ready: Readiness) -> list[Issue]:
    """What is missing before work codes can be handed out.

    Rule EVT-06: marking begins with something to mark, somebody to be marked and a judge.
    """
    found = []
    if not ready.aspects:
        found.append(Issue("EVT-06", "scheme", "There is no marking scheme with anything to mark."))
    if not ready.accepted:
        found.append(Issue("EVT-06", "entries", "No entry is accepted."))
    if not ready.judges:
        found.append(Issue("EVT-06", "judges", "No judge is appointed."))
    return found


def publishing_issues(ready: Readiness) -> list[Issue]:
    """What is open before the ranking can be published, as warnings.

    Rule EVT-07: mark sheets that are not submitted are named before anything is published.
    """
    missing = ready.sheets - ready.submitted
    if not missing:
        return []
    return [
        Issue(
            "EVT-07",
            "progress",
            "Mark sheets that are not submitted: %(count)s of %(all)s.",
            {"count": missing, "all": ready.sheets},
            Severity.WARNING,
        )
    ]


def require_changeable_policies(state: EventState, reason: str) -> None:
    """Raise RuleViolation EVT-08 when policies may not change, or not without a reason.

    Rule EVT-08: once marking has begun policies change only with a reason, and never while the
    ranking is published.
    """
    if state is EventState.PUBLISHED:
        raise RuleViolation("EVT-08", "The ranking is published. Retract it first.")
    if state is EventState.MARKING and not reason.strip():
        raise RuleViolation(
            "EVT-08", "Marking has begun: say why the policies change.", field="reason"
        )
