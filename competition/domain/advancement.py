"""Who advances (晋级) to the next round or contest, who is in reserve (递补), and why.

Speaks of entry numbers and units only. Every entry gets a reason, as data: a rule and its numbers.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

from competition.domain.entries import Standing
from competition.domain.marking import Better
from competition.domain.policies import (
    Advance,
    CountOf,
    CountRounding,
    Places,
    Share,
    Threshold,
    TieAtCut,
    TieKey,
)
from competition.domain.ranking import Ranked
from competition.domain.shares import counted, placed, share


class Cut(StrEnum):
    """Why an entry is on its side of the cut; the first five advance."""

    PLACE = "place"
    THRESHOLD_MET = "threshold_met"
    MOVED_UP = "moved_up"
    TIE_ALL_IN = "tie_all_in"
    KEY_IN = "key_in"
    NO_SEAT = "no_seat"
    TIE_ALL_OUT = "tie_all_out"
    KEY_OUT = "key_out"
    CAP = "cap"
    UNIT_FULL = "unit_full"
    UNIT_TIE = "unit_tie"
    MODULE_MISSED = "module_missed"
    BELOW_THRESHOLD = "below_threshold"
    GUEST = "guest"
    NO_PLACE = "no_place"
    DECLINED = "declined"


CUT_RULES = {
    Cut.PLACE: "ADV-01",
    Cut.THRESHOLD_MET: "ADV-03",
    Cut.MOVED_UP: "ADV-01",
    Cut.TIE_ALL_IN: "ADV-02",
    Cut.KEY_IN: "ADV-02",
    Cut.NO_SEAT: "ADV-01",
    Cut.TIE_ALL_OUT: "ADV-02",
    Cut.KEY_OUT: "ADV-02",
    Cut.CAP: "ADV-04",
    Cut.UNIT_FULL: "ADV-05",
    Cut.UNIT_TIE: "ADV-05",
    Cut.MODULE_MISSED: "ADV-06",
    Cut.BELOW_THRESHOLD: "ADV-03",
    Cut.GUEST: "ADV-07",
    Cut.NO_PLACE: "ADV-07",
    Cut.DECLINED: "ADV-08",
}
"""For each reason the rule behind it, in docs/rules.md."""


NO_PARAMS: Mapping[str, object] = MappingProxyType({})


class CutReason(NamedTuple):
    """Why one entry does or does not advance, with the numbers that led to it."""

    why: Cut
    params: Mapping[str, object] = NO_PARAMS

    @property
    def rule(self) -> str:
        """The rule's number in docs/rules.md."""
        return CUT_RULES[self.why]


@dataclass(frozen=True, slots=True)
class Advancement:
    """Who advances, the reserves numbered from 1, the seats (None: no limit), and the reasons."""

    advances: frozenset[str]
    reserves: dict[str, int]
    seats: int | None
    reasons: dict[str, CutReason]


def advancing(
    ranked: Sequence[Ranked],
    policy: Advance,
    better: Better = Better.HIGHER,
    declined: frozenset[str] = frozenset(),
) -> Advancement:
    """Choose who advances, and who follows in reserve.

    Takes every entry of the event, placed or not, in any order; who `declined` still counts in
    every share, but the seat passes on.
    Returns a reason for every entry; reserves in order, equals by entry number, and only those
    who keep within their unit's maximum together with all ahead of them.
    Rules ADV-01 to ADV-08. Seats go to the best eligible entries: those who missed a must-pass
    module or whose unit is full are passed over and the next moves up. Equals are never
    separated but by the keys of `tie_at_cut`; if these leave them equal, all of them advance.
    """
    walk = _Walk(policy, seats_of(ranked, policy.quota), cap_of(ranked, policy), declined)
    contenders = [one for one in placed(ranked) if walk.admits(one, better)]
    for equals in _equals(contenders, cut_keys(policy)):
        walk.consider(equals)
    for one in ranked:
        if not one.takes_place:
            guest = one.entry.standing is Standing.GUEST
            walk.reasons[one.entry.id] = CutReason(Cut.GUEST if guest else Cut.NO_PLACE)
    return Advancement(frozenset(walk.advances), walk.reserves, walk.seats, walk.reasons)


def seats_of(ranked: Sequence[Ranked], quota: Places | Share | Threshold) -> int | None:
    """Tell how many seats there are; None when a threshold decides. Rule ADV-01."""
    if isinstance(quota, Places):
        return quota.places
    if isinstance(quota, Share):
        return share(quota.percent, counted(ranked, quota.of), quota.rounding)
    return None


def reaches(total: Decimal, threshold: Threshold, better: Better) -> bool:
    """Tell whether a total is as good as the threshold, or better if it is strict. Rule ADV-03."""
    if total == threshold.total:
        return not threshold.strict
    return (total > threshold.total) is (better is Better.HIGHER)


def key_order(one: Ranked, keys: Sequence[TieKey]) -> tuple[tuple[bool, Decimal], ...]:
    """Give the sort key of one entry for tie keys: better first, a missing value last."""
    order = []
    for key in keys:
        value = (one.keys or {}).get(key)
        worth = Decimal(0) if value is None else value
        order.append((value is None, worth if key.lower_is_better else worth.copy_negate()))
    return tuple(order)


def cut_keys(policy: Advance) -> tuple[TieKey, ...]:
    """Give the tie keys used only at the cut. Rule ADV-02."""
    return policy.tie_at_cut if isinstance(policy.tie_at_cut, tuple) else ()


def cap_of(ranked: Sequence[Ranked], policy: Advance) -> int | None:
    """Tell how many may advance at most; None without a cap. Rule ADV-04."""
    if policy.cap_percent is None:
        return None
    return share(policy.cap_percent, counted(ranked, CountOf.PLACED), CountRounding.DOWN)


def _equals(contenders: Iterable[Ranked], keys: Sequence[TieKey]) -> Iterator[list[Ranked]]:
    """Yield the contenders best first, in lists of those whom nothing separates."""
    if not keys:
        return (list(equals) for _, equals in groupby(contenders, key=lambda one: one.place))

    def order(one: Ranked) -> tuple[int, tuple[tuple[bool, Decimal], ...]]:
        return (one.place or 0, key_order(one, keys))

    return (list(equals) for _, equals in groupby(sorted(contenders, key=order), key=order))


@dataclass(slots=True)
class _Walk:
    """Seats being filled from the best entry down, one list of equals after the other."""

    policy: Advance
    seats: int | None
    cap: int | None
    declined: frozenset[str]
    advances: list[str] = field(default_factory=list)
    reserves: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, CutReason] = field(default_factory=dict)
    units: Counter[str | None] = field(default_factory=Counter)
    last_in: list[Ranked] = field(default_factory=list)
    closed: Cut | None = None

    def admits(self, one: Ranked, better: Better) -> bool:
        """Tell whether a placed entry contends at all. Rules ADV-03, ADV-06, ADV-08."""
        if one.entry.id in self.declined:
            self.reasons[one.entry.id] = CutReason(Cut.DECLINED)
            return False
        passed = one.passed or {}
        missed = [name for name in self.policy.must_pass if not passed.get(name)]
        if missed:
            self.reasons[one.entry.id] = CutReason(Cut.MODULE_MISSED, {"module": missed[0]})
            return False
        quota = self.policy.quota
        if isinstance(quota, Threshold) and not (
            one.total is not None and reaches(one.total, quota, better)
        ):
            params: dict[str, object] = {"threshold": quota.total}
            self.reasons[one.entry.id] = CutReason(Cut.BELOW_THRESHOLD, params)
            return False
        return True

    def consider(self, equals: list[Ranked]) -> None:
        """Let a list of equals in together, or keep it out and close the cut behind it."""
        if self.closed is None:
            equals = self._within_unit(equals)
            if not equals:
                return
            why = self._decide(equals)
            if why not in _OUT:
                self._let_in(equals, why)
                return
            self.closed = Cut.CAP if why is Cut.CAP else Cut.NO_SEAT
        else:
            why = self.closed
        self._keep_out(equals, why)

    def _within_unit(self, equals: list[Ranked]) -> list[Ranked]:
        """Keep those whose unit has room for all its equals here. Rule ADV-05.

        A unit's maximum is never exceeded and its equals never separated: as with the cap, a
        tie that crosses the maximum is all out, and so is whoever of the unit comes after.
        """
        most = self.policy.per_unit
        if most is None:
            return equals
        wanting = Counter(one.entry.unit for one in equals if one.entry.unit is not None)
        over = {unit for unit, many in wanting.items() if self.units[unit] + many > most}
        for one in equals:
            if one.entry.unit in over:
                full = self.units[one.entry.unit] >= most
                why = Cut.UNIT_FULL if full else Cut.UNIT_TIE
                params: dict[str, object] = {"unit": one.entry.unit, "per_unit": most}
                self.reasons[one.entry.id] = CutReason(why, params)
        self.units.update(dict.fromkeys(over, most))
        return [one for one in equals if one.entry.unit not in over]

    def _decide(self, equals: list[Ranked]) -> Cut:
        """Find on which side of the cut a list of equals falls. Rules ADV-01, ADV-02, ADV-04."""
        after = len(self.advances) + len(equals)
        why = self._decide_by_seats(equals, after)
        if why not in _OUT and self.cap is not None and after > self.cap:
            return Cut.CAP
        return why

    def _decide_by_seats(self, equals: list[Ranked], after: int) -> Cut:
        if self.seats is None:
            return Cut.THRESHOLD_MET
        if len(self.advances) >= self.seats:
            return Cut.NO_SEAT
        if after > self.seats:
            all_out = self.policy.tie_at_cut is TieAtCut.ALL_OUT
            return Cut.TIE_ALL_OUT if all_out else Cut.TIE_ALL_IN
        beyond = any((one.place or 0) > self.seats for one in equals)
        return Cut.MOVED_UP if beyond else Cut.PLACE

    def _let_in(self, equals: list[Ranked], why: Cut) -> None:
        for one in equals:
            self.advances.append(one.entry.id)
            self.units[one.entry.unit] += 1
        self.last_in = equals
        self._give_reason(equals, why)

    def _keep_out(self, equals: list[Ranked], why: Cut) -> None:
        """Refuse a list of equals; the first of them who could take a seat go in reserve."""
        key = self._separating_key(equals)
        if key is not None:
            self._give_reason(self.last_in, Cut.KEY_IN, key=key)
            self._give_reason(equals, Cut.KEY_OUT, key=key)
        else:
            self._give_reason(equals, why)
        for one in equals:
            self._reserve(one)

    def _separating_key(self, equals: list[Ranked]) -> TieKey | None:
        """Name the key that kept these out though they share the place of the last one in."""
        if not self.last_in or self.last_in[0].place != equals[0].place:
            return None
        inside, out = self.last_in[0], equals[0]
        keys = cut_keys(self.policy)
        return next(key for key in keys if key_order(inside, [key]) != key_order(out, [key]))

    def _reserve(self, one: Ranked) -> None:
        """Number one entry as the next reserve while there are any to name. Rule ADV-08."""
        unit, most = one.entry.unit, self.policy.per_unit
        if len(self.reserves) == self.policy.reserves:
            return
        if unit is None or most is None or self.units[unit] < most:
            self.reserves[one.entry.id] = len(self.reserves) + 1
            self.units[unit] += 1

    def _give_reason(self, equals: list[Ranked], why: Cut, **params: object) -> None:
        facts: dict[str, object] = {
            "place": equals[0].place,
            "seats": self.seats,
            "cap": self.cap,
            "equals": len(equals),
        }
        if isinstance(self.policy.quota, Threshold):
            facts["threshold"] = self.policy.quota.total
        reason = CutReason(why, {**facts, **params})
        for one in equals:
            self.reasons[one.entry.id] = reason


_OUT = frozenset({Cut.NO_SEAT, Cut.TIE_ALL_OUT, Cut.CAP})
