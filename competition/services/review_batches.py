"""Deciding about many entries at once: first what it would do, then all of it, then perhaps undo.

Messages go out with the decision; who takes one back sends another message after it, so that what
the worker has read never silently stops being true.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import uuid4

from competition.domain.entry_reviews import (
    Decision,
    require_recent,
    require_some_entries,
    require_untouched,
)
from competition.domain.errors import CompetitionError, Conflict, NotFound, RuleViolation
from competition.domain.identifiers import CompetitionId, EntryId, EventId
from competition.domain.places import Step, require_room, step
from competition.persistence import entries, entry_reviews
from competition.persistence.entries import StoredEntry
from competition.persistence.entry_reviews import StoredReview
from competition.services import places
from competition.services.entry_reviews import (
    Bench,
    Deed,
    Seen,
    close_bench,
    decide,
    open_bench,
    recommendation,
    room_for,
    seen_of,
    weigh,
)
from competition.services.messages import Letter
from competition.services.review_queue import reviewable
from competition.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One entry of a batch: what would become of it, or why nothing would."""

    entry_id: EntryId
    event_id: EventId
    event: str
    number: str
    name: str
    unit: str
    seen: Seen
    is_final: bool = False
    is_told: bool = False
    problem: CompetitionError | None = None


@dataclass(frozen=True, slots=True)
class DoneLine:
    """One decision of a batch, and whether it was taken back."""

    review: StoredReview
    stored: StoredEntry


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing came to: how many were taken back, and which were not, each with why."""

    count: int
    left: tuple[tuple[StoredEntry, CompetitionError], ...]


def new_key() -> str:
    """A key by which decisions that are made together are found again."""
    return uuid4().hex


def preview_batch(
    uow: UnitOfWork,
    competition_id: CompetitionId,
    entry_ids: Sequence[EntryId],
    decision: Decision,
) -> tuple[BatchLine, ...]:
    """Say for each entry what the decision would do to it; write nothing.

    Needs ENTRY_REVIEW for each. Raises NotFound for an entry of elsewhere, RuleViolation REV-04.
    """
    titles = reviewable(uow, competition_id)
    require_some_entries(len(entry_ids))
    found = _load(uow, titles, entry_ids)
    newest = entry_reviews.standing(uow.session, entry_ids)
    benches = {event_id: _bench(uow, event_id) for event_id in {one.event_id for one in found}}
    return tuple(
        _line(uow, benches[one.event_id], (one, newest.get(one.id)), decision) for one in found
    )


def decide_batch(
    uow: UnitOfWork,
    competition_id: CompetitionId,
    seen: Sequence[tuple[EntryId, Seen]],
    deed: Deed,
) -> str:
    """Decide about all of these, or none; gives the key by which it is taken back.

    Takes each entry with what the preview showed. Needs ENTRY_REVIEW for each. Audited for each as
    by itself. Raises NotFound, Conflict when one was decided or changed meanwhile, RuleViolation
    of the first that cannot be decided; then nothing is written.
    """
    titles, known = reviewable(uow, competition_id), dict(seen)
    require_some_entries(len(seen))
    about = _load(uow, titles, list(known))
    benches = {one: open_bench(uow, one) for one in sorted({each.event_id for each in about})}
    about = _load(uow, titles, list(known))  # as they are now that nobody else writes
    newest, key = entry_reviews.standing(uow.session, known), new_key()
    for stored in about:
        one = Deed(deed.decision, deed.reason, known[stored.id], key)
        try:
            decide(uow, benches[stored.event_id], (stored, newest.get(stored.id)), one)
        except Conflict as conflict:
            message = (
                "Entry %(number)s was decided or changed meanwhile. Nothing of yours was done."
            )
            raise Conflict(message, number=stored.draft.number) from conflict
    for bench in benches.values():
        close_bench(uow, bench)
    return key


def describe_batch(
    uow: UnitOfWork, competition_id: CompetitionId, key: str
) -> tuple[DoneLine, ...]:
    """What one has decided together. Needs ENTRY_REVIEW. Raises NotFound for others' batches."""
    titles, reviews = reviewable(uow, competition_id), _own(uow, key)
    found = {one.id: one for one in _load(uow, titles, [each.entry_id for each in reviews])}
    return tuple(DoneLine(each, found[each.entry_id]) for each in reviews)


def undo_batch(uow: UnitOfWork, competition_id: CompetitionId, key: str) -> Undone:
    """Take back what one has decided together, where nothing has happened since.

    Needs ENTRY_REVIEW. Audited as entry.decision_undone; whoever was told is told again.
    Raises NotFound for others' batches, RuleViolation REV-05 when the time for it is over, REG-06.
    """
    titles, reviews = reviewable(uow, competition_id), _own(uow, key)
    require_recent(reviews[0].made_at, uow.now)
    ids = [each.entry_id for each in reviews]
    event_ids = sorted({one.event_id for one in _load(uow, titles, ids)})
    benches = {event_id: open_bench(uow, event_id) for event_id in event_ids}
    found = {one.id: one for one in _load(uow, titles, ids)}
    left: list[tuple[StoredEntry, CompetitionError]] = []
    for review in _own(uow, key):
        stored = found[review.entry_id]
        try:
            _undo(uow, benches[stored.event_id], stored, review)
        except RuleViolation as violation:
            left.append((stored, violation))
    for bench in benches.values():
        close_bench(uow, bench)
    return Undone(len(reviews) - len(left), tuple(left))


def _undo(uow: UnitOfWork, bench: Bench, stored: StoredEntry, review: StoredReview) -> None:
    require_untouched(review.left_version, stored.version, is_newest=review.stands)
    version = stored.version
    if review.is_final:
        if review.decision is Decision.DECLINE:
            require_room(room_for(uow, bench, stored))
        version = entries.save_state(uow.session, stored.id, step(Step.REOPEN, stored.state))
        if stored.account_id is not None:
            params: dict[str, object] = {"event": bench.event.title}
            link = f"/me/entries/{stored.id}"
            letter = Letter(stored.account_id, "entry.decision_undone", link, params)
            bench.letters.append(letter)
    entry_reviews.take_back(uow.session, review, uow.now, version)
    decision = review.decision.value
    places.note(uow, "entry.decision_undone", stored, decision=decision)


def _line(
    uow: UnitOfWork,
    bench: Bench | CompetitionError,
    about: tuple[StoredEntry, StoredReview | None],
    decision: Decision,
) -> BatchLine:
    stored, recommended = about[0], recommendation(*about)
    is_final, title, problem = False, "", None
    if isinstance(bench, Bench):
        title = bench.event.title
        try:
            step(Step.RETURN, stored.state)
            is_final = weigh(uow, bench, (stored, recommended), decision)
        except RuleViolation as violation:
            problem = violation
    return BatchLine(
        stored.id,
        stored.event_id,
        title,
        stored.draft.number,
        stored.draft.name,
        stored.draft.unit,
        seen_of(stored, recommended),
        is_final,
        is_final and stored.account_id is not None,
        problem or (bench if isinstance(bench, CompetitionError) else None),
    )


def _bench(uow: UnitOfWork, event_id: EventId) -> Bench | CompetitionError:
    """The event to decide about, or why nothing is decided there any more."""
    try:
        return open_bench(uow, event_id, lock=False)
    except RuleViolation as violation:
        return violation


def _load(
    uow: UnitOfWork, event_ids: Iterable[EventId], entry_ids: Sequence[EntryId]
) -> tuple[StoredEntry, ...]:
    found = entries.load_many(uow.session, entry_ids)
    known = set(event_ids)
    if len(found) != len(set(entry_ids)) or any(one.event_id not in known for one in found):
        raise NotFound("There is no such entry.")
    return found


def _own(uow: UnitOfWork, key: str) -> tuple[StoredReview, ...]:
    reviews = entry_reviews.of_batch(uow.session, key) if key else ()
    if not reviews or reviews[0].made_by != uow.actor.account_id:
        raise NotFound("There is no such batch.")
    return reviews
