import pytest

from competition.domain.errors import RuleViolation
from competition.domain.memberships import (
    MembershipState,
    require_change,
    require_free,
    require_joinable,
    require_open,
    require_reason,
)

GOOD = {
    "claimed": {"confirmed", "refused", "left"},
    "confirmed": {"left", "claimed"},
    "refused": {"claimed", "confirmed"},
    "left": {"claimed", "confirmed"},
}


def allowed(old, new):
    try:
        require_change(old, new)
    except RuleViolation:
        return False
    return True


@pytest.mark.parametrize("old", MembershipState)
def test_mem_01_states_follow_one_another_as_the_table_says(old):
    assert {new for new in MembershipState if allowed(old, new)} == GOOD[old]


def test_mem_02_who_is_refused_reads_why():
    assert require_reason(" 不是本单位职工 ") == "不是本单位职工"
    for typed in ("", "  ", "长" * 401):
        with pytest.raises(RuleViolation) as refused:
            require_reason(typed)
        assert (refused.value.rule, refused.value.field) == ("MEM-02", "reason")


@pytest.mark.parametrize(("is_unit", "is_active"), [(False, True), (True, False)])
def test_mem_03_one_joins_a_unit_that_exists(is_unit, is_active):
    require_joinable(is_unit=True, is_active=True)
    with pytest.raises(RuleViolation) as refused:
        require_joinable(is_unit=is_unit, is_active=is_active)
    assert refused.value.rule == "MEM-03"


def test_mem_04_one_belongs_to_one_unit():
    require_free(has_unit=False)
    with pytest.raises(RuleViolation) as refused:
        require_free(has_unit=True)
    assert refused.value.rule == "MEM-04"


def test_mem_05_a_dispute_is_answered_once():
    require_open("open")
    with pytest.raises(RuleViolation) as refused:
        require_open("kept")
    assert refused.value.rule == "MEM-05"
