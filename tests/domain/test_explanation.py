"""An explanation can be recomputed by hand: every step with plain decimals."""

from decimal import ROUND_HALF_UP, Decimal, localcontext

import pytest
from hypothesis import given

from competition.domain.computing import compute, compute_places
from competition.domain.entries import Standing
from competition.domain.explanation import (
    KeyStep,
    MarkStep,
    StandingStep,
    explain,
    explain_each,
)
from competition.domain.marking import AspectKind, Choice, Combine, Count, Difference, Panel
from competition.domain.numbers import Stage
from competition.domain.results import Why
from tests.drawn_bundles import records
from tests.events import (
    a_module,
    a_rounding,
    a_scheme,
    a_tie_key,
    an_aspect,
    an_entry,
    an_event,
)

MEASUREMENT, JUDGEMENT = AspectKind.MEASUREMENT, AspectKind.JUDGEMENT
LOSS = Difference(Decimal(50), Decimal("0.1"), Decimal("0.25"), Count.WHOLE)
LABELS = Choice((("none", Decimal(0)), ("minor", Decimal("0.3")), ("major", None)))
ITEMS = [
    an_aspect("B1", "40", MEASUREMENT, calculation=LOSS),
    an_aspect("B2", "30", JUDGEMENT, factor="1.1"),
    an_aspect("B3", "30", panel=Panel(drop_high=1, drop_low=1)),
    an_aspect("B4", "1", MEASUREMENT, calculation=LABELS),
    an_aspect("B5", "9", panel=Panel(Combine.MEDIAN)),
    an_aspect("B6", "9", panel=Panel(Combine.SUM)),
]
GIVEN = {
    "7": {
        "A1": 86,
        "B1": ["50.35", "49.8"],
        "B2": [2, 2, 3],
        "B3": [20, "21.5", 30, 30, 8],
        "B4": ["none", "minor", "minor"],
        "B5": [3, 4],
        "B6": [1, 2],
    },
    "8": {"A1": 40, "B1": 70, "B2": [1, 1], "B3": 10, "B4": "major", "B5": 1, "B6": 0},
}
DEDUCTIONS = [("7", "1.5", "B", "untidy"), ("7", "0.25", None, "late"), ("8", "99", "B", "unsafe")]
ALL_STAGES = tuple(Stage)


def an_explained_event(stages):
    scheme = a_scheme(
        a_module("A", an_aspect("A1"), weight="0.30", pass_mark="60"),
        a_module("B", *ITEMS, weight="0.70", pass_mark="60"),
        rounding=a_rounding(*stages),
    )
    return an_event(scheme, GIVEN, deductions=DEDUCTIONS, difficulties=[("7", "B3", "1.2")])


class Hand:
    """Recomputes an explanation from its marks and its settings alone."""

    def __init__(self, explanation):
        self.rounding = explanation.rounding

    def after(self, stage, value):
        step = Decimal(1).scaleb(-self.rounding.places)
        return value.quantize(step, ROUND_HALF_UP) if stage in self.rounding.stages else value

    def panel(self, item):
        kept = sorted(mark.counts for mark in item.marks if not mark.dropped)
        if item.aspect.panel.combine is Combine.SUM:
            return sum(kept)
        if item.aspect.panel.combine is Combine.MEDIAN:
            return (kept[(len(kept) - 1) // 2] + kept[len(kept) // 2]) / 2
        return sum(kept) / len(kept)

    def scale(self, item, value):
        aspect = item.aspect
        if isinstance(aspect.calculation, Difference):
            away = abs(value - aspect.calculation.target) // aspect.calculation.step
            assert item.steps == away
            return max(Decimal(0), aspect.maximum - aspect.calculation.deduct * away)
        return value / 3 * aspect.maximum if aspect.kind is JUDGEMENT else value

    def item(self, item):
        together = self.panel(item)
        panel = self.after(Stage.PANEL, together)
        scaled = self.scale(item, panel)
        exact = scaled * item.aspect.factor * item.difficulty
        score = self.after(Stage.ITEM, exact)
        found = (item.combined, item.panel, item.scored, item.exact, item.score)
        assert_near(found, (together, panel, scaled, exact, score))
        return item.score

    def module(self, step):
        sum_ = sum(self.item(item) for item in step.items)
        exact = max(Decimal(0), sum_ - sum(each.points for each in step.deductions))
        score = self.after(Stage.MODULE, exact)
        weighed = step.score * step.module.weight
        found = (step.sum, step.exact, step.score, step.weighed, step.weighted)
        assert_near(found, (sum_, exact, score, weighed, self.after(Stage.WEIGHTED, weighed)))
        assert step.passed is (step.score >= step.module.pass_mark)
        assert step.floored is (sum_ < sum(each.points for each in step.deductions))
        return step.weighted

    def total(self, explanation):
        sum_ = sum(self.module(module) for module in explanation.modules)
        exact = sum_ - sum(each.points for each in explanation.deductions)
        found = (explanation.sum, explanation.exact, explanation.total)
        assert_near(found, (sum_, exact, self.after(Stage.TOTAL, exact)))


def assert_near(found, expected):
    """Equal but for the last of 28 digits, where a fraction has no end."""
    for one, other in zip(found, expected, strict=True):
        assert abs(one - other) <= Decimal("1E-24")


@pytest.mark.parametrize(
    "stages", [ALL_STAGES, (), ("panel", "total"), ("item", "weighted")], ids=str
)
@pytest.mark.parametrize("entry", ["7", "8"])
def test_every_step_follows_from_the_one_before(stages, entry):
    record = an_explained_event(stages)

    explanation = explain(record, entry)
    with localcontext(prec=40):
        Hand(explanation).total(explanation)


@pytest.mark.parametrize("stages", [ALL_STAGES, ()], ids=str)
def test_the_explanation_ends_at_the_result(stages):
    record = an_explained_event(stages)

    for result in compute(record).results:
        explanation = explain(record, result.entry, compute_places(record))
        scores = {step.module.id: step.score for step in explanation.modules}
        assert scores == {name: module.score for name, module in result.modules.items()}
        assert explanation.total.quantize(Decimal("0.01"), ROUND_HALF_UP) == result.total
        assert explanation.standing.place == result.place


def test_marks_tell_what_they_count_and_which_were_dropped():
    _, module = explain(an_explained_event(ALL_STAGES), "7").modules

    trimmed, labels = module.items[2].marks, module.items[3].marks
    assert [mark.dropped for mark in trimmed] == [False, False, False, True, True]
    assert labels[1] == MarkStep("J2", "minor", Decimal("0.7"), dropped=False)
    assert [(each.points, each.reason) for each in module.deductions] == [
        (Decimal("1.5"), "untidy")
    ]


def test_an_open_item_says_why_and_keeps_its_marks():
    item = an_aspect("A1", "3", JUDGEMENT, panel=Panel(drop_high=1))
    record = an_event(a_scheme(a_module("A", item)), {"1": {"A1": [0, 3, 3]}})

    explanation = explain(record, "1")
    ((step,),) = (module.items for module in explanation.modules)
    assert (step.why, step.detail) == (Why.UNSETTLED, "grades 0, 3, 3 differ by 3")
    assert [mark.dropped for mark in step.marks] == [False, False, False]
    assert (step.combined, step.score, explanation.total) == (None, None, None)
    assert explanation.standing == StandingStep()


def test_the_standing_compares_the_tie_keys_with_the_entry_above():
    module = a_module("A", an_aspect("A1"), an_aspect("A2"), an_aspect("A3"))
    rows = {"1": (1, 5, 4), "2": (1, 4, 5), "g": (1, 4, 5), "3": (1, 4, 5), "4": (0, 0, 0)}
    given = {name: dict(zip(("A1", "A2", "A3"), row, strict=True)) for name, row in rows.items()}
    entries = [
        an_entry(name, standing=Standing.GUEST if name == "g" else Standing.COMPETING)
        for name in rows
    ]
    ties = ["item:A1", "item:A2", "item:A3"]
    record = an_event(a_scheme(module), given, entries, ties=ties)

    standings = {name: explain(record, name).standing for name in ("1", "2", "4")}
    compared = (
        KeyStep(a_tie_key("item:A1"), Decimal(1), Decimal(1), decided=False),
        KeyStep(a_tie_key("item:A2"), Decimal(4), Decimal(5), decided=True),
    )
    assert standings == {
        "1": StandingStep(1),
        "2": StandingStep(2, True, ("3",), "1", Decimal(10), compared),
        "4": StandingStep(4, False, (), "2", Decimal(10)),
    }


@given(records())
def test_explaining_many_tells_the_same_as_explaining_each_by_itself(record):
    computation = compute_places(record)
    names = [entry.id for entry in reversed(record.entries)]

    together = list(explain_each(record, names, computation))
    assert together == [explain(record, name, computation) for name in names]
