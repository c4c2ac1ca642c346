"""The main pages of every role on a desk and on a phone, in both languages, in the whole city.

Screenshots are kept in the folder that SCREENSHOTS names.
"""

import os
import re
from pathlib import Path

import pytest
from sqlalchemy import select

from competition.persistence.db import db
from competition.persistence.models.accounts import AccountRow
from competition.persistence.models.competitions import EventRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.judging import AppointmentRow, MarkSheetRow
from tests.browser import DESK, PHONE

TABS = (
    *("", "scheme", "policies", "entries", "reviews", "judges", "codes"),
    *("progress", "deductions", "results", "awards"),
)
LEFTOVERS = (
    *("Save", "Search", "Competition", "Event", "Entries", "Entry", "Ranking", "Judge", "Marks"),
    *(
        "Place",
        "Total",
        "Unit",
        "Publish",
        "Published",
        "Overview",
        "Progress",
        "Results",
        "Policies",
    ),
    *("Sign in", "Account", "Audit", "Back", "Next", "Download", "Name", "State", "Submit"),
)
ENGLISH = re.compile(rf"\b({'|'.join(LEFTOVERS)})\b")
ADMINISTRATION = (
    *("/admin/accounts", "/admin/accounts/{}", "/admin/invitations"),
    *("/account/", "/account/roles", "/account/second-factor/codes"),
)
ROLES = ("", "worker1", "organiser", "judge1", "chief", "steward", "admin")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def event_of(title, round_name, state):
    wanted = (EventRow.title == title, EventRow.round_name == round_name, EventRow.state == state)
    return db.session.scalars(select(EventRow.id).where(*wanted).order_by(EventRow.id)).first()


def sheet_of(event_id, login_label, state):
    query = (
        select(MarkSheetRow.id)
        .join(AppointmentRow, AppointmentRow.id == MarkSheetRow.appointment_id)
        .where(
            MarkSheetRow.event_id == event_id,
            AppointmentRow.label == login_label,
            MarkSheetRow.state == state,
        )
    )
    return db.session.scalars(query.order_by(MarkSheetRow.id)).first()


@pytest.fixture(scope="module")
def places(city_app):
    """The addresses of the main pages by sign-in name; "" is the visitor."""
    with city_app.app_context():
        done = event_of("数控车工", "决赛", "published")
        long = event_of("护理技能", "初赛", "published")
        marking = event_of("工业机器人系统操作员", "决赛", "marking")
        tea = event_of("茶艺师", "决赛", "marking")
        opened = event_of("网站与软件开发", "决赛", "open")
        own = select(EntryRow.id).where(EntryRow.event_id == done, EntryRow.number == "0001")
        entry, account = db.session.scalar(own), db.session.scalar(select(AccountRow.id).limit(1))
        started, submitted = sheet_of(tea, "P1", "open"), sheet_of(marking, "P2", "submitted")
        db.session.remove()
    result = f"/events/{done}/ranking"
    return {
        "": (
            *("/", "/events", f"/events/{done}", result, f"{result}/0001", f"/events/{done}/print"),
            *(f"/events/{long}/ranking?page=2", f"/events/{opened}", "/account/register"),
            "/account/reset",
        ),
        "worker1": (
            *(
                "/",
                "/account/",
                "/account/roles",
                "/me/entries",
                f"/me/entries/{entry}",
                f"/events/{opened}/enter",
            ),
        ),
        "organiser": (
            *("/", "/organiser/competitions", "/organiser/competitions/1"),
            *(f"/organiser/events/{marking}/{tab}" for tab in TABS),
            *(f"/organiser/events/{done}/{tab}" for tab in ("", "results", "awards")),
        ),
        "judge1": ("/judge/", f"/judge/sheets/{started}", f"/judge/sheets/{submitted}"),
        "chief": ("/", f"/organiser/events/{marking}/progress"),
        "steward": ("/", "/steward/audit", f"/steward/authority/event/{marking}"),
        "admin": tuple(path.format(account) for path in ADMINISTRATION),
    }


def keep(visit, name):
    """Take a picture of the page if somebody wants it."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        visit.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def look(visit, path, login):
    """One page in Chinese on a desk, then on a phone: what is wrong with it."""
    visit.page.set_viewport_size(DESK)
    response = visit.page.goto(visit.base + path, wait_until="load")
    if response.status != 200:
        return [f"{path}: {response.status}"]
    found = [f"{path}: {fault}" for fault in visit.accessibility_faults()]
    found += [f"{path}: {word}" for word in leftovers(visit.page)]
    for name, viewport in (("desk", DESK), ("phone", PHONE)):
        visit.page.set_viewport_size(viewport)
        found += [f"{path}: wider than a {name}"] if visit.overflows() else []
        keep(visit, picture(login, path, name))
    return found


def look_in_english(visit, path, login):
    """The same page in English: what is wrong with it."""
    page = visit.go(path)
    words = page.locator("main button:visible, nav.site-nav a").all_inner_texts()
    found = [f"{path} in English: too wide"] if visit.overflows() else []
    if page.locator("html").get_attribute("lang") != "en":
        found.append(f"{path} in English: says it is in another language")
    keep(visit, picture(login, path, "english"))
    return found + [f"{path} in English: {word}" for word in words if is_left_chinese(word)]


def leftovers(page):
    """English words of the interface on a Chinese page."""
    return sorted(set(ENGLISH.findall(page.inner_text("body"))))


def is_left_chinese(word):
    return bool(CHINESE.search(word))


def picture(login, path, words):
    slug = re.sub(r"\W+", "-", path).strip("-") or "home"
    return f"{login or 'visitor'}-{slug}-{words}"


@pytest.mark.parametrize("login", ROLES, ids=lambda login: login or "visitor")
def test_pages_can_be_used_by_everyone_on_desk_and_phone_in_both_languages(visit_as, places, login):
    visit = visit_as(login)

    found = [fault for path in places[login] for fault in look(visit, path, login)]
    visit.page.set_viewport_size(DESK)
    visit.page.context.add_cookies([{"name": "language", "value": "en", "url": visit.base}])
    found += [fault for path in places[login] for fault in look_in_english(visit, path, login)]

    assert found == [], "\n".join(found)
