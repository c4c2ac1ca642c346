import pytest

from competition.domain.bundle_calculations import calculation_document, calculation_from
from competition.domain.documents import Node

DIFFERENCE = {"type": "difference", "target": "0", "step": "1", "deduct": "0.25"}
LADDER = {"type": "ladder", "rungs": [["0", "10"], ["1", "9"]], "beyond": "1"}
TOLERANCE = {"type": "tolerance", "target": "50", "plus": "1.0", "minus": "1.0"}
CHOICE = {"type": "choice", "deduct": {"none": "0", "minor": "0.25", "major": "max"}}


def said(document):
    node = Node(document, "c", [])
    calculation_from(node)
    return [str(issue) for issue in node.issues]


@pytest.mark.parametrize(
    "document",
    [DIFFERENCE | {"count": "exact"}, DIFFERENCE | {"count": "whole"}, LADDER, TOLERANCE, CHOICE],
)
def test_a_calculation_is_read_as_it_was_written(document):
    assert said(document) == []
    assert calculation_document(calculation_from(Node(document, "c", []))) == document


def test_whole_steps_are_counted_unless_said_otherwise():
    assert calculation_from(Node(DIFFERENCE, "c", [])) == calculation_from(
        Node(DIFFERENCE | {"count": "whole"}, "c", [])
    )


@pytest.mark.parametrize(
    ("document", "wrong"),
    [
        (5, ["c: must be an object, not 5"]),
        ({}, ["c.type: is required"]),
        (
            {"type": "guess"},
            ['c.type: must be one of "difference", "ladder", "tolerance", "choice", not "guess"'],
        ),
        (
            {"type": "tolerance"},
            ["c.target: is required", "c.plus: is required", "c.minus: is required"],
        ),
        (TOLERANCE | {"plus": "-1"}, ["c.plus: must not be negative"]),
        (TOLERANCE | {"step": "1"}, ["c.step: is not a known key"]),
        (DIFFERENCE | {"step": "0"}, ["c.step: must be more than 0"]),
        (DIFFERENCE | {"count": "half"}, ['c.count: must be one of "whole", "exact", not "half"']),
        (LADDER | {"rungs": [["0"]]}, ["c.rungs[0]: must be a pair of bound and mark, not [...]"]),
        (
            LADDER | {"rungs": [["0", 10]]},
            ["c.rungs[0][1]: must be a decimal in a string, not the number 10"],
        ),
        (
            LADDER | {"rungs": [["1", "9"], ["0", "10"]]},
            ["c.rungs: the bounds do not rise: some rung is never reached"],
        ),
        (CHOICE | {"deduct": {}}, ["c.deduct: must not be empty"]),
        (CHOICE | {"deduct": []}, ["c.deduct: must be an object, not []"]),
        (CHOICE | {"deduct": {"": "0"}}, ['c.deduct[""]: must not be empty']),
        (
            CHOICE | {"deduct": {"some": "all"}},
            ['c.deduct.some: must be a decimal in a string like "8.25", not "all"'],
        ),
    ],
)
def test_bnd_01_what_is_wrong_with_a_calculation_is_named_at_its_key(document, wrong):
    assert said(document) == wrong


def test_only_calculations_are_written():
    with pytest.raises(TypeError, match="not a calculation"):
        calculation_document("a guess")
