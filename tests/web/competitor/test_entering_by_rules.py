"""Entering an event that has conditions, places, teams and questions of its own."""

import pytest
from sqlalchemy import select

from competition.domain.conditions import Condition, Effect, Kind, Requirement
from competition.domain.entry_forms import Asked, EntryForm, Question, Whom
from competition.domain.registration_rules import RegistrationRules
from competition.domain.teams import TeamRules
from competition.persistence import entry_forms
from competition.persistence.models.entries import EntryRow
from tests.factories import (
    a_membership,
    a_person,
    an_account,
    an_entry,
    an_event,
    an_id_number,
    an_organisation,
    some_rules,
)

ME = {"name": "王小明", "unit": "苏城机械厂", "level": "4", "born_on": "1990-05-17"}
LEVEL_OR_YEARS = Condition(
    "c1",
    ((Requirement(Kind.LEVEL, 3, level="4"),), (Requirement(Kind.TRADE, 6),)),
    words="中级工满三年，或从事本工种满六年",
)
TITLES = Condition("c2", ((Requirement(Kind.TITLES, among=("全国技术能手",)),),), Effect.NO_HONOURS)


def text_of(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def event_by(act, now):
    def make(rules, seats=None, form=None):
        with act() as uow:
            event = an_event(uow, seats=seats, held_on=now.date())
            some_rules(uow, event, rules)
            if form is not None:
                entry_forms.add(uow.session, event, form, None, uow.now)
            return event

    return make


@pytest.fixture
def worker(act, sign_in):
    with act() as uow:
        account = an_account(uow, "王小明", unit="苏城机械厂")
    return sign_in(account)


@pytest.fixture
def conditional(event_by):
    return event_by(RegistrationRules(conditions=(LEVEL_OR_YEARS, TITLES)))


def test_conditions_come_first_and_are_for_everyone(client, worker, conditional):
    led = worker.get(f"/events/{conditional}/enter")
    page = client.get(f"/events/{conditional}/eligible")

    assert led.location == f"/events/{conditional}/eligible"
    assert page.status_code == 200
    assert "中级工满三年，或从事本工种满六年" in text_of(page)


def ask(browser, event, **typed):
    return text_of(browser.post(f"/events/{event}/eligible", data=typed))


def test_the_answer_names_each_reason_with_the_own_value(app, client, conditional):
    app.config["WTF_CSRF_ENABLED"] = False

    no = ask(client, conditional, level="5", trade_since="2024-01", titles="none")
    yes = ask(client, conditional, level="none", trade_since="2010-01", titles="none")
    ranked = ask(client, conditional, level="3", level_since="2010-01", titles="全国技术能手")

    assert "您不符合参赛条件" in no
    assert "初级工" in no
    assert "您可以报名" in yes
    assert "可以报名，但不参与评奖" in ranked


def test_only_a_part_of_the_page_is_sent_as_one_types(app, client, conditional):
    app.config["WTF_CSRF_ENABLED"] = False

    part = client.post(
        f"/events/{conditional}/eligible", data={"level": "4"}, headers={"HX-Request": "true"}
    )

    assert part.status_code == 200
    assert "<html" not in text_of(part)
    assert "还不能判断" in text_of(part)


def test_what_cannot_be_read_is_named_at_its_field(worker, conditional):
    answer = worker.post(f"/events/{conditional}/eligible", data={"trade_since": "soon"})

    assert answer.status_code == 422
    assert 'id="trade_since-error"' in text_of(answer)
    assert 'value="soon"' in text_of(answer)


def go_on(worker, event, **facts):
    worker.post(f"/events/{event}/eligible", data={**facts, "do": "enter"})
    worker.post(f"/events/{event}/enter", data=ME | {"level": facts.get("level", "4")})
    return worker.post(f"/events/{event}/enter/check", data={"declared": "y"})


def test_who_meets_the_conditions_enters_and_keeps_the_answers(act, worker, conditional):
    facts = {"level": "4", "level_since": "2015-01", "trade_since": "", "titles": "全国技术能手"}

    sent = go_on(worker, conditional, **facts)

    assert sent.status_code == 302
    with act() as uow:
        row = uow.session.scalars(select(EntryRow)).one()
        assert (row.honours, row.failed, row.problems) == (False, ["c2"], 0)
        assert row.facts["level_since"] == "2015-01"


def test_who_does_not_meet_them_is_refused_with_the_reason(worker, conditional):
    facts = {"level": "5", "trade_since": "2025-01", "titles": "none"}

    refused = go_on(worker, conditional, **facts)

    assert refused.status_code == 422
    assert "中级工满三年，或从事本工种满六年" in text_of(refused)


def test_who_comes_late_sees_the_position(act, worker, event_by):
    event = event_by(RegistrationRules(waiting_list=True), seats=1)
    with act() as uow:
        an_entry(uow, event)

    page = text_of(worker.get(f"/events/{event}/enter"))
    worker.post(f"/events/{event}/enter", data=ME)
    sent = worker.post(f"/events/{event}/enter/check", data={"declared": "y"})

    assert "名额已满" in page
    assert "您在候补名单第 1 位，共 1 位" in text_of(worker.get(sent.location))


TEAM = {
    "entrants0-role": "captain",
    "entrants0-name": "王小明",
    "entrants1-role": "member",
    "entrants1-name": "李秀英",
}
TEAM_RULES = RegistrationRules(team=TeamRules(2, 2, 1, 1))


def test_a_captain_enters_the_team(act, worker, event_by):
    event = event_by(TEAM_RULES)
    worker.post(f"/events/{event}/enter", data=ME)

    team = worker.post(f"/events/{event}/enter/team", data=TEAM)
    sent = worker.post(f"/events/{event}/enter/check", data={"declared": "y"})

    assert team.location == f"/events/{event}/enter/check"
    text = text_of(worker.get(sent.location))
    assert "李秀英" in text
    assert "队长" in text


def test_what_is_wrong_in_a_team_stands_at_the_person(worker, event_by):
    event = event_by(TEAM_RULES)
    wrong = TEAM | {"entrants1-name": "", "entrants1-id_number": "110101199003070000"}

    answer = worker.post(f"/events/{event}/enter/team", data=wrong)

    text = text_of(answer)
    assert answer.status_code == 422
    assert 'id="entrants1-name-error"' in text
    assert 'id="entrants1-id_number-error"' in text
    assert 'value="110101199003070000"' in text


def test_the_event_s_questions_are_asked_and_kept(worker, event_by):
    form = EntryForm(1, (Question("q1", "服装尺码", Asked.TEXT, required=True),))
    event = event_by(RegistrationRules(), form=form)

    led = worker.post(f"/events/{event}/enter", data=ME)
    empty = worker.post(led.location, data={"q1": ""})
    told = worker.post(led.location, data={"q1": "175/92A"})
    sent = worker.post(told.location, data={"declared": "y"})

    assert led.location == f"/events/{event}/enter/answers"
    assert empty.status_code == 422
    assert "175/92A" in text_of(worker.get(sent.location))


def test_each_person_of_a_team_answers(worker, event_by):
    questions = (
        Question("q1", "队名", Asked.TEXT, required=True, whom=Whom.TEAM),
        Question("q2", "尺码", Asked.TEXT, required=True),
    )
    event = event_by(TEAM_RULES, form=EntryForm(1, questions))
    worker.post(f"/events/{event}/enter", data=ME)
    led = worker.post(f"/events/{event}/enter/team", data=TEAM)

    told = worker.post(led.location, data={"t-q1": "飞轮", "p1-q2": "L", "p2-q2": "XL"})
    sent = worker.post(told.location, data={"declared": "y"})

    text = text_of(worker.get(sent.location))
    assert [word in text for word in ("飞轮", ">L<", ">XL<")] == [True] * 3


def test_real_name_data_come_first_where_asked(act, sign_in, worker, event_by):
    event = event_by(RegistrationRules(real_name=True))
    with act() as uow:
        account = an_account(uow, "李秀英")
        a_person(uow, "李秀英", an_id_number(), "13812345678", account)
    known = sign_in(account)
    for browser in (worker, known):
        browser.post(f"/events/{event}/enter", data=ME)

    sent = [b.post(f"/events/{event}/enter/check", data={"declared": "y"}) for b in (worker, known)]

    assert [answer.status_code for answer in sent] == [422, 302]
    assert 'name="born_on"' not in text_of(known.get(f"/events/{event}/enter"))


def team_with(event_by):
    rules = RegistrationRules(team=TeamRules(2, 2, 1, 1), conditions=(LEVEL_OR_YEARS,))
    return event_by(rules)


def test_each_member_is_asked_what_the_conditions_ask_and_told_at_the_field(worker, event_by):
    event = team_with(event_by)
    worker.post(f"/events/{event}/enter", data=ME | {"level": "3"})
    typed = TEAM | {"entrants1-level": "5", "entrants1-trade_since": "2025-01"}

    answer = worker.post(f"/events/{event}/enter/team", data=typed)

    text = text_of(answer)
    assert answer.status_code == 422
    assert 'id="entrants1-level-error"' in text
    assert "不符合参赛条件：中级工满三年，或从事本工种满六年" in text
    assert 'value="2025-01"' in text


def test_members_are_held_as_one_types_and_enter_with_their_facts(act, worker, event_by):
    event = team_with(event_by)
    worker.post(f"/events/{event}/eligible", data={"level": "3", "level_since": "2010-01"})
    worker.post(f"/events/{event}/enter", data=ME | {"level": "3"})
    typed = TEAM | {"entrants1-level": "none", "entrants1-trade_since": "2010-01"}

    part = worker.post(f"/events/{event}/enter/team", data=typed, headers={"HX-Request": "true"})
    led = worker.post(f"/events/{event}/enter/team", data=typed)
    sent = worker.post(led.location, data={"declared": "y"})

    assert "<html" not in text_of(part)
    assert 'id="entrants1-said" hx-swap-oob="true"' in text_of(part)
    assert "李秀英：中级工满三年" in text_of(worker.get(led.location)) + text_of(part)
    assert sent.status_code == 302
    with act() as uow:
        facts = uow.session.scalars(select(EntryRow.facts)).one()
        assert facts["entrants1-trade_since"] == "2010-01"


def test_rows_left_empty_between_persons_are_closed_up(act, worker, event_by):
    event = event_by(TEAM_RULES)
    worker.post(f"/events/{event}/enter", data=ME)
    gap = TEAM | {"entrants3-role": "coach", "entrants3-name": "赵强"}

    worker.post(f"/events/{event}/enter/team", data=gap)
    again = text_of(worker.get(f"/events/{event}/enter/team"))

    assert 'name="entrants2-name" value="赵强"' in again


def test_a_confirmed_worker_is_not_asked_for_the_unit(act, sign_in, event_by):
    with act() as uow:
        account = an_account(uow, "李秀英", unit="旧厂")
        unit = an_organisation(uow, "苏城机械厂", kind="unit")
        a_membership(uow, a_person(uow, "李秀英", account_id=account), unit)
    browser, event = sign_in(account), event_by(RegistrationRules())

    page = text_of(browser.get(f"/events/{event}/enter"))
    browser.post(f"/events/{event}/enter", data=ME | {"unit": "别的厂"})
    sent = browser.post(f"/events/{event}/enter/check", data={"declared": "y"})

    assert "您代表苏城机械厂报名" in page
    assert 'name="unit"' not in page
    assert "苏城机械厂" in text_of(browser.get(sent.location))


RARE = ("䶮", "𠮷田一", "阿卜杜热合曼·买买提", "欧阳" * 12 + "·诺布")


@pytest.mark.parametrize("name", RARE)
def test_any_name_is_taken_as_it_is_written(act, worker, event_by, name):
    event = event_by(RegistrationRules())
    worker.post(f"/events/{event}/enter", data=ME | {"name": name})

    sent = worker.post(f"/events/{event}/enter/check", data={"declared": "y"})

    with act() as uow:
        assert uow.session.scalars(select(EntryRow.name)).one() == name
    assert sent.status_code == 302


def test_fields_that_the_form_does_not_have_do_nothing(act, worker, event_by):
    event = event_by(RegistrationRules())
    more = {"state": "accepted", "number": "0007", "unit_id": "1", "honours": "", "problems": "0"}
    worker.post(f"/events/{event}/enter", data=ME | more | {"account_id": "999"})

    worker.post(f"/events/{event}/enter/check", data={"declared": "y", **more})

    with act() as uow:
        row = uow.session.scalars(select(EntryRow)).one()
        assert (row.state, row.number, row.unit_id) == ("submitted", "0001", None)
        assert (row.honours, row.account_id) == (True, 1)
