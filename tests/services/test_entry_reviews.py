"""Deciding about an entry: alone, as one of two, and when another was quicker."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from competition.domain.entry_reviews import Decision
from competition.domain.errors import Conflict, NotPermitted, RuleViolation
from competition.domain.registration_rules import RegistrationRules
from competition.persistence.models.entries import EntryRow
from competition.services import entry_reviews
from tests.factories import some_rules
from tests.services.desk import ReviewDesk


@pytest.fixture
def desk(act):
    return ReviewDesk(act)


def test_without_the_rule_one_reviewer_decides(act):
    desk = ReviewDesk(act, second_review=False)

    stands = desk.decide(desk.first, desk.enter())

    assert stands
    assert desk.states() == ["accepted"]
    assert desk.told() == ["entry.accepted"]


def test_the_first_recommends_and_nobody_is_told(desk):
    stands = desk.decide(desk.first, desk.enter())

    assert not stands
    assert desk.states() == ["submitted"]
    assert desk.told() == []
    assert desk.actions() == ["entry.recommended"]


def test_the_second_one_who_agrees_accepts(desk):
    entry = desk.enter()
    desk.decide(desk.first, entry)

    stands = desk.decide(desk.second, entry)

    assert stands
    assert desk.states() == ["accepted"]
    assert desk.actions() == ["entry.recommended", "entry.accepted"]


def test_rev_02_the_same_person_does_not_confirm_from_whichever_page(desk, act):
    entry = desk.enter()
    desk.decide(desk.first, entry)

    with pytest.raises(RuleViolation) as refusal, act(desk.first) as uow:
        entry_reviews.answer_entry(uow, desk.event, entry, accept=True)

    assert refusal.value.rule == "REV-02"
    assert desk.states() == ["submitted"]


def test_two_opinions_decide_nothing_until_two_agree(desk):
    entry = desk.enter()
    desk.decide(desk.first, entry)

    against = desk.decide(desk.second, entry, Decision.DECLINE, "证书已过期")
    agreed = desk.decide(desk.first, entry, Decision.DECLINE)

    assert (against, agreed) == (False, True)
    assert desk.states() == ["declined"]
    assert desk.told() == ["entry.declined"]


def test_one_alone_sends_back_and_what_comes_again_starts_again(desk, act):
    entry = desk.enter()
    desk.decide(desk.first, entry)

    assert desk.decide(desk.second, entry, Decision.RETURN, "请补充证书")
    with act() as uow:
        uow.session.get(EntryRow, entry).state = "submitted"
    assert not desk.decide(desk.second, entry)
    assert desk.told() == ["entry.returned"]


def test_rev_03_a_recommendation_falls_when_the_entry_changes(desk, act):
    entry = desk.enter()
    desk.decide(desk.first, entry)
    with act() as uow:
        uow.session.get(EntryRow, entry).unit = "另一家工厂"

    stands = desk.decide(desk.second, entry)

    assert not stands


def test_the_place_goes_on_only_when_two_have_declined(act):
    desk = ReviewDesk(act, seats=1)
    entry = desk.enter()
    desk.enter("waiting", queue_number=1)

    desk.decide(desk.first, entry, Decision.DECLINE, "不符合条件")
    recommended = desk.states()
    desk.decide(desk.second, entry, Decision.DECLINE)

    assert recommended == ["submitted", "waiting"]
    assert desk.states() == ["declined", "offered"]


def test_what_is_not_met_keeps_also_the_first_reviewer(desk, act):
    entry = desk.enter(problems=1)

    with pytest.raises(RuleViolation) as refusal:
        desk.decide(desk.first, entry)

    assert refusal.value.rule == "ELG-14"


@pytest.mark.parametrize("decision", [Decision.RETURN, Decision.DECLINE])
def test_who_turns_an_entry_away_says_why(desk, decision):
    with pytest.raises(RuleViolation) as refusal:
        desk.decide(desk.first, desk.enter(), decision, " ")

    assert refusal.value.rule == "REG-08"


def test_the_later_of_two_sees_what_the_other_decided(desk):
    entry = desk.enter()
    desk.decide(desk.first, entry, seen=(1, 0))

    with pytest.raises(Conflict) as conflict:
        desk.decide(desk.second, entry, Decision.DECLINE, "不符", seen=(1, 0))

    assert conflict.value.theirs.reviewer == "甲"
    assert conflict.value.theirs.decision is Decision.ACCEPT
    assert desk.actions() == ["entry.recommended"]


def test_of_two_who_decide_at_the_same_instant_one_is_stopped(act):
    desk = ReviewDesk(act, second_review=False)
    entry, start = desk.enter(), Barrier(2)

    def decide(actor, decision):
        start.wait(5)
        try:
            return desk.decide(actor, entry, decision, "不符", seen=(1, 0))
        except Conflict:
            return "conflict"

    with ThreadPoolExecutor(2) as pool:
        done = pool.map(decide, (desk.first, desk.second), (Decision.ACCEPT, Decision.DECLINE))

    assert sorted(map(str, done)) == ["True", "conflict"]
    assert len(desk.told()) == 1


def test_other_competitions_reviewers_and_judges_decide_nothing(desk):
    with pytest.raises(NotPermitted):
        desk.decide(desk.stranger, desk.enter())


def test_nothing_is_decided_once_the_codes_are_out(act):
    desk = ReviewDesk(act, state="marking")

    with pytest.raises(RuleViolation) as refusal:
        desk.decide(desk.first, desk.enter())

    assert refusal.value.rule == "REG-06"


def test_a_rule_that_is_taken_away_lets_the_recommended_be_accepted_alone(desk, act):
    entry = desk.enter()
    desk.decide(desk.first, entry)
    with act() as uow:
        some_rules(uow, desk.event, RegistrationRules(), number=2)

    assert desk.decide(desk.first, entry)
