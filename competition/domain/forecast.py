"""Who advances whatever happens, who still may, and who is out, while marks are missing.

Sound on the safe side: certain entries advance in every completion, and those who are out in none.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from competition.domain.advancement import (
    advancing,
    cap_of,
    cut_keys,
    key_order,
    reaches,
    seats_of,
)
from competition.domain.completions import Completions, PanelSizes, completions
from competition.domain.computing import compute_places
from competition.domain.entries import Standing
from competition.domain.marking import Better, MarkingScheme
from competition.domain.policies import Advance, Threshold, TieAtCut
from competition.domain.ranking import Ranked
from competition.domain.results import EventRecord
from competition.domain.scoring import Scores


class Chance(StrEnum):
    """How an entry stands while marks are missing."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What one entry may still come to: totals and places from worst to best, its chance.

    `worst_total` is None where nothing limits it; `chance` is None without an advancement policy.
    """

    worst_total: Decimal | None
    best_total: Decimal | None
    best_place: int
    worst_place: int
    chance: Chance | None
    finished: bool


def forecast(record: EventRecord, panel_sizes: PanelSizes | None = None) -> dict[str, Outlook]:
    """Tell for every competing entry what may still come of it.

    Takes how many judges will mark each aspect, where known: see `completions`.
    Returns nothing for guests and for those who take no part.
    Rules FOR-01 (bounds of totals and places), FOR-02 (certain and out hold in every completion).
    """
    ends = completions(record, panel_sizes)
    contenders = _contenders(record, ends)
    chances = _chances(record, ends, contenders)
    bests = sorted(one.first for one in contenders)
    worsts = sorted(one.last for one in contenders)
    rounding = record.scheme.rounding
    better, worse = (
        scores.total.rounded(rounding) for scores in _better_and_worse(record.scheme, ends)
    )
    return {
        one.id: Outlook(
            worse.shown(one.row, rounding.places),
            better.shown(one.row, rounding.places),
            1 + bisect_left(worsts, one.first),
            bisect_left(bests, one.last) + (one.first == one.last),
            chances.get(one.id),
            one.row not in ends.unfinished,
        )
        for one in contenders
    }


def expected_seats(record: EventRecord, policy: Advance) -> tuple[int | None, int | None]:
    """Tell how many seats there will be, and how many may advance at most; None: no limit.

    A share counts everyone who competes, for all of them will have a place in the end: a ranking
    with marks missing counts only those who have one already. Rules ADV-01, ADV-04, FOR-02.
    """
    completed = [
        Ranked(entry, place=1 if entry.standing is Standing.COMPETING else None)
        for entry in record.entries
    ]
    return seats_of(completed, policy.quota), cap_of(completed, policy)


@dataclass(frozen=True, slots=True)
class _Contender:
    """One competing entry: its best and worst position (less is ahead), may and must it qualify.

    `first` and `last` are the same two for places, which keys used only at the cut do not part.
    Best and worst are the same position only where the entry is finished.
    """

    id: str
    row: int
    unit: str | None  # None too where no policy limits units
    best: int
    worst: int
    may: bool
    must: bool
    first: int
    last: int


_Position = tuple[int, Fraction, int, tuple[object, ...]]


def _better_and_worse(scheme: MarkingScheme, ends: Completions) -> tuple[Scores, Scores]:
    if scheme.better is Better.HIGHER:
        return ends.highest, ends.lowest
    return ends.lowest, ends.highest


def _contenders(record: EventRecord, ends: Completions) -> list[_Contender]:
    better, worse = _better_and_worse(record.scheme, ends)
    ranked = {one.entry.id: one for one in compute_places(record).ranked}
    spans: dict[int, tuple[_Position, _Position]] = {}
    for row, entry in enumerate(record.entries):
        if entry.standing is Standing.COMPETING:
            finished = None if row in ends.unfinished else ranked[entry.id]
            best = _position(record, better, row, -1, finished)
            spans[row] = best, _position(record, worse, row, 1, finished)
    numbers = _numbered(key for span in spans.values() for key in span)
    placing = _numbered(_for_place(key) for span in spans.values() for key in span)
    contenders = []
    policy = record.policies.advance
    limited = policy is not None and policy.per_unit is not None
    for row, (best, worst) in spans.items():
        entry = record.entries[row]
        may, must = (_qualifies(record, scores, row) for scores in (better, worse))
        ends_of = numbers[best], numbers[worst]
        unit = entry.unit if limited else None
        first, last = placing[_for_place(best)], placing[_for_place(worst)]
        contenders.append(_Contender(entry.id, row, unit, *ends_of, may, must, first, last))
    return contenders


def _numbered(keys: Iterable[_Position]) -> dict[_Position, int]:
    return {key: number for number, key in enumerate(sorted(set(keys)))}


def _for_place(position: _Position) -> _Position:
    """The position by total and ties alone, without the keys that part equals only at the cut."""
    flag, worth, end, keys = position
    return (flag, worth, end, keys[:1])


def _position(
    record: EventRecord, scores: Scores, row: int, end: int, finished: Ranked | None
) -> _Position:
    """Order one end of an entry's span; tie keys that are still open count for that end."""
    sign = -1 if record.scheme.better is Better.HIGHER else 1
    total = scores.total.values[row]
    flag = sign if total is None else 0
    worth = Fraction(sign * (total or 0), scores.total.unit)
    if finished is None:
        return (flag, worth, end, ())
    keys = () if record.policies.advance is None else cut_keys(record.policies.advance)
    return (flag, worth, 0, (finished.place, key_order(finished, keys)))


def _qualifies(record: EventRecord, scores: Scores, row: int) -> bool:
    """Tell whether an entry passes what it must and reaches the threshold, at one end."""
    policy = record.policies.advance
    if policy is None:
        return False
    if not all(scores.modules[name].passed[row] for name in policy.must_pass):
        return False
    if not isinstance(policy.quota, Threshold):
        return True
    total = scores.total.shown(row, record.scheme.rounding.places)
    return total is not None and reaches(total, policy.quota, record.scheme.better)


def _chances(
    record: EventRecord, ends: Completions, contenders: Sequence[_Contender]
) -> dict[str, Chance]:
    policy = record.policies.advance
    if policy is None:
        return {}
    if not ends.unfinished:
        ranked = compute_places(record).ranked
        through = advancing(ranked, policy, record.scheme.better).advances
        return {one.id: Chance.CERTAIN if one.id in through else Chance.OUT for one in contenders}
    units: dict[str | None, list[_Contender]] = {}
    for one in contenders:
        units.setdefault(one.unit, []).append(one)
    teams = {
        unit: _team(members, None if unit is None else policy.per_unit)
        for unit, members in units.items()
    }
    rivals = _Rivals(policy, *expected_seats(record, policy), teams)
    return {one.id: rivals.chance(one) for one in contenders}


@dataclass(frozen=True, slots=True)
class _Team:
    """The members of one unit: best positions of who may qualify, worst ones of who must.

    `orderly`: no two of them can end up equal, so its maximum never shuts equals out.
    """

    limit: int | None
    bests: list[int]
    worsts: list[int]
    orderly: bool

    def possibly_ahead(self, position: int, *, or_equal: bool) -> int:
        """Count who may be ahead of a position."""
        return (bisect_right if or_equal else bisect_left)(self.bests, position)

    def surely_ahead(self, position: int) -> int:
        """Count who must be ahead of a position."""
        return bisect_left(self.worsts, position)

    def surely_seated_ahead(self, position: int) -> int:
        """Count the seats that those ahead must ask for, within the unit's limit."""
        ahead = self.surely_ahead(position)
        if self.limit is None or len(self.bests) <= self.limit:
            return ahead
        return min(ahead, self.limit) if self.orderly else 0


@dataclass(frozen=True, slots=True)
class _Rivals:
    """Counts the rivals that may be and that must be ahead of an entry. Rule FOR-02."""

    policy: Advance
    seats: int | None
    cap: int | None
    teams: dict[str | None, _Team]

    def chance(self, one: _Contender) -> Chance:
        """Judge one entry."""
        if not one.may or self._is_shut_out(one):
            return Chance.OUT
        return Chance.CERTAIN if one.must and self._is_safe(one) else Chance.POSSIBLE

    def _is_safe(self, one: _Contender) -> bool:
        """Tell whether seats, cap and unit have room even when all goes against the entry."""
        own = self.teams[one.unit]
        mates = own.possibly_ahead(one.worst, or_equal=True) - 1
        if own.limit is not None and mates >= own.limit:
            return False
        beside = self._possibly_ahead(one, or_equal=True)
        ahead = beside if self.policy.tie_at_cut is TieAtCut.ALL_OUT else self._possibly_ahead(one)
        return (self.seats is None or ahead < self.seats) and (
            self.cap is None or beside < self.cap
        )

    def _is_shut_out(self, one: _Contender) -> bool:
        """Tell whether seats, cap or unit are taken even when all goes the entry's way."""
        own = self.teams[one.unit]
        if own.limit is not None and own.surely_ahead(one.best) >= own.limit:
            return True
        ahead = sum(team.surely_seated_ahead(one.best) for team in self.teams.values())
        together = ahead + self._surely_equal(one)
        asked = together if self.policy.tie_at_cut is TieAtCut.ALL_OUT else ahead + 1
        return (self.seats is not None and asked > self.seats) or (
            self.cap is not None and together > self.cap
        )

    def _possibly_ahead(self, one: _Contender, *, or_equal: bool = False) -> int:
        itself = or_equal or one.best < one.worst
        seated = 0
        for unit, team in self.teams.items():
            rivals = team.possibly_ahead(one.worst, or_equal=or_equal)
            rivals -= unit == one.unit and itself
            seated += rivals if team.limit is None else min(rivals, team.limit)
        return seated

    def _surely_equal(self, one: _Contender) -> int:
        """Count the entry and its equals; only itself where a unit's limit may part them."""
        if self.policy.per_unit is not None:
            return 1
        (team,) = self.teams.values()
        return max(1, bisect_right(team.worsts, one.best) - bisect_left(team.worsts, one.best))


def _team(members: Iterable[_Contender], limit: int | None) -> _Team:
    eligible = sorted((one for one in members if one.may), key=lambda one: one.best)
    orderly = all(ahead.worst < behind.best for ahead, behind in pairwise(eligible))
    worsts = sorted(one.worst for one in eligible if one.must)
    return _Team(limit, [one.best for one in eligible], worsts, orderly)
