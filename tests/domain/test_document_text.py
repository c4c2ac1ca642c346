import json

import pytest

from competition.domain.document_text import document_text, parse_document
from tests.bundles import a_bundle, wrong_in


def test_text_that_is_not_json_is_told_with_its_line():
    document, issues = parse_document('{\n "a": }')

    assert document is None
    assert [str(issue) for issue in issues] == [
        "document: is not JSON: Expecting value at line 2, column 7"
    ]


def test_bnd_01_a_document_nested_too_deeply_is_refused():
    document, issues = parse_document("[" * 200_000)

    assert document is None
    assert [str(issue) for issue in issues] == ["document: is nested too deeply"]


def test_bnd_01_a_key_that_stands_twice_in_an_object_is_named():
    text = json.dumps(a_bundle()).replace('"id": "1"', '"id": "1", "unit": "x", "unit": "y"')
    document, issues = parse_document(text)

    assert issues == []
    assert wrong_in(document) == ["entries[0].unit: stands more than once in this object"]


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("9" * 5000, "9" * 40 + "..."),
        ("NaN", "NaN"),
        ("-Infinity", "-Infinity"),
        ("1e400", "1e400"),
        ("12.50", "12.50"),
    ],
)
def test_bnd_02_monstrous_json_numbers_are_only_numbers_in_the_wrong_place(number, shown):
    text = json.dumps(a_bundle()).replace('"80"', number, 1)
    document, _issues = parse_document(text)

    assert wrong_in(document) == [
        f"marks[0].value: must be a decimal in a string, not the number {shown}"
    ]


def test_a_document_is_written_a_line_for_each_element_and_reads_back():
    document = {"format": "x", "results": [{"entry": "一"}, {"entry": "2"}], "open": []}

    text = document_text(document)

    assert text == (
        '{"format": "x",\n "results": [\n  {"entry": "一"},\n  {"entry": "2"}],\n "open": []}\n'
    )
    assert parse_document(text) == (document, [])
