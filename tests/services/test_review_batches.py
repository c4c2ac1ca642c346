"""Many entries at once: seen first, then all or none, then taken back where nothing followed."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from competition.domain.entry_reviews import Decision
from competition.domain.errors import Conflict, NotFound, RuleViolation
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.entry_reviews import EntryReviewRow
from competition.services import review_batches
from tests.factories import an_event
from tests.services.desk import ReviewDesk


@pytest.fixture
def desk(act):
    return ReviewDesk(act)


@pytest.fixture
def alone(act):
    return ReviewDesk(act, second_review=False)


def test_the_preview_says_what_becomes_of_each_and_why_not_and_writes_nothing(desk):
    fresh, seen, own = desk.enter(), desk.enter(), desk.enter()
    failing, waiting = desk.enter(problems=2), desk.enter("waiting", queue_number=1)
    desk.decide(desk.second, seen)
    desk.decide(desk.first, own)

    lines = desk.preview(desk.first, [fresh, seen, own, failing, waiting])

    found = {line.entry_id: (line.is_final, line.is_told, line.problem) for line in lines}
    assert found[fresh] == (False, False, None)
    assert found[seen] == (True, True, None)
    assert [found[one][2].rule for one in (own, failing, waiting)] == ["REV-02", "ELG-14", "REG-09"]
    assert desk.actions() == ["entry.recommended", "entry.recommended"]


def test_a_batch_is_decided_as_a_whole(alone):
    ids = [alone.enter() for _ in range(3)]

    alone.decide_all(alone.first, ids)

    assert alone.states() == ["accepted"] * 3
    assert alone.told() == ["entry.accepted"] * 3


def test_one_that_was_decided_meanwhile_keeps_all_from_being_decided(alone, act):
    first, second = alone.enter(), alone.enter()
    seen = [(line.entry_id, line.seen) for line in alone.preview(alone.first, [first, second])]
    alone.decide(alone.second, second)
    deed = review_batches.Deed(Decision.ACCEPT)

    with pytest.raises(Conflict), act(alone.first) as uow:
        review_batches.decide_batch(uow, alone.competition, seen, deed)

    assert alone.states() == ["submitted", "accepted"]


def test_one_that_was_recommended_meanwhile_is_a_conflict(desk, act):
    entry = desk.enter()
    seen = [(line.entry_id, line.seen) for line in desk.preview(desk.first, [entry])]
    desk.decide(desk.second, entry)
    deed = review_batches.Deed(Decision.ACCEPT)

    with pytest.raises(Conflict), act(desk.first) as uow:
        review_batches.decide_batch(uow, desk.competition, seen, deed)

    assert desk.states() == ["submitted"]


def test_places_that_become_free_go_on_once_all_are_decided(act):
    desk = ReviewDesk(act, second_review=False, seats=2)
    ids = [desk.enter(), desk.enter()]
    desk.enter("waiting", queue_number=1)
    desk.enter("waiting", queue_number=2)

    desk.decide_all(desk.first, ids, Decision.DECLINE, "不符合条件")

    assert desk.states() == ["declined", "declined", "offered", "offered"]


def test_a_batch_is_taken_back_and_the_workers_are_told(alone):
    ids = [alone.enter(), alone.enter()]
    key = alone.decide_all(alone.first, ids)

    undone = alone.undo(alone.first, key)

    assert (undone.count, undone.left) == (2, ())
    assert alone.states() == ["submitted", "submitted"]
    assert alone.told() == ["entry.accepted"] * 2 + ["entry.decision_undone"] * 2
    assert alone.actions()[-1] == "entry.decision_undone"


def test_taking_back_leaves_what_somebody_touched_since(alone, act):
    first, second = alone.enter(), alone.enter()
    key = alone.decide_all(alone.first, [first, second])
    with act() as uow:
        uow.session.get(EntryRow, second).level = "3"

    undone = alone.undo(alone.first, key)

    assert undone.count == 1
    assert [(stored.id, problem.rule) for stored, problem in undone.left] == [(second, "REV-06")]
    assert alone.states() == ["submitted", "accepted"]


def test_nothing_is_taken_back_twice(alone):
    key = alone.decide_all(alone.first, [alone.enter()])
    alone.undo(alone.first, key)

    undone = alone.undo(alone.first, key)

    assert (undone.count, [problem.rule for _, problem in undone.left]) == (0, ["REV-06"])


def test_a_place_that_went_on_keeps_a_declined_entry_declined(act):
    desk = ReviewDesk(act, second_review=False, seats=1)
    key = desk.decide_all(desk.first, [desk.enter()], Decision.DECLINE, "不符")
    desk.enter("accepted")

    undone = desk.undo(desk.first, key)

    assert [problem.rule for _, problem in undone.left] == ["REG-10"]
    assert desk.states() == ["declined", "accepted"]


def test_a_recommendation_is_taken_back_without_a_word_to_the_worker(desk):
    entry = desk.enter()
    key = desk.decide_all(desk.first, [entry])

    desk.undo(desk.first, key)

    assert desk.told() == []
    assert not desk.decide(desk.second, entry)


def test_what_was_recommended_before_stands_again(desk):
    entry = desk.enter()
    desk.decide(desk.first, entry)
    key = desk.decide_all(desk.second, [entry])
    accepted = desk.states()

    desk.undo(desk.second, key)

    assert accepted == ["accepted"]
    assert [line.is_final for line in desk.preview(desk.second, [entry])] == [True]


def test_after_half_an_hour_it_is_too_late(alone, act):
    key = alone.decide_all(alone.first, [alone.enter()])
    with act() as uow:
        past = uow.now - timedelta(minutes=31)
        uow.session.execute(update(EntryReviewRow).values(made_at=past))

    with pytest.raises(RuleViolation) as refusal:
        alone.undo(alone.first, key)

    assert refusal.value.rule == "REV-05"


def test_only_who_decided_takes_back_or_looks(alone, act):
    key = alone.decide_all(alone.first, [alone.enter()])

    for call in (review_batches.undo_batch, review_batches.describe_batch):
        with pytest.raises(NotFound), act(alone.second) as uow:
            call(uow, alone.competition, key)


def test_entries_of_elsewhere_do_not_exist_here(alone, act):
    with act() as uow:
        other = an_event(uow)
    entry = alone.enter(event_id=other)

    with pytest.raises(NotFound):
        alone.preview(alone.first, [entry])


@pytest.mark.parametrize("count", [0, 501])
def test_rev_04_a_batch_has_some_and_not_too_many(alone, count):
    with pytest.raises(RuleViolation) as refusal:
        alone.preview(alone.first, list(range(count)))

    assert refusal.value.rule == "REV-04"


def test_where_the_codes_are_out_every_line_says_so(act):
    desk = ReviewDesk(act, state="marking")

    lines = desk.preview(desk.first, [desk.enter()])

    assert [line.problem.rule for line in lines] == ["REG-06"]
