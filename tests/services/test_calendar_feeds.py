"""Calendar feeds: what calendar programs need to know an entry again and to show it right."""

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from competition.domain.errors import NotFound
from competition.persistence.models.competitions import EventRow
from competition.persistence.models.programme import PlanRow
from competition.services import calendar_feeds
from tests.factories import a_competition, a_plan, a_scheme, an_event

WORDS = {"held": "比赛日", "closes": "报名截止", "begins": "开始", "site": "https://x.cn"}
CLOSES = datetime(2026, 4, 20, 9, 30, tzinfo=UTC)


@pytest.fixture
def announced(act):
    with act() as uow:
        competition = a_competition(uow, "焊接竞赛")
        a_plan(uow, competition, starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 3), place="馆")
        event = an_event(
            uow,
            competition,
            title="焊工, 决赛;",
            held_on=date(2026, 5, 2),
            entries_close_at=CLOSES,
            venue="一号馆",
        )
        an_event(uow, competition, title="秘密赛项", state="draft", held_on=date(2026, 5, 2))
        hidden = a_competition(uow, "未公布竞赛", "draft")
        an_event(uow, hidden, held_on=date(2026, 5, 2))
    return {"id": competition, "event": event, "hidden": hidden}


def entries(feed):
    found = Calendar.from_ical(feed).walk("VEVENT")
    return {str(entry["uid"]).split("-", 1)[1]: entry for entry in found}


def feed_of(act, competition):
    with act() as uow:
        return calendar_feeds.competition_feed(uow, competition, WORDS)


def season_of(act):
    with act() as uow:
        return calendar_feeds.programme_feed(uow, 2026, "2026年竞赛", WORDS)


def test_a_feed_holds_the_days_of_public_events_and_no_more(act, announced):
    found = entries(feed_of(act, announced["id"]))

    root, event = announced["id"], announced["event"]
    assert set(found) == {
        f"{root}-event-{event}-held@jiangjie",
        f"{root}-event-{event}-closes@jiangjie",
        f"{root}-days@jiangjie",
    }
    held = found[f"{root}-event-{event}-held@jiangjie"]
    assert (held["dtstart"].dt, held["dtend"].dt) == (date(2026, 5, 2), date(2026, 5, 3))
    assert str(held["summary"]) == "焊工, 决赛;：比赛日"
    assert (str(held["location"]), str(held["url"])) == ("一号馆", f"https://x.cn/events/{event}")
    days = found[f"{root}-days@jiangjie"]
    assert (days["dtstart"].dt, days["dtend"].dt) == (date(2026, 5, 1), date(2026, 5, 4))


def test_moments_stand_in_the_citys_time_zone_which_the_feed_explains(act, announced):
    feed = feed_of(act, announced["id"])
    calendar = Calendar.from_ical(feed)

    closes = entries(feed)[f"{announced['id']}-event-{announced['event']}-closes@jiangjie"]
    assert closes["dtstart"].params["TZID"] == "Asia/Shanghai"
    assert closes["dtstart"].dt == CLOSES
    assert closes["dtstart"].dt.hour == 17
    assert "dtend" not in closes
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]


def test_an_entry_keeps_its_identifier_and_counts_its_changes(act, announced):
    before = entries(feed_of(act, announced["id"]))
    with act() as uow:
        uow.session.get(EventRow, announced["event"]).venue = "二号馆"
        uow.session.get(PlanRow, announced["id"]).place = "东馆"
    after = entries(feed_of(act, announced["id"]))

    assert set(before) == set(after)
    assert all(after[uid]["sequence"] > before[uid]["sequence"] for uid in before)


def test_what_is_cancelled_says_so(act, announced):
    with act() as uow:
        uow.session.get(PlanRow, announced["id"]).state = "cancelled"

    found = entries(feed_of(act, announced["id"]))

    assert {str(entry["status"]) for entry in found.values()} == {"CANCELLED"}


def test_lines_are_folded_and_ended_as_the_standard_wants(act, announced):
    feed = feed_of(act, announced["id"])

    assert feed.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in feed.split(b"\r\n"))


def test_the_season_holds_announced_competitions_only(act, announced):
    feed = season_of(act)

    assert len(entries(feed)) == 3
    assert "未公布" not in feed.decode()
    with pytest.raises(NotFound):
        feed_of(act, announced["hidden"])


def test_a_season_takes_as_many_queries_as_one_competition(act, announced, count_queries):
    counts = []
    for _ in range(2):
        with act() as uow, count_queries(uow) as seen:
            calendar_feeds.programme_feed(uow, 2026, "x", WORDS)
        counts.append(seen.count)
        with act() as uow:
            for number in range(8):
                more = a_competition(uow, f"竞赛{number}")
                a_scheme(uow, an_event(uow, more, held_on=date(2026, 6, 1)))

    assert counts[0] == counts[1]
