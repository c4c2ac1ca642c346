"""An entry form on a page: its questions become fields of a form, what was typed becomes answers.

    sheet = AnswerSheet(entry_form, Whom.PERSON)
    form = sheet.extend(EntryForm)()          # the page's own form with a field for each question
    sheet.take(form, answers, files)          # shows what is stored
    answers = sheet.read(form)                # None when something is wrong; it stands at its field
    entry_forms.store_answers(uow, entry_id, sheet.form, answers)

The page shows it by ``answer_sheet(sheet, form)`` of ``macros/entry_answers.html``, and its view is
marked by `uploads.takes_files`. A file that was sent is kept for its sender even if something else
is wrong, so that nobody chooses it twice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO, cast

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import (
    Field,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # not in the stubs yet
from wtforms.widgets import CheckboxInput, DateInput, FileInput, ListWidget

from competition.domain.entry_answers import Answer, answer_text, read_answers
from competition.domain.entry_forms import Asked, EntryForm, Question, Whom
from competition.domain.errors import RuleViolation
from competition.domain.files import ENDINGS, MEGABYTE, PURPOSES
from competition.domain.identifiers import FileId
from competition.domain.issues import Issue
from competition.services import files
from competition.services.files import FileFacts
from competition.services.unit_of_work import unit_of_work
from competition.web.errors import issue_words, words
from competition.web.formatting import day
from competition.web.forms import Form, Needed
from competition.web.session import current_actor

MOST_BUTTONS = 6
"""More choices than this stand in a list that opens, fewer beside one another."""

REMOVE = "remove"


class UploadInput(FileInput):
    """A file to choose; the page shows the one that is kept already beside it."""


class UploadField(Field):
    """A file: `data` is the id of the stored one, `upload` what was sent just now."""

    widget = UploadInput()
    upload: FileStorage | None = None
    kept: FileFacts | None = None

    def __init__(self, label: str, purpose: str, **more: object) -> None:
        kinds = PURPOSES[purpose].kinds
        self.endings = sorted(ENDINGS[kind] for kind in kinds)
        accept = ",".join(f".{ending}" for ending in self.endings)
        super().__init__(label, render_kw={"accept": accept}, **more)  # type: ignore[arg-type]  # handed on as given
        self.purpose = purpose
        self.most_bytes = PURPOSES[purpose].most_megabytes * MEGABYTE

    def process_formdata(self, valuelist: list[object]) -> None:
        """Tell the file that was sent from the id of the one that is kept."""
        sent = [one for one in valuelist if isinstance(one, FileStorage) and one.filename]
        texts = [one for one in valuelist if isinstance(one, str)]
        self.upload = sent[0] if sent else None
        ids = [text for text in texts if text.isascii() and text.isdigit()]
        self.data = ids[0] if ids and REMOVE not in texts else ""


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer to be read: the question, the answer as a text, and the file if it is one.

    `whose` names the person of a team; `left` tells that this person was replaced.
    """

    label: str
    text: str
    file: FileFacts | None = None
    whose: str = ""
    left: bool = False


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """The questions of a form to a person, or to the team; `prefix` tells several persons apart."""

    form: EntryForm
    whom: Whom = Whom.PERSON
    prefix: str = ""

    @property
    def questions(self) -> tuple[Question, ...]:
        """What is asked here."""
        return self.form.of(self.whom)

    def name(self, key: str) -> str:
        """The name of the field that asks this question."""
        return f"{self.prefix}{key}"

    def extend(self, base: type[Form]) -> type[Form]:
        """The page's form with a field for each question after its own."""
        return type(base.__name__, (base,), self.fields())

    def fields(self) -> dict[str, Field]:
        """A field for each question, by name."""
        return {self.name(question.key): _field(question) for question in self.questions}

    def pairs(self, form: Form) -> list[tuple[Question, Field]]:
        """Each question with its field."""
        return [(question, form[self.name(question.key)]) for question in self.questions]

    def asked_by(self, question: Question) -> str:
        """The words of the question that decides whether this one is asked."""
        key = question.shown_if.key if question.shown_if else ""
        return next((one.label for one in self.questions if one.key == key), "")

    def take(
        self, form: Form, answers: Mapping[str, Answer], known: Mapping[FileId, FileFacts]
    ) -> None:
        """Show stored answers, with the files they name."""
        for question, field in self.pairs(form):
            given = answers.get(question.key)
            if isinstance(field, UploadField):
                _show_kept(field, str(given or ""), known)
            else:
                field.data = given

    def read(
        self, form: Form, known: Mapping[FileId, FileFacts] | None = None
    ) -> dict[str, Answer] | None:
        """Read what was typed and sent; every issue is shown at its field, and then there is None.

        Takes the files that the entry has already, which an answer may name again.
        """
        uploads = [field for _, field in self.pairs(form) if isinstance(field, UploadField)]
        if uploads:
            _keep(uploads, known or {})
        texts = {question.key: _texts(field) for question, field in self.pairs(form)}
        answers, issues = read_answers(self.questions, texts)
        self._show(form, issues)
        is_sound = not any(field.errors for _, field in self.pairs(form))
        return answers if is_sound else None

    def lines(
        self, answers: Mapping[str, Answer], known: Mapping[FileId, FileFacts]
    ) -> list[AnswerLine]:
        """Answers to be read, in the order of the form; what was not asked is left out."""
        found = []
        for question in self.questions:
            given = answers.get(question.key)
            if given is None:
                continue
            if question.asked is Asked.FILE:
                facts = known.get(FileId(int(str(given))))
                name = facts.name if facts else gettext("The file is not kept any more.")
                found.append(AnswerLine(question.label, name, facts))
            else:
                found.append(AnswerLine(question.label, said(question, given)))
        return found

    def _show(self, form: Form, issues: Iterable[Issue]) -> None:
        for issue in issues:
            field = form[self.name(issue.path)]
            if not field.errors:
                field.errors = [issue_words(issue)]


def said(question: Question, given: Answer) -> str:
    """An answer as people read it: a date with its weekday, all else as it was typed."""
    text = answer_text(given)
    if question.asked is not Asked.DATE:
        return text
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text


def _keep(uploads: Iterable[UploadField], known: Mapping[FileId, FileFacts]) -> None:
    """Store what was sent for its sender; an id that is not the sender's own counts as none."""
    read = {}
    for field in uploads:
        if field.upload is not None:
            try:
                stream, name = cast(BinaryIO, field.upload.stream), field.upload.filename or ""
                read[field.name] = files.read_upload(stream, name, field.purpose)
            except RuleViolation as violation:
                field.errors = [words(violation)]
    with unit_of_work(current_actor()) as uow:
        for field in uploads:
            if field.name in read:
                try:
                    field.data = str(files.store_waiting(uow, read[field.name]))
                except RuleViolation as violation:
                    field.errors = [words(violation)]
        waiting = files.list_waiting(uow)
    for field in uploads:
        _show_kept(field, field.data or "", {**known, **waiting})


def _show_kept(field: UploadField, number: str, known: Mapping[FileId, FileFacts]) -> None:
    field.kept = known.get(FileId(int(number))) if number else None
    field.data = number if field.kept else ""


def _texts(field: Field) -> list[str]:
    data = field.data
    if isinstance(data, list):
        return [str(one) for one in data]
    return [str(data or "")]


def _field(question: Question) -> Field:
    common: dict[str, Any] = {
        "label": question.label,
        "validators": [Needed()] if question.required else [],
        "description": question.help,
    }
    if question.asked is Asked.FILE:
        return UploadField(purpose=question.purpose, **common)
    if question.choices:
        return _choice(question, common)
    if question.asked is Asked.LONG:
        return TextAreaField(**common)
    if question.asked is Asked.DATE:
        return StringField(widget=DateInput(), **common)
    if question.asked is Asked.NUMBER:
        common["render_kw"] = {"inputmode": "decimal", "autocomplete": "off"}
    return StringField(**common)


def _choice(question: Question, common: dict[str, Any]) -> Field:
    choices = [SelectChoice(one, one) for one in question.choices]
    common["validate_choice"] = False  # the rule that reads it refuses what is not in the list
    if question.asked is Asked.MANY:
        boxes: dict[str, Any] = {"option_widget": CheckboxInput()}
        boxes["widget"] = ListWidget(prefix_label=False)
        return SelectMultipleField(choices=choices, **boxes, **common)
    if len(choices) <= MOST_BUTTONS:
        return RadioField(choices=choices, **common)
    return SelectField(choices=[SelectChoice("", _l("Please choose")), *choices], **common)
