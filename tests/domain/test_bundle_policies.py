from decimal import Decimal

import pytest
from hypothesis import given

from competition.domain.bundle_policies import policies_document, read_policies
from competition.domain.bundle_scheme import read_scheme
from competition.domain.policies import Advance, Places, Policies, PromotionRule, Share, Threshold
from tests.bundles import a_scheme_document
from tests.drawn_bundles import SCHEME, policies

MODULES_AND_ITEMS = read_scheme(a_scheme_document())[0]


def said(document):
    return [str(issue) for issue in read_policies(document, MODULES_AND_ITEMS)[1]]


def advance_of(**advance):
    return read_policies({"advance": advance}, MODULES_AND_ITEMS)[0].advance


@given(policies())
def test_bnd_01_policies_are_read_as_they_were_written(drawn):
    assert read_policies(policies_document(drawn), SCHEME) == (drawn, [])


def test_no_policies_are_the_usual_ones():
    assert read_policies({}, MODULES_AND_ITEMS) == (Policies(), [])
    assert read_policies({"advance": None}, MODULES_AND_ITEMS) == (Policies(), [])


def test_bnd_03_tie_keys_name_what_the_scheme_has():
    keys = [
        "module:Z",
        "-item:B9",
        "measure:time",
        "module:B",
        "-item:B3",
        "item:B",
        "time",
        "module:",
        5,
    ]

    assert said({"ties": keys}) == [
        "policies.ties[0]: the scheme has no module Z",
        "policies.ties[1]: the scheme has no item B9",
        "policies.ties[5]: the scheme has no item B",
        'policies.ties[6]: must be a key like "module:B" or "-measure:time", not "time"',
        'policies.ties[7]: must be a key like "module:B" or "-measure:time", not "module:"',
        "policies.ties[8]: must be a string, not 5",
    ]


@pytest.mark.parametrize(
    "quota", [{}, {"places": 1, "total": "1"}, {"places": 1, "percent": "1", "total": "1"}]
)
def test_bnd_06_exactly_one_quota_says_how_many_advance(quota):
    assert said({"advance": quota}) == [
        "policies.advance: needs exactly one of places, percent, total"
    ]


@pytest.mark.parametrize(
    ("advance", "quota"),
    [
        ({"places": 60}, Places(60)),
        ({"places": None, "percent": "40"}, Share(Decimal(40))),
        ({"total": "60"}, Threshold(Decimal(60))),
    ],
)
def test_each_quota_is_read(advance, quota):
    assert advance_of(**advance) == Advance(quota)


def test_bnd_03_what_is_wrong_with_advancement_is_named():
    advance = {
        "percent": "101",
        "of": "all",
        "tie_at_cut": "some_in",
        "cap_percent": "-1",
        "per_unit": 0,
        "must_pass": ["A", "Z"],
        "reserves": "3",
        "seats": 1,
    }

    assert said({"advance": advance}) == [
        "policies.advance.seats: is not a known key",
        "policies.advance.percent: must be between 0 and 100",
        'policies.advance.of: must be one of "placed", "entered", not "all"',
        'policies.advance.tie_at_cut: must be one of "all_in", "all_out", not "some_in"',
        "policies.advance.cap_percent: must be between 0 and 100",
        "policies.advance.per_unit: must be between 1 and 1000000000",
        "policies.advance.must_pass[1]: the scheme has no module Z",
        'policies.advance.reserves: must be a whole number, not "3"',
    ]


def test_keys_at_the_cut_are_checked_like_tie_keys():
    assert said({"advance": {"places": 1, "tie_at_cut": ["module:B", "module:Z"]}}) == [
        "policies.advance.tie_at_cut[1]: the scheme has no module Z"
    ]


def test_an_advancement_that_is_no_object_is_said_once():
    assert said({"advance": 5}) == ["policies.advance: must be an object, not 5"]


def test_keys_without_effect_and_passes_nobody_reaches_are_warnings():
    advance = {"places": 1, "of": "placed", "strict": True, "must_pass": ["B"]}
    policies_read, issues = read_policies({"advance": advance}, MODULES_AND_ITEMS)

    assert policies_read.advance.must_pass == ("B",)
    assert [str(issue) for issue in issues] == [
        "policies.advance.of: has an effect only beside percent",
        "policies.advance.strict: has an effect only beside total",
        "policies.advance.must_pass[0]: module B has no pass mark: nobody passes it",
    ]


def test_bnd_06_a_prize_has_a_count_or_a_percentage():
    prizes = [{"name": "一等奖"}, {"name": "二等奖", "count": 1, "percent": "10"}, {"count": 1}, 7]

    assert said({"prizes": prizes, "prize_tie": "x", "prize_of": 1, "prize_round": "off"}) == [
        "policies.prizes[0]: needs exactly one of count, percent",
        "policies.prizes[1]: needs exactly one of count, percent",
        "policies.prizes[2].name: is required",
        "policies.prizes[3]: must be an object, not 7",
        "policies.prize_of: must be a string, not 1",
        'policies.prize_round: must be one of "down", "half_up", "up", not "off"',
        'policies.prize_tie: must be one of "all_in", "all_out", not "x"',
    ]


def test_bnd_06_what_is_wrong_with_a_promotion_is_named():
    promotions = [
        {"places": [3, 1], "to": "2"},
        {"places": [1], "to": "0"},
        {"places": [0, 1], "from": ["3", None, "9"], "min_age": -1},
    ]

    assert said({"promotions": promotions}) == [
        "policies.promotions[0].places: the first place must not stand behind the last",
        'policies.promotions[1].to: must be one of "5", "4", "3", "2", "1", not "0"',
        "policies.promotions[1].places: must be a pair of places, not [...]",
        "policies.promotions[2].to: is required",
        "policies.promotions[2].places[0]: must be between 1 and 1000000000",
        'policies.promotions[2].from[2]: must be one of "5", "4", "3", "2", "1", not "9"',
        "policies.promotions[2].min_age: must be between 0 and 1000000000",
    ]


def test_a_promotion_downward_is_no_error_of_the_bundle():
    promotion = {"places": [1, 3], "percent": None, "from": ["1"], "to": "5"}

    assert read_policies({"promotions": [promotion]}, MODULES_AND_ITEMS) == (
        Policies(promotions=(PromotionRule("5", (1, 3), from_levels=("1",)),)),
        [],
    )
