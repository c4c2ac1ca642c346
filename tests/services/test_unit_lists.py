"""A unit's list: written by its clerks, entered whole, sealed, and nobody else's business."""

import pytest
from sqlalchemy import func, select

from competition.domain.errors import Conflict, NotFound, NotPermitted, RuleViolation
from competition.domain.permissions import INSTALLATION, Actor, Role, Scope, ScopeKind
from competition.domain.registration_rules import RegistrationRules
from competition.persistence.models.competitions import EventRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.people import PersonRow
from competition.persistence.models.unit_lists import UnitListRow
from competition.services import unit_list_files, unit_lists
from tests.factories import (
    a_competition,
    a_person,
    a_role,
    an_account,
    an_appointment,
    an_event,
    an_id_number,
    an_organisation,
    some_rules,
)

NAMES = ("赵一鸣", "钱海", "孙大伟", "李娜", "周芳")


def rows(count, **more):
    return [
        {"name": NAMES[n - 1], "id_number": an_id_number(n), "level": "4", **more}
        for n in range(1, count + 1)
    ]


class Desk:
    """A unit with its clerk, another unit with its own, and an open event."""

    def __init__(self, act, **event):
        self.act = act
        with act() as uow:
            self.event = an_event(uow, a_competition(uow), state="open", **event)
            self.unit, self.other = (
                an_organisation(uow, "甲厂", "unit"),
                an_organisation(uow, "乙厂", "unit"),
            )
            self.clerk, self.stranger = self._clerk(uow, self.unit), self._clerk(uow, self.other)
            account = an_account(uow)
            a_role(uow, account)
            self.organiser = Actor(account, frozenset({(Role.ORGANISER, INSTALLATION)}))

    def _clerk(self, uow, unit):
        scope, account = Scope(ScopeKind.ORGANISATION, unit), an_account(uow)
        a_role(uow, account, Role.CLERK, scope)
        return Actor(account, frozenset({(Role.CLERK, scope)}))

    def save(self, typed, version=0, actor=None):
        with self.act(actor or self.clerk) as uow:
            return unit_lists.save_list(uow, self.event, self.unit, typed, version)

    def enter(self, version=1, actor=None):
        with self.act(actor or self.clerk) as uow:
            return unit_lists.enter_list(uow, self.event, self.unit, version)

    def seal(self, version=1):
        with self.act(self.clerk) as uow:
            return unit_lists.seal_list(uow, self.event, self.unit, version)

    def shown(self, actor=None, typed=None):
        with self.act(actor or self.clerk) as uow:
            return unit_lists.describe_list(uow, self.event, self.unit, typed)

    def count(self, model):
        with self.act() as uow:
            return uow.session.scalar(select(func.count()).select_from(model))


@pytest.fixture
def desk(act):
    return Desk(act)


def problems(found):
    return [[(i.rule, i.path) for i in row.issues] for row in found.rows]


def test_everybody_on_the_list_is_entered_for_the_unit(desk):
    desk.save(rows(3))

    assert desk.enter() is None

    with desk.act() as uow:
        stored = uow.session.execute(
            select(EntryRow.number, EntryRow.name, EntryRow.unit, EntryRow.unit_id, EntryRow.state)
        ).all()
    assert stored == [
        (f"000{n}", NAMES[n - 1], "甲厂", desk.unit, "submitted") for n in range(1, 4)
    ]
    assert desk.count(PersonRow) == 3
    assert [row.entry_number for row in desk.shown().rows] == ["0001", "0002", "0003"]


def test_lst_05_one_bad_row_keeps_everybody_out(desk):
    desk.save([*rows(2), {"name": "无号码"}])

    with pytest.raises(RuleViolation) as refused:
        desk.enter()

    assert refused.value.rule == "LST-05"
    assert desk.count(EntryRow) == 0
    assert problems(desk.shown()) == [[], [], [("LST-02", "id_number")]]


def test_whose_number_it_is_is_not_told(desk):
    with desk.act() as uow:
        a_person(uow, "真名字", an_id_number(1))

    found = desk.shown(typed=rows(1))

    assert problems(found) == [[("PSN-06", "name")]]
    assert "真名字" not in repr(found.rows)


def test_nobody_is_entered_twice_and_new_rows_are_entered_later(desk):
    desk.save(rows(2))
    desk.enter()
    version = desk.save(rows(3), 1)

    desk.enter(version)
    desk.enter(version)

    assert desk.count(EntryRow) == 3


def test_who_was_entered_by_another_unit_is_marked(desk):
    with desk.act(desk.stranger) as uow:
        unit_lists.save_list(uow, desk.event, desk.other, rows(1), 0)
        unit_lists.enter_list(uow, desk.event, desk.other, 1)

    assert problems(desk.shown(typed=rows(1))) == [[("ENT-07", "id_number")]]


def test_places_cannot_be_oversold_by_a_list(act):
    desk = Desk(act, seats=2)
    desk.save(rows(3))

    with pytest.raises(RuleViolation) as refused:
        desk.enter()

    assert refused.value.rule == "REG-10"
    assert desk.count(EntryRow) == 0


def test_a_long_list_that_does_not_fit_is_refused_before_anybody_is_entered(act, monkeypatch):
    desk = Desk(act, seats=4)
    monkeypatch.setattr(unit_lists, "AT_ONCE", 2)
    desk.save(rows(5))

    with pytest.raises(RuleViolation) as refused:
        desk.enter()

    assert refused.value.rule == "REG-10"
    assert (desk.count(EntryRow), desk.shown().stored.state) == (0, "writing")


def test_who_stands_twice_is_named_also_when_the_first_one_is_entered(desk):
    desk.save(rows(2))
    desk.enter()
    version = desk.save([*rows(2), *rows(1)], 1)

    with pytest.raises(RuleViolation) as refused:
        desk.enter(version)

    assert refused.value.rule == "LST-05"
    assert problems(desk.shown()) == [[], [], [("LST-03", "id_number")]]


def test_a_list_enters_no_judge_and_nobody_twice_where_one_event_is_the_rule(desk):
    with desk.act() as uow:
        judge = an_account(uow)
        an_appointment(uow, desk.event, account_id=judge)
        a_person(uow, NAMES[0], an_id_number(1), account_id=judge)
        competition = uow.session.get(EventRow, desk.event).competition_id
        other = an_event(uow, competition, state="open")
        some_rules(uow, desk.event, RegistrationRules(one_event=True))
    with desk.act(desk.stranger) as uow:
        unit_lists.save_list(uow, other, desk.other, rows(2)[1:], 0)
        unit_lists.enter_list(uow, other, desk.other, 1)

    found = desk.shown(typed=rows(3))

    assert problems(found) == [[("ENT-03", "name")], [("PLC-09", "name")], []]


def test_of_two_clerks_the_second_sees_what_the_first_saved(desk):
    desk.save(rows(1))

    with pytest.raises(Conflict) as refused:
        desk.save(rows(2))

    assert len(refused.value.theirs.rows) == 1
    assert len(refused.value.ours) == 2


def test_lst_04_a_sealed_list_changes_only_after_the_organisers_opened_it(desk):
    desk.save(rows(2))
    with pytest.raises(RuleViolation) as too_early:
        desk.seal()
    desk.enter()
    digest = desk.seal()
    with pytest.raises(RuleViolation) as frozen:
        desk.save(rows(1), 1)
    with desk.act(desk.organiser) as uow:
        unit_lists.reopen_list(uow, desk.event, desk.unit, "换一名选手，有书面说明")

    desk.save(rows(1), 1)

    assert (too_early.value.rule, frozen.value.rule, len(digest)) == ("LST-06", "LST-04", 64)
    assert desk.shown().stored.digest == ""


PAPER = unit_list_files.PaperWords(
    {"name": "姓名", "id_number": "身份证号", "level": "技能等级"},
    {"level": {"4": "中级工（四级）"}},
    "属实",
)


def test_the_sealed_list_is_printed_without_whole_id_numbers(desk):
    desk.save(rows(2))
    desk.enter()
    with desk.act(desk.clerk) as uow, pytest.raises(NotFound):
        unit_list_files.sealed_paper(uow, desk.event, desk.unit, PAPER)
    desk.seal()

    with desk.act(desk.clerk) as uow:
        paper = unit_list_files.sealed_paper(uow, desk.event, desk.unit, PAPER)

    assert paper[:5] == b"%PDF-"


def test_the_printed_list_names_the_competition_and_says_levels_in_words(desk, monkeypatch):
    printed = []
    monkeypatch.setattr(
        unit_list_files, "print_unit_list", lambda found, _: printed.append(found) or b""
    )
    desk.save([row | {"level": "4"} for row in rows(1)])
    desk.enter()
    desk.seal()

    with desk.act(desk.clerk) as uow:
        unit_list_files.sealed_paper(uow, desk.event, desk.unit, PAPER)

    assert printed[0].competition
    assert printed[0].table.rows[0][-1] == "中级工（四级）"


def test_rows_are_stored_sealed(desk):
    desk.save(rows(1))

    with desk.act() as uow:
        kept = uow.session.scalars(select(UnitListRow.rows_sealed)).one()
    assert an_id_number(1).encode() not in bytes(kept)


def test_a_long_list_is_entered_by_a_job_that_goes_on_where_it_was_broken_off(
    desk, monkeypatch, run_jobs
):
    monkeypatch.setattr(unit_lists, "AT_ONCE", 2)
    desk.save(rows(5))

    job = desk.enter()
    with desk.act(desk.clerk) as uow:
        stored = unit_lists.read_list(uow, desk.event, desk.unit)
        half = unit_lists.enter_rows(uow, stored)
    run_jobs()

    assert job is not None
    assert half == 2
    assert desk.count(EntryRow) == 5
    assert desk.shown().stored.state == "writing"


@pytest.mark.parametrize("use", ["save", "enter", "shown"])
def test_another_unit_may_neither_see_nor_change_the_list(desk, use):
    desk.save(rows(1))
    calls = {
        "save": lambda: desk.save(rows(1), 1, desk.stranger),
        "enter": lambda: desk.enter(1, desk.stranger),
        "shown": lambda: desk.shown(desk.stranger),
    }

    with pytest.raises(NotPermitted):
        calls[use]()
