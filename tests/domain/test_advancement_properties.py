"""What holds for every field and every policy, whatever the numbers."""

from collections import Counter
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from competition.domain.advancement import CUT_RULES, Cut, advancing, key_order, reaches
from competition.domain.entries import Entry, Standing
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
    TieSource,
)
from competition.domain.ranking import Ranked

KEYS = (TieKey(TieSource.MODULE, "A"), TieKey(TieSource.MEASURE, "time", lower_is_better=True))
SMALL = st.integers(0, 3).map(Decimal)
PERCENT = st.sampled_from([Decimal(p) for p in ("0", "12.5", "33.3", "50", "75", "100")])
QUOTAS = st.one_of(
    st.builds(Places, st.integers(0, 6)),
    st.builds(Share, PERCENT, st.sampled_from(CountOf), st.sampled_from(CountRounding)),
    st.builds(Threshold, SMALL, st.booleans()),
)
POLICIES = st.builds(
    Advance,
    quota=QUOTAS,
    tie_at_cut=st.sampled_from([*TieAtCut, KEYS[:1], KEYS]),
    cap_percent=st.none() | PERCENT,
    per_unit=st.none() | st.integers(1, 3),
    must_pass=st.sampled_from([(), ("A",)]),
    reserves=st.integers(0, 4),
)
FACTS = st.tuples(
    SMALL,
    st.sampled_from([*Standing, *3 * [Standing.COMPETING]]),
    st.sampled_from([None, "North", "South"]),
    st.booleans(),
    st.tuples(*2 * [st.none() | SMALL]),
)


@st.composite
def fields(draw):
    facts = draw(st.lists(FACTS, max_size=9))
    competing = [total for total, standing, *_ in facts if standing is Standing.COMPETING]
    return [
        Ranked(
            Entry(str(n), unit=unit, standing=standing),
            total=total,
            place=1 + sum(other > total for other in competing)
            if standing in {Standing.COMPETING, Standing.GUEST}
            else None,
            passed={"A": passed},
            keys=dict(zip(KEYS, keys, strict=True)),
        )
        for n, (total, standing, unit, passed, keys) in enumerate(facts)
    ]


def keys_of(policy):
    return policy.tie_at_cut if isinstance(policy.tie_at_cut, tuple) else ()


def standing_order(one, policy):
    return (one.place, key_order(one, keys_of(policy)))


def eligible(one, policy):
    passed = one.passed["A"] or not policy.must_pass
    threshold = policy.quota if isinstance(policy.quota, Threshold) else None
    good = threshold is None or reaches(one.total, threshold, Better.HIGHER)
    return one.takes_place and passed and good


def lists_of(outcome, ranked):
    by_id = {one.entry.id: one for one in ranked}
    reserves = sorted(outcome.reserves, key=outcome.reserves.__getitem__)
    return [by_id[id] for id in outcome.advances], [by_id[id] for id in reserves]


@given(fields(), POLICIES)
def test_no_one_advances_past_a_better_eligible_entry(ranked, policy):
    outcome = advancing(ranked, policy)
    inside, _ = lists_of(outcome, ranked)
    units = Counter(one.entry.unit for one in inside)

    for out in ranked:
        if out.entry.id in outcome.advances or not eligible(out, policy):
            continue
        behind = [o for o in inside if standing_order(o, policy) >= standing_order(out, policy)]
        if policy.per_unit is None:
            assert behind == []
        elif behind:
            rivals = [o for o in ranked if o.entry.unit == out.entry.unit and eligible(o, policy)]
            ahead = [o for o in rivals if standing_order(o, policy) <= standing_order(out, policy)]
            assert len(ahead) > policy.per_unit >= units[out.entry.unit]
            assert out.entry.unit not in {o.entry.unit for o in behind}


@given(fields(), POLICIES)
def test_only_the_eligible_advance_or_are_in_reserve_and_never_both(ranked, policy):
    outcome = advancing(ranked, policy)
    inside, reserves = lists_of(outcome, ranked)

    assert all(eligible(one, policy) for one in (*inside, *reserves))
    assert outcome.advances.isdisjoint(outcome.reserves)
    assert set(outcome.reasons) == {one.entry.id for one in ranked}
    for one in ranked:
        reason = outcome.reasons[one.entry.id]
        assert (list(Cut).index(reason.why) < 5) == (one.entry.id in outcome.advances)


@given(fields(), POLICIES)
def test_reserves_are_numbered_in_order_and_stand_behind_all_who_advance(ranked, policy):
    outcome = advancing(ranked, policy)
    inside, reserves = lists_of(outcome, ranked)
    order = [standing_order(one, policy) for one in (*reserves,)]

    assert list(outcome.reserves.values()) == list(range(1, len(reserves) + 1))
    assert len(reserves) <= policy.reserves
    assert order == sorted(order)
    assert all(standing_order(one, policy) < first for one in inside for first in order)
    if policy.per_unit is not None:
        units = Counter(one.entry.unit for one in (*inside, *reserves) if one.entry.unit)
        assert all(many <= policy.per_unit for many in units.values())


@given(fields(), POLICIES)
def test_seats_and_cap_are_exceeded_only_by_equals_at_the_last_seat(ranked, policy):
    outcome = advancing(ranked, policy)
    inside, _ = lists_of(outcome, ranked)
    placed = sum(one.takes_place for one in ranked)

    if policy.cap_percent is not None:
        assert len(inside) * 100 <= placed * policy.cap_percent
    if outcome.seats is not None and len(inside) > outcome.seats:
        last = max(standing_order(one, policy) for one in inside)
        before = sum(standing_order(one, policy) < last for one in inside)
        assert policy.tie_at_cut is not TieAtCut.ALL_OUT
        assert before < outcome.seats


@given(fields(), POLICIES, st.randoms(use_true_random=False))
def test_the_order_of_input_is_irrelevant(ranked, policy, shuffler):
    outcome = advancing(ranked, policy)

    assert advancing(shuffler.sample(ranked, len(ranked)), policy) == outcome


@given(fields(), POLICIES)
def test_equals_whom_nothing_separates_share_their_side_of_the_cut(ranked, policy):
    outcome = advancing(ranked, policy)
    contending = [one for one in ranked if eligible(one, policy)]

    for one in contending:
        for other in contending:
            alike = standing_order(one, policy) == standing_order(other, policy)
            if alike and (policy.per_unit is None or one.entry.unit == other.entry.unit):
                assert (one.entry.id in outcome.advances) == (other.entry.id in outcome.advances)


def test_every_reason_has_a_rule():
    assert list(CUT_RULES) == list(Cut)
