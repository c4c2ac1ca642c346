"""Results bundles as JSON documents, with readable defaults, and what is wrong with them."""

from competition.domain.bundles import read_bundle
from competition.domain.issues import errors

FOUR_ITEMS = [
    {"id": "B1", "kind": "measurement", "max": "10"},
    {"id": "B2", "kind": "judgement", "max": "30"},
    {
        "id": "B3",
        "kind": "measurement",
        "max": "5",
        "calculation": {"type": "choice", "deduct": {"none": "0", "major": "max"}},
    },
]


def a_scheme_document(**changes):
    return {
        "modules": [
            {
                "id": "A",
                "weight": "0.30",
                "pass_mark": "60",
                "items": [{"id": "A1", "kind": "score", "max": "100"}],
            },
            {"id": "B", "weight": "0.70", "items": [dict(item) for item in FOUR_ITEMS]},
        ],
        **changes,
    }


def an_item_document(**changes):
    return {"id": "A1", "kind": "score", "max": "100", **changes}


def a_scheme_of(item, **changes):
    return {"modules": [{"id": "A", "items": [item]}], **changes}


def a_mark(entry="1", item="A1", judge="J1", value="80"):
    return {"entry": entry, "item": item, "judge": judge, "value": value}


def marks_for(entry, *, a1="80", b1="8", b2="3", b3="none"):
    values = {"A1": a1, "B1": b1, "B2": b2, "B3": b3}
    return [a_mark(entry, item, value=value) for item, value in values.items()]


def a_bundle(**changes):
    bundle = {
        "format": "results-bundle/1",
        "scheme": a_scheme_document(),
        "entries": [{"id": "1"}, {"id": "2"}],
        "marks": [*marks_for("1"), *marks_for("2", a1="70")],
        **changes,
    }
    return {key: value for key, value in bundle.items() if value is not ...}


def wrong_in(document):
    """Name the errors of a bundle, as the command prints them."""
    record, issues = read_bundle(document)
    found = [str(issue) for issue in errors(issues)]
    assert (record is None) == bool(found)
    return found


def warned_in(document):
    """Name the warnings of a bundle that has no errors."""
    record, issues = read_bundle(document)
    assert record is not None
    return [str(issue) for issue in issues]


def record_of(document):
    record, issues = read_bundle(document)
    assert issues == []
    return record
