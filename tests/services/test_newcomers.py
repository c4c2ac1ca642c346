"""Who takes over a part sends own answers and files; the other's are set aside."""

import io
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from competition.domain.entry_forms import Asked, EntryForm, Question
from competition.domain.errors import Conflict, NotFound, RuleViolation
from competition.domain.permissions import INSTALLATION, Actor, Role
from competition.domain.registration import EntryDraft
from competition.domain.registration_rules import RegistrationRules
from competition.domain.teams import Entrant, EntrantRole, TeamRules
from competition.persistence import entrants as persons
from competition.persistence import entry_forms as stored_forms
from competition.persistence.models.audit import AuditRecordRow
from competition.services import (
    entering,
    entrants,
    entry_forms,
    entry_reviews,
    files,
    newcomers,
    own_entries,
    review_queue,
)
from competition.services.entering import Said
from competition.services.entrants import Replacement
from competition.services.entry_reviews import Decision, Deed
from competition.services.file_contents import read_upload
from competition.services.review_queue import QueueFilter
from tests.factories import (
    a_competition,
    an_account,
    an_event,
    an_id_number,
    organiser_of,
    some_rules,
)
from tests.uploads import a_picture

FORM = EntryForm(
    1,
    (
        Question("q1", "证件照", Asked.FILE, required=True, purpose="photo"),
        Question("q2", "工作服尺码"),
    ),
)
RULES = RegistrationRules(team=TeamRules(2, 2))
WAITING = QueueFilter(state="submitted")


@pytest.fixture
def scene(act, now):
    with act() as uow:
        competition, account = a_competition(uow), an_account(uow, "王小明")
        event = an_event(uow, competition, held_on=now.date())
        some_rules(uow, event, RULES)
        stored_forms.add(uow.session, event, FORM, None, uow.now)
    worker = Actor(account, frozenset({(Role.WORKER, INSTALLATION)}))
    return worker, organiser_of(competition, account), event


def photo(act, by, name):
    with act(by) as uow:
        return files.store_waiting(uow, read_upload(io.BytesIO(a_picture()), name, "photo"))


@pytest.fixture
def entered(act, scene):
    """The entry of a team of two with a photo each; and the two photos."""
    worker, _, event = scene
    mine, hers = photo(act, worker, "王.jpg"), photo(act, worker, "韩.jpg")
    answers = {1: {"q1": str(mine), "q2": "L"}, 2: {"q1": str(hers), "q2": "S"}}
    team = (
        Entrant(EntrantRole.CAPTAIN, "王小明"),
        Entrant(EntrantRole.MEMBER, "韩梅", an_id_number(1)),
    )
    with act(worker) as uow:
        said = Said({}, team, 1, answers)
        entry = entering.enter_event(uow, event, EntryDraft("0", "王小明", "机械厂"), said)
    return entry, mine, hers


def replaced(act, by, entry, name="李雷", number=2):
    with act(by) as uow:
        (old,) = (
            one
            for one in persons.of_entry(uow.session, entry)
            if one.position == 1 and not one.left_at
        )
        new = Entrant(old.role, name, an_id_number(number))
        entrants.replace_entrant(uow, entry, Replacement(old.id, new, "生病"))
        found = persons.of_entry(uow.session, entry)
    return next(one.id for one in found if one.name == name)


def seen(act, scene, entry):
    with act(scene[1]) as uow:
        return review_queue.describe_review(uow, scene[2], entry, WAITING)


def test_what_the_other_sent_is_set_aside_and_the_reviewer_sees_what_is_missing(
    act, scene, entered
):
    entry, mine, hers = entered

    new = replaced(act, scene[0], entry)

    found = seen(act, scene, entry)
    (newcomer,) = newcomers.newcomers_of(found)
    assert (newcomer.entrant.id, newcomer.took_over_from, newcomer.answered) == (new, "韩梅", None)
    assert found.lacking == ("证件照",)
    assert found.answers.keys() == {1}
    assert [one.answers["q1"] for one in found.left.values()] == [str(hers)]
    assert {found.files[one].subject for one in (mine, hers)} == {f"entry:{entry}", f"left:{entry}"}
    with act(scene[1]) as uow:
        assert files.open_stored(uow, hers).content
        (line,) = review_queue.list_queue(uow, found.event.competition_id, WAITING).lines
        assert line.lacks_document


def test_the_newcomers_own_photo_counts_and_whoever_looked_before_looks_again(act, scene, entered):
    worker, organiser, event = scene
    entry, _, hers = entered
    new = replaced(act, worker, entry)
    before = seen(act, scene, entry).seen
    his = photo(act, worker, "李.jpg")

    with act(worker) as uow:
        newcomers.send_answers(uow, entry, new, (1, {"q1": str(his), "q2": "M"}))

    found = seen(act, scene, entry)
    assert found.lacking == ()
    assert found.answers[2].answers == {"q1": str(his), "q2": "M"}
    assert [one.answers["q1"] for one in found.left.values()] == [str(hers)]
    with pytest.raises(Conflict), act(organiser) as uow:
        entry_reviews.decide_entry(uow, event, entry, Deed(Decision.ACCEPT, "", before))
    with act() as uow:
        assert "entrant.answered" in uow.session.scalars(select(AuditRecordRow.action)).all()


def test_after_the_deadline_organisers_send_and_nobody_else(act, scene, entered, now):
    worker, organiser, event = scene
    entry = entered[0]
    new = replaced(act, worker, entry)
    with act() as uow:
        over = replace(RULES, replace_until=now - timedelta(hours=1))
        some_rules(uow, event, over, number=2)
    his = photo(act, organiser, "李.jpg")
    sent = (1, {"q1": str(his)})

    with pytest.raises(RuleViolation) as late, act(worker) as uow:
        newcomers.send_answers(uow, entry, new, sent)
    with act(organiser) as uow:
        newcomers.send_answers(uow, entry, new, sent)

    assert late.value.rule == "PLC-07"
    assert seen(act, scene, entry).lacking == ()


def test_only_newcomers_are_asked_again_and_by_the_present_form(act, scene, entered):
    worker, entry = scene[0], entered[0]
    new = replaced(act, worker, entry)
    with act(worker) as uow:
        captain = persons.of_entry(uow.session, entry)[0].id

    with pytest.raises(NotFound), act(worker) as uow:
        newcomers.prepare_answers(uow, entry, captain)
    with pytest.raises(RuleViolation) as other, act(worker) as uow:
        newcomers.send_answers(uow, entry, new, (2, {}))
    with act() as uow:
        stranger = Actor(an_account(uow), frozenset({(Role.WORKER, INSTALLATION)}))
    with pytest.raises(NotFound), act(stranger) as uow:
        newcomers.prepare_answers(uow, entry, new)

    assert other.value.rule == "ENT-08"


def test_an_entry_sent_back_asks_for_the_newcomers_answers_and_forgets_the_others(
    act, scene, entered
):
    worker, organiser, event = scene
    entry, mine, _ = entered
    replaced(act, worker, entry)
    with act(organiser) as uow:
        entry_reviews.decide_entry(uow, event, entry, Deed(Decision.RETURN, "请补照片"))
    with act(worker) as uow:
        before = entering.prepare_entering(uow, event).texts

    his = photo(act, worker, "李.jpg")
    answers = {1: {"q1": str(mine)}, 2: {"q1": str(his)}}
    team = (
        Entrant(EntrantRole.CAPTAIN, "王小明"),
        Entrant(EntrantRole.MEMBER, "李雷", an_id_number(2)),
    )
    with act(worker) as uow:
        said = Said({}, team, 1, answers)
        entering.enter_event(uow, event, EntryDraft("0", "王小明", "机械厂"), said)

    assert '"form": 0' in before["answers"]
    assert json.loads(before["answers"])["given"].keys() == {"1"}
    with act(worker) as uow:
        assert entry_forms.list_left(uow, entry) == {}
        assert entry_forms.list_answer_files(uow, entry).keys() == {mine, his}


def test_nobody_is_asked_for_answers_that_the_other_never_gave(act, scene):
    worker, _, event = scene
    optional = EntryForm(2, (Question("q2", "工作服尺码"),))
    team = (
        Entrant(EntrantRole.CAPTAIN, "王小明"),
        Entrant(EntrantRole.MEMBER, "韩梅", an_id_number(1)),
    )
    with act(worker) as uow:
        stored_forms.add(uow.session, event, optional, None, uow.now)
        said = Said({}, team, 2, {})
        entry = entering.enter_event(uow, event, EntryDraft("0", "王小明", "机械厂"), said)

    new = replaced(act, worker, entry)

    with act(worker) as uow, pytest.raises(NotFound):
        newcomers.prepare_answers(uow, entry, new)


def test_a_withdrawn_entry_takes_no_answers(act, scene, entered):
    entry = entered[0]
    new = replaced(act, scene[0], entry)
    with act(scene[0]) as uow:
        own_entries.withdraw_entry(uow, entry)

    with act(scene[0]) as uow, pytest.raises(RuleViolation) as caught:
        newcomers.send_answers(uow, entry, new, (1, {"q2": "M"}))

    assert caught.value.rule == "REG-09"
