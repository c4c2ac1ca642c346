import pytest
from sqlalchemy import select

from competition.domain.appointments import NewAppointment
from competition.domain.errors import NotFound, NotPermitted, RuleViolation
from competition.persistence.models.accounts import AccountRow
from competition.persistence.models.judging import AppointmentRow
from competition.services import appointments, events
from competition.services.accounts import prepare_account
from tests.factories import PASSWORD, an_account, an_appointment, an_entry, an_event, judge_of
from tests.services.house import House


@pytest.fixture
def house(act):
    return House(act, state="open")


def appoint(house, login, new, account=None):
    with house.act(house.organiser) as uow:
        return appointments.appoint_judge(uow, house.event, login, new, account)


def labels(house):
    with house.act() as uow:
        return uow.session.scalars(select(AppointmentRow.label)).all()


def test_appoints_an_account_by_its_sign_in_name(house, act):
    house.appoint("J1", unit="甲厂", modules=("B",))

    with act(house.organiser) as uow:
        found = appointments.list_judges(uow, house.event)

    (judge,) = found.judges
    assert (judge.assignment.label, judge.assignment.modules) == ("J1", ("B",))
    assert (judge.assignment.unit, judge.name, found.label) == ("甲厂", "裁判J1", "J2")
    assert house.actions() == ["judge.appointed"]


def test_opens_an_account_for_a_new_judge_in_the_same_step(house):
    account = prepare_account("new-judge", "陈静", PASSWORD)

    assert appoint(house, "new-judge", NewAppointment("J1"), account).is_new_account

    with house.act() as uow:
        assert "陈静" in uow.session.scalars(select(AccountRow.display_name)).all()
    assert labels(house) == ["J1"]


@pytest.mark.parametrize(
    ("login", "new", "rule"),
    [
        ("judge-j1", NewAppointment("J9"), "APP-03"),
        ("nobody", NewAppointment("J9"), "APP-04"),
        ("worker", NewAppointment("J9"), "APP-03"),
        ("other", NewAppointment("j1"), "APP-01"),
        ("other", NewAppointment("裁判"), "APP-01"),
        ("other", NewAppointment("J9", modules=("Z",)), "APP-02"),
    ],
)
def test_refuses_and_writes_nothing(house, login, new, rule):
    house.appoint("J1")
    with house.act() as uow:
        an_account(uow, login="other")
        an_entry(uow, house.event, "1", account_id=an_account(uow, login="worker"))

    with pytest.raises(RuleViolation) as refusal:
        appoint(house, login, new)

    assert refusal.value.rule == rule
    assert labels(house) == ["J1"]


def test_a_label_refused_leaves_no_account_behind(house):
    account = prepare_account("new-judge", "陈静", PASSWORD)

    with pytest.raises(RuleViolation):
        appoint(house, "new-judge", NewAppointment("?"), account)

    with house.act() as uow:
        assert "陈静" not in uow.session.scalars(select(AccountRow.display_name)).all()


def test_evt_02_judges_stay_once_codes_are_handed_out(house, act):
    appointment = house.appoint("J1")
    house.enter("1")
    with act(house.organiser) as uow:
        events.close_entries(uow, house.event)
    house.hand_out()

    with act(house.organiser) as uow, pytest.raises(RuleViolation) as refusal:
        appointments.remove_judge(uow, house.event, appointment)

    assert refusal.value.rule == "EVT-02"
    assert labels(house) == ["J1"]


def test_takes_an_appointment_back(house, act):
    appointment = house.appoint("J1")

    with act(house.organiser) as uow:
        appointments.remove_judge(uow, house.event, appointment)

    assert labels(house) == []
    assert house.actions() == ["judge.appointed", "judge.removed"]


def test_an_appointment_of_another_event_is_not_found(house, act):
    with act() as uow:
        other = an_appointment(uow, an_event(uow), an_account(uow))

    with act(house.organiser) as uow, pytest.raises(NotFound):
        appointments.remove_judge(uow, house.event, other)


def test_a_chief_judge_appoints_nobody(house, act):
    with act(judge_of(house.event, chief=True)) as uow, pytest.raises(NotPermitted):
        appointments.list_judges(uow, house.event)
