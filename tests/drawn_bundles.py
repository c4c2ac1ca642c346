"""Hypothesis strategies for records that a results bundle can carry."""

from decimal import Decimal

from hypothesis import strategies as st

from competition.domain.entries import LEVELS, Deduction, Difficulty, Entry, Mark, Standing
from competition.domain.mark_table import MarkTable, choice_labels
from competition.domain.marking import (
    Aspect,
    AspectKind,
    Better,
    Choice,
    Combine,
    Count,
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
    CountRounding,
    Places,
    Policies,
    Prize,
    PromotionRule,
    Share,
    Threshold,
    TieAtCut,
    TieKey,
    TieSource,
)
from competition.domain.results import EventRecord

WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=6)
AMOUNTS = st.decimals(0, 1000, places=4)
STEPS = st.decimals("0.01", 10, places=2)
PERCENTAGES = st.decimals(0, 100, places=1)
WHOLES = st.integers(0, 9)

panels = st.builds(Panel, st.sampled_from(Combine), WHOLES, WHOLES, WHOLES, st.integers(1, 9))
calculations = st.one_of(
    st.none(),
    st.builds(Difference, AMOUNTS, STEPS, AMOUNTS, st.sampled_from(Count)),
    st.builds(
        lambda bounds, beyond: Ladder(tuple((bound, bound) for bound in sorted(bounds)), beyond),
        st.sets(AMOUNTS, max_size=3),
        AMOUNTS,
    ),
    st.builds(Tolerance, AMOUNTS, AMOUNTS, AMOUNTS),
    st.dictionaries(WORDS, st.none() | AMOUNTS, min_size=1, max_size=3).map(
        lambda deduct: Choice(tuple(deduct.items()))
    ),
)


@st.composite
def aspects(draw, name):
    kind = draw(st.sampled_from(AspectKind))
    return Aspect(
        name,
        kind,
        draw(AMOUNTS),
        title=draw(st.just("") | WORDS),
        criterion=draw(st.just("") | WORDS),
        sub_criterion=draw(st.just("") | WORDS),
        factor=draw(AMOUNTS),
        panel=draw(panels),
        calculation=draw(calculations) if kind is AspectKind.MEASUREMENT else None,
        max_spread=draw(st.integers(0, 3)) if kind is AspectKind.JUDGEMENT else 1,
        descriptors=tuple(draw(st.lists(WORDS, max_size=2))),
    )


@st.composite
def schemes(draw):
    modules = [
        Module(
            name,
            draw(st.just("") | WORDS),
            tuple(draw(aspects(f"{name}{number}")) for number in range(draw(st.integers(1, 2)))),
            draw(AMOUNTS),
            draw(st.none() | AMOUNTS),
        )
        for name in draw(st.lists(WORDS, min_size=1, max_size=3, unique=True))
    ]
    rounding = Rounding(
        draw(WHOLES), draw(st.sampled_from(Mode)), frozenset(draw(st.sets(st.sampled_from(Stage))))
    )
    better = draw(st.sampled_from(Better))
    return MarkingScheme(tuple(modules), better, rounding, draw(st.booleans()))


SCHEME = MarkingScheme(
    (
        Module(
            "A",
            "theory",
            (
                Aspect("A1", AspectKind.SCORE, Decimal(100)),
                Aspect("A2", AspectKind.JUDGEMENT, Decimal(10)),
                Aspect(
                    "A3", AspectKind.MEASUREMENT, Decimal(10), calculation=Choice((("no", None),))
                ),
            ),
            pass_mark=Decimal(60),
        ),
    )
)
TIES = st.sampled_from(
    [
        TieKey(TieSource.MODULE, "A"),
        TieKey(TieSource.ITEM, "A2", True),
        TieKey(TieSource.MEASURE, "t"),
    ]
)
TIE_KEYS = st.lists(TIES, max_size=2).map(tuple)
MUST_PASS = st.sampled_from([(), ("A",)])
quotas = st.one_of(
    st.builds(Places, WHOLES),
    st.builds(Share, PERCENTAGES, st.sampled_from(CountOf), st.sampled_from(CountRounding)),
    st.builds(Threshold, AMOUNTS, st.booleans()),
)
prizes = st.builds(Prize, WORDS, WHOLES) | st.builds(Prize, WORDS, st.none(), PERCENTAGES)
promotions = st.builds(
    PromotionRule,
    st.sampled_from(LEVELS),
    st.none() | st.tuples(st.integers(1, 4), st.integers(4, 9)),
    st.none() | PERCENTAGES,
    MUST_PASS,
    st.none() | st.lists(st.none() | st.sampled_from(LEVELS), max_size=2).map(tuple),
    st.none() | WHOLES,
)


def policies():
    advances = st.builds(
        Advance,
        quotas,
        st.sampled_from(TieAtCut) | TIE_KEYS,
        st.none() | PERCENTAGES,
        st.none() | st.integers(1, 9),
        MUST_PASS,
        WHOLES,
    )
    return st.builds(
        Policies,
        TIE_KEYS,
        st.none() | advances,
        st.lists(prizes, max_size=2).map(tuple),
        st.sampled_from(CountOf),
        st.sampled_from(CountRounding),
        st.sampled_from(TieAtCut),
        st.lists(promotions, max_size=2).map(tuple),
    )


@st.composite
def values(draw, aspect):
    if labels := choice_labels(aspect):
        return draw(st.sampled_from(labels))
    if aspect.kind is AspectKind.JUDGEMENT:
        return Decimal(draw(st.integers(0, 3)))
    return draw(st.decimals(0, aspect.maximum, places=draw(st.integers(0, 5))))


@st.composite
def records(draw):
    names = draw(st.lists(WORDS, min_size=1, max_size=3, unique=True))
    entries = tuple(
        Entry(
            name,
            draw(st.none() | WORDS),
            draw(st.sampled_from(Standing)),
            draw(st.booleans()),
            draw(st.none() | st.sampled_from(LEVELS)),
            draw(st.none() | st.integers(0, 99)),
            {"t": draw(AMOUNTS), **draw(st.dictionaries(WORDS, AMOUNTS, max_size=1))},
        )
        for name in names
    )
    marks = [
        Mark(name, aspect.id, judge, draw(values(aspect)))
        for name in names
        for aspect in SCHEME.aspects
        for judge in draw(st.sets(st.sampled_from(["", "J1", "J2"])))
    ]
    return EventRecord(
        SCHEME,
        draw(policies()),
        entries,
        MarkTable.of(names, SCHEME.aspects, draw(st.permutations(marks))),
        tuple(Difficulty(name, "A1", draw(AMOUNTS)) for name in names if draw(st.booleans())),
        tuple(
            Deduction(
                name, draw(AMOUNTS), draw(st.sampled_from([None, "A"])), draw(st.just("") | WORDS)
            )
            for name in names
        ),
        draw(st.just("") | WORDS),
        draw(st.dictionaries(st.sampled_from(["competition", "group", "round"]), WORDS)),
    )
