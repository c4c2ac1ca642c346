import re

import pytest
from sqlalchemy import select

from competition.domain.judging import mark_text
from competition.persistence.models.judging import MarkRow, MarkSheetRow
from tests.factories import an_account
from tests.web.judge.conftest import FULL


@pytest.fixture
def judge(sign_in, desk):
    return sign_in(desk.judge)


def url(desk, tail=""):
    return f"/judge/sheets/{desk.k7}{tail}"


def form(marks, base=0, **more):
    fields = {f"mark.{aspect}": text for aspect, text in marks.items()}
    return fields | {f"base.{aspect}": str(base) for aspect in marks} | more


def stored(act):
    with act() as uow:
        rows = uow.session.execute(select(MarkRow.aspect_id, MarkRow.value))
        return {aspect: mark_text(value) for aspect, value in rows}


def state(act, desk):
    with act() as uow:
        return uow.session.scalar(select(MarkSheetRow.state).where(MarkSheetRow.id == desk.k7))


def send(client, desk, *marks):
    return client.post(
        url(desk, "/marks"),
        json={"marks": [{"aspect": a, "text": t, "base": b} for a, t, b in marks]},
    )


def test_works_are_listed_by_work_code_with_progress(judge, desk, enter):
    enter({"A1": "80"})

    page = judge.get("/judge/").text

    assert re.findall(r"<strong>(\w+)</strong>", page) == ["K7", "M2"]
    assert re.findall(r"<span class=\"num\">(\d / \d)</span></span>", page) == ["1 / 4", "0 / 4"]


def test_whoever_judges_nothing_is_told_what_will_appear_here(sign_in, act):
    with act() as uow:
        account = an_account(uow)

    page = sign_in(account).get("/judge/")

    assert page.status_code == 200
    assert 'class="empty-state"' in page.text


def test_visitor_is_asked_to_sign_in(client, desk):
    assert client.get(url(desk)).headers["Location"].startswith("/account/sign-in")


def test_sheet_shows_each_aspect_with_its_field_and_never_a_total(judge, desk, enter):
    enter({"A1": "80", "B2": "2"})

    page = judge.get(url(desk)).text

    assert re.findall(r'data-aspect="(\w+)"', page) == ["A1", "B1", "B2", "B3"]
    assert re.findall(r'name="mark\.A1" value="(\d+)"', page) == ["80"]
    assert re.findall(r'value="(\d)" checked', page) == ["2"]
    assert "82" not in re.sub(r"<[^>]*>", " ", page)


def test_form_without_script_saves_all_marks(judge, desk, act):
    answer = judge.post(url(desk), data=form(FULL, then="save"))

    assert (answer.status_code, answer.headers["Location"]) == (302, url(desk))
    assert stored(act) == FULL


def test_form_with_wrong_marks_keeps_everything_typed_and_saves_nothing(judge, desk, act):
    page = judge.post(url(desk), data=form(FULL | {"A1": "101", "B2": "7"}, then="submit"))

    assert page.status_code == 422
    assert len(re.findall(r"data-error>", page.text)) == 2
    assert re.findall(r'name="mark\.(?:A1|B3)" value="([\d.]+)"', page.text) == ["101", "27.125"]
    assert stored(act) == {}


def test_form_shows_both_versions_when_another_device_was_quicker(judge, desk, act, enter):
    enter({"A1": "70"})

    page = judge.post(url(desk), data=form({"A1": "71", "B1": "3"}))

    assert page.status_code == 409
    assert re.findall(r"data-(?:mine|theirs)>(\d+)<", page.text)[:2] == ["71", "70"]
    assert re.findall(r'name="base\.A1" value="(\d+)"', page.text) == ["2"]
    assert stored(act) == {"A1": "70"}


def test_taking_the_stored_version_drops_what_was_typed_here(judge, desk, act, enter):
    enter({"A1": "75"})

    judge.post(url(desk), data=form({"A1": "71", "B1": "3"}, base=0, take="A1"))

    assert stored(act) == {"A1": "75", "B1": "3"}


def test_clearing_a_mark_leaves_none_and_not_0(judge, desk, act, enter):
    enter({"A1": "75", "B1": "3"})

    judge.post(url(desk), data=form({"A1": "75", "B1": "3"}, base=2, clear="A1"))

    assert stored(act) == {"B1": "3"}


def test_submitting_with_gaps_saves_the_rest_and_names_what_is_missing(judge, desk, act):
    page = judge.post(url(desk), data=form({"A1": "80", "B2": "1"}, then="submit"))

    assert page.status_code == 422
    assert re.findall(r'<a href="#aspect-\d">(\w+) ', page.text) == ["B1", "B3"]
    assert (stored(act), state(act, desk)) == ({"A1": "80", "B2": "1"}, "open")


def test_submitting_twice_after_a_lost_answer_ends_at_the_submitted_sheet(judge, desk, act):
    for _ in range(2):
        answer = judge.post(url(desk), data=form(FULL, then="submit"))

    assert answer.headers["Location"] == url(desk)
    assert (stored(act), state(act, desk)) == (FULL, "submitted")


def test_script_saves_one_mark_and_gets_its_version(judge, desk):
    answer = send(judge, desk, ("B1", "３５．５", 0))

    assert answer.status_code == 200
    assert answer.json.pop("saved_at")[2] == ":"
    assert {k: answer.json[k] for k in ("marks", "marked", "aspects")} == {
        "marks": {"B1": {"text": "35.5", "version": 2}},
        "marked": 1,
        "aspects": 4,
    }


def test_script_gets_both_versions_on_a_conflict(judge, desk, enter):
    enter({"B1": "30"})

    answer = send(judge, desk, ("B1", "31", 0))

    assert answer.status_code == 409
    assert answer.json["conflicts"] == {"B1": {"text": "30", "version": 2}}


def test_script_gets_every_error_at_its_aspect(judge, desk, act):
    answer = send(judge, desk, ("B1", "41", 0), ("B2", "x", 0), ("B3", "1", 0))

    assert (answer.status_code, sorted(answer.json["errors"])) == (422, ["B1", "B2"])
    assert stored(act) == {}


def test_script_is_told_when_the_sheet_takes_no_marks_any_more(judge, desk, enter):
    enter(FULL, submit=True)

    answer = send(judge, desk, ("B1", "3", 2))

    assert (answer.status_code, answer.json["closed"]) == (422, True)


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {"marks": "A1"},
        {"marks": [{"aspect": "A1"}]},
        {"marks": [{"aspect": "A1", "text": 5, "base": 0}]},
        {"marks": [{"aspect": "A1", "text": "5", "base": "0"}]},
        {"marks": [{}] * 2001},
    ],
)
def test_malformed_json_is_a_bad_request(judge, desk, document):
    assert judge.post(url(desk, "/marks"), json=document).status_code == 400


def test_script_needs_the_pages_token(app, sign_in, desk):
    judge = sign_in(desk.judge)
    app.config["WTF_CSRF_ENABLED"] = True

    assert send(judge, desk, ("A1", "5", 0)).status_code == 400


@pytest.mark.parametrize("tail", ["", "/correct?aspect=A1"])
def test_sheet_of_another_judge_does_not_exist(judge, desk, tail):
    assert judge.get(f"/judge/sheets/{desk.other}{tail}").status_code == 404
    assert judge.post(f"/judge/sheets/{desk.other}/marks", json={"marks": []}).status_code == 404


def test_submitted_sheet_offers_the_next_work(judge, desk, enter):
    enter(FULL, submit=True)

    page = judge.get(url(desk)).text

    assert f'href="/judge/sheets/{desk.m2}"' in page
    assert len(re.findall(r"/correct\?aspect=", page)) == 4


def correct(client, desk, **fields):
    answer = client.post(url(desk, "/correct?aspect=A1"), data={"base": "2"} | fields)
    return answer.status_code, answer.text


def test_submitted_mark_changes_with_a_reason_and_shows_the_first(judge, desk, enter):
    enter(FULL, submit=True)

    status, _text = correct(judge, desk, value="82", reason="读数错误")

    assert status == 302
    assert "<del>80</del> <strong>82</strong>" in judge.get(url(desk)).text


@pytest.fixture
def submitted(judge, enter):
    enter(FULL, submit=True)
    return judge


@pytest.mark.parametrize(
    ("fields", "status", "at"),
    [
        ({"value": "82", "reason": "  "}, 422, "reason"),
        ({"value": "", "reason": "读数错误"}, 422, "value"),
        ({"value": "101", "reason": "读数错误"}, 422, "value"),
        ({"value": "82", "reason": "误" * 401}, 422, "reason"),
        ({"value": "82", "reason": "读数错误", "base": "1"}, 409, "value"),
    ],
)
def test_correction_that_breaks_a_rule_says_so_at_its_field(submitted, desk, fields, status, at):
    got, text = correct(submitted, desk, **fields)

    assert got == status
    assert re.search(rf'id="{at}-error"(?! data-error hidden)', text)
    assert fields["value"] in re.findall(r'name="value" value="(.*?)"', text)
    assert "<strong>80</strong>" in submitted.get(url(desk)).text


def test_correcting_an_unknown_aspect_is_not_found(judge, desk, enter):
    enter(FULL, submit=True)

    assert judge.get(url(desk, "/correct?aspect=Z")).status_code == 404
