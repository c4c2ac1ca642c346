"""How long personal data are kept, and what never goes."""

from datetime import date

import pytest

from competition.domain.errors import RuleViolation
from competition.domain.retention import (
    OF_COMPETITIONS,
    Ending,
    Kind,
    due_on,
    goes,
    is_due,
    read_periods,
    require_hold,
    require_reason,
    usual_periods,
)

LAST = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("text", "days", "rules"),
    [
        ("30", 30, []),
        (" 7300 ", 7300, []),
        ("29", None, ["RET-01"]),
        ("7301", None, ["RET-01"]),
        ("ninety", None, ["RET-01"]),
        ("", None, ["RET-01"]),
    ],
)
def test_ret_01_a_period_lies_between_thirty_days_and_twenty_years(text, days, rules):
    found, issues = read_periods({"files": text}, [Kind.FILES])

    assert (found.get(Kind.FILES), [issue.rule for issue in issues]) == (days, rules)


def test_ret_01_a_competition_sets_only_what_differs():
    found, issues = read_periods({"files": "60", "names": " "}, OF_COMPETITIONS, partly=True)

    assert (found, issues) == ({Kind.FILES: 60}, [])


def test_ret_01_the_usual_periods_are_allowed_ones():
    texts = {kind.value: str(days) for kind, days in usual_periods().items()}

    assert read_periods(texts, Kind) == (usual_periods(), [])


@pytest.mark.parametrize(("text", "rules"), [("183", ["RET-02"]), ("184", [])])
def test_ret_02_what_is_written_of_signing_in_is_kept_half_a_year(text, rules):
    _, issues = read_periods({"sign_ins": text}, [Kind.SIGN_INS])

    assert [issue.rule for issue in issues] == rules


@pytest.mark.parametrize(
    ("kind", "of_ranked", "of_others"),
    [
        (Kind.NAMES, False, True),
        (Kind.ANSWERS, False, True),
        (Kind.PLACED_ANSWERS, True, False),
        (Kind.LISTS, False, False),
    ],
)
def test_ret_03_what_a_standing_ranking_says_never_goes(kind, of_ranked, of_others):
    found = (goes(kind, is_published=True), goes(kind, is_published=False))

    assert found == (of_ranked, of_others)


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        (Ending(LAST), date(2026, 7, 30)),
        (Ending(None), None),
        (Ending(LAST, runs=True), None),
    ],
)
def test_ret_04_days_count_from_the_last_day_of_what_is_over(ending, expected):
    assert due_on(ending, 30) == expected


@pytest.mark.parametrize(
    ("day", "expected"), [(None, False), (date(2026, 7, 1), False), (LAST, True)]
)
def test_ret_04_data_go_from_their_day_on(day, expected):
    assert is_due(day, LAST) == expected


def test_ret_05_a_hold_keeps_everything():
    assert due_on(Ending(LAST, is_held=True), 30) is None


def test_ret_06_a_change_has_a_reason():
    assert require_reason(" 公示期延长 ") == "公示期延长"


@pytest.mark.parametrize("reason", ["", "  ", "因" * 401])
def test_ret_06_nothing_and_too_much_are_no_reason(reason):
    with pytest.raises(RuleViolation) as caught:
        require_reason(reason)

    assert (caught.value.rule, caught.value.field) == ("RET-06", "reason")


@pytest.mark.parametrize("is_held", [True, False])
def test_ret_07_a_competition_has_one_hold_at_a_time(is_held):
    require_hold(is_held=is_held, wanted=not is_held)

    with pytest.raises(RuleViolation) as caught:
        require_hold(is_held=is_held, wanted=is_held)

    assert caught.value.rule == "RET-07"
