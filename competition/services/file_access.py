"""Who may open a stored file: decided by what the file belongs to, and nowhere else.

A subject is written ``kind:number``; each kind has one reader here. What has none, nobody opens.
"""

from collections.abc import Callable

from competition.domain.errors import NotFound
from competition.domain.events import CompetitionState
from competition.domain.identifiers import CompetitionId, EntryId, EventId, ProposalId
from competition.domain.permissions import Permission, permits
from competition.persistence import (
    competitions,
    entries,
    events,
    organisations,
    proposals,
    registration_rules,
    unit_lists,
)
from competition.services.unit_of_work import UnitOfWork

Reader = Callable[[UnitOfWork, int], bool]


def may_open(uow: UnitOfWork, subject: str) -> bool:
    """Tell whether the actor may open what belongs to the subject."""
    kind, _, number = subject.partition(":")
    reader = READERS.get(kind)
    try:
        return reader is not None and number.isdigit() and reader(uow, int(number))
    except NotFound:
        return False


def _own(uow: UnitOfWork, account_id: int) -> bool:
    return uow.actor.account_id == account_id


def _entry(uow: UnitOfWork, entry_id: int) -> bool:
    """The competitor, the clerk of the unit, and who manages or reviews entries of the event."""
    stored = entries.load(uow.session, EntryId(entry_id))
    if uow.actor.account_id is not None and stored.account_id == uow.actor.account_id:
        return True
    unit_id = stored.place.unit_id
    if unit_id is not None:
        unit = organisations.scope_path(uow.session, unit_id)
        if permits(uow.actor, Permission.LIST_EDIT, unit):
            return True
    path = events.scope_path(uow.session, stored.event_id)
    needed = (Permission.ENTRY_MANAGE, Permission.ENTRY_REVIEW)
    return any(permits(uow.actor, permission, path) for permission in needed)


def _left(uow: UnitOfWork, entry_id: int) -> bool:
    """As of the entry; but who took over from somebody alone does not see the other's files."""
    stored = entries.load(uow.session, EntryId(entry_id))
    rules = registration_rules.newest(uow.session, stored.event_id).rules
    if rules.team.is_team:
        return _entry(uow, entry_id)
    path = events.scope_path(uow.session, stored.event_id)
    needed = (Permission.ENTRY_MANAGE, Permission.ENTRY_REVIEW)
    return any(permits(uow.actor, permission, path) for permission in needed)


def _event(uow: UnitOfWork, event_id: int) -> bool:
    """Who manages the event's entries: such files name all of them."""
    path = events.scope_path(uow.session, EventId(event_id))
    return permits(uow.actor, Permission.ENTRY_MANAGE, path)


def _site(uow: UnitOfWork, competition_id: int) -> bool:
    """Everyone, once the competition is announced; before that its editors."""
    found = competitions.load(uow.session, CompetitionId(competition_id))
    if found.state is not CompetitionState.DRAFT:
        return True
    path = events.competition_path(uow.session, CompetitionId(competition_id))
    return permits(uow.actor, Permission.SITE_EDIT, path)


def _proposal(uow: UnitOfWork, proposal_id: int) -> bool:
    """Who writes the proposal; once it was handed in, also the levels that review it."""
    found = proposals.load(uow.session, ProposalId(proposal_id))
    path = organisations.scope_path(uow.session, found.organisation_id)
    waits_at = found.position.organisation_id
    level = organisations.scope_path(uow.session, waits_at) if waits_at is not None else ()
    reviews = permits(uow.actor, Permission.PROPOSAL_REVIEW, (*path, *level))
    return permits(uow.actor, Permission.PROPOSAL_WRITE, path) or (reviews and found.number > 0)


def _list(uow: UnitOfWork, list_id: int) -> bool:
    """The unit whose list it is, and who manages the event's entries."""
    event_id, unit_id = unit_lists.place_of(uow.session, list_id)
    unit = organisations.scope_path(uow.session, unit_id)
    event = events.scope_path(uow.session, event_id)
    return permits(uow.actor, Permission.LIST_EDIT, unit) or permits(
        uow.actor, Permission.ENTRY_MANAGE, event
    )


READERS: dict[str, Reader] = {
    "account": _own,
    "entry": _entry,
    "event": _event,
    "left": _left,
    "list": _list,
    "proposal": _proposal,
    "site": _site,
}
