from decimal import Decimal

import pytest

from competition.domain.entry_answers import answer_text, cell_texts, read_answers, shown
from competition.domain.entry_forms import Asked, Condition, Question

STAY = Question("q1", "是否住宿", Asked.ONE, required=True, choices=("是", "否"))
NIGHTS = Question(
    "q2", "晚数", Asked.NUMBER, required=True, shown_if=Condition("q1", ("是",)), lowest=Decimal(1)
)
MEALS = Question("q3", "用餐", Asked.MANY, choices=("早", "晚"), shown_if=Condition("q2", ("2",)))


def keys(questions):
    return [question.key for question in questions]


def read(question, *typed):
    answers, issues = read_answers([question], {question.key: typed})
    return answers.get(question.key), [(issue.rule, issue.path) for issue in issues]


def test_frm_06_question_is_asked_if_the_one_it_depends_on_has_the_value():
    diet = Question("q4", "忌口", shown_if=Condition("q3", ("晚",)))
    form = [diet, MEALS, NIGHTS, STAY]

    assert keys(shown(form, {})) == ["q1"]
    assert keys(shown(form, {"q1": "是", "q2": "2", "q3": ["晚"]})) == ["q4", "q3", "q2", "q1"]
    assert keys(shown(form, {"q1": "否", "q2": "2", "q3": ["晚"]})) == ["q1"]


def test_frm_06_circles_and_lost_questions_are_not_asked():
    one = Question("q1", "甲", Asked.ONE, shown_if=Condition("q2", ("x",)))
    two = Question("q2", "乙", Asked.ONE, shown_if=Condition("q1", ("x",)))
    lost = Question("q3", "丙", shown_if=Condition("q9", ("x",)))

    assert shown([one, two, lost], {"q1": "x", "q2": "x", "q9": "x"}) == ()


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (STAY, "Choose one."),
        (Question("q1", "照片", Asked.FILE, required=True), "Choose a file."),
        (Question("q1", "说明", required=True), "This is needed."),
    ],
)
def test_frm_07_what_is_required_is_answered(question, words):
    _answers, issues = read_answers([question], {"q1": ["  "]})

    assert [(issue.rule, issue.path, issue.message) for issue in issues] == [
        ("FRM-07", "q1", words)
    ]


def test_frm_09_answers_to_questions_that_are_not_asked_are_not_kept():
    typed = {"q1": ["否"], "q2": ["not a number"], "q9": ["strange"]}

    assert read_answers([STAY, NIGHTS], typed) == ({"q1": "否"}, [])


@pytest.mark.parametrize(
    ("asked", "typed", "kept"),
    [
        (Asked.TEXT, " 王  小明 ", "王 小明"),
        (Asked.LONG, " 第一行\r\n第二行 ", "第一行\n第二行"),
        (Asked.NUMBER, "１２．５", "12.5"),
        (Asked.DATE, "2026年5月1日", "2026-05-01"),
        (Asked.DATE, "2026/5/1", "2026-05-01"),
        (Asked.FILE, "17", "17"),
    ],
)
def test_answers_are_kept_in_one_plain_form(asked, typed, kept):
    assert read(Question("q1", "问", asked), typed) == (kept, [])


def test_several_choices_are_kept_in_the_order_of_the_form():
    meals = Question("q1", "用餐", Asked.MANY, choices=("早", "中", "晚"))

    assert read(meals, "晚", "早", "") == (["早", "晚"], [])
    assert read(meals) == (None, [])


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        (Question("q1", "住", Asked.ONE, choices=("是", "否")), "也许"),
        (Question("q1", "餐", Asked.MANY, choices=("早", "晚")), "夜宵"),
        (Question("q1", "数", Asked.NUMBER), "十二"),
        (Question("q1", "数", Asked.NUMBER, lowest=Decimal(1)), "0"),
        (Question("q1", "数", Asked.NUMBER, highest=Decimal(1)), "2"),
        (Question("q1", "数", Asked.NUMBER, lowest=Decimal(1), highest=Decimal(2)), "3"),
        (Question("q1", "日", Asked.DATE), "2026-02-30"),
        (Question("q1", "日", Asked.DATE), "明天"),
        (Question("q1", "文件", Asked.FILE), "../etc/passwd"),
        (Question("q1", "话"), "字" * 201),
        (Question("q1", "话", Asked.LONG), "字" * 2001),
    ],
)
def test_frm_08_answer_is_of_the_kind_its_question_wants(question, typed):
    assert read(question, typed)[1] == [("FRM-08", "q1")]


def test_choices_of_a_cell_are_told_apart():
    meals = Question("q1", "用餐", Asked.MANY, choices=("早", "晚"))

    assert cell_texts(meals, "早、 晚") == ["早", "晚"]
    assert cell_texts(Question("q1", "话"), "早、晚") == ["早、晚"]


def test_answer_is_one_text_in_a_list():
    assert [answer_text(one) for one in (None, "是", ["早", "晚"])] == ["", "是", "早、晚"]
