"""The season board (赛季看板): nine steps of every competition, and what is late, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from competition.domain.events import EventState
from competition.domain.issues import Issue, Severity
from competition.domain.programme import Progress
from competition.domain.windows import Window


class BoardStep(StrEnum):
    """The steps of a competition's life that the board shows as dots, in their order."""

    PLAN = "plan"
    ANNOUNCEMENT = "announcement"
    PREPARATION = "preparation"
    ENTRIES = "entries"
    CLOSING = "closing"
    CODES = "codes"
    MARKING = "marking"
    RANKING = "ranking"
    REPORT = "report"


class Dot(StrEnum):
    """One step of one competition: behind it, on it, late with it, or still to come."""

    DONE = "done"
    NOW = "now"
    LATE = "late"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class Grace:
    """How many days a step may take before it counts as late."""

    announce_before: int = 30
    ranking_after: int = 14
    report_after: int = 30


@dataclass(frozen=True, slots=True)
class BoardEvent:
    """An event as the board sees it."""

    state: EventState
    held_on: date | None = None
    entries: Window = Window()
    prepared: bool = False
    sheets: int = 0
    submitted: int = 0


@dataclass(frozen=True, slots=True)
class BoardCompetition:
    """A competition as the board sees it; `reported` once its report is handed in."""

    progress: Progress
    events: Sequence[BoardEvent] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    reported: bool = False


_AFTER: dict[BoardStep, frozenset[EventState]] = {
    BoardStep.ENTRIES: frozenset(EventState) - {EventState.DRAFT},
    BoardStep.CLOSING: frozenset({EventState.CLOSED, EventState.MARKING, EventState.PUBLISHED}),
    BoardStep.CODES: frozenset({EventState.MARKING, EventState.PUBLISHED}),
    BoardStep.RANKING: frozenset({EventState.PUBLISHED}),
}


def dots(one: BoardCompetition, late: Iterable[Issue] = ()) -> tuple[tuple[BoardStep, Dot], ...]:
    """The nine steps; a step is done when it is for every event, and the first one undone is now.

    Rule BRD-01: a competition stands at the first step that one of its events has not finished.
    """
    behind = {issue.path for issue in late}
    found, reached = [], False
    for step in BoardStep:
        done = _done(one, step) and not reached
        state = Dot.DONE if done else Dot.NEXT if reached else Dot.NOW
        reached = reached or not done
        found.append((step, Dot.LATE if step.value in behind and not done else state))
    return tuple(found)


def proposed_dots(*, is_late: bool) -> tuple[tuple[BoardStep, Dot], ...]:
    """The nine steps of what is proposed and not decided yet.

    Rule BRD-03: it stands at the first step, and is late when the answer to it is.
    """
    first, *others = BoardStep
    return ((first, Dot.LATE if is_late else Dot.NOW), *((step, Dot.NEXT) for step in others))


def lateness(one: BoardCompetition, now: datetime, grace: Grace = Grace()) -> tuple[Issue, ...]:
    """Say what is late; the path of each finding is its step. What is cancelled is never late.

    Takes the instant in the city's time, so that its date is the city's day.
    Rule BRD-02: a step is late when its day, and the days of grace, have passed without it.
    """
    if one.progress is Progress.CANCELLED:
        return ()
    today = now.date()
    found = [*_announcing(one, today, grace), *_holding(one, now), *_ending(one, today, grace)]
    return tuple(found)


def _done(one: BoardCompetition, step: BoardStep) -> bool:
    simple = {
        BoardStep.PLAN: one.progress is not Progress.DRAFT,
        BoardStep.ANNOUNCEMENT: one.progress not in {Progress.DRAFT, Progress.PLANNED},
        BoardStep.REPORT: one.reported,
    }
    if step in simple:
        return simple[step]
    return bool(one.events) and all(_event_done(event, step) for event in one.events)


def _event_done(event: BoardEvent, step: BoardStep) -> bool:
    if step is BoardStep.PREPARATION:
        return event.prepared or event.state is EventState.PUBLISHED
    if step is BoardStep.MARKING:
        marked = bool(event.sheets) and event.submitted == event.sheets
        return event.state is EventState.PUBLISHED or marked
    return event.state in _AFTER[step]


def _announcing(one: BoardCompetition, today: date, grace: Grace) -> list[Issue]:
    start = _first_day(one)
    if one.progress is not Progress.PLANNED or start is None:
        return []
    if today <= start - timedelta(days=grace.announce_before):
        return []
    if today > start:
        return [_late(BoardStep.ANNOUNCEMENT, "Not announced, though it should have begun.")]
    return [
        _late(
            BoardStep.ANNOUNCEMENT,
            "Not announced, and it begins in %(days)s days.",
            days=(start - today).days,
        )
    ]


def _holding(one: BoardCompetition, now: datetime) -> list[Issue]:
    """What is late with the events: entries not opened, not closed, the day passed unmarked."""
    found: list[Issue] = []
    if one.progress not in {Progress.ANNOUNCED, Progress.RUNNING}:
        return found
    unopened = sum(_past(e.entries.opens, now) and e.state is EventState.DRAFT for e in one.events)
    unclosed = sum(_past(e.entries.closes, now) and e.state is EventState.OPEN for e in one.events)
    before = {EventState.DRAFT, EventState.OPEN, EventState.CLOSED}
    unheld = sum(
        event.held_on is not None and event.held_on < now.date() and event.state in before
        for event in one.events
    )
    if unopened:
        message = "Entries should be open; events concerned: %(events)s."
        found.append(_late(BoardStep.ENTRIES, message, events=unopened))
    if unclosed:
        message = "Entries should be closed; events concerned: %(events)s."
        found.append(_late(BoardStep.CLOSING, message, events=unclosed))
    if unheld:
        message = "The day has passed, marking has not begun; events concerned: %(events)s."
        found.append(_late(BoardStep.CODES, message, events=unheld))
    return found


def _ending(one: BoardCompetition, today: date, grace: Grace) -> list[Issue]:
    found = []
    limit = today - timedelta(days=grace.ranking_after)
    waiting = sum(
        event.state is EventState.MARKING and event.held_on is not None and event.held_on < limit
        for event in one.events
    )
    if waiting:
        message = "The ranking is not published after %(days)s days; events concerned: %(events)s."
        found.append(_late(BoardStep.RANKING, message, days=grace.ranking_after, events=waiting))
    end = _last_day(one)
    overdue = end is not None and end < today - timedelta(days=grace.report_after)
    if one.progress is Progress.ENDED and overdue and not one.reported:
        message = "The report is not handed in after %(days)s days."
        found.append(_late(BoardStep.REPORT, message, days=grace.report_after))
    return found


def _first_day(one: BoardCompetition) -> date | None:
    days = [event.held_on for event in one.events if event.held_on]
    return one.starts_on or min(days, default=None)


def _last_day(one: BoardCompetition) -> date | None:
    days = [event.held_on for event in one.events if event.held_on]
    return max(days, default=one.ends_on)


def _past(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment < now


def _late(step: BoardStep, message: str, **params: object) -> Issue:
    return Issue("BRD-02", step.value, message, params, Severity.WARNING)
