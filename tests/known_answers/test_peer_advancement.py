"""Cases from other systems' own tests that speak of going on to the next round.

Each case either runs here under one of our policies, or is listed with the reason why none of
ours decides it.
"""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from competition.domain.advancement import advancing
from competition.domain.entries import Entry
from competition.domain.forecast import Chance, forecast
from competition.domain.honours import prizes
from competition.domain.marking import Better
from competition.domain.policies import (
    Advance,
    Places,
    Policies,
    Prize,
    Share,
    Threshold,
    TieAtCut,
)
from competition.domain.ranking import Ranked
from competition.domain.what_if import if_declined
from tests.events import a_module, a_scheme, an_aspect, an_event

CASES = {
    case["id"]: case
    for case in json.loads((Path(__file__).parent / "peer_cases.json").read_text(encoding="utf-8"))[
        "cases"
    ]
}
TOPICS = {
    "advancement",
    "audit",
    "clinch",
    "lock",
    "minimum",
    "podium",
    "substitute",
    "tie_at_cutoff",
    "withdraw",
}
CAP = Decimal(75)
TIMES = a_scheme(a_module("A", an_aspect("A1", None)), better=Better.LOWER)
RUN_HERE = {
    "ADV-01",
    "ADV-03",
    "ADV-05",
    "ADV-07",
    "ADV-09",
    "ADV-13",
    "ADV-17",
    "ADV-19",
    "ADV-21",
    "ADV-23",
    "ADV-27",
    "ADV-35",
}
NOT_OURS = {
    "ADV-11": "an entry with marks missing has no provisional place, only bounds",
    "ADV-15": "how many must enter is settled before the event is held, not by its ranking",
    "ADV-25": "a published result is kept as it was published; a computation knows no lock",
    "ADV-29": "how many rounds an event may have is not a policy of its results",
    "ADV-31": "who advances is computed and cannot be entered by hand",
    "ADV-33": "events are not linked",
}


def given(case_id):
    return CASES[case_id]["input"]


def in_places(*places):
    return [Ranked(Entry(str(n)), place=place) for n, place in enumerate(places)]


def timed(times, policy, ties=()):
    """An event where less is better, one time an entry; None is still missing."""
    record = {str(n): {"A1": None if time is None else str(time)} for n, time in enumerate(times)}
    return an_event(TIMES, record, ties=ties, policies={"advance": policy})


def flags(outcome, count):
    return [int(str(n) in outcome.advances) for n in range(count)]


def by_average(case_id, policy):
    """Advancement by the averages of a case, ties among them decided by the best if it is there."""
    averages, best = given(case_id)["averages"], given(case_id).get("best")
    keys = [(mean, (best or averages)[n] or 0) for n, mean in enumerate(averages)]
    ranked = [
        Ranked(Entry(str(n)), Decimal(averages[n]), 1 + sum(other < key for other in keys))
        for n, key in enumerate(keys)
    ]
    return flags(advancing(ranked, policy, Better.LOWER), len(averages))


def test_every_case_on_going_on_is_run_or_has_a_reason_not_to_be():
    on_topic = {id for id, case in CASES.items() if case["topic"] in TOPICS}

    assert on_topic == RUN_HERE | NOT_OURS.keys()
    assert RUN_HERE.isdisjoint(NOT_OURS)


@pytest.mark.parametrize(("case_id", "cap"), [("ADV-01", None), ("ADV-05", CAP)])
def test_places_advance_under_the_cap(case_id, cap):
    case = given(case_id)
    policy = Advance(Places(case["condition"]["level"]), cap_percent=cap)

    outcome = advancing(in_places(*case["ranks"]), policy)

    expected = CASES[case_id]["expected"]["advance_ranks"]
    assert outcome.advances == {str(rank - 1) for rank in expected}


def test_a_strict_threshold_must_be_beaten():
    best = given("ADV-03")["best"]
    policy = Advance(Threshold(Decimal(given("ADV-03")["condition"]["level"]), strict=True))
    ranked = [Ranked(Entry(str(n)), Decimal(time), n + 1) for n, time in enumerate(best)]

    outcome = advancing(ranked, policy, Better.LOWER)

    assert outcome.advances == set(map(str, CASES["ADV-03"]["expected"]["advance_index"]))


def test_the_podium_keeps_ties_and_drops_who_failed():
    podiums = []
    for variant in given("ADV-07")["variants"]:
        failed = variant.get("failed_index", [])
        places = [None if n in failed else rank for n, rank in enumerate(variant["ranks"])]
        podium = prizes(in_places(*places), Policies(prizes=(Prize("podium", count=3),)))
        podiums.append([int(entry) for entry in podium])

    assert podiums == CASES["ADV-07"]["expected"]["podium_index"]


def test_whoever_advances_now_but_not_certainly_is_questionable():
    case, expected = given("ADV-09"), CASES["ADV-09"]["expected"]
    policy = Advance(Places(case["condition"]["level"]))
    record = timed(case["values"], policy)
    now = flags(advancing(in_places(*case["ranks"]), policy), len(case["ranks"]))

    certain = [one.chance is Chance.CERTAIN for one in forecast(record).values()]

    assert now == list(map(int, expected["advancing"]))
    assert [bool(on) and not sure for on, sure in zip(now, certain, strict=True)] == expected[
        "questionable"
    ]


def test_a_vacated_seat_passes_to_the_next_unless_they_are_equal():
    full, vacated, _, tied = (variant["ranks"] for variant in given("ADV-13")["variants"])
    policy = Advance(Places(given("ADV-13")["level"]), TieAtCut.ALL_OUT)

    assert (
        if_declined(timed(full, policy), "0") == if_declined(timed(vacated, policy), "4") == {"6"}
    )
    assert if_declined(timed(tied, policy), "4") == set()


@pytest.mark.parametrize(
    ("case_id", "policy"),
    [
        ("ADV-17", Advance(Share(Decimal(40)))),
        ("ADV-19", Advance(Places(3), cap_percent=CAP)),
        ("ADV-21", Advance(Threshold(Decimal(300), strict=True))),
    ],
)
def test_ties_on_the_line_follow_the_policy(case_id, policy):
    assert by_average(case_id, policy) == CASES[case_id]["expected"]["flags"]


def test_only_the_guaranteed_are_certain_while_results_are_missing():
    case = given("ADV-23")
    record = timed([*case["done"], *[None] * case["empty"]], Advance(Places(3)))

    certain = [int(one.chance is Chance.CERTAIN) for one in forecast(record).values()]

    assert certain == CASES["ADV-23"]["expected"]["flags"]


def test_who_withdraws_from_the_next_round_leaves_the_seat_to_a_substitute():
    flags_by_variant = CASES["ADV-27"]["expected"]["previous_round_flags"]
    averages = range(100, 600, 100)
    policies = [Advance(Threshold(Decimal(300), strict=True)), Advance(Share(Decimal(40)))]
    ranked = [Ranked(Entry(str(n)), Decimal(mean), n + 1) for n, mean in enumerate(averages)]

    outcomes = [
        advancing(ranked, policy, Better.LOWER, declined=frozenset({"0"})) for policy in policies
    ]

    assert [flags(outcome, len(averages)) for outcome in outcomes] == flags_by_variant


def test_all_tied_in_the_last_place_go_through():
    seats, tied = given("ADV-35")["break_size"], given("ADV-35")["tied_at_16th"]
    places = [*range(1, seats), *[seats] * tied, seats + tied]

    outcome = advancing(in_places(*places), Advance(Places(seats)))

    assert len(outcome.advances) == CASES["ADV-35"]["expected"]["breaking"]
