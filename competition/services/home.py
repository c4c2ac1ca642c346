"""What waits for me: the start page's to-do list for every hat a person wears."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from competition.domain.events import PREPARING, EventState
from competition.domain.identifiers import EventId
from competition.domain.permissions import Permission, Role
from competition.persistence import entry_forms
from competition.persistence.queries import entry_reviews
from competition.persistence.queries import home as queries
from competition.persistence.queries.entry_reviews import DeskLine
from competition.persistence.queries.home import EventWork, NewsLine, OwnEntry
from competition.services.competitions import reach_of
from competition.services.duties import Duty, list_duties
from competition.services.progress import describe_progress
from competition.services.unit_of_work import UnitOfWork

__all__ = ["NewsLine"]
SHOWN = 6
DRAFTS = 3


class Task(StrEnum):
    """What there is to do; the page knows the words and the button of each."""

    MARK = "mark"
    REVIEW_ENTRIES = "review_entries"
    CLOSE_ENTRIES = "close_entries"
    HAND_OUT_CODES = "hand_out_codes"
    PUBLISH = "publish"
    WATCH_MARKING = "watch_marking"
    FOLLOW_MARKING = "follow_marking"
    SETTLE_GRADES = "settle_grades"
    PREPARE = "prepare"
    READ_RESULT = "read_result"
    ENTRY_DECLINED = "entry_declined"
    ENTRY_RETURNED = "entry_returned"
    TAKE_PLACE = "take_place"
    ANSWER_QUESTIONS = "answer_questions"
    ON_WAITING_LIST = "on_waiting_list"
    ENTRY_WAITING = "entry_waiting"
    ENTRY_ACCEPTED = "entry_accepted"


WATCHED = frozenset(
    {
        Task.WATCH_MARKING,
        Task.FOLLOW_MARKING,
        Task.ENTRY_WAITING,
        Task.ENTRY_ACCEPTED,
        Task.ON_WAITING_LIST,
    }
)
"""Tasks of others that one only watches."""

ANSWERABLE = frozenset({Task.ENTRY_WAITING, Task.ENTRY_ACCEPTED, Task.ON_WAITING_LIST})
"""What an entry's own questions come before, where they are not answered."""


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing that waits: what, where, how much of it, and until when."""

    task: Task
    event_id: int
    title: str
    done: int = 0
    total: int = 0
    due: datetime | None = None
    entry_id: int | None = None
    competition: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """A person's start page: what waits, what is watched, and what is new for everyone.

    `more_drafts` tells of further events being prepared, beyond those among what waits.
    """

    duties: tuple[Duty, ...]
    waiting: tuple[Todo, ...]
    watched: tuple[Todo, ...]
    open_events: tuple[NewsLine, ...]
    published: tuple[NewsLine, ...]
    more_drafts: bool = False


def describe_home(uow: UnitOfWork, target: int = 100) -> Home:
    """Collect the start page. For everyone; shows only what the actor's own roles open.

    Takes the target of real-name data in percent.
    """
    organised = _organiser(uow)
    reviewed = _reviewer(uow, {todo.event_id for todo in organised})
    led = [*_chief(uow), *_steward(uow)]
    found = [*_judge(uow), *organised, *reviewed, *led, *_worker(uow)]
    drafts = [todo for todo in found if todo.task is Task.PREPARE]
    todos = [todo for todo in found if todo not in drafts[DRAFTS:]]
    return Home(
        duties=list_duties(uow, target),
        more_drafts=len(drafts) > DRAFTS,
        waiting=tuple(todo for todo in todos if todo.task not in WATCHED),
        watched=tuple(todo for todo in todos if todo.task in WATCHED),
        open_events=queries.open_events(uow.session, uow.now, SHOWN),
        published=queries.published_events(uow.session, SHOWN),
    )


def _judge(uow: UnitOfWork) -> list[Todo]:
    actor = uow.actor
    if actor.account_id is None or not (
        actor.has_role(Role.JUDGE) or actor.has_role(Role.CHIEF_JUDGE)
    ):
        return []
    return [
        Todo(
            Task.MARK,
            work.event_id,
            work.title,
            work.submitted,
            work.sheets,
            competition=work.competition,
        )
        for work in queries.sheets_of_judge(uow.session, actor.account_id)
        if work.submitted < work.sheets
    ]


def _organiser(uow: UnitOfWork) -> list[Todo]:
    if not uow.actor.has_role(Role.ORGANISER):
        return []
    roles = sorted(uow.actor.roles)
    found = queries.events_of_organiser(uow.session, roles)
    return [todo for work in found for todo in _event_todos(work, uow.now)]


def _reviewer(uow: UnitOfWork, known: Collection[int]) -> list[Todo]:
    """Entries that wait for an officer; where the actor organises, they are told of already."""
    reach = reach_of(uow.actor, Permission.ENTRY_REVIEW)
    lines = entry_reviews.desks(uow.session, reach) if reach else ()
    return [
        _todo(Task.REVIEW_ENTRIES, line, total=line.waiting)
        for line in lines
        if line.waiting and line.event_id not in known
    ]


def _chief(uow: UnitOfWork) -> list[Todo]:
    """What a chief judge leads: works whose grades are far apart, and how far marking is."""
    todos = []
    for work in _being_marked(uow, Role.CHIEF_JUDGE):
        apart = describe_progress(uow, EventId(work.event_id)).alarms
        if apart:
            todos.append(_todo(Task.SETTLE_GRADES, work, total=apart))
        todos.append(_todo(Task.FOLLOW_MARKING, work, done=work.submitted, total=work.sheets))
    return todos


def _steward(uow: UnitOfWork) -> list[Todo]:
    return [
        _todo(Task.FOLLOW_MARKING, work, done=work.submitted, total=work.sheets)
        for work in _being_marked(uow, Role.STEWARD)
    ]


def _being_marked(uow: UnitOfWork, role: Role) -> tuple[EventWork, ...]:
    if not uow.actor.has_role(role):
        return ()
    return queries.events_being_marked(uow.session, sorted(uow.actor.roles), role)


def _event_todos(work: EventWork, now: datetime) -> list[Todo]:
    todos = []
    if work.to_review:
        todos.append(_todo(Task.REVIEW_ENTRIES, work, total=work.to_review))
    if work.state is EventState.OPEN and work.closes_at is not None and work.closes_at <= now:
        todos.append(_todo(Task.CLOSE_ENTRIES, work))
    elif work.state is EventState.CLOSED:
        todos.append(_todo(Task.HAND_OUT_CODES, work))
    elif work.state is EventState.DRAFT:
        todos.append(_todo(Task.PREPARE, work))
    elif work.state is EventState.MARKING:
        marked = work.submitted == work.sheets
        task = Task.PUBLISH if marked else Task.WATCH_MARKING
        todos.append(_todo(task, work, done=work.submitted, total=work.sheets))
    return todos


def _todo(task: Task, work: EventWork | DeskLine, done: int = 0, total: int = 0) -> Todo:
    title = " · ".join(filter(None, (work.title, work.round_name)))
    due = work.closes_at
    return Todo(task, work.event_id, title, done, total, due, competition=work.competition)


def _worker(uow: UnitOfWork) -> list[Todo]:
    if uow.actor.account_id is None:
        return []
    own = queries.own_entries(uow.session, uow.actor.account_id)
    asking = _asking(uow, own)
    return [_entry_todo(entry, asking) for entry in own if entry.state != "withdrawn"]


def _asking(uow: UnitOfWork, own: Collection[OwnEntry]) -> frozenset[int]:
    """The events that still ask something of somebody who has answered nothing."""
    silent = [
        EventId(entry.event_id)
        for entry in own
        if not entry.has_answered and entry.event_state in PREPARING
    ]
    forms = entry_forms.newest_of(uow.session, silent) if silent else {}
    return frozenset(event_id for event_id, form in forms.items() if form.needs_persons)


def _entry_todo(entry: OwnEntry, asking: frozenset[int]) -> Todo:
    tasks = {
        "submitted": Task.ENTRY_WAITING,
        "declined": Task.ENTRY_DECLINED,
        "returned": Task.ENTRY_RETURNED,
        "offered": Task.TAKE_PLACE,
        "waiting": Task.ON_WAITING_LIST,
    }
    task = tasks.get(entry.state, Task.ENTRY_ACCEPTED)
    if task in ANSWERABLE and entry.event_id in asking and not entry.has_answered:
        task = Task.ANSWER_QUESTIONS
    if entry.published_at is not None and entry.event_state is EventState.PUBLISHED:
        task = Task.READ_RESULT
    return Todo(
        task, entry.event_id, entry.title, entry_id=entry.entry_id, competition=entry.competition
    )
