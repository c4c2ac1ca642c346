"""What holds for every event."""

from hypothesis import given
from hypothesis import strategies as st

from competition.domain.computing import compute
from competition.domain.entries import Standing
from competition.domain.marking import AspectKind, Panel
from tests.events import a_module, a_rounding, a_scheme, an_aspect, an_entry, an_event, marks_of

SCHEME = a_scheme(
    a_module(
        "A",
        an_aspect("A1", "10", panel=Panel(drop_high=1, drop_low=1)),
        an_aspect("A2", "5", AspectKind.JUDGEMENT),
        weight="0.7",
    ),
    a_module("B", an_aspect("B1", "10", panel=Panel(minimum=2)), weight="0.3", pass_mark="6"),
    rounding=a_rounding("item", "total", places=1),
)
TIES = ["module:B", "-measure:time"]
mark = st.one_of(st.none(), st.integers(0, 40).map(lambda quarters: f"{quarters / 4}"))
row = st.fixed_dictionaries(
    {
        "A1": st.lists(mark, min_size=5, max_size=5),
        "A2": st.lists(st.sampled_from(["1", "2"]), min_size=3, max_size=3),
        "B1": st.lists(mark, min_size=3, max_size=3),
    }
)
entry = st.tuples(
    st.sampled_from(["10", "20", None]),
    st.sampled_from([Standing.COMPETING] * 4 + [Standing.GUEST, Standing.WITHDRAWN]),
    row,
)
fields = st.lists(entry, max_size=6)


def an_event_of(rows, numbers=None):
    numbers = numbers or range(len(rows))
    entries = [
        an_entry(str(n), {} if rows[n][0] is None else {"time": rows[n][0]}, standing=rows[n][1])
        for n in numbers
    ]
    return an_event(SCHEME, {str(n): rows[n][2] for n in numbers}, entries, ties=TIES)


def by_entry(results):
    return {result.entry: result for result in results.results}, set(results.open)


@given(fields, st.randoms())
def test_the_order_of_input_is_irrelevant(rows, random):
    numbers = list(range(len(rows)))
    random.shuffle(numbers)

    shuffled = compute(an_event_of(rows, numbers))
    assert by_entry(shuffled) == by_entry(compute(an_event_of(rows)))


@given(fields)
def test_rnk_02_equals_share_and_a_place_counts_those_ahead(rows):
    results = compute(an_event_of(rows)).results

    competing = [r.place for r in results if r.place and r.standing is Standing.COMPETING]
    assert competing == [1 + sum(other < place for other in competing) for place in competing]
    shared = [r.shared for r in results if r.place and r.standing is Standing.COMPETING]
    assert shared == [competing.count(place) > 1 for place in competing]


@given(fields)
def test_rnk_01_equal_totals_and_keys_mean_equal_places(rows):
    event = an_event_of(rows)
    times = {entry.id: entry.measures.get("time") for entry in event.entries}

    seen = {}
    for result in compute(event).results:
        if result.place:
            key = result.total, result.modules["B"].score, times[result.entry]
            assert seen.setdefault(key, result.place) == result.place


@given(st.lists(entry, min_size=1, max_size=6), st.data())
def test_raising_one_mark_never_worsens_a_place(rows, data):
    event = an_event_of(rows)
    number = data.draw(st.integers(0, len(rows) - 1))
    given_ = list(marks_of({str(number): rows[number][2]}))
    if not given_:
        return
    raised = data.draw(st.sampled_from(given_))
    before = by_entry(compute(event))[0][str(number)].place

    table = event.marks.copy()
    position, judge = table.aspect_numbers[raised.aspect], table.judge_numbers[raised.judge]
    cell, present = table.cells[position][number], table.seen[position][number]
    slot = (present & ((1 << judge) - 1)).bit_count()
    step = 1 if raised.aspect == "A2" else data.draw(st.integers(1, 9))
    cell[slot] = min(cell[slot] + step * 1000, 2000 if raised.aspect == "A2" else 10000)
    after = by_entry(compute(type(event)(event.scheme, event.policies, event.entries, table)))[0]
    assert (after[str(number)].place or 99) <= (before or 99)
