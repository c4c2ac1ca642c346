"""Real protocols as results bundles, computed and verified by the command that anyone can run.

ISU protocols as extracted by BuzzFeed News (figure-skating-scores), data CC BY 4.0.
"""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from competition.cli.compute import compute_command

HERE = Path(__file__).parent
ADVANCING = {
    "isu_worlds2017_pairs_sp": 16,
    "isu_worlds2017_icedance_sd": 20,
    "isu_euro2017_ladies_sp": 24,
}
TRIMMED = {"combine": "mean", "drop_high": 1, "drop_low": 1}
STAGES = ["panel", "item", "module", "weighted", "total"]


def rows_of(name):
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def scheme_of(components):
    items = [
        {"id": name, "kind": "score", "max": "10", "factor": factor, "panel": TRIMMED}
        for name, factor in sorted({(row["component"], row["factor"]) for row in components})
    ]
    elements = {"id": "elements", "kind": "score", "max": "200"}
    return {
        "rounding": {"places": 2, "mode": "half_up", "stages": STAGES},
        "modules": [{"id": "A", "items": [elements]}, {"id": "B", "items": items}],
    }


def bundle_of(name):
    published, components = rows_of(name), rows_of(f"{name}_judges")
    judged = [
        {"entry": row["row"], "item": row["component"], "judge": judge, "value": row[judge]}
        for row in components
        for judge in (f"J{number}" for number in range(1, 10))
        if row[judge]
    ]
    elements = [
        {"entry": row["row"], "item": "elements", "value": row["part_a_elements"]}
        for row in published
    ]
    return {
        "format": "results-bundle/1",
        "event": {"title": name},
        "scheme": scheme_of(components),
        "policies": {"ties": ["module:A"], "advance": {"places": ADVANCING[name]}},
        "entries": [{"id": row["row"]} for row in published],
        "marks": elements + judged,
        "deductions": [{"entry": row["row"], "points": row["deductions"]} for row in published],
    }


@pytest.fixture
def run(tmp_path):
    def run(bundle, *options):
        path = tmp_path / "bundle.json"
        path.write_text(json.dumps(bundle), encoding="utf-8")
        return CliRunner().invoke(compute_command, [str(path), *options])

    return run


@pytest.mark.parametrize("name", ADVANCING)
def test_the_command_computes_what_was_published(name, run):
    results = json.loads(run(bundle_of(name)).stdout)["results"]

    computed = {
        line["entry"]: (
            line["modules"]["A"]["score"],
            line["modules"]["B"]["score"],
            line["deductions"],
            line["total"],
            str(line["place"]),
            str(int(line["advances"])),
        )
        for line in results
    }
    assert computed == {row["row"]: tuple(row.values())[1:] for row in rows_of(name)}


@pytest.mark.parametrize("name", ADVANCING)
def test_a_published_protocol_verifies_until_one_mark_is_changed(name, run):
    bundle = bundle_of(name)
    bundle["published"] = json.loads(run(bundle).stdout)

    honest = run(bundle, "--verify")
    bundle["marks"][0]["value"] = "0.01"
    forged = run(bundle, "--verify")

    assert (honest.exit_code, forged.exit_code) == (0, 1)
    entry = bundle["marks"][0]["entry"]
    assert f"entry {entry}: modules.A.score: computed" in forged.stdout


@pytest.mark.parametrize(
    "wrong",
    [
        {"mode": "down", "stages": STAGES},
        {"mode": "half_up", "stages": ["total"]},
    ],
)
def test_a_wrong_rounding_does_not_verify(wrong, run):
    bundle = bundle_of("isu_euro2017_ladies_sp")
    bundle["published"] = json.loads(run(bundle).stdout)

    bundle["scheme"]["rounding"] = wrong

    assert run(bundle, "--verify").exit_code == 1
