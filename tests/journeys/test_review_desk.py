"""The review desk by keyboard: two reviewers, a reason kept ready, and taking a decision back."""

import pytest
from playwright.sync_api import expect

from competition.domain.conditions import Condition, Kind, Requirement
from competition.domain.files import Kind as FileKind
from competition.domain.registration_rules import RegistrationRules
from competition.persistence import files
from competition.persistence.files import FileFacts
from competition.services.passwords import hash_password
from tests.browser import PHONE, live_server
from tests.factories import (
    a_competition,
    a_file,
    a_role,
    an_account,
    an_entry,
    an_event,
    some_rules,
)
from tests.journeys.conftest import sign_in
from tests.uploads import PDF, a_picture

PASSWORD = "shen-he-bao-ming-2026"
TRADE = Condition("c1", ((Requirement(Kind.TRADE, 3),),), words="从事本工种满三年")
NAMES = ("钱晓峰", "贺春梅", "叶雨涵")


@pytest.fixture
def competition(act, now):
    with act() as uow:
        hashed = hash_password(PASSWORD)
        for login, name in (("chushen", "王初审"), ("fushen", "李复审")):
            a_role(uow, an_account(uow, name, login, "", hashed))
        competition = a_competition(uow)
        event = an_event(uow, competition, "焊工", held_on=now.date())
        some_rules(uow, event, RegistrationRules(second_review=True, conditions=(TRADE,)))
        for name in NAMES:
            told = {"account_id": an_account(uow, name), "facts": {"trade_since": "2015-01"}}
            entry = an_entry(uow, event, name=name, state="submitted", **told)
            a_file(uow, f"entry:{entry}", name="技能等级证书.pdf", content=PDF)
            photo = (
                0,
                f"entry:{entry}",
                "photo",
                FileKind.JPEG,
                "证件照.jpg",
                0,
                "",
                None,
                uow.now,
            )
            files.add(uow.session, FileFacts(*photo), a_picture(size=(600, 800)))
        return competition


def heading(page, name):
    expect(page.locator("h1")).to_contain_text(name)
    page.wait_for_load_state()  # keys are heard once the scripts are there


def press(page, key):
    with page.expect_navigation():
        page.keyboard.press(key)


def test_two_reviewers_work_through_the_queue_by_keyboard(app, competition, open_visit):
    home = f"/organiser/competitions/{competition}/reviews"
    with live_server(app) as base:
        first, second = open_visit(base), open_visit(base)
        sign_in(first, "chushen", PASSWORD)
        page = first.go(home)
        assert first.accessibility_faults() == []
        page.keyboard.press("j")
        press(page, "Enter")
        heading(page, NAMES[0])
        assert first.accessibility_faults() == []

        press(page, "a")
        heading(page, NAMES[1])
        expect(page.locator(".undo-bar")).to_contain_text("初审建议通过")
        page.keyboard.press("r")
        page.locator("[data-key-return] select").select_option(label="证书不清晰")
        page.locator("[data-key-return] textarea").press("End")
        page.keyboard.type(" ajrx?")
        heading(page, NAMES[1])
        page.get_by_role("button", name="退回这条报名").click()
        heading(page, NAMES[2])
        expect(page.locator(".undo-bar")).to_contain_text("已退回补充")
        press(page, "u")
        heading(page, NAMES[1])

        sign_in(second, "fushen", PASSWORD)
        page = second.go(f"{home}?turn=second")
        page.get_by_role("link", name=NAMES[0]).click()
        expect(page.locator("main")).to_contain_text("王初审：初审建议通过")
        press(page, "a")
        expect(page.locator("main")).to_contain_text("这里没有待审核的报名")
        expect(page.locator(".undo-bar")).to_contain_text("已通过")


def test_the_desk_fits_a_phone_and_shows_its_keys(app, competition, open_visit):
    home = f"/organiser/competitions/{competition}/reviews"
    with live_server(app) as base:
        visit = open_visit(base, viewport=PHONE)
        sign_in(visit, "chushen", PASSWORD)
        for path in (home, f"{home}/reasons"):
            visit.go(path)
            assert (visit.overflows(), visit.accessibility_faults()) == (False, [])
        page = visit.go(home)
        page.get_by_role("link", name=NAMES[1]).click()
        page.get_by_role("link", name="证件照.jpg").click()
        expect(page.locator("figure img")).to_be_visible()
        page.keyboard.press("?")
        expect(page.locator("[data-key-help] dl")).to_be_visible()
        assert (visit.overflows(), visit.accessibility_faults()) == (False, [])
        page.locator("[data-keys-switch]").uncheck()
        page.keyboard.press("a")
        heading(page, NAMES[1])
        page.go_back()


def test_the_pages_of_a_batch_fit_a_phone(app, competition, open_visit):
    with live_server(app) as base:
        visit = open_visit(base, viewport=PHONE)
        sign_in(visit, "chushen", PASSWORD)
        page = visit.go(f"/organiser/competitions/{competition}/reviews")
        page.locator("select[name=which]").select_option("all")
        page.get_by_role("button", name="通过 …", exact=True).click()
        assert (visit.overflows(), visit.accessibility_faults()) == (False, [])
        page.get_by_role("button", name="通过这 3 条报名").click()
        expect(page.locator("h1")).to_have_text("已给出 3 条初审意见")
        assert (visit.overflows(), visit.accessibility_faults()) == (False, [])
        page.get_by_role("button", name="全部撤回").click()
        expect(page.locator("h1")).to_have_text("已全部撤回")
        assert (visit.overflows(), visit.accessibility_faults()) == (False, [])


def test_the_desk_works_without_script(app, competition, open_visit):
    home = f"/organiser/competitions/{competition}/reviews"
    with live_server(app) as base:
        visit = open_visit(base, scripts=False)
        sign_in(visit, "chushen", PASSWORD)
        page = visit.go(home)
        page.locator("select[name=which]").select_option("all")
        page.get_by_role("button", name="退回补充 …").click()
        page.locator("select[name=template]").select_option(label="照片不合格")
        page.get_by_role("button", name="退回这 3 条报名").click()
        expect(page.locator("h1")).to_contain_text("已审核 3 条报名")
        page.get_by_role("button", name="全部撤回").click()
        expect(page.locator("main li").first).to_contain_text("（已撤回）")
