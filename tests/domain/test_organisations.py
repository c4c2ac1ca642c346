from contextlib import nullcontext

import pytest

from competition.domain.errors import RuleViolation
from competition.domain.organisations import (
    closing_issues,
    require_active,
    require_closable,
    require_closed,
    require_code,
    require_mergeable,
    require_name,
    require_parent,
)


def test_org_01_a_name_is_kept_without_its_ends():
    assert require_name(" 苏城市总工会 ", taken=False) == "苏城市总工会"


@pytest.mark.parametrize(("name", "taken"), [(" ", False), ("长" * 121, False), ("某工会", True)])
def test_org_01_a_name_is_there_fits_and_is_its_own(name, taken):
    with pytest.raises(RuleViolation) as refusal:
        require_name(name, taken=taken)

    assert (refusal.value.rule, refusal.value.field) == ("ORG-01", "name")


GOOD_CODE = "91350100M000100Y43"


def test_org_02_the_sample_code_of_the_standard_is_right():
    assert require_code(GOOD_CODE) == GOOD_CODE


@pytest.mark.parametrize("typed", [" 91350100m000100y43 ", "９１３５０１００M000100Y43"])
def test_org_02_full_width_and_small_letters_are_fine(typed):
    assert require_code(typed) == GOOD_CODE


def test_org_02_no_code_is_no_error():
    assert require_code("  ") is None


@pytest.mark.parametrize(
    "typed", ["91350100M000100Y44", "9135010OM000100Y43", "91350100M000100Y4", "项目"]
)
def test_org_02_refuses_a_wrong_code_at_its_field(typed):
    with pytest.raises(RuleViolation) as refused:
        require_code(typed)
    assert (refused.value.rule, refused.value.field) == ("ORG-02", "code")


@pytest.mark.parametrize(
    ("kind", "parent", "fits"),
    [
        ("federation", None, True),
        ("federation", "federation", False),
        ("district", "federation", True),
        ("industry", "district", False),
        ("unit", "district", True),
        ("unit", "industry", True),
        ("unit", None, True),
        ("unit", "unit", False),
    ],
)
def test_org_03_each_kind_has_its_place(kind, parent, fits):
    refusal = nullcontext() if fits else pytest.raises(RuleViolation, match="Units belong")

    with refusal:
        require_parent(kind, parent)


@pytest.mark.parametrize(
    ("kinds", "same", "active"),
    [
        (("unit", "district"), False, True),
        (("unit", "unit"), True, True),
        (("unit", "unit"), False, False),
    ],
)
def test_org_04_only_two_of_one_kind_at_work_become_one(kinds, same, active):
    require_mergeable(("unit", "unit"), same=False, active=True)
    with pytest.raises(RuleViolation) as refused:
        require_mergeable(kinds, same=same, active=active)
    assert (refused.value.rule, refused.value.field) == ("ORG-04", "target")


@pytest.mark.parametrize("state", ["merged", "closed"])
def test_org_05_what_was_merged_or_closed_is_history(state):
    require_active("active")
    with pytest.raises(RuleViolation) as refused:
        require_active(state)
    assert refused.value.rule == "ORG-05"


def test_org_06_all_that_keeps_an_organisation_open_is_said():
    many = {"children": list("甲乙丙丁戊己"), "lists": ["焊工"], "proposals": []}

    found = closing_issues("unit", many)

    assert [(one.path, one.params) for one in found] == [
        ("children", {"count": 6, "titles": "甲、乙、丙、丁、戊…"}),
        ("lists", {"count": 1, "titles": "焊工"}),
    ]
    assert closing_issues("unit", {}) == ()
    assert [one.path for one in closing_issues("federation", {})] == ["kind"]
    require_closable(())
    with pytest.raises(RuleViolation, match="still belong to it") as refused:
        require_closable(found)
    assert refused.value.rule == "ORG-06"


def test_org_07_only_what_is_closed_is_opened_again():
    require_closed("closed")
    with pytest.raises(RuleViolation) as refused:
        require_closed("active")
    assert refused.value.rule == "ORG-07"
