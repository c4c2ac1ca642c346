"""The queue of the review desk: filters, counts, order, one page at a time; reasons kept ready."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from competition.domain.entry_forms import Asked, EntryForm, Question
from competition.domain.entry_reviews import Decision, Reason
from competition.domain.errors import Conflict, NotPermitted
from competition.domain.permissions import Actor, Role, Scope, ScopeKind
from competition.persistence import entry_forms
from competition.persistence.models.competitions import CompetitionRow
from competition.persistence.models.entries import EntryRow
from competition.services import review_queue, review_reasons
from competition.services.review_queue import QueueFilter
from tests.factories import a_competition, a_file, an_event, organiser_of
from tests.services.desk import ReviewDesk

CERTIFICATE = Question("q1", "技能等级证书", Asked.FILE, required=True)


@pytest.fixture
def desk(act):
    return ReviewDesk(act)


def queue(desk, actor=None, page=50, **wanted):
    with desk.act(actor or desk.first) as uow:
        return review_queue.list_queue(uow, desk.competition, QueueFilter(**wanted), page)


def shown(desk, actor=None, **wanted):
    return [line.id for line in queue(desk, actor, **wanted).lines]


def age(desk, entry, days):
    with desk.act() as uow:
        at = uow.now - timedelta(days=days)
        uow.session.execute(update(EntryRow).where(EntryRow.id == entry).values(submitted_at=at))


def ask_certificate(desk):
    with desk.act() as uow:
        form = EntryForm(1, (CERTIFICATE,))
        entry_forms.add(uow.session, desk.event, form, None, uow.now)


def test_those_that_wait_longest_come_first_page_by_page(desk):
    late, early, middle = desk.enter(), desk.enter(), desk.enter()
    age(desk, early, 9)
    age(desk, middle, 4)

    first = queue(desk, page=2)
    second = queue(desk, page=2, after=first.after)

    assert [line.id for line in first.lines] == [early, middle]
    assert [line.id for line in second.lines] == [late]
    assert (first.after, second.after, first.counts.fitting) == (middle, None, 3)


def test_whose_turn_it_is_filters_and_counts(desk):
    fresh, own, others = desk.enter(), desk.enter(), desk.enter()
    desk.decide(desk.first, own)
    desk.decide(desk.second, others)

    assert shown(desk) == [fresh, others]
    assert shown(desk, turn="first") == [fresh]
    assert shown(desk, turn="second") == [others]
    assert shown(desk, turn="own") == [own]
    assert shown(desk, desk.second, turn="second") == [own]
    assert queue(desk).counts.turns == {"": 2, "first": 1, "second": 1, "own": 1}


def test_what_there_is_to_object_to_filters_and_counts(desk):
    ask_certificate(desk)
    good, bare, failing = desk.enter(), desk.enter(), desk.enter(problems=1)
    with desk.act() as uow:
        for entry in (good, failing):
            a_file(uow, f"entry:{entry}")

    assert shown(desk, issue="finding") == [failing]
    assert shown(desk, issue="document") == [bare]
    assert shown(desk, issue="none") == [good]
    assert queue(desk).counts.issues == {"": 3, "finding": 1, "document": 1, "none": 1}


def test_how_long_it_waits_filters_and_counts(desk):
    fresh, old = desk.enter(), desk.enter()
    age(desk, old, 8)

    assert shown(desk, days=7) == [old]
    assert shown(desk, days=14) == []
    assert queue(desk).counts.days == {0: 2, 3: 1, 7: 1}
    assert fresh not in shown(desk, days=3)


def test_units_events_and_states_filter(desk, act):
    with act() as uow:
        other = an_event(uow, desk.competition, title="焊工")
    here, there = desk.enter(unit="甲厂"), desk.enter(unit="乙厂", event_id=other)
    accepted = desk.enter("accepted")

    assert shown(desk, unit="甲 厂") == [here]
    assert shown(desk, event_id=other) == [there]
    assert shown(desk, state="accepted") == [accepted]
    found = queue(desk, event_id=other)
    assert found.counts.events == {0: 2, desk.event: 1, other: 1}
    assert found.counts.states == {"submitted": 2, "accepted": 1}


def test_the_queue_asks_as_often_for_one_entry_as_for_five(desk, count_queries):
    ask_certificate(desk)
    counts = []
    for _ in range(2):
        desk.enter()
        with desk.act(desk.first) as uow, count_queries(uow) as seen:
            review_queue.list_queue(uow, desk.competition, QueueFilter())
        counts.append(seen.count)
        for _ in range(3):
            desk.enter()

    assert counts[0] == counts[1] <= 10


def test_who_reviews_one_event_sees_only_that_one(desk, act):
    with act() as uow:
        other = an_event(uow, desk.competition)
    desk.enter(event_id=other)
    here = desk.enter()
    only = Actor(None, frozenset({(Role.ORGANISER, Scope(ScopeKind.EVENT, desk.event))}))

    assert shown(desk, only) == [here]
    with pytest.raises(NotPermitted):
        shown(desk, desk.stranger)


def test_the_next_one_follows_in_the_same_queue_and_begins_again_at_its_end(desk, act):
    first, second, third = desk.enter(), desk.enter(), desk.enter(problems=1)

    with act(desk.first) as uow:
        found = [
            review_queue.find_next(uow, desk.competition, QueueFilter(issue=issue), entry)
            for entry, issue in ((first, "none"), (second, "none"), (third, "document"))
        ]

    assert found == [(second, desk.event), (first, desk.event), None]


def test_the_screen_shows_neighbours_and_which_documents_are_lacking(desk, act):
    ask_certificate(desk)
    first, second, third = desk.enter(), desk.enter(), desk.enter()

    with act(desk.first) as uow:
        found = review_queue.describe_review(uow, desk.event, second, QueueFilter())

    assert (found.before, found.after) == ((first, desk.event), (third, desk.event))
    assert found.lacking == ("技能等级证书",)
    assert found.decisions == frozenset(Decision)
    assert (found.fitting, found.seen) == (3, (1, 0))


def test_reasons_are_the_competitions_own_else_those_its_organiser_wrote_last(desk, act):
    own = (Reason(Decision.RETURN, "照片", "请重新上传照片。"),)
    with act() as uow:
        organiser = uow.session.get(CompetitionRow, desk.competition).organisation_id
        next_year = a_competition(uow, organisation_id=organiser)
    with act(desk.first) as uow:
        before = review_reasons.list_reasons(uow, desk.competition)
        review_reasons.save_reasons(uow, desk.competition, own, before.version)
        after = review_reasons.list_reasons(uow, desk.competition)
    with act(organiser_of(next_year)) as uow:
        theirs = review_reasons.list_reasons(uow, next_year)

    assert (before.version, before.reasons) == (0, ())
    assert (after.version, after.reasons) == (1, own)
    assert (theirs.version, theirs.reasons) == (0, own)


def test_reasons_that_were_changed_meanwhile_are_a_conflict(desk, act):
    reasons = (Reason(Decision.DECLINE, "工种", "工种不符。"),)
    with act(desk.first) as uow:
        review_reasons.save_reasons(uow, desk.competition, reasons, 0)

    with pytest.raises(Conflict) as conflict, act(desk.second) as uow:
        review_reasons.save_reasons(uow, desk.competition, (), 0)

    assert conflict.value.theirs.reasons == reasons


def test_an_officer_finds_the_unions_desks_where_somebody_waits_longest_first(desk, act):
    with act() as uow:
        idle, elsewhere = an_event(uow, desk.competition), an_event(uow)
        preparing = an_event(uow, desk.competition, state="draft")
        union = uow.session.get(CompetitionRow, desk.competition).organisation_id
    officer = Actor(roles=frozenset({(Role.OFFICER, Scope(ScopeKind.ORGANISATION, union))}))
    desk.enter(), desk.enter(), desk.enter("accepted")

    with act(officer) as uow:
        found = review_queue.list_desks(uow)

    assert [(line.event_id, line.waiting) for line in found] == [(desk.event, 2), (idle, 0)]
    assert not {elsewhere, preparing} & {line.event_id for line in found}
    with pytest.raises(NotPermitted), act(Actor()) as uow:
        review_queue.list_desks(uow)
