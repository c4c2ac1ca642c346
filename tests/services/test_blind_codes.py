from itertools import pairwise

import pytest
from sqlalchemy import func, select

from competition.domain.entries import Standing
from competition.domain.errors import Conflict, NotPermitted, RuleViolation
from competition.domain.permissions import VISITOR
from competition.persistence.blind_codes import BlindCodeRow
from competition.persistence.models.competitions import EventRow
from competition.persistence.models.judging import AppointmentRow, MarkSheetRow
from competition.services import blind_codes, entries
from tests.factories import SCHEME, an_entry, judge_of
from tests.services.house import House


@pytest.fixture
def house(act):
    house = House(act)
    for number in range(1, 13):
        house.enter(str(number), unit="甲厂" if number < 4 else "乙厂")
    house.appoint("J1")
    house.appoint("J2")
    return house


def state(house):
    with house.act() as uow:
        return uow.session.scalars(select(EventRow.state)).one()


def count(house, model):
    with house.act() as uow:
        return uow.session.scalar(select(func.count()).select_from(model))


def test_hands_out_a_code_for_each_entry_and_a_sheet_for_each_judge(house):
    assert house.hand_out() == 12

    assert (count(house, BlindCodeRow), count(house, MarkSheetRow)) == (12, 24)
    assert state(house) == "marking"
    assert house.actions()[-1] == "codes.issued"


def test_cod_02_keys_of_codes_and_sheets_follow_the_codes_and_not_the_entries(house):
    house.hand_out()

    with house.act() as uow:
        by_key = uow.session.execute(
            select(BlindCodeRow.work_code, BlindCodeRow.entry_id).order_by(BlindCodeRow.id)
        ).all()
        sheets = uow.session.scalars(select(MarkSheetRow.work_code).order_by(MarkSheetRow.id)).all()
    assert [code for code, _ in by_key] == sorted(code for code, _ in by_key)
    assert sheets == sorted(sheets)
    assert [entry for _, entry in by_key] != sorted(entry for _, entry in by_key)


def test_cod_03_a_judge_gets_no_sheet_for_the_own_unit(house):
    house.appoint("J3", unit="甲厂")

    house.hand_out()

    with house.act() as uow:
        query = select(func.count(MarkSheetRow.id)).join(
            AppointmentRow, AppointmentRow.id == MarkSheetRow.appointment_id
        )
        assert uow.session.scalar(query.where(AppointmentRow.label == "J3")) == 9


def test_the_preview_counts_works_judges_sheets_and_recusals(house, act):
    house.appoint("J3", unit="甲厂")

    with act(house.organiser) as uow:
        plan = blind_codes.describe_codes(uow, house.event)

    assert (plan.works, plan.judges, plan.sheets, plan.issues) == (12, 3, 33, ())
    assert [(r.label, r.unit, r.works) for r in plan.recusals] == [("J3", "甲厂", 3)]


def test_absent_entries_get_no_code(house, act):
    with act(house.organiser) as uow:
        entry = entries.list_entries(uow, house.event, entries.EntryFilter()).entries[0]
        entries.set_standing(uow, house.event, entry.id, Standing.ABSENT, "未到场")

    assert house.hand_out() == 11


@pytest.mark.parametrize(
    ("scheme", "numbers", "labels", "rule"),
    [
        ({"modules": []}, ["1"], ["J1"], "EVT-06"),
        (SCHEME, [], ["J1"], "EVT-06"),
        (SCHEME, ["1"], [], "EVT-06"),
    ],
)
def test_evt_06_refuses_without_scheme_entries_or_judges(act, scheme, numbers, labels, rule):
    house = House(act, scheme=scheme, policies={})
    for number in numbers:
        house.enter(number)
    for label in labels:
        house.appoint(label)

    with pytest.raises(RuleViolation) as refusal:
        house.hand_out()

    assert refusal.value.rule == rule
    assert (state(house), count(house, BlindCodeRow)) == ("closed", 0)


def test_cod_04_refuses_when_a_module_has_no_judge(act):
    house = House(act)
    house.enter("1")
    house.appoint("J1", modules=("A",))

    with pytest.raises(RuleViolation, match="Module B needs 1 judges and has 0") as refusal:
        house.hand_out()

    assert (refusal.value.rule, refusal.value.field) == ("COD-04", "judges")


def test_cod_06_refuses_while_an_entry_waits_for_an_answer(house, act):
    with act() as uow:
        an_entry(uow, house.event, "99", state="submitted")

    with pytest.raises(RuleViolation) as refusal:
        house.hand_out()

    assert refusal.value.rule == "COD-06"


def test_evt_01_refuses_while_entries_are_open(act):
    house = House(act, state="open")

    with pytest.raises(RuleViolation) as refusal:
        house.hand_out()

    assert refusal.value.rule == "EVT-01"


def test_who_hands_out_second_gets_a_conflict(house):
    house.hand_out()

    with pytest.raises(Conflict):
        house.hand_out()

    assert count(house, BlindCodeRow) == 12


def test_looking_at_the_list_is_audited_each_time(house, act):
    house.hand_out()

    for _ in range(2):
        with act(house.organiser) as uow:
            works = blind_codes.decode_works(uow, house.event)

    assert [work.number for work in works] == [str(number) for number in range(1, 13)]
    assert house.actions()[-2:] == ["codes.viewed", "codes.viewed"]


@pytest.mark.parametrize("use", [blind_codes.decode_works, blind_codes.issue_codes])
def test_judges_and_visitors_may_not_decode(house, act, use):
    for actor in (VISITOR, judge_of(house.event), judge_of(house.event, chief=True)):
        with act(actor) as uow, pytest.raises(NotPermitted):
            use(uow, house.event)


def test_codes_can_be_taken_back_before_the_first_mark(house, act):
    house.hand_out()

    with act(house.organiser) as uow:
        blind_codes.withdraw_codes(uow, house.event)

    assert (count(house, BlindCodeRow), count(house, MarkSheetRow)) == (0, 0)
    assert state(house) == "closed"
    assert house.actions()[-1] == "codes.withdrawn"


def test_cod_05_codes_stay_once_a_mark_exists(house, act):
    house.hand_out()
    house.mark("1", A1="80", submit=False)

    with act(house.organiser) as uow, pytest.raises(RuleViolation) as refusal:
        blind_codes.withdraw_codes(uow, house.event)

    assert refusal.value.rule == "COD-05"
    assert count(house, BlindCodeRow) == 12


def test_codes_given_again_are_others(house, act):
    codes = []
    for _ in range(2):
        house.hand_out()
        with act(house.organiser) as uow:
            codes.append([w.work_code for w in blind_codes.decode_works(uow, house.event)])
            blind_codes.withdraw_codes(uow, house.event)

    assert all(one != other for one, other in pairwise(codes))


def test_an_event_without_codes_has_none_to_show_or_to_take_back(house, act):
    with act(house.organiser) as uow:
        assert blind_codes.decode_works(uow, house.event) == ()
    with act(house.organiser) as uow, pytest.raises(RuleViolation) as refusal:
        blind_codes.withdraw_codes(uow, house.event)

    assert refusal.value.rule == "EVT-01"
    assert "codes.viewed" not in house.actions()


def test_cod_07_who_takes_part_after_all_is_marked_like_everyone_else(house):
    late = house.enter("13", standing=Standing.ABSENT)
    house.hand_out()
    with house.act(house.organiser) as uow:
        assert blind_codes.code_late_works(uow, house.event) == 0
        entries.set_standing(
            uow, house.event, late, Standing.COMPETING, "检录单漏登，裁判长确认到场"
        )

        assert blind_codes.code_late_works(uow, house.event) == 1

    assert (count(house, BlindCodeRow), count(house, MarkSheetRow)) == (13, 26)
    assert house.actions()[-2:] == ["entry.standing_changed", "codes.issued"]


def test_before_marking_nobody_is_coded_late(house):
    with house.act(house.organiser) as uow:
        assert blind_codes.code_late_works(uow, house.event) == 0
    assert count(house, BlindCodeRow) == 0
