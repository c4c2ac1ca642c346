from competition.domain.documents import Fields, Node, each, shown
from tests.bundles import a_bundle, wrong_in


def test_bnd_01_a_document_that_is_no_object_is_named_as_a_whole():
    assert wrong_in([1]) == ["document: must be an object, not [...]"]


def test_bnd_01_unknown_keys_are_errors_at_every_depth():
    bundle = a_bundle(colour="red", entries=[{"id": "1", "name": "x"}, {"id": "2"}])
    bundle["scheme"]["modules"][1]["items"][0]["odd key"] = 1

    assert wrong_in(bundle) == [
        "colour: is not a known key",
        'scheme.modules[1].items[0]["odd key"]: is not a known key',
        "entries[0].name: is not a known key",
    ]


def test_bnd_01_what_is_required_is_missed():
    assert wrong_in({}) == [
        "format: is required",
        "scheme: is required",
        "entries: is required",
    ]


def test_bnd_01_what_refers_to_an_unreadable_part_is_not_blamed():
    bundle = a_bundle(scheme=7, policies={"ties": ["module:Q"]})

    assert wrong_in(bundle) == ["scheme: must be an object, not 7"]


def test_bnd_01_entries_that_are_no_list_are_said_once():
    assert wrong_in(a_bundle(entries={})) == ["entries: must be a list, not {}"]


def test_an_empty_key_and_a_lone_surrogate_are_named_in_quotes():
    assert wrong_in(a_bundle(**{"": 1, "\ud800": 2})) == [
        '[""]: is not a known key',
        '["\\ud800"]: is not a known key',
    ]


def test_values_are_shown_as_they_stand_and_shortened():
    assert [shown(value) for value in (None, True, "ü", {"a": 1}, {}, [], "x" * 50)] == [
        "null",
        "true",
        '"ü"',
        "{...}",
        "{}",
        "[]",
        '"' + "x" * 39 + "...",
    ]


def test_null_counts_as_left_out_only_where_it_may_be():
    issues = []
    fields = Fields(Node({"a": None}, "x", issues), "a")

    assert fields.nullable("a", each(lambda node: node.value)) is None
    assert fields.optional("a", each(lambda node: node.value), ("usual",)) == ()
    assert [str(issue) for issue in issues] == ["x.a: must be a list, not null"]
