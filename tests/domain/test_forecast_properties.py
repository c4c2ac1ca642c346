"""What is certain holds in every completion; tried out by completing small events in all ways."""

from decimal import Decimal
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.completions import completions
from competition.domain.computing import compute
from competition.domain.entries import Deduction, Difficulty, Entry, Mark, Standing
from competition.domain.forecast import Chance, forecast
from competition.domain.mark_table import MarkTable
from competition.domain.marking import (
    Aspect,
    AspectKind,
    Better,
    Choice,
    Combine,
    Difference,
    Ladder,
    MarkingScheme,
    Module,
    Panel,
    Tolerance,
)
from competition.domain.numbers import Mode, Rounding, Stage
from competition.domain.policies import (
    Advance,
    CountOf,
    Places,
    Policies,
    Share,
    Threshold,
    TieAtCut,
    TieKey,
    TieSource,
)
from competition.domain.results import EventRecord

KEY = TieKey(TieSource.ITEM, "a")
D = Decimal
LADDER = Ladder(((D(0), D(2)), (D(1), D("0.5"))), D("0.25"))
CALCULATIONS = [
    Difference(D(1), D(1), D("0.75")),
    LADDER,
    Tolerance(D(1), D("0.5"), D(0)),
    Choice((("none", D(0)), ("minor", D("0.5")), ("major", None))),
]
PANELS = st.sampled_from(
    [
        Panel(),
        Panel(Combine.SUM, minimum=2),
        Panel(Combine.MEDIAN),
        Panel(drop_low=1, drop_from=2, minimum=1),
        Panel(drop_high=1, drop_from=2, minimum=2),
    ]
)
HALVES = D("1.5")


def aspects(name):
    common = {"id": st.just(name), "maximum": st.just(D(2)), "panel": PANELS}
    return st.one_of(
        st.builds(Aspect, kind=st.just(AspectKind.SCORE), factor=st.just(HALVES), **common),
        st.builds(Aspect, kind=st.just(AspectKind.JUDGEMENT), **common),
        st.builds(
            Aspect,
            kind=st.just(AspectKind.MEASUREMENT),
            calculation=st.sampled_from(CALCULATIONS),
            **common,
        ),
    )


def answers(aspect):
    """A few marks that a judge may give, both ends among them."""
    if isinstance(aspect.calculation, Choice):
        return [label for label, _ in aspect.calculation.deduct]
    top = 3 if aspect.kind is AspectKind.JUDGEMENT else 2
    return [D(mark) for mark in (0, 1, top)]


SCHEMES = st.builds(
    MarkingScheme,
    modules=st.tuples(
        st.builds(
            Module,
            id=st.just("A"),
            title=st.just(""),
            aspects=st.tuples(aspects("a")),
            weight=st.sampled_from([D(1), D("0.3")]),
            pass_mark=st.sampled_from([None, D(1)]),
        ),
        st.builds(Module, id=st.just("B"), title=st.just(""), aspects=st.tuples(aspects("b"))),
    ),
    better=st.sampled_from(Better),
    rounding=st.builds(
        Rounding,
        st.just(1),
        st.sampled_from(Mode),
        st.sampled_from([frozenset(), frozenset(Stage), Rounding().stages]),
    ),
    floor_at_zero=st.booleans(),
)
QUOTAS = st.one_of(
    st.builds(Places, st.integers(0, 3)),
    st.builds(Share, st.sampled_from([D(34), D(50)]), st.sampled_from(CountOf)),
    st.builds(Threshold, st.sampled_from([D(1), D(2)]), st.booleans()),
)
ADVANCES = st.builds(
    Advance,
    quota=QUOTAS,
    tie_at_cut=st.sampled_from([*TieAtCut, (KEY,)]),
    cap_percent=st.sampled_from([None, None, D(50), D(75)]),
    per_unit=st.sampled_from([None, 1, 2]),
    must_pass=st.sampled_from([(), ("A",)]),
)
ENTRIES = st.lists(
    st.tuples(
        st.sampled_from([*4 * [Standing.COMPETING], Standing.GUEST, Standing.ABSENT]),
        st.sampled_from([None, "North", "South"]),
    ),
    min_size=2,
    max_size=4,
)
EXTRAS = st.tuples(st.booleans(), st.booleans())


@st.composite
def unfinished_events(draw):
    """An event of one judge or two in which up to three marks are missing."""
    scheme, facts = draw(SCHEMES), draw(ENTRIES)
    entries = tuple(
        Entry(str(n), unit, standing) for n, (standing, unit) in enumerate(facts, start=1)
    )
    judges = draw(st.sampled_from([["x"], ["x", "y"]]))
    cells = list(product([one.id for one in entries], scheme.aspects, judges))
    missing = draw(st.sets(st.sampled_from(range(len(cells))), min_size=1, max_size=3))
    marks = [
        Mark(entry, aspect.id, judge, draw(st.sampled_from(answers(aspect))))
        for n, (entry, aspect, judge) in enumerate(cells)
        if n not in missing
    ]
    deducted, harder = draw(EXTRAS)
    record = EventRecord(
        scheme,
        Policies(ties=draw(st.sampled_from([(), (KEY,)])), advance=draw(ADVANCES)),
        entries,
        MarkTable.of([one.id for one in entries], scheme.aspects, marks),
        (Difficulty("1", "b", D("1.1")),) if harder else (),
        (Deduction("2", D("0.5")),) if deducted else (),
    )
    return record, marks, [cells[n] for n in sorted(missing)]


def completed(record, marks, missing):
    """Every way to fill what is missing that leaves nothing open among those who take part."""
    for filling in product(*(answers(aspect) for _, aspect, _ in missing)):
        new = [
            Mark(entry, aspect.id, judge, value)
            for (entry, aspect, judge), value in zip(missing, filling, strict=True)
        ]
        table = MarkTable.of(record.marks.entries, record.scheme.aspects, [*marks, *new])
        full = EventRecord(
            record.scheme,
            record.policies,
            record.entries,
            table,
            record.difficulties,
            record.deductions,
        )
        results = compute(full)
        if not results.open:
            yield full, {one.entry: one for one in results.results}


def panel_sizes(record):
    return dict.fromkeys(record.marks.aspects, len(record.marks.judges))


@settings(max_examples=150, deadline=None)
@given(unfinished_events())
def test_for_02_certain_and_out_hold_in_every_completion(event):
    record, marks, missing = event
    outlooks = forecast(record, panel_sizes(record))

    for _, results in completed(record, marks, missing):
        through = {id for id, one in results.items() if one.advances}
        assert {id for id, one in outlooks.items() if one.chance is Chance.CERTAIN} <= through
        assert through <= {id for id, one in outlooks.items() if one.chance is not Chance.OUT}


@settings(max_examples=150, deadline=None)
@given(unfinished_events())
def test_for_01_totals_and_places_stay_within_their_bounds(event):
    record, marks, missing = event
    sign = 1 if record.scheme.better is Better.HIGHER else -1
    outlooks = forecast(record, panel_sizes(record))

    for _, results in completed(record, marks, missing):
        for id, outlook in outlooks.items():
            one = results[id]
            assert sign * outlook.worst_total <= sign * one.total <= sign * outlook.best_total
            assert outlook.best_place <= one.place <= outlook.worst_place


@settings(max_examples=100, deadline=None)
@given(unfinished_events())
def test_for_02_a_finished_event_is_forecast_as_it_is(event):
    record, marks, missing = event

    for full, results in completed(record, marks, missing):
        for id, outlook in forecast(full).items():
            one = results[id]
            assert outlook.chance is (Chance.CERTAIN if one.advances else Chance.OUT)
            assert outlook.best_total == outlook.worst_total == one.total
            assert outlook.best_place == outlook.worst_place == one.place
            assert outlook.finished
        assert completions(full).unfinished == frozenset()
        break
