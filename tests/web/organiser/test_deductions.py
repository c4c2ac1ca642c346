import pytest

from competition.domain.permissions import Role
from competition.services import deductions
from tests.factories import a_role
from tests.services.house import marked_house


@pytest.fixture
def house(act):
    house = marked_house(act)
    with act() as uow:
        ((_, scope),) = house.organiser.roles
        a_role(uow, house.organiser.account_id, Role.ORGANISER, scope)
    return house


@pytest.fixture
def desk(sign_in, house):
    return sign_in(house.organiser.account_id)


def url(house, page="deductions"):
    return f"/organiser/events/{house.event}/{page}"


def kept(house):
    with house.act(house.organiser) as uow:
        return deductions.list_adjustments(uow, house.event)


def test_a_deduction_is_entered_shown_and_taken_back_with_a_reason(desk, house):
    data = {"entry": "1", "module": "B", "points": "２.５", "reason": "未戴安全帽"}

    assert desk.post(url(house), data=data).status_code == 302
    assert "未戴安全帽" in desk.get(url(house)).text
    key = kept(house).deductions[0].id
    page = f"deductions/{key}/withdraw"
    assert desk.post(url(house, page), data={"reason": ""}).status_code == 422
    assert desk.post(url(house, page), data={"reason": "误录"}).status_code == 302
    assert kept(house).deductions == ()


@pytest.mark.parametrize(
    ("field", "typed"),
    [("entry", "77"), ("points", "abc"), ("points", "1000"), ("reason", "")],
)
def test_a_refusal_stands_at_its_field_and_loses_nothing(desk, house, field, typed):
    data = {"entry": "1", "module": "B", "points": "2", "reason": "操作违规"} | {field: typed}

    answer = desk.post(url(house), data=data)

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert kept(house).deductions == ()


def test_a_difficulty_is_set_and_taken_back(desk, house):
    data = {"d-entry": "2", "d-aspect": "B1", "d-value": "1.2"}

    assert desk.post(url(house, "difficulties"), data=data).status_code == 302
    key = kept(house).difficulties[0].id
    assert desk.post(url(house, f"difficulties/{key}/withdraw")).status_code == 302
    assert kept(house).difficulties == ()
