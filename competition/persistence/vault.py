"""The folder of uploaded files: sealed, named by chance, kept and dropped with the transaction.

A file is written before its row is committed, and removed after the row is gone: whatever fails in
between leaves a file without a row, never a row without its file. `sweep` removes such files.
"""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.orm import Session

from competition.domain.errors import NotFound
from competition.persistence.db import Base
from competition.persistence.sealing import keyring

WRITTEN, DROPPED = "vault_written", "vault_dropped"
OLD = 3600


def use_vault(folder: Path) -> None:
    """Set the installation's folder of files once, when the application is composed."""
    Base.metadata.info["vault"] = folder


def keep(session: Session, content: bytes) -> str:
    """Seal the content and write it; it vanishes again if the transaction is rolled back.

    Returns its place, a name made by chance.
    """
    place = secrets.token_hex(16)
    path = _path(place)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    session.info.setdefault(WRITTEN, []).append(place)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(keyring().seal_bytes(content, place))
        file.flush()
        os.fsync(file.fileno())
    return place


def fetch(place: str) -> bytes:
    """The content at the place. Raises NotFound when the file is gone from the disk."""
    try:
        sealed = _path(place).read_bytes()
    except FileNotFoundError as error:
        raise NotFound("The file is gone.") from error
    return keyring().unseal_bytes(sealed, place)


def drop(session: Session, place: str) -> None:
    """Remove the file once the transaction is committed."""
    session.info.setdefault(DROPPED, []).append(place)


def places() -> Iterator[str]:
    """The places of all files older than an hour; younger ones may wait for their commit."""
    before = time.time() - OLD
    for path in _folder().glob("??/*"):
        if path.stat().st_mtime < before:
            yield path.name


def remove(place: str) -> None:
    """Remove a file at once."""
    _path(place).unlink(missing_ok=True)


def _folder() -> Path:
    folder = Base.metadata.info["vault"]
    assert isinstance(folder, Path)  # noqa: S101 -- set by the composition root before any use
    return folder


def _path(place: str) -> Path:
    return _folder() / place[:2] / place


@event.listens_for(Session, "after_commit")
def _committed(session: Session) -> None:
    session.info.pop(WRITTEN, None)
    _clear(session, DROPPED)


@event.listens_for(Session, "after_rollback")
def _rolled_back(session: Session) -> None:
    session.info.pop(DROPPED, None)
    _clear(session, WRITTEN)


def _clear(session: Session, which: str) -> None:
    for place in session.info.pop(which, ()):
        with suppress(OSError):  # what cannot be removed now is swept later
            remove(place)
