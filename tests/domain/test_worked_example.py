import pytest

from competition.domain.bundle_policies import read_policies
from competition.domain.bundle_scheme import read_scheme
from competition.domain.computing import compute
from competition.domain.errors import RuleViolation
from competition.domain.events import EventState
from competition.domain.policies import Policies
from competition.domain.preparation import require_changeable_policies
from competition.domain.worked_example import example_record

CALCULATIONS = [
    None,
    {"type": "difference", "target": "0", "step": "1", "deduct": "0.25"},
    {"type": "ladder", "rungs": [["0", "10"], ["1", "9"], ["5", "5"]], "beyond": "1"},
    {"type": "ladder", "rungs": [], "beyond": "1"},
    {"type": "tolerance", "target": "50", "plus": "1.0", "minus": "1.0"},
    {"type": "choice", "deduct": {"none": "0", "minor": "0.25", "major": "max"}},
]


def scheme_of(*items, **about):
    document = {"modules": [{"id": "A", "items": list(items)}], **about}
    scheme, issues = read_scheme(document)
    assert scheme is not None, issues
    return scheme


@pytest.mark.parametrize("calculation", CALCULATIONS)
def test_every_entry_is_complete_whatever_is_measured(calculation):
    item = {"id": "A1", "kind": "measurement", "max": "10", "calculation": calculation}

    results = compute(example_record(scheme_of(item), Policies()))

    assert results.open == ()
    assert len(results.results) == 12


def test_panels_that_drop_get_enough_judges():
    panel = {"drop_high": 1, "drop_low": 1, "drop_from": 5}

    record = example_record(
        scheme_of({"id": "A1", "kind": "score", "max": "10", "panel": panel}), Policies()
    )

    assert len(record.marks.marks(0, 0)) == 5


def test_two_entries_are_equal_so_that_ties_show():
    items = [{"id": f"A{n}", "kind": "score", "max": "50"} for n in range(2)]

    results = compute(example_record(scheme_of(*items), Policies()))

    assert [one.entry for one in results.results if one.shared] == ["04", "05"]


def test_lower_is_better_works_without_maximum():
    item = {"id": "A1", "kind": "score", "max": None}

    results = compute(example_record(scheme_of(item, better="lower"), Policies()))

    assert results.open == ()


def test_judgements_settle():
    item = {"id": "A1", "kind": "judgement", "max": "9", "panel": {"minimum": 3}}

    assert compute(example_record(scheme_of(item), Policies())).open == ()


def test_entries_have_the_measures_that_any_of_the_policies_names():
    scheme = scheme_of({"id": "A1", "kind": "score", "max": "10"})
    by_time, _ = read_policies({"ties": ["-measure:time"]}, scheme)
    at_cut, _ = read_policies({"advance": {"places": 4, "tie_at_cut": ["measure:age"]}}, scheme)

    record = example_record(scheme, Policies(), by_time, at_cut)

    assert set(record.entries[0].measures) == {"time", "age"}


@pytest.mark.parametrize(
    ("state", "reason"), [(EventState.PUBLISHED, "because"), (EventState.MARKING, " ")]
)
def test_evt_08_policies_change_with_a_reason_and_never_when_published(state, reason):
    require_changeable_policies(EventState.OPEN, "")
    require_changeable_policies(EventState.MARKING, "because")

    with pytest.raises(RuleViolation) as caught:
        require_changeable_policies(state, reason)

    assert caught.value.rule == "EVT-08"
