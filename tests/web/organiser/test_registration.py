"""The editors of registration: sentences first, fields under them, nothing typed is lost."""

import pytest
from sqlalchemy import select

from competition.domain.conditions import Condition, Effect, Kind, Requirement
from competition.domain.registration_rules import RegistrationRules, rules_of
from competition.domain.teams import TeamRules
from competition.persistence.models.registration import RegistrationRulesRow
from tests.factories import a_role, an_account, an_entry, an_event, some_rules

RULES = {
    "version": "0",
    "do": "save",
    "team_least": "2",
    "team_most": "3",
    "substitutes": "1",
    "coaches": "2",
    "unit_seats": "３",
    "exceptions": "苏城机械厂：5",
    "waiting_list": "y",
    "offer_hours": "24",
    "replace_until": "2026-10-01T17:30",
    "one_event": "y",
}
CONDITIONS = {
    "version": "0",
    "do": "save",
    "c0-effect": "refuse",
    "c0r0-kind": "level",
    "c0r0-level": "4",
    "c0r0-least": "3",
    "c0r1-joiner": "or",
    "c0r1-kind": "trade",
    "c0r1-least": "6",
    "c0r2-joiner": "or",
    "c0r2-kind": "",
    "c1-effect": "no_honours",
    "c1-words": "全国技术能手可参赛，不参与评奖",
    "c1r0-kind": "titles",
    "c1r0-among": "全国技术能手\n中华技能大奖",
    "c2r0-kind": "",
}


@pytest.fixture
def event(act):
    with act() as uow:
        return an_event(uow, seats=9)


@pytest.fixture
def organiser(act, sign_in):
    with act() as uow:
        account = an_account(uow)
        a_role(uow, account)
    return sign_in(account)


def text_of(answer):
    return answer.get_data(as_text=True)


def stored(act, event):
    with act() as uow:
        query = select(RegistrationRulesRow).where(RegistrationRulesRow.event_id == event)
        rows = uow.session.scalars(query.order_by(RegistrationRulesRow.number))
        return [rules_of(row.document) for row in rows]


def test_settings_are_saved_as_a_version_and_said_in_words(act, organiser, event):
    url = f"/organiser/events/{event}/registration"

    answer = organiser.post(url, data=RULES)

    (rules,) = stored(act, event)
    assert answer.location == url
    assert (rules.team, rules.unit_seats) == (TeamRules(2, 3, 1, 2), 3)
    assert (rules.exceptions, rules.waiting_list) == ((("苏城机械厂", 5),), True)
    text = text_of(organiser.get(url))
    assert "每队 2 至 3 人，其中一人为队长。" in text
    assert 'value="2026-10-01T17:30"' in text


def test_settings_keep_the_conditions_and_conditions_the_settings(act, organiser, event):
    organiser.post(f"/organiser/events/{event}/registration", data=RULES)
    organiser.post(f"/organiser/events/{event}/conditions", data=CONDITIONS | {"version": "1"})
    organiser.post(
        f"/organiser/events/{event}/registration", data=RULES | {"version": "2", "unit_seats": ""}
    )

    *_, newest = stored(act, event)
    assert (newest.unit_seats, len(newest.conditions)) == (None, 2)


def test_what_cannot_be_read_is_named_at_its_field(act, organiser, event):
    wrong = RULES | {"team_most": "99", "exceptions": "苏城机械厂"}

    answer = organiser.post(f"/organiser/events/{event}/registration", data=wrong)

    text = text_of(answer)
    assert answer.status_code == 422
    assert ['id="team_most-error"' in text, 'id="exceptions-error"' in text] == [True, True]
    assert 'value="99"' in text
    assert stored(act, event) == []


def test_the_example_is_worked_out_as_one_types(organiser, event):
    part = organiser.post(
        f"/organiser/events/{event}/registration",
        data=RULES | {"unit_seats": "1"},
        headers={"HX-Request": "true"},
    )

    assert "<html" not in text_of(part)
    assert "候补第 1 位" in text_of(part)


def test_somebody_else_s_version_is_not_overwritten(act, organiser, event):
    organiser.post(f"/organiser/events/{event}/registration", data=RULES)

    late = organiser.post(
        f"/organiser/events/{event}/registration", data=RULES | {"offer_hours": "12"}
    )

    assert late.status_code == 409
    assert 'value="12"' in text_of(late)
    assert len(stored(act, event)) == 1


def test_conditions_are_saved_with_or_and_effects(act, organiser, event):
    answer = organiser.post(f"/organiser/events/{event}/conditions", data=CONDITIONS)

    (rules,) = stored(act, event)
    level, trade = Requirement(Kind.LEVEL, 3, level="4"), Requirement(Kind.TRADE, 6)
    titles = Requirement(Kind.TITLES, among=("全国技术能手", "中华技能大奖"))
    words = "全国技术能手可参赛，不参与评奖"
    assert answer.status_code == 302
    assert rules.conditions == (
        Condition("c1", ((level,), (trade,))),
        Condition("c2", ((titles,),), Effect.NO_HONOURS, words),
    )
    text = text_of(organiser.get(f"/organiser/events/{event}/conditions"))
    assert "持有中级工（四级）及以上证书满 3 年；或从事本工种满 6 年" in text


def test_a_key_is_never_used_twice(act, organiser, event):
    url = f"/organiser/events/{event}/conditions"
    organiser.post(url, data=CONDITIONS)
    organiser.post(url, data={"version": "1", "do": "save"})
    organiser.post(url, data=CONDITIONS | {"version": "2"})

    *_, newest = stored(act, event)
    assert [one.key for one in newest.conditions] == ["c3", "c4"]


def test_conditions_are_tried_on_somebody_before_they_are_saved(act, organiser, event):
    person = {"test-level": "5", "test-trade_since": "2024-01", "test-titles": "none"}

    part = organiser.post(
        f"/organiser/events/{event}/conditions",
        data=CONDITIONS | person,
        headers={"HX-Request": "true"},
    )

    assert "填报情况：持有初级工" in text_of(part)
    assert stored(act, event) == []


def test_a_condition_is_moved_and_removed_without_script(organiser, event):
    url = f"/organiser/events/{event}/conditions"

    up = text_of(organiser.post(url, data=CONDITIONS | {"do": "up:1"}))
    gone = text_of(organiser.post(url, data=CONDITIONS | {"do": "remove:0"}))
    row = text_of(organiser.post(url, data=CONDITIONS | {"do": "remove:0r1"}))

    assert up.index("全国技术能手可参赛") < up.index("持有中级工")
    assert "持有中级工" not in gone
    assert "从事本工种满 6 年" not in row


def test_a_condition_that_cannot_be_read_is_named_at_its_row(organiser, event):
    wrong = CONDITIONS | {"c0r1-least": "many"}

    answer = organiser.post(f"/organiser/events/{event}/conditions", data=wrong)

    assert answer.status_code == 422
    assert 'id="c0r1-least-issue1"' in text_of(answer)


def test_rules_are_fixed_once_marking_has_begun(act, organiser):
    with act() as uow:
        event = an_event(uow, state="marking")

    for page, form in (("registration", RULES), ("conditions", CONDITIONS)):
        answer = organiser.post(f"/organiser/events/{event}/{page}", data=form)
        assert answer.status_code == 422


def test_a_greater_quota_moves_up_who_waits(act, organiser, event):
    with act() as uow:
        some_rules(uow, event, RegistrationRules(unit_seats=1, waiting_list=True))
        an_entry(uow, event, unit="甲厂")
        waiting = {"state": "waiting", "queue_number": 1, "account_id": an_account(uow)}
        waits = an_entry(uow, event, unit="甲厂", **waiting)

    form = {"version": "1", "do": "save", "unit_seats": "2", "waiting_list": "y"}
    organiser.post(f"/organiser/events/{event}/registration", data=form)

    page = text_of(organiser.get(f"/organiser/events/{event}/entries/{waits}/record"))
    assert "递补名额，确认时限" in page
