"""The public pages of a competition, as everyone meets them."""

from datetime import date

import pytest

from competition.domain.sites import PageKind
from competition.services import sites
from tests.factories import a_competition, a_plan, an_account, an_event, organiser_of

PAGES = ("", "/timetable", "/technical", "/downloads", "/faq", "/news", "/contact")


@pytest.fixture
def site(act):
    with act() as uow:
        competition = a_competition(uow, "焊接竞赛")
        a_plan(uow, competition, contact="张老师 0512-12345678")
        an_event(uow, competition, title="焊工", held_on=date(2026, 5, 1))
    with act(organiser_of(competition, None)) as uow:
        sites.save_page(uow, competition, PageKind.ANNOUNCEMENT, "# 参赛对象\n**在职**职工", 0)
        sites.publish_page(uow, competition, PageKind.ANNOUNCEMENT)
        sites.save_page(uow, competition, PageKind.FAQ, "秘密草稿", 0)
        sites.post_news(uow, competition, "场地变更", "改到二号馆")
    return competition


def text_of(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_everyone_reads_all_pages(client, site):
    texts = {page: text_of(client, f"/competitions/{site}{page}") for page in PAGES}

    assert "<h3>参赛对象</h3>" in texts[""]
    assert "<strong>在职</strong>" in texts[""]
    assert "2026年5月1日" in texts["/timetable"]
    assert "改到二号馆" in texts["/news"]
    assert "张老师" in texts["/contact"]
    assert all("秘密草稿" not in text for text in texts.values())


def test_an_event_leads_to_the_pages_of_its_competition(client, site):
    (event,) = (
        line
        for line in text_of(client, f"/competitions/{site}").split('"')
        if line.startswith("/events/")
    )

    assert text_of(client, event).count(f'href="/competitions/{site}"') == 3


def test_visitors_are_led_to_sign_in_before_they_follow(client, site):
    text = text_of(client, f"/competitions/{site}")

    assert f'href="/account/sign-in?next=/competitions/{site}"' in text


def test_nothing_of_an_unannounced_competition_leaks(act, client):
    with act() as uow:
        secret = a_competition(uow, "未公布竞赛", "draft")
        a_plan(uow, secret, starts_on=date(2026, 5, 1))
        an_event(uow, secret, title="秘密赛项")
    with act(organiser_of(secret, None)) as uow:
        sites.save_page(uow, secret, PageKind.ANNOUNCEMENT, "机密公告", 0)
        sites.publish_page(uow, secret, PageKind.ANNOUNCEMENT)

    for page in (*PAGES, "/calendar.ics"):
        answer = client.get(f"/competitions/{secret}{page}")
        assert answer.status_code == 404
        assert "未公布竞赛" not in answer.text
    for path in ("/programme/2026/calendar.ics", "/events", "/"):
        assert "未公布竞赛" not in text_of(client, path)


def test_no_markup_of_a_text_reaches_the_browser(act, client, site):
    evil = (
        "<script>alert(1)</script>\n# <img src=x onerror=alert(1)>\n- **<b>x</b>**\n"
        '[<i>y</i>](javascript:alert(1)) [z](https://x.cn/"onmouseover=alert(1))'
    )
    with act(organiser_of(site, None)) as uow:
        sites.save_page(uow, site, PageKind.TECHNICAL, evil, 0)
        sites.publish_page(uow, site, PageKind.TECHNICAL)

    text = text_of(client, f"/competitions/{site}/technical").split("<main")[1]

    assert "<script" not in text
    assert "<img" not in text
    assert "<b>" not in text
    assert "<i>" not in text
    assert 'href="javascript' not in text
    assert 'onmouseover=alert(1)"' not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_the_calendar_is_given_as_a_calendar(client, site):
    for path in (f"/competitions/{site}/calendar.ics", "/programme/2026/calendar.ics"):
        answer = client.get(path)
        assert answer.content_type == "text/calendar; charset=utf-8"
        assert answer.data.startswith(b"BEGIN:VCALENDAR\r\n")


def test_signed_in_people_follow_and_leave(act, client, sign_in, site):
    with act() as uow:
        account = an_account(uow, name="张三")
    fan = sign_in(account)

    assert "/follow" not in text_of(client, f"/competitions/{site}")
    fan.post(f"/competitions/{site}/follow", data={"wanted": "yes"})
    assert 'name="wanted" value="no"' in text_of(fan, f"/competitions/{site}")
    fan.post(f"/competitions/{site}/follow", data={"wanted": "no"})
    assert 'name="wanted" value="yes"' in text_of(fan, f"/competitions/{site}")
    assert client.post(f"/competitions/{site}/follow").location.startswith("/account/sign-in")
