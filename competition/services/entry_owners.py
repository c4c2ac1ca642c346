"""Whose account follows an entry that somebody else made: that of the person who competes."""

from competition.domain.identifiers import AccountId, EntryId, PersonId
from competition.persistence import entrants, entries, events, people
from competition.services import messages
from competition.services.unit_of_work import UnitOfWork


def hand_over(uow: UnitOfWork, person_id: PersonId, template: str = "entry.by_unit") -> None:
    """Let a person's account follow the entries that others made for that person, and tell it.

    For use cases that have made sure whose account it is. Without an account nothing happens.
    """
    account_id = people.load(uow.session, person_id).account_id
    if account_id is None:
        return
    for entry_id in entrants.without_account(uow.session, person_id):
        if entries.give(uow.session, entry_id, account_id):
            _tell(uow, entry_id, account_id, template)


def change_owner(uow: UnitOfWork, entry_id: EntryId, person_id: PersonId | None) -> None:
    """Let whoever takes part alone now follow the entry, and the one before no longer."""
    entries.give(uow.session, entry_id, None)
    if person_id is not None:
        hand_over(uow, person_id, "entry.taken_over")


def _tell(uow: UnitOfWork, entry_id: EntryId, account_id: AccountId, template: str) -> None:
    stored = entries.load(uow.session, entry_id)
    event = events.load(uow.session, stored.event_id)
    about = {"event": event.title, "unit": stored.draft.unit}
    link = f"/me/entries/{entry_id}"
    messages.notify(uow, account_id, template, link=link, **about)
