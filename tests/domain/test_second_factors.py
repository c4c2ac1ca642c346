import pytest

from competition.domain.errors import RuleViolation
from competition.domain.permissions import INSTALLATION, Role
from competition.domain.second_factors import (
    ALWAYS,
    USUAL,
    is_recovery_code,
    needs_factor,
    plain_code,
    require_code,
    require_removable,
    require_unused,
    roles_with_factor,
    shown_code,
    usable_steps,
    without_factor,
)


@pytest.mark.parametrize("role", list(Role))
def test_fac_01_privileged_roles_need_a_second_factor(role):
    held = {(role, INSTALLATION)}

    assert needs_factor(held, ALWAYS) is (role not in {Role.WORKER, Role.CLERK, Role.OFFICER})
    assert needs_factor(held, USUAL) is (role not in {Role.WORKER, Role.CLERK})


def test_fac_01_officers_and_clerks_need_it_by_setting_and_nobody_is_left_out():
    assert roles_with_factor([]) == ALWAYS
    assert roles_with_factor(["officer", "clerk"]) == ALWAYS | {Role.OFFICER, Role.CLERK}
    with pytest.raises(RuleViolation, match="Only officer and clerk"):
        roles_with_factor(["worker"])


def test_fac_01_without_it_only_the_harmless_roles_count():
    held = {(Role.ORGANISER, INSTALLATION), (Role.WORKER, INSTALLATION)}

    assert without_factor(held, USUAL) == {(Role.WORKER, INSTALLATION)}


@pytest.mark.parametrize(
    ("last", "steps"), [(0, [99, 100, 101]), (99, [100, 101]), (100, [101]), (101, []), (200, [])]
)
def test_fac_02_a_code_counts_once_and_one_step_around_now(last, steps):
    assert list(usable_steps(100, last)) == steps


def test_fac_02_a_code_that_does_not_fit_is_refused_at_its_field():
    require_code(fits=True)
    with pytest.raises(RuleViolation) as refusal:
        require_code(fits=False)
    assert (refusal.value.rule, refusal.value.field) == ("FAC-02", "code")


def test_fac_03_a_recovery_code_counts_once():
    require_unused(is_used=False)
    with pytest.raises(RuleViolation, match="used already"):
        require_unused(is_used=True)


def test_fac_04_a_factor_that_a_role_needs_stays():
    require_removable({(Role.WORKER, INSTALLATION)}, USUAL)
    with pytest.raises(RuleViolation, match="it stays"):
        require_removable({(Role.STEWARD, INSTALLATION)}, USUAL)


@pytest.mark.parametrize(
    ("typed", "code"),
    [(" 123 456 ", "123456"), ("１２３４５６", "123456"), ("ABCDE-fghjk", "abcdefghjk")],
)
def test_codes_are_read_however_they_are_typed(typed, code):
    assert plain_code(typed) == code


def test_a_recovery_code_is_told_from_a_code_of_the_moment():
    assert is_recovery_code("abcdefghjk")
    assert not is_recovery_code("123456")
    assert not is_recovery_code("abcdefghil")
    assert shown_code("abcdefghjk") == "abcde-fghjk"
