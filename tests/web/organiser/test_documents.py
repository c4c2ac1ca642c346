"""What is printed of an event, by its organisers, by a worker, and checked at the door."""

import io

import pytest

from competition.domain.permissions import INSTALLATION, Actor, Role
from competition.services import files
from competition.services.workbooks import read_workbook
from tests.factories import (
    a_competition,
    a_job,
    a_role,
    an_account,
    an_appointment,
    an_entry,
    an_event,
    organiser_of,
)
from tests.uploads import a_picture


@pytest.fixture
def scene(act, sign_in):
    with act() as uow:
        organiser, worker = an_account(uow, "组委会"), an_account(uow, "欧阳䶮")
        a_role(uow, organiser, Role.ORGANISER, INSTALLATION)
        competition = a_competition(uow)
        event = an_event(uow, competition, venue="实训基地")
        entry = an_entry(uow, event, "0001", "欧阳䶮", account_id=worker, level="3")
        an_entry(uow, event, "0002", "李𠮷", unit="乙厂")
        an_entry(uow, event, "0003", "未通过", state="submitted")
        an_entry(uow, event, "0004", "已退赛", standing="withdrawn")
        an_appointment(uow, event, an_account(uow, "赵裁判"), unit="技师学院", is_chief=True)
    owner = Actor(worker, frozenset({(Role.WORKER, INSTALLATION)}))
    with act(owner) as uow:
        files.store_upload(uow, io.BytesIO(a_picture()), "我.jpg", "photo", f"entry:{entry}")
    return {
        "organiser": sign_in(organiser),
        "worker": sign_in(worker),
        "event": event,
        "entry": entry,
        "actor": organiser_of(competition, organiser),
        "url": f"/organiser/events/{event}/documents",
    }


def text_of(answer):
    return answer.get_data(as_text=True)


def test_page_counts_tickets_and_names_what_cannot_be_printed(scene):
    text = text_of(scene["organiser"].get(scene["url"]))

    assert "李𠮷 (𠮷)" in text
    assert "欧阳䶮 (" not in text
    assert text.count('class="stat-value num">2<') == 1
    assert text.count('class="stat-value num">1<') == 1


@pytest.mark.parametrize(
    ("state", "polls", "words"),
    [
        ("running", True, "3 / 7"),
        ("queued", True, "参赛证正在排队打印"),
        ("failed", False, "编号 AB12"),
    ],
)
def test_printing_shows_how_far_it_is_with_and_without_script(act, scene, state, polls, words):
    with act() as uow:
        key, columns = f"event:{scene['event']}", {"done": 3, "total": 7 * (state == "running")}
        a_job(uow, None, "tickets", state, key=key, error_reference="AB12", **columns)

    page = scene["organiser"].get(scene["url"])
    part = scene["organiser"].get(scene["url"], headers={"HX-Request": "true"})

    for answer in (page, part):
        assert (words in answer.text, "hx-get=" in answer.text) == (True, polls)
    assert ('http-equiv="refresh"' in page.text, "<h1" in part.text) == (polls, False)


def test_all_tickets_are_printed_by_a_job_and_the_newest_document_is_kept(act, scene, run_jobs):
    for _ in range(2):
        scene["organiser"].post(f"{scene['url']}/tickets")
        run_jobs()

    text = text_of(scene["organiser"].get(scene["url"]))
    with act(scene["actor"]) as uow:
        (printed,) = files.list_files(uow, f"event:{scene['event']}")
        content = files.open_stored(uow, printed.id).content
    assert (printed.name, content[:5]) == ("参赛证-数控车工.pdf", b"%PDF-")
    assert f'href="/files/{printed.id}?save=1"' in text


def test_event_without_entries_has_no_tickets(act, scene):
    with act() as uow:
        empty = an_event(uow, a_competition(uow))

    answer = scene["organiser"].post(f"/organiser/events/{empty}/documents/tickets")

    assert "还没有参赛选手" in text_of(scene["organiser"].get(answer.location))


def test_programme_book_is_given_as_pdf_and_as_workbook(scene):
    pdf = scene["organiser"].post(f"{scene['url']}/programme-book.pdf")
    book = scene["organiser"].post(f"{scene['url']}/programme-book.xlsx")

    sheets, issues = read_workbook(book.data)
    assert (pdf.data[:5], issues) == (b"%PDF-", [])
    assert sheets[0].rows[1:] == (
        ("苏城精密机械厂", "0001", "欧阳䶮", "高级工（三级）"),
        ("乙厂", "0002", "李𠮷", "无等级"),
    )
    assert sheets[1].rows[1] == ("赵裁判", "裁判长", "技师学院")


def test_worker_opens_the_own_ticket_and_nobody_elses(act, sign_in, scene):
    with act() as uow:
        account = an_account(uow)
    stranger = sign_in(account)
    url = f"/me/entries/{scene['entry']}/ticket.pdf"

    own, foreign = scene["worker"].get(url), stranger.get(url)

    assert (own.data[:5], foreign.status_code) == (b"%PDF-", 404)
    assert own.headers["Content-Disposition"].startswith("inline")


def test_page_of_an_entry_without_a_ticket_offers_none(act, scene):
    with act() as uow:
        account = an_account(uow)
        waiting = an_entry(uow, scene["event"], state="submitted", account_id=account)
    own = scene["worker"].get(f"/me/entries/{scene['entry']}")

    assert f"/me/entries/{scene['entry']}/ticket.pdf" in text_of(own)
    assert scene["worker"].get(f"/me/entries/{waiting}/ticket.pdf").status_code == 404
