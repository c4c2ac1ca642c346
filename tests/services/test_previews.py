import pytest

from competition.domain.errors import NotPermitted
from competition.domain.forecast import Chance
from competition.domain.permissions import VISITOR
from competition.services import previews, results
from tests.factories import judge_of
from tests.services.house import House

POLICIES = {"advance": {"places": 1}}


@pytest.fixture
def house(act):
    """Two judges, one of whom stays away from the works of the other unit."""
    house = House(act, policies=POLICIES)
    house.enter("1")
    house.enter("2", unit="乙厂")
    house.appoint("J1")
    house.appoint("J2", unit="乙厂")
    house.hand_out()
    return house


def outlook(house):
    with house.act(house.organiser) as uow:
        found = previews.preview_outlook(uow, house.event)
    return {line.number: (line.outlook.finished, line.outlook.chance) for line in found.lines}


def test_a_work_is_finished_when_all_its_own_judges_have_marked(house):
    house.mark("1", "J1", A1="90")
    house.mark("2", "J1", A1="70")

    assert outlook(house) == {"1": (False, Chance.POSSIBLE), "2": (True, Chance.POSSIBLE)}

    house.mark("1", "J2", A1="90")
    assert outlook(house) == {"1": (True, Chance.CERTAIN), "2": (True, Chance.OUT)}


def test_seats_of_a_share_count_everyone_who_competes_not_only_those_marked(act):
    house = House(act, policies={"advance": {"percent": "50", "of": "placed"}})
    for number in "1234":
        house.enter(number)
    house.appoint("J1")
    house.hand_out()
    house.mark("1", A1="90")
    house.mark("2", submit=False)

    with act(house.organiser) as uow:
        found = previews.preview_outlook(uow, house.event)
        ranking = results.preview_results(uow, house.event)

    assert (found.seats, ranking.advancing) == (2, 1)
    waiting = {line.result.entry: line.unsubmitted for line in ranking.lines}
    assert waiting == {"1": 0, "2": 1, "3": 1, "4": 1}


@pytest.mark.parametrize("who", ["judge", "visitor"])
def test_nobody_but_organisers_sees_who_is_through(house, who):
    actor = VISITOR if who == "visitor" else judge_of(house.event, 1)

    with house.act(actor) as uow, pytest.raises(NotPermitted):
        previews.preview_outlook(uow, house.event)
