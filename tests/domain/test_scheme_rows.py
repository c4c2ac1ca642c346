import pytest

from competition.domain.bundle_scheme import read_scheme, scheme_document
from competition.domain.scheme_rows import ModuleRows, SchemeRows, move, read_rows, rows_of

CALCULATIONS = [
    {"type": "difference", "target": "0", "step": "1", "deduct": "0.25", "count": "exact"},
    {"type": "ladder", "rungs": [["0", "10"], ["1", "9"], ["5", "5"]], "beyond": "1"},
    {"type": "tolerance", "target": "50", "plus": "1.0", "minus": "1.0"},
    {"type": "choice", "deduct": {"none": "0", "a=b": "0.25", "major": "max"}},
]


def a_row(**values):
    return {"id": "A1", "kind": "score", "max": "100"} | values


def rows(*aspects, **module):
    return SchemeRows({}, [ModuleRows({"id": "A"} | module, list(aspects))])


def found(scheme_rows):
    return [
        (one.module, one.aspect, one.column, one.issue.words()) for one in read_rows(scheme_rows)[1]
    ]


@pytest.mark.parametrize("calculation", CALCULATIONS, ids=lambda c: c["type"])
def test_scheme_survives_the_way_through_its_rows(calculation):
    item = {
        "id": "A1",
        "kind": "measurement",
        "max": "100",
        "title": "外径",
        "criterion": "尺寸",
        "panel": {"combine": "sum", "drop_high": 1, "drop_low": 1},
        "calculation": calculation,
    }
    document = {
        "floor_at_zero": False,
        "modules": [{"id": "A", "pass_mark": "60", "items": [item]}],
    }
    scheme, _ = read_scheme(document, headings=True)

    again, issues = read_rows(rows_of(scheme))

    assert again == scheme
    assert issues == []


def test_judgement_keeps_its_descriptors_and_spread():
    grades = {f"grade_{n}": f"第{n}级" for n in range(4)}

    scheme, _ = read_rows(rows(a_row(kind="judgement", max_spread="2", **grades)))

    (aspect,) = scheme.aspects
    assert aspect.descriptors == ("第0级", "第1级", "第2级", "第3级")
    assert aspect.max_spread == 2
    assert rows_of(scheme).modules[0].aspects[0]["grade_3"] == "第3级"


def test_full_width_digits_are_numbers():
    scheme, issues = read_rows(rows(a_row(max="１００", factor="１．０", drop_high="１")))

    assert [str(scheme.aspects[0].maximum), scheme.aspects[0].panel.drop_high] == ["100", 1]
    assert [one.issue.rule for one in issues] == ["MRK-04"]


def test_every_fault_is_told_at_its_row_and_column():
    aspects = [
        a_row(max="much", minimum="a few"),
        a_row(id="", kind="beauty"),
        a_row(kind="measurement", calculation="ladder", rungs="0:10; nine", beyond="x"),
    ]

    assert found(rows(*aspects, weight="heavy")) == [
        (0, None, "weight", "is not a number: heavy"),
        (0, 0, "max", "is not a number: much"),
        (0, 0, "minimum", "is not a whole number: a few"),
        (0, 1, "kind", 'must be one of "score", "judgement", "measurement", not "beauty"'),
        (0, 1, "id", "is required"),
        (0, 2, "rungs", "must be a pair of bound and mark, not [...]"),
        (0, 2, "beyond", "is not a number: x"),
        (0, 2, "id", '"A1" stands twice; every one needs its own'),
    ]


def test_label_that_stands_twice_is_told():
    aspect = a_row(kind="measurement", calculation="choice", labels="无=0；无=1；全扣=max")

    assert found(rows(aspect)) == [(0, 0, "labels", "stands more than once in this object")]


def test_label_with_a_wrong_cost_is_told_at_the_labels():
    aspect = a_row(kind="measurement", calculation="choice", labels="无=0；轻微=多")

    assert found(rows(aspect)) == [(0, 0, "labels", "is not a number: 多")]


def test_a_grade_with_unprintable_words_is_told_at_its_grade():
    grades = {"grade_0": "不合格", "grade_1": "合格", "grade_2": "良好", "grade_3": "优秀\x07"}

    assert found(rows(a_row(kind="judgement") | grades)) == [
        (0, 0, "grade_3", "holds characters that cannot be printed")
    ]


def test_settings_are_told_at_the_scheme():
    scheme_rows = rows(a_row())
    scheme_rows.settings = {"places": "two", "mode": "half_up", "stages": "item total"}

    assert found(scheme_rows) == [(None, None, "places", "is not a whole number: two")]


def test_warnings_come_with_the_scheme():
    scheme, issues = read_rows(rows(a_row(max="90")))

    assert scheme is not None
    assert [one.issue.rule for one in issues] == ["MRK-02"]


def test_rows_move_among_their_neighbours_and_stop_at_the_ends():
    scheme_rows = rows({"id": "A1"}, {"id": "A2"}, {"id": "A3"})
    scheme_rows.modules.append(ModuleRows({"id": "B"}))

    move(scheme_rows, 0, 2, -1)
    move(scheme_rows, 0, 0, -1)
    move(scheme_rows, 0, None, 1)

    assert [module.values["id"] for module in scheme_rows.modules] == ["B", "A"]
    assert [row["id"] for row in scheme_rows.modules[1].aspects] == ["A1", "A3", "A2"]


def test_document_of_a_scheme_is_the_same_after_its_rows():
    document = {"modules": [{"id": "A", "items": [{"id": "A1", "kind": "score", "max": "100"}]}]}
    scheme, _ = read_scheme(document)

    again, _ = read_rows(rows_of(scheme))

    assert scheme_document(again) == scheme_document(scheme)
