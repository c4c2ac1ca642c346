"""Asking for jobs, running them, trying again, and what the sweeper finds."""

from datetime import timedelta

import pytest

from competition.domain.errors import Conflict, NotFound, NotPermitted
from competition.domain.permissions import VISITOR, Actor, Role
from competition.persistence.models.accounts import AccountRow, RoleRow
from competition.persistence.models.jobs import JobRow
from competition.services import jobs
from competition.services.jobs import SYSTEM
from competition.services.unit_of_work import use_carrier
from tests.factories import a_job, a_role, an_account

PATIENCE = timedelta(minutes=3)


@pytest.fixture
def carried():
    """The ids that were handed over."""
    found = []
    use_carrier(found.append)
    yield found
    use_carrier(None)


def asked(act, actor=SYSTEM, **words):
    with act(actor) as uow:
        return jobs.enqueue(uow, "messages.deliver", messages=[], **words)


def started(act, job_id):
    with act(SYSTEM) as uow:
        return jobs.start_job(uow, job_id)


def line(act, job_id):
    with act(SYSTEM) as uow:
        return jobs.describe_job(uow, job_id)


def test_a_job_is_handed_over_after_the_commit_and_not_without_one(act, carried):
    job_id = asked(act)
    with pytest.raises(NotFound), act(SYSTEM) as uow:
        jobs.describe_job(uow, jobs.enqueue(uow, "messages.deliver", messages=[]) + 1)

    assert carried == [job_id]


def test_a_carrier_that_fails_does_not_undo_the_work(act, caplog):
    def fail(job_id):
        raise OSError

    use_carrier(fail)
    job_id = asked(act)
    use_carrier(None)

    assert line(act, job_id).state == "queued"
    assert f"job {job_id} could not be handed over" in caplog.text


def test_the_same_live_key_is_the_same_job_until_it_has_ended(act):
    first, second, other = asked(act, key="a"), asked(act, key="a"), asked(act, key="b")
    attempt = started(act, first)
    while_running = asked(act, key="a")
    with act(SYSTEM) as uow:
        jobs.finish_job(uow, attempt.stored, {})

    assert (second, while_running) == (first, first)
    assert other != first
    assert asked(act, key="a") not in {first, other}


def test_only_one_worker_gets_a_job(act):
    job_id = asked(act)

    assert started(act, job_id).stored.attempts == 1
    assert started(act, job_id) is None


def test_a_job_for_later_is_not_started_before(act, carried):
    job_id = asked(act, after=timedelta(hours=1))

    assert carried == []
    assert started(act, job_id) is None


def test_a_job_acts_with_the_roles_that_its_asker_holds_now(act):
    with act() as uow:
        account_id = an_account(uow, name="甲")
        a_role(uow, account_id, Role.STEWARD)
    job_id = asked(act, Actor(account_id))

    actor = started(act, job_id).actor

    assert (actor.account_id, actor.name) == (account_id, "甲")
    assert {role for role, _ in actor.roles} == {Role.STEWARD, Role.WORKER}


def test_a_job_of_somebody_blocked_meanwhile_may_do_nothing(act):
    with act() as uow:
        account_id = an_account(uow)
    job_id = asked(act, Actor(account_id))
    with act(SYSTEM) as uow:
        uow.session.get(AccountRow, account_id).state = "blocked"

    assert started(act, job_id).actor.roles == frozenset()


def test_a_job_of_a_visitor_acts_as_one(act):
    assert started(act, asked(act, VISITOR)).actor == VISITOR


def test_an_attempt_that_fails_is_queued_again_and_in_the_end_has_failed(act):
    job_id = asked(act)

    for attempt in range(1, 5):
        with act(SYSTEM) as uow:
            uow.session.get(JobRow, job_id).due_at = uow.now
        with act(SYSTEM) as uow:
            found = jobs.start_job(uow, job_id)
            ended = jobs.break_off_job(uow, found.stored, "OSError", "AB12")
        assert ended == (attempt == 4)

    assert (line(act, job_id).state, line(act, job_id).error_reference) == ("failed", "AB12")


def test_the_sweeper_queues_what_a_lost_worker_left_and_its_late_result_counts_no_more(
    act, carried
):
    job_id = asked(act)
    lost = started(act, job_id)
    carried.clear()

    with act(SYSTEM) as uow:
        jobs.sweep_jobs(uow, timedelta(seconds=-1))
    again = started(act, job_id)
    with act(SYSTEM) as uow:
        late = jobs.finish_job(uow, lost.stored, {"who": "lost"})
        beat = jobs.report_progress(uow, lost.stored, 1, 2)
        good = jobs.finish_job(uow, again.stored, {"who": "second"})

    assert carried == [job_id]
    assert (late, beat, good) == (False, False, True)
    assert line(act, job_id).result == {"who": "second"}


def test_the_sweeper_leaves_a_living_job_alone(act):
    job_id = asked(act)
    started(act, job_id)

    with act(SYSTEM) as uow:
        jobs.sweep_jobs(uow, PATIENCE)

    assert line(act, job_id).state == "running"


def test_the_sweeper_gives_up_on_a_job_that_takes_every_worker_with_it(act):
    job_id = asked(act)

    for _ in range(4):
        with act(SYSTEM) as uow:
            uow.session.get(JobRow, job_id).due_at = uow.now
        started(act, job_id)
        with act(SYSTEM) as uow:
            given_up = jobs.sweep_jobs(uow, timedelta(seconds=-1))

    assert [job.job_id for job in given_up] == [job_id]
    assert (line(act, job_id).state, line(act, job_id).error) == ("failed", jobs.WORKER_LOST)


def test_the_sweeper_hands_over_what_was_forgotten_and_not_at_every_turn(act, carried, monkeypatch):
    job_id = asked(act)
    carried.clear()
    monkeypatch.setattr(jobs, "GRACE", timedelta(seconds=-1))

    for _ in range(2):
        with act(SYSTEM) as uow:
            jobs.sweep_jobs(uow, PATIENCE)

    assert carried == [job_id]


def test_a_failed_job_is_tried_again_by_whom_may_and_nothing_else_is(act):
    job_id = asked(act, key="a")
    attempt = started(act, job_id)
    with act(SYSTEM) as uow, pytest.raises(Conflict):
        jobs.retry_job(uow, job_id)
    with act(SYSTEM) as uow:
        jobs.break_off_job(uow, attempt.stored, "Refused.", "AB12", final=True)
    with act(VISITOR) as uow, pytest.raises(NotPermitted):
        jobs.retry_job(uow, job_id)

    with act(SYSTEM) as uow:
        jobs.retry_job(uow, job_id)

    assert line(act, job_id).state == "queued"
    assert asked(act, key="a") == job_id


def test_a_failed_job_is_not_tried_again_beside_its_successor(act):
    job_id = asked(act, key="a")
    attempt = started(act, job_id)
    with act(SYSTEM) as uow:
        jobs.break_off_job(uow, attempt.stored, "Refused.", "AB12", final=True)
    asked(act, key="a")

    with act(SYSTEM) as uow, pytest.raises(Conflict):
        jobs.retry_job(uow, job_id)


def test_a_job_is_shown_to_its_asker_and_to_nobody_else_without_the_permission(act):
    with act() as uow:
        own, other = an_account(uow), an_account(uow)
    job_id = asked(act, Actor(own), about="甲厂名单")

    with act(Actor(own)) as uow:
        assert jobs.describe_job(uow, job_id).about == "甲厂名单"
        assert [found.job_id for found in jobs.list_own_jobs(uow)] == [job_id]
    with act(Actor(other)) as uow:
        with pytest.raises(NotFound):
            jobs.describe_job(uow, job_id)
        assert jobs.list_own_jobs(uow) == ()
        with pytest.raises(NotPermitted):
            jobs.list_jobs(uow)


def test_the_clock_asks_once_in_its_time(act):
    for _ in range(2):
        with act(SYSTEM) as uow:
            jobs.enqueue_if_older(uow, "messages.deliver", timedelta(days=1))

    with act(SYSTEM) as uow:
        assert len(jobs.list_jobs(uow, kind=jobs.EVERY_KIND)) == 1


def test_jobs_that_ended_long_ago_are_forgotten(act):
    kept = [("done", False, 29), ("done", True, 1), ("failed", False, 179), ("queued", True, 999)]
    gone = [("done", False, 31), ("done", True, 3), ("failed", True, 181)]
    with act(SYSTEM) as uow:
        for state, is_system, days in [*kept, *gone]:
            ended = uow.now - timedelta(days=days)
            a_job(uow, state=state, is_system=is_system, finished_at=ended)

    with act(SYSTEM) as uow:
        assert jobs.forget_old_jobs(uow) == len(gone)
    with act(SYSTEM) as uow:
        assert len(jobs.list_jobs(uow, kind=jobs.EVERY_KIND)) == len(kept)


def test_a_role_that_has_ended_counts_no_more_in_a_job(act):
    with act() as uow:
        account_id = an_account(uow)
        role = a_role(uow, account_id, Role.STEWARD)
        uow.session.get(RoleRow, role).valid_until = uow.now - timedelta(days=1)

    actor = started(act, asked(act, Actor(account_id))).actor

    assert {role for role, _ in actor.roles} == {Role.WORKER}
