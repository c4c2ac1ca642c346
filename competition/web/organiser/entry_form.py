"""The editor of an event's entry form: questions in a row, moved by buttons or keys, previewed.

The whole form travels with each step (add, move, remove, preview), so that it works without script
and nothing is stored before it is saved.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from competition.domain.entry_forms import KEY, Asked, EntryForm, Question, Whom, next_key
from competition.domain.entry_forms import read_questions as read
from competition.domain.errors import Conflict
from competition.domain.identifiers import EventId
from competition.domain.issues import Issue
from competition.services import entry_forms
from competition.services.entry_forms import FormDescription, SavedForm
from competition.services.unit_of_work import reading, unit_of_work
from competition.web.entry_answers import AnswerSheet
from competition.web.forms import Form
from competition.web.organiser.blueprint import bp
from competition.web.organiser.events import describe
from competition.web.organiser.frame import render_event
from competition.web.session import current_actor

PARTS = [
    *("key", "label", "help", "asked", "whom", "required", "choices"),
    *("purpose", "lowest", "highest", "if", "values"),
]
KINDS = {
    Asked.TEXT.value: _l("A short text"),
    Asked.LONG.value: _l("A long text"),
    Asked.ONE.value: _l("One of several choices"),
    Asked.MANY.value: _l("Any of several choices"),
    Asked.NUMBER.value: _l("A number"),
    Asked.DATE.value: _l("A day"),
    Asked.FILE.value: _l("A file"),
}
WHOMS = {Whom.PERSON.value: _l("each person"), Whom.TEAM.value: _l("the team, once")}
PURPOSES = {
    "certificate": _l("A certificate: picture or PDF"),
    "photo": _l("The photo for the admission ticket"),
}


@dataclass(slots=True)
class Edited:
    """The form as it stands in the browser: its questions as texts, and what it started from."""

    rows: list[dict[str, str]]
    seen: str
    issues: Sequence[Issue] = ()
    focus: int | None = None
    conflict: bool = False
    questions: tuple[Question, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Read the questions once, for the preview and the choice of conditions."""
        self.questions, _ = read(self.rows)

    def errors(self, at: int, part: str) -> list[Issue]:
        """What is wrong with this part of the question."""
        return [issue for issue in self.issues if issue.path == f"questions[{at}].{part}"]

    def take(self, step: str, fresh_key: str) -> None:
        """Do one step of editing: add, up:2, down:2, remove:2; anything else changes nothing."""
        verb, _, place = step.partition(":")
        at = int(place) if place.isdigit() and int(place) < len(self.rows) else None
        if verb == "add":
            key = next_key(self.questions, [_before(fresh_key)])
            self.rows.append({"key": key, "asked": Asked.TEXT.value, "whom": Whom.PERSON.value})
            self.focus = len(self.rows) - 1
        elif at is not None and verb in {"up", "down"}:
            to = min(max(at + (1 if verb == "down" else -1), 0), len(self.rows) - 1)
            self.rows.insert(to, self.rows.pop(at))
            self.focus = to
        elif at is not None and verb == "remove":
            del self.rows[at]
            self.focus = min(at, len(self.rows) - 1)
        self.questions, _ = read(self.rows)


@bp.route("/events/<int:event_id>/entry-form", methods=["GET", "POST"])
def edit_entry_form(event_id: int) -> ResponseReturnValue:
    """Show the form to be edited, do a step, or save it."""
    with reading(current_actor()) as uow:
        found = entry_forms.describe_form(uow, EventId(event_id))
    if request.method == "GET":
        return _page(event_id, found, Edited(_rows(found.form), found.digest))
    edited, step = _posted(found.fresh_key), request.form.get("do", "save")
    if step != "save":
        edited.take(step, found.fresh_key)
        edited.issues = read(edited.rows)[1] if step == "preview" else ()
        return _page(event_id, found, edited)
    saved = _save(event_id, edited, found)
    if saved is None:
        return _page(event_id, found, edited), 409 if edited.conflict else 422
    flash(_words(saved), "success")
    return redirect(url_for(".edit_entry_form", event_id=event_id))


def _save(event_id: int, edited: Edited, found: FormDescription) -> SavedForm | None:
    edited.issues = read(edited.rows)[1]
    if edited.issues:
        return None
    try:
        with unit_of_work(current_actor()) as uow:
            return entry_forms.save_form(uow, EventId(event_id), edited.questions, edited.seen)
    except Conflict:
        edited.conflict, edited.seen = True, found.digest
        return None


def _words(saved: SavedForm) -> str:
    if saved.is_new:
        return str(
            gettext(
                "The entry form is saved as version %(number)s; entries made so far keep theirs.",
                number=saved.number,
            )
        )
    return str(gettext("The entry form is saved."))


def _posted(fresh_key: str) -> Edited:
    """The form as it was sent; a key that is strange or stands twice is given anew."""
    rows: list[dict[str, str]] = []
    taken = {_before(fresh_key)}
    for place in request.form.getlist("order")[:200]:
        row = {part: request.form.get(f"{part}-{place}", "") for part in PARTS}
        if not KEY.fullmatch(row["key"]) or row["key"] in {one["key"] for one in rows}:
            row["key"] = next_key((), taken)
        taken.add(row["key"])
        rows.append(row)
    return Edited(rows, request.form.get("seen", ""))


def _before(fresh_key: str) -> str:
    """The key before a fresh one, so that `next_key` gives the fresh one."""
    return f"q{int(fresh_key[1:]) - 1}"


def _rows(form: EntryForm) -> list[dict[str, str]]:
    return [_row(question) for question in form.questions]


def _row(question: Question) -> dict[str, str]:
    condition = question.shown_if
    return {
        "key": question.key,
        "label": question.label,
        "help": question.help,
        "asked": question.asked.value,
        "whom": question.whom.value,
        "required": "y" if question.required else "",
        "choices": "\n".join(question.choices),
        "purpose": question.purpose,
        "lowest": "" if question.lowest is None else f"{question.lowest:f}",
        "highest": "" if question.highest is None else f"{question.highest:f}",
        "if": condition.key if condition else "",
        "values": "\n".join(condition.values) if condition else "",
    }


def _page(event_id: int, found: FormDescription, edited: Edited) -> str:
    sheets = [
        AnswerSheet(EntryForm(0, edited.questions), whom, f"preview-{whom.value}-") for whom in Whom
    ]
    base: type[Form] = Form
    for sheet in sheets:
        base = sheet.extend(base)
    return render_event(
        "organiser/entry_form/edit.html",
        describe(event_id),
        "entry-form",
        found=found,
        edited=edited,
        kinds=KINDS,
        whoms=WHOMS,
        purposes=PURPOSES,
        sheets=sheets,
        preview=base(formdata=None),
    )
