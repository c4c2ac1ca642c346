"""A unit asks for a change of its sealed list on a page, an organiser answers on another."""

from io import BytesIO

import pytest

from competition.domain.conditions import Condition, Kind, Requirement
from competition.domain.permissions import Role, Scope, ScopeKind
from competition.domain.registration_rules import RegistrationRules
from tests.factories import (
    a_competition,
    a_role,
    an_account,
    an_event,
    an_id_number,
    an_organisation,
    some_rules,
)

NEW = {"name": "阿卜杜热合曼·买买提", "id_number": an_id_number(9), "level": "3"}


@pytest.fixture
def desks(act, sign_in):
    """The clerk's and the organiser's browsers, and the addresses of the list on both sides."""
    with act() as uow:
        competition = a_competition(uow)
        event = an_event(uow, competition, state="open")
        unit, clerk, organiser = an_organisation(uow, "甲厂", "unit"), an_account(uow), None
        organiser = an_account(uow, "李组织")
        a_role(uow, clerk, Role.CLERK, Scope(ScopeKind.ORGANISATION, unit))
        a_role(uow, organiser, Role.ORGANISER, Scope(ScopeKind.COMPETITION, competition))
    url = f"/organisation/lists/{event}/{unit}"
    browser = sign_in(clerk)
    cells = {"row1-name": "赵一鸣", "row1-id_number": an_id_number(1), "row1-level": "4"}
    browser.post(url, data={"columns": "name", "version": "0", "enter": "yes", **cells})
    browser.post(f"{url}/seal", data={"version": "1"})
    return browser, url, sign_in(organiser), f"/organiser/events/{event}/lists"


def asked(browser, url, **more):
    change = {"change": "replace", "line": "1", "reason": "本人住院", **NEW, **more}
    return browser.post(f"{url}/changes", data=change, content_type="multipart/form-data")


def test_a_change_is_asked_for_approved_and_seen_by_both(desks):
    clerk, url, organiser, desk = desks

    sent = asked(clerk, url, file=(BytesIO(b"%PDF-1.7 a letter %%EOF"), "函.pdf"))
    request = organiser.get(f"{desk}/requests/1")
    answered = organiser.post(f"{desk}/requests/1", data={"do": "approve"})

    assert sent.location == url
    assert "赵一鸣" in request.text
    assert "阿卜杜热合曼·买买提" in request.text
    assert NEW["id_number"] not in request.text
    assert answered.location == desk
    assert "已同意" in organiser.get(desk).text
    shown = clerk.get(url).text
    assert "阿卜杜热合曼·买买提" in shown
    assert "第 2 版" in shown
    assert "封存后未改动" in clerk.get(f"{url}/versions/1").text
    versions = organiser.get(f"{desk}/{url.rsplit('/', 1)[1]}/versions").text
    assert versions.count("封存后未改动") == 2


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(desks):
    clerk, url, _, _ = desks

    answer = asked(clerk, url, id_number="110105194912310021")

    assert answer.status_code == 422
    assert 'id="id_number-error"' in answer.text
    assert 'value="阿卜杜热合曼·买买提"' in answer.text
    assert "本人住院" in answer.text


def test_a_condition_is_named_at_its_field_in_its_own_words(desks, act):
    clerk, url, *_ = desks
    with act() as uow:
        test = Requirement(Kind.LEVEL, level="2")
        rules = RegistrationRules(conditions=(Condition("c1", ((test,),)),))
        some_rules(uow, int(url.split("/")[3]), rules)

    page = asked(clerk, url, reason="", file=(BytesIO(b"%PDF-1.7 a letter %%EOF"), "函.pdf")).text

    assert "现有技能等级：不符合参赛条件：持有技师（二级）及以上证书" in page
    assert "理由：请填写理由" in page
    assert "单位函件：请重新选择文件。" in page


def test_a_refusal_needs_a_reason_and_the_unit_reads_it(desks):
    clerk, url, organiser, desk = desks
    asked(clerk, url)

    empty = organiser.post(f"{desk}/requests/1", data={"do": "refuse", "reason": ""})
    told = organiser.post(f"{desk}/requests/1", data={"do": "refuse", "reason": "材料不全"})

    assert (empty.status_code, told.status_code) == (422, 302)
    assert "材料不全" in clerk.get(url).text
    assert "材料不全" in organiser.get(f"{desk}/requests/1").text


def test_a_row_that_does_not_exist_cannot_be_asked_about(desks):
    clerk, url, _, _ = desks

    answers = [clerk.get(f"{url}/changes?change={c}") for c in ("replace&line=9", "burn", "add")]

    assert [answer.status_code for answer in answers] == [404, 404, 200]


def test_an_organiser_opens_the_whole_list_again_with_a_reason(desks):
    clerk, url, organiser, desk = desks
    unit = url.rsplit("/", 1)[1]

    page = organiser.get(f"{desk}/{unit}/reopen")
    done = organiser.post(f"{desk}/{unit}/reopen", data={"reason": "请补两人"})

    assert page.status_code == 200
    assert done.location == desk
    assert "请补两人" in clerk.get(url).text
    assert organiser.get(f"{desk}/{unit}/reopen").status_code == 404


def test_a_scan_may_be_as_large_as_the_page_says(desks):
    clerk, url, organiser, desk = desks
    head = b'--x\r\nContent-Disposition: form-data; name="scan"; filename="a.pdf"\r\n\r\n'
    large = b"%PDF-1.7 " + b" " * (12 * 1024 * 1024) + b"%%EOF"

    body = head + large + b"\r\n--x--\r\n"
    sent = clerk.post(f"{url}/scan", data=body, content_type="multipart/form-data; boundary=x")

    assert sent.location == url
    assert "查看" in organiser.get(desk).text
