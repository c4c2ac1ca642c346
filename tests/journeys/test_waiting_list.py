"""The waiting list: a withdrawal moves the next up, who takes the place in time; another lapses."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from competition.domain.registration_rules import RegistrationRules
from competition.persistence.models.entries import EntryRow
from competition.services import places
from competition.services.jobs import SYSTEM
from competition.services.passwords import hash_password
from tests.browser import PHONE, live_server
from tests.factories import a_competition, a_role, an_account, an_event, some_rules
from tests.journeys.conftest import sign_in

PASSWORD = "hou-bu-di-bu-2026"
NAMES = {"first": "钱晓峰", "second": "贺春梅", "third": "叶雨涵"}


@pytest.fixture
def event(act, now):
    with act() as uow:
        hashed = hash_password(PASSWORD)
        for login, name in NAMES.items():
            an_account(uow, name, login, "苏城焊接厂", hashed)
        a_role(uow, an_account(uow, "沈若兰", "zuweihui", "", hashed))
        event = an_event(uow, a_competition(uow), "焊工", seats=1, held_on=now.date())
        some_rules(uow, event, RegistrationRules(waiting_list=True, offer_hours=24))
        return event


def enter(visit, event, login):
    sign_in(visit, login, PASSWORD)
    page = visit.go(f"/events/{event}/enter")
    page.fill("[name=born_on]", "1990-03-08")
    for step in ("本人信息", "核对并提交"):
        expect(page.locator("h1")).to_have_text(step)
        if step == "核对并提交":
            page.check("[name=declared]")
        page.locator("main form .actions button").first.click()
        page.wait_for_load_state()
    return page


def own_page(visit):
    page = visit.go("/me/entries")
    page.get_by_role("link", name="焊工").first.click()
    return page


def withdraw(visit):
    page = own_page(visit)
    page.locator("a[href$='/withdraw']").click()
    page.locator("[data-confirm-body] button").first.click()
    expect(page.locator("main")).to_contain_text("您已退出报名")


def let_the_offer_end(act):
    """The clock, and the job that follows it."""
    with act() as uow:
        past = uow.now - timedelta(minutes=1)
        query = update(EntryRow).where(EntryRow.offer_until.is_not(None))
        uow.session.execute(query.values(offer_until=past))
    with act(SYSTEM) as uow:
        assert places.lapse_offers(uow) == 1


def test_the_next_moves_up_and_an_offer_that_is_not_taken_goes_on(app, act, event, open_visit):
    with live_server(app) as base:
        people = {login: open_visit(base, viewport=PHONE) for login in NAMES}
        for login, visit in people.items():
            enter(visit, event, login)
        expect(people["third"].page.locator("main")).to_contain_text("您在候补名单第 2 位")

        withdraw(people["first"])
        page = own_page(people["second"])
        expect(page.locator("main")).to_contain_text("有名额递补给您")
        assert people["second"].accessibility_faults() == []
        let_the_offer_end(act)

        page.get_by_role("button", name="确认名额").click()
        expect(page.locator("body")).to_contain_text("不能再这样操作")
        expect(page.locator("main")).to_contain_text("名额逾期未确认")
        page = own_page(people["third"])
        page.get_by_role("button", name="确认名额").click()
        expect(page.locator("main")).to_contain_text("报名已提交")

        desk = open_visit(base)
        sign_in(desk, "zuweihui", PASSWORD)
        shown = desk.go(f"/organiser/events/{event}/places")
        expect(shown.locator("main")).to_contain_text("没有候补")
        assert desk.accessibility_faults() == []
