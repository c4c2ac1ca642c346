"""An entry form on a page: what is shown, what is read, and that nothing typed or sent is lost."""

import io

import pytest
from flask import render_template_string
from flask_login import login_user

from competition.domain.entry_forms import Asked, Condition, EntryForm, Question, Whom
from competition.services import entry_forms, files, sessions
from competition.services.unit_of_work import unit_of_work
from competition.web.entry_answers import AnswerSheet
from competition.web.forms import Form
from competition.web.session import SignedIn, current_actor
from tests.factories import an_account, an_entry, an_event
from tests.uploads import SVG, a_picture

STAY = Question("q1", "是否住宿", Asked.ONE, required=True, choices=("是", "否"))
NIGHTS = Question("q2", "晚数", Asked.NUMBER, required=True, shown_if=Condition("q1", ("是",)))
MEALS = Question("q3", "用餐", Asked.MANY, choices=("早", "晚"), help="可多选")
PHOTO = Question("q4", "证件照", Asked.FILE, required=True, purpose="photo")
PAPER = Question("q5", "等级证书", Asked.FILE)
SIZE = Question("q6", "尺码", Asked.ONE, choices=tuple("ABCDEFG"))
REST = (Question("q7", "说明", Asked.LONG), Question("q8", "入职日", Asked.DATE))
TEAM = Question("q9", "队名", whom=Whom.TEAM)
FORM = EntryForm(1, (STAY, NIGHTS, MEALS, PHOTO, PAPER, SIZE, *REST, TEAM))
SHEET = AnswerSheet(FORM)
PAGE = (
    '{% from "macros/entry_answers.html" import answer_sheet, answer_list with context %}'
    "{{ answer_sheet(sheet, form) }}{{ answer_list(lines) }}"
)


@pytest.fixture
def account(app, act):
    app.config["WTF_CSRF_ENABLED"] = False
    with act() as uow:
        return an_account(uow)


@pytest.fixture
def sent(app, act, account):
    """`with sent(q1="是") as form:` is a request that carries these texts and files."""

    def posting(**typed):
        with act() as uow:
            token = sessions.open_session(uow, account, hours=12)
        context = app.test_request_context("/", method="POST", data=typed)
        context.push()
        with unit_of_work(current_actor()) as uow:
            found = sessions.find_session(uow, token)
        login_user(SignedIn(token, found))
        opened.append(context)
        return SHEET.extend(Form)()

    opened = []
    yield posting
    for context in reversed(opened):
        context.pop()


def upload(content, name="照片.jpg"):
    return io.BytesIO(content), name


def page(form, lines=()):
    return render_template_string(PAGE, sheet=SHEET, form=form, lines=lines)


def test_every_kind_of_answer_is_read(sent):
    form = sent(
        q1="是",
        q2="２",
        q3=["晚", "早"],
        q4=upload(a_picture()),
        q6="C",
        q7="一\r\n二",
        q8="2026.5.1",
    )

    answers = SHEET.read(form)

    assert answers.pop("q4") == "1"
    assert answers == {
        "q1": "是",
        "q2": "2",
        "q3": ["早", "晚"],
        "q6": "C",
        "q7": "一\n二",
        "q8": "2026-05-01",
    }


def test_every_issue_stands_at_its_field_and_what_was_sent_is_kept(sent):
    form = sent(q1="是", q2="两晚", q4=upload(a_picture()), q5=upload(SVG, "证书.svg"))

    answers, text = SHEET.read(form), page(form)

    assert answers is None
    assert [bool(form[f"q{n}"].errors) for n in range(1, 9)] == [
        *(False, True, False, False, True, False, False, False)
    ]
    assert "SVG" in form["q5"].errors[0]
    assert ('value="两晚"' in text, 'name="q4" value="1"' in text) == (True, True)
    assert '<a href="/files/1"' in text


def test_file_that_was_kept_need_not_be_sent_again(sent):
    first = sent(q1="否", q4=upload(a_picture()), q8="明天")
    SHEET.read(first)

    again = sent(q1="否", q4="1", q8="2026-05-01")

    assert SHEET.read(again) == {"q1": "否", "q4": "1", "q8": "2026-05-01"}


def test_missing_and_stolen_files_are_told_at_their_field(act, sent):
    with act() as uow:
        files.store_file(
            uow, files.read_upload(io.BytesIO(a_picture()), "a", "photo"), "account:99"
        )
    missing, stolen = sent(q1="否"), sent(q1="否", q4="1")

    found = [SHEET.read(missing), SHEET.read(stolen)]

    assert found == [None, None]
    assert missing["q4"].errors == stolen["q4"].errors == ["请选择文件。"]


def test_optional_file_is_removed_by_its_box(sent):
    SHEET.read(sent(q1="否", q4=upload(a_picture()), q5=upload(a_picture())))

    form = sent(q1="否", q4="1", q5=["2", "remove"])

    assert SHEET.read(form) == {"q1": "否", "q4": "1"}


def test_too_many_waiting_files_are_refused_at_their_field(act, account, sent, monkeypatch):
    monkeypatch.setattr("competition.domain.files.MOST_WAITING", 0)
    form = sent(q1="否", q4=upload(a_picture()))

    SHEET.read(form)

    assert form["q4"].errors == ["您上传后尚未提交的文件过多，请先提交相应表单。"]


def test_page_says_under_which_condition_a_question_is_asked(sent):
    text = page(sent())

    assert """data-show-field="q1" data-show-values='["\\u662f"]'""" in text
    assert "仅当“是否住宿”为：是" in text
    assert text.count('type="radio"') == 2
    assert text.count("<option") == 8
    assert 'data-too-large="10485760"' in text


def test_stored_answers_are_shown_again_and_read_as_lines(act, account, sent):
    with act() as uow:
        entry = an_entry(uow, an_event(uow), account_id=account)
    form = sent(q1="否", q3="早", q4=upload(a_picture()))
    answers = SHEET.read(form)
    with unit_of_work(current_actor()) as uow:
        entry_forms.store_answers(uow, entry, FORM, answers)
        known = entry_forms.list_answer_files(uow, entry)

    SHEET.take(form, answers, known)
    lines = SHEET.lines({**answers, "q5": "99"}, known)

    assert [(line.label, line.text) for line in lines] == [
        ("是否住宿", "否"),
        ("用餐", "早"),
        ("证件照", "照片.jpg"),
        ("等级证书", "文件已按期删除。"),
    ]
    assert "照片.jpg</a>" in page(form, lines).partition("<dl")[2]
    assert (form["q4"].data, form["q5"].data) == ("1", "")


def test_sheets_of_several_persons_are_told_apart_by_their_prefix(app):
    first, team = AnswerSheet(FORM, prefix="p1-"), AnswerSheet(FORM, Whom.TEAM)

    with app.test_request_context("/"):
        form = team.extend(first.extend(Form))()
        names = [name for name in form._fields if name != "csrf_token"]

    assert names == [*(f"p1-q{n}" for n in range(1, 9)), "q9"]
