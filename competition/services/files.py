"""What people do with files: send one in, open it, have it removed.

A use case that takes uploads reads them first (`file_contents.read_upload`, outside of any
transaction) and then stores them within its own. What a form could not be sent with yet waits under
its owner (``account:7``) and is claimed when the form is in order.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO

from competition.domain.errors import NotFound, NotPermitted
from competition.domain.files import SHOWN, Kind, require_room, safe_name
from competition.domain.identifiers import FileId
from competition.persistence import files, vault
from competition.persistence.files import FileFacts
from competition.services.file_access import may_open
from competition.services.file_contents import ReadFile, read_upload
from competition.services.unit_of_work import UnitOfWork

__all__ = ["FileFacts", "ReadFile", "read_upload"]
WAITING = timedelta(days=60)
"""As long as an unfinished entry may reasonably lie: an event takes entries for some weeks."""
WAITING_OF = "account:"
SWEEP = "files.sweep"
"""The kind of the job that clears away what nothing needs; the clock asks for it."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that the actor may open: what it is, and what it holds."""

    facts: FileFacts
    content: bytes

    @property
    def is_shown(self) -> bool:
        """Whether a browser may show it instead of saving it."""
        return self.facts.kind in SHOWN


def store_file(uow: UnitOfWork, read: ReadFile, subject: str) -> FileId:
    """Store a file that was read before; the caller has asked whether the actor may."""
    facts = FileFacts(
        FileId(0),
        subject,
        read.purpose.key,
        read.kind,
        read.name,
        len(read.content),
        "",
        uow.actor.account_id,
        uow.now,
    )
    return files.add(uow.session, facts, read.content)


def store_upload(
    uow: UnitOfWork, stream: BinaryIO, name: str, purpose: str, subject: str
) -> FileId:
    """Read an upload and store it in one go, where only small files are expected.

    Raises RuleViolation FIL-01 to FIL-04; then nothing is stored.
    """
    return store_file(uow, read_upload(stream, name, purpose), subject)


def store_document(
    uow: UnitOfWork,
    content: bytes,
    name: str,
    kind: Kind,
    subject: str,
    *,
    purpose: str = "document",
) -> FileId:
    """Store a document that the system itself made."""
    facts = FileFacts(
        FileId(0),
        subject,
        purpose,
        kind,
        safe_name(name, kind),
        len(content),
        "",
        uow.actor.account_id,
        uow.now,
    )
    return files.add(uow.session, facts, content)


def store_waiting(uow: UnitOfWork, read: ReadFile) -> FileId:
    """Keep an upload for its sender until the form it belongs to is in order.

    Needs a signed-in account. Raises RuleViolation FIL-06 when too many wait already.
    """
    subject = _waiting(uow)
    require_room(files.count(uow.session, subject))
    return store_file(uow, read, subject)


def list_waiting(uow: UnitOfWork) -> dict[FileId, FileFacts]:
    """One's own uploads that wait for their form."""
    return {facts.id: facts for facts in files.of_subject(uow.session, _waiting(uow))}


def claim_file(uow: UnitOfWork, file_id: FileId, subject: str) -> None:
    """Let a file of one's own that waited belong to the subject.

    Raises NotFound for a file that is not one's own or belongs to something already.
    """
    facts = files.load(uow.session, file_id)
    if facts.subject == subject:
        return
    if facts.subject != _waiting(uow):
        raise NotFound("There is no such file.")
    files.move(uow.session, file_id, subject)


def open_stored(uow: UnitOfWork, file_id: FileId) -> StoredFile:
    """Open a file. Who may is decided by its subject; for anybody else it does not exist.

    Raises NotFound.
    """
    facts = files.load(uow.session, file_id)
    if not may_open(uow, facts.subject):
        raise NotFound("There is no such file.")
    return StoredFile(facts, files.content(uow.session, file_id))


def list_files(uow: UnitOfWork, subject: str) -> tuple[FileFacts, ...]:
    """The files of a subject that the actor may open. Raises NotFound."""
    if not may_open(uow, subject):
        raise NotFound("There is no such file.")
    return files.of_subject(uow.session, subject)


def discard(uow: UnitOfWork, file_id: FileId) -> None:
    """Remove a file; the caller has asked whether the actor may. Raises NotFound."""
    files.remove(uow.session, file_id)


def sweep_files(uow: UnitOfWork) -> tuple[int, int]:
    """Remove uploads whose form never came, and contents that no row names.

    Returns how many of each. Run by the clock.
    """
    stale = files.stale(uow.session, WAITING_OF, uow.now - WAITING)
    for file_id in stale:
        files.remove(uow.session, file_id)
    orphans = set(vault.places()) - files.known_places(uow.session)
    for place in orphans:
        vault.drop(uow.session, place)
    return len(stale), len(orphans)


def _waiting(uow: UnitOfWork) -> str:
    if uow.actor.account_id is None:
        raise NotPermitted("Sign in first.")
    return f"{WAITING_OF}{uow.actor.account_id}"
