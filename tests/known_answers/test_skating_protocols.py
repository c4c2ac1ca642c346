"""Real judged protocols: every panel, component sum, total, place and advancer as published.

ISU protocols as extracted by BuzzFeed News (figure-skating-scores), data CC BY 4.0.
"""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from competition.domain.computing import compute, compute_places
from competition.domain.explanation import explain
from competition.domain.marking import Panel
from competition.domain.numbers import Mode
from competition.domain.policies import Advance, Places
from tests.events import a_module, a_rounding, a_scheme, an_aspect, an_event

HERE = Path(__file__).parent
TRIMMED = Panel(drop_high=1, drop_low=1)
STAGES = ("panel", "item", "module", "weighted", "total")
ROUNDING = a_rounding(*STAGES)
PROTOCOLS = {
    "isu_worlds2017_pairs_sp": 16,
    "isu_worlds2017_icedance_sd": 20,
    "isu_euro2017_ladies_sp": 24,
}


def rows_of(name):
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def judged(name):
    """The component rows by (entry, component)."""
    return {(row["row"], row["component"]): row for row in rows_of(f"{name}_judges")}


def protocol(name, rounding=ROUNDING, panel=TRIMMED):
    """The event of a protocol, with the published element score as one mark."""
    components = judged(name)
    factors = {component: row["factor"] for (_, component), row in components.items()}
    items = [an_aspect(each, "10", factor=factors[each], panel=panel) for each in sorted(factors)]
    scheme = a_scheme(
        a_module("A", an_aspect("elements", "200")),
        a_module("B", *items),
        rounding=rounding,
    )
    published = rows_of(name)
    given = {row["row"]: {"elements": row["part_a_elements"]} for row in published}
    for (entry, component), row in components.items():
        given[entry][component] = [row[f"J{number}"] or None for number in range(1, 10)]
    return an_event(
        scheme,
        given,
        ties=["module:A"],
        policies={"advance": Advance(Places(PROTOCOLS[name]))},
        deductions=[(row["row"], row["deductions"]) for row in published],
    )


@pytest.mark.parametrize("name", PROTOCOLS)
def test_totals_places_and_advancers_are_those_published(name):
    results = {result.entry: result for result in compute(protocol(name)).results}

    computed = [
        (
            entry,
            str(results[entry].modules["A"].score),
            str(results[entry].modules["B"].score),
            str(results[entry].deductions),
            str(results[entry].total),
            str(results[entry].place),
            str(int(results[entry].advances)),
        )
        for entry in map(str, range(1, len(results) + 1))
    ]
    assert computed == [tuple(row.values()) for row in rows_of(name)]


@pytest.mark.parametrize("name", PROTOCOLS)
def test_every_panel_score_is_the_one_published(name):
    record = protocol(name)
    components = judged(name)

    computed = {}
    for entry in record.entries:
        module = explain(record, entry.id).modules[1]
        for item in module.items:
            computed[entry.id, item.aspect.id] = item.panel
    assert computed == {
        key: Decimal(row["panel_score_published"]).quantize(Decimal("0.01"))
        for key, row in components.items()
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"rounding": a_rounding("module", "total")},
        {"rounding": a_rounding(*STAGES, mode=Mode.DOWN)},
        {"panel": Panel()},
        {"panel": Panel(drop_high=1)},
    ],
    ids=["rounded-late", "cut-off", "not-trimmed", "half-trimmed"],
)
def test_another_rule_gives_other_totals(wrong):
    right = [compute_places(protocol(name)).scores.total for name in PROTOCOLS]

    assert [compute_places(protocol(name, **wrong)).scores.total for name in PROTOCOLS] != right
