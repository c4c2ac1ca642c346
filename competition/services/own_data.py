"""A person's own data: what is stored, and a copy of all of it to take away."""

from collections.abc import Sequence
from dataclasses import dataclass

from competition.domain.entry_answers import answer_text
from competition.domain.entry_forms import Asked
from competition.domain.errors import NotFound
from competition.domain.files import Kind
from competition.domain.identifiers import AccountId, EntryId, FileId, JobId
from competition.domain.own_data import KEPT, require_kept, require_pause
from competition.persistence import entries, entry_forms, files
from competition.persistence.files import FileFacts
from competition.persistence.queries import own_data as queries
from competition.persistence.queries.own_data import Rows
from competition.services.files import StoredFile, store_document
from competition.services.jobs import enqueue
from competition.services.people import own_account_id
from competition.services.unit_of_work import UnitOfWork

__all__ = ["FileFacts", "Rows"]
COPY = "own_data.copy"
"""The kind of the job that makes the copy."""
FORGET = "own_data.forget"


@dataclass(frozen=True, slots=True)
class Copy:
    """All that is stored about a person, by section, and the person's own files."""

    sections: dict[str, Rows]
    files: tuple[FileFacts, ...]


def describe_copies(uow: UnitOfWork) -> tuple[FileFacts, ...]:
    """The copies that one may still open, the newest first. For the signed in."""
    found = files.of_subject(uow.session, _subject(own_account_id(uow)))
    return tuple(one for one in reversed(found) if uow.now - one.made_at < KEPT)


def count_own(uow: UnitOfWork) -> dict[str, int]:
    """How much is stored about oneself, by section; empty sections are left out."""
    found = collect_own(uow)
    counts = {key: len(rows) for key, rows in found.sections.items()}
    return {key: count for key, count in {**counts, "files": len(found.files)}.items() if count}


def request_copy(uow: UnitOfWork, about: str) -> JobId:
    """Ask for a copy of all own data; a message tells when it is ready.

    Takes what the job is called in the reader's words. Audited as own_data.asked.
    Raises RuleViolation OWN-01.
    """
    account_id = own_account_id(uow)
    made = files.of_subject(uow.session, _subject(account_id))
    require_pause(max((one.made_at for one in made), default=None), uow.now)
    uow.audit("own_data.asked", f"account:{account_id}")
    return enqueue(uow, COPY, about=about, key=f"account:{account_id}")


def collect_own(uow: UnitOfWork) -> Copy:
    """Everything that is stored about oneself, numbers readable, answers with their questions."""
    account_id = own_account_id(uow)
    sections = queries.about(uow.session, account_id)
    subjects = [f"account:{account_id}"]
    answers: Rows = []
    for row in sections["entries"]:
        entry_id = EntryId(int(str(row.pop("id"))))
        subjects.append(f"entry:{entry_id}")
        answers += _answers(uow, entry_id)
    found = [one for subject in subjects for one in files.of_subject(uow.session, subject)]
    sections["answers"] = answers
    return Copy(sections, tuple(found))


def read_files(uow: UnitOfWork, found: Sequence[FileFacts]) -> dict[str, bytes]:
    """The content of one's own files, by a name that stands once."""
    return {f"{one.id}-{one.name}": files.content(uow.session, one.id) for one in found}


def store_copy(uow: UnitOfWork, content: bytes, name: str) -> FileId:
    """Keep the copy for its person, in place of earlier ones."""
    subject = _subject(own_account_id(uow))
    for earlier in files.of_subject(uow.session, subject):
        files.remove(uow.session, earlier.id)
    return store_document(uow, content, name, Kind.ZIP, subject, purpose="own_data")


def open_copy(uow: UnitOfWork, file_id: FileId) -> StoredFile:
    """Open one's own copy within seven days. Audited as own_data.taken.

    Raises NotFound for anybody else's, and for one that is too old.
    """
    account_id = own_account_id(uow)
    facts = files.load(uow.session, file_id)
    if facts.subject != _subject(account_id):
        raise NotFound("There is no such file.")
    require_kept(facts.made_at, uow.now)
    uow.audit("own_data.taken", f"account:{account_id}")
    return StoredFile(facts, files.content(uow.session, file_id))


def forget_old_copies(uow: UnitOfWork) -> int:
    """Remove copies older than seven days; how many. Run by the clock."""
    stale = files.stale(uow.session, "own-data:", uow.now - KEPT)
    for file_id in stale:
        files.remove(uow.session, file_id)
    return len(stale)


def _answers(uow: UnitOfWork, entry_id: EntryId) -> Rows:
    """What was answered for an entry, in the words of its form."""
    event_id = entries.load(uow.session, entry_id).event_id
    number, rows = entries.load(uow.session, entry_id).draft.number, []
    for answered in entry_forms.answers_of(uow.session, entry_id).values():
        form = entry_forms.load(uow.session, event_id, answered.form_number)
        for question in form.questions:
            given = answered.answers.get(question.key)
            if given is not None and question.asked is not Asked.FILE:
                row = {"number": number, "question": question.label, "answer": answer_text(given)}
                rows.append(dict[str, object](row))
    return rows


def _subject(account_id: AccountId) -> str:
    return f"own-data:{account_id}"
