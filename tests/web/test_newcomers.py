"""The pages about somebody who took over a part: the worker sends, organisers and reviewers see."""

import io

import pytest

from competition.domain.entry_forms import Asked, EntryForm, Question
from competition.domain.registration_rules import RegistrationRules
from competition.domain.teams import TeamRules
from competition.persistence import entry_forms
from competition.persistence.entry_forms import Answered
from competition.persistence.models.registration import EntrantRow
from tests.factories import a_role, an_account, an_entrant, an_entry, an_event, some_rules
from tests.uploads import a_picture

FORM = EntryForm(1, (Question("q1", "证件照", Asked.FILE, required=True), Question("q2", "尺码")))


@pytest.fixture
def taken_over(act, now):
    """The account that entered, the event, the entry, and who took over a part in it."""
    with act() as uow:
        account, event = an_account(uow, "王小明"), an_event(uow, held_on=now.date())
        some_rules(uow, event, RegistrationRules(team=TeamRules(1, 2)))
        entry = an_entry(uow, event, account_id=account)
        old, new = an_entrant(uow, entry, "韩梅"), an_entrant(uow, entry, "李雷")
        uow.session.get(EntrantRow, old).left_at = uow.now
        entry_forms.add(uow.session, event, FORM, None, uow.now)
        entry_forms.save_answers(uow.session, entry, -old, Answered(1, {"q2": "S"}), uow.now)
    return account, event, entry, new


def test_the_worker_is_asked_for_the_newcomers_answers_until_they_are_sent(taken_over, sign_in):
    account, _, entry, new = taken_over
    worker, page = sign_in(account), f"/me/entries/{entry}"
    here = f"{page}/entrants/{new}/answers"

    before = worker.get(page).text
    asked = worker.get(here)
    without = worker.post(here, data={"q2": "M"})
    sent = worker.post(here, data={"q2": "M", "q1": (io.BytesIO(a_picture()), "李.jpg")})
    after = worker.get(page).text

    assert here in before
    assert "现在提交" in before
    assert asked.status_code == 200
    assert (without.status_code, 'id="q1-error"' in without.text) == (422, True)
    assert (sent.status_code, sent.location) == (302, page)
    assert "重新提交" in after
    assert "李.jpg" in after


def test_organisers_and_reviewers_see_whose_answers_do_not_count(act, taken_over, sign_in):
    _, event, entry, new = taken_over
    with act() as uow:
        account = an_account(uow, "组委会")
        a_role(uow, account)
    organiser = sign_in(account)
    record = f"/organiser/events/{event}/entries/{entry}/record"
    here = f"/organiser/events/{event}/entries/{entry}/entrants/{new}/answers"

    pages = [
        organiser.get(one).text for one in (record, f"/organiser/events/{event}/reviews/{entry}")
    ]
    asked = organiser.get(here)

    assert here in pages[0]
    assert all("尺码 · 韩梅 （已更换）" in page and "李雷 已接替 韩梅" in page for page in pages)
    assert (asked.status_code, "李雷" in asked.text) == (200, True)
