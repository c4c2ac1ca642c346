"""What is doubtful about a scheme, at its place."""

from decimal import Decimal

import pytest

from competition.domain.issues import Severity
from competition.domain.marking import (
    AspectKind,
    Better,
    Choice,
    Combine,
    Difference,
    Ladder,
    Panel,
    Tolerance,
)
from competition.domain.scheme_issues import marking_issues
from tests.events import a_module, a_scheme, an_aspect

ONE, TWO = Decimal(1), Decimal(2)


def found(scheme):
    return [(issue.rule, issue.severity.value, str(issue)) for issue in marking_issues(scheme)]


def found_in(aspect):
    rest = an_aspect("A2", 100 - aspect.maximum * aspect.factor)
    return found(a_scheme(a_module("A", aspect, rest)))


@pytest.mark.parametrize(
    "scheme",
    [
        a_scheme(),
        a_scheme(a_module("A")),
        a_scheme(a_module("A", an_aspect(), pass_mark="100")),
        a_scheme(
            a_module("A", an_aspect("A1"), weight="0.3"),
            a_module("B", an_aspect("B1"), weight="0.7"),
        ),
        a_scheme(a_module("A", an_aspect("A1", None), pass_mark="9"), better=Better.LOWER),
        a_scheme(a_module("A", an_aspect("A1", None), pass_mark="9")),
    ],
)
def test_a_sound_scheme_raises_no_issue(scheme):
    assert found(scheme) == []


def test_mrk_02_full_marks_other_than_100_are_warned_of():
    module = a_module("A", an_aspect("A1", "30"), an_aspect("A2", "60", factor="0.5"), weight="0.7")

    words = "scheme.modules: full marks of all modules, weighed, are 42, not 100"
    assert found(a_scheme(module)) == [("MRK-02", Severity.WARNING, words)]


def test_mrk_03_a_pass_mark_nobody_can_reach_is_an_error():
    words = (
        "scheme.modules[0].pass_mark: the pass mark 100.5 is more than the module's full marks 100"
    )

    scheme = a_scheme(a_module("A", an_aspect(), pass_mark="100.5"))
    assert found(scheme) == [("MRK-03", Severity.ERROR, words)]


@pytest.mark.parametrize(
    ("panel", "words"),
    [
        (
            Panel(Combine.MEDIAN, 1, 1),
            "dropping as many high as low marks does not change a median",
        ),
        (
            Panel(drop_high=2, drop_low=2),
            "with 4 marks or fewer nothing is dropped, because 4 would be",
        ),
        (Panel(drop_low=1), "drops 0 high and 1 low marks"),
    ],
)
def test_mrk_04_drops_without_a_meaning_are_warned_of(panel, words):
    at = "scheme.modules[0].items[0].panel"

    assert found_in(an_aspect(panel=panel, maximum="9")) == [
        ("MRK-04", Severity.WARNING, f"{at}: {words}")
    ]


@pytest.mark.parametrize(
    ("calculation", "severity", "words"),
    [
        (Ladder(((ONE, ONE), (TWO, TWO)), ONE), "error", "a rung gives 2, more than the maximum 1"),
        (Choice((("all", None), ("x", TWO))), "warning", "x takes 2, more than the maximum 1"),
        (
            Difference(ONE, ONE, Decimal("0.0")),
            "warning",
            "takes nothing, however large the difference is",
        ),
    ],
)
def test_mrk_05_calculations_beyond_the_maximum_are_found(calculation, severity, words):
    aspect = an_aspect("A1", "1", AspectKind.MEASUREMENT, calculation=calculation)

    at = "scheme.modules[0].items[0].calculation"
    assert found_in(aspect) == [("MRK-05", severity, f"{at}: {words}")]


@pytest.mark.parametrize(
    "calculation",
    [
        Ladder(((ONE, ONE),), ONE),
        Choice((("x", ONE),)),
        Difference(ONE, ONE, ONE),
        Tolerance(ONE, ONE, ONE),
    ],
)
def test_mrk_05_calculations_within_the_maximum_are_fine(calculation):
    aspect = an_aspect("A1", "1", AspectKind.MEASUREMENT, calculation=calculation)

    assert found_in(aspect) == []


def test_mrk_06_a_judgement_describes_all_four_grades():
    grades = tuple(f"grade {n}" for n in range(3))

    at = "scheme.modules[0].items[0].descriptors"
    assert found_in(an_aspect("A1", "3", AspectKind.JUDGEMENT, descriptors=grades)) == [
        ("MRK-06", Severity.WARNING, f"{at}: describes 3 of the grades 0 to 3")
    ]
    assert found_in(an_aspect("A1", "3", AspectKind.JUDGEMENT, descriptors=(*grades, "x"))) == []
