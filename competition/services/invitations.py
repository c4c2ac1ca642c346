"""Inviting somebody to a role; looking at one's invitation and accepting it."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from competition.domain.accounts import PHONE, WINDOW, masked_login, must_wait, normalise_login
from competition.domain.errors import NotPermitted, RuleViolation
from competition.domain.identifiers import AccountId
from competition.domain.invitations import (
    CODE_LASTS,
    LASTS,
    InvitationState,
    needs_proof,
    require_invitable,
    require_invited,
    require_proof,
)
from competition.domain.permissions import (
    Actor,
    Permission,
    Role,
    Scope,
    permits,
    require_fitting,
    require_period,
)
from competition.domain.windows import Window
from competition.persistence import accounts, invitations, one_time_secrets, roles
from competition.persistence.invitations import StoredInvitation
from competition.persistence.queries import accounts as account_queries
from competition.persistence.queries.authority import scope_labels
from competition.persistence.sealing import keyring
from competition.services.authority import scopes_above
from competition.services.messages import notify, notify_address
from competition.services.unit_of_work import UnitOfWork

SHOWN = 100
CODES = 3


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation as pages show it; the sign-in name is masked, and empty for strangers."""

    id: int
    login: str
    role: Role
    scope: Scope
    place: str
    role_until: datetime | None
    sender: str
    made_at: datetime
    expires_at: datetime
    state: str
    is_mine: bool = False
    needs_proof: bool = False


def invite(
    uow: UnitOfWork, login: str, role: Role, scope: Scope, role_until: datetime | None = None
) -> str:
    """Invite whoever has or will have this sign-in name to a role; return the link's token.

    A phone number gets the link by SMS, an account by message; the link may also be passed on.
    Needs ROLE_GRANT in the place. Audited as invitation.sent.
    Raises RuleViolation ACC-01, INV-02, PER-03, PER-04; NotFound for an unknown place.
    """
    uow.authorise(Permission.ROLE_GRANT, scopes_above(uow, scope))
    require_invitable(role)
    require_fitting(role, scope)
    require_period(Window(None, role_until), uow.now)
    normal = normalise_login(login)
    token = secrets.token_urlsafe(24)
    invitation_id = invitations.add(
        uow.session,
        token,
        normal,
        role=role.value,
        scope_kind=scope.kind.value,
        scope_id=scope.id,
        role_until=role_until,
        invited_by=uow.actor.account_id,
        made_at=uow.now,
        expires_at=uow.now + LASTS,
    )
    place = f"{scope.kind}:{scope.id}"
    uow.audit("invitation.sent", f"invitation:{invitation_id}", role=role.value, scope=place)
    _tell(uow, normal, token)
    return token


def list_invitations(uow: UnitOfWork) -> tuple[Invitation, ...]:
    """The newest invitations. Needs ROLE_GRANT."""
    uow.authorise(Permission.ROLE_GRANT)
    found = invitations.newest(uow.session, SHOWN)
    labels = scope_labels(uow.session, [one.scope for one in found])
    latest = {(one.invited_by, one.scope): one for one in found}
    may = {key: _sender_may(uow, one) for key, one in latest.items()}
    states = [_state(one, may[one.invited_by, one.scope]).name(uow.now) for one in found]
    return tuple(
        _shown(one, labels.get(one.scope, ""), state)
        for one, state in zip(found, states, strict=True)
    )


def revoke_invitation(uow: UnitOfWork, invitation_id: int) -> None:
    """Take an invitation back. Needs ROLE_GRANT. Audited as invitation.withdrawn.

    Raises RuleViolation INV-01 when it no longer holds, NotFound.
    """
    found = invitations.load(uow.session, invitation_id)
    uow.authorise(Permission.ROLE_GRANT, (found.scope,))
    _state(found, _sender_may(uow, found)).require_open(uow.now)
    invitations.note_revoked(uow.session, invitation_id, uow.now)
    uow.audit("invitation.withdrawn", f"invitation:{invitation_id}")


def find_invitation(uow: UnitOfWork, token: str) -> Invitation:
    """The invitation of a link, for the signed in; strangers learn neither name nor number.

    Raises NotFound.
    """
    found = invitations.by_token(uow.session, token)
    label = scope_labels(uow.session, [found.scope]).get(found.scope, "")
    state, mine = _state(found, _sender_may(uow, found)), _is_mine(uow, found)
    shown = _shown(found, label, state.name(uow.now))
    if not mine or uow.actor.account_id is None:
        return replace(shown, login="")
    opened = account_queries.account(uow.session, uow.actor.account_id).created_at
    return replace(shown, is_mine=True, needs_proof=needs_proof(found.login, opened, state))


def send_proof_code(uow: UnitOfWork, token: str) -> None:
    """Send a code to the invited phone (INV-04). Audited as invitation.code_sent.

    Raises RuleViolation INV-01, INV-03, ACC-03 after three codes within 15 minutes.
    """
    account_id, found = _own_open(uow, token)
    counter = keyring().index(f"invitation code:{account_id}")
    sent, _ = accounts.failures(uow.session, counter, counter, uow.now - WINDOW)
    if must_wait(sent, CODES, uow.now):
        raise RuleViolation("ACC-03", "Too many codes were sent. Wait for some minutes.")
    accounts.add_attempt(uow.session, counter, counter, uow.now, succeeded=False)
    code = f"{secrets.randbelow(10**6):06d}"
    one_time_secrets.void(uow.session, "phone", account_id, uow.now)
    period = Window(uow.now, uow.now + CODE_LASTS)
    one_time_secrets.add(uow.session, "phone", f"{account_id}:{code}", account_id, period)
    notify_address(uow, found.login, "invitation.code", code=code)
    uow.audit("invitation.code_sent", f"invitation:{found.id}")


def accept_invitation(uow: UnitOfWork, token: str, code: str = "") -> RuleViolation | None:
    """Take the role that one is invited to; what is wrong with the code, None when all is well.

    Audited as invitation.accepted and role.granted.
    Raises RuleViolation INV-01, INV-03, NotFound. A wrong code is counted, so it is returned.
    """
    account_id, found = _own_open(uow, token, lock=True)
    refusal = _proof_refused(uow, account_id, found, code.strip())
    if refusal is not None:
        return refusal
    invitations.note_accepted(uow.session, found.id, account_id, uow.now)
    uow.audit("invitation.accepted", f"invitation:{found.id}")
    by = {"granted_by": found.invited_by, "granted_at": uow.now}
    period = Window(None, found.role_until)
    if roles.grant(uow.session, account_id, (found.role, found.scope), period, **by):
        place = f"{found.scope.kind}:{found.scope.id}"
        uow.audit("role.granted", f"account:{account_id}", role=found.role.value, scope=place)
    if found.invited_by is not None:
        own = uow.actor.name
        notify(uow, found.invited_by, "invitation.accepted", link="/admin/invitations", name=own)
    return None


def _proof_refused(
    uow: UnitOfWork, account_id: AccountId, found: StoredInvitation, code: str
) -> RuleViolation | None:
    opened = account_queries.account(uow.session, account_id).created_at
    if not needs_proof(found.login, opened, _state(found)):
        return None
    counter = keyring().index(f"invitation proof:{account_id}")
    tried, _ = accounts.failures(uow.session, counter, counter, uow.now - WINDOW)
    if must_wait(tried, 5, uow.now):
        return RuleViolation("ACC-03", "Too many wrong codes. Wait for some minutes.", field="code")
    fits = one_time_secrets.take(uow.session, "phone", f"{account_id}:{code}", uow.now)
    accounts.add_attempt(uow.session, counter, counter, uow.now, succeeded=fits == account_id)
    try:
        require_proof(fits=fits == account_id)
    except RuleViolation as refusal:
        return refusal
    return None


def _own_open(
    uow: UnitOfWork, token: str, *, lock: bool = False
) -> tuple[AccountId, StoredInvitation]:
    found = invitations.by_token(uow.session, token, lock=lock)
    require_invited(is_invited=_is_mine(uow, found))
    _state(found, _sender_may(uow, found)).require_open(uow.now)
    if uow.actor.account_id is None:
        raise NotPermitted("Sign in first.")
    return uow.actor.account_id, found


def _is_mine(uow: UnitOfWork, found: StoredInvitation) -> bool:
    account = accounts.find_by_login(uow.session, keyring().index(found.login))
    return account is not None and account.account_id == uow.actor.account_id


def _state(found: StoredInvitation, sender_may: bool = True) -> InvitationState:
    return InvitationState(
        found.made_at, found.expires_at, found.accepted_at, found.revoked_at, sender_may
    )


def _sender_may(uow: UnitOfWork, found: StoredInvitation) -> bool:
    """Whether who sent it may still give the role; the command line always may."""
    if found.invited_by is None:
        return True
    if account_queries.account(uow.session, found.invited_by).state != "active":
        return False
    held = roles.roles_now(uow.session, found.invited_by, uow.now)
    sender = Actor(found.invited_by, frozenset((one.role, one.scope) for one in held))
    return permits(sender, Permission.ROLE_GRANT, (found.scope,))


def _shown(found: StoredInvitation, place: str, state: str) -> Invitation:
    return Invitation(
        found.id,
        masked_login(found.login),
        found.role,
        found.scope,
        place,
        found.role_until,
        found.sender,
        found.made_at,
        found.expires_at,
        state,
    )


def _tell(uow: UnitOfWork, login: str, token: str) -> None:
    link = f"/account/invitations/{token}"
    sender = uow.actor.name
    known = accounts.find_by_login(uow.session, keyring().index(login))
    if known is not None:
        notify(uow, known.account_id, "invitation.sent", link=link, sender=sender)
    if PHONE.fullmatch(login):
        notify_address(uow, login, "invitation.sent", link=link, sender=sender)
