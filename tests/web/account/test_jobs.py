"""The page of a job: how far it is, with a script and without, and what became of it."""

from datetime import timedelta

import pytest

from competition.jobs import HANDLERS
from competition.services.deliveries import RESUME
from competition.services.messages import DELIVER
from competition.web.job_wording import KINDS, span_words
from tests.factories import a_job, an_account


@pytest.fixture
def worker(act):
    with act() as uow:
        return an_account(uow)


def test_every_kind_of_job_has_words():
    assert set(KINDS) == {*HANDLERS, DELIVER, RESUME}


def test_a_running_job_shows_its_numbers_and_the_time_left(sign_in, act, worker):
    with act() as uow:
        started = uow.now - timedelta(seconds=30)
        job = a_job(uow, worker, state="running", done=100, total=400, started_at=started)

    page = sign_in(worker).get(f"/account/jobs/{job}").text

    assert "100 / 400" in page
    assert "大约还需 2 分钟" in page
    assert f'hx-get="/account/jobs/{job}" hx-trigger="every 2s"' in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page


def test_a_script_asks_for_the_changing_part_alone(sign_in, act, worker):
    with act() as uow:
        job = a_job(uow, worker, state="running")

    part = sign_in(worker).get(f"/account/jobs/{job}", headers={"HX-Request": "true"}).text

    assert part.lstrip().startswith('<div id="job"')
    assert "<html" not in part


def test_a_finished_job_leads_to_its_result_and_asks_no_more(sign_in, act, worker):
    with act() as uow:
        result = {"link": "/account/"}
        job = a_job(uow, worker, state="done", finished_at=uow.now, result=result)

    page = sign_in(worker).get(f"/account/jobs/{job}").text

    assert 'href="/account/">查看结果' in page
    assert "hx-get" not in page
    assert "http-equiv" not in page


def test_a_failed_job_says_what_to_do_and_its_reference(sign_in, act, worker):
    with act() as uow:
        words = {"error": "KeyError", "error_reference": "AB12CD34", "attempts": 4}
        job = a_job(uow, worker, state="failed", **words)

    page = sign_in(worker).get(f"/account/jobs/{job}").text

    assert "AB12CD34" in page
    assert "KeyError" not in page


def test_the_list_shows_ones_own_jobs_alone(sign_in, act, worker):
    with act() as uow:
        a_job(uow, worker, about="甲厂名单")
        a_job(uow, an_account(uow), about="乙厂名单")

    page = sign_in(worker).get("/account/jobs").text

    assert "甲厂名单" in page
    assert "乙厂名单" not in page


@pytest.mark.parametrize(
    ("span", "words"),
    [(None, ""), (timedelta(seconds=8), "9 秒"), (timedelta(seconds=61), "2 分钟")],
)
def test_the_time_left_is_rounded_up(app, span, words):
    with app.test_request_context():
        assert span_words(span) == words
