from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.entries import Entry, Standing
from competition.domain.honours import prize_counts, prizes
from competition.domain.policies import CountOf, CountRounding, Policies, Prize, TieAtCut
from competition.domain.ranking import Ranked


def field_of(*places, unhonoured=()):
    return [
        Ranked(Entry(str(n), honours=n not in unhonoured), place=place)
        for n, place in enumerate(places, start=1)
    ]


def counts(*many):
    return tuple(Prize(name, count=count) for name, count in zip("ABCD", many, strict=False))


def given_to(ranked, policies):
    """The prizes as one letter an entry, "-" for none."""
    given = prizes(ranked, policies)
    return "".join(given.get(one.entry.id, "-") for one in ranked)


def test_hon_01_prizes_go_from_the_best_place_down():
    policies = Policies(prizes=counts(1, 2, 1))

    assert given_to(field_of(1, 2, 3, 4, 5), policies) == "ABBC-"
    assert given_to(field_of(3, 1, None, 2), policies) == "BA-B"
    assert given_to(field_of(1, 2), policies) == "AB"


@pytest.mark.parametrize(
    ("of", "rounding", "expected"),
    [
        (CountOf.PLACED, CountRounding.DOWN, [0, 1, 2]),
        (CountOf.PLACED, CountRounding.HALF_UP, [1, 1, 2]),
        (CountOf.PLACED, CountRounding.UP, [1, 2, 3]),
        (CountOf.ENTERED, CountRounding.HALF_UP, [1, 2, 2]),
    ],
)
def test_hon_01_a_share_counts_the_placed_or_the_entered(of, rounding, expected):
    shares = tuple(Prize(name, percent=Decimal(p)) for name, p in [("A", 10), ("B", 20), ("C", 30)])
    ranked = [
        *field_of(1, 2, 3, 4, 5, 6, 7),
        Ranked(Entry("8", standing=Standing.DISQUALIFIED)),
        Ranked(Entry("9", standing=Standing.WITHDRAWN)),
    ]
    policies = Policies(prizes=shares, prize_of=of, prize_round=rounding)

    assert prize_counts(ranked, policies) == expected


@pytest.mark.parametrize(
    ("places", "tie", "expected"),
    [
        ((1, 1, 3, 4, 5, 6, 7), TieAtCut.ALL_IN, "AABCCC-"),
        ((1, 1, 1, 1, 5, 6, 7), TieAtCut.ALL_IN, "AAAACC-"),
        ((1, 2, 2, 2, 5, 6, 7), TieAtCut.ALL_IN, "ABBBCC-"),
        ((1, 2, 3, 4, 5, 6, 6), TieAtCut.ALL_IN, "ABBCCCC"),
        ((1, 1, 3, 4, 5, 6, 7), TieAtCut.ALL_OUT, "BBCCC--"),
        ((1, 1, 1, 4, 5, 6, 7), TieAtCut.ALL_OUT, "CCC----"),
        ((1, 2, 3, 3, 5, 6, 7), TieAtCut.ALL_OUT, "ABCCC--"),
        ((1, 2, 2, 4, 5, 6, 6), TieAtCut.ALL_OUT, "ABBCC--"),
        ((1, 1, 1, 1, 5, 6, 7), TieAtCut.ALL_OUT, "-------"),
    ],
)
def test_hon_02_equals_at_the_last_prize_all_receive_it_or_all_fall_to_the_next(
    places, tie, expected
):
    assert given_to(field_of(*places), Policies(prizes=counts(1, 2, 3), prize_tie=tie)) == expected


@pytest.mark.parametrize("tie", [TieAtCut.ALL_IN, TieAtCut.ALL_OUT])
def test_hon_02_a_prize_of_which_there_is_none_is_not_given(tie):
    policies = Policies(prizes=counts(0, 1, None, 1), prize_tie=tie)

    assert given_to(field_of(1, 2, 3), policies) == "BD-"


def test_hon_03_prizes_pass_over_those_without_honours_and_guests():
    ranked = [
        Ranked(Entry("0", standing=Standing.GUEST), place=1),
        *field_of(1, 2, 2, 4, unhonoured={1, 3}),
    ]

    assert given_to(ranked, Policies(prizes=counts(1, 1))) == "--A-B"


def test_without_prizes_nobody_receives_one():
    assert prizes(field_of(1, 2), Policies()) == {}


@given(
    st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=9),
    st.lists(st.integers(0, 3), max_size=4),
    st.sampled_from(TieAtCut),
    st.randoms(use_true_random=False),
)
def test_better_entries_never_get_lesser_prizes_and_equals_the_same(scores, many, tie, shuffler):
    ranked = [
        Ranked(Entry(str(n), honours=honours), place=1 + sum(s > score for s, _ in scores))
        for n, (score, honours) in enumerate(scores)
    ]
    policies = Policies(prizes=counts(*many), prize_tie=tie)
    names = [prize.name for prize in policies.prizes]
    given_out = prizes(ranked, policies)
    grade = {
        one.place: {names.index(given_out[one.entry.id]) if one.entry.id in given_out else 9}
        for one in ranked
        if one.entry.honours
    }

    best_first = [grade[place] for place in sorted(grade)]
    shuffler.shuffle(ranked)

    assert prizes(ranked, policies) == given_out
    assert all(len(grades) == 1 for grades in best_first)
    assert sorted(best_first, key=min) == best_first


@given(st.lists(st.integers(0, 4), max_size=9), st.lists(st.integers(0, 3), max_size=4))
def test_prizes_never_exceed_their_number_unless_equals_share_the_last(scores, many):
    ranked = [
        Ranked(Entry(str(n)), place=1 + sum(s > score for s in scores))
        for n, score in enumerate(scores)
    ]

    strict = prizes(ranked, Policies(prizes=counts(*many), prize_tie=TieAtCut.ALL_OUT))
    shared = prizes(ranked, Policies(prizes=counts(*many)))

    for name, count in zip("ABCD", many, strict=False):
        assert list(strict.values()).count(name) <= count
        holders = [one.place for one in ranked if shared.get(one.entry.id) == name]
        last = max(holders, default=0)
        assert sum(place < last for place in holders) < max(count, 1)
    if len(set(scores)) == len(scores):
        assert len(shared) == min(sum(many), len(scores))
