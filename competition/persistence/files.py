"""Stored files: load and save what each is and whom it belongs to."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from competition.domain.errors import NotFound
from competition.domain.files import Kind
from competition.domain.identifiers import AccountId, FileId
from competition.persistence import vault
from competition.persistence.models.files import StoredFileRow


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of a stored file without opening it."""

    id: FileId
    subject: str
    purpose: str
    kind: Kind
    name: str
    size: int
    digest: str
    made_by: AccountId | None
    made_at: datetime


def add(session: Session, facts: FileFacts, content: bytes) -> FileId:
    """Store a new file; the id of its facts is not looked at, size and digest are counted."""
    row = StoredFileRow(
        subject=facts.subject,
        purpose=facts.purpose,
        kind=facts.kind.value,
        name=facts.name,
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
        place=vault.keep(session, content),
        made_by=facts.made_by,
        made_at=facts.made_at,
    )
    session.add(row)
    session.flush()
    return FileId(row.id)


def load(session: Session, file_id: FileId) -> FileFacts:
    """What the file is. Raises NotFound."""
    return _facts(_row(session, file_id))


def content(session: Session, file_id: FileId) -> bytes:
    """What the file holds. Raises NotFound."""
    return vault.fetch(_row(session, file_id).place)


def of_subject(session: Session, subject: str) -> tuple[FileFacts, ...]:
    """The files that belong to the subject, the oldest first."""
    query = select(StoredFileRow).where(StoredFileRow.subject == subject)
    return tuple(map(_facts, session.scalars(query.order_by(StoredFileRow.id))))


def count(session: Session, subject: str) -> int:
    """How many files belong to the subject."""
    query = select(func.count(StoredFileRow.id)).where(StoredFileRow.subject == subject)
    return session.scalar(query) or 0


def move(session: Session, file_id: FileId, subject: str) -> None:
    """Let the file belong to another subject."""
    session.execute(
        update(StoredFileRow).where(StoredFileRow.id == file_id).values(subject=subject)
    )


def remove(session: Session, file_id: FileId) -> None:
    """Remove the file; its content goes with the commit."""
    row = _row(session, file_id)
    vault.drop(session, row.place)
    session.delete(row)
    session.flush()


def stale(session: Session, prefix: str, before: datetime) -> tuple[FileId, ...]:
    """The files of subjects that begin so and that were stored before the instant."""
    query = select(StoredFileRow.id).where(
        StoredFileRow.subject.startswith(prefix, autoescape=True), StoredFileRow.made_at < before
    )
    return tuple(map(FileId, session.scalars(query)))


def known_places(session: Session) -> frozenset[str]:
    """The places in the vault that a row names."""
    return frozenset(session.scalars(select(StoredFileRow.place)))


def _row(session: Session, file_id: FileId) -> StoredFileRow:
    row = session.get(StoredFileRow, file_id)
    if row is None:
        raise NotFound("There is no such file.")
    return row


def _facts(row: StoredFileRow) -> FileFacts:
    return FileFacts(
        FileId(row.id),
        row.subject,
        row.purpose,
        Kind(row.kind),
        row.name,
        row.size,
        row.digest,
        None if row.made_by is None else AccountId(row.made_by),
        row.made_at,
    )
