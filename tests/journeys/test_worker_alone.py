"""A worker enters alone on a phone: from registering to the accepted entry, also without script."""

import pytest
from playwright.sync_api import expect

from competition.domain.conditions import Condition, Effect, Kind, Requirement
from competition.domain.entry_forms import Asked, EntryForm, Question
from competition.domain.registration_rules import RegistrationRules
from competition.persistence import entry_forms
from competition.services.passwords import hash_password
from tests.browser import PHONE, live_server
from tests.factories import a_competition, a_role, an_account, an_event, some_rules
from tests.journeys.conftest import sign_in

PASSWORD = "yi-ge-ren-bao-ming-2026"
CONDITIONS = (
    Condition("c1", ((Requirement(Kind.AGE, 16, 50),),)),
    Condition("c2", ((Requirement(Kind.LEVEL, 3, level="4"),), (Requirement(Kind.TRADE, 6),))),
    Condition("c3", ((Requirement(Kind.TITLES, among=("全国技术能手",)),),), Effect.NO_HONOURS),
)
QUESTIONS = EntryForm(
    1, (Question("q1", "服装尺码", Asked.ONE, required=True, choices=("S", "M", "L")),)
)


@pytest.fixture
def event(act, now):
    with act() as uow:
        hashed = hash_password(PASSWORD)
        a_role(uow, an_account(uow, "沈若兰", "zuweihui", "苏城市总工会", hashed))
        competition = a_competition(uow, "2026年苏城市职工技能竞赛")
        event = an_event(uow, competition, "焊工", seats=30, held_on=now.date())
        some_rules(uow, event, RegistrationRules(conditions=CONDITIONS))
        entry_forms.add(uow.session, event, QUESTIONS, None, uow.now)
        return event


def clean(visit, scripts=True):
    """Nothing to scroll sideways for, nothing that axe, which is a script, finds."""
    if scripts:
        assert visit.overflows() is False
        assert visit.accessibility_faults() == []


def find_trade(visit):
    page = visit.go("/events?state=open")
    page.get_by_role("link", name="焊工").first.click()
    page.get_by_role("link", name="我能参加吗？").click()
    expect(page.locator("h1")).to_contain_text("焊工")


def ask_with_script(visit):
    """The answer changes as one types, without a button."""
    page = visit.page
    page.fill("[name=born_on]", "1965-03-08")
    page.select_option("[name=level]", "5")
    expect(page.locator("#answer")).to_contain_text("您不符合参赛条件")
    page.fill("[name=born_on]", "1990-03-08")
    page.fill("[name=trade_since]", "2012-07")
    page.get_by_label("以上都没有").check()
    expect(page.locator("#answer")).to_contain_text("您可以报名")
    clean(visit)


def register(visit):
    page = visit.page
    page.get_by_role("button", name="继续报名").click()
    page.wait_for_load_state()
    page.goto(f"{visit.base}/account/register")
    page.fill("[name=name]", "叶雨涵")
    page.fill("[name=unit]", "苏城焊接厂")
    page.fill("[name=login]", "13812345678")
    page.fill("[name=password]", PASSWORD)
    for field in page.locator("[name^=password]").all():
        field.fill(PASSWORD)
    page.locator("main form .actions button, main form button").first.click()
    page.wait_for_url(lambda url: "register" not in url)


def go_on(page):
    page.locator("main form .actions button").first.click()
    page.wait_for_load_state()


def fill_steps(visit, event, scripts):
    page = visit.go(f"/events/{event}/eligible")
    page.fill("[name=born_on]", "1990-03-08")
    page.select_option("[name=level]", "5")
    page.fill("[name=trade_since]", "2012-07")
    page.locator("[name=titles][value=none]").check()
    page.get_by_role("button", name="继续报名").click()
    expect(page.locator("h1")).to_have_text("本人信息")
    clean(visit, scripts)
    expect(page.locator("[name=name]")).to_have_value("叶雨涵")
    expect(page.locator("[name=born_on]")).to_have_value("1990-03-08")
    go_on(page)
    expect(page.locator("h1")).to_have_text("赛项问题")
    clean(visit, scripts)
    page.get_by_label("M", exact=True).check()
    go_on(page)
    expect(page.locator("h1")).to_have_text("核对并提交")
    expect(page.locator("main")).to_contain_text("1990年3月8日")
    clean(visit, scripts)
    page.check("[name=declared]")
    go_on(page)
    expect(page.locator("main")).to_contain_text("报名已提交")
    clean(visit, scripts)


def accept(visit, event):
    page = visit.go(f"/organiser/events/{event}/entries?state=submitted")
    page.locator("tbody a[href$='/record']").first.click()
    expect(page.locator("main")).to_contain_text("叶雨涵")
    clean(visit)
    page.locator("form[action$='/accept'] button").click()
    page.wait_for_load_state()


@pytest.mark.parametrize("scripts", [True, False], ids=["with script", "without script"])
def test_a_worker_enters_alone_on_a_phone(app, event, open_visit, scripts):
    with live_server(app) as base:
        phone = open_visit(base, viewport=PHONE, scripts=scripts)
        find_trade(phone)
        if scripts:
            ask_with_script(phone)
        register(phone)
        fill_steps(phone, event, scripts)
        desk = open_visit(base)
        sign_in(desk, "zuweihui", PASSWORD)
        accept(desk, event)
        page = phone.go("/me/entries")
        page.get_by_role("link", name="焊工").first.click()
        expect(page.locator("main")).to_contain_text("报名已通过")
