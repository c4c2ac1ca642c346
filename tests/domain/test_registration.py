from decimal import Decimal

import pytest

from competition.domain.entries import Standing
from competition.domain.errors import RuleViolation
from competition.domain.events import EventState
from competition.domain.issues import errors
from competition.domain.registration import (
    EntryDraft,
    EntryState,
    next_number,
    number_key,
    read_draft,
    repeated_numbers,
    repeated_people,
    require_accepted,
    require_changeable_standing,
    require_open_to_entries,
    require_reason,
    require_some,
    serial_of,
)


def refusal(function, *args):
    with pytest.raises(RuleViolation) as caught:
        function(*args)
    return caught.value.rule


def test_reads_a_full_row_with_full_width_digits():
    draft, issues = read_draft(
        {
            "number": " ００１２ ",
            "name": " 李秀英（女） ",
            "unit": "苏城（集团）公司",
            "level": "高级工",
            "age": "３５",
            "honours": "否",
            "standing": "表演",
            "measure:time": "９５．３０",
            "remark": "x",
        },
        ["time", "weight"],
    )

    assert issues == []
    assert draft == EntryDraft(
        "0012",
        "李秀英（女）",
        "苏城（集团）公司",
        "3",
        35,
        False,
        Standing.GUEST,
        {"time": Decimal("95.30")},
        "x",
    )


def test_what_is_empty_has_its_usual_value():
    draft, _ = read_draft({"number": "7", "name": "张伟"})

    assert draft == EntryDraft("7", "张伟")


@pytest.mark.parametrize(
    ("rule", "key", "text"),
    [
        ("REG-01", "number", ""),
        ("REG-01", "number", "1 2"),
        ("REG-01", "number", "-1"),
        ("REG-01", "number", "1" * 21),
        ("REG-02", "name", " "),
        ("REG-02", "name", "x" * 81),
        ("REG-02", "unit", "a\nb"),
        ("REG-02", "remark", "x" * 401),
        ("REG-03", "level", "6"),
        ("REG-03", "age", "13"),
        ("REG-03", "age", "100"),
        ("REG-03", "age", "3x"),
        ("REG-03", "honours", "maybe"),
        ("REG-03", "standing", "?"),
        ("REG-04", "measure:time", "1:30"),
        ("REG-04", "measure:time", "-1"),
    ],
)
def test_reg_01_to_reg_04_refuse_a_text_at_its_key(rule, key, text):
    texts = {"number": "7", "name": "张伟"} | {key: text}

    draft, issues = read_draft(texts, ["time"])

    assert draft is None
    assert [(issue.rule, issue.path) for issue in issues] == [(rule, key)]


def test_all_that_is_wrong_is_named_at_once():
    _, issues = read_draft({"number": "", "name": "", "age": "x"})

    assert [issue.path for issue in issues] == ["number", "name", "age"]


def test_reg_05_finds_numbers_that_stand_twice_or_are_taken():
    drafts = [EntryDraft(number, "x") for number in ("1", "a", "A", "2", "2")]

    found = repeated_numbers(drafts, taken=["1"])

    assert {position: issue.message for position, issue in found.items()} == {
        0: "Number %(number)s is already taken.",
        2: "Number %(number)s stands twice in this list.",
        4: "Number %(number)s stands twice in this list.",
    }


def test_reg_13_asks_about_a_name_that_stands_twice_with_its_unit_and_refuses_nothing():
    drafts = [
        EntryDraft("1", "张伟", "望湖机电"),
        EntryDraft("2", "张 伟", "望湖机电 "),
        EntryDraft("3", "张伟", "青禾织造"),
        EntryDraft("4", "王芳", "青禾织造"),
    ]

    found = repeated_people(drafts, stored=[("王芳", "青禾织造")])

    assert {position: issue.message.split(" of ")[1] for position, issue in found.items()} == {
        1: "the same unit stands twice in this list. The same person?",
        3: "the same unit is entered already. The same person?",
    }
    assert not errors(found.values())


@pytest.mark.parametrize(
    ("taken", "expected"),
    [([], "0001"), (["0009"], "0010"), (["7", "x9"], "8"), (["99"], "100")],
)
def test_reg_05_proposes_the_number_after_the_highest(taken, expected):
    assert next_number(taken) == expected


def test_reg_06_entries_are_added_until_codes_are_handed_out():
    require_open_to_entries(EventState.CLOSED)

    assert refusal(require_open_to_entries, EventState.MARKING) == "REG-06"


def test_reg_07_standings_change_until_publication():
    require_changeable_standing(EventState.MARKING)

    assert refusal(require_changeable_standing, EventState.PUBLISHED) == "REG-07"


def test_reg_08_a_reason_is_given_and_not_endless():
    assert require_reason(" 超时 ") == "超时"
    assert refusal(require_reason, " ") == "REG-08"
    assert refusal(require_reason, "x" * 401) == "REG-08"


def test_reg_05_numbers_are_sorted_as_people_count():
    numbers = ["10", "9", "A1", "0001"]

    assert sorted(numbers, key=number_key) == ["9", "10", "A1", "0001"]
    assert [serial_of(number) for number in ("0012", "A1", "1" * 10)] == [12, None, None]


def test_reg_11_only_accepted_entries_have_a_standing():
    require_accepted(EntryState.ACCEPTED)

    assert refusal(require_accepted, EntryState.DECLINED) == "REG-11"


def test_reg_12_a_workbook_without_entries_is_refused():
    require_some([EntryDraft("1", "x")])

    assert refusal(require_some, []) == "REG-12"
