from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.data_quality import Quality


@pytest.mark.parametrize(
    ("good", "share", "reached", "missing"),
    [(949, "94.9", False, 1), (950, "95.0", True, 0), (0, "0.0", False, 950)],
)
def test_psn_09_the_share_counts_good_records_against_the_target(good, share, reached, missing):
    quality = Quality(1000, 1000, 1000, 0, good)

    assert (quality.share, quality.reaches(95), quality.missing(95)) == (
        Decimal(share),
        reached,
        missing,
    )


def test_psn_09_nobody_reaches_a_target_by_rounding():
    assert Quality(10_000, good=9_499).share == Decimal("94.9")


def test_psn_09_without_people_there_is_no_share_and_nothing_is_missing():
    nobody = Quality()

    assert (nobody.share, nobody.reaches(95), nobody.missing(95)) == (None, True, 0)


def test_shares_of_complete_and_confirmed_people():
    quality = Quality(3, 2, 1, 0, 1)

    assert (quality.complete_share, quality.confirmed_share) == (Decimal("66.6"), Decimal("33.3"))


@given(st.integers(1, 5000), st.data(), st.integers(0, 100))
def test_as_many_more_as_are_missing_reach_the_target(members, data, target):
    good = data.draw(st.integers(0, members))
    missing = Quality(members, good=good).missing(target)

    assert Quality(members, good=good + missing).reaches(target)
    assert missing == 0 or not Quality(members, good=good + missing - 1).reaches(target)
