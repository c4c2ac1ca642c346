from decimal import Decimal

import pytest

from competition.domain.computing import compute
from competition.domain.errors import RuleViolation
from competition.domain.events import EventState
from competition.domain.issues import Issue
from competition.domain.publication import (
    Difference,
    Outcome,
    differences,
    outcomes,
    publication_issues,
    require_fitting,
    require_publishable,
    require_retractable,
)
from tests.events import a_scheme, an_event


def results(**marks):
    return compute(an_event(a_scheme(), {entry: {"A1": value} for entry, value in marks.items()}))


def rule_of(function, *args):
    with pytest.raises(RuleViolation) as caught:
        function(*args)
    return caught.value.rule


def test_nothing_stands_in_the_way_of_a_complete_ranking():
    assert publication_issues(results(x="80", y="70"), unsubmitted=0) == []


def test_pub_01_somebody_has_a_place():
    found = publication_issues(results(x=None), unsubmitted=0)

    assert [issue.rule for issue in found] == ["PUB-01", "PUB-02"]
    assert rule_of(require_publishable, found, "because") == "PUB-01"


def test_pub_02_what_is_open_needs_a_remark():
    found = publication_issues(results(x="80", y=None), unsubmitted=3)

    assert [(issue.rule, issue.params) for issue in found] == [
        ("PUB-02", {"count": 1}),
        ("PUB-02", {"count": 3}),
    ]
    assert rule_of(require_publishable, found, " ") == "PUB-02"
    assert require_publishable(found, " 缺一份评分表 ") == "缺一份评分表"


def test_pub_02_a_remark_is_not_endless():
    assert rule_of(require_publishable, [], "x" * 401) == "PUB-02"


def test_pub_03_only_what_is_published_is_retracted_and_with_a_reason():
    assert require_retractable(EventState.PUBLISHED, " 漏评 ") == "漏评"
    assert rule_of(require_retractable, EventState.MARKING, "漏评") == "PUB-03"
    assert rule_of(require_retractable, EventState.PUBLISHED, " ") == "PUB-03"
    assert rule_of(require_retractable, EventState.PUBLISHED, "x" * 401) == "PUB-03"


def test_pub_04_lists_what_changes_and_who_is_no_longer_there():
    before = {"x": Outcome(1, Decimal(80)), "y": Outcome(2, Decimal(70)), "z": Outcome(3, None)}
    now = {"y": Outcome(1, Decimal(75)), "x": Outcome(1, Decimal(80))}

    found = differences(before, now)

    assert found == (
        Difference("y", before["y"], now["y"]),
        Difference("z", before["z"], None),
    )


def test_pub_04_outcomes_are_what_the_public_sees():
    assert outcomes(results(x="80")) == {"x": Outcome(1, Decimal("80.00"), None)}


def test_pub_05_policies_fit_the_scheme():
    require_fitting([])

    assert rule_of(require_fitting, [Issue("BND-03", "policies.ties[0]", "x")]) == "PUB-05"
