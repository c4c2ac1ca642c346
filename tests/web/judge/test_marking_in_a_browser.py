"""The sheet on a phone: keys under the thumb, saved at once, nothing lost without a network."""

import re

import pytest
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import expect

from competition.domain.judging import TypedMark
from competition.services import judging, sessions
from tests.browser import PHONE, live_server
from tests.factories import judge_of
from tests.web.judge.conftest import FULL

SAVED = re.compile("save-saved")


@pytest.fixture
def base(app):
    with live_server(app) as address:
        yield address


@pytest.fixture
def open_sheet(app, act, desk, base, open_visit):
    """Open the judge's sheet K7 on a phone of its own."""

    def open_(**options):
        with act() as uow:
            token = sessions.open_session(uow, desk.judge, hours=12, has_passed_factor=True)
        signer = SecureCookieSessionInterface().get_signing_serializer(app)
        cookie = signer.dumps({"_user_id": token, "_fresh": True})
        visit = open_visit(base, viewport=PHONE, is_mobile=True, **options)
        visit.page.context.add_cookies([{"name": "session", "value": cookie, "url": base}])
        visit.go(f"/judge/sheets/{desk.k7}")
        return visit

    return open_


def card(page, aspect):
    return page.locator(f"[data-aspect='{aspect}']")


def state(page, aspect):
    return card(page, aspect).locator("[data-state]")


def tap_keys(page, keys):
    for key in keys:
        page.locator(f"[data-key='{key}']").tap()


def stored(act, desk):
    with act(judge_of(desk.event, desk.judge)) as uow:
        sheet = judging.describe_sheet(uow, desk.k7)
    return {a.aspect.id: str(a.value) for a in sheet.aspects if a.value is not None}


def test_a_sheet_is_marked_by_taps_and_submitted(open_sheet, act, desk):
    page = open_sheet().page

    page.locator("#mark-1").tap()
    tap_keys(page, ["8", "0", "next"])
    tap_keys(page, ["3", "5", ".", "5", "next"])
    page.locator("label[for='mark-3-3']").tap()
    page.locator("[data-submit]").tap()
    page.locator("[data-missing] button").tap()
    tap_keys(page, ["2", "7", ".", "1", "2", "5", "done"])
    expect(state(page, "B3")).to_have_class(SAVED)
    page.locator("[data-submit]").tap()
    page.locator("[data-confirm-submit]").tap()

    expect(page.locator(".given li")).to_have_count(4)
    assert stored(act, desk) == FULL | {"A1": "80", "B2": "2"}


def test_a_number_out_of_range_is_refused_while_it_is_typed(open_sheet, act, desk):
    page = open_sheet().page

    page.locator("#mark-2").fill("41")

    expect(card(page, "B1").locator("[data-error]")).to_be_visible()
    expect(page.locator(".work-count [data-count]")).to_have_text("0")
    page.locator("#mark-2").fill("40")
    expect(state(page, "B1")).to_have_class(SAVED)
    assert stored(act, desk) == {"B1": "40"}


def test_nothing_typed_without_a_network_is_lost_over_a_reload(open_sheet, act, desk):
    visit = open_sheet()
    page = visit.page
    visit.expect_complaint("ERR_FAILED")
    page.route("**/marks", lambda route: route.abort())

    page.locator("#mark-4").fill("27.125")
    page.locator("label[for='mark-3-2']").tap()
    expect(page.locator("[data-offline-bar]")).to_be_visible()
    before = stored(act, desk)
    page.reload()
    expect(page.locator("#mark-4")).to_have_value("27.125")
    page.unroute("**/marks")
    page.evaluate("window.dispatchEvent(new Event('online'))")

    expect(page.locator("[data-offline-bar]")).to_be_hidden()
    expect(state(page, "B3")).to_have_class(SAVED)
    assert (before, stored(act, desk)) == ({}, {"B2": "1", "B3": "27.125"})


def test_a_lost_answer_is_no_conflict_with_oneself(open_sheet, act, desk):
    visit = open_sheet()
    page = visit.page
    visit.expect_complaint("ERR_FAILED")
    visit.expect_complaint("409")

    def lose_the_answer(route):
        route.fetch()
        route.abort()

    page.route("**/marks", lose_the_answer)
    page.locator("#mark-1").fill("70")
    expect(page.locator("[data-offline-bar]")).to_be_visible()
    page.unroute("**/marks")
    page.locator("#mark-1").fill("71")

    expect(state(page, "A1")).to_have_class(SAVED)
    assert stored(act, desk) == {"A1": "71"}


@pytest.mark.parametrize(("choice", "value"), [("keep", "71"), ("take", "70")])
def test_both_versions_are_shown_and_the_judge_chooses(open_sheet, act, desk, choice, value):
    visit = open_sheet()
    page = visit.page
    visit.expect_complaint("409")
    with act(judge_of(desk.event, desk.judge)) as uow:
        judging.enter_marks(uow, desk.k7, [TypedMark("A1", "70")])

    page.locator("#mark-1").fill("71")
    page.locator("[data-theirs]").first.wait_for(state="visible")
    page.locator(f"[data-{choice}]").first.tap()

    expect(state(page, "A1")).to_have_class(SAVED)
    expect(page.locator("#mark-1")).to_have_value(value)
    assert stored(act, desk) == {"A1": value}


def test_sheet_is_accessible_fits_a_phone_and_has_large_targets(open_sheet):
    visit = open_sheet()
    small = """() => [...document.querySelectorAll('main .btn, .grade label, .judge-header .tool')]
      .filter(e => e.offsetParent && e.getBoundingClientRect().height < 56).length"""

    assert visit.accessibility_faults() == []
    assert not visit.overflows()
    assert visit.page.evaluate(small) == 0


def test_sheet_works_without_script(open_sheet, act, desk):
    visit = open_sheet(scripts=False)
    page = visit.page
    visit.expect_complaint("422")

    page.locator("#mark-1").fill("80")
    page.locator("#mark-4").fill("31")
    page.locator(".judge-bar button[value=save]").tap()
    expect(card(page, "B3").locator("[data-error]")).to_be_visible()
    expect(page.locator("#mark-1")).to_have_value("80")
    page.locator("#mark-4").fill("30")
    page.locator(".judge-bar button[value=save]").tap()

    expect(page.locator(".toast-note")).to_be_visible()
    assert stored(act, desk) == {"A1": "80", "B3": "30"}
