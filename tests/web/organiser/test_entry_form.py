"""The editor of the entry form, without script."""

import pytest

from competition.domain.entry_forms import Asked, Condition, EntryForm, Question
from competition.domain.permissions import INSTALLATION, Role
from competition.services import entry_forms
from tests.factories import a_competition, a_role, an_account, an_entry, an_event, organiser_of

STAY = {"label-0": "是否住宿", "asked-0": "one", "choices-0": "是\n否", "key-0": "q1"}
NIGHTS = {"label-1": "晚数", "asked-1": "number", "key-1": "q2", "if-1": "q1", "values-1": "是"}
BOTH = {"order": ["0", "1"], **STAY, **NIGHTS}
FORM = EntryForm(
    1,
    (
        Question("q1", "是否住宿", Asked.ONE, choices=("是", "否")),
        Question("q2", "晚数", Asked.NUMBER, shown_if=Condition("q1", ("是",))),
    ),
)


@pytest.fixture
def desk(act, sign_in):
    with act() as uow:
        organiser = an_account(uow)
        a_role(uow, organiser, Role.ORGANISER, INSTALLATION)
        competition = a_competition(uow)
        event = an_event(uow, competition)
    client = sign_in(organiser)
    return client, f"/organiser/events/{event}/entry-form", organiser_of(competition), event


def text_of(answer):
    return answer.get_data(as_text=True)


def seen(desk):
    return text_of(desk[0].get(desk[1])).partition('name="seen" value="')[2][:64]


def post(desk, **typed):
    return desk[0].post(desk[1], data={"seen": seen(desk), **typed})


def stored(act, desk):
    with act(desk[2]) as uow:
        return entry_forms.present_form(uow, desk[3])


def test_empty_form_invites_to_ask(desk):
    assert "没有附加问题" in text_of(desk[0].get(desk[1]))


def test_question_is_added_and_nothing_is_stored_yet(act, desk):
    answer = post(desk, do="add", **BOTH)

    text = text_of(answer)
    assert (answer.status_code, text.count("data-question data-asked")) == (200, 3)
    assert 'name="key-2" value="q3"' in text
    assert stored(act, desk) == EntryForm()


def test_saved_form_is_shown_with_its_preview(act, desk):
    answer = post(desk, **BOTH)

    text = text_of(desk[0].get(answer.location))
    assert stored(act, desk) == FORM
    assert "报名表已保存。" in text
    assert """data-show-field="preview-person-q1" data-show-values='["\\u662f"]'""" in text


@pytest.mark.parametrize(
    ("do", "order"),
    [
        ("down:0", ["q2", "q1"]),
        ("up:1", ["q2", "q1"]),
        ("up:0", ["q1", "q2"]),
        ("down:1", ["q1", "q2"]),
        ("remove:0", ["q2"]),
        ("remove:9", ["q1", "q2"]),
        ("nonsense", ["q1", "q2"]),
    ],
)
def test_questions_are_moved_and_removed_by_buttons(desk, do, order):
    text = text_of(post(desk, do=do, **BOTH))

    keys = [part[:2] for part in text.split('name="key-')[1:]]
    assert [part.partition('value="')[2][:2] for part in text.split('name="key-')[1:]] == order
    assert len(keys) == len(order)


def test_order_of_the_page_is_the_order_of_the_form(act, desk):
    post(desk, **{**BOTH, "order": ["1", "0"]})

    assert [question.key for question in stored(act, desk).questions] == ["q2", "q1"]


def test_every_fault_stands_at_its_question_and_nothing_is_lost(act, desk):
    wrong = {"choices-0": "是", "label-1": "", "values-1": "也许"}

    answer = post(desk, **{**BOTH, **wrong})

    text = text_of(answer)
    assert answer.status_code == 422
    places = ("0-choices", "1-label", "1-values")
    assert [f'id="question-{place}-error"' in text for place in places] == [True] * 3
    assert ">也许</textarea>" in text
    assert stored(act, desk) == EntryForm()


def test_preview_tells_faults_without_saving(act, desk):
    answer = post(desk, do="preview", **{**BOTH, "label-1": ""})

    assert (answer.status_code, "1-label-error" in text_of(answer)) == (200, True)
    assert stored(act, desk) == EntryForm()


def test_strange_and_repeated_keys_are_given_anew(act, desk):
    strange = {"order": ["0", "1"], **STAY, "label-1": "再问", "key-1": "q1"}
    post(desk, **strange)
    first = [question.key for question in stored(act, desk).questions]

    post(desk, order=["0"], **{"label-0": "问", "key-0": "__class__"})

    assert first == ["q1", "q2"]
    assert [question.key for question in stored(act, desk).questions] == ["q3"]


def test_used_version_stays_and_the_page_says_so(act, desk):
    post(desk, **BOTH)
    with act(desk[2]) as uow:
        entry_forms.store_answers(uow, an_entry(uow, desk[3]), FORM, {"q1": "否"})

    shown = text_of(desk[0].get(desk[1]))
    answer = post(desk, order=["0"], **STAY)

    assert "第 1 版正在使用" in shown
    assert "报名表已保存为第 2 版" in text_of(desk[0].get(answer.location))
    assert stored(act, desk).number == 2


def test_form_changed_meanwhile_is_not_overwritten_at_once(act, desk):
    old = seen(desk)
    post(desk, **BOTH)

    answer = desk[0].post(desk[1], data={"seen": old, "order": ["0"], **STAY})

    text = text_of(answer)
    assert (answer.status_code, "再次保存则以您的版本为准" in text) == (409, True)
    again = text.partition('name="seen" value="')[2][:64]
    desk[0].post(desk[1], data={"seen": again, "order": ["0"], **STAY})
    assert len(stored(act, desk).questions) == 1
