"""One actor, one instant, one transaction. Entry points open it; services take part in it."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from competition.domain.audit import AuditRecord
from competition.domain.errors import NotPermitted
from competition.domain.identifiers import AccountId, JobId
from competition.domain.permissions import Actor, Permission, Scope, on_behalf_of, permits
from competition.persistence import audit
from competition.persistence.audit import Overtaken, Writing
from competition.persistence.db import (
    WRITING,
    NestedWriting,
    db,
    is_writing,
    let_go,
    writers_turn,
)

Carry = Callable[[JobId], None]
Result = TypeVar("Result")
log = logging.getLogger(__name__)
_carriers: list[Carry] = []


def use_carrier(carry: Carry | None) -> None:
    """Set who is told of every job once it is committed; None: jobs wait until they are swept."""
    _carriers[:] = [carry] if carry else []


@dataclass(frozen=True, slots=True)
class UnitOfWork:
    """What a use case gets: the session, who acts, and the instant at which it happens.

    `jobs` are those that the use case asked for; they are handed over after the commit.
    """

    session: Session
    actor: Actor
    now: datetime
    jobs: list[JobId] = field(default_factory=list)
    acting_for: set[AccountId] = field(default_factory=set)

    def authorise(self, permission: Permission, path: Iterable[Scope] = ()) -> None:
        """Raise NotPermitted unless the actor has the permission in one of these scopes.

        What only a lent role permits is from here on recorded as on behalf of its holder.
        """
        scopes = tuple(path)
        if not permits(self.actor, permission, scopes):
            raise NotPermitted("You are not permitted to do this here.")
        holder = on_behalf_of(self.actor, permission, scopes) if self.actor.lent else None
        if holder is not None:
            self.acting_for.add(holder)

    def audit(self, action: str, chain: str, subject: str = "", **detail: object) -> None:
        """Record who did what, in the same transaction as the deed.

        Takes the chain (``event:12``) and the subject (``entry:7``; the chain itself if empty).
        """
        audit.append(self.session, self._record(action, chain, subject, detail))

    def audit_with(self, writing: Writing, action: str, chain: str, /, **detail: object) -> None:
        """Write what is still to be written of a deed, and in one with it who did what."""
        audit.append_with(self.session, self._record(action, chain, "", detail), writing)

    def _record(
        self, action: str, chain: str, subject: str, detail: dict[str, object]
    ) -> AuditRecord:
        account = self.actor.account_id
        if self.acting_for:
            detail["on_behalf_of"] = sorted(self.acting_for)
        return AuditRecord(chain, 0, self.now, account, action, subject or chain, detail)


@contextmanager
def unit_of_work(actor: Actor) -> Iterator[UnitOfWork]:
    """Open a unit of work that may write: commit when the block ends well, else roll back.

    Units of work do not nest: raises NestedWriting at once.
    """
    session = _at_rest(db.session())
    with writers_turn(db.engine):
        try:
            session.info[WRITING] = session.connection(execution_options={WRITING: True})
            uow = UnitOfWork(session, actor, datetime.now(UTC))
            yield uow
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            let_go(session)
    _hand_over(uow.jobs)


def in_one_go(actor: Actor, use_case: Callable[[UnitOfWork], Result]) -> Result:
    """Do what looks, decides and then writes once, together with its record (`audit_with`).

    Nobody waits for it while it looks. When somebody else was faster it is done once more, in a
    unit of work that keeps others from writing meanwhile. Give it nothing that writes otherwise.
    """
    try:
        with reading(actor) as uow:
            return use_case(uow)
    except Overtaken:
        with unit_of_work(actor) as uow:
            return use_case(uow)


def _hand_over(jobs: Sequence[JobId]) -> None:
    """Tell the carrier of committed jobs. What fails here is found by the sweeper."""
    for carry in _carriers:
        for job_id in jobs:
            try:
                carry(job_id)
            except Exception:
                log.warning("job %s could not be handed over, the sweeper will", job_id)


@contextmanager
def reading(actor: Actor) -> Iterator[UnitOfWork]:
    """Open a unit of work that only reads: it holds no write lock and leaves nothing behind."""
    session = _at_rest(db.session())
    try:
        yield UnitOfWork(session, actor, datetime.now(UTC))
    finally:
        session.rollback()


def _at_rest(session: Session) -> Session:
    """The session without a transaction; what a unit of work is writing is never rolled back."""
    if is_writing(session):
        raise NestedWriting
    session.rollback()
    return session
