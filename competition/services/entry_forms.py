"""Entry forms: organisers write them, entries are filled in by them, each by its own version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from competition.domain.entry_answers import Answer, cell_texts, read_answers
from competition.domain.entry_forms import (
    Asked,
    EntryForm,
    Question,
    Whom,
    form_issues,
    next_key,
    version_after,
)
from competition.domain.errors import Conflict, NotFound, RuleViolation
from competition.domain.identifiers import EntryId, EventId, FileId
from competition.domain.issues import Issue, errors
from competition.domain.permissions import Permission
from competition.persistence import entries, entry_forms, events, files
from competition.persistence.entry_forms import Answered
from competition.persistence.files import FileFacts
from competition.services.files import claim_file
from competition.services.unit_of_work import UnitOfWork
from competition.services.workbooks import Column

__all__ = ["Answered"]
WIDE, NARROW = 40, 16


@dataclass(frozen=True, slots=True)
class FormDescription:
    """The event's present form, how many entries were filled in by it, its checksum."""

    form: EntryForm
    used: int
    digest: str
    fresh_key: str


@dataclass(frozen=True, slots=True)
class SavedForm:
    """What saving made of a form: its number, and whether that is a new version."""

    number: int
    is_new: bool


def present_form(uow: UnitOfWork, event_id: EventId) -> EntryForm:
    """The form that a new entry is filled in by. Whoever may enter the event may see it."""
    return entry_forms.newest(uow.session, event_id)


def form_version(uow: UnitOfWork, event_id: EventId, number: int) -> EntryForm:
    """The version that an entry was filled in by. Raises NotFound."""
    return entry_forms.load(uow.session, event_id, number)


def describe_form(uow: UnitOfWork, event_id: EventId) -> FormDescription:
    """What editing the form starts from. Needs FORM_EDIT. Raises NotFound."""
    uow.authorise(Permission.FORM_EDIT, events.scope_path(uow.session, event_id))
    form = entry_forms.newest(uow.session, event_id)
    used = entry_forms.count_used(uow.session, event_id, form.number)
    known = entry_forms.versions(uow.session, event_id).values()
    key = next_key(question for version in known for question in version.questions)
    return FormDescription(form, used, entry_forms.digest(form), key)


def save_form(
    uow: UnitOfWork, event_id: EventId, questions: Sequence[Question], seen: str
) -> SavedForm:
    """Save the event's form; a new version only when entries used the present one.

    Takes the checksum of the form that editing started from. Needs FORM_EDIT. Audited as
    form.saved with the number of questions.
    Raises NotFound, NotPermitted, RuleViolation FRM-01 to FRM-04, Conflict when the form was
    changed meanwhile; then nothing is written.
    """
    uow.authorise(Permission.FORM_EDIT, events.scope_path(uow.session, event_id))
    events.load(uow.session, event_id, lock=True)
    for issue in errors(form_issues(questions)):
        raise RuleViolation(issue.rule, issue.message, field=issue.path, **issue.params)
    present = entry_forms.newest(uow.session, event_id)
    used = entry_forms.count_used(uow.session, event_id, present.number)
    changed = version_after(present, questions, used)
    if entry_forms.digest(present) != seen:
        raise Conflict("The entry form was changed meanwhile.", theirs=present, ours=changed)
    if changed.questions == present.questions:
        return SavedForm(present.number, is_new=False)
    if changed.number == present.number:
        entry_forms.save(uow.session, event_id, changed)
    else:
        entry_forms.add(uow.session, event_id, changed, uow.actor.account_id, uow.now)
    about = f"event:{event_id}"
    uow.audit("form.saved", about, version=changed.number, questions=len(questions))
    return SavedForm(changed.number, is_new=changed.number > max(present.number, 1))


def store_answers(
    uow: UnitOfWork,
    entry_id: EntryId,
    form: EntryForm,
    answers: Mapping[str, Answer],
    *,
    entrant: int = 0,
) -> None:
    """Store what an entry (or one of its entrants) answered, with the version that asked.

    The caller has asked whether the actor may change the entry. Files that were sent in become
    the entry's; those that an earlier answer named and this one does not are removed.
    Raises NotFound for a file that is not the sender's own.
    """
    earlier = entry_forms.answers_of(uow.session, entry_id).get(entrant)
    named = _files(form, answers)
    for file_id in named:
        claim_file(uow, file_id, f"entry:{entry_id}")
    if earlier is not None:
        _discard(uow, entry_id, earlier, named)
    answered = Answered(form.number, dict(answers))
    entry_forms.save_answers(uow.session, entry_id, entrant, answered, uow.now)


def set_aside(uow: UnitOfWork, entry_id: EntryId, entrant: int, left_id: int) -> None:
    """Keep the answers and files of who was replaced apart from those of the entry.

    Takes where they stand, and the id of the person who left. The caller has authorised.
    """
    earlier = entry_forms.answers_of(uow.session, entry_id).get(entrant)
    if earlier is None:
        return
    event_id = entries.load(uow.session, entry_id).event_id
    form = entry_forms.load(uow.session, event_id, earlier.form_number)
    for file_id in _files(form, earlier.answers):
        files.move(uow.session, file_id, f"left:{entry_id}")
    entry_forms.set_aside(uow.session, entry_id, entrant, left_id)


def forget_left(uow: UnitOfWork, entry_id: EntryId) -> None:
    """Remove what those who were replaced had answered. The caller has asked whether one may."""
    for left_id, earlier in entry_forms.left_answers(uow.session, entry_id).items():
        _discard(uow, entry_id, earlier, frozenset())
        entry_forms.remove_answers(uow.session, entry_id, -left_id)


def forget_answers(uow: UnitOfWork, entry_id: EntryId, *, entrant: int = 0) -> None:
    """Remove what an entrant answered, with the files. The caller has asked whether one may."""
    earlier = entry_forms.answers_of(uow.session, entry_id).get(entrant)
    if earlier is not None:
        _discard(uow, entry_id, earlier, frozenset())
        entry_forms.remove_answers(uow.session, entry_id, entrant)


def list_answers(uow: UnitOfWork, entry_id: EntryId) -> dict[int, Answered]:
    """What the entry and its entrants answered; the caller has asked whether one may know."""
    return entry_forms.answers_of(uow.session, entry_id)


def list_left(uow: UnitOfWork, entry_id: EntryId) -> dict[int, Answered]:
    """What those answered who were replaced, by their ids; the caller has asked likewise."""
    return entry_forms.left_answers(uow.session, entry_id)


def list_event_answers(
    uow: UnitOfWork, event_id: EventId
) -> tuple[dict[int, EntryForm], dict[tuple[EntryId, int], Answered]]:
    """All versions of the event's form, and all answers by entry and entrant.

    The caller has asked whether one may know, and audits what leaves the house.
    """
    found = entry_forms.answers_in(uow.session, event_id)
    return entry_forms.versions(uow.session, event_id), found


def list_answer_files(uow: UnitOfWork, entry_id: EntryId) -> dict[FileId, FileFacts]:
    """The entry's files, and those set aside; the caller has asked whether one may know."""
    subjects = f"entry:{entry_id}", f"left:{entry_id}"
    found = [one for subject in subjects for one in files.of_subject(uow.session, subject)]
    return {facts.id: facts for facts in found}


def answer_columns(form: EntryForm, whom: Whom) -> dict[str, Column]:
    """The columns of a workbook that ask the form's questions, by key; files are sent later."""
    return {
        question.key: Column(
            question.label,
            WIDE if question.asked is Asked.LONG else NARROW,
            question.choices if question.asked is Asked.ONE else (),
            "；".join(filter(None, [question.help, "、".join(question.choices)])),
        )
        for question in form.of(whom)
        if question.asked is not Asked.FILE
    }


def read_row(
    form: EntryForm, whom: Whom, cells: Mapping[str, str]
) -> tuple[dict[str, Answer], list[Issue]]:
    """Read answers from a row of a workbook, by key; a file is not asked of a workbook.

    Returns the answers and every issue; its path is the question's key.
    """
    questions = [
        replace(one, required=one.required and one.asked is not Asked.FILE) for one in form.of(whom)
    ]
    texts = {one.key: cell_texts(one, cells.get(one.key, "")) for one in questions}
    return read_answers(questions, texts)


def _discard(
    uow: UnitOfWork, entry_id: EntryId, earlier: Answered, kept: frozenset[FileId]
) -> None:
    event_id = entries.load(uow.session, entry_id).event_id
    form = entry_forms.load(uow.session, event_id, earlier.form_number)
    for file_id in _files(form, earlier.answers) - kept:
        try:
            files.remove(uow.session, file_id)
        except NotFound:
            continue


def _files(form: EntryForm, answers: Mapping[str, Answer]) -> frozenset[FileId]:
    keys = {question.key for question in form.questions if question.asked is Asked.FILE}
    found = (answers[key] for key in keys if key in answers)
    return frozenset(FileId(int(text)) for text in found if isinstance(text, str))
