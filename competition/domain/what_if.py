"""What would be: the same event computed with something changed, and what that changes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from competition.domain.advancement import advancing
from competition.domain.computing import compute, compute_places
from competition.domain.entries import Standing
from competition.domain.errors import NotFound
from competition.domain.results import EventRecord, EventResults, Result


class Outcome(StrEnum):
    """What of an entry's result may differ between two computations."""

    STANDING = "standing"
    TOTAL = "total"
    PLACE = "place"
    ADVANCES = "advances"
    RESERVE = "reserve"
    PRIZE = "prize"
    PROMOTION = "promotion"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs for one entry; None stands for nothing there."""

    entry: str
    outcome: Outcome
    before: object
    after: object


def compare(before: EventRecord, after: EventRecord) -> tuple[Change, ...]:
    """Compute two versions of an event and list what differs. Rule FOR-03.

    Takes records that may differ in anything: marks, standings, scheme, policies, entries.
    Returns changes in the order of the later results, then of entries that are no longer there;
    nothing when the results agree.
    """
    return compare_results(compute(before), compute(after))


def compare_results(before: EventResults, after: EventResults) -> tuple[Change, ...]:
    """List what differs between two results of an event, as `compare` does."""
    earlier = {one.entry: one for one in before.results}
    later = {one.entry: one for one in after.results}
    entries = [*later, *(entry for entry in earlier if entry not in later)]
    return tuple(
        change
        for entry in entries
        for change in _changes(entry, earlier.get(entry), later.get(entry))
    )


def if_withdrawn(record: EventRecord, entry_id: str) -> tuple[Change, ...]:
    """Tell what changes when an entry withdraws (退赛) from the event: places close up.

    Raises NotFound when there is no such entry. Rule FOR-03.
    """
    _require(record, entry_id)
    entries = tuple(
        replace(entry, standing=Standing.WITHDRAWN) if entry.id == entry_id else entry
        for entry in record.entries
    )
    return compare(record, replace(record, entries=entries))


def if_declined(record: EventRecord, entry_id: str) -> frozenset[str]:
    """Tell who moves up (递补) when an entry keeps its place but declines its seat.

    Returns nobody when no seat falls free, or nobody may take it without breaking a tie.
    Raises NotFound when there is no such entry. Rule ADV-08.
    """
    _require(record, entry_id)
    policy, better = record.policies.advance, record.scheme.better
    if policy is None:
        return frozenset()
    ranked = compute_places(record).ranked
    without = advancing(ranked, policy, better, frozenset({entry_id}))
    return without.advances - advancing(ranked, policy, better).advances


def _require(record: EventRecord, entry_id: str) -> None:
    if all(entry.id != entry_id for entry in record.entries):
        raise NotFound("There is no entry %(entry)s.", entry=entry_id)


def _changes(entry: str, before: Result | None, after: Result | None) -> Iterator[Change]:
    for outcome in Outcome:
        held = getattr(before, outcome, None)
        holds = getattr(after, outcome, None)
        if held != holds:
            yield Change(entry, outcome, held, holds)
