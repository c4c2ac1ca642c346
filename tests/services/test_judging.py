from decimal import Decimal
from threading import Thread

import pytest
from sqlalchemy import select

from competition.domain.audit import chain_issues
from competition.domain.errors import Conflict, NotFound, NotPermitted, RuleViolation
from competition.domain.judging import SheetState, StoredMark, TypedMark
from competition.domain.permissions import Actor
from competition.persistence.audit import record_of
from competition.persistence.models.audit import AuditChainRow, AuditRecordRow
from competition.persistence.models.competitions import EventRow
from competition.persistence.models.judging import MarkChangeRow, MarkRow
from competition.services import judging
from competition.services.judging import MarksRefused, WorkAhead
from tests.factories import (
    a_mark_sheet,
    a_scheme,
    an_account,
    an_appointment,
    an_event,
    judge_of,
)

A_WHILE = 0.3
FULL = {"A1": "80", "B1": "35.5", "B2": "2", "B3": "27.125"}


class Desk:
    """Two judges of an event in marking; the first has sheets K7 and M2, the second K7."""

    def __init__(self, act):
        with act() as uow:
            first, second = an_account(uow), an_account(uow)
            self.event = an_event(uow, state="marking")
            a_scheme(uow, self.event)
            one = an_appointment(uow, self.event, first, "J1")
            two = an_appointment(uow, self.event, second, "J2", modules=["B"])
            self.m2 = a_mark_sheet(uow, self.event, one, "M2")
            self.k7 = a_mark_sheet(uow, self.event, one, "K7")
            self.other = a_mark_sheet(uow, self.event, two, "K7")
        self.judge = judge_of(self.event, first)
        self.colleague = judge_of(self.event, second)


@pytest.fixture
def desk(act):
    return Desk(act)


def typed(marks, base=0):
    return [TypedMark(aspect, text, base) for aspect, text in marks.items()]


def save(act, desk, marks, base=0, sheet=None):
    with act(desk.judge) as uow:
        return judging.enter_marks(uow, sheet or desk.k7, typed(marks, base))


def submit(act, desk):
    save(act, desk, FULL)
    with act(desk.judge) as uow:
        judging.submit_sheet(uow, desk.k7)


def stored(act):
    with act() as uow:
        rows = uow.session.scalars(select(MarkRow).order_by(MarkRow.aspect_id))
        return {row.aspect_id: (row.value, row.first_value, row.version) for row in rows}


def actions(act):
    with act() as uow:
        return uow.session.scalars(select(AuditRecordRow.action)).all()


def test_judge_sees_own_sheets_by_work_code_with_progress(act, desk):
    save(act, desk, {"A1": "80"}, sheet=desk.m2)

    with act(desk.judge) as uow:
        lines = judging.list_sheets(uow)

    assert [(s.work_code, s.marked, s.aspects, s.is_started) for s in lines] == [
        ("K7", 0, 4, False),
        ("M2", 1, 4, True),
    ]


def test_sheets_are_listed_only_while_the_event_is_marked(act, desk):
    with act() as uow:
        uow.session.get(EventRow, desk.event).state = "published"

    with act(desk.judge) as uow:
        assert judging.list_sheets(uow) == []
    with act() as uow:
        assert judging.list_sheets(uow) == []


def test_sheet_shows_the_aspects_of_the_judges_modules_and_no_total(act, desk):
    with act(desk.colleague) as uow:
        sheet = judging.describe_sheet(uow, desk.other)

    assert [module.id for module in sheet.modules] == ["B"]
    assert [(a.aspect.id, a.value, a.version) for a in sheet.aspects] == [
        ("B1", None, 0),
        ("B2", None, 0),
        ("B3", None, 0),
    ]
    assert (sheet.marked, sheet.next_sheet) == (0, None)


def test_next_sheet_is_the_following_open_one_in_order_of_work_codes(act, desk):
    with act(desk.judge) as uow:
        assert judging.describe_sheet(uow, desk.k7).next_sheet == WorkAhead(desk.m2, "M2")
        assert judging.describe_sheet(uow, desk.m2).next_sheet == WorkAhead(desk.k7, "K7")


def test_marks_are_saved_with_one_version_and_one_audit_record(act, desk):
    saved = save(act, desk, FULL)

    assert (saved.marked, saved.aspects) == (4, 4)
    assert saved.marks["B3"] == StoredMark(Decimal("27.125"), 2)
    assert stored(act) == {a: (Decimal(v), None, 2) for a, v in FULL.items()}
    with act() as uow:
        record = uow.session.scalars(select(AuditRecordRow)).one()
        assert (record.chain, record.action) == (f"sheet:{desk.k7}", "marks.entered")
        assert record.detail == {"work": "K7", "marks": FULL}


def test_sending_the_same_again_changes_nothing(act, desk):
    save(act, desk, FULL)

    again = save(act, desk, FULL)

    assert again.marks["A1"].version == 2
    assert actions(act) == ["marks.entered"]


def test_an_empty_text_clears_the_mark_and_its_version_is_not_used_again(act, desk):
    save(act, desk, {"A1": "80"})

    cleared = save(act, desk, {"A1": ""}, base=2)
    back = save(act, desk, {"A1": "70"})

    assert (cleared.marks, cleared.marked) == ({"A1": None}, 0)
    assert back.marks["A1"] == StoredMark(Decimal(70), 4)


def test_every_wrong_mark_is_named_and_nothing_is_saved(act, desk):
    with pytest.raises(MarksRefused) as caught:
        save(act, desk, {"A1": "101", "B1": "x", "B2": "2", "Z9": "1"})

    assert [issue.path for issue in caught.value.issues] == ["A1", "B1", "Z9"]
    assert stored(act) == {}


def test_a_mark_changed_on_another_device_is_a_conflict_with_both_versions(act, desk):
    save(act, desk, {"A1": "80", "B1": "30"})

    with pytest.raises(Conflict) as caught:
        save(act, desk, {"A1": "81", "B1": "30"})

    assert caught.value.theirs == {"A1": StoredMark(Decimal(80), 2)}
    assert caught.value.ours == {"A1": Decimal(81)}
    assert stored(act)["A1"] == (Decimal(80), None, 2)


@pytest.mark.parametrize("state", ["closed", "published"])
def test_marks_are_entered_only_while_the_event_is_marked(act, desk, state):
    with act() as uow:
        uow.session.get(EventRow, desk.event).state = state

    with pytest.raises(RuleViolation, match="only while the event is marked"):
        save(act, desk, FULL)


def test_sheets_of_others_do_not_exist_for_a_judge(act, desk):
    with pytest.raises(NotFound), act(desk.judge) as uow:
        judging.describe_sheet(uow, desk.other)
    with pytest.raises(NotFound), act(desk.judge) as uow:
        judging.enter_marks(uow, desk.other, typed({"B1": "1"}))
    with pytest.raises(NotFound), act(desk.judge) as uow:
        judging.submit_sheet(uow, 999_999)


def test_whoever_lost_the_judges_role_may_not_mark(act, desk):
    with pytest.raises(NotPermitted), act(Actor(desk.judge.account_id)) as uow:
        judging.enter_marks(uow, desk.k7, typed(FULL))


def test_a_sheet_with_missing_marks_is_not_submitted(act, desk):
    save(act, desk, {"A1": "80", "B2": "3"})

    with (
        pytest.raises(RuleViolation, match="2 aspects have no mark yet"),
        act(desk.judge) as uow,
    ):
        judging.submit_sheet(uow, desk.k7)


def test_submitting_keeps_the_first_values_and_closes_the_sheet(act, desk):
    submit(act, desk)
    with act(desk.judge) as uow:
        judging.submit_sheet(uow, desk.k7)

    assert stored(act)["B1"] == (Decimal("35.5"), Decimal("35.5"), 2)
    assert actions(act) == ["marks.entered", "sheet.submitted"]
    with pytest.raises(RuleViolation, match="Give a reason"):
        save(act, desk, {"A1": "81"}, base=2)


def test_a_submitted_mark_changes_with_a_reason_and_keeps_its_first_value(act, desk):
    submit(act, desk)

    with act(desk.judge) as uow:
        judging.correct_mark(uow, desk.k7, TypedMark("A1", "82", 2), " read wrongly ")

    assert stored(act)["A1"] == (Decimal(82), Decimal(80), 4)
    with act() as uow:
        change = uow.session.scalars(select(MarkChangeRow)).one()
        assert (change.old_value, change.new_value, change.reason) == (80, 82, "read wrongly")
        assert change.account_id == desk.judge.account_id
    with act(desk.judge) as uow:
        sheet = judging.describe_sheet(uow, desk.k7)
    assert [(a.aspect.id, a.first) for a in sheet.aspects if a.is_changed] == [("A1", 80)]


@pytest.mark.parametrize(
    ("mark", "reason", "error"),
    [
        (TypedMark("A1", "82", 2), " ", RuleViolation),
        (TypedMark("A1", "", 2), "slip", RuleViolation),
        (TypedMark("A1", "101", 2), "slip", RuleViolation),
        (TypedMark("A1", "82", 1), "slip", Conflict),
        (TypedMark("Z1", "82", 2), "slip", NotFound),
    ],
)
def test_a_correction_that_breaks_a_rule_changes_nothing(act, desk, mark, reason, error):
    submit(act, desk)

    with pytest.raises(error), act(desk.judge) as uow:
        judging.correct_mark(uow, desk.k7, mark, reason)

    assert stored(act)["A1"] == (Decimal(80), Decimal(80), 2)


def test_correcting_to_the_same_value_is_no_change(act, desk):
    submit(act, desk)

    with act(desk.judge) as uow:
        judging.correct_mark(uow, desk.k7, TypedMark("A1", "80", 0), "slip")

    assert actions(act) == ["marks.entered", "sheet.submitted"]


def test_judges_learn_that_grades_are_far_apart_only_after_submitting(act, desk):
    submit(act, desk)
    with act(desk.colleague) as uow:
        judging.enter_marks(uow, desk.other, typed({"B1": "30", "B2": "0", "B3": "20"}))
        before = judging.describe_sheet(uow, desk.other)
        judging.submit_sheet(uow, desk.other)
        after = judging.describe_sheet(uow, desk.other)

    assert [a.aspect.id for a in before.aspects if a.far_apart] == []
    assert [a.aspect.id for a in after.aspects if a.far_apart] == ["B2"]
    assert after.state is SheetState.SUBMITTED


def chain_of(act, desk):
    """How many records the chain of the sheet K7 has, and what is wrong with it."""
    with act() as uow:
        chain = f"sheet:{desk.k7}"
        rows = uow.session.scalars(select(AuditRecordRow).where(AuditRecordRow.chain == chain))
        records = [(record_of(row), row.digest) for row in rows.all()]
        records.sort(key=lambda kept: kept[0].sequence)
        head = uow.session.get(AuditChainRow, chain)
        return len(records), chain_issues(chain, records, head.length, head.digest)


def test_the_audit_chain_of_a_sheet_is_sound(act, desk):
    submit(act, desk)

    assert chain_of(act, desk) == (2, [])


@pytest.mark.parametrize("before", [{}, {"B1": "3"}])
def test_a_save_that_waited_for_another_device_meets_what_that_one_saved(act, desk, before):
    if before:
        save(act, desk, before)
    met = []

    def save_too():
        try:
            save(act, desk, {"A1": "60"})
        except Conflict as conflict:
            met.append(conflict.theirs["A1"].value)

    other = Thread(target=save_too)
    with act(desk.judge) as uow:
        judging.enter_marks(uow, desk.k7, typed({"A1": "80"}))
        other.start()
        other.join(A_WHILE)
    other.join()

    assert met == [Decimal(80)]
    assert stored(act)["A1"][0] == Decimal(80)
    assert chain_of(act, desk) == (len(before) + 1, [])
