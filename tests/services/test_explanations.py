import json

from competition.domain.advancement import advancing
from competition.domain.computing import compute_places
from competition.domain.explanation import explain
from competition.domain.marking import Panel
from competition.domain.policies import Advance, Places, PromotionRule
from competition.domain.promotion import promotions
from competition.services.explanations import explanation_document
from tests.events import a_module, a_scheme, an_aspect, an_entry, an_event

THREE_OF_FIVE = Panel(drop_high=1, drop_low=1)


def a_record():
    scheme = a_scheme(a_module("A", an_aspect(panel=THREE_OF_FIVE), weight="0.50", pass_mark="60"))
    return an_event(
        scheme,
        {"01": {"A1": ["90", "80", "70", "60", "95"]}, "02": {"A1": ["50", "50", "50"]}},
        entries=[an_entry("01", level="4", age=30), an_entry("02")],
        deductions=[("01", "1.5", "A", "late start")],
        policies={
            "advance": Advance(Places(1)),
            "promotions": (PromotionRule("3", (1, 1), must_pass=("A",), from_levels=("4",)),),
        },
    )


def written(record, entry):
    computation = compute_places(record)
    ranked, policies = computation.ranked, record.policies
    return explanation_document(
        explain(record, entry, computation),
        advancing(ranked, policies.advance).reasons[entry],
        promotions(ranked, policies)[entry],
    )


def test_document_survives_json():
    document = written(a_record(), "01")

    assert json.loads(json.dumps(document)) == document


def test_document_tells_marks_drops_deductions_and_total():
    document = written(a_record(), "01")
    module = document["modules"][0]

    assert [(m["given"], m["dropped"]) for m in module["items"][0]["marks"]] == [
        ("90.000", False),
        ("80.000", False),
        ("70.000", False),
        ("60.000", True),
        ("95.000", True),
    ]
    assert module["deductions"] == [{"points": "1.5", "reason": "late start"}]
    assert (module["score"], module["weighted"], document["total"]) == ("78.50", "39.25", "39.25")


def test_document_tells_why_an_entry_advances_and_rises():
    document = written(a_record(), "01")

    assert document["advancement"] == {
        "why": "place",
        "rule": "ADV-01",
        "params": {"place": 1, "seats": 1, "cap": None, "equals": 1},
    }
    assert document["promotion"]["to"] == "3"
    assert {"condition": "from", "held": "4", "needed": ["4"], "fits": True} in document[
        "promotion"
    ]["rules"][0]["checks"]


def test_document_of_an_event_without_such_policies_is_silent_about_them():
    record = an_event(a_scheme(), {"01": {"A1": "90"}})

    document = explanation_document(explain(record, "01"))

    assert (document["advancement"], document["promotion"]) == (None, None)
