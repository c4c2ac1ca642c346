"""The way of a proposal: every step, who looks at it, until when."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.errors import RuleViolation
from competition.domain.organisations import OrganisationKind
from competition.domain.proposals import (
    BEIJING,
    DECIDED,
    TRANSITIONS,
    Action,
    Link,
    Position,
    Proposal,
    ProposalState,
    acceptance,
    due_after,
    position_after,
    require_acceptance,
    require_last,
    require_reason,
    review_chain,
)

NOW = datetime(2026, 3, 2, 17, 30, tzinfo=UTC)
UNIT = Link(30, OrganisationKind.UNIT, "甲厂")
DISTRICT = Link(20, OrganisationKind.DISTRICT, "甲区总工会")
CITY = Link(1, OrganisationKind.FEDERATION, "市总工会")
DAYS = (7, 10, 5)


def a_proposal(state=ProposalState.DRAFT, **more):
    return Proposal(1, 30, 2027, Position(state), **more)


@pytest.mark.parametrize("state", ProposalState)
@pytest.mark.parametrize("action", Action)
def test_prp_01_only_the_listed_steps_exist(state, action):
    proposal = a_proposal(state)
    if (state, action) in TRANSITIONS:
        assert proposal.after(action) is TRANSITIONS[state, action]
    else:
        with pytest.raises(RuleViolation, match="not possible") as refused:
            proposal.after(action)
        assert refused.value.rule == "PRP-01"


def test_prp_01_a_withdrawn_proposal_stays_so():
    assert [action for state, action in TRANSITIONS if state is ProposalState.WITHDRAWN] == []


@pytest.mark.parametrize("state", ProposalState)
def test_prp_02_a_proposal_changes_only_as_a_draft_or_returned(state):
    proposal = a_proposal(state)
    if state in (ProposalState.DRAFT, ProposalState.RETURNED):
        proposal.require_writable()
    else:
        with pytest.raises(RuleViolation) as refused:
            proposal.require_writable()
        assert refused.value.rule == "PRP-02"


@pytest.mark.parametrize(
    ("own", "above", "city", "expected"),
    [
        (UNIT, [DISTRICT, CITY], CITY, [DISTRICT, CITY]),
        (UNIT, [DISTRICT], CITY, [DISTRICT, CITY]),
        (UNIT, [], CITY, [CITY]),
        (UNIT, [], None, [UNIT]),
        (DISTRICT, [CITY], CITY, [CITY]),
        (DISTRICT, [], None, [DISTRICT]),
        (CITY, [], CITY, [CITY]),
    ],
)
def test_prp_03_the_review_follows_the_tree_up_to_the_federation(own, above, city, expected):
    assert review_chain(own, above, city) == tuple(expected)


@pytest.mark.parametrize(
    ("stage", "competition_class", "expected"),
    [
        (0, "1", Action.ENDORSE),
        (0, "2", Action.ENDORSE),
        (1, "1", Action.APPROVE),
        (1, "2", Action.FILE),
    ],
)
def test_prp_04_the_last_level_approves_class_1_and_files_class_2(
    stage, competition_class, expected
):
    assert acceptance([DISTRICT, CITY], stage, competition_class) is expected


@pytest.mark.parametrize("action", [Action.ENDORSE, Action.FILE])
def test_prp_04_saying_yes_in_another_way_is_refused(action):
    with pytest.raises(RuleViolation) as refused:
        require_acceptance(action, Action.APPROVE)

    assert refused.value.rule == "PRP-04"
    require_acceptance(Action.APPROVE, Action.APPROVE)
    require_acceptance(Action.DECLINE, Action.APPROVE)


def test_prp_05_nobody_decides_what_they_handed_in():
    proposal = a_proposal(ProposalState.SUBMITTED, submitted_by=7)

    with pytest.raises(RuleViolation) as refused:
        proposal.require_other(7)

    assert refused.value.rule == "PRP-05"
    proposal.require_other(8)
    a_proposal().require_other(None)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 3, 2, 15, 59, tzinfo=UTC), datetime(2026, 3, 10, tzinfo=BEIJING)),
        (datetime(2026, 3, 2, 16, 0, tzinfo=UTC), datetime(2026, 3, 11, tzinfo=BEIJING)),
    ],
)
def test_prp_06_a_level_has_until_the_end_of_its_last_day_in_beijing(now, expected):
    assert due_after(now, 7) == expected


@given(st.datetimes(timezones=st.just(UTC), max_value=datetime(9000, 1, 1)), st.integers(0, 365))  # noqa: DTZ001 -- hypothesis wants it naive
def test_prp_06_a_deadline_gives_the_whole_days_and_less_than_one_more(now, days):
    due = due_after(now, days)

    assert timedelta(days=days) < due - now <= timedelta(days=days + 1)


def test_a_proposal_is_late_only_while_somebody_should_answer():
    past, future = NOW - timedelta(seconds=1), NOW + timedelta(seconds=1)

    late = {state: Position(state, due_at=past).is_late(NOW) for state in ProposalState}

    assert {state for state, is_late in late.items() if is_late} == {
        ProposalState.SUBMITTED,
        ProposalState.RETURNED,
    }
    assert not Position(ProposalState.SUBMITTED, due_at=future).is_late(NOW)
    assert not Position(ProposalState.SUBMITTED).is_late(NOW)


@pytest.mark.parametrize(
    ("action", "comments", "is_needed"),
    [
        (Action.DECLINE, 3, True),
        (Action.RETURN, 0, True),
        (Action.RETURN, 1, False),
        (Action.APPROVE, 0, False),
    ],
)
def test_prp_07_saying_no_needs_a_reason(action, comments, is_needed):
    assert require_reason(action, " 场地不足 ", comments) == "场地不足"
    if is_needed:
        with pytest.raises(RuleViolation) as refused:
            require_reason(action, "  ", comments)
        assert (refused.value.rule, refused.value.field) == ("PRP-07", "reason")
    else:
        assert require_reason(action, "", comments) == ""


def test_prp_07_a_reason_is_short_enough_to_be_read():
    with pytest.raises(RuleViolation, match="1000"):
        require_reason(Action.APPROVE, "好" * 1001)


def test_prp_19_only_the_last_decision_is_undone_and_only_while_nothing_followed():
    require_last(is_last=True, follows=False)
    for is_last, follows in ((False, False), (True, True)):
        with pytest.raises(RuleViolation) as refused:
            require_last(is_last=is_last, follows=follows)
        assert refused.value.rule == "PRP-19"


CHAIN = (DISTRICT, CITY)


def moved(proposal, action):
    position = position_after(proposal, action, CHAIN, NOW, DAYS)
    return Proposal(1, 30, 2027, position)


def test_a_proposal_goes_up_level_by_level_with_each_levels_deadline():
    first = moved(a_proposal(), Action.SUBMIT)
    second = moved(first, Action.ENDORSE)
    done = moved(second, Action.APPROVE)

    assert first.position == Position(ProposalState.SUBMITTED, 0, 20, due_after(NOW, 7))
    assert second.position == Position(ProposalState.SUBMITTED, 1, 1, due_after(NOW, 10))
    assert done.position == Position(ProposalState.APPROVED, 1, 1, None)


def test_a_returned_proposal_starts_again_at_the_first_level():
    returned = moved(moved(moved(a_proposal(), Action.SUBMIT), Action.ENDORSE), Action.RETURN)

    assert returned.position == Position(ProposalState.RETURNED, 1, 1, due_after(NOW, 5))
    assert moved(returned, Action.SUBMIT).position.stage == 0


@given(st.lists(st.sampled_from([action for action in Action if action is not Action.UNDO])))
def test_whatever_is_tried_a_proposal_stays_on_its_way(actions):
    proposal = a_proposal()
    for action in actions:
        before = proposal
        try:
            yes = acceptance(CHAIN, proposal.position.stage, "1")
            require_acceptance(action, yes)
            proposal = moved(proposal, action)
        except RuleViolation:
            assert proposal is before
            continue
        position = proposal.position
        assert before.state not in DECIDED
        assert 0 <= position.stage < len(CHAIN)
        waits = position.state in (ProposalState.SUBMITTED, ProposalState.RETURNED)
        assert waits == (position.due_at is not None)
        if position.state is ProposalState.APPROVED:
            assert position.stage == len(CHAIN) - 1
