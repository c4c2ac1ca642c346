"""A sheet is looked at without holding it, and written at once if it still is what was seen."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from competition.domain.errors import Conflict, RuleViolation
from competition.domain.judging import TypedMark
from competition.persistence.audit import Overtaken
from competition.persistence.mark_saving import changed_marks, open_sheet
from competition.persistence.models.competitions import EventRow
from competition.persistence.models.judging import MarkRow
from competition.services import judging
from competition.services.unit_of_work import in_one_go, reading
from tests.services.test_judging import Desk, chain_of, save, typed

EARLIER = pytest.mark.parametrize("before", [{}, {"B1": "3"}], ids=["first", "next"])


@pytest.fixture
def desk(act):
    return Desk(act)


@pytest.fixture
def enter(app, desk):
    """Save marks on the sheet K7 as its page does."""

    def in_context(marks):
        with app.app_context():
            return in_one_go(desk.judge, lambda uow: judging.enter_marks(uow, desk.k7, list(marks)))

    return in_context


@pytest.fixture
def meanwhile(monkeypatch):
    """Do something once, after the next save has looked at its sheet and before it writes."""
    waiting = []
    read = judging.read_marks

    def read_after(*args):
        while waiting:
            waiting.pop()()
        return read(*args)

    monkeypatch.setattr(judging, "read_marks", read_after)
    return waiting.append


def kept(act):
    with act() as uow:
        rows = uow.session.execute(select(MarkRow.aspect_id, MarkRow.value, MarkRow.version))
        return {row.aspect_id: (row.value, row.version) for row in rows}


def test_marks_and_their_record_are_there_after_one_go(act, desk, enter):
    first = enter(typed({"A1": "80", "B1": "35.5"}))
    second = enter([TypedMark("A1", "81", first.marks["A1"].version), TypedMark("B3", "1", 0)])

    assert kept(act) == {"A1": (Decimal(81), 3), "B1": (Decimal("35.5"), 2), "B3": (Decimal(1), 3)}
    assert (second.marked, second.aspects) == (3, 4)
    assert chain_of(act, desk) == (2, [])


def test_a_mark_is_cleared_and_another_given_in_one_go(act, desk, enter):
    enter(typed({"A1": "80"}))
    enter([TypedMark("A1", "", 2), TypedMark("B1", "3", 0)])
    enter([TypedMark("B1", "", 3)])

    assert kept(act) == {}
    assert chain_of(act, desk) == (3, [])


@EARLIER
def test_a_save_that_was_overtaken_is_done_once_more(act, desk, enter, meanwhile, before):
    if before:
        save(act, desk, before)
    meanwhile(lambda: save(act, desk, {"B3": "7"}))

    enter(typed({"A1": "80"}))

    assert {a: value for a, (value, _) in kept(act).items()} == {
        **{a: Decimal(value) for a, value in before.items()},
        "A1": Decimal(80),
        "B3": Decimal(7),
    }
    assert chain_of(act, desk) == (len(before) + 2, [])


@EARLIER
def test_who_was_overtaken_at_the_same_mark_meets_the_other_version(
    act, desk, enter, meanwhile, before
):
    if before:
        save(act, desk, before)
    meanwhile(lambda: save(act, desk, {"A1": "60"}))

    with pytest.raises(Conflict) as met:
        enter(typed({"A1": "80"}))

    assert met.value.theirs["A1"].value == Decimal(60)
    assert kept(act)["A1"][0] == Decimal(60)
    assert chain_of(act, desk) == (len(before) + 1, [])


@EARLIER
def test_no_mark_slips_in_once_the_event_is_published(act, desk, enter, meanwhile, before):
    if before:
        save(act, desk, before)
    earlier = kept(act)

    def publish():
        with act() as uow:
            uow.session.get(EventRow, desk.event).state = "published"

    meanwhile(publish)

    with pytest.raises(RuleViolation, match="only while the event is marked"):
        enter(typed({"A1": "80"}))

    assert kept(act) == earlier


@EARLIER
def test_a_record_that_somebody_added_meanwhile_stays_in_the_chain(
    act, desk, enter, meanwhile, before
):
    if before:
        save(act, desk, before)

    def note():
        with act() as uow:
            uow.audit("sheet.submitted", f"sheet:{desk.k7}")

    meanwhile(note)

    enter(typed({"A1": "80"}))

    assert kept(act)["A1"][0] == Decimal(80)
    assert chain_of(act, desk) == (len(before) + 2, [])


@EARLIER
@pytest.mark.parametrize("is_writing", [False, True], ids=["alone", "within"])
def test_nothing_stands_of_what_was_decided_on_an_earlier_look(app, act, desk, before, is_writing):
    if before:
        save(act, desk, before)
    chain = f"sheet:{desk.k7}"
    with app.app_context(), reading(desk.judge) as uow:
        opened = open_sheet(uow.session, desk.k7, chain)
    save(act, desk, {"B3": "7"})
    later = kept(act)

    def write():
        with app.app_context(), act(desk.judge) if is_writing else reading(desk.judge) as uow:
            writing = changed_marks(opened, {"A1": Decimal(80)}, uow.now)
            uow.audit_with(writing, "marks.entered", chain)

    with pytest.raises(Overtaken):
        write()

    assert kept(act) == later
    assert chain_of(act, desk) == (len(before) + 1, [])
