"""From totals to places (名次): better totals first, equals by the tie keys, then shared places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from competition.domain.columns import Column, of_decimals
from competition.domain.entries import Entry, Standing
from competition.domain.marking import Better
from competition.domain.policies import Policies, TieKey, TieSource

Order = tuple[int, ...]
"""How an entry sorts: its total, then each tie key, the smaller the better."""


class Ranked(NamedTuple):
    """One entry after ranking. A guest has the place it would have had and takes none.

    `passed` tells per module whether its pass mark was reached (None: it has none, or no score).
    `keys` holds this entry's value for every tie key that is used only at the cut.
    `total` has all its digits, also those that no stage rounded.
    """

    entry: Entry
    total: Decimal | None = None
    place: int | None = None
    shared: bool = False
    decided_by: TieKey | None = None
    passed: Mapping[str, bool | None] | None = None
    keys: Mapping[TieKey, Decimal | None] | None = None

    @property
    def takes_place(self) -> bool:
        """Whether this entry holds a place of its own: competing, and with a place."""
        return self.place is not None and self.entry.standing is COMPETING


class Placing(NamedTuple):
    """Place of an entry (by row), if shared, and the key that decided against those above.

    `above` is the row of the first entry directly above; equals have the same one.
    """

    row: int
    place: int | None = None
    shared: bool = False
    decided_by: TieKey | None = None
    above: int | None = None


@dataclass(frozen=True, slots=True)
class Contest:
    """What places follow from: the total and the values of the tie keys, a column each."""

    entries: Sequence[Entry]
    total: Column
    better: Better
    ties: tuple[TieKey, ...]
    keys: Mapping[TieKey, Column]


def placings(contest: Contest) -> list[Placing]:
    """Place all who may have a place, best first; equals, and all others, in the record's order.

    Rules RNK-01: better totals first, then the tie keys in turn. RNK-02: who is still equal
    shares a place, and the next places are skipped (1, 2, 2, 4). RNK-03: a guest is given the
    place it would have had and takes none. RNK-04: without a total, or absent, withdrawn or
    disqualified, there is no place.
    """
    orders = orders_of(contest)
    placed: list[Placing] = []
    ahead: Order = ()
    above, taken = None, 0
    sortable = {row: order for row, order in enumerate(orders) if order is not None}
    for order, equals in groupby(sorted(sortable, key=sortable.__getitem__), sortable.__getitem__):
        rows = list(equals)
        competing = [contest.entries[row].standing is COMPETING for row in rows]
        many, decided_by = sum(competing), deciding_key(contest.ties, ahead, order)
        for row, counts in zip(rows, competing, strict=True):
            placed.append(Placing(row, taken + 1, many > counts, decided_by, above))
        taken, ahead, above = taken + many, order, rows[0]
    return placed + [Placing(row) for row, order in enumerate(orders) if order is None]


def orders_of(contest: Contest) -> list[Order | None]:
    """Tell for each entry how it sorts; None for those who get no place.

    Rule RNK-05: tie keys compare scores as rounded by the scheme; a missing value comes last,
    whichever way is better.
    """
    columns = [
        _order(contest.keys[key], lower_is_better=key.lower_is_better) for key in contest.ties
    ]
    totals = _order(contest.total, lower_is_better=contest.better is Better.LOWER)
    return [
        order if total is not None and entry.standing in PLACED else None
        for entry, total, order in zip(
            contest.entries, contest.total.values, zip(totals, *columns, strict=True), strict=True
        )
    ]


def deciding_key(ties: Sequence[TieKey], ahead: Order, order: Order) -> TieKey | None:
    """Name the first key that separates an entry from those directly above on the same total.

    Rule RNK-06. Entries that share a place were separated by the same key.
    """
    if not ahead or ahead[0] != order[0]:
        return None
    pairs = zip(ties, ahead[1:], order[1:], strict=True)
    return next((key for key, above, own in pairs if above != own), None)


def key_columns(
    policies: Policies,
    entries: Sequence[Entry],
    items: Mapping[str, Column],
    modules: Mapping[str, Column],
) -> dict[TieKey, Column]:
    """Find the values of every tie key that the ranking or the cut of the policies names."""
    scores = {TieSource.ITEM: items, TieSource.MODULE: modules}
    return {
        key: scores[key.source][key.name]
        if key.source in scores
        else of_decimals(entry.measures.get(key.name) for entry in entries)
        for key in policies.ties + cut_keys(policies)
    }


def cut_keys(policies: Policies) -> tuple[TieKey, ...]:
    """The tie keys that separate equals only at the cut."""
    advance = policies.advance
    if advance is None or not isinstance(advance.tie_at_cut, tuple):
        return ()
    return advance.tie_at_cut


COMPETING = Standing.COMPETING
PLACED = frozenset({Standing.COMPETING, Standing.GUEST})


def _order(column: Column, *, lower_is_better: bool) -> list[int]:
    """Turn a column so that smaller is better; a missing value comes after all others."""
    sign = 1 if lower_is_better else -1
    last = max((sign * value for value in column.values if value is not None), default=0) + 1
    return [last if value is None else sign * value for value in column.values]
