"""Telling people: into the inbox at once, further by jobs, and never with an ID number."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from competition.domain.errors import RuleViolation
from competition.domain.permissions import Actor
from competition.persistence.models.jobs import JobRow
from competition.persistence.models.messages import MessageRow
from competition.services import jobs, messages
from competition.services.jobs import SYSTEM
from competition.services.message_texts import kept, worded
from tests.factories import an_account


def stored(act):
    with act() as uow:
        rows = uow.session.scalars(select(MessageRow).order_by(MessageRow.id)).all()
        return [(row.account_id, row.template, row.params, row.link) for row in rows]


def test_a_message_is_stored_with_the_deed_and_taken_further_by_a_job(act, run_jobs):
    with act() as uow:
        account_id = an_account(uow)
        messages.notify(uow, account_id, "webhook.tested", link="/admin", title="苏工惠")

    assert run_jobs() == 1
    assert stored(act) == [(account_id, "webhook.tested", {"title": "苏工惠"}, "/admin")]


def tell_twice(act, account_id):
    with act() as uow:
        messages.notify(uow, account_id, "webhook.tested", title="苏工惠")
        messages.notify(uow, account_id, "webhook.tested")


def test_nothing_is_told_of_a_deed_that_did_not_happen(act, run_jobs):
    with act() as uow:
        account_id = an_account(uow)

    with pytest.raises(ValueError, match="title"):
        tell_twice(act, account_id)

    assert stored(act) == []
    assert run_jobs() == 0


def test_many_are_told_once_each_in_few_jobs(act, run_jobs):
    with act() as uow:
        people = [an_account(uow) for _ in range(3)]
        messages.notify_many(uow, [*people, people[0]], "webhook.tested", title="苏工惠")

    assert [account_id for account_id, *_ in stored(act)] == people
    assert run_jobs() == 1


def test_an_id_number_is_never_stored_in_a_message(act):
    with act() as uow:
        account_id = an_account(uow)
        messages.notify(uow, account_id, "webhook.tested", title="王110101199003074514")

    assert stored(act)[0][2] == {"title": "王11****************"}


def test_a_letter_to_an_address_is_kept_sealed(act):
    with act() as uow:
        messages.notify_address(uow, "wang@example.cn", "address.confirm", code="123456")

    with act() as uow:
        row = uow.session.scalars(select(MessageRow)).one()
        assert (row.account_id, row.params, row.link) == (None, {}, "")
        assert b"wang" not in row.sealed
        assert b"123456" not in row.sealed


def test_a_letter_to_no_address_is_refused(act):
    with act() as uow, pytest.raises(RuleViolation):
        messages.notify_address(uow, "wang", "address.confirm", code="123456")


def test_who_asked_for_a_job_about_something_is_told_how_it_ended(act, run_jobs):
    with act() as uow:
        account_id = an_account(uow)
    with act(Actor(account_id)) as uow:
        done = jobs.enqueue(uow, "messages.deliver", about="甲厂名单", messages=[])
        failed = jobs.enqueue(uow, "messages.deliver", about="乙厂名单", messages="no list")
        jobs.enqueue(uow, "messages.deliver", messages=[])

    run_jobs(may_fail=True)
    with act(SYSTEM) as uow:
        row = uow.session.get(JobRow, failed)
        row.due_at, row.attempts = uow.now, 3
    run_jobs(may_fail=True)

    told = [
        (*to, worded(to[1], params, str, chinese=True).subject, link)
        for *to, params, link in stored(act)
    ]
    assert sorted(told) == [
        (account_id, "work.done", "Finished: Send messages (甲厂名单)", f"/account/jobs/{done}"),
        (
            account_id,
            "work.failed",
            "Not finished: Send messages (乙厂名单)",
            f"/account/jobs/{failed}",
        ),
    ]


def test_times_are_told_in_the_readers_language():
    at = datetime(2026, 11, 22, 1, tzinfo=UTC)
    params = kept({"title": at})

    chinese = worded("webhook.tested", params, str, chinese=True)
    english = worded("webhook.tested", kept({"title": at.date()}), str, chinese=False)

    assert "2026年11月22日（周日）09:00" in chinese.subject
    assert "Sun 22 Nov 2026" in english.subject


def test_a_message_of_an_older_version_still_opens():
    assert worded("gone.template", {}, str, chinese=True).subject == "gone.template"
