import pytest
from hypothesis import given

from competition.domain.bundles import bundle_document, read_bundle
from tests.bundles import a_bundle, record_of, warned_in, wrong_in
from tests.drawn_bundles import records


def comparable(record):
    return {name: getattr(record, name) for name in record.__slots__} | {"marks": set(record.marks)}


@given(records())
def test_bnd_01_a_record_is_read_as_it_was_written(record):
    again, issues = read_bundle(bundle_document(record))

    assert issues == []
    assert comparable(again) == comparable(record)
    assert bundle_document(again)["entries"] == bundle_document(record)["entries"]


@given(records())
def test_a_bundle_written_twice_is_the_same(record):
    first = bundle_document(record)

    assert bundle_document(read_bundle(first)[0]).keys() == first.keys()
    assert sorted(map(str, bundle_document(read_bundle(first)[0])["marks"])) == sorted(
        map(str, first["marks"])
    )


def test_the_event_is_described_in_free_text():
    event = {"title": "Welding", "competition": "City", "group": "worker", "round": "final"}

    record = record_of(a_bundle(event=event))

    assert record.title == "Welding"
    assert record.about == {"competition": "City", "group": "worker", "round": "final"}
    assert bundle_document(record)["event"] == event


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        (
            {"format": "results-bundle/2"},
            'format: must be one of "results-bundle/1", not "results-bundle/2"',
        ),
        ({"event": {"title": 5}}, "event.title: must be a string, not 5"),
        ({"event": {"city": "x"}}, "event.city: is not a known key"),
        ({"policies": None}, "policies: must be an object, not null"),
        ({"marks": None}, "marks: must be a list, not null"),
        ({"marks": ...}, "marks: is required"),
        ({"deductions": {}}, "deductions: must be a list, not {}"),
    ],
)
def test_bnd_01_what_is_wrong_with_a_bundle_is_named(changes, wrong):
    assert wrong_in(a_bundle(**changes)) == [wrong]


def test_all_issues_are_named_and_not_only_the_first():
    bundle = a_bundle(
        format=1,
        policies={"ties": ["module:Z"], "advance": {}},
        deductions=[{"entry": "9", "points": "-1"}],
    )
    bundle["scheme"]["modules"][1]["items"][0]["max"] = 10
    bundle["marks"][0]["value"] = "100.5"

    assert wrong_in(bundle) == [
        "format: must be a string, not 1",
        "scheme.modules[1].items[0].max: must be a decimal in a string, not the number 10",
        "policies.ties[0]: the scheme has no module Z",
        "policies.advance: needs exactly one of places, percent, total",
        "marks[0].value: 100.5 exceeds the maximum 100 of item A1",
        "deductions[0].entry: there is no entry 9",
        "deductions[0].points: must not be negative",
    ]


def test_bnd_03_a_measure_that_ranks_equals_is_known_of_some_entry():
    policies = {
        "ties": ["-measure:time", "measure:height"],
        "advance": {"places": 1, "tie_at_cut": ["measure:age"]},
    }
    entries = [{"id": "1", "measures": {"time": "95.30"}}, {"id": "2"}]

    assert wrong_in(a_bundle(policies=policies, entries=entries)) == [
        "policies.ties[1]: no entry has the measure height",
        "policies.advance.tie_at_cut[0]: no entry has the measure age",
    ]


def test_weights_that_do_not_add_up_do_not_stop_the_computation():
    bundle = a_bundle()
    bundle["scheme"]["modules"][0]["weight"] = "0.2"

    assert warned_in(bundle) == ["scheme.modules: the weights add up to 0.90, not to 1"]


@pytest.mark.parametrize(
    "name", ["../marks.csv", "/marks.csv", "a\\marks.csv", "C:marks.csv", ".."]
)
def test_bnd_08_a_marks_file_is_named_without_a_folder(name):
    assert wrong_in(a_bundle(marks={"file": name})) == [
        "marks.file: must be the name of a file beside the bundle"
    ]


@pytest.mark.parametrize(
    ("marks", "wrong"),
    [
        ({"file": "marks.csv"}, "marks: a file of marks cannot be read here"),
        ({}, "marks.file: is required"),
        ({"file": "marks.csv", "sheet": "1"}, "marks.sheet: is not a known key"),
    ],
)
def test_bnd_08_a_marks_file_needs_somebody_who_reads_it(marks, wrong):
    def read(name, collector):
        raise AssertionError

    reader = None if len(marks) == 1 else read

    assert [str(issue) for issue in read_bundle(a_bundle(marks=marks), reader)[1]] == [wrong]


def test_bnd_08_marks_come_from_the_file_named():
    names = []

    record, issues = read_bundle(
        a_bundle(marks={"file": "m.csv"}), lambda name, collector: names.append(name)
    )

    assert (names, issues, len(record.marks)) == (["m.csv"], [], 0)


@pytest.mark.parametrize(
    ("published", "wrong"),
    [
        (5, ["published: must be an object, not 5"]),
        ({}, ["published.format: is required", "published.results: is required"]),
        (
            {"format": "results/1", "results": [{"entry": 7}, 5], "open": [{}], "by": ""},
            [
                "published.by: is not a known key",
                "published.results[0].entry: must be a string, not 7",
                "published.results[1]: must be an object, not 5",
                "published.results[1].entry: is required",
                "published.open[0].entry: is required",
            ],
        ),
    ],
)
def test_bnd_07_what_was_published_must_be_a_results_document(published, wrong):
    assert wrong_in(a_bundle(published=published)) == wrong


def test_a_bundle_carries_the_published_results():
    record = record_of(a_bundle())
    published = {"format": "results/1", "results": []}

    assert bundle_document(record, published)["published"] == published
    assert "published" not in bundle_document(record)
