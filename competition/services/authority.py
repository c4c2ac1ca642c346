"""Who can do what here, and why: for a place, and for an account."""

from collections.abc import Iterable
from dataclasses import dataclass

from competition.domain.errors import NotFound, NotPermitted, RuleViolation
from competition.domain.identifiers import AccountId, CompetitionId, EventId, OrganisationId
from competition.domain.permissions import (
    GRANTS,
    INSTALLATION,
    Permission,
    Role,
    Scope,
    ScopeKind,
    permits,
    scope_of,
)
from competition.persistence import events, organisations
from competition.persistence.queries import authority as queries
from competition.persistence.queries.authority import Holding, Through
from competition.services.unit_of_work import UnitOfWork

__all__ = ["Holding", "Through"]
VIEWERS = (
    Permission.ROLE_GRANT,
    Permission.AUDIT_VIEW,
    Permission.COMPETITION_EDIT,
    Permission.EVENT_EDIT,
    Permission.ORGANISATION_VIEW,
)
"""Any of these in the place opens its page."""
NAMED = 4
"""So many places of a like name are told, that one of them can be chosen."""
LOOKED_AT = 100
"""So many places of a like name are looked at for those inside one's own."""


@dataclass(frozen=True, slots=True)
class Authority:
    """The roles that count for a place or an account, and what the places are called."""

    title: str
    now: tuple[Holding, ...]
    other: tuple[Holding, ...]
    labels: dict[Scope, str]


def scopes_above(uow: UnitOfWork, scope: Scope) -> tuple[Scope, ...]:
    """The scopes that contain a place, itself first, the installation last. Raises NotFound."""
    path: Iterable[Scope] = ()
    if scope.kind is ScopeKind.EVENT:
        path = events.scope_path(uow.session, EventId(scope.id))
    elif scope.kind is ScopeKind.COMPETITION:
        path = events.competition_path(uow.session, CompetitionId(scope.id))
    elif scope.kind is ScopeKind.ORGANISATION:
        path = organisations.scope_path(uow.session, OrganisationId(scope.id))
        if scope not in path:
            raise NotFound("There is no such organisation.")
    return (*path, INSTALLATION)


def find_place(uow: UnitOfWork, kind: str, text: str, own: Scope | None = None) -> Scope:
    """The place that is meant by its name, by part of it, by its code or by its number.

    Takes the place inside which it lies; without one it may lie anywhere, and needs ROLE_GRANT.
    Raises RuleViolation PER-02 when none is meant, or more than one.
    """
    if own is None:
        uow.authorise(Permission.ROLE_GRANT)
    text = " ".join(text.split())
    if kind not in list(ScopeKind) or kind == ScopeKind.INSTALLATION:
        return scope_of(kind, None)
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if number or not text:
        scope = scope_of(kind, number)
        if scope in queries.scope_labels(uow.session, (scope,)) and _lies_in(uow, scope, own):
            return scope
    limit = NAMED if own is None else LOOKED_AT
    found = [
        (number, title)
        for number, title in queries.places_named(uow.session, ScopeKind(kind), text, limit)
        if _lies_in(uow, Scope(ScopeKind(kind), number), own)
    ][:NAMED]
    same = [one for one in found if one[1] == text] or found
    if not same:
        raise RuleViolation("PER-02", "Nothing here is called so.", field="scope_id")
    if len(same) > 1:
        names = " / ".join(f"{title} ({number})" for number, title in same)
        message = "More than one is called so: %(names)s. Give the whole name or the number."
        raise RuleViolation("PER-02", message, field="scope_id", names=names)
    return Scope(ScopeKind(kind), same[0][0])


def _lies_in(uow: UnitOfWork, scope: Scope, own: Scope | None) -> bool:
    return own is None or own in scopes_above(uow, scope)


def may_explain(uow: UnitOfWork, path: Iterable[Scope]) -> bool:
    """Whether the actor may see who can do what in a place, by the scopes that contain it."""
    scopes = tuple(path)
    return any(permits(uow.actor, viewer, scopes) for viewer in VIEWERS)


def explain_place(uow: UnitOfWork, scope: Scope, permission: Permission | None = None) -> Authority:
    """Everybody with a role that counts in a place, or only with those that permit something.

    Needs one of VIEWERS there. Raises NotFound.
    """
    path = scopes_above(uow, scope)
    if not may_explain(uow, path):
        raise NotPermitted("You are not permitted to do this here.")
    found = queries.holdings_within(uow.session, path)
    fitting = [one for one in found if permission is None or permission in GRANTS[one.role]]
    order = list(Role)
    fitting.sort(key=lambda one: (order.index(one.role), path.index(one.scope), one.name))
    return _authority(uow, fitting, path, scope)


def explain_account(uow: UnitOfWork, account_id: AccountId) -> Authority:
    """What an account can do and why. For its owner; for others needs ACCOUNT_VIEW."""
    if uow.actor.account_id != account_id:
        uow.authorise(Permission.ACCOUNT_VIEW)
    found = queries.holdings_of(uow.session, account_id)
    return _authority(uow, found, [one.scope for one in found])


def _authority(
    uow: UnitOfWork,
    found: Iterable[Holding],
    scopes: Iterable[Scope],
    place: Scope | None = None,
) -> Authority:
    """What counts now, and apart from it what does not count yet or any more."""
    labels = queries.scope_labels(uow.session, scopes)
    held = tuple(found)
    return Authority(
        labels.get(place, "") if place is not None else "",
        tuple(one for one in held if one.counts(uow.now)),
        tuple(one for one in held if not one.counts(uow.now)),
        labels,
    )
