"""A district proposes; the city returns it with comments, sees what changed, and approves it."""

import re

import pytest
from flask_babel import force_locale, gettext
from playwright.sync_api import expect

from competition.domain.permissions import Role, Scope, ScopeKind
from competition.domain.proposal_document import Kind, Step, fields_of
from competition.services.passwords import hash_password
from tests.browser import PHONE, follow, live_server
from tests.factories import a_role, an_account, an_organisation
from tests.journeys.conftest import sign_in
from tests.proposals import TEXTS
from tests.uploads import PDF

PASSWORD = "kan-de-jian-2027"
TITLE = "2027年甲区总工会车工职业技能竞赛"
PROPOSED = {"announcement": "以赛促学", "technical": "国家职业技能标准", "faq": "^$"}
PAGES = {
    "announcement": "# 参赛对象\n面向全区在职职工。",
    "technical": "# 竞赛内容\n- 理论 30%\n- 操作 70%",
    "faq": "# 怎样报名\n由单位统一报名。",
}


class Story:
    """A district's officer and the city's organiser, each at a desk."""

    def __init__(self, app, act, base, open_visit):
        self.app, self.base, self.open_visit = app, base, open_visit
        with act() as uow:
            hashed = hash_password(PASSWORD)
            city = an_organisation(uow, "苏城市总工会")
            district = an_organisation(uow, "云栖区总工会", "district", city)
            officer = an_account(uow, "陆清和", "officer", "", hashed)
            organiser = an_account(uow, "沈若兰", "organiser", "", hashed)
            a_role(uow, officer, Role.OFFICER, Scope(ScopeKind.ORGANISATION, district))
            a_role(uow, organiser, Role.ORGANISER)
            an_account(uow, "王小明", "worker", "甲厂", hashed)
        self.proposal = self.competition = 0

    def window(self, login, **options):
        visit = self.open_visit(self.base, **options)
        sign_in(visit, login, PASSWORD)
        return visit

    def say(self, text, **values):
        with self.app.test_request_context(), force_locale("zh_CN"):
            return str(gettext(text, **values))


@pytest.fixture
def story(app, act, open_visit):
    with live_server(app) as base:
        yield Story(app, act, base, open_visit)


def press(page, words):
    page.get_by_role("button", name=words, exact=True).click()
    page.wait_for_load_state()


def fill(page, path, kind, value):
    field = page.locator(f"[name='{path}']")
    if kind is Kind.CHOICE:
        field.select_option(value)
    else:
        field.fill("\n".join(value) if isinstance(value, list) else value)


def fill_step(story, page, step):
    for field in fields_of(step):
        value = TEXTS.get(field.key)
        if field.kind is not Kind.ROWS:
            if value:
                fill(page, field.key, field.kind, value)
            continue
        for number, row in enumerate(value or ()):
            for column in field.columns:
                fill(page, f"{field.key}{number}-{column.key}", column.kind, row[column.key])
            follow(page, f"button[value='add:{field.key}']")
            expect(page.locator(f"[id^='{field.key}{number + 1}-']").first).to_be_visible()


def propose(story, officer):
    page = officer.go("/organisation/proposals/new")
    page.fill("[name=season]", "2027")
    press(page, story.say("Begin the proposal"))
    story.proposal = int(re.search(r"/proposals/(\d+)", page.url)[1])
    for step in Step:
        officer.go(f"/organisation/proposals/{story.proposal}/steps/{step}")
        fill_step(story, page, step)
        assert officer.accessibility_faults() == []
        press(page, story.say("Save and go on"))
    expect(page.locator("h1")).to_contain_text(TITLE)
    press(page, story.say("Hand in"))
    expect(page.locator("body")).to_contain_text(
        story.say("Handed in as version %(number)s.", number=1)
    )


def give_back(story, organiser):
    page = organiser.go("/organiser/proposals?here=yes")
    page.get_by_role("link", name=TITLE).click()
    assert organiser.accessibility_faults() == []
    box = page.locator("#field-judges")
    box.locator("summary").click()
    box.locator("textarea").fill("每个工位至少两名裁判")
    box.locator("details button").click()
    expect(page.locator("#field-judges blockquote")).to_contain_text("每个工位至少两名裁判")
    page.get_by_role("link", name=story.say("Return for changes"), exact=True).click()
    press(page, story.say("Return for changes"))
    expect(page.locator("h1")).to_contain_text(story.say("returned to the proposer"))


def type_while_signed_out(story, visit, field, value):
    """The sign-in is lost, which saving tells; what was typed is there again after the next one."""
    page, address = visit.page, visit.page.url.removeprefix(story.base)
    visit.expect_complaint("400")
    page.context.clear_cookies(name="session")
    page.fill(field, "")
    page.locator(field).press_sequentially(value)
    expect(page.locator("#save-state")).to_contain_text("未保存")
    sign_in(visit, "officer", PASSWORD)
    visit.go(address)
    expect(page.locator(field)).to_have_value(value)
    expect(page.locator(".notice")).to_contain_text("刚填写的内容已找回")


def correct(story, phone):
    page = phone.go(f"/organisation/proposals/{story.proposal}")
    expect(page.locator(".task-list")).to_contain_text("1条意见")
    phone.go(f"/organisation/proposals/{story.proposal}/steps/judges")
    expect(page.locator("blockquote")).to_contain_text("每个工位至少两名裁判")
    type_while_signed_out(story, phone, "[name=judges]", "12")
    expect(page.locator("#save-state")).to_have_text(re.compile(r"\s*已保存 \d\d:\d\d\s*"))
    assert (phone.accessibility_faults(), phone.overflows()) == ([], False)
    phone.go(f"/organisation/proposals/{story.proposal}/check")
    assert phone.overflows() is False
    press(page, story.say("Hand in"))


def approve(story, organiser):
    page = organiser.go(f"/organiser/proposals/{story.proposal}/changes")
    expect(page.locator("del")).to_have_text("9")
    expect(page.locator("ins")).to_have_text("12")
    assert organiser.accessibility_faults() == []
    organiser.go(f"/organiser/proposals/{story.proposal}")
    verb = story.say("Approve it (class 1)")
    page.get_by_role("link", name=verb, exact=True).click()
    assert organiser.accessibility_faults() == []
    press(page, verb)
    page.get_by_role("link", name=story.say("Open the competition")).click()
    expect(page.locator("h1")).to_contain_text(TITLE)
    expect(page.locator("table tbody tr")).to_have_count(4)
    story.competition = int(re.search(r"/competitions/(\d+)", page.url)[1])


def write_pages(story, organiser):
    page = organiser.page
    page.get_by_role("link", name=story.say("Public pages")).click()
    desk = page.url
    for kind, text in PAGES.items():
        page.goto(f"{desk}/{kind}")
        expect(page.locator("[name=text]")).to_have_value(re.compile(PROPOSED[kind]))
        page.fill("[name=text]", text)
        press(page, story.say("Publish"))
        expect(page.locator(".page-head .state")).to_contain_text(story.say("Published"))
    page.goto(desk)
    page.set_input_files(
        "#file", {"name": "报名表.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    press(page, story.say("Offer for download"))
    expect(page.locator(".file-list")).to_contain_text("报名表.pdf")
    assert organiser.accessibility_faults() == []


def announce_and_publish(story, organiser):
    page = organiser.go(f"/organiser/competitions/{story.competition}")
    page.get_by_role("link", name=story.say("Announce"), exact=True).click()
    press(page, story.say("Announce"))
    organiser.go("/organiser/programme?season=2027")
    page.get_by_role("link", name=story.say("Publish"), exact=True).click()
    page.fill("[name=note]", "首次公布")
    press(page, story.say("Publish the edition"))
    expect(page.locator("h1")).to_contain_text("2027")


def read_as_visitor(story, visitor):
    page = visitor.go("/programme")
    expect(page.locator("tbody")).to_contain_text("甲区技师学院")
    assert (visitor.accessibility_faults(), visitor.overflows()) == ([], False)
    page.get_by_role("link", name=TITLE).click()
    expect(page.locator("main")).to_contain_text("面向全区在职职工")
    tabs = page.locator(".tabs a").evaluate_all("links => links.map(link => link.href)")
    assert len(tabs) == 5
    for tab in tabs:
        page.goto(tab)
        assert (visitor.accessibility_faults(), visitor.overflows()) == ([], False)
    page.goto(f"{story.base}/competitions/{story.competition}/timetable")
    assert page.locator(".timetable-day").count() == 2
    page.goto(f"{story.base}/competitions/{story.competition}/downloads")
    file = page.locator(".file-list a").get_attribute("href")
    given = page.request.get(story.base + file)
    assert (given.status, given.body()[:5]) == (200, b"%PDF-")
    feed = page.request.get(f"{page.url.rsplit('/', 1)[0]}/calendar.ics").text()
    assert "DTSTART;VALUE=DATE:20270501" in feed


def follow_and_hear(story, organiser, phone):
    page = phone.go(f"/competitions/{story.competition}")
    page.get_by_role("link", name=story.say("Sign in to follow")).click()
    page.fill("[name=login]", "worker")
    page.fill("[name=password]", PASSWORD)
    press(page, story.say("Sign in"))
    press(page, story.say("Follow"))
    expect(page.get_by_role("button", name=story.say("Follow no more"))).to_be_visible()
    desk = organiser.go(f"/organiser/competitions/{story.competition}/site")
    desk.fill("[name=title]", "决赛改到二号馆")
    desk.fill("[name=text]", "请各参赛队注意。")
    press(desk, story.say("Publish the news"))
    phone.go("/account/messages")
    expect(page.locator("main")).to_contain_text("决赛改到二号馆")


def read_in_english(story, visitor):
    page = visitor.go("/programme")
    press(page, "English")
    for path in ("/programme", f"/competitions/{story.competition}"):
        visitor.go(path)
        expect(page.locator("html")).to_have_attribute("lang", "en")
        assert (visitor.accessibility_faults(), visitor.overflows()) == ([], False)
    expect(page.locator("aside")).to_contain_text("Sat 1 May 2027")


def test_a_district_proposes_and_the_public_reads_what_was_approved(story):
    officer, organiser = story.window("officer"), story.window("organiser")
    propose(story, officer)
    give_back(story, organiser)
    correct(story, story.window("officer", viewport=PHONE))
    approve(story, organiser)
    write_pages(story, organiser)
    announce_and_publish(story, organiser)

    read_as_visitor(story, story.open_visit(story.base))
    read_as_visitor(story, story.open_visit(story.base, viewport=PHONE))
    follow_and_hear(story, organiser, story.open_visit(story.base, viewport=PHONE))
    read_in_english(story, story.open_visit(story.base))
    page = officer.go("/organisation/proposals")
    expect(page.locator("tbody")).to_contain_text(story.say("approved (class 1)"))
    assert officer.accessibility_faults() == []
