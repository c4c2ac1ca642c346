"""Real protocols through the whole application: what was published comes out, and recomputes."""

import json
import re

import pyotp
import pytest

from competition.domain.judging import SheetState, TypedMark
from competition.domain.permissions import INSTALLATION, Actor, Role
from competition.services import accounts, judging
from tests.factories import a_role, an_account, an_organisation, judge_of
from tests.journeys.desk import Desk
from tests.journeys.protocols import (
    JUDGES,
    SOURCE,
    TECHNICAL,
    as_published,
    entries_workbook,
    read_protocol,
    scheme_workbook,
)

LADIES = ("isu_euro2017_ladies_sp", 24)
PAIRS = ("isu_worlds2017_pairs_sp", 16)


@pytest.fixture
def desk(act, sign_in):
    """An organiser who has signed in."""
    with act() as uow:
        account_id = an_account(uow, name="组委会")
        a_role(uow, account_id)
        organisation = an_organisation(uow)
    return Desk(sign_in(account_id), organisation)


def prepare(desk, protocol):
    """From an empty desk to entries that are closed, all by pages and workbooks."""
    desk.announce("国际滑联公开成绩")
    desk.create_event(protocol.name, SOURCE)
    desk.upload("scheme/import", scheme_workbook(desk.page("scheme/template").data, protocol))
    policies = {
        "version": "0",
        "do": "save",
        "ties0-key": "module:A",
        "advance-by": "places",
        "advance-places": str(protocol.advancing),
    }
    desk.do("policies", policies)
    desk.do("entry-window/open", {})
    template = desk.page("entries/template.xlsx").data
    desk.upload("entries/import", entries_workbook(template, protocol))
    desk.do("entry-window/close", {})


def appoint(desk):
    """Nine judges for the components, a technical panel for the elements: first passwords."""
    passwords = {label: desk.appoint(f"judge-{label.lower()}", label, ["B"]) for label in JUDGES}
    return passwords | {TECHNICAL: desk.appoint("technical", TECHNICAL, ["A"])}


def login_of(label):
    return "technical" if label == TECHNICAL else f"judge-{label.lower()}"


def decoded(desk):
    """Which work code stands for which entry, from the organiser's printed list."""
    page = desk.client.post(f"/organiser/events/{desk.event}/codes/list", data={}).text
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    cells = [re.sub(r"<[^>]*>", " ", row).split() for row in rows]
    return {row[-1]: row[0] for row in cells if row and row[0].isdigit()}


def mark_all(act, desk, protocol, label, numbers):
    """One judge marks every open work by its code and submits each sheet."""
    with act(Actor(roles=frozenset({(Role.ADMINISTRATOR, INSTALLATION)}))) as uow:
        actor = judge_of(desk.event, accounts.find_account(uow, login_of(label)))
    with act(actor) as uow:
        sheets = [line for line in judging.list_sheets(uow) if line.state is SheetState.OPEN]
    for line in sheets:
        given = protocol.marks[label][numbers[line.work_code]]
        with act(actor) as uow:
            typed = [TypedMark(aspect, text) for aspect, text in given.items()]
            judging.enter_marks(uow, line.sheet_id, typed)
        if len(given) == line.aspects:
            with act(actor) as uow:
                judging.submit_sheet(uow, line.sheet_id)


def mark_one_by_page(app, protocol, label, password, numbers):
    """A judge signs in with the first password, a second factor, and marks one work by page."""
    client = app.test_client()
    answer = client.post("/account/sign-in", data={"login": login_of(label), "password": password})
    assert answer.status_code == 302, answer.text
    page = client.get("/account/second-factor/set-up").text
    code = pyotp.TOTP(re.search(r"data-secret>([A-Z2-7]+)<", page)[1]).now()
    assert client.post("/account/second-factor/set-up", data={"code": code}).status_code == 200
    sheet = int(re.search(r"/judge/sheets/(\d+)", client.get("/judge/").text)[1])
    code = re.search(r"\b([A-Z]\d[A-Z]\d)\b", client.get(f"/judge/sheets/{sheet}").text)[1]
    given = protocol.marks[label][numbers[code]]
    marks = [{"aspect": aspect, "text": text, "base": 0} for aspect, text in given.items()]
    saved = client.post(f"/judge/sheets/{sheet}/marks", json={"marks": marks})
    assert (saved.status_code, saved.json["marked"]) == (200, len(given))
    assert client.post(f"/judge/sheets/{sheet}", data={"then": "submit"}).status_code == 302


def judge(app, act, desk, protocol):
    """From closed entries to a ranking that can be published."""
    passwords = appoint(desk)
    desk.do("codes/issue", {})
    numbers = decoded(desk)
    assert sorted(numbers.values(), key=int) == protocol.numbers
    mark_one_by_page(app, protocol, "J1", passwords["J1"], numbers)
    for label in (*JUDGES, TECHNICAL):
        mark_all(act, desk, protocol, label, numbers)
    for number, points in protocol.deductions.items():
        form = {"entry": number, "module": "", "points": points, "reason": "Fall"}
        desk.do("deductions", form)


def public_rows(client, event):
    """Place, number, total and whether it advances, of every row of the public pages."""
    found, page = {}, 1
    while True:
        text = client.get(f"/events/{event}/ranking?page={page}").text
        rows = re.findall(r'<tr id="entry-(\d+)".*?</tr>', text, re.DOTALL)
        if not rows or set(rows) <= set(found):
            return found
        for number in rows:
            row = re.search(rf'<tr id="entry-{number}".*?</tr>', text, re.DOTALL)[0]
            total = re.search(r'rk-total col-num">([\d.]+)<', row)[1]
            place = re.search(r'rk-place">.*?(\d+)', row, re.DOTALL)[1]
            found[number] = (total, place, "arrow-up-right" in row)
        page += 1


@pytest.mark.parametrize(
    ("protocol", "database_url"),
    [(LADIES, "sqlite"), (PAIRS, "postgresql")],
    indirect=["database_url"],
    ids=["ladies", "pairs"],
)
def test_published_protocol_comes_out_of_the_application(app, act, desk, protocol, tmp_path):
    protocol = read_protocol(*protocol)
    prepare(desk, protocol)
    judge(app, act, desk, protocol)
    desk.publish()
    visitor = app.test_client()

    bundle = visitor.get(f"/events/{desk.event}/ranking.json")
    shown = public_rows(visitor, desk.event)
    file = tmp_path / "bundle.json"
    file.write_bytes(bundle.data)
    verified = app.test_cli_runner().invoke(args=["compute", "--verify", str(file)])

    published = [tuple(row.values()) for row in protocol.published]
    assert as_published(json.loads(bundle.data)["published"]["results"]) == published
    assert shown == {
        row["row"]: (row["total"], row["rank"], row["advanced_to_next_round"] == "1")
        for row in protocol.published
    }
    assert verified.exit_code == 0, verified.output
    assert SOURCE in visitor.get(f"/events/{desk.event}").text.replace("&#39;", "'")
