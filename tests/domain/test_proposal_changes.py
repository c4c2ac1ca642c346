"""What changed between two versions, so that a reader sees it and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from competition.domain.proposal_changes import (
    FieldChange,
    Mark,
    Piece,
    field_changes,
    words_changed,
)

SAME, GONE, NEW = Mark.SAME, Mark.GONE, Mark.NEW


def test_prp_23_only_what_differs_is_told():
    before = {
        "judges": ["9"],
        "hosts": ["甲学院", "乙公司"],
        "purpose": ["以赛促学"],
        "gone": ["x"],
    }
    after = {"judges": ["9"], "hosts": ["甲学院", "丙公司", "丁公司"], "purpose": ["以赛促训"]}

    assert field_changes(before, after) == (
        FieldChange(
            "hosts",
            (
                (Piece(SAME, "甲学院"),),
                (Piece(GONE, "乙"), Piece(NEW, "丙"), Piece(SAME, "公司")),
                (Piece(NEW, "丁公司"),),
            ),
        ),
        FieldChange("purpose", ((Piece(SAME, "以赛促"), Piece(GONE, "学"), Piece(NEW, "训")),)),
        FieldChange("gone", ((Piece(GONE, "x"),),)),
    )


def test_prp_23_numbers_and_latin_words_change_as_a_whole():
    assert words_changed("CNC 1,200.50 元", "CNC 1,300.50 元") == (
        Piece(SAME, "CNC "),
        Piece(GONE, "1,200.50"),
        Piece(NEW, "1,300.50"),
        Piece(SAME, " 元"),
    )


def test_prp_23_a_day_changes_as_a_whole():
    assert words_changed("决赛 · 2026年12月21日（周一）", "决赛 · 2027年5月10日（周一）") == (
        Piece(SAME, "决赛 · "),
        Piece(GONE, "2026年12月21日（周一）"),
        Piece(NEW, "2027年5月10日（周一）"),
    )


def test_prp_23_very_long_texts_are_compared_by_sentences():
    long = "赛前检查设备。" * 300
    pieces = words_changed(long + "安全第一。", long + "生命第一。")

    assert pieces == (Piece(SAME, long), Piece(GONE, "安全第一。"), Piece(NEW, "生命第一。"))


texts = st.text(alphabet="甲乙丙a1 。\n", max_size=20)
lines = st.lists(texts, max_size=6)


@given(lines, lines)
def test_prp_23_both_versions_can_be_read_back(before, after):
    changes = field_changes({"x": before}, {"x": after})

    if before == after:
        assert changes == ()
        return
    (change,) = changes
    assert side(change, SAME, GONE) == "".join(before)
    assert side(change, SAME, NEW) == "".join(after)


def side(change, *marks):
    return "".join(piece.text for line in change.lines for piece in line if piece.mark in marks)
