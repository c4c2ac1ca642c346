"""What people may ask about their own data."""

from datetime import UTC, datetime, timedelta

import pytest

from competition.domain.errors import NotFound, RuleViolation
from competition.domain.own_data import (
    RequestState,
    Ties,
    closing_issues,
    require_answer,
    require_closable,
    require_kept,
    require_pause,
    require_text,
)

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize("last", [None, NOW - timedelta(days=1)])
def test_own_01_everybody_gets_one_copy_a_day(last):
    require_pause(last, NOW)

    with pytest.raises(RuleViolation, match="tomorrow"):
        require_pause(NOW - timedelta(hours=23), NOW)


def test_own_02_a_copy_is_opened_for_seven_days():
    require_kept(NOW - timedelta(days=6, hours=23), NOW)

    with pytest.raises(NotFound):
        require_kept(NOW - timedelta(days=7), NOW)


def test_own_03_an_account_ends_when_nothing_ties_its_owner():
    ties = Ties(("车工", "焊工"), ("钳工",), 1, 1, 1)

    issues = closing_issues(ties)

    assert [issue.path for issue in issues] == ["entries", "held", "roles", "judging", "disputes"]
    assert issues[0].words() == "You are entered for 车工、焊工. Withdraw, or wait for the ranking."
    with pytest.raises(RuleViolation, match="车工、焊工"):
        require_closable(issues)


def test_own_03_nothing_keeps_an_account_that_nothing_ties():
    assert closing_issues(Ties()) == []
    require_closable([])


def test_own_04_a_correction_is_asked_for_in_words_one_at_a_time():
    assert require_text(" 等级应为三级 ", has_open=False) == "等级应为三级"


@pytest.mark.parametrize(("text", "has_open"), [(" ", False), ("长" * 601, False), ("改", True)])
def test_own_04_nothing_too_much_or_a_second_request_is_refused(text, has_open):
    with pytest.raises(RuleViolation) as caught:
        require_text(text, has_open=has_open)

    assert (caught.value.rule, caught.value.field) == ("OWN-04", "text")


def test_own_05_a_request_is_answered_once_in_words():
    assert require_answer(RequestState.ASKED, " 已更正 ") == "已更正"


@pytest.mark.parametrize(
    ("state", "answer"),
    [(RequestState.DONE, "好"), (RequestState.ASKED, ""), (RequestState.ASKED, "长" * 401)],
)
def test_own_05_a_second_answer_or_one_without_words_is_refused(state, answer):
    with pytest.raises(RuleViolation) as caught:
        require_answer(state, answer)

    assert (caught.value.rule, caught.value.field) == ("OWN-05", "answer")
