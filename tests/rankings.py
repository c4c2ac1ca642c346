"""Events with marks, ready to be published, through rows; publishing is the application's own."""

from decimal import Decimal

from competition.domain.permissions import INSTALLATION, Actor, Role
from competition.persistence.models.judging import MarkRow, MarkSheetRow
from competition.services import results
from tests.factories import (
    SCHEME,
    a_competition,
    a_mark_sheet,
    a_scheme,
    a_work_code,
    an_account,
    an_appointment,
    an_entry,
    an_event,
    some_policies,
)

ORGANISER = Actor(1, frozenset({(Role.ORGANISER, INSTALLATION)}))
POLICIES = {
    "ties": ["module:B"],
    "advance": {"places": 2, "reserves": 1},
    "prizes": [{"name": "一等奖", "count": 1}],
    "promotions": [
        {"places": [1, 2], "must_pass": ["A", "B"], "from": ["4"], "to": "3", "min_age": 21}
    ],
}
PEOPLE = {
    "0001": ("王小明", "苏城精密机械厂", ("86", "38", "3", "28")),
    "0002": ("李秀英", "东吴船舶公司", ("90", "30", "2", "25")),
    "0003": ("张伟", "苏城精密机械厂", ("70", "35", "2", "20")),
    "0004": ("=cmd()", "-1+1", ("50", "20", "1", "10")),
}
ASPECTS = ("A1", "B1", "B2", "B3")


def a_marked_event(uow, people=PEOPLE, **columns):
    """An event in marking, all sheets submitted; entry 0001 holds level 4 and is 30 years old."""
    event = an_event(uow, a_competition(uow), state="marking", **columns)
    a_scheme(uow, event, SCHEME)
    some_policies(uow, event, POLICIES)
    judge = an_appointment(uow, event, an_account(uow), "J1")
    for place, (number, (name, unit, marks)) in enumerate(people.items()):
        entry = an_entry(uow, event, number, name, unit, level="4", age=30)
        code = f"K{place:05d}"
        a_work_code(uow, event, entry, code)
        submit(uow, a_mark_sheet(uow, event, judge, code), marks)
    return event


def submit(uow, sheet, marks):
    row = uow.session.get(MarkSheetRow, sheet)
    row.state, row.submitted_at = "submitted", uow.now
    for aspect, value in zip(ASPECTS, marks, strict=True):
        uow.session.add(
            MarkRow(sheet_id=sheet, aspect_id=aspect, value=Decimal(value), entered_at=uow.now)
        )
    uow.session.flush()


def publish(act, event):
    with act(ORGANISER) as uow:
        return results.publish_results(uow, event, "published as agreed")


def retract(act, event):
    with act(ORGANISER) as uow:
        results.retract_results(uow, event, "a mark was mistyped")
