"""What of an event's entries leaves the house as a file."""

import pytest

from competition.domain.entry_exports import is_large, require_columns, require_readable
from competition.domain.errors import RuleViolation


def test_exp_01_an_export_holds_the_chosen_columns_in_their_order():
    assert require_columns(["unit", "name", "secret"], ["name", "unit"]) == ("name", "unit")


@pytest.mark.parametrize("chosen", [[], ["secret"]])
def test_exp_01_at_least_one_column_is_chosen(chosen):
    with pytest.raises(RuleViolation) as caught:
        require_columns(chosen, ["name"])

    assert (caught.value.rule, caught.value.field) == ("EXP-01", "columns")


@pytest.mark.parametrize(
    ("columns", "readable", "reason"),
    [(["phone"], True, "办理保险"), (["phone"], False, ""), (["name"], True, "")],
)
def test_exp_02_readable_numbers_need_a_reason(columns, readable, reason):
    assert require_readable(f" {reason} ", columns, readable=readable) == reason


@pytest.mark.parametrize("reason", ["", "因" * 401])
def test_exp_02_nothing_and_too_much_are_no_reason(reason):
    with pytest.raises(RuleViolation) as caught:
        require_readable(reason, ["id_number"], readable=True)

    assert (caught.value.rule, caught.value.field) == ("EXP-02", "reason")


@pytest.mark.parametrize(("entries", "expected"), [(5000, False), (5001, True)])
def test_exp_03_many_entries_are_written_by_a_job(entries, expected):
    assert is_large(entries) is expected
