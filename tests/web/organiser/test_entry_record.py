"""One entry on the organisers' desk: persons, conditions, steps, history; and the places of all."""

from datetime import timedelta

import pytest

from competition.domain.conditions import Condition, Kind, Requirement
from competition.domain.permissions import INSTALLATION, Actor, Role
from competition.domain.registration import EntryDraft
from competition.domain.registration_rules import RegistrationRules
from competition.persistence import entrants
from competition.services import entering
from competition.services.entering import Said
from tests.factories import a_role, an_account, an_entry, an_event, some_rules

TRADE = Condition("c1", ((Requirement(Kind.TRADE, 6),),), words="从事本工种满六年")


def text_of(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def organiser(act, sign_in):
    with act() as uow:
        account = an_account(uow, "组委会")
        a_role(uow, account)
    return sign_in(account)


@pytest.fixture
def event(act, now):
    with act() as uow:
        event = an_event(uow, seats=2, held_on=now.date())
        some_rules(uow, event, RegistrationRules(waiting_list=True))
        return event


@pytest.fixture
def entered(act, event):
    """`entered("甲厂")` is a worker's entry of that unit."""

    def enter(unit="苏城机械厂", said=None):
        with act() as uow:
            account = an_account(uow)
        with act(Actor(account, frozenset({(Role.WORKER, INSTALLATION)}))) as uow:
            return entering.enter_event(uow, event, EntryDraft("0", "王小明", unit), said)

    return enter


def record(organiser, event, entry):
    return text_of(organiser.get(f"/organiser/events/{event}/entries/{entry}/record"))


def move(organiser, event, entry, step, **form):
    return organiser.post(f"/organiser/events/{event}/entries/{entry}/{step}", data=form)


def test_the_record_shows_persons_history_and_open_steps(organiser, event, entered):
    entry = entered()

    text = record(organiser, event, entry)

    assert "王小明" in text
    assert f"entries/{entry}/return" in text
    assert 'class="history"' in text


def test_an_entry_is_sent_back_with_a_reason_and_stays_held(organiser, event, entered):
    entry = entered()

    without = move(organiser, event, entry, "return", reason=" ")
    done = move(organiser, event, entry, "return", reason="请补充证书")

    assert (without.status_code, done.status_code) == (422, 302)
    text = record(organiser, event, entry)
    assert "退回补充中" in text
    assert "请补充证书" in text


def test_a_withdrawal_by_the_organiser_moves_the_next_up(organiser, event, entered):
    first, _, third = entered(), entered(), entered()

    move(organiser, event, first, "withdraw", reason="本人申请")

    assert "组委会撤销" in record(organiser, event, first)
    assert "递补名额" in record(organiser, event, third)


def test_a_place_is_handed_on_within_the_unit(organiser, event, entered):
    first, _, third = entered("甲厂"), entered("乙厂"), entered("甲厂")

    question = text_of(organiser.get(f"/organiser/events/{event}/entries/{first}/hand-on"))
    done = move(organiser, event, first, "hand-on", reason="因工出差", heir=third)

    assert f'value="{third}"' in question
    assert done.status_code == 302
    assert "名额已转让" in record(organiser, event, first)


def test_a_step_that_is_not_open_says_so(organiser, act, event):
    with act() as uow:
        entry = an_entry(uow, event, state="declined")

    page = organiser.get(f"/organiser/events/{event}/entries/{entry}/return")

    assert "不能再这样操作" in text_of(page)


@pytest.fixture
def failing(act, event, entered):
    """An entry that met the conditions until they were made harder."""
    entry = entered(said=Said(facts={"trade_since": "2024-01"}))
    with act() as uow:
        rules = RegistrationRules(waiting_list=True, conditions=(TRADE,))
        some_rules(uow, event, rules, number=2)
    return entry


def test_checking_again_finds_whose_answer_changed(organiser, event, failing):
    organiser.post(f"/organiser/events/{event}/entries/check-again")

    places = text_of(organiser.get(f"/organiser/events/{event}/places"))
    listed = text_of(organiser.get(f"/organiser/events/{event}/entries?problems=1"))
    assert "从事本工种满六年" in places
    assert "不符合条件 1 项" in listed
    accepted = organiser.post(
        f"/organiser/events/{event}/entries/{failing}/accept", follow_redirects=True
    )
    assert "有 1 项条件不符合" in text_of(accepted)


def test_a_condition_is_lifted_with_a_reason_and_restored(organiser, event, failing):
    url = f"/organiser/events/{event}/entries/{failing}"
    organiser.post(f"/organiser/events/{event}/entries/check-again")

    organiser.post(f"{url}/conditions/c1/lift", data={"reason": " "})
    without = record(organiser, event, failing)
    organiser.post(f"{url}/conditions/c1/lift", data={"reason": "组委会会议同意"})
    lifted = record(organiser, event, failing)
    organiser.post(f"{url}/accept")
    accepted = record(organiser, event, failing)

    assert "组委会豁免" not in without
    assert "由组委会豁免：组委会会议同意" in lifted
    assert "/accept" in lifted
    assert "/accept" not in accepted
    organiser.post(f"{url}/conditions/c1/restore")
    assert "由组委会豁免" not in record(organiser, event, failing)


def test_a_person_is_replaced_by_the_organiser(organiser, event, entered):
    entry = entered()
    text = record(organiser, event, entry)
    url = text.split("/entrants/")[1].split("/")[0]
    page = f"/organiser/events/{event}/entries/{entry}/entrants/{url}/replace"

    without = organiser.post(page, data={"name": "李秀英", "reason": ""})
    done = organiser.post(
        page, data={"name": "李秀英", "reason": "原选手生病", "born_on": "1991-02-03", "level": "4"}
    )

    assert (without.status_code, done.status_code) == (422, 302)
    text = record(organiser, event, entry)
    assert "李秀英" in text
    assert "原选手生病" in text
    assert organiser.get(page).status_code == 404


def test_entries_close_later_and_everybody_is_told(organiser, event, entered, now):
    entered()
    url = f"/organiser/events/{event}/places"
    later = f"{now + timedelta(days=20):%Y-%m-%dT%H:%M}"

    earlier = organiser.post(url, data={"closes": "2020-01-01T10:00"})
    unreadable = organiser.post(url, data={"closes": "soon"})
    without = organiser.post(url, data={"closes": later})
    done = organiser.post(
        url, data={"closes": later, "reason": "应各单位要求"}, follow_redirects=True
    )

    refused = (earlier, unreadable, without)
    assert [answer.status_code for answer in refused] == [422, 422, 422]
    assert unreadable.text.count('class="field-error"') == 2
    assert "通知了 1 人" in text_of(done)


def test_the_waiting_list_is_shown_in_its_turn(organiser, event, entered):
    for unit in ("甲厂", "乙厂", "丙厂", "丁厂"):
        entered(unit)

    text = text_of(organiser.get(f"/organiser/events/{event}/places"))

    waiting = text[text.index("顺位") :]
    assert waiting.index("丙厂") < waiting.index("丁厂")


def test_entries_are_filtered_by_unit_in_the_address(organiser, event, entered):
    entered("甲厂")
    entered("乙厂")

    text = text_of(organiser.get(f"/organiser/events/{event}/entries?unit=甲 厂"))

    assert text.count("/record") == 1


def test_an_empty_replacement_says_all_that_is_missing_each_at_its_field(
    organiser, act, event, entered
):
    entry = entered()
    with act() as uow:
        (only,) = entrants.of_entry(uow.session, entry)

    here = f"/organiser/events/{event}/entries/{entry}/entrants/{only.id}/replace"
    empty = organiser.post(here, data={"name": " ", "reason": ""})

    assert empty.status_code == 422
    assert 'id="name-error"' in text_of(empty)
    assert 'id="reason-error"' in text_of(empty)
