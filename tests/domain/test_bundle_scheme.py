from decimal import Decimal

import pytest
from hypothesis import given

from competition.domain.bundle_scheme import read_scheme, scheme_document
from competition.domain.marking import Aspect, AspectKind, Better, Combine, Module, Panel
from competition.domain.numbers import Mode, Rounding, Stage
from tests.bundles import a_scheme_document, a_scheme_of, an_item_document
from tests.drawn_bundles import schemes


def said(document, **more):
    return [str(issue) for issue in read_scheme(document, **more)[1]]


def test_what_is_left_out_takes_the_usual_values():
    scheme, issues = read_scheme({"modules": [{"id": "A", "items": [an_item_document()]}]})

    assert issues == []
    assert scheme.better is Better.HIGHER
    assert scheme.rounding == Rounding(2, Mode.HALF_UP, frozenset(Stage) - {Stage.PANEL})
    assert scheme.floor_at_zero is True
    assert scheme.modules == (
        Module("A", "", (Aspect("A1", AspectKind.SCORE, Decimal(100)),), Decimal(1), None),
    )
    assert scheme.aspects[0].panel == Panel(Combine.MEAN, 0, 0, 3, 1)


@given(schemes())
def test_bnd_01_a_scheme_is_read_as_it_was_written(scheme):
    document = scheme_document(scheme, headings=True)

    assert read_scheme(document, headings=True)[0] == scheme


def test_headings_stay_out_of_bundles_but_titles_do_not():
    item = an_item_document(title="Weld", criterion="C", sub_criterion="S", descriptors=["poor"])
    document = a_scheme_of(item)
    scheme, _issues = read_scheme(document, headings=True)

    bundled = scheme_document(scheme)["modules"][0]["items"][0]

    assert bundled == {"id": "A1", "title": "Weld", "kind": "score", "max": "100"}
    assert said(document) == [
        f"scheme.modules[0].items[0].{key}: is not a known key"
        for key in ("criterion", "sub_criterion", "descriptors")
    ]


@pytest.mark.parametrize(
    ("item", "wrong"),
    [
        ({"max": "-1"}, "max: must not be negative"),
        ({"max": 100}, "max: must be a decimal in a string, not the number 100"),
        ({"max": None}, "max: may be null only where lower is better"),
        ({"factor": "-1"}, "factor: must not be negative"),
        (
            {"kind": "guess"},
            'kind: must be one of "score", "judgement", "measurement", not "guess"',
        ),
        ({"max_spread": 4}, "max_spread: must be between 0 and 3"),
        ({"panel": {"minimum": 0}}, "panel.minimum: must be between 1 and 1000000000"),
        ({"panel": {"drop_high": -1}}, "panel.drop_high: must be between 0 and 1000000000"),
        (
            {"panel": {"combine": "mode"}},
            'panel.combine: must be one of "mean", "median", "sum", not "mode"',
        ),
        ({"panel": {"drop": 1}}, "panel.drop: is not a known key"),
        ({"panel": None}, "panel: must be an object, not null"),
        (
            {"calculation": {"type": "tolerance", "target": "1", "plus": "1", "minus": "1"}},
            "calculation: belongs to measurements only",
        ),
    ],
)
def test_bnd_01_what_is_wrong_with_an_item_is_named_at_its_key(item, wrong):
    kind = "judgement" if "max_spread" in item else "score"

    assert said(a_scheme_of(an_item_document(**{"kind": kind, **item}))) == [
        f"scheme.modules[0].items[0].{wrong}"
    ]


@pytest.mark.parametrize(
    ("scheme", "wrong"),
    [
        ({"better": "best"}, 'scheme.better: must be one of "higher", "lower", not "best"'),
        ({"rounding": {"places": 21}}, "scheme.rounding.places: must be between 0 and 20"),
        (
            {"rounding": {"stages": ["item", 1]}},
            "scheme.rounding.stages[1]: must be a string, not 1",
        ),
        ({"floor_at_zero": 1}, "scheme.floor_at_zero: must be true or false, not 1"),
        ({"modules": {}}, "scheme.modules: must be a list, not {}"),
    ],
)
def test_bnd_01_what_is_wrong_with_a_scheme_is_named(scheme, wrong):
    assert wrong in said(a_scheme_document(**scheme))


def test_bnd_01_weights_and_pass_marks_are_checked_at_their_module():
    document = a_scheme_document()
    document["modules"][0] |= {"weight": "-0.3", "pass_mark": "sixty"}

    assert [words for words in said(document) if "weights" not in words] == [
        "scheme.modules[0].weight: must not be negative",
        'scheme.modules[0].pass_mark: must be a decimal in a string like "8.25", not "sixty"',
    ]


def test_bnd_03_module_ids_and_item_ids_stand_once_in_the_whole_scheme():
    document = a_scheme_document()
    document["modules"][1]["id"] = "A"
    document["modules"][1]["items"][2]["id"] = "A1"

    assert said(document) == [
        'scheme.modules[1].id: "A" already stands at scheme.modules[0].id',
        'scheme.modules[1].items[2].id: "A1" already stands at scheme.modules[0].items[0].id',
    ]


@pytest.mark.parametrize(
    ("kind", "calculation", "wrong"),
    [
        ("score", None, []),
        ("measurement", None, []),
        ("measurement", {"type": "ladder", "rungs": [], "beyond": "1"}, []),
        ("judgement", None, ["scheme.modules[0].items[0].max: is needed to work this item out"]),
        (
            "measurement",
            {"type": "choice", "deduct": {"none": "0"}},
            ["scheme.modules[0].items[0].max: is needed to work this item out"],
        ),
    ],
)
def test_bnd_02_only_a_plain_mark_does_without_a_maximum_where_lower_is_better(
    kind, calculation, wrong
):
    item = an_item_document(kind=kind, max=None, calculation=calculation)

    assert said(a_scheme_of(item, better="lower")) == wrong


def test_a_maximum_must_be_given_even_where_it_may_be_null():
    assert said(a_scheme_of({"id": "A1", "kind": "score"}, better="lower")) == [
        "scheme.modules[0].items[0].max: is required"
    ]


@pytest.mark.parametrize(
    ("weights", "warnings"),
    [
        (("0.3", "0.7"), []),
        (("30", "70"), []),
        (("1", "1"), []),
        (("0.3", "0.6"), ["scheme.modules: the weights add up to 0.9, not to 1"]),
    ],
)
def test_weights_that_do_not_add_up_are_a_warning(weights, warnings):
    document = a_scheme_document()
    for module, weight in zip(document["modules"], weights, strict=True):
        module["weight"] = weight

    scheme, issues = read_scheme(document)

    assert scheme is not None
    assert [str(issue) for issue in issues] == warnings


def test_a_draft_with_nothing_to_mark_is_read_with_a_warning():
    scheme, issues = read_scheme({"modules": []}, "draft")

    assert scheme.modules == ()
    assert [str(issue) for issue in issues] == ["draft.modules: holds nothing to mark"]


def test_a_spread_on_anything_but_a_judgement_is_a_warning():
    assert said(a_scheme_of(an_item_document(max_spread=2))) == [
        "scheme.modules[0].items[0].max_spread: has no effect on this kind of item"
    ]
