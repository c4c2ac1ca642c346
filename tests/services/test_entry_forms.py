import io

import pytest
from sqlalchemy import select

from competition.domain.entry_forms import Asked, EntryForm, Question, Whom
from competition.domain.errors import Conflict, NotFound, NotPermitted, RuleViolation
from competition.domain.permissions import INSTALLATION, Actor, Role
from competition.persistence.models.audit import AuditRecordRow
from competition.persistence.models.entry_forms import EntryAnswersRow
from competition.services import entry_forms, files
from competition.services.file_contents import read_upload
from tests.factories import a_competition, an_account, an_entry, an_event, organiser_of
from tests.uploads import a_picture

SIZE = Question("q1", "工作服尺码", Asked.ONE, required=True, choices=("M", "L", "XL"))
PHOTO = Question("q2", "证件照", Asked.FILE, purpose="photo")
TEAM = Question("q3", "队名", whom=Whom.TEAM)


@pytest.fixture
def scene(act):
    with act() as uow:
        competition = a_competition(uow)
        event, account = an_event(uow, competition), an_account(uow)
        entry = an_entry(uow, event, account_id=account)
    owner = Actor(account, frozenset({(Role.WORKER, INSTALLATION)}))
    return organiser_of(competition, account), event, owner, entry


def save(act, scene, *questions):
    with act(scene[0]) as uow:
        seen = entry_forms.describe_form(uow, scene[1]).digest
        return entry_forms.save_form(uow, scene[1], questions, seen)


def answer(act, scene, **answers):
    with act(scene[2]) as uow:
        form = entry_forms.present_form(uow, scene[1])
        entry_forms.store_answers(uow, scene[3], form, answers)


def send_photo(act, scene):
    with act(scene[2]) as uow:
        return files.store_waiting(uow, read_upload(io.BytesIO(a_picture()), "我.jpg", "photo"))


def test_event_without_a_form_asks_nothing_more(act, scene):
    with act(scene[2]) as uow:
        assert entry_forms.present_form(uow, scene[1]) == EntryForm()
        assert entry_forms.form_version(uow, scene[1], 0) == EntryForm()


def test_saved_form_comes_back_whole_and_is_on_record(act, scene):
    saved = save(act, scene, SIZE, PHOTO, TEAM)

    with act(scene[0]) as uow:
        found = entry_forms.describe_form(uow, scene[1])
        record = uow.session.execute(select(AuditRecordRow.action, AuditRecordRow.detail)).one()
    assert (saved.number, saved.is_new) == (1, False)
    assert found.form == EntryForm(1, (SIZE, PHOTO, TEAM))
    assert (found.used, found.fresh_key) == (0, "q4")
    assert tuple(record) == ("form.saved", {"version": 1, "questions": 3})


def test_unused_form_is_changed_in_place_and_a_used_one_gets_a_new_version(act, scene):
    first = save(act, scene, SIZE)
    second = save(act, scene, SIZE, TEAM)
    answer(act, scene, q1="L")
    third = save(act, scene, SIZE)
    unchanged = save(act, scene, SIZE)

    numbers = [saved.number for saved in (first, second, third, unchanged)]
    assert (numbers, third.is_new, unchanged.is_new) == ([1, 1, 2, 2], True, False)
    with act(scene[2]) as uow:
        own = entry_forms.list_answers(uow, scene[3])[0]
        assert entry_forms.form_version(uow, scene[1], own.form_number).questions == (SIZE, TEAM)
        forms, answers = entry_forms.list_event_answers(uow, scene[1])
    assert (sorted(forms), answers[scene[3], 0].answers) == ([1, 2], {"q1": "L"})


def test_key_of_a_question_that_is_gone_is_not_given_again(act, scene):
    save(act, scene, SIZE, TEAM)
    answer(act, scene, q1="L")
    save(act, scene, SIZE)

    with act(scene[0]) as uow:
        assert entry_forms.describe_form(uow, scene[1]).fresh_key == "q4"


def test_form_with_a_fault_or_changed_meanwhile_is_not_saved(act, scene):
    with act(scene[0]) as uow:
        seen = entry_forms.describe_form(uow, scene[1]).digest
    save(act, scene, SIZE)

    with act(scene[0]) as uow, pytest.raises(Conflict) as conflict:
        entry_forms.save_form(uow, scene[1], [TEAM], seen)
    with act(scene[0]) as uow, pytest.raises(RuleViolation) as caught:
        entry_forms.save_form(uow, scene[1], [Question("q1", "")], seen)
    assert conflict.value.theirs == EntryForm(1, (SIZE,))
    assert (caught.value.rule, caught.value.field) == ("FRM-01", "questions[0].label")


def test_only_who_may_edit_forms_does(act, scene):
    with act(scene[2]) as uow:
        with pytest.raises(NotPermitted):
            entry_forms.describe_form(uow, scene[1])
        with pytest.raises(NotPermitted):
            entry_forms.save_form(uow, scene[1], [SIZE], "")


def test_answers_are_sealed_in_the_database(act, scene):
    save(act, scene, TEAM)

    answer(act, scene, q3="金丝雀队")

    with act() as uow:
        sealed = uow.session.scalars(select(EntryAnswersRow.answers_sealed)).one()
    assert "金丝雀队".encode() not in sealed


def test_sent_file_becomes_the_entrys_and_the_replaced_one_goes(act, scene):
    save(act, scene, SIZE, PHOTO)
    first, second = send_photo(act, scene), send_photo(act, scene)
    answer(act, scene, q1="M", q2=str(first))

    answer(act, scene, q1="M", q2=str(second))

    with act(scene[2]) as uow:
        assert list(entry_forms.list_answer_files(uow, scene[3])) == [second]
        assert list(files.list_waiting(uow)) == []
        entry_forms.forget_answers(uow, scene[3])
        entry_forms.forget_answers(uow, scene[3])
        assert entry_forms.list_answer_files(uow, scene[3]) == {}
        assert entry_forms.list_answers(uow, scene[3]) == {}


def test_file_that_is_gone_does_not_keep_answers_from_changing(act, scene):
    save(act, scene, PHOTO)
    first, second = send_photo(act, scene), send_photo(act, scene)
    answer(act, scene, q2=str(first))
    with act(scene[2]) as uow:
        files.discard(uow, first)

    answer(act, scene, q2=str(second))

    with act(scene[2]) as uow:
        assert entry_forms.list_answers(uow, scene[3])[0].answers == {"q2": str(second)}


def test_file_of_somebody_else_cannot_be_named_in_an_answer(act, scene):
    save(act, scene, PHOTO)
    with act() as uow:
        stranger = Actor(an_account(uow), frozenset({(Role.WORKER, INSTALLATION)}))
    foreign = send_photo(act, (None, None, stranger))

    with pytest.raises(NotFound):
        answer(act, scene, q2=str(foreign))

    with act(scene[2]) as uow:
        assert entry_forms.list_answers(uow, scene[3]) == {}


def test_workbook_asks_all_but_files_and_is_read_by_the_same_rules():
    meals = Question("q4", "用餐", Asked.MANY, required=True, choices=("早", "晚"), help="可多选")
    photo = Question("q2", "证件照", Asked.FILE, required=True)
    form = EntryForm(1, (SIZE, photo, meals, TEAM))

    columns = entry_forms.answer_columns(form, Whom.PERSON)
    answers, issues = entry_forms.read_row(form, Whom.PERSON, {"q1": "XXL", "q4": "晚，早"})

    shown = {key: (column.title, column.choices, column.hint) for key, column in columns.items()}
    assert shown == {
        "q1": ("工作服尺码", ("M", "L", "XL"), "M、L、XL"),
        "q4": ("用餐", (), "可多选；早、晚"),
    }
    assert answers["q4"] == ["早", "晚"]
    assert [(issue.rule, issue.path) for issue in issues] == [("FRM-08", "q1")]


def test_entrants_of_one_entry_answer_each_for_themselves(act, scene):
    save(act, scene, SIZE)
    with act(scene[2]) as uow:
        form = entry_forms.present_form(uow, scene[1])
        for entrant, size in ((11, "M"), (12, "L")):
            entry_forms.store_answers(uow, scene[3], form, {"q1": size}, entrant=entrant)

    with act(scene[2]) as uow:
        found = entry_forms.list_answers(uow, scene[3])
    assert {key: one.answers["q1"] for key, one in found.items()} == {11: "M", 12: "L"}
