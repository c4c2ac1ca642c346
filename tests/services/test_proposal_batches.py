"""Many proposals at once: seen first, then all or none, then back again."""

import pytest

from competition.domain.errors import Conflict, NotPermitted, RuleViolation
from competition.domain.proposals import Action
from competition.services import proposal_batches
from tests.proposals import Tree


@pytest.fixture
def tree(act):
    return Tree(act)


def preview(act, actor, ids, *, accept=True):
    with act(actor) as uow:
        return proposal_batches.preview_batch(uow, ids, accept=accept)


def test_the_preview_says_what_each_would_become_and_writes_nothing(tree, act):
    first, second = tree.submitted(), tree.submitted(competition_class="2", title="乙赛")
    third = tree.propose()

    lines = preview(act, tree.organiser, [third, second, first])

    assert [(line.proposal_id, line.action) for line in lines] == [
        (first, Action.APPROVE),
        (second, Action.FILE),
        (third, Action.APPROVE),
    ]
    assert [line.problem is None for line in lines] == [True, True, False]
    assert [issue.rule for issue in lines[1].issues] == ["PRP-12"]
    assert tree.facts(first, "state") == ("submitted",)


def test_a_batch_is_decided_as_a_whole_and_taken_back_as_a_whole(tree, act):
    first, second = tree.submitted(), tree.submitted(competition_class="2")
    seen = [(line.proposal_id, line.turn) for line in preview(act, tree.organiser, [first, second])]
    with act(tree.organiser) as uow:
        done = proposal_batches.decide_batch(uow, seen, "", accept=True)
    decided = tree.facts(first, "state") + tree.facts(second, "state")

    with act(tree.organiser) as uow:
        undone = proposal_batches.undo_batch(uow, done.key)
    with pytest.raises(RuleViolation), act(tree.organiser) as uow:
        proposal_batches.undo_batch(uow, done.key)

    assert (decided, done.counts) == (
        ("approved", "filed"),
        {Action.APPROVE: 1, Action.FILE: 1},
    )
    assert undone == 2
    assert tree.facts(first, "state") + tree.facts(second, "state") == ("submitted", "submitted")


def test_one_that_was_decided_meanwhile_keeps_all_from_being_decided(tree, act):
    first, second = tree.submitted(), tree.submitted()
    tree.decide(second, Action.RETURN, "请补充")

    with pytest.raises(Conflict), act(tree.organiser) as uow:
        proposal_batches.decide_batch(uow, [(first, 1), (second, 1)], "", accept=True)

    assert tree.facts(first, "state") == ("submitted",)


def test_declining_many_needs_a_reason(tree, act):
    first = tree.submitted()
    with pytest.raises(RuleViolation) as refused, act(tree.organiser) as uow:
        proposal_batches.decide_batch(uow, [(first, 1)], " ", accept=False)
    with act(tree.organiser) as uow:
        done = proposal_batches.decide_batch(uow, [(first, 1)], "名额已满", accept=False)

    assert refused.value.rule == "PRP-07"
    assert done.counts == {Action.DECLINE: 1}
    assert tree.facts(first, "state") == ("declined",)


def test_a_batch_has_some_and_not_too_many(tree, act):
    for ids in ([], range(101)):
        with pytest.raises(RuleViolation), act(tree.organiser) as uow:
            proposal_batches.preview_batch(uow, ids, accept=True)


def test_who_reviews_nothing_has_no_batches(tree, act):
    proposal_id = tree.submitted()
    with pytest.raises(NotPermitted), act(tree.clerk) as uow:
        proposal_batches.preview_batch(uow, [proposal_id], accept=True)
    with pytest.raises(NotPermitted), act(tree.officer) as uow:
        proposal_batches.decide_batch(uow, [(proposal_id, 1)], "", accept=True)

    (line,) = preview(act, tree.officer, [proposal_id])
    assert isinstance(line.problem, NotPermitted)
