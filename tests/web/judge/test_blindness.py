"""No page, answer, record or log line of a judge may tell whose work a code stands for."""

import logging
import re

import pytest
from sqlalchemy import func, select

from competition.persistence.models.audit import AuditRecordRow
from competition.persistence.models.entries import EntryRow
from competition.persistence.models.judging import MarkChangeRow, MarkSheetRow
from tests.web.judge.conftest import CANARY, FULL

LINK = re.compile(r'(?:href|action|data-url)="(/judge/[^"#]*)"')


def crawl(client, start):
    """Every judge page that can be reached by links from `start`, as (path, status, text)."""
    waiting, pages = [start], {}
    while waiting:
        path = waiting.pop().replace("&amp;", "&")
        if path in pages:
            continue
        answer = client.get(path)
        pages[path] = (answer.status_code, answer.text, str(answer.headers))
        waiting += LINK.findall(answer.text)
    return pages


@pytest.fixture
def judge(sign_in, desk):
    return sign_in(desk.judge)


def gave_away(*texts):
    return [sign for sign in CANARY for text in texts if sign in text]


def test_the_canary_is_there_to_leak(act, desk):
    with act() as uow:
        row = uow.session.execute(select(EntryRow.name, EntryRow.unit, EntryRow.number)).one()

    assert tuple(row) == CANARY
    assert gave_away(" ".join(row)) == list(CANARY)


def test_no_page_of_a_judge_names_the_entry(judge, desk, enter):
    before = crawl(judge, "/judge/")
    enter(FULL, submit=True)
    pages = before | {f"{path} later": page for path, page in crawl(judge, "/judge/").items()}

    assert [path for path, page in pages.items() if gave_away(page[1], page[2])] == []
    assert f"/judge/sheets/{desk.k7}/correct?aspect=A1 later" in pages
    assert f"/judge/sheets/{desk.m2}" in pages


def test_no_refusal_names_the_entry(judge, desk, enter):
    enter({"A1": "70"})
    marks = f"/judge/sheets/{desk.k7}/marks"
    plain = f"/judge/sheets/{desk.k7}"
    answers = [
        judge.get(f"/judge/sheets/{desk.other}"),
        judge.get("/judge/sheets/999999"),
        judge.post(marks, json={"marks": [{"aspect": "A1", "text": "71", "base": 0}]}),
        judge.post(marks, json={"marks": [{"aspect": "A1", "text": "999", "base": 0}]}),
        judge.post(marks, json={"marks": "?"}),
        judge.post(plain, data={"mark.A1": "71", "base.A1": "0"}),
        judge.post(plain, data={"mark.A1": "999", "base.A1": "0"}),
        judge.post(plain, data={"then": "submit"}),
        judge.get(f"/organiser/events/{desk.event}/entries"),
    ]

    assert [a.status_code for a in answers[:8]] == [404, 404, 409, 422, 400, 409, 422, 422]
    assert [a.request.path for a in answers if gave_away(a.text, str(a.headers))] == []


def test_no_audit_record_or_log_line_of_marking_names_the_entry(judge, desk, enter, act, caplog):
    with caplog.at_level(logging.DEBUG):
        enter(FULL, submit=True)
        judge.post(
            f"/judge/sheets/{desk.k7}/correct?aspect=A1",
            data={"base": "2", "value": "81", "reason": "slip"},
        )
    with act() as uow:
        records = [str(tuple(r)) for r in uow.session.execute(select(AuditRecordRow.__table__))]
        changes = [str(tuple(r)) for r in uow.session.execute(select(MarkChangeRow.__table__))]

    assert (len(changes), sum("marks.entered" in r for r in records)) == (1, 1)
    assert gave_away(caplog.text, *records, *changes) == []


def test_addresses_carry_the_sheets_own_number_only(act, desk):
    with act() as uow:
        columns = set(MarkSheetRow.__table__.columns.keys())
        sheets = uow.session.scalar(select(func.count()).select_from(MarkSheetRow))

    assert sheets == 3
    assert {name for name in columns if "entry" in name} == set()


def test_works_stand_in_the_order_of_their_random_codes(judge, desk):
    codes = re.findall(r"<strong>(\w+)</strong>", judge.get("/judge/").text)

    assert codes == sorted(codes)
    assert (codes, desk.m2 < desk.k7) == (["K7", "M2"], True)
