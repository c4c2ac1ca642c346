"""When jobs are tried again, when their worker is gone, and how long the rest takes."""

from datetime import UTC, datetime, timedelta

import pytest

from competition.domain.jobs import is_abandoned, next_attempt, remaining

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 30), (2, 120), (3, 480)])
def test_job_01_each_attempt_waits_four_times_as_long(attempts, seconds):
    assert next_attempt(attempts, NOW) == NOW + timedelta(seconds=seconds)


def test_job_01_the_fourth_failure_is_the_last():
    assert next_attempt(4, NOW) is None


@pytest.mark.parametrize(("silent", "expected"), [(59, False), (60, False), (61, True)])
def test_job_02_a_job_is_abandoned_after_more_than_the_set_silence(silent, expected):
    heartbeat = NOW - timedelta(seconds=silent)

    assert is_abandoned(heartbeat, NOW, timedelta(seconds=60)) is expected


def test_the_rest_takes_as_long_as_what_is_done_did():
    assert remaining(100, 400, timedelta(seconds=10)) == timedelta(seconds=30)


@pytest.mark.parametrize(("done", "total"), [(0, 400), (0, 0), (5, 4)])
def test_nothing_is_foretold_without_progress(done, total):
    assert remaining(done, total, timedelta(seconds=10)) is None
