"""A judge with two works to mark in an event whose entry could give itself away."""

from types import SimpleNamespace

import pytest

from competition.domain.judging import TypedMark
from competition.services import judging
from tests.factories import (
    a_mark_sheet,
    a_scheme,
    a_work_code,
    an_account,
    an_appointment,
    an_entry,
    an_event,
    judge_of,
)

CANARY = ("金丝雀子轩", "卡纳瑞冶炼厂", "CANARY-4711")
FULL = {"A1": "80", "B1": "35.5", "B2": "2", "B3": "27.125"}


@pytest.fixture
def desk(act):
    """Two judges; the first has the sheets K7 and M2, the second K7."""
    with act() as uow:
        judge, colleague = an_account(uow, name="陈裁判"), an_account(uow, name="周裁判")
        event = an_event(uow, state="marking")
        a_scheme(uow, event)
        name, unit, number = CANARY
        entry = an_entry(uow, event, number=number, name=name, unit=unit)
        a_work_code(uow, event, entry, "K7")
        one = an_appointment(uow, event, judge, "J1")
        two = an_appointment(uow, event, colleague, "J2")
        m2, k7 = a_mark_sheet(uow, event, one, "M2"), a_mark_sheet(uow, event, one, "K7")
        other = a_mark_sheet(uow, event, two, "K7")
    return SimpleNamespace(judge=judge, colleague=colleague, event=event, m2=m2, k7=k7, other=other)


@pytest.fixture
def enter(act, desk):
    """Save marks on the judge's sheet K7 as a device that knows it to be untouched."""

    def save(marks, base=0, submit=False):
        with act(judge_of(desk.event, desk.judge)) as uow:
            typed = [TypedMark(aspect, text, base) for aspect, text in marks.items()]
            judging.enter_marks(uow, desk.k7, typed)
            if submit:
                judging.submit_sheet(uow, desk.k7)

    return save
