from datetime import UTC, datetime, timedelta

import pytest

from competition.domain.accounts import (
    masked_login,
    must_wait,
    normalise_login,
    password_issues,
    require_code,
    require_free,
    require_other,
    require_phone,
    require_present_password,
    require_unlinked,
    require_usable,
)
from competition.domain.errors import RuleViolation

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "login"),
    [
        ("13812345678", "13812345678"),
        ("+86 138-1234-5678", "13812345678"),
        ("0086 13812345678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        (" Chen.Jing ", "chen.jing"),
    ],
)
def test_acc_01_brings_a_login_into_its_one_form(typed, login):
    assert normalise_login(typed) == login


@pytest.mark.parametrize("typed", ["", "ab", "12812345678", "1381234567", "李明", "a b c", "-abc"])
def test_acc_01_refuses_what_is_neither_phone_nor_name(typed):
    with pytest.raises(RuleViolation) as refusal:
        normalise_login(typed)

    assert (refusal.value.rule, refusal.value.field) == ("ACC-01", "login")


def test_masks_the_middle_of_a_phone_number_only():
    assert masked_login("13812345678") == "138****5678"
    assert masked_login("chenjing") == "chenjing"


@pytest.mark.parametrize(
    ("password", "faults"),
    [
        ("short-one", 1),
        ("aaaaaaaaaa", 1),
        ("aaa", 2),
        ("x" * 129, 2),
        ("chenjing-2026", 1),
        ("correct horse", 0),
    ],
)
def test_acc_02_names_everything_wrong_with_a_password(password, faults):
    issues = password_issues(password, login="chenjing", name="陈静")

    assert [issue.rule for issue in issues] == ["ACC-02"] * faults


def test_acc_03_waits_until_the_oldest_counted_failure_is_past():
    failures = [NOON - timedelta(minutes=m) for m in (1, 5, 14, 16)]

    assert must_wait(failures, 3, NOON) == timedelta(minutes=1)
    assert must_wait(failures, 4, NOON) is None


def test_acc_04_refuses_a_login_in_use():
    require_free(taken=False)
    with pytest.raises(RuleViolation, match="cannot be used"):
        require_free(taken=True)


def test_acc_05_refuses_to_shut_out_the_own_account():
    require_other(2, 1)
    with pytest.raises(RuleViolation, match="your own account"):
        require_other(1, 1)


def test_acc_06_asks_for_the_present_password():
    require_present_password(fits=True)
    with pytest.raises(RuleViolation, match="not your current password"):
        require_present_password(fits=False)


def test_acc_07_a_reset_link_counts_once_and_for_a_short_time():
    require_usable(fits=True)
    with pytest.raises(RuleViolation, match="no longer holds"):
        require_usable(fits=False)


def test_acc_08_an_identity_belongs_to_one_account():
    require_unlinked(is_taken=False)
    with pytest.raises(RuleViolation, match="another account"):
        require_unlinked(is_taken=True)


def test_acc_09_an_account_is_opened_with_a_proved_number():
    require_phone("13812345678")
    require_code(fits=True)
    with pytest.raises(RuleViolation) as name:
        require_phone("chen.jing")
    with pytest.raises(RuleViolation) as code:
        require_code(fits=False)
    assert (name.value.field, code.value.field) == ("login", "code")
