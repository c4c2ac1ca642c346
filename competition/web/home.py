"""Where everyone starts: what waits for me, each with its one button, then what is new."""

from dataclasses import dataclass

from flask import Blueprint, current_app, render_template, url_for
from flask_babel import gettext, ngettext

from competition.services import home as service
from competition.services.duties import Duty, Kind
from competition.services.home import Task, Todo
from competition.services.unit_of_work import reading
from competition.web import duties
from competition.web.duties import duty_url, duty_words
from competition.web.session import current_actor

bp = Blueprint("home", __name__)

ICONS = {
    Task.MARK: "writing",
    Task.REVIEW_ENTRIES: "user-check",
    Task.CLOSE_ENTRIES: "lock",
    Task.HAND_OUT_CODES: "key",
    Task.PUBLISH: "world",
    Task.WATCH_MARKING: "progress",
    Task.FOLLOW_MARKING: "progress",
    Task.SETTLE_GRADES: "arrows-split",
    Task.PREPARE: "pencil",
    Task.READ_RESULT: "stairs-up",
    Task.ENTRY_DECLINED: "alert-circle",
    Task.ENTRY_RETURNED: "arrow-back-up",
    Task.TAKE_PLACE: "user-check",
    Task.ANSWER_QUESTIONS: "pencil",
    Task.ON_WAITING_LIST: "clock",
    Task.ENTRY_WAITING: "clock",
    Task.ENTRY_ACCEPTED: "user-check",
}
ORGANISER_PAGES = {
    Task.REVIEW_ENTRIES: "organiser.list_event_reviews",
    Task.CLOSE_ENTRIES: "organiser.show_event",
    Task.HAND_OUT_CODES: "organiser.show_event",
    Task.PUBLISH: "organiser.preview_results",
    Task.WATCH_MARKING: "organiser.show_progress",
    Task.FOLLOW_MARKING: "organiser.show_progress",
    Task.SETTLE_GRADES: "organiser.show_progress",
    Task.PREPARE: "organiser.show_event",
}


@dataclass(frozen=True, slots=True)
class TodoLine:
    """A thing to do in words, with its button."""

    title: str
    competition: str
    words: str
    button: str
    url: str
    icon: str
    is_late: bool = False
    more: tuple[str, str] | None = None


@bp.get("/")
def home() -> str:
    """Show what to do next for one's roles, and what is new for everyone."""
    with reading(current_actor()) as uow:
        found = service.describe_home(uow, int(current_app.config["REAL_NAME_TARGET"]))
    return render_template(
        "home/home.html",
        waiting=[*map(_duty_line, found.duties), *map(_line, found.waiting)],
        more_drafts=found.more_drafts,
        watched=[_line(todo) for todo in found.watched],
        open_events=found.open_events,
        published=found.published,
    )


def _duty_line(duty: Duty) -> TodoLine:
    title, words, button = duty_words(duty)
    icon = duties.ICONS[duty.kind]
    is_late = bool(duty.late) and duty.kind is not Kind.REVIEW_PROPOSALS
    return TodoLine(title, "", words, button, duty_url(duty), icon, is_late)


def _line(todo: Todo) -> TodoLine:
    more = None
    if todo.task is Task.WATCH_MARKING:
        more = (gettext("Outlook"), url_for("organiser.show_outlook", event_id=todo.event_id))
    return TodoLine(
        todo.title,
        todo.competition,
        _words(todo),
        _button(todo.task),
        _url(todo),
        ICONS[todo.task],
        more=more,
    )


def _url(todo: Todo) -> str:
    if todo.task in ORGANISER_PAGES:
        return url_for(ORGANISER_PAGES[todo.task], event_id=todo.event_id)
    if todo.task is Task.MARK:
        return url_for("judge.home")
    return url_for("competitor.show_entry", entry_id=todo.entry_id)


def _words(todo: Todo) -> str:
    counts = {"done": todo.done, "total": todo.total}
    words: dict[Task, str] = {
        Task.MARK: gettext("%(done)s of %(total)s sheets are handed in.", **counts),
        Task.REVIEW_ENTRIES: ngettext(
            "%(num)s entry waits for your decision.",
            "%(num)s entries wait for your decision.",
            todo.total,
        ),
        Task.CLOSE_ENTRIES: gettext("The time for entries is over."),
        Task.HAND_OUT_CODES: gettext("Entries are closed; work codes can be handed out."),
        Task.PUBLISH: gettext("All %(total)s sheets are handed in.", **counts),
        Task.WATCH_MARKING: gettext("%(done)s of %(total)s sheets are handed in.", **counts),
        Task.FOLLOW_MARKING: gettext("%(done)s of %(total)s sheets are handed in.", **counts),
        Task.SETTLE_GRADES: ngettext(
            "At %(num)s work the judges' grades are too far apart.",
            "At %(num)s works the judges' grades are too far apart.",
            todo.total,
        ),
        Task.PREPARE: gettext("Still a draft: scheme, policies and dates."),
        Task.READ_RESULT: gettext("The result is published."),
        Task.ENTRY_DECLINED: gettext("Your entry was declined; the reason is there."),
        Task.ENTRY_RETURNED: gettext("Your entry was returned; correct it and send it again."),
        Task.TAKE_PLACE: gettext("A place is free for you. Take it before the deadline."),
        Task.ANSWER_QUESTIONS: gettext("You are entered; this event still asks you something."),
        Task.ON_WAITING_LIST: gettext("You stand on the waiting list; your place is shown there."),
        Task.ENTRY_WAITING: gettext("The organiser looks at your entry."),
        Task.ENTRY_ACCEPTED: gettext("You are in. The result will appear here."),
    }
    return words[todo.task]


def _button(task: Task) -> str:
    words: dict[Task, str] = {
        Task.MARK: gettext("Mark"),
        Task.REVIEW_ENTRIES: gettext("Review entries"),
        Task.CLOSE_ENTRIES: gettext("Close entries"),
        Task.HAND_OUT_CODES: gettext("Go on"),
        Task.PUBLISH: gettext("Look and publish"),
        Task.WATCH_MARKING: gettext("Watch"),
        Task.FOLLOW_MARKING: gettext("Watch"),
        Task.SETTLE_GRADES: gettext("See the works"),
        Task.PREPARE: gettext("Prepare"),
        Task.READ_RESULT: gettext("See my result"),
        Task.ENTRY_DECLINED: gettext("Read why"),
        Task.ENTRY_RETURNED: gettext("Correct the entry"),
        Task.TAKE_PLACE: gettext("Take the place"),
        Task.ANSWER_QUESTIONS: gettext("Answer them"),
    }
    return words.get(task, str(gettext("See")))
