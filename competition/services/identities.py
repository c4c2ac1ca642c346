"""Connecting an account with an identity of the identity provider, and signing in by it.

An identity opens an account only after its owner has connected the two, signed in with the
password; nothing is connected because names, numbers or addresses are alike.
"""

from competition.domain.errors import NotFound, NotPermitted
from competition.domain.identifiers import AccountId
from competition.persistence import identities
from competition.persistence.identities import ConnectedIdentity
from competition.services.identity_provider import Identity
from competition.services.messages import notify
from competition.services.unit_of_work import UnitOfWork

__all__ = ["ConnectedIdentity"]


def find_connected(uow: UnitOfWork, identity: Identity) -> AccountId | None:
    """The active account that this identity opens, if its owner has connected it."""
    return identities.owner(uow.session, identity.issuer, identity.subject)


def connect_identity(uow: UnitOfWork, identity: Identity, provider: str) -> None:
    """Let the identity open the actor's own account. Audited as identity.linked.

    The caller has asked for the present password. Raises RuleViolation ACC-08.
    """
    account_id = _own(uow)
    at = uow.now
    if identities.add(uow.session, account_id, identity.issuer, identity.subject, at):
        uow.audit("identity.linked", f"account:{account_id}", issuer=identity.issuer)
        notify(uow, account_id, "identity.linked", link="/account/", provider=provider)


def list_connected(uow: UnitOfWork) -> tuple[ConnectedIdentity, ...]:
    """What the actor's own account is connected to."""
    return identities.of_account(uow.session, _own(uow))


def disconnect_identity(uow: UnitOfWork, identity_id: int) -> None:
    """Let the identity open the actor's account no more. Audited as identity.unlinked.

    Raises NotFound for what is not one's own.
    """
    account_id = _own(uow)
    if not identities.remove(uow.session, account_id, identity_id):
        raise NotFound("This identity is not connected.")
    uow.audit("identity.unlinked", f"account:{account_id}")


def _own(uow: UnitOfWork) -> AccountId:
    if uow.actor.account_id is None:
        raise NotPermitted("Sign in first.")
    return uow.actor.account_id
