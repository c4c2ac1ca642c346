"""Corrections of what an entry says and its owner cannot change any more: asked for, answered."""

from competition.domain.errors import NotFound
from competition.domain.identifiers import EntryId, EventId
from competition.domain.own_data import RequestState, require_answer, require_text
from competition.domain.permissions import INSTALLATION, Permission, Role
from competition.persistence import correction_requests, events
from competition.persistence.correction_requests import CorrectionRequest
from competition.persistence.queries.reviewers import holders
from competition.services.messages import notify, notify_many
from competition.services.places import own_entry
from competition.services.unit_of_work import UnitOfWork

__all__ = ["CorrectionRequest", "RequestState"]


def list_own_requests(uow: UnitOfWork, entry_id: EntryId) -> tuple[CorrectionRequest, ...]:
    """What one has asked about one's own entry, the newest first. Raises NotFound."""
    own_entry(uow, entry_id)
    return correction_requests.of_entry(uow.session, entry_id)


def ask_correction(uow: UnitOfWork, entry_id: EntryId, text: str) -> None:
    """Ask the organisers to correct one's own entry; they get a message.

    Audited as correction.asked. Raises NotFound, RuleViolation OWN-04.
    """
    stored = own_entry(uow, entry_id)
    event = events.load(uow.session, stored.event_id, lock=True)
    asked = correction_requests.of_entry(uow.session, entry_id)
    has_open = any(one.state is RequestState.ASKED for one in asked)
    cut = require_text(text, has_open=has_open)
    assert stored.account_id is not None  # noqa: S101 -- it is the actor's own
    correction_requests.add(uow.session, entry_id, stored.account_id, cut, uow.now)
    uow.audit("correction.asked", f"event:{event.id}", f"entry:{entry_id}")
    path = events.scope_path(uow.session, event.id)
    asked_of = holders(uow.session, (Role.ORGANISER,), (*path, INSTALLATION), uow.now)
    notify_many(
        uow,
        [one.account_id for one in asked_of],
        "correction.asked",
        link=f"/organiser/events/{event.id}/corrections",
        event=event.title,
        number=stored.draft.number,
    )


def list_requests(uow: UnitOfWork, event_id: EventId) -> tuple[CorrectionRequest, ...]:
    """What entrants of the event asked, open requests first. Needs ENTRY_MANAGE."""
    uow.authorise(Permission.ENTRY_MANAGE, events.scope_path(uow.session, event_id))
    return correction_requests.of_event(uow.session, event_id)


def answer_correction(
    uow: UnitOfWork, event_id: EventId, request_id: int, answer: str, *, done: bool
) -> None:
    """Say that the entry is corrected, or why not; who asked gets a message.

    Needs ENTRY_MANAGE. Audited as correction.answered. Raises NotFound, RuleViolation OWN-05.
    """
    uow.authorise(Permission.ENTRY_MANAGE, events.scope_path(uow.session, event_id))
    request = correction_requests.load(uow.session, request_id, lock=True)
    if request.event_id != event_id:
        raise NotFound("There is no such request.")
    event = events.load(uow.session, event_id)
    cut = require_answer(request.state, answer)
    state = RequestState.DONE if done else RequestState.REFUSED
    by = uow.actor.account_id
    correction_requests.save_answer(uow.session, request_id, state, cut, by=by, at=uow.now)
    subject = f"entry:{request.entry_id}"
    uow.audit("correction.answered", f"event:{event.id}", subject, state=state.value)
    notify(
        uow,
        request.account_id,
        "correction.done" if done else "correction.refused",
        link=f"/me/entries/{request.entry_id}/correction",
        event=event.title,
        answer=cut,
    )
