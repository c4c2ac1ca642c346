"""Two events to measure with: one of 1,000 entries that is published, one that is being marked."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from flask import Flask
from sqlalchemy import insert, select

from competition.domain.judging import TypedMark
from competition.domain.permissions import INSTALLATION, VISITOR, Actor, Role
from competition.persistence.blind_codes import BlindCodeRow
from competition.persistence.db import db
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.judging import MarkRow, MarkSheetRow
from competition.services import results
from competition.services.unit_of_work import UnitOfWork, unit_of_work
from tests.factories import (
    a_scheme,
    an_account,
    an_appointment,
    an_event,
    judge_of,
    some_policies,
)

ENTRIES, ASPECTS, JUDGES, SHEETS = 1000, 20, 3, 2000
CANARY = "7.773"
ORGANISER = Actor(1, frozenset({(Role.ORGANISER, INSTALLATION)}))
SCHEME = {
    "modules": [
        {
            "id": module,
            "title": title,
            "weight": weight,
            "items": [
                {"id": f"{module}{n}", "kind": "score", "max": "10"}
                for n in range(1, ASPECTS // 2 + 1)
            ],
        }
        for module, title, weight in (("A", "理论", "0.30"), ("B", "实操", "0.70"))
    ]
}
ITEMS = [f"{module}{n}" for module in "AB" for n in range(1, ASPECTS // 2 + 1)]
POLICIES = {"ties": ["module:B"], "advance": {"places": 60, "reserves": 10}}


@dataclass(frozen=True)
class Prepared:
    """The published event, the one being marked, its judge and that judge's sheets."""

    published: int
    marking: int
    judge: Actor
    sheets: tuple[int, ...]


def prepare(app: Flask) -> Prepared:
    """Make both events; publish the first by the application's own service."""
    with app.app_context():
        db.create_all()
        with unit_of_work(VISITOR) as uow:
            published = marked_event(uow)
            marking = an_event(uow, title="评分中", state="marking")
            a_scheme(uow, marking, SCHEME)
            account = an_account(uow)
            appointment = an_appointment(uow, marking, account)
            _add_sheets(uow, marking, appointment, SHEETS)
            mine = select(MarkSheetRow.id).where(MarkSheetRow.appointment_id == appointment)
            sheets = tuple(uow.session.scalars(mine))
        with unit_of_work(ORGANISER) as uow:
            results.publish_results(uow, published, "")
    return Prepared(published, marking, judge_of(marking, account), sheets)


def retract(app: Flask, prepared: Prepared) -> None:
    """Take the ranking back."""
    with app.app_context(), unit_of_work(ORGANISER) as uow:
        results.retract_results(uow, prepared.published, "measured")


def canary_marks(prepared: Prepared) -> Iterator[tuple[int, TypedMark]]:
    """One canary mark after the other, each on an empty field."""
    for item in ITEMS:
        for sheet in prepared.sheets:
            yield sheet, TypedMark(item, CANARY, 0)


def marked_event(uow: UnitOfWork) -> int:
    """Make an event of 1,000 entries that is wholly marked and submitted."""
    event = int(an_event(uow, title="数控车工决赛", state="marking"))
    a_scheme(uow, event, SCHEME)
    some_policies(uow, event, POLICIES)
    entries = [
        {
            "event_id": event,
            "number": f"{n:04d}",
            "name": f"选手{n:04d}",
            "unit": f"第{n % 97}机械厂",
            "created_at": uow.now,
        }
        for n in range(1, ENTRIES + 1)
    ]
    uow.session.execute(insert(EntryRow), entries)
    ids = uow.session.scalars(select(EntryRow.id).where(EntryRow.event_id == event)).all()
    codes = [
        {"event_id": event, "entry_id": id_, "work_code": f"W{n:05d}"} for n, id_ in enumerate(ids)
    ]
    uow.session.execute(insert(BlindCodeRow), codes)
    for judge in range(JUDGES):
        appointment = an_appointment(uow, event, an_account(uow), f"J{judge}")
        _add_sheets(uow, event, appointment, ENTRIES, "submitted")
        mine = select(MarkSheetRow.id).where(MarkSheetRow.appointment_id == appointment)
        _mark_all(uow, uow.session.scalars(mine).all(), judge)
    return event


def _add_sheets(
    uow: UnitOfWork, event: int, appointment: int, count: int, state: str = "open"
) -> None:
    sheets = [
        {
            "event_id": event,
            "appointment_id": appointment,
            "work_code": f"W{n:05d}",
            "state": state,
        }
        for n in range(count)
    ]
    uow.session.execute(insert(MarkSheetRow), sheets)


def _mark_all(uow: UnitOfWork, sheets: list[int], judge: int) -> None:
    marks = [
        {
            "sheet_id": sheet,
            "aspect_id": item,
            "value": Decimal((n * 37 + m * 11 + judge * 5) % 1000) / 100,
            "entered_at": uow.now,
        }
        for n, sheet in enumerate(sheets)
        for m, item in enumerate(ITEMS)
    ]
    uow.session.execute(insert(MarkRow), marks)
