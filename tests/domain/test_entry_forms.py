from decimal import Decimal

import pytest

from competition.domain.entry_forms import (
    Asked,
    Condition,
    EntryForm,
    Question,
    Whom,
    depends_on_itself,
    form_issues,
    next_key,
    read_questions,
    version_after,
)

STAY = Question("q1", "是否住宿", Asked.ONE, choices=("是", "否"))


def depends(key, on, *values, **more):
    return Question(key, f"问题{key}", shown_if=Condition(on, values), **more)


def found(*questions):
    return [(issue.rule, issue.path) for issue in form_issues(questions)]


def test_form_of_plain_questions_has_no_issues():
    number = Question("q2", "年限", Asked.NUMBER, lowest=Decimal(0), highest=Decimal(60))

    assert found(STAY, number, depends("q3", "q1", "是")) == []


@pytest.mark.parametrize(
    ("question", "part"),
    [
        (Question("q2", ""), "label"),
        (Question("q2", "字" * 121), "label"),
        (Question("q2", "问", help="字" * 401), "help"),
        (Question("q2", "是否住宿"), "label"),
    ],
)
def test_frm_01_each_question_has_words_of_its_own(question, part):
    assert found(STAY, question) == [("FRM-01", f"questions[1].{part}")]


def test_frm_01_form_has_at_most_sixty_questions():
    many = [Question(f"q{n}", f"问题{n}") for n in range(61)]

    assert found(*many[:60]) == []
    assert found(*many) == [("FRM-01", "questions")]


@pytest.mark.parametrize(
    "choices",
    [(), ("是",), ("是", "是"), tuple(map(str, range(61))), ("是", "字" * 81)],
)
def test_frm_02_choice_has_different_possibilities(choices):
    assert found(Question("q1", "住宿", Asked.MANY, choices=choices)) == [
        ("FRM-02", "questions[0].choices")
    ]


@pytest.mark.parametrize(
    ("question", "part"),
    [
        (depends("q2", "q9", "是"), "if"),
        (depends("q2", "q3", "是"), "if"),
        (depends("q2", "q1", "是", whom=Whom.TEAM), "if"),
        (depends("q2", "q1"), "values"),
        (depends("q2", "q1", "也许"), "values"),
    ],
)
def test_frm_03_condition_names_a_choice_and_its_values(question, part):
    assert found(STAY, question, Question("q3", "文字")) == [("FRM-03", f"questions[1].{part}")]


def test_frm_04_questions_do_not_depend_on_each_other_in_a_circle():
    yes = ("是", "否")
    first = depends("q1", "q2", "是", asked=Asked.ONE, choices=yes)
    second = depends("q2", "q1", "是", asked=Asked.ONE, choices=yes)
    behind = depends("q3", "q1", "是")
    itself = depends("q4", "q4", "是", asked=Asked.ONE, choices=yes)

    assert found(first, second, behind) == [
        ("FRM-04", "questions[0].if"),
        ("FRM-04", "questions[1].if"),
    ]
    assert found(itself) == [("FRM-04", "questions[0].if")]
    assert depends_on_itself(depends("q5", "q9"), (first,)) is False


def test_questions_are_read_from_texts():
    rows = [
        {"key": "q1", "label": " 是否  住宿 ", "asked": "one", "choices": "是\n\n 否 \n"},
        {
            "key": "q2",
            "label": "离店日期",
            "asked": "date",
            "whom": "team",
            "required": "y",
            "help": "如\n5月1日",
            "choices": "没有\n用处",
            "if": "q9",
            "values": "是\n",
        },
        {"key": "q3", "label": "年限", "asked": "number", "lowest": "0", "highest": "60.5"},
        {"key": "q4", "label": "照片", "asked": "file", "purpose": "photo", "lowest": "x"},
        {"key": "q5", "label": "？", "asked": "anything", "whom": "nobody"},
    ]

    questions, _issues = read_questions(rows)

    assert questions == (
        Question("q1", "是否 住宿", Asked.ONE, choices=("是", "否")),
        Question(
            "q2",
            "离店日期",
            Asked.DATE,
            Whom.TEAM,
            required=True,
            help="如 5月1日",
            shown_if=Condition("q9", ("是",)),
        ),
        Question("q3", "年限", Asked.NUMBER, lowest=Decimal(0), highest=Decimal("60.5")),
        Question("q4", "照片", Asked.FILE, purpose="photo"),
        Question("q5", "？"),
    )


@pytest.mark.parametrize(
    ("lowest", "highest", "part"),
    [("一", "", "lowest"), ("", "1e9", "highest"), ("5", "4", "highest")],
)
def test_frm_05_bounds_are_numbers_in_order(lowest, highest, part):
    row = {"label": "年限", "asked": "number", "lowest": lowest, "highest": highest}

    _questions, issues = read_questions([row])

    assert [(i.rule, i.path) for i in issues] == [("FRM-05", f"questions[0].{part}")]


def test_frm_10_version_that_an_entry_used_is_never_changed():
    first = version_after(EntryForm(), [STAY], used=0)

    assert first == EntryForm(1, (STAY,))
    assert version_after(first, [], used=0) == EntryForm(1)
    assert version_after(first, [], used=1) == EntryForm(2)


def test_new_question_gets_a_key_that_was_never_used():
    assert next_key([]) == "q1"
    assert next_key([STAY], ["q7", "strange"]) == "q8"


def test_form_tells_persons_questions_from_the_teams():
    team = Question("q2", "队名", whom=Whom.TEAM)
    form = EntryForm(1, (STAY, team))

    assert (form.of(Whom.PERSON), form.of(Whom.TEAM)) == ((STAY,), (team,))


@pytest.mark.parametrize(
    ("more", "needs"),
    [({}, False), ({"required": True}, True), ({"required": True, "whom": Whom.TEAM}, False)],
)
def test_a_form_needs_persons_where_each_of_them_has_to_answer(more, needs):
    form = EntryForm(1, (Question("q1", "服装尺码", Asked.TEXT, **more),))

    assert form.needs_persons is needs
