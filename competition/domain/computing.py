"""The whole way from an event's record to its results, as one function."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from competition.domain.advancement import Advancement, advancing
from competition.domain.columns import of_fractions
from competition.domain.honours import prizes
from competition.domain.numbers import Rounding, from_units
from competition.domain.promotion import Proposal, promotions
from competition.domain.ranking import (
    PLACED,
    Contest,
    Placing,
    Ranked,
    cut_keys,
    key_columns,
    placings,
)
from competition.domain.results import EventRecord, EventResults, ModuleScore, OpenItem, Result
from competition.domain.scoring import ModuleSteps, Rows, Scores, rows_of, scored

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Computation:
    """Results on their way, with all that they were derived from; `placings` fits `ranked`."""

    rows: Rows
    scores: Scores
    contest: Contest
    placings: list[Placing]
    ranked: list[Ranked]


def compute(record: EventRecord) -> EventResults:
    """Compute an event's results: scores, places, advancement, prizes, proposed promotions.

    Takes a validated record whose mark table lists the entries in the record's order.
    Returns results in order of place, then those without a place in the order of the record.
    Numbers have exactly the places of the rounding; module scores that no stage rounds keep all
    their digits. `deductions` are those off the total.
    """
    computation = compute_places(record)
    ranked, policies = computation.ranked, record.policies
    advancement = (
        advancing(ranked, policies.advance, record.scheme.better) if policies.advance else None
    )
    honours = prizes(ranked, policies) if policies.prizes else {}
    proposals = promotions(ranked, policies) if policies.promotions else {}
    results = _results(record, computation, advancement, honours, proposals)
    return EventResults(tuple(results), open_items(record, computation.scores))


def compute_places(record: EventRecord) -> Computation:
    """Score and rank an event: everything up to the places, nothing that follows from them."""
    rows = rows_of(record)
    scores = scored(record.scheme, rows)
    modules = {name: steps.score for name, steps in scores.modules.items()}
    keys = key_columns(record.policies, record.entries, scores.items, modules)
    contest = Contest(
        record.entries, scores.total, record.scheme.better, record.policies.ties, keys
    )
    order = placings(contest)
    ranked = _ranked(record, contest, scores, order)
    return Computation(rows, scores, contest, order, ranked)


def open_items(record: EventRecord, scores: Scores) -> tuple[OpenItem, ...]:
    """List the open items of all who may have a place, in the order of the record. Rule SCO-15."""
    return tuple(
        item
        for row, items in sorted(scores.open.items())
        if record.entries[row].standing in PLACED
        for item in items
    )


def _ranked(
    record: EventRecord, contest: Contest, scores: Scores, order: Sequence[Placing]
) -> list[Ranked]:
    places = record.scheme.rounding.places
    totals = contest.total.written(places)
    at_cut = {key: contest.keys[key].written(places) for key in cut_keys(record.policies)}
    keys = _by_row(at_cut, len(order))
    passes = _by_row({name: each.passed for name, each in scores.modules.items()}, len(order))
    return [
        Ranked(
            contest.entries[placing.row],
            None if placing.place is None else totals[placing.row],
            placing.place,
            placing.shared,
            placing.decided_by,
            passes[placing.row],
            keys[placing.row],
        )
        for placing in order
    ]


def _by_row(columns: Mapping[K, Sequence[V]], size: int) -> list[dict[K, V]]:
    """Turn columns into one mapping a row; with nothing in them, rows share one."""
    if not columns:
        return [{}] * size
    named = list(columns.items())
    return [{name: column[row] for name, column in named} for row in range(size)]


def _results(
    record: EventRecord,
    computation: Computation,
    advancement: Advancement | None,
    honours: dict[str, str],
    proposals: dict[str, Proposal],
) -> list[Result]:
    rounding, scores = record.scheme.rounding, computation.scores
    totals = scores.total.rounded(rounding).written(rounding.places)
    off_total = computation.rows.deductions.get(None, {})
    taken = of_fractions(off_total, len(record.entries)).rounded(rounding)
    deductions, nothing = taken.written(rounding.places), from_units(0, rounding.places)
    names = scores.modules.items()
    modules = _by_row({name: _module(steps, rounding) for name, steps in names}, len(deductions))
    results = []
    for placing, one in zip(computation.placings, computation.ranked, strict=True):
        entry, row = one.entry.id, placing.row
        proposal = proposals.get(entry)
        results.append(
            Result(
                entry,
                one.entry.standing,
                modules[row],
                deductions[row] or nothing,
                None if placing.place is None else totals[row],
                placing.place,
                placing.shared,
                str(placing.decided_by) if placing.decided_by else None,
                entry in advancement.advances if advancement else None,
                advancement.reserves.get(entry) if advancement else None,
                honours.get(entry),
                proposal.to if proposal else None,
            )
        )
    return results


def _module(steps: ModuleSteps, rounding: Rounding) -> list[ModuleScore | None]:
    """Write a module's scores; None for entries that have an item open in it."""
    scores = steps.score.written(rounding.places)
    weighted = steps.weighted.written(rounding.places)
    return [
        None if score is None or share is None else ModuleScore(score, share, passed)
        for score, share, passed in zip(scores, weighted, steps.passed, strict=True)
    ]
