"""Places; the peer cases QTA-01, 05, 07, 09 as far as they are decided here."""

from datetime import UTC, datetime, timedelta

import pytest

from competition.domain.errors import RuleViolation
from competition.domain.events import EventState
from competition.domain.identifiers import OrganisationId
from competition.domain.places import (
    HOLDING,
    LIVE,
    STEPS,
    CountedUnit,
    Occupancy,
    Step,
    Waiting,
    admit,
    has_lapsed,
    is_replaceable,
    left,
    may,
    moving_up,
    moving_up_step,
    offer_ends,
    require_later,
    require_one_event,
    require_replaceable,
    require_room,
    require_same_unit,
    require_standing_offer,
    smallest,
    step,
    unit_key,
)
from competition.domain.registration import EntryState

NOW = datetime(2026, 3, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
S = EntryState


def refusal(call, *args, **named):
    with pytest.raises(RuleViolation) as caught:
        call(*args, **named)
    return caught.value.rule


@pytest.mark.parametrize(
    ("name", "state", "expected"),
    [
        (Step.SUBMIT, None, S.SUBMITTED),
        (Step.SUBMIT, S.WITHDRAWN, S.SUBMITTED),
        (Step.QUEUE, None, S.WAITING),
        (Step.OFFER, S.WAITING, S.OFFERED),
        (Step.TAKE, S.OFFERED, S.SUBMITTED),
        (Step.REFUSE, S.OFFERED, S.WITHDRAWN),
        (Step.LAPSE, S.OFFERED, S.WITHDRAWN),
        (Step.ACCEPT, S.SUBMITTED, S.ACCEPTED),
        (Step.DECLINE, S.WAITING, S.DECLINED),
        (Step.RETURN, S.SUBMITTED, S.RETURNED),
        (Step.RESUBMIT, S.RETURNED, S.SUBMITTED),
        (Step.HAND_ON, S.ACCEPTED, S.WITHDRAWN),
        (Step.RECEIVE, S.WAITING, S.SUBMITTED),
        (Step.WITHDRAW, S.ACCEPTED, S.WITHDRAWN),
        (Step.REOPEN, S.DECLINED, S.SUBMITTED),
    ],
)
def test_reg_09_an_entry_passes_on_by_the_listed_steps(name, state, expected):
    assert step(name, state) is expected
    assert may(name, state)


@pytest.mark.parametrize("name", Step)
def test_reg_09_every_other_step_is_refused(name):
    others = {None, *EntryState} - STEPS[name][0]

    assert {refusal(step, name, state) for state in others} == {"REG-09"}


def test_who_waits_holds_no_place_but_is_of_account():
    assert {S.WAITING} == LIVE - HOLDING


@pytest.mark.parametrize(
    ("seats", "held", "expected"), [(2, 1, 1), (1, 1, 0), (1, 3, 0), (None, 9, None)]
)
def test_what_is_left_is_never_less_than_nothing(seats, held, expected):
    assert left(seats, held) == expected


@pytest.mark.parametrize(
    ("sizes", "expected"), [((2, 1), 1), ((2, 0), 0), ((None,), None), ((2,), 2), ((None, 3), 3)]
)
def test_plc_02_under_several_quotas_the_smallest_counts(sizes, expected):
    assert smallest(*sizes) == expected


def test_plc_03_a_unit_is_one_whatever_the_spelling():
    assert unit_key("Ｓｕ Ｃhou 机械厂 ") == unit_key("suchou机械厂")
    assert unit_key("苏城机械厂") != unit_key("苏城机械一厂")


def test_plc_03_an_organisation_is_one_unit_whatever_it_was_called():
    before, after = (
        CountedUnit("苏城机械厂", OrganisationId(7)),
        CountedUnit("苏城重工", 7, ("苏城重工", "机械厂")),
    )

    assert before.key == after.key != CountedUnit("苏城重工").key
    assert (before.all_names, after.all_names) == (("苏城机械厂",), ("苏城重工", "机械厂"))


def test_plc_04_places_go_in_turn():
    queue = [Waiting(number, "甲") for number in (5, 3, 9)]

    assert moving_up(queue, 2, {"甲": None}) == (5, 3)
    assert moving_up(queue, None, {}) == (5, 3, 9)
    assert moving_up(queue, 0, {}) == ()


def test_plc_04_whose_unit_is_full_is_passed_over():
    queue = [Waiting(1, "甲"), Waiting(2, "甲"), Waiting(3, "乙"), Waiting(4, "丙")]

    assert moving_up(queue, 3, {"甲": 1, "乙": 0, "丙": 5}) == (1, 4)


def test_reg_10_and_peer_case_qta_01_the_last_place_is_given_once():
    first = admit(Occupancy(1, 0), waiting_list=False)

    assert first is Step.SUBMIT
    assert refusal(admit, Occupancy(1, 1), waiting_list=False) == "REG-10"


def test_plc_01_a_unit_keeps_to_its_quota():
    full = Occupancy(None, 0, 3, 3)

    assert refusal(admit, full, waiting_list=False) == "PLC-01"
    assert admit(full, waiting_list=True) is Step.QUEUE
    assert admit(Occupancy(10, 5, 3, 2), waiting_list=False) is Step.SUBMIT


def test_plc_05_and_peer_case_qta_09_free_places_belong_to_those_who_wait():
    room = Occupancy(1, 0)

    assert admit(room, waiting_list=True, ahead=1) is Step.QUEUE
    assert admit(room, waiting_list=True, ahead=0) is Step.SUBMIT
    assert moving_up([Waiting(7, "甲")], room.left, {}) == (7,)


def test_organisers_give_places_out_of_turn_but_no_more_than_there_are():
    require_room(Occupancy(None, 9, None, 9), 5)
    require_room(Occupancy(10, 8, 3, 1), 2)

    assert refusal(require_room, Occupancy(10, 9), 2) == "REG-10"
    assert refusal(require_room, Occupancy(10, 1, 3, 3)) == "PLC-01"
    assert Occupancy(10, 1, 3, 3).unit_left == 0


def test_plc_06_an_offer_ends_at_its_time():
    until = offer_ends(NOW, 48)

    require_standing_offer(until, EventState.OPEN, until - HOUR)
    assert refusal(require_standing_offer, until, EventState.OPEN, until) == "PLC-06"
    assert not has_lapsed(None, EventState.CLOSED, NOW)
    assert has_lapsed(until, EventState.MARKING, NOW)


def test_plc_06_and_peer_case_qta_05_the_place_is_held_until_the_offer_is_ended():
    pending_past_its_date = S.OFFERED

    assert pending_past_its_date in HOLDING
    assert step(Step.LAPSE, pending_past_its_date) not in HOLDING


def test_plc_07_persons_are_replaced_before_the_deadline():
    require_replaceable(EventState.OPEN, None, NOW)
    require_replaceable(EventState.CLOSED, NOW - HOUR, NOW, by_organiser=True)

    assert refusal(require_replaceable, EventState.OPEN, NOW, NOW) == "PLC-07"
    assert [is_replaceable(EventState.OPEN, until, NOW) for until in (None, NOW)] == [True, False]
    late = refusal(require_replaceable, EventState.MARKING, None, NOW, by_organiser=True)
    assert late == "PLC-07"


def test_plc_08_a_place_stays_within_its_unit():
    require_same_unit("甲", "甲")

    assert refusal(require_same_unit, "甲", "乙") == "PLC-08"
    assert refusal(require_same_unit, "", "") == "PLC-08"


def test_plc_09_one_event_for_each_person():
    require_one_event(())

    assert refusal(require_one_event, ("钳工",)) == "PLC-09"
    assert refusal(require_one_event, ("钳工",), "王芳") == "PLC-09"


def test_plc_10_a_deadline_only_moves_back():
    require_later(None, NOW)
    require_later(NOW, NOW + HOUR)

    assert refusal(require_later, NOW, NOW) == "PLC-10"


def test_plc_11_who_cannot_answer_is_not_asked():
    assert step(moving_up_step(can_answer=True), EntryState.WAITING) is EntryState.OFFERED
    assert step(moving_up_step(can_answer=False), EntryState.WAITING) is EntryState.SUBMITTED
