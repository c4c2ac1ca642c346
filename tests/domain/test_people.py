from datetime import date

import pytest

from competition.domain.errors import RuleViolation
from competition.domain.issues import Severity
from competition.domain.people import (
    CheckedPerson,
    PersonDraft,
    check_person,
    is_same_name,
    masked_phone,
    may_link,
    normalise_name,
    printing_warnings,
    require_own_name,
    require_person_name,
    require_phone,
    require_union,
    waiting_fields,
)

TODAY = date(2026, 11, 22)
NUMBER = "11010519491231002X"


@pytest.mark.parametrize(
    "typed",
    [
        "买买提•艾力",
        "买买提‧艾力",
        "买买提・艾力",
        "买买提．艾力",
        " 买买提 · 艾力 ",
        "买买提.艾力",
    ],
)
def test_psn_02_every_interpunct_becomes_the_one(typed):
    assert normalise_name(typed) == "买买提·艾力"


@pytest.mark.parametrize("name", ["䶮", "𠮷田", "張 伟", "John R. Smith", "O'Neill", "苏和·𠮷"])
def test_psn_01_rare_characters_survive(name):
    assert require_person_name(name) == name


def test_psn_02_a_place_that_old_systems_used_becomes_the_character():
    assert normalise_name("刘\ue863") == "刘䶮"


def test_psn_02_what_nobody_sees_goes():
    assert normalise_name("\ufeff王\u200b  小明\u202e") == "王 小明"


def test_psn_01_takes_80_characters_and_not_81():
    assert require_person_name("𠮷" * 80) == "𠮷" * 80
    with pytest.raises(RuleViolation) as refused:
        require_person_name("𠮷" * 81)
    assert (refused.value.rule, refused.value.field) == ("PSN-01", "name")


@pytest.mark.parametrize("typed", ["", "  ", "王1", "=HYPERLINK", "<b>", "··", "王\x07"])
def test_psn_01_refuses_what_is_no_name(typed):
    with pytest.raises(RuleViolation) as refused:
        require_person_name(typed)
    assert refused.value.rule == "PSN-01"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("买买提·艾力", "买买提艾力", True),
        ("John Smith", "JOHN  SMITH", True),
        ("张山", "张三", False),
    ],
)
def test_two_spellings_of_one_name_are_known(one, other, same):
    assert is_same_name(one, other) is same


@pytest.mark.parametrize("typed", ["13812345678", "+86 138 1234 5678", "１３８１２３４５６７８"])
def test_psn_03_mobile_numbers_become_11_digits(typed):
    assert require_phone(typed) == "13812345678"


@pytest.mark.parametrize("typed", ["12345", "0512-65221234", "138123456789"])
def test_psn_03_refuses_other_numbers(typed):
    with pytest.raises(RuleViolation) as refused:
        require_phone(typed)
    assert (refused.value.rule, refused.value.field) == ("PSN-03", "phone")


def test_finds_every_error_of_a_person_at_its_field():
    person, issues = check_person(PersonDraft("", "110105491231002", "5"), TODAY)

    assert person is None
    assert [(i.path, i.rule) for i in issues] == [
        ("name", "PSN-01"),
        ("id_number", "IDN-02"),
        ("phone", "PSN-03"),
    ]


@pytest.mark.parametrize(("number", "phone"), [("", ""), (NUMBER, ""), ("", "13812345678")])
def test_psn_04_a_record_is_complete_with_name_number_and_phone(number, phone):
    part, _ = check_person(PersonDraft("王", number, phone), TODAY)
    whole, issues = check_person(PersonDraft("王", NUMBER, "13812345678"), TODAY)

    assert (part.is_complete, whole.is_complete, issues) == (False, True, [])


def test_psn_05_warns_of_a_character_that_papers_lack_and_refuses_nothing():
    (issue,) = printing_warnings("𠮷")

    assert (issue.rule, issue.severity, issue.params) == (
        "PSN-05",
        Severity.WARNING,
        {"signs": "𠮷"},
    )
    assert printing_warnings("") == []
    assert check_person(PersonDraft("王𠮷\ue000"), TODAY) == (CheckedPerson("王𠮷\ue000"), [])


def test_psn_06_another_name_is_refused_without_telling_the_stored_one():
    require_own_name("买买提艾力", "买买提·艾力")
    with pytest.raises(RuleViolation) as refused:
        require_own_name("张山", "李四")

    assert (refused.value.rule, refused.value.field) == ("PSN-06", "id_number")
    assert "李四" not in str(refused.value)


@pytest.mark.parametrize(("is_confirmed", "waits"), [(True, ("name", "id_number")), (False, ())])
def test_psn_07_what_a_unit_confirmed_waits_for_the_unit(is_confirmed, waits):
    changes = {"other_name": True, "other_number": True}

    assert waiting_fields(is_confirmed=is_confirmed, **changes) == waits


@pytest.mark.parametrize(
    ("is_free", "same_name", "phones", "linked"),
    [
        (True, True, (None, "1"), True),
        (True, True, ("1", "1"), True),
        (True, True, ("1", "2"), False),
        (True, True, ("1", None), False),
        (True, False, ("1", "1"), False),
        (False, True, ("1", "1"), False),
    ],
)
def test_psn_08_only_a_free_record_that_fits_is_taken_over(is_free, same_name, phones, linked):
    assert may_link(is_free=is_free, same_name=same_name, phones=phones) is linked


def test_screens_show_a_phone_without_its_middle():
    assert masked_phone("13812345678") == "138****5678"


@pytest.mark.parametrize(("is_union", "other_account"), [(True, True), (False, False)])
def test_psn_10_a_number_that_an_account_holds_is_handed_over_by_a_union(is_union, other_account):
    require_union(is_union=is_union, other_account=other_account)
    with pytest.raises(RuleViolation) as refused:
        require_union(is_union=False, other_account=True)
    assert refused.value.rule == "PSN-10"
