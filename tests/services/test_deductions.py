from decimal import Decimal

import pytest

from competition.domain.entries import Deduction
from competition.domain.errors import NotFound, NotPermitted, RuleViolation
from competition.services import deductions
from tests.factories import judge_of
from tests.services.house import House


@pytest.fixture
def house(act):
    house = House(act)
    house.enter("1")
    return house


def listed(house):
    with house.act(house.organiser) as uow:
        return deductions.list_adjustments(uow, house.event)


def enter(house, points="2.5", module=None, reason="超时两分钟", entry="1"):
    with house.act(house.organiser) as uow:
        taken = Deduction(entry, Decimal(points), module, reason)
        return deductions.enter_deduction(uow, house.event, taken)


def test_takes_points_off_with_a_reason(house):
    enter(house, module="B")

    (found,) = listed(house).deductions
    assert found.deduction == Deduction("1", Decimal("2.5"), "B", "超时两分钟")
    assert house.actions()[-1] == "deduction.entered"


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"reason": " "}, "REG-08"),
        ({"module": "Z"}, "DED-02"),
        ({"points": "100.001"}, "DED-02"),
        ({"entry": "9"}, "DED-04"),
    ],
)
def test_refuses_and_writes_nothing(house, given, rule):
    with pytest.raises(RuleViolation) as refusal:
        enter(house, **given)

    assert refusal.value.rule == rule
    assert listed(house).deductions == ()


def test_reg_07_refuses_while_the_ranking_is_published(act):
    house = House(act, state="published")

    with pytest.raises(RuleViolation) as refusal:
        enter(house)

    assert refusal.value.rule == "REG-07"


def test_takes_a_deduction_back_with_a_reason(house, act):
    made = enter(house)

    with act(house.organiser) as uow:
        deductions.withdraw_deduction(uow, house.event, made, "计时有误")

    assert listed(house).deductions == ()
    assert house.actions()[-1] == "deduction.withdrawn"


def test_a_difficulty_replaces_the_one_before(house, act):
    for value in ("1.2", "1.5"):
        with act(house.organiser) as uow:
            deductions.enter_difficulty(uow, house.event, "1", "B1", Decimal(value))

    (found,) = listed(house).difficulties
    assert found.difficulty.value == Decimal("1.5")


@pytest.mark.parametrize(("aspect", "value"), [("Z9", "1"), ("B1", "101")])
def test_ded_03_refuses_unknown_aspects_and_wild_values(house, act, aspect, value):
    with act(house.organiser) as uow, pytest.raises(RuleViolation) as refusal:
        deductions.enter_difficulty(uow, house.event, "1", aspect, Decimal(value))

    assert refusal.value.rule == "DED-03"


def test_takes_a_difficulty_back(house, act):
    with act(house.organiser) as uow:
        deductions.enter_difficulty(uow, house.event, "1", "B1", Decimal("1.2"))
    (found,) = listed(house).difficulties

    with act(house.organiser) as uow:
        deductions.withdraw_difficulty(uow, house.event, found.id)

    assert listed(house).difficulties == ()


def test_what_is_not_there_cannot_be_taken_back(house, act):
    with act(house.organiser) as uow, pytest.raises(NotFound):
        deductions.withdraw_deduction(uow, house.event, 99, "计时有误")
    with act(house.organiser) as uow, pytest.raises(NotFound):
        deductions.withdraw_difficulty(uow, house.event, 99)


def test_judges_take_nothing_off(house, act):
    with act(judge_of(house.event, chief=True)) as uow, pytest.raises(NotPermitted):
        deductions.list_adjustments(uow, house.event)
