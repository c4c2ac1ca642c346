import pytest
from flask_babel import force_locale

from competition.domain.bundle_policies import read_policies
from competition.domain.bundle_scheme import read_scheme
from competition.domain.marking import Panel
from competition.web.wording import (
    aspect_sentence,
    panel_sentence,
    policy_sentences,
    scheme_sentences,
)
from tests.factories import SCHEME


@pytest.fixture(autouse=True)
def english(app):
    with app.test_request_context(), force_locale("en"):
        yield


def scheme_of(document=SCHEME):
    return read_scheme(document, headings=True)[0]


def said(**document):
    policies, issues = read_policies(document, scheme_of())
    assert policies is not None, issues
    return policy_sentences(policies, scheme_of())


def test_panel_says_what_is_dropped_and_how_marks_combine():
    assert panel_sentence(Panel(drop_high=1, drop_low=1)) == (
        "Drop the highest mark and the lowest mark, take the mean"
    )
    assert panel_sentence(Panel(drop_high=2, drop_from=5, minimum=3)) == (
        "Drop the 2 highest marks, take the mean; with fewer than 5 marks nothing is dropped;"
        " with fewer than 3 marks it counts as not marked"
    )


def test_scheme_says_panels_rounding_weights_and_pass_marks():
    assert scheme_sentences(scheme_of()) == (
        "Several judges of A1; B1; B2; B3: take the mean.",
        "2 decimals are kept, rounded half up, at: aspect; module; weighted module; total.",
        "The total is theory × 0.3 + practical × 0.7.",
        "theory is passed with 60.",
        "practical is passed with 60.",
    )


@pytest.mark.parametrize(
    ("calculation", "sentence"),
    [
        (None, "Marks from 0 to 10."),
        (
            {"type": "difference", "target": "0", "step": "1", "deduct": "0.25"},
            "10, less 0.25 for each 1 away from 0, counted in completed steps, never below 0.",
        ),
        (
            {"type": "ladder", "rungs": [["0", "10"], ["1", "9"]], "beyond": "1"},
            "By the distance measured: up to 0: 10; up to 1: 9; beyond: 1.",
        ),
        (
            {"type": "tolerance", "target": "50", "plus": "1", "minus": "2"},
            "10 from 48 to 51, ends included; otherwise 0.",
        ),
        (
            {"type": "choice", "deduct": {"minor": "0.25", "major": "max"}},
            "A label is chosen and takes off: minor: 0.25; major: everything.",
        ),
    ],
)
def test_aspect_says_how_its_mark_comes_about(calculation, sentence):
    item = {"id": "A1", "kind": "measurement", "max": "10", "calculation": calculation}
    (aspect,) = scheme_of({"modules": [{"id": "A", "items": [item]}]}).aspects

    assert aspect_sentence(aspect) == sentence


def test_no_policies_say_so():
    assert said() == [
        "Equal totals share a place, and the next place is skipped.",
        "Nobody advances from this event.",
        "No prizes are given.",
        "No promotion is proposed.",
    ]


@pytest.mark.parametrize(
    ("advance", "sentences"),
    [
        ({"places": 3}, ["The first 3 advance.", "Those tied for the last seat all advance."]),
        (
            {"percent": "40", "of": "entered", "round": "up", "tie_at_cut": "all_out"},
            [
                "The best 40 % of all who entered and did not withdraw advance, rounded up.",
                "Those tied for the last seat all stay out.",
            ],
        ),
        ({"total": "60"}, ["Whose total reaches 60 advances."]),
        ({"total": "60", "strict": True}, ["Whose total is better than 60 advances."]),
        (
            {"places": 2, "tie_at_cut": ["item:B3"], "per_unit": 1, "must_pass": ["B"]},
            [
                "The first 2 advance.",
                (
                    "Those tied for the last seat are separated by, in turn: the score of process;"
                    " those still tied advance."
                ),
                "No more than 1 of one unit advance; the next who may takes the seat.",
                "Only who passed practical advances.",
            ],
        ),
        (
            {"places": 1, "cap_percent": "50", "reserves": 2},
            [
                "The first advances.",
                "Those tied for the last seat all advance.",
                (
                    "No more than 50 % of those placed advance, rounded down; equals who would"
                    " exceed this all stay out."
                ),
                "The next 2 stand in reserve, in order; equals by entry number.",
            ],
        ),
    ],
)
def test_advancement_says_every_option(advance, sentences):
    assert said(advance=advance)[1:-2] == sentences


def test_prizes_say_counts_shares_and_ties():
    prizes = [{"name": "Gold", "percent": "10"}, {"name": "Silver", "count": 2}]

    assert said(prizes=prizes, prize_tie="all_out")[2:-1] == [
        "Gold: 10 %; Silver: 2.",
        "Shares are counted of all placed, rounded down.",
        "Those tied for the last of a prize all receive the next one.",
    ]


def test_promotion_says_every_condition():
    rule = {
        "places": [1, 3],
        "percent": "30",
        "must_pass": ["B"],
        "from": ["3", None],
        "to": "2",
        "min_age": 21,
    }

    assert said(promotions=[rule])[-1] == (
        "places 1 to 3, the best 30 % of those placed, passed practical,"
        " holding senior worker (level 3); no level, at least 21 years old:"
        " proposed as technician (level 2)."
    )
