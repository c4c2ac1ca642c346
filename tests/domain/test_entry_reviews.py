from datetime import UTC, datetime, timedelta

import pytest

from competition.domain.entry_reviews import (
    Decision,
    Reason,
    Recommendation,
    Turn,
    compose,
    holds,
    read_reasons,
    require_recent,
    require_some_entries,
    require_untouched,
    settles,
    turn_of,
)
from competition.domain.errors import RuleViolation

ACCEPT, DECLINE, RETURN = Decision.ACCEPT, Decision.DECLINE, Decision.RETURN
FIRST, SECOND = 1, 2
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.mark.parametrize("decision", list(Decision))
def test_rev_01_one_reviewer_decides_where_nobody_asks_for_two(decision):
    assert settles(decision, None, FIRST, needs_two=False)


@pytest.mark.parametrize("decision", [ACCEPT, DECLINE])
def test_rev_01_the_first_of_two_recommends_and_the_second_settles(decision):
    recommended = Recommendation(decision, FIRST)

    assert not settles(decision, None, FIRST, needs_two=True)
    assert settles(decision, recommended, SECOND, needs_two=True)


def test_rev_01_another_opinion_is_a_new_recommendation_whoever_gives_it():
    recommended = Recommendation(ACCEPT, FIRST)

    assert not settles(DECLINE, recommended, SECOND, needs_two=True)
    assert not settles(DECLINE, recommended, FIRST, needs_two=True)


def test_rev_01_one_alone_sends_an_entry_back():
    assert settles(RETURN, None, FIRST, needs_two=True)
    assert settles(RETURN, Recommendation(ACCEPT, FIRST), FIRST, needs_two=True)


@pytest.mark.parametrize("reviewer", [FIRST, None])
def test_rev_02_nobody_confirms_the_own_recommendation(reviewer):
    with pytest.raises(RuleViolation) as refusal:
        settles(ACCEPT, Recommendation(ACCEPT, FIRST), reviewer, needs_two=True)

    assert refusal.value.rule == "REV-02"


def test_rev_02_whose_turn_it_is_depends_on_who_asks():
    recommended = Recommendation(ACCEPT, FIRST)

    assert turn_of(None, FIRST) is Turn.FIRST
    assert turn_of(recommended, FIRST) is Turn.OWN
    assert turn_of(recommended, SECOND) is Turn.SECOND


def test_rev_03_a_recommendation_falls_when_the_entry_changes():
    assert holds(3, 3)
    assert not holds(3, 4)


def test_rev_04_some_and_at_most_500_are_decided_together():
    require_some_entries(1)
    require_some_entries(500)
    for count in (0, 501):
        with pytest.raises(RuleViolation) as refusal:
            require_some_entries(count)

        assert refusal.value.rule == "REV-04"


def test_rev_05_a_decision_can_be_taken_back_for_half_an_hour():
    require_recent(NOW, NOW + timedelta(minutes=30))
    with pytest.raises(RuleViolation) as refusal:
        require_recent(NOW, NOW + timedelta(minutes=30, seconds=1))

    assert (refusal.value.rule, refusal.value.params) == ("REV-05", {"minutes": 30})


@pytest.mark.parametrize(("version", "is_newest"), [(4, True), (3, False)])
def test_rev_06_what_was_touched_since_stays_decided(version, is_newest):
    require_untouched(3, 3, is_newest=True)
    with pytest.raises(RuleViolation) as refusal:
        require_untouched(3, version, is_newest=is_newest)

    assert refusal.value.rule == "REV-06"


def row(title, text="请补充。", decision="return"):
    return {"decision": decision, "title": title, "text": text}


def test_rev_07_reads_reasons_and_leaves_empty_rows_out():
    rows = [row(" 照片 "), row("", ""), row("照片", "不符合条件。", "decline")]

    assert read_reasons(rows) == (
        (Reason(RETURN, "照片", "请补充。"), Reason(DECLINE, "照片", "不符合条件。")),
        [],
    )


@pytest.mark.parametrize(
    ("rows", "path"),
    [
        ([row("照片", decision="accept")], "reasons[0].decision"),
        ([row("")], "reasons[0].title"),
        ([row("照" * 41)], "reasons[0].title"),
        ([row("照片", "")], "reasons[0].text"),
        ([row("照片", "照" * 401)], "reasons[0].text"),
        ([row("照片"), row("照片")], "reasons[1].title"),
        ([row(f"理由{n}") for n in range(41)], "reasons"),
    ],
)
def test_rev_07_names_what_is_wrong_with_a_reason(rows, path):
    reasons, issues = read_reasons(rows)

    assert reasons is None
    assert [(issue.rule, issue.path) for issue in issues] == [("REV-07", path)]


@pytest.mark.parametrize(
    ("template", "typed", "reason"),
    [
        ("请补充证书。", "", "请补充证书。"),
        ("请补充证书。", " 编号不清。", "请补充证书。 编号不清。"),
        ("请补充证书。", "请补充证书。编号不清。", "请补充证书。编号不清。"),
        ("", " 编号不清。 ", "编号不清。"),
    ],
)
def test_a_reason_holds_the_template_once_and_what_was_typed(template, typed, reason):
    assert compose(template, typed) == reason
