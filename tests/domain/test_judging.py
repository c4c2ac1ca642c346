from decimal import Decimal

import pytest

from competition.domain.errors import RuleViolation
from competition.domain.judging import (
    LARGEST,
    SheetState,
    StoredMark,
    TypedMark,
    far_apart,
    limits,
    mark_text,
    missing_aspects,
    read_mark,
    read_marks,
    require_complete,
    require_correction,
    require_open,
    settle,
)
from competition.domain.marking import Aspect, AspectKind, Choice, Tolerance

SCORE = Aspect("B3", AspectKind.SCORE, Decimal(30))
GRADE = Aspect("B2", AspectKind.JUDGEMENT, Decimal(30))
LENGTH = Aspect(
    "B1",
    AspectKind.MEASUREMENT,
    Decimal(40),
    calculation=Tolerance(Decimal(50), Decimal(1), Decimal(1)),
)
BURR = Aspect(
    "B4",
    AspectKind.MEASUREMENT,
    Decimal(5),
    calculation=Choice((("无毛刺", Decimal(0)), ("minor", Decimal("0.25")), ("major", None))),
)
TIME = Aspect("T1", AspectKind.SCORE, None)


def refusal(aspect, text):
    with pytest.raises(RuleViolation) as caught:
        read_mark(aspect, text)
    return caught.value.rule, str(caught.value), caught.value.field


@pytest.mark.parametrize(
    ("aspect", "text", "value"),
    [
        (SCORE, "8.5", "8.5"),
        (SCORE, " 30 ", "30"),
        (SCORE, "0", "0"),
        (SCORE, "-0", "0"),
        (SCORE, "８．２５", "8.25"),
        (SCORE, "8。5", "8.5"),
        (SCORE, ".5", "0.5"),
        (SCORE, "7.", "7"),
        (SCORE, "8.2500000", "8.25"),
        (TIME, "95.305", "95.305"),
        (LENGTH, "-0.02", "-0.02"),
        (LENGTH, "１２０", "120"),
        (GRADE, "３", "3"),
    ],
)
def test_jdg_01_a_plain_number_within_the_range_is_read_exactly(aspect, text, value):
    assert read_mark(aspect, text) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["1e1", "+5", "NaN", "8,5", "٣", "8.5.1", "-", ".", "8 5", "1" * 41]
)
def test_jdg_01_anything_but_a_plain_number_is_refused_at_its_aspect(text):
    assert refusal(SCORE, text) == ("JDG-01", "Type a number such as 8.5.", "B3")


@pytest.mark.parametrize(
    ("aspect", "text", "message"),
    [
        (SCORE, "30.001", "The mark cannot be more than 30."),
        (SCORE, "-1", "The mark cannot be less than 0."),
        (SCORE, "8.1234", "Use at most three decimals."),
        (TIME, "1000000000", "The mark cannot be more than 999999999."),
        (LENGTH, "-1000000000", "The mark cannot be more than 999999999."),
    ],
)
def test_jdg_01_a_number_out_of_range_is_refused_with_the_bound(aspect, text, message):
    assert refusal(aspect, text)[:2] == ("JDG-01", message)


@pytest.mark.parametrize("text", ["4", "-1", "1.5", "2.0", "good"])
def test_jdg_02_a_grade_is_0_1_2_or_3(text):
    assert refusal(GRADE, text) == ("JDG-02", "Choose one of the grades 0, 1, 2, 3.", "B2")


def test_jdg_03_a_choice_is_one_of_its_labels():
    assert read_mark(BURR, "无毛刺") == "无毛刺"
    assert refusal(BURR, "none") == ("JDG-03", "Choose one of the options shown.", "B4")


@pytest.mark.parametrize("aspect", [SCORE, GRADE, LENGTH, BURR])
@pytest.mark.parametrize("text", ["", "  ", "\u3000"])
def test_nothing_typed_is_no_mark_and_never_0(aspect, text):
    assert read_mark(aspect, text) is None


@pytest.mark.parametrize(
    ("aspect", "expected"),
    [(SCORE, (0, 30)), (TIME, (0, None)), (LENGTH, (-LARGEST, None))],
)
def test_points_run_from_0_to_the_maximum_and_measured_values_have_no_end(aspect, expected):
    assert limits(aspect) == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [(Decimal("30.000"), "30"), (Decimal("8.250"), "8.25"), ("无毛刺", "无毛刺"), (None, "")],
)
def test_a_mark_is_written_as_it_is_read(value, text):
    assert mark_text(value) == text


def test_jdg_04_every_wrong_mark_is_named_at_its_aspect():
    aspects = {aspect.id: aspect for aspect in (SCORE, GRADE, BURR)}
    typed = [("B3", "31"), ("B2", "2"), ("B2", "3"), ("B4", "?"), ("A1", "5")]

    values, issues = read_marks(aspects, [TypedMark(*pair) for pair in typed])

    assert values == {"B3": None, "B2": 2, "B4": None}
    assert [(issue.rule, issue.path) for issue in issues] == [
        ("JDG-01", "B3"),
        ("JDG-04", "B2"),
        ("JDG-03", "B4"),
        ("JDG-04", "A1"),
    ]


@pytest.mark.parametrize(
    ("value", "base", "changes", "conflicts"),
    [
        (Decimal(9), 4, {"B3": Decimal(9)}, ()),
        (Decimal(9), 3, {}, ("B3",)),
        (Decimal(9), 0, {}, ("B3",)),
        (Decimal(8), 0, {}, ()),
        (None, 4, {"B3": None}, ()),
        (None, 3, {}, ("B3",)),
    ],
)
def test_jdg_05_only_the_version_that_was_seen_is_written_over(value, base, changes, conflicts):
    settlement = settle({"B3": StoredMark(Decimal(8), 4)}, {"B3": value}, {"B3": base})

    assert (settlement.changes, settlement.conflicts) == (changes, conflicts)


@pytest.mark.parametrize(
    ("value", "base", "changes", "conflicts"),
    [
        (Decimal(9), 0, {"B3": Decimal(9)}, ()),
        (None, 0, {}, ()),
        (None, 4, {}, ()),
        (Decimal(9), 4, {}, ("B3",)),
    ],
)
def test_jdg_05_a_mark_that_was_cleared_meanwhile_is_a_conflict(value, base, changes, conflicts):
    settlement = settle({}, {"B3": value}, {"B3": base})

    assert (settlement.changes, settlement.conflicts) == (changes, conflicts)


def test_jdg_05_a_mark_without_a_version_counts_as_never_seen():
    assert settle({}, {"B3": Decimal(1)}, {}).changes == {"B3": Decimal(1)}


def test_jdg_06_a_submitted_sheet_takes_no_marks_without_a_reason():
    require_open(SheetState.OPEN)

    with pytest.raises(RuleViolation, match="Give a reason for each change"):
        require_open(SheetState.SUBMITTED)


@pytest.mark.parametrize(
    ("state", "value", "reason", "field"),
    [
        (SheetState.OPEN, Decimal(5), "slip", None),
        (SheetState.SUBMITTED, None, "slip", "value"),
        (SheetState.SUBMITTED, Decimal(5), "", "reason"),
        (SheetState.SUBMITTED, Decimal(5), "误" * 401, "reason"),
    ],
)
def test_jdg_06_a_correction_needs_a_submitted_sheet_a_value_and_a_reason(
    state, value, reason, field
):
    with pytest.raises(RuleViolation) as caught:
        require_correction(state, value, reason)

    assert (caught.value.rule, caught.value.field) == ("JDG-06", field)


def test_jdg_06_a_correction_with_a_reason_gives_the_new_value():
    assert require_correction(SheetState.SUBMITTED, Decimal(5), "误" * 400) == 5


def test_jdg_07_a_sheet_with_missing_marks_is_not_submitted():
    missing = missing_aspects([LENGTH, GRADE, SCORE], ["B2"])

    assert [aspect.id for aspect in missing] == ["B1", "B3"]
    with pytest.raises(RuleViolation, match="2 aspects have no mark yet"):
        require_complete(missing)
    require_complete(())


@pytest.mark.parametrize(
    ("aspect", "grades", "expected"),
    [
        (GRADE, "12", False),
        (GRADE, "132", True),
        (GRADE, "", False),
        (Aspect("B2", AspectKind.JUDGEMENT, Decimal(30), max_spread=2), "13", False),
        (SCORE, "19", False),
    ],
)
def test_jdg_08_grades_further_apart_than_the_scheme_allows_are_noticed(aspect, grades, expected):
    assert far_apart(aspect, [Decimal(grade) for grade in grades]) is expected
