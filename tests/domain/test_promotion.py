from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.entries import LEVELS, Entry, Standing
from competition.domain.policies import Policies, PromotionRule
from competition.domain.promotion import Condition, promotions
from competition.domain.ranking import Ranked

BOTH = {"A": True, "B": True}
XUZHOU = (
    PromotionRule("2", places=(1, 3), must_pass=("A", "B"), min_age=21),
    PromotionRule("3", must_pass=("A", "B"), min_age=18),
)


def entry(place, id="1", passed=BOTH, standing=Standing.COMPETING, **more):
    return Ranked(Entry(id, standing=standing, **more), place=place, passed=passed)


def field_of(*places, unhonoured=(), **more):
    return [
        entry(place, str(n), honours=n not in unhonoured, **more)
        for n, place in enumerate(places, start=1)
    ]


def proposed(ranked, *rules):
    found = promotions(ranked, Policies(promotions=rules))
    return [found[one.entry.id].to for one in ranked]


def failing(ranked, *rules):
    """What fails for the first entry, rule by rule."""
    found = promotions(ranked, Policies(promotions=rules))[ranked[0].entry.id]
    return [[check.condition for check in rule.checks if not check.fits] for rule in found.checks]


def test_pro_01_the_first_rule_that_fits_proposes_its_level():
    ranked = field_of(1, 2, 3, 4, None, age=30)

    assert proposed(ranked, *XUZHOU) == ["2", "2", "2", "3", None]


@pytest.mark.parametrize(
    ("passed", "expected"),
    [(BOTH, "2"), ({"A": True, "B": False}, None), ({"A": True, "B": None}, None), (None, None)],
)
def test_pro_01_every_named_module_must_be_passed(passed, expected):
    assert proposed([entry(1, passed=passed, age=30)], *XUZHOU) == [expected]


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ((1, 1), ["2", None, None, None]),
        ((2, 3), [None, "2", "2", None]),
        ((4, 9), [None, None, None, "2"]),
    ],
)
def test_pro_01_both_ends_of_the_places_belong_to_them(places, expected):
    assert proposed(field_of(1, 2, 2, 4), PromotionRule("2", places=places)) == expected


@pytest.mark.parametrize(
    ("percent", "expected"),
    [
        ("50", ["2", "2", "2", None, None]),
        ("40", ["2", "2", "2", None, None]),
        ("39.99", ["2", None, None, None, None]),
        ("19", 5 * [None]),
    ],
)
def test_pro_01_a_share_of_the_placed_counts_equals_by_their_place(percent, expected):
    ranked = field_of(1, 2, 2, 4, 5)

    assert proposed(ranked, PromotionRule("2", percent=Decimal(percent))) == expected


@pytest.mark.parametrize(
    ("held", "from_levels", "expected"),
    [
        ("3", ("3", "4"), "2"),
        ("5", ("3", "4"), None),
        (None, ("3", "4"), None),
        (None, ("5", None), "2"),
        (None, None, "2"),
    ],
)
def test_pro_01_the_level_held_must_be_among_those_named(held, from_levels, expected):
    assert proposed([entry(1, level=held)], PromotionRule("2", from_levels=from_levels)) == [
        expected
    ]


@pytest.mark.parametrize(
    ("held", "to", "expected"),
    [("4", "3", "3"), ("3", "3", None), ("2", "3", None), (None, "5", "5")],
)
def test_pro_02_a_promotion_only_goes_upward(held, to, expected):
    assert proposed([entry(1, level=held)], PromotionRule(to)) == [expected]


def test_pro_02_a_rule_that_would_not_raise_leaves_the_next_to_fit():
    rules = (PromotionRule("2"), PromotionRule("1", from_levels=("2",)))

    assert proposed([entry(1, level="2")], *rules) == ["1"]
    assert failing([entry(1, level="2")], *rules) == [[Condition.UPWARD], []]


@pytest.mark.parametrize(("age", "expected"), [(21, "2"), (20, "3"), (17, None), (None, None)])
def test_pro_03_age_must_be_known_and_reached(age, expected):
    assert proposed([entry(1, age=age)], *XUZHOU) == [expected]


def test_pro_04_places_count_among_those_who_may_be_honoured():
    ranked = [
        *field_of(1, 2, 2, 4, 5, unhonoured={1}),
        entry(1, "guest", standing=Standing.GUEST),
    ]

    assert proposed(ranked, PromotionRule("2", places=(1, 3))) == [None, "2", "2", "2", None, None]
    assert failing(ranked, PromotionRule("2", places=(1, 3))) == [
        [Condition.HONOURS, Condition.PLACES]
    ]


def test_every_condition_is_told_with_what_is_held_and_needed():
    rule = PromotionRule("2", (1, 3), Decimal(50), ("A",), ("3", None), 21)
    ranked = [entry(1, level="4", age=20), entry(2, "2", standing=Standing.GUEST, passed={})]
    found = promotions(ranked, Policies(promotions=(rule,)))

    (told,) = found["1"].checks
    (guest,) = found["2"].checks

    assert [(c.condition, c.held, c.needed, c.fits, c.rule) for c in told.checks] == [
        (Condition.PLACED, 1, None, True, "PRO-04"),
        (Condition.HONOURS, True, True, True, "PRO-04"),
        (Condition.PLACES, 1, (1, 3), True, "PRO-01"),
        (Condition.PERCENT, 1, Decimal(50), False, "PRO-01"),
        (Condition.MODULE_PASSED, True, "A", True, "PRO-01"),
        (Condition.FROM_LEVEL, "4", ("3", None), False, "PRO-01"),
        (Condition.MIN_AGE, 20, 21, False, "PRO-03"),
        (Condition.UPWARD, "4", "2", True, "PRO-02"),
    ]
    assert (told.to, told.fits) == ("2", False)
    assert [check.condition for check in guest.checks if not check.fits] == [
        Condition.PLACED,
        Condition.PLACES,
        Condition.PERCENT,
        Condition.MODULE_PASSED,
        Condition.MIN_AGE,
    ]


RULES = st.builds(
    PromotionRule,
    to=st.sampled_from(LEVELS),
    places=st.none() | st.tuples(st.integers(1, 3), st.integers(3, 6)),
    percent=st.none() | st.integers(0, 100).map(Decimal),
    must_pass=st.sampled_from([(), ("A",)]),
    from_levels=st.none() | st.lists(st.sampled_from([None, *LEVELS])).map(tuple),
    min_age=st.none() | st.integers(18, 21),
)
ENTRIES = st.tuples(
    st.integers(0, 4), st.sampled_from([None, *LEVELS]), st.sampled_from([None, 17, 20, 30])
)


@given(st.lists(ENTRIES, max_size=7), st.lists(RULES, max_size=3), st.randoms())
def test_a_proposal_is_the_first_fitting_rule_upward_and_in_any_order(entries, rules, shuffler):
    ranked = [
        entry(1 + sum(s > score for s, *_ in entries), str(n), level=level, age=age)
        for n, (score, level, age) in enumerate(entries)
    ]
    policies = Policies(promotions=tuple(rules))
    found = promotions(ranked, policies)
    shuffled = shuffler.sample(ranked, len(ranked))

    again = promotions(shuffled, policies)

    for one in ranked:
        fitting = [rule.to for rule in found[one.entry.id].checks if rule.fits]
        assert found[one.entry.id].to == (fitting[0] if fitting else None) == again[one.entry.id].to
        assert not fitting or one.entry.level is None or fitting[0] < one.entry.level
