"""The main job by hand, in a browser: from an empty desk to a ranking, and back."""

import io
import re
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from flask_babel import force_locale, gettext
from playwright.sync_api import expect

from competition.domain.judging import SheetState, TypedMark
from competition.services import judging
from competition.services.passwords import hash_password
from tests.browser import PHONE, follow, live_server
from tests.factories import a_role, an_account, an_organisation, judge_of
from tests.journeys.conftest import sign_in

PASSWORD = "kan-de-jian-2026"
PEOPLE = {"zuweihui": "沈若兰", "caipan-jia": "钱晓峰", "caipan-yi": "贺春梅", "zhigong": "叶雨涵"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ASPECTS = (
    ("A", "A1", "理论试卷", "score", "100"),
    ("B", "B1", "工艺", "score", "60"),
    ("B", "B2", "成形质量", "judgement", "40"),
)


class Story:
    """Who takes part, where, and the event they all speak of."""

    def __init__(self, app, act, base, open_visit):
        self.app, self.act, self.base, self.open_visit = app, act, base, open_visit
        self.event = 0
        with act() as uow:
            hashed = hash_password(PASSWORD)
            self.ids = {
                login: an_account(uow, name, login, "苏城焊接厂", hashed)
                for login, name in PEOPLE.items()
            }
            a_role(uow, self.ids["zuweihui"])
            an_organisation(uow, "苏城市总工会")

    def window(self, login="", **options):
        visit = self.open_visit(self.base, **options)
        if login:
            sign_in(visit, login, PASSWORD)
        return visit

    def say(self, text, **values):
        """A text of the pages as a Chinese reader sees it."""
        with self.app.test_request_context(), force_locale("zh_CN"):
            return str(gettext(text, **values))

    def desk(self, visit, path=""):
        return visit.go(f"/organiser/events/{self.event}/{path}")


@pytest.fixture
def story(app, act, open_visit):
    with live_server(app) as base:
        yield Story(app, act, base, open_visit)


def press(page):
    """Press the one button that does what the page is for."""
    page.locator("main form .actions button").first.click()
    page.wait_for_load_state()


def create(story, desk):
    page = desk.go("/organiser/competitions/new")
    page.fill("[name=title]", "2026年苏城市职工技能竞赛")
    press(page)
    competition = re.search(r"/competitions/(\d+)", page.url)[1]
    desk.go(f"/organiser/competitions/{competition}/announce")
    press(page)
    now = datetime.now(UTC)
    desk.go(f"/organiser/competitions/{competition}/events/new")
    page.fill("[name=title]", "焊工")
    page.fill("[name=trade]", "焊工（手工电弧焊）")
    page.fill("[name=held_on]", f"{now + timedelta(days=9):%Y-%m-%d}")
    page.fill("[name=entries_close_at]", f"{now + timedelta(days=5):%Y-%m-%dT%H:%M}")
    press(page)
    story.event = int(re.search(r"/events/(\d+)/", page.url)[1])
    expect(page.locator("main")).to_contain_text("焊工")


def fill_scheme(story, desk):
    page = story.desk(desk, "scheme")
    for module in (0, 1):
        follow(page, "button[value=add-module]")
        expect(page.locator(f"[name=m{module}-id]")).to_be_visible()
    follow(page, "button[value='add-aspect:m1']")
    expect(page.locator("[name=m1a1-id]")).to_be_visible()
    titles = {"m0": ("理论", "0.3"), "m1": ("实操", "0.7")}
    for key, (title, weight) in titles.items():
        page.fill(f"[name={key}-title]", title)
        page.fill(f"[name={key}-weight]", weight)
        page.fill(f"[name={key}-pass_mark]", "60")
    for key, (_, number, title, kind, most) in zip(("m0a0", "m1a0", "m1a1"), ASPECTS, strict=True):
        page.fill(f"[name={key}-id]", number)
        page.fill(f"[name={key}-title]", title)
        page.select_option(f"[name={key}-kind]", kind)
        page.fill(f"[name={key}-max]", most)
    expect(page.locator("[data-total]")).to_have_text("100")
    page.click(".scheme-bar button[value=save]")
    expect(page.locator("body")).to_contain_text(
        story.say("Saved as version %(number)s.", number=1)
    )


def fill_policies(story, desk):
    page = story.desk(desk, "policies")
    page.select_option("[name=ties0-key]", "module:B")
    page.select_option("[name=advance-by]", "places")
    page.fill("[name=advance-places]", "1")
    page.click(".policies-side button[value=save]")
    expect(page.locator("body")).to_contain_text(
        story.say("Saved as version %(number)s.", number=1)
    )
    story.desk(desk, "entry-window/open")
    press(page)
    expect(page.locator("body")).to_contain_text(story.say("Entries are open."))


def enter(story, worker):
    page = worker.go(f"/events/{story.event}/enter")
    page.fill("[name=born_on]", "1997-03-08")
    press(page)
    page.check("[name=declared]")
    press(page)
    expect(page.locator("main")).to_contain_text(story.say("Your entry is in"))


def take_entries(story, desk):
    page = story.desk(desk, "entries?state=submitted")
    page.locator("form[action$='/accept'] button").click()
    story.desk(desk, "entries/new")
    page.fill("[name=name]", "阿依古丽·买买提")
    page.fill("[name=unit]", "苏城船舶厂")
    press(page)
    bad = [("0003", "龚䶮", "苏城船舶厂", "200"), ("0002", "𠮷文博", "苏城船舶厂", "")]
    upload(story, desk, bad)
    expect(page.locator("main")).to_contain_text(story.say("Nothing was imported"))
    expect(page.locator(".row-faulty")).to_have_count(2)
    upload(story, desk, [("0003", "龚䶮", "苏城船舶厂", "31")])
    page.locator("form[action$='/confirm'] button").click()
    expect(page.locator("main")).to_contain_text("龚䶮")
    expect(page.locator("main")).to_contain_text("阿依古丽·买买提")


def upload(story, desk, rows):
    """Fill the template's first columns and its age, and choose it on the page."""
    address = f"{story.base}/organiser/events/{story.event}/entries/template.xlsx"
    template = desk.page.context.request.get(address).body()
    book, target = openpyxl.load_workbook(io.BytesIO(template)), io.BytesIO()
    for line, (number, name, unit, age) in enumerate(rows, 2):
        for column, value in ((1, number), (2, name), (3, unit), (5, age)):
            book.worksheets[0].cell(line, column, value)
    book.save(target)
    page = story.desk(desk, "entries/import")
    file = {"name": "名单.xlsx", "mimeType": XLSX, "buffer": target.getvalue()}
    page.set_input_files("[name=file]", file)
    press(page)


def hand_out(story, desk):
    page = story.desk(desk, "entry-window/close")
    press(page)
    for login in ("caipan-jia", "caipan-yi"):
        story.desk(desk, "judges")
        page.fill("[name=login]", login)
        press(page)
        expect(page.locator("main")).to_contain_text(PEOPLE[login])
    story.desk(desk, "codes")
    page.locator("details[data-dialog=issue] summary").click()
    page.locator("form[action$='/codes/issue'] button").click()
    expect(page.locator("main")).to_contain_text(story.say("The codes are handed out"))


def mark_on_phone(story, phone, tablet):
    """One work on a phone: a value too high is refused, another device was quicker."""
    phone.go("/judge/")
    phone.page.locator(".go-on").click()
    sheet = re.search(r"/sheets/\d+", phone.page.url)[0]
    card = phone.page.locator("[data-aspect=A1]")
    card.locator("[data-number]").fill("130")
    too_high = story.say("The mark cannot be more than %(highest)s.", highest="100")
    expect(card).to_contain_text(too_high)
    other = tablet.go(f"/judge{sheet}").locator("[data-aspect=A1]")
    other.locator("[data-number]").fill("70")
    saved = story.say("Saved")
    expect(other.locator("[data-state]")).to_contain_text(saved)
    card.locator("[data-number]").fill("80")
    expect(card.locator("[data-conflict]")).to_contain_text("70")
    assert phone.overflows() is False
    card.locator("[data-keep]").click()
    expect(card.locator("[data-state]")).to_contain_text(saved)
    phone.page.locator("[data-aspect=B1] [data-number]").fill("48.5")
    phone.page.locator("[data-aspect=B2] label").nth(2).tap()
    for aspect in ("B1", "B2"):
        expect(phone.page.locator(f"[data-aspect={aspect}] [data-state]")).to_contain_text(saved)
    phone.page.locator("[data-submit]").tap()
    phone.page.locator("[data-submit-dialog] button.btn-primary").tap()
    expect(phone.page.locator("body")).to_contain_text(story.say("The sheet is submitted."))


def mark_the_rest(story):
    """What is left, by the service that the page uses; better and better works."""
    for login in ("caipan-jia", "caipan-yi"):
        actor = judge_of(story.event, story.ids[login])
        with story.act(actor) as uow:
            lines = [one for one in judging.list_sheets(uow) if one.state is SheetState.OPEN]
        for line in lines:
            typed = [TypedMark("A1", "75"), TypedMark("B1", "50"), TypedMark("B2", "2")]
            with story.act(actor) as uow:
                judging.enter_marks(uow, line.sheet_id, typed)
                judging.submit_sheet(uow, line.sheet_id)


def judge_all(story, desk):
    """One work on a phone, beside a tablet of the same judge; the rest like that."""
    phone, tablet = story.window("caipan-jia", viewport=PHONE), story.window("caipan-jia")
    phone.expect_complaint("409")
    mark_on_phone(story, phone, tablet)
    expect(story.desk(desk, "progress").locator("main")).to_contain_text("1")
    mark_the_rest(story)


def publish(story, desk, worker, visitor):
    """The ranking is there for everyone, and the worker finds the own result."""
    story.desk(desk, "results")
    press(desk.page)
    expect(desk.page.locator("main")).to_contain_text(story.say("This ranking is public"))
    page = visitor.go(f"/events/{story.event}/ranking")
    expect(page.locator("tbody tr")).to_have_count(3)
    page.locator("tr[id^=entry-] [data-explain]").first.click()
    expect(page.locator(".ladder")).to_be_visible()
    expect(worker.go("/me/entries").locator("main")).to_contain_text("焊工")
    worker.page.locator("main a[href*='/me/entries/']").first.click()
    expect(worker.page.locator(".ladder")).to_be_visible()


def retract(story, desk, worker, visitor):
    """The ranking and every own result are gone at once."""
    story.desk(desk, "results/retract")
    desk.page.fill("[name=reason]", "复核发现录入有误")
    press(desk.page)
    visitor.expect_complaint("404")
    gone = visitor.go(f"/events/{story.event}/ranking")
    expect(gone.locator("body")).not_to_contain_text("龚䶮")
    worker.page.reload()
    expect(worker.page.locator("h1")).to_be_visible()
    expect(worker.page.locator(".ladder")).to_have_count(0)


def test_from_an_empty_desk_to_a_public_ranking_and_back(story):
    desk, worker = story.window("zuweihui"), story.window("zhigong", viewport=PHONE)
    desk.expect_complaint("422")
    create(story, desk)
    fill_scheme(story, desk)
    fill_policies(story, desk)
    enter(story, worker)
    take_entries(story, desk)
    hand_out(story, desk)
    judge_all(story, desk)
    visitor = story.window()
    publish(story, desk, worker, visitor)
    retract(story, desk, worker, visitor)
