"""The inbox (收件箱): a person's own messages, whatever else became of them."""

from competition.domain.errors import NotFound, NotPermitted
from competition.domain.identifiers import AccountId, MessageId
from competition.persistence import messages
from competition.persistence.queries import messages as queries
from competition.persistence.queries.messages import MessageLine
from competition.services.unit_of_work import UnitOfWork

__all__ = ["MessageLine"]
PAGE = 30
MANY = 100


def list_messages(
    uow: UnitOfWork, *, unread: bool = False, before: int | None = None
) -> tuple[MessageLine, ...]:
    """A page of one's own messages, the newest first; all or the unread ones."""
    return queries.inbox(uow.session, _own(uow), before=before, limit=PAGE + 1, unread=unread)


def count_unread(uow: UnitOfWork) -> int:
    """How many of one's own messages are unread, at most MANY; nobody's for a visitor."""
    if uow.actor.account_id is None:
        return 0
    return queries.unread(uow.session, uow.actor.account_id, MANY)


def open_message(uow: UnitOfWork, message_id: MessageId) -> str:
    """Mark one's own message as read; return the path where its matter is, or nothing.

    Raises NotFound for what is not in one's own inbox.
    """
    link = messages.mark_read(uow.session, _own(uow), message_id, uow.now)
    if link is None:
        raise NotFound("There is no such message.")
    return link


def mark_all_read(uow: UnitOfWork) -> None:
    """Mark all of one's own messages as read."""
    messages.mark_all_read(uow.session, _own(uow), uow.now)


def _own(uow: UnitOfWork) -> AccountId:
    if uow.actor.account_id is None:
        raise NotPermitted("Sign in first.")
    return uow.actor.account_id
